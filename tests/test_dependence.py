"""A tie computes its number: a literal in disguise is refused, and what a chapter writes is not."""

import math
from fractions import Fraction

import numpy as np
import prose_numbers
import pytest

from attnlib import softmax
from byhand.head import RUNNING

TOKENS = ["The", "cat", "sat", "on", "the", "mat"]
X = np.array([[0.0, 0.7, 0.3], [0.8, 0.0, 0.65]])


def share_of(row):
    """A function of the chapter."""
    return softmax(row)


VARIABLES = {"np": np, "math": math, "Fraction": Fraction, "TOKENS": TOKENS, "X": X, "share_of": share_of}
VARIABLES |= {"big": 0.99, "width": 3, "head": RUNNING, "softmax": softmax, "sizes": {"rows": 6, "columns": 5}}

TRICKS = [
    "0.99",
    "0.99 + 0 * len(TOKENS)",
    "0.99 * len(TOKENS) / len(TOKENS)",
    "0.99 + X[0, 1] - X[0, 1]",
    "0.99 * X[0, 1] ** 0",
    "0.99 if TOKENS else 0",
    "len(TOKENS) and 0.99",
    "0.99 or len(TOKENS)",
    "[0.98, 0.99][len(TOKENS) > 2]",
    "{True: 0.99}[len(TOKENS) == 6]",
    "[0.99 for _ in TOKENS][0]",
    "(lambda _: 0.99)(TOKENS)",
    "min(0.99, len(TOKENS))",
    "max(0.99, 0 * X[0, 1])",
    "np.clip(len(TOKENS), 0, 0.99)",
    "np.where(X[0, 1] > 0, 0.99, 0)",
    "np.full(len(TOKENS), 0.99)[0]",
    "(X[0, 1] > 0) * 0.99",
    "(X[0, 1] > 0) * 99 / 100",
    "round(0.99 + X[0, 1] / 10 ** 9, 2)",
    "0.99 + X[0, 1] / 10 ** 6",
    "0.93 + len(TOKENS) / 100",
    "(93 + len(TOKENS)) / 100",
    'float("0.99") + 0 * len(TOKENS)',
    'eval("0.99") + 0 * len(TOKENS)',
    "Fraction(99, 100) * softmax(X[0]).sum() ** 0",
    "99 / 100 + 0 * math.pi",
    "np.float64(0.99) + X[0, 0] - X[0, 0]",
    "sum([0.9, 0.09]) + 0 * len(TOKENS)",
    "sorted([0.99, 1000, len(TOKENS)])[0]",
    "np.ones_like(X)[0, 1] * 99 / 100",
]
THREES = ["3 * (len(TOKENS) > 2)", "3 if TOKENS else 2", "[2, 3][int(X[0, 1] > 0)]", "len([1, 2, len(TOKENS)])"]
THREES += [
    "3 * len(TOKENS) // len(TOKENS)",
    "len(X[0, 1:1]) + 3",
    'len("cat") * (X[0, 1] > 0)',
    "(X[0, 1] > 0) + 2",
    "len((X, X, X))",
]

HONEST = {
    "len(TOKENS)": "six",
    'TOKENS.index("sat")': "2",
    "len(set(TOKENS)) - 1": "five",
    "X.shape": "(2, 3)",
    "1 / len(TOKENS)": "17 %",
    "(X == 0).sum()": "two",
    "X[0]": "(0, 0.7, 0.3)",
    "X[0].sum()": "1.0",
    "round(X[0].sum(), 2)": "one",
    "2 * X[0, 1]": "1.4",
    "100 * X[0, 1]": "70.0",
    "X[1] @ X[1] / (X[1] @ X[1] + 1)": "0.515",
    "softmax([0, 0])[0]": "half",
    "share_of([1, 1, 1])[2]": "a third",
    "math.e": "2.718",
    "np.pi": "3.14",
    "big": "0.99",
    "width": "three",
    'sizes["rows"]': "six",
    "head.scores[2, 5]": "0.85",
    "head.q.shape[1]": "three",
    "max(0, X[1, 2])": "0.65",
    "[row.sum() for row in X]": "(1.0, 1.45)",
    "sum(token.startswith('t') for token in TOKENS)": "1",
    "np.eye(len(TOKENS)).sum()": "six",
    "int(softmax(X[1]).argmax()) + 1": "1",
    "np.argmin(X[1]) + 1": "2",
    "len((X, TOKENS, softmax))": "three",
    "100 + X[0, 1]": "100.7",
    "X.shape[1] ** 0.5": "1.732",
    "np.log(np.finfo(X.dtype).max)": "709.8",
    "np.abs(X @ X.T - (X @ X.T).T).max()": "0",
}


def check(text, expression):
    source = f"{text}<!--= {expression} -->"
    report = prose_numbers.Report("page")
    prose_numbers.check_text(source, prose_numbers.answers_in(dict(VARIABLES), source), report, "")
    return report.problems


@pytest.mark.parametrize("expression", TRICKS + THREES)
def test_a_literal_in_disguise_is_refused(expression):
    (problem,) = check("three" if expression in THREES else "0.99", expression)
    assert any(word in problem for word in ("literal", "choice"))


@pytest.mark.parametrize("expression", HONEST)
def test_what_follows_the_chapter_is_taken(expression):
    assert check(HONEST[expression], expression) == []


def test_looking_for_disguises_changes_no_variable():
    before, copy = X.copy(), dict(VARIABLES)
    check("0.7", "X[0, 1]")
    check("six", "len(TOKENS)")
    assert np.array_equal(X, before) and len(TOKENS) == 6 and copy == VARIABLES
