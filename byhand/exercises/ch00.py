"""What is right in the exercises of chapter 00, and which slips have a name."""

import numpy as np

from byhand.exercises.answers import Answer, answer
from byhand.exercises.registry import as_table, exercise, places, result_of
from byhand.head import RUNNING as HEAD

PAGE = "00_toolbox.ipynb"


@exercise("0.1")
def dot_product(mine):
    return answer(
        mine,
        2,
        known=[
            (4, "The last product is negative: it lowers the sum."),
            ([3, 0, 0, -1], "Those are the four products. Add them up."),
        ],
    )


@exercise("0.2")
def matrix_product(fn):
    first = answer(result_of(fn, HEAD.x, HEAD.w_k), HEAD.k, names=places(HEAD.tokens, HEAD.channels), have="yours has")
    a, b = np.arange(6.0).reshape(2, 3), np.arange(3.0)[:, None] - 1
    try:
        second = answer(result_of(fn, a, b), a @ b).verdict
    except (IndexError, ValueError):
        second = "other"
    if first.verdict == "correct" != second:
        return Answer(
            "partly",
            [
                "Right for X and W_K, but not for every pair of tables.",
                "Try it on tables of the shapes (2, 3) and (3, 1).",
            ],
            0.5,
        )
    return first


@exercise("0.3")
def exchanged(matrix):
    right = HEAD.x[:, [1, 0, 2, 3, 4]]
    return answer(
        HEAD.x @ as_table(matrix, "five rows and five columns", 5, 5),
        right,
        names=places(HEAD.tokens, HEAD.features),
        have="your X @ M has",
        known=[
            (right * [1, 1, 0, 0, 0], "The other features are lost: they need a one each."),
            (HEAD.x, "Your X @ M is X itself: nothing is exchanged."),
        ],
    )
