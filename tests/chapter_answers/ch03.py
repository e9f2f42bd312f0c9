"""Answers to the exercises of chapter 03: right ones, wrong ones, slips with the words that name them."""

import numpy as np

from byhand.head import RUNNING as HEAD

articles = np.zeros((5, 3))
articles[4, 0] = 1

RIGHT = [("3.1", HEAD.k[1]), ("3.1", HEAD.k[1].tolist()), ("3.2", 1), ("3.4", articles)]
WRONG = [("3.1", HEAD.x[1, :3]), ("3.2", 2), ("3.4", HEAD.w_k)]
SLIPS = [
    ("3.1", HEAD.q[1], "That is the query"),
    ("3.1", HEAD.v[1], "That is the value"),
    ("3.1", [0.9, 0, 0.2], "one half only"),
    ("3.2", 6, "Only words with"),
    ("3.2", 3, "one channel only"),
]
ZEROS = [("3.1", [0, 0, 0]), ("3.4", np.zeros((5, 3)))]
