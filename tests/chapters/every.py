"""What the tests of this folder share: they run over the chapters that there are, and ask each what all must have."""

import functools

import pytest

from website import chapters

every_chapter = pytest.mark.parametrize("path", chapters.paths(), ids=lambda path: path.stem)


@functools.cache
def read(path):
    return chapters.read(path)


def hold(path, problems):
    """Fail with these problems, each named with its file. A problem is a text, or (cell or place in the file, text)."""
    if problems:
        pytest.fail("\n".join(said(path, problem) for problem in problems), pytrace=False)


def said(path, problem):
    """chapters/04_scores.ipynb, cell 3, line 5: what is wrong."""
    place, text = problem if isinstance(problem, tuple) else ("", problem)
    place = f"cell {place.index}" if isinstance(place, chapters.Cell) else place
    return f"{', '.join(filter(None, [chapters.shown(path), place]))}: {text}"
