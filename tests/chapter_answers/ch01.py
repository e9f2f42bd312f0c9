"""Answers to the exercises of chapter 01: right ones, wrong ones, slips with the words that name them."""

import numpy as np

from byhand.head import RUNNING as HEAD

# They leave every word as it was, too, but some are negative: the words have five features, so the rows are not free.
UNCHANGED = np.eye(6) + np.outer(np.ones(6), np.linalg.svd(HEAD.x.T)[2][-1])

RIGHT = [("1.1", 200), ("1.2", np.eye(6)), ("1.3", [0.5, 0, 0.5]), ("1.3", (0, 5 / 6, 1 / 6))]
WRONG = [
    ("1.1", 175),
    ("1.2", np.ones((6, 6)) / 6),
    ("1.2", UNCHANGED),
    ("1.2", 2 * np.eye(6)),
    ("1.3", [1, 0, 0]),
    ("1.3", [2, -1.5, 0.5]),
]
SLIPS = [
    ("1.1", 700 / 3, "plain average"),
    ("1.1", [50, 50, 100], "Add them up"),
    ("1.1", 233.3, "plain average"),
    ("1.2", np.full((6, 6), 1 / 6), "same average"),
    ("1.2", UNCHANGED, "never negative"),
    ("1.2", 2 * np.eye(6), "The shares of The add up to 2, not to 1."),
]
ZEROS = [("1.2", np.zeros((6, 6))), ("1.3", [0, 0, 0])]
