"""The repository's address: set, moved and taken away; while there is none, nothing names one."""

import re
import shutil
import subprocess

import address
import jinja2
import nbformat
import pytest
from project import ROOT, chapters, install_line

from website import elements, pages
from website.project import Project, read_project, shown_project

ADDRESS = "https://github.com/new-owner/new.name"
WITH, WITHOUT = Project("1.2.3", ADDRESS), Project("1.2.3")
INVITATIONS = re.compile(
    r"mybinder\.org/v2|github\.io|pip install [^`\n]*@|github\.com/[\w-]+/[\w.-]*attention-by-hand"
)


def texts(root):
    """{path: text} of what may name the address."""
    named = [root / name for name in ("pyproject.toml", "CITATION.cff", "CONTRIBUTING.md", *address.DOCUMENTS)]
    paths = [*named, *sorted((root / "chapters").glob("*.md")), *chapters(root)]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture
def copy(tmp_path):
    """A copy of what may name the address, without one, in a git repository of its own."""
    for name in texts(ROOT):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    address.main([""], tmp_path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


# --- the files ------------------------------------------------------------------------------------------------------


def test_the_files_of_the_project_agree_with_its_address():
    for path, text in address.wanted(ROOT, read_project().repository).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run make address"


def test_without_an_address_nothing_invites_to_one(copy):
    assert {name: found[0] for name, text in texts(copy).items() if (found := INVITATIONS.search(text))} == {}
    assert read_project(copy / "pyproject.toml").repository == ""
    assert "\nRepository" not in (copy / "pyproject.toml").read_text(encoding="utf-8")


def test_an_address_reaches_every_place_and_can_be_moved_and_taken_away(copy):
    before = texts(copy)
    address.main(["https://github.com/first-owner/else"], copy)
    address.main([ADDRESS], copy)
    after = texts(copy)
    assert not any("first-owner" in text for text in after.values())
    assert read_project(copy / "pyproject.toml").repository == ADDRESS
    assert f'repository-code: "{ADDRESS}"\nlicense:' in after["CITATION.cff"]
    assert f"\n[0.1.0]: {ADDRESS}/releases/tag/v0.1.0\n" in after["CHANGELOG.md"]
    assert "(https://mybinder.org/v2/gh/new-owner/new.name/main?urlpath=lab/tree/chapters)" in after["README.md"]
    assert "(https://new-owner.github.io/new.name/)" in after["README.md"]
    install = f'pip install "attention-by-hand @ {ADDRESS}/archive/refs/heads/main.zip"'
    assert f"python -m {install}" in after["README.md"] and f"python -m {install}" in after["chapters/for_teachers.md"]
    assert f"({ADDRESS})" in after["intro.md"] and "Binder" in after["intro.md"]
    for path in chapters(copy):
        code = next(cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
        assert code.source.splitlines()[0] == install_line(copy) == f"# No attnlib yet? Run: %{install}"
    assert address.main([""], copy) == 0 and texts(copy) == before


def test_setting_an_address_twice_changes_nothing(copy, capsys):
    address.main([ADDRESS], copy)
    assert "written: README.md" in capsys.readouterr().out
    address.main([ADDRESS], copy)
    assert capsys.readouterr().out == f"The address is {ADDRESS}.\n"


@pytest.mark.parametrize(
    "remote",
    [
        "git@github.com:new-owner/new.name.git",
        "ssh://git@github.com/new-owner/new.name",
        "https://someone:secret@github.com/new-owner/new.name.git",
        "https://github.com/new-owner/new.name/",
    ],
)
def test_without_an_argument_the_address_is_that_of_git(copy, remote):
    subprocess.run(["git", "remote", "add", "origin", remote], cwd=copy, check=True)
    address.main([], copy)
    assert read_project(copy / "pyproject.toml").repository == ADDRESS


def test_what_is_no_address_at_github_is_refused_and_nothing_is_written(copy):
    before = texts(copy)
    for text in [
        "https://gitlab.com/a/b",
        "https://github.com/a",
        "a/b",
        "https://github.com/a/b/c",
        'https://github.com/a/"',
    ]:
        with pytest.raises((SystemExit, ValueError), match="https://github.com/OWNER/NAME"):
            address.main([text], copy)
    with pytest.raises(SystemExit, match="make address URL="):
        address.main([], copy)
    assert texts(copy) == before


@pytest.mark.parametrize("name", ["pyproject.toml", "CITATION.cff"])
def test_a_file_without_the_place_for_the_address_is_refused(copy, name):
    (copy / name).write_text('[project]\nversion = "1"\n', encoding="utf-8")
    with pytest.raises(SystemExit, match="there is no place for the address"):
        address.main([ADDRESS], copy)


# --- the site -------------------------------------------------------------------------------------------------------


def test_addresses_follow_from_the_repository():
    assert WITH.edit_url("intro.md") == f"{ADDRESS}/edit/main/intro.md"
    assert WITH.file_url("LICENSE") == f"{ADDRESS}/blob/main/LICENSE"
    assert WITH.binder_url("chapters/a b.ipynb") == (
        "https://mybinder.org/v2/gh/new-owner/new.name/main?urlpath=lab/tree/chapters/a%20b.ipynb"
    )
    assert WITH.website == "https://new-owner.github.io/new.name/"


def test_no_address_follows_from_no_repository():
    binder = WITHOUT.binder_url("chapters")
    assert [binder, WITHOUT.edit_url("a"), WITHOUT.file_url("a"), WITHOUT.website, WITHOUT.archive] == [""] * 5


def test_a_deployment_may_give_its_own_address(monkeypatch):
    monkeypatch.setenv("COURSE_ADDRESS", ADDRESS + "/")
    assert shown_project() == Project(read_project().version, ADDRESS)
    monkeypatch.delenv("COURSE_ADDRESS")
    assert shown_project() == read_project()


@pytest.mark.parametrize(
    "repository", ["https://gitlab.com/a/b", "https://github.com/a", "a/b", 'https://github.com/a/b"c']
)
def test_a_repository_that_is_not_on_github_is_refused(repository):
    with pytest.raises(ValueError, match="https://github.com/OWNER/NAME, got"):
        Project("1.2.3", repository)


def page_of(project, source):
    """The frame of the page made from `source` in the book of this project."""
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "website" / "theme"), autoescape=True)
    page = {"title": "T", **pages.addresses(project, source)}
    page["notebook"] = "downloads/04_scores.ipynb" if source.endswith(".ipynb") else ""
    book = {"title": "B", "archive": "all.zip", "wait": "slowly", "cover": {}, "parts": [], **pages.facts(project)}
    layout = templates.get_template("layout.html")
    return layout.render(
        language="en", page=page, book=book, root_doc="intro", pathto=lambda target, resource=False: f"/{target}"
    )


