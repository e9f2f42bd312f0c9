"""Small tables of coloured cells: every number stands in its cell, and each picture is few elements."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from byhand import palette
from byhand.figures import small
from byhand.head import RUNNING

WORDS = RUNNING.tokens


def drawn(matrix, rows, columns, **options):
    """The SVG as a tree."""
    return ElementTree.fromstring(small.svg(*small.small(matrix, rows, columns, **options), "Weights <of> “on”"))


def letters(tree):
    """{(x, y): letter} of all that is written."""
    found = {}
    for text in tree.iter("text"):
        if " " in text.get("x"):
            places = zip(map(float, text.get("x").split()), map(float, text.get("y").split()), strict=True)
            found |= dict(zip(places, text.text, strict=True))
    return found


@pytest.mark.parametrize(
    "value, text",
    [
        (0, "0"), (0.15, ".15"), (1, "1"), (1.5, "1.50"), (-0.3, "−.30"), (-1.91, "−1.9"), (-0.001, "0"),
        (12.34, "12.3"), (123.4, "123"), (1e9, "1e9"), (np.nan, "NaN"), (np.inf, "∞"),
        (-np.inf, "−∞"), (0.1 + 0.2 - 0.3, "0"),
    ],
)  # fmt: skip
def test_a_number_fits_its_cell(value, text):
    assert small.written(value) == text and len(text) * small.LETTER <= small.CELL


def test_every_number_stands_in_its_cell():
    tree = drawn(RUNNING.weights, WORDS, WORDS)
    written = letters(tree)
    for (i, j), share in np.ndenumerate(RUNNING.weights):
        left, top = small.NAMES + j * (small.CELL + small.GAP), small.TOP + i * (small.HEIGHT + small.GAP)
        inside = [
            (x, letter)
            for (x, y), letter in written.items()
            if left - 1 <= x < left + small.CELL and top < y < top + small.HEIGHT
        ]
        assert "".join(letter for _, letter in sorted(inside)) == small.written(share)


def test_sums_stand_behind_their_rows():
    plain, summed = (drawn(RUNNING.weights, WORDS, WORDS, sums=sums) for sums in (False, True))
    assert float(summed.get("width")) - float(plain.get("width")) == small.SUM
    assert "sum" in "".join(letters(summed).values()) and "sum" not in "".join(letters(plain).values())


def test_what_is_no_number_has_a_frame_and_what_is_negative_is_violet():
    source = small.small([[np.nan, -0.5], [0.5, 0]], ("a", "b"), ("c", "d"))[0]
    frames, violet = (
        re.findall('<path fill="none"[^>]*d="([^"]+)"', source),
        source.count(f'fill="{palette.var("neg")}"'),
    )
    assert len(frames) == 1 and frames[0].count("M") == 1 and violet == 1
    assert source.count("<path") == 3  # the cell that is 0 stays empty


def test_a_picture_is_few_elements_and_has_a_name():
    tree = drawn(RUNNING.weights, WORDS, WORDS, sums=True, title="right")
    assert len(list(tree.iter())) <= 20
    assert tree.get("role") == "img" and tree.get("aria-label") == "Weights <of> “on”"
