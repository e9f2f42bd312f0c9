"""Who may import whom: attnlib NumPy alone, byhand attnlib, a figure no class report, and nothing the tests.

The sources are read, not run, so that an import inside a function counts too.
"""

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

import attnlib
from website import chapters

ROOT = Path(__file__).parent.parent
PACKAGES = ("attnlib", "byhand")


def rooms_of(package):
    """The files and folders of a package, as modules: byhand.palette, byhand.figures."""
    found = [path for path in (ROOT / package).iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    return {f"{package}.{path.stem}" for path in found if path.stem not in ("__init__", "__main__")}


MATH = {"attnlib"} | rooms_of("attnlib")
PUBLIC = {name for name in MATH if "._" not in name}
BASE = (
    {"numpy"}
    | PUBLIC
    | {f"byhand.{name}" for name in ("palette", "wording", "head", "htmltable", "closeness", "discover")}
)
# A room of byhand, and what it may import besides itself and the standard library. A new room needs a line here.
ARROWS = {
    "byhand": {"byhand.exercises"},
    "byhand.palette": set(),
    "byhand.wording": {"numpy"},
    "byhand.htmltable": set(),
    "byhand.closeness": {"numpy"},
    "byhand.discover": set(),
    "byhand.head": {"numpy"} | PUBLIC,
    "byhand.figures": {"matplotlib"} | BASE,
    "byhand.live": {"ipywidgets", "anywidget", "traitlets", "IPython", "byhand.figures"} | BASE,
    "byhand.diagnose": BASE,
    "byhand.exercises": {"byhand.diagnose"} | BASE,
    "byhand.classroom": {"byhand", "byhand.diagnose", "byhand.exercises"} | BASE,
}
CHAPTERS_MAY = {"numpy", "matplotlib", "IPython", "byhand", "byhand.diagnose", "byhand.figures", "byhand.head"} | PUBLIC
CHAPTERS_MAY |= {"byhand.live", "ipywidgets"}
LAYOUT = """
    _config.yml _toc.yml intro.md references.bib requirements.txt requirements-dev.txt pyproject.toml runtime.txt
    Makefile README.md CONTRIBUTING.md CHANGELOG.md LICENSE CITATION.cff .gitignore
    chapters/notation.md chapters/glossary.md chapters/claims.md chapters/references.md
    attnlib/__init__.py attnlib/attention.py attnlib/heads.py attnlib/sentence.py attnlib/lexicon.csv
    byhand/__init__.py byhand/palette.py byhand/wording.py byhand/head.py byhand/figures/__init__.py
    byhand/live/__init__.py byhand/diagnose/__init__.py byhand/exercises/__init__.py byhand/classroom/__init__.py
    website/__init__.py website/chapters.py website/execution.py tools/notebooks.py
""".split()


def room(module):
    """The room of a dotted name: byhand.live.base -> byhand.live; a name that is no room belongs to its package."""
    name = ".".join(module.split(".")[:2])
    top = module.split(".")[0]
    return name if top in PACKAGES and name in rooms_of(top) else top


def imports(source, package=()):
    """The rooms and foreign packages that a source imports; `package` resolves relative imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = (*above, *filter(None, (node.module or "").split(".")))
            found |= {".".join((*module, alias.name)) for alias in node.names}
    return {room(name) for name in found} - sys.stdlib_module_names


def imports_of(path):
    return imports(path.read_text(encoding="utf-8"), path.relative_to(ROOT).parent.parts)


def room_of(path):
    """byhand/figures/arc.py -> byhand.figures; attnlib/attention.py -> attnlib.attention."""
    return room(".".join(path.relative_to(ROOT).with_suffix("").parts))


def code_of(path):
    """The Python of a chapter, without lines for IPython."""
    lines = "\n".join(cell.source for cell in chapters.read(path).code).splitlines()
    return "\n".join(line for line in lines if not line.startswith(("%", "!")))


def named(path):
    return path.relative_to(ROOT).as_posix()


LIBRARY = sorted((ROOT / "attnlib").rglob("*.py"))
COURSE = sorted((ROOT / "byhand").rglob("*.py"))


@pytest.mark.parametrize(
    "source, package, found",
    [
        ("import numpy as np, math", ("attnlib",), {"numpy"}),
        ("import os.path\nimport matplotlib.pyplot", (), {"matplotlib"}),
        ("def f():\n    from tests import exact", (), {"tests"}),
        ("from byhand import figures, check", (), {"byhand.figures", "byhand"}),
        ("from attnlib.attention import softmax", (), {"attnlib.attention"}),
        ("from attnlib import sentence, softmax", (), {"attnlib.sentence", "attnlib"}),
        ("import byhand.live.base", (), {"byhand.live"}),
        ("from . import palette", ("byhand", "figures"), {"byhand.figures"}),
        ("from ..palette import INK", ("byhand", "figures"), {"byhand.palette"}),
        ("from ..live import words", ("byhand", "figures"), {"byhand.live"}),
        ("from .attention import softmax", ("attnlib",), {"attnlib.attention"}),
        ("from website import chapters", (), {"website"}),
    ],
)
def test_imports_are_found(source, package, found):
    assert imports(source, package) == found


def test_the_layout():
    missing = [name for name in LAYOUT if not (ROOT / name).is_file()]
    assert not missing


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_the_mathematics_imports_numpy_and_itself_alone(path):
    assert imports_of(path) <= {"numpy"} | MATH


def test_attention_imports_numpy_and_the_checks_alone():
    assert imports_of(ROOT / "attnlib" / "attention.py") == {"numpy", "attnlib._checks"}
    assert imports_of(ROOT / "attnlib" / "_checks.py") == {"numpy"}


def test_each_later_file_of_the_mathematics_imports_earlier_ones():
    """There is an order in which every file stands after those that it imports."""
    files = {room_of(path): imports_of(path) & MATH for path in LIBRARY if path.stem != "__init__"}
    order = list(graphlib.TopologicalSorter(files).static_order())  # raises CycleError where there is none
    assert order.index("attnlib.attention") < order.index("attnlib.heads")


@pytest.mark.parametrize("path", COURSE, ids=named)
def test_the_course_keeps_to_its_arrows(path):
    here = room_of(path)
    assert here in ARROWS, f"{here} is a new room: give it a line in ARROWS"
    assert imports_of(path) <= ARROWS[here] | {here}


# What the tests hold is what this tool measures.
MEASURED = {"mistake_scores.py": {"right_functions", "unknown_functions"}}


@pytest.mark.parametrize(
    "folder, unknown",
    [
        ("attnlib", {"tests", "website", "tools", "bench", "byhand"}),
        ("byhand", {"tests", "website", "tools", "bench"}),
        ("website", {"tests", "tools", "bench"}),
        ("tools", {"tests", "bench"}),
    ],
)
def test_nothing_imports_the_tests(folder, unknown):
    """By the folder's name, or by a file's name, which pytest's path would allow."""
    other = {path.stem for name in unknown for path in (ROOT / name).glob("*.py")}
    unknown = unknown | other - {path.stem for path in (ROOT / folder).glob("*.py")}
    paths = list((ROOT / folder).rglob("*.py"))
    assert paths
    for path in paths:
        assert not imports_of(path) & unknown - MEASURED.get(path.name, set()), path


@pytest.mark.parametrize("path", chapters.paths(), ids=lambda path: path.stem)
def test_chapters_use_public_names(path):
    code = code_of(path)
    assert imports(code) <= CHAPTERS_MAY
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            assert not any(alias.name.startswith("_") for alias in node.names), ast.unparse(node)
        elif isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_") or node.attr.endswith("__"), ast.unparse(node)


def test_the_readers_of_chapters_need_no_sphinx():
    """Tools and tests ask them; what they load must not take seconds."""
    code = "import sys, website.chapters, website.prose, website.ties; print('sphinx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


def test_import_attnlib_loads_numpy_and_no_pictures():
    """In a new process, and from a folder that is not the repository."""
    code = (
        "import sys; import attnlib; print(*sorted(name for name in sys.modules if '.' not in name "
        "and name not in sys.stdlib_module_names and not name.startswith('_')))"
    )
    bare = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(ROOT.anchor),
    )
    loaded = set(bare.stdout.split())
    assert {"attnlib", "numpy"} <= loaded
    assert not loaded & {"matplotlib", "ipywidgets", "anywidget", "traitlets", "IPython", "pandas", "scipy"}


def test_the_public_names():
    assert all(hasattr(attnlib, name) for name in attnlib.__all__)
    assert len(set(attnlib.__all__)) == len(attnlib.__all__)
    assert callable(attnlib.attention), "the function, not the module of the same name"
    for name in ("attention", "heads", "sentence"):
        tree = ast.parse((ROOT / "attnlib" / f"{name}.py").read_text(encoding="utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assert {public for public in defined if not public.startswith("_")} <= set(attnlib.__all__)