@pytest.mark.parametrize("source", ["chapters/04_scores.ipynb", "intro.md", ""])
def test_a_page_links_to_the_repository_if_there_is_one(source):
    page, target = page_of(WITH, source), source if source.endswith(".ipynb") else "chapters"
    assert f'href="https://mybinder.org/v2/gh/new-owner/new.name/main?urlpath=lab/tree/{target}"' in page
    assert "Run · download" in page and "slowly" in page
    assert (f'href="{ADDRESS}/edit/main/{source}"' in page) == bool(source)
    assert {f"{ADDRESS}/blob/main/CHANGELOG.md", f"{ADDRESS}/blob/main/LICENSE", ADDRESS} <= links(page)


@pytest.mark.parametrize("source", ["chapters/04_scores.ipynb", "intro.md", ""])
def test_a_page_without_a_repository_links_to_this_site_alone_and_shows_no_dead_button(source):
    page = page_of(WITHOUT, source)
    assert all(link.startswith(("/", "#")) and len(link) > 1 for link in links(page))
    assert not re.search("Binder|Suggest|slowly|Run ·|github|what changed", page)
    assert "/all.zip" in links(page) and "code MIT, text and figures CC BY 4.0" in page and "1.2.3" in page
    text = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert not re.search(r"\(\)|· *<|· ·", text)


def links(page):
    return set(re.findall(r'\bhref="([^"]*)"', page))


def test_the_line_that_the_pages_leave_out_begins_as_the_notebooks_write_it():
    assert WITH.install_line.startswith(elements.INSTALL) and WITHOUT.install_line.startswith(elements.INSTALL)
