"""What every tool needs to know about the project: where it is and what pyproject.toml says."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # website/ is not installed, and a tool is started by its path

from website import chapters as _chapters  # noqa: E402
from website.project import read_project  # noqa: E402


def metadata(root=ROOT):
    """The `[project]` table of pyproject.toml, as a dict."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def install_line(root=ROOT):
    """The first line of every chapter's first code cell: how to get attnlib where it is missing."""
    return read_project(root / "pyproject.toml").install_line


def chapters(root=ROOT):
    """All chapter notebooks, in the order of their numbers."""
    return _chapters.paths(root)


def shown(path, root=ROOT):
    """A path as people write it: relative to the project when it lies inside."""
    return _chapters.shown(path, root)
