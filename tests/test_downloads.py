"""The archive that readers take away: the same every time, complete, and enough to install and to run a chapter."""

import os
import subprocess
import sys
import zipfile

import nbformat
import pytest
from nbclient import NotebookClient
from project import ROOT, chapters

from website import downloads
from website.execution import ENVIRONMENT

CHAPTER = "04_scores.ipynb"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder of the unpacked archive."""
    folder = tmp_path_factory.mktemp("archive")
    downloads.write_archive(ROOT, folder / downloads.ARCHIVE)
    with zipfile.ZipFile(folder / downloads.ARCHIVE) as archive:
        archive.extractall(folder)
    return folder / "attention-by-hand"


@pytest.fixture(scope="module")
def installed(course, tmp_path_factory):
    """Where pip has installed the unpacked archive, without its dependencies and without a network."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*command, "--target", str(target), str(course)], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return target


def files(root):
    """The files of the two packages below `root`."""
    found = (path for package in ("attnlib", "byhand") for path in (root / package).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix() for path in found if "__pycache__" not in path.parts}


def test_the_archive_is_the_same_every_time(tmp_path):
    for name in ("one", "two"):
        downloads.write_archive(ROOT, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_archive_holds_the_chapters_and_what_the_readme_asks_for(course):
    assert {path.name for path in (course / "chapters").glob("*.ipynb")} == {path.name for path in chapters()}
    needed = {"Makefile", "README.md", "LICENSE", "pyproject.toml", "requirements.txt", "requirements-dev.txt"}
    assert needed == {path.name for path in course.iterdir() if path.is_file()}


def test_the_archive_and_what_is_installed_from_it_hold_every_file_of_the_two_packages(course, installed):
    assert len(files(ROOT)) > 50
    assert files(ROOT) == files(course) == files(installed)


def test_a_chapter_runs_on_what_is_installed_from_the_archive(course, installed):
    notebook = nbformat.read(course / "chapters" / CHAPTER, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("import attnlib, byhand; print(attnlib.__file__, byhand.__file__)"))
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(course / "chapters")}})
    client.execute(env={**os.environ, **ENVIRONMENT, "PYTHONPATH": str(installed)})
    assert notebook.cells[-1].outputs[0].text.count(str(installed)) == 2
