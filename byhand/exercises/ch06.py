"""What is right in the exercises of chapter 06, and which slips have a name."""

import numpy as np

from attnlib.attention import softmax
from byhand import wording
from byhand.closeness import agree
from byhand.exercises.answers import Answer, answer
from byhand.exercises.registry import as_table, exercise, goals_reached, result_of
from byhand.head import RUNNING as HEAD

PAGE = "06_scaling.ipynb"
CAT, SAT, MAT = (HEAD.index(word) for word in ("cat", "sat", "mat"))


@exercise("6.1")
def variance_of_a_sum(mine):
    return answer(
        mine,
        4,
        known=[
            (1, "That is the variance of one product. Four are added up."),
            (2, "That is the standard deviation, the root of the variance."),
        ],
    )


@exercise("6.2")
def slope_of_a_share(fn):
    row = HEAD.scores[SAT] / np.sqrt(HEAD.k.shape[1])
    share = softmax(row)
    right = share * (1 - share)
    first = answer(
        result_of(fn, row, MAT),
        right[MAT],
        known=[
            (share[MAT], "That is the share itself, not how it moves."),
            (-right[MAT], "The sign is turned: new share minus old share."),
            (0, "The share does not move. Did both shares come from the same row?"),
        ],
    )
    second = result_of(fn, row, CAT)
    if first.verdict == "correct" and not agree(second, right[CAT]).all():
        return Answer("partly", ["Right for mat, but not for cat. Does it use place?"], 0.5)
    return first


@exercise("6.3")
def no_division(q, k):
    q, k = (as_table(values, "two tables, a row for each vector", None, None) for values in (q, k))
    if q.shape != k.shape:
        return Answer("other", ["Two tables of one shape are expected.", f"Yours are {q.shape} and {k.shape}."])
    unfair = [
        f"The entries of {name} have the mean {values.mean() + 0:.2f} and the variance {values.var():.2f}, not 0 and 1."
        for name, values in (("q", q), ("k", k))
        if abs(values.mean()) >= 0.1 or abs(values.var() - 1) >= 0.1
    ]
    if unfair:
        return Answer("other", ["Not yet.", *unfair])
    fixed = " and ".join(name for name, values in (("q", q), ("k", k)) if not vary_in_each_channel(values))
    if fixed:
        says = f"In each channel the entries should be random, with mean 0 and variance 1; those of {fixed} are not."
        return Answer("other", ["Not yet.", says])
    scores = (q * k).sum(axis=-1)
    size = np.sqrt((scores**2).mean())
    return goals_reached(
        [
            (
                size <= 1,
                f"The scores have the mean {scores.mean() + 0:.2f} and the standard deviation {scores.std():.2f}: "
                "they still need a division.",
            )
        ],
        rules=[
            (q.shape[1] >= 16, f"With {q.shape[1]} channels there is little to divide by. Take many."),
            (len(q) >= 100, f"{wording.amount(len(q), 'vector')} cannot show what is random. Take many."),
        ],
    )


def vary_in_each_channel(values):
    """True if in every channel mean and variance over the vectors are near 0 and 1, as far as so many can tell."""
    noise = 1 / np.sqrt(len(values))
    near = np.abs(values.mean(axis=0)).max() < 6 * noise and np.abs(values.var(axis=0) - 1).max() < 12 * noise
    return bool(near)
