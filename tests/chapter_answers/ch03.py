"""Answers to the exercises of chapter 03: right ones, wrong ones, slips with the words that name them."""

import numpy as np

from byhand.head import RUNNING as HEAD

articles = np.zeros((5, 3))
articles[4, 0] = 1

RIGHT = [("3.1", [0.72, 0, 0.16]), ("3.1", np.array([0.72, 0, 0.16])), ("3.2", 1), ("3.3", articles)]
WRONG = [("3.1", [0.8, 0.3, 0]), ("3.2", 2), ("3.3", HEAD.w_k)]
SLIPS = [
    ("3.1", [0, 0.34, 0.48], "That is the query"),
    ("3.1", [0.32, 0, 0.32], "That is the value"),
    ("3.1", [0.9, 0, 0.2], "only a part"),
    ("3.2", 6, "Only words with"),
    ("3.2", 3, "one channel only"),
]
ZEROS = [("3.1", [0, 0, 0]), ("3.3", np.zeros((5, 3)))]
