"""The numbers that figures, live figures, worksheets and probes say come from values: no text holds one by itself."""

import ast
import re

import numpy as np
import pytest
from project import ROOT

from attnlib import split_heads
from byhand.diagnose.calls import CALLS
from website.number_words import number_words
from website.prose import scan

FILES = sorted([
    *(ROOT / "byhand" / "figures").glob("*.py"),
    *(ROOT / "byhand" / "live" / "kinds").glob("*.py"),
    ROOT / "byhand" / "classroom" / "worksheets.py",
    ROOT / "byhand" / "head.py",
])
LAYOUT = re.compile(r"[;=]|\d(?:px|pt|em|mm|%)|weight: |width: |^\w+,\d,\d$|^\W*[\d.e+ ]+$")  # of CSS, SVG, addresses
DIGITS = re.compile(r"(?<![\w.#&-])\d+(?:\.\d+)?(?![\w-])")
ALLOWED = {  # text: why its numbers need no value
    "two axes (rows, columns)": "the form of a table",
    " must be shares from 0 to 1: got values from ": "what a share is",
    "query must be an index from 0 to ": "indices begin there",
    "level must be a whole number from 1 to ": "the first level",
    "must be a whole number from 1 to ": "the fewest copies",
    " are zero": "said where the numbers are",
    "zero": "said where the numbers are",
    "Write printable worksheets for attention by hand, no two copies alike, and their keys.": "no two are alike",
    " · Do the rows of the shares add up to 1? ": "the question of the last step",
    "With one channel there is nothing to hold back: √1 is 1. Scores spread by , and the largest of shares is "
    "typically .": "a sentence for one channel",
    "No dot product with another word is above 0; it is 0 with .": "said where the largest is 0",
    "All its dot products with other words are below 0. The largest is , with .": "said where all are",
}


def texts(path):
    """The pieces of text of a Python file, docstrings and the places of formats left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    skipped = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            text = " ".join(re.sub(r"\{[^{}]*\}", "", re.sub(r"<[^<>]*>", "", node.value)).split(" "))
            yield node.lineno, re.sub(r" {2,}", " ", text)


def numbers_in(text):
    """The numbers of a text that count or measure, in digits and in words."""
    words = [word.text for word in number_words(text) if not word.free]
    return words + DIGITS.findall(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT / "byhand").as_posix())
def test_no_text_of_a_figure_holds_a_number_by_itself(path):
    found = [
        f"{path.relative_to(ROOT)}, line {line}: {text!r} says {', '.join(said)}: fill in a value"
        for line, text in texts(path)
        if (said := numbers_in(text)) and not LAYOUT.search(text) and text not in ALLOWED
    ]
    assert found == []


def test_every_text_that_is_allowed_is_there():
    there = {text for path in FILES for _, text in texts(path)}
    assert [text for text, reason in ALLOWED.items() if text not in there or not reason] == []


PROBES = {(name, probe.name): probe for name, call in CALLS.items() for probe in call.probes}


def scores_of(inputs):
    """The scores of a probe's inputs, divided by the root of the channels; of a softmax, its scores."""
    if "heads" in inputs:
        q, k = (split_heads(inputs["x"] @ inputs[name], inputs["heads"]) for name in ("w_q", "w_k"))
    elif "q" in inputs:
        q, k = inputs["q"], inputs["k"]
    else:
        return inputs["scores"]
    return q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5


@pytest.mark.parametrize("key", PROBES, ids="-".join)
def test_what_a_probe_says_of_its_sizes_and_scores_is_so(key):
    probe = PROBES[key]
    arrays = [np.asarray(value) for value in probe.inputs.values() if value is not None]
    known = {abs(round(score)) for score in np.ravel(scores_of(probe.inputs))}
    known |= {size for array in arrays for size in (*array.shape, array.ndim - 2)} | {probe.inputs.get("heads")}
    said = [number for number in scan(probe.what).numbers if not number.exempt]
    assert [number.text for number in said if abs(number.value) not in known] == []
