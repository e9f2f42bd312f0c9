"""The running example and the example for pencil and paper, in exact fractions and without NumPy's arithmetic.

`running()` and `pencil()` return every table that a reader computes by hand. Numbers are Fractions; a matrix is a list
of rows. `python tests/exact.py` prints the tables, where attnlib is installed.
"""

import math
from fractions import Fraction

from attnlib import sentence


def exact(table):
    """The decimal numbers of a table as they are printed: the float 0.95 is 95/100 here."""
    return [[Fraction(repr(float(number))) for number in row] for row in table]


def transpose(a):
    return [list(column) for column in zip(*a)]


def matmul(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def running(x=sentence.X):
    """Q, K, V and the scores of the running example, or of another table of embeddings."""
    x = exact(x)
    q, k, v = (matmul(x, exact(w)) for w in (sentence.W_Q, sentence.W_K, sentence.W_V))
    return {"q": q, "k": k, "v": v, "scores": matmul(q, transpose(k))}


def pencil():
    """Every table of the example for pencil and paper, in which each extra point doubles the share."""
    q, k, v = exact(sentence.PENCIL_Q), exact(sentence.PENCIL_K), exact(sentence.PENCIL_V)
    scores = matmul(q, transpose(k))
    halved = [[score / 2 for score in row] for row in scores]  # √d_k = √4 = 2
    powers = [[Fraction(2) ** int(score) for score in row] for row in halved]
    weights = [[power / sum(row) for power in row] for row in powers]
    return {"scores": scores, "halved": halved, "powers": powers, "weights": weights, "output": matmul(weights, v)}


def wrong_pencils():
    """Sixteen other calculations from the same Q, K and V, each with the name of what it does: fifteen wrong ones and
    the causal one. Exponents that are no whole numbers give floats."""
    q, k, v = exact(sentence.PENCIL_Q), exact(sentence.PENCIL_K), exact(sentence.PENCIL_V)
    kt = transpose(k)
    scores = matmul(q, kt)
    right = pencil()["weights"]
    half = _times(scores, Fraction(1, 2))
    weights = {
        "softmax over the queries": transpose(_softmax(transpose(half))),
        "softmax over all scores at once": _softmax([sum(half, [])], width=3),
        "no √d_k": _softmax(scores),
        "divided by d_k": _softmax(_times(scores, Fraction(1, 4))),
        "multiplied by √d_k": _softmax(_times(scores, 2)),
        "√n for √d_k": _softmax(_times(scores, 1 / math.sqrt(3))),
        "scaled after the softmax": _times(_softmax(scores), Fraction(1, 2)),
        "KQᵀ for QKᵀ": _softmax(transpose(half)),
        "QQᵀ for QKᵀ": _softmax(_times(matmul(q, transpose(q)), Fraction(1, 2))),
        "softmax twice": _softmax(right),
        "no softmax": half,
        "hard maximum": [[Fraction(w == max(row)) / row.count(max(row)) for w in row] for row in right],
        "AᵀV for AV": transpose(right),
        "powers of e for powers of 2": _softmax(half, base=math.e),
        "masked after the softmax": _keep(right, hidden=0),
        "causal": _softmax(_keep(half, hidden=None)),
    }
    return {name: matmul(table, v) for name, table in weights.items()}


def _times(table, factor):
    return [[number * factor for number in row] for row in table]


def _keep(table, hidden):
    """The table with `hidden` where the key stands after the query."""
    return [[number if j <= i else hidden for j, number in enumerate(row)] for i, row in enumerate(table)]


def _softmax(table, base=Fraction(2), width=None):
    """Row by row base^s / Σ base^s, exact where s is whole; None counts nothing. `width` cuts the result into rows."""
    powers = [[0 if s is None else base**s for s in row] for row in table]
    rows = [[power / sum(row) for power in row] for row in powers]
    return rows if width is None else [rows[0][i : i + width] for i in range(0, len(rows[0]), width)]


if __name__ == "__main__":
    for title, tables in (("The cat sat on the mat", running()), ("cat, sat, mat", pencil())):
        print(title)
        for name, table in tables.items():
            print(f"  {name:8}", " | ".join(" ".join(map(str, row)) for row in table))
