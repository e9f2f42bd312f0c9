"""The tools that stamp and serve."""

import re
import shutil
import socket
import threading
import urllib.error
import urllib.request

import nbformat
import pytest
import serve
import stamp
from project import ROOT, install_line, repository, shown

# --- stamp ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path):
    """A copy of what is stamped, whose pyproject.toml names another repository and another version."""
    for name in [*stamp.DOCUMENTS, "pyproject.toml"]:
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    project = tmp_path / "pyproject.toml"
    text = project.read_text(encoding="utf-8").replace(repository(), "https://github.com/new-owner/new.name")
    project.write_text(re.sub(r'^version = ".*"$', 'version = "9.8.7"', text, flags=re.MULTILINE), encoding="utf-8")
    return tmp_path


def write_all(texts):
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


def test_everything_is_stamped():
    assert stamp.main(["--check"]) == 0


def test_a_new_repository_and_version_reach_every_file_that_names_them(copy):
    owner, name = repository().removeprefix("https://github.com/").split("/")
    write_all(stamp.wanted(copy))
    for path in [copy / document for document in stamp.DOCUMENTS] + sorted((copy / "chapters").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert f"{owner}/{name}" not in text and f"{owner}.github.io" not in text, path.name
    citation = (copy / "CITATION.cff").read_text(encoding="utf-8")
    assert 'repository-code: "https://github.com/new-owner/new.name"' in citation and "version: 9.8.7" in citation
    readme = (copy / "README.md").read_text(encoding="utf-8")
    assert "https://mybinder.org/v2/gh/new-owner/new.name/" in readme
    assert "https://new-owner.github.io/new.name" in readme
    for path in (copy / "chapters").glob("*.ipynb"):
        code = next(cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
        assert code.source.splitlines()[0] == install_line(copy) and "new-owner/new.name" in install_line(copy)


def test_stamping_twice_changes_nothing(copy):
    once = stamp.wanted(copy)
    write_all(once)
    assert stamp.wanted(copy) == once


def test_stamping_back_gives_the_old_files(copy):
    write_all(stamp.wanted(copy))
    shutil.copy(ROOT / "pyproject.toml", copy / "pyproject.toml")
    for path, text in stamp.wanted(copy).items():
        assert text == (ROOT / path.relative_to(copy)).read_text(encoding="utf-8"), path.name


def test_the_version_goes_between_its_marks_and_longer_names_are_left_alone():
    text = "v<!-- version -->0<!-- /version --> github.com/a/b github.com/a/b-c github.com/a/b/x a.github.io/b/"
    assert stamp.stamped(text, ("a", "b"), ("d", "e"), "1.2") == (
        "v<!-- version -->1.2<!-- /version --> github.com/d/e github.com/a/b-c github.com/d/e/x d.github.io/e/"
    )


def test_a_citation_file_without_address_is_refused():
    with pytest.raises(SystemExit, match="repository-code"):
        stamp.last_stamped("version: 1\n")


def test_unknown_options_are_refused():
    with pytest.raises(SystemExit, match="--check only, got --chekc"):
        stamp.main(["--chekc"])


def test_paths_are_shown_from_the_project_on(tmp_path):
    assert shown(ROOT / "chapters" / "04_scores.ipynb") == "chapters/04_scores.ipynb"
    assert shown(tmp_path) == str(tmp_path.resolve())


# --- serve ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    """A small project to watch."""
    (tmp_path / "chapters" / ".ipynb_checkpoints").mkdir(parents=True)
    (tmp_path / "attnlib" / "__pycache__").mkdir(parents=True)
    for name in ["intro.md", "chapters/00.ipynb", "attnlib/attention.py", "README.md"]:
        (tmp_path / name).write_text("one", encoding="utf-8")
    return tmp_path


def test_watched_are_the_sources_of_the_book_and_nothing_that_is_built(project):
    before = serve.snapshot(project)
    assert sorted(before) == ["attnlib/attention.py", "chapters/00.ipynb", "intro.md"]
    for name in ["README.md", "attnlib/__pycache__/a.pyc", "chapters/.ipynb_checkpoints/00.ipynb"]:
        (project / name).write_text("another", encoding="utf-8")
    assert serve.changes(before, serve.snapshot(project)) == []


def test_a_change_an_addition_and_a_removal_are_noticed(project):
    before = serve.snapshot(project)
    (project / "attnlib" / "attention.py").write_text("longer", encoding="utf-8")
    (project / "chapters" / "01.ipynb").write_text("new", encoding="utf-8")
    (project / "intro.md").unlink()
    changed = serve.changes(before, serve.snapshot(project))
    assert changed == ["attnlib/attention.py", "chapters/01.ipynb", "intro.md"]


def test_watching_acts_once_for_changes_that_come_together(monkeypatch):
    states = iter([{"a": 1}, {"a": 2}, {"a": 2, "b": 1}, {"a": 2, "b": 1}])
    monkeypatch.setattr(serve, "snapshot", lambda: next(states))

    def act(names):
        assert names == ["a", "b"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        serve.watch({"a": 1}, act, pause=0)


def built_by(tmp_path, succeeds, page):
    """A stand-in for the build that writes one page and then succeeds or fails."""

    def build():
        (tmp_path / "html").mkdir(exist_ok=True)
        (tmp_path / "html" / "index.html").write_text(page, encoding="utf-8")
        return succeeds, "reading\nchapters/04.ipynb:3: WARNING: no such target\nbuild failed"

    return build


def test_a_failed_build_leaves_the_last_good_one_and_says_what_is_wrong(tmp_path, capsys):
    built, served = tmp_path / "html", tmp_path / "served"
    assert serve.rebuild(built_by(tmp_path, True, "good"), built, served)
    assert not serve.rebuild(built_by(tmp_path, False, "half"), built, served)
    assert (served / "index.html").read_text(encoding="utf-8") == "good"
    assert capsys.readouterr().err == "The build failed:\nchapters/04.ipynb:3: WARNING: no such target\n"
    assert serve.rebuild(built_by(tmp_path, True, "better"), built, served)
    assert (served / "index.html").read_text(encoding="utf-8") == "better"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "served"]


def test_a_failed_build_without_a_message_shows_its_end():
    assert serve.problems("\n".join(map(str, range(100)))).splitlines() == [str(n) for n in range(70, 100)]


def test_the_server_takes_a_free_port_if_the_wanted_one_is_in_use_and_serves_this_machine_only(tmp_path):
    (tmp_path / "index.html").write_text("the book", encoding="utf-8")
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        server = serve.server_for(tmp_path, taken.getsockname()[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            assert server.server_address[0] == "127.0.0.1"
            assert server.server_port != taken.getsockname()[1]
            with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/") as answer:
                assert answer.read() == b"the book" and answer.headers["Cache-Control"] == "no-store"
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/missing.html")
        finally:
            server.shutdown()
            server.server_close()


def test_the_first_build_must_succeed(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    monkeypatch.setattr(serve, "build", lambda: (False, "ERROR: no"))
    assert serve.main([]) == 1
    assert "The build failed:\nERROR: no" in capsys.readouterr().err
