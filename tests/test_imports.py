"""Who may import whom: the mathematics knows nothing of pictures, pictures nothing of sliders, nothing of the tests.

The sources are read, not run, so that an import inside a function counts too.
"""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import attnlib

ROOT = Path(__file__).parent.parent

# A part of attnlib, and what it may import besides the standard library. A new file needs a line here.
MATH = {"attnlib", "attnlib.attention", "attnlib.heads", "attnlib.sentence"}
ARROWS = {
    "__init__": {"attnlib.attention", "attnlib.heads", "attnlib.sentence"},
    "attention": {"numpy"},
    "heads": {"numpy", "attnlib.attention"},
    "sentence": {"numpy", "attnlib.attention"},
    "diagnose": {"numpy", "byhand.diagnose", "byhand.figures"} | MATH,  # figures: the palette of a class's report
    "worksheets": set(),
    "figures": {"numpy", "matplotlib", "byhand.figures"} | MATH,
    "live": {"numpy", "ipywidgets", "anywidget", "traitlets", "IPython", "byhand.figures", "byhand.live"} | MATH,
}
LAYOUT = """
    _config.yml _toc.yml intro.md references.bib requirements.txt requirements-dev.txt pyproject.toml runtime.txt
    Makefile README.md CONTRIBUTING.md CHANGELOG.md LICENSE CITATION.cff .gitignore
    chapters/00_toolbox.ipynb chapters/01_why_attention.ipynb chapters/02_words_as_vectors.ipynb
    chapters/03_queries_keys_values.ipynb chapters/04_scores.ipynb chapters/05_softmax.ipynb chapters/06_scaling.ipynb
    chapters/07_mixing_values.ipynb chapters/notation.md chapters/glossary.md chapters/claims.md chapters/references.md
    attnlib/__init__.py attnlib/attention.py attnlib/heads.py attnlib/sentence.py attnlib/lexicon.csv
    byhand/diagnose/__init__.py byhand/figures/__init__.py
    byhand/palette.py byhand/live/__init__.py website/__init__.py tools/notebooks.py
""".split()


def part_of(path):
    """byhand/palette.py -> figures; attnlib/attention.py -> attention."""
    return path.relative_to(ROOT / "attnlib").with_suffix("").parts[0]


def imports(source, package=()):
    """The modules that a source imports: the top name, or the part of attnlib; `package` resolves relative imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = (*above, *(node.module or "").split("."))
            found |= {tuple(filter(None, (*module, alias.name))) for alias in node.names}
    return {
        ".".join(name[:2]) if name[0] == "attnlib" and name[1:2] and name[1] in ARROWS else name[0] for name in found
    } - sys.stdlib_module_names


def imports_of(path):
    return imports(path.read_text(encoding="utf-8"), path.relative_to(ROOT).parent.parts)


def code_of(notebook):
    """The Python of a chapter, without lines for IPython."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    lines = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("%", "!")))


LIBRARY = sorted((ROOT / "attnlib").rglob("*.py"))
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize(
    "source, package, found",
    [
        ("import numpy as np, math", ("attnlib",), {"numpy"}),
        ("import os.path\nimport matplotlib.pyplot", (), {"matplotlib"}),
        ("def f():\n    from tests import exact", (), {"tests"}),
        ("from attnlib import figures, softmax", (), {"byhand.figures", "attnlib"}),
        ("from attnlib.attention import softmax", (), {"attnlib.attention"}),
        ("import byhand.live.words", (), {"byhand.live"}),
        ("from . import theme", ("attnlib", "figures"), {"byhand.figures"}),
        ("from .theme import INK", ("attnlib", "figures"), {"byhand.figures"}),
        ("from ..live import words", ("attnlib", "figures"), {"byhand.live"}),
        ("from .attention import softmax", ("attnlib",), {"attnlib.attention"}),
    ],
)
def test_imports_are_found(source, package, found):
    assert imports(source, package) == found


def test_the_layout():
    missing = [name for name in LAYOUT if not (ROOT / name).is_file()]
    assert not missing


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_library_keeps_to_its_arrows(path):
    assert imports_of(path) <= ARROWS[part_of(path)]


# What the tests hold is what this tool measures.
MEASURED = {"mistake_scores.py": {"right_functions", "unknown_functions"}}


@pytest.mark.parametrize(
    "folder, unknown",
    [
        ("attnlib", {"tests", "website", "tools", "bench"}),
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


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapters_use_public_names(path):
    code = code_of(path)
    assert (
        imports(code) <= {"numpy", "matplotlib", "IPython", "byhand.diagnose", "byhand.figures", "byhand.live"} | MATH
    )
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            assert not any(alias.name.startswith("_") for alias in node.names), ast.unparse(node)
        elif isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_") or node.attr.endswith("__"), ast.unparse(node)


def test_every_chapter_is_looked_at():
    assert len(CHAPTERS) >= 8 and all("attnlib" in imports_as_text(path) for path in CHAPTERS)


def imports_as_text(path):
    return " ".join(imports(code_of(path)))


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
