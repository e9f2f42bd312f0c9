"""What is right in the exercises of chapter 05, and which slips have a name."""

import numpy as np

from attnlib.attention import softmax
from byhand.closeness import agree
from byhand.exercises.answers import Answer, answer
from byhand.exercises.registry import as_table, diagnosed, exercise

PAGE = "05_softmax.ipynb"


@exercise("5.1")
def powers_of_two(mine):
    """The first row, or both."""
    both = np.exp2([[0, 1, 1], [3, 0, 0]])
    right = both / both.sum(axis=1, keepdims=True)
    if np.shape(mine) == (2, 3):
        return answer(mine, right)
    return answer(
        mine,
        right[0],
        known=[
            (softmax([0, 1, 1]), "That is with exp. Here powers of two are asked for."),
            (both[0], "Those are the powers. Divide them by their sum."),
            ([0, 0.5, 0.5], "You divided the scores by their sum. Take the powers first: even a score of 0 has one."),
            (right[1], "Those are the shares of the second row. The first one is asked for."),
            (100 * right[0], "Give them as parts of one, not of a hundred."),
        ],
    )


@exercise("5.2")
def half_and_quarters(scores):
    scores = as_table(scores, "three scores", 3)
    if agree(scores, [0.5, 0.25, 0.25]).all():
        return Answer("other", ["Not yet.", "Those are the shares that should come out. Asked for are scores."])
    return answer(softmax(scores), [1 / 2, 1 / 4, 1 / 4], have="your softmax gives")


diagnosed("5.3", "softmax")
