"""Answers to the exercises of chapter 01: right ones, wrong ones, slips with the words that name them."""

import numpy as np

RIGHT = [("1.1", 200), ("1.2", np.eye(6)), ("1.3", [0.5, 0, 0.5]), ("1.3", (0, 5 / 6, 1 / 6))]
WRONG = [("1.1", 175), ("1.2", np.ones((6, 6)) / 6), ("1.3", [1, 0, 0]), ("1.3", [2, -1.5, 0.5])]
SLIPS = [
    ("1.1", 700 / 3, "plain average"),
    ("1.1", [50, 50, 100], "Add them up"),
    ("1.1", 233.3, "plain average"),
    ("1.2", np.full((6, 6), 1 / 6), "same average"),
]
ZEROS = [("1.2", np.zeros((6, 6))), ("1.3", [0, 0, 0])]
