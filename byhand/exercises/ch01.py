"""What is right in the exercises of chapter 01, and which slips have a name."""

import numpy as np

from byhand import wording
from byhand.closeness import BY_HAND
from byhand.exercises.answers import Answer, answer
from byhand.exercises.registry import as_table, exercise, goals_reached, places
from byhand.head import RUNNING as HEAD

PAGE = "01_why_attention.ipynb"
ROUNDING = 1e-9  # how far below 0 a share may lie that was calculated


@exercise("1.1")
def weighted_average(mine):
    prices, shares = np.array([100, 200, 400]), np.array([0.5, 0.25, 0.25])
    return answer(
        mine,
        prices @ shares,
        known=[
            (prices.mean(), "That is the plain average, with equal shares."),
            (prices * shares, "Those are the three parts. Add them up."),
        ],
    )


@exercise("1.2")
def unchanged(shares):
    shares = as_table(shares, "six rows and six columns", 6, 6)
    if not (shares >= -ROUNDING).all():
        return Answer("other", ["Not yet.", "A share is never negative."])
    off = shares.sum(axis=1) - 1
    if not (np.abs(off) < BY_HAND).all():
        word, total = HEAD.tokens[np.abs(off).argmax()], wording.number(1 + off[np.abs(off).argmax()])
        return Answer("other", ["Not yet.", f"The shares of {word} add up to {total}, not to 1."])
    return answer(
        shares @ HEAD.x,
        HEAD.x,
        names=places(HEAD.tokens, HEAD.features),
        have="your shares @ X has",
        known=[(np.full((6, 6), 1 / 6) @ HEAD.x, "With equal shares all words become the same average.")],
    )


@exercise("1.3")
def average_of_five(shares):
    shares = as_table(shares, "three shares", 3)
    average = shares @ [0, 4, 10]
    return goals_reached(
        [
            (abs(average - 5) < BY_HAND, f"Their weighted average is {average:.4g}; it should be 5."),
            (abs(shares.sum() - 1) < BY_HAND, f"The shares add up to {shares.sum():.4g}, not to 1."),
        ],
        rules=[((shares >= 0).all(), "A share is never negative.")],
    )
