"""What the tests of this folder share: they run over the chapters that there are, and ask each what all must have."""

import functools

import pytest

from website import chapters

every_chapter = pytest.mark.parametrize("path", chapters.paths(), ids=lambda path: path.stem)


@functools.cache
def read(path):
    return chapters.read(path)


def hold(path, problems):
    """Fail with these problems, each named with its file; a problem is a text, or (cell, text)."""
    lines = [
        f"{chapters.shown(path)}, cell {problem[0].index}: {problem[1]}"
        if isinstance(problem, tuple)
        else f"{chapters.shown(path)}: {problem}"
        for problem in problems
    ]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)
