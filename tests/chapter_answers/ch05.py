"""Answers to the exercises of chapter 05: right ones, wrong ones, slips with the words that name them."""

import numpy as np

RIGHT = [
    ("5.1", [[0.2, 0.4, 0.4], [0.8, 0.1, 0.1]]),
    ("5.1", [0.2, 0.4, 0.4]),
    ("5.2", [np.log(2), 0, 0]),
    ("5.2", [1 + np.log(2), 1, 1]),
]
WRONG = [("5.1", [0, 1, 1]), ("5.2", [2, 1, 1]), ("5.2", [1])]
SLIPS = [
    ("5.1", [0.155, 0.422, 0.422], "with exp"),
    ("5.1", [1, 2, 2], "the powers"),
    ("5.1", [0, 0.5, 0.5], "even a score of 0"),
    ("5.1", [0.8, 0.1, 0.1], "second row"),
    ("5.1", [20, 40, 40], "parts of one"),
    ("5.2", [0.5, 0.25, 0.25], "Asked for are scores"),
    ("5.2", [2, 1, 1], "your softmax gives"),
]
