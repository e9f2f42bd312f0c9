"""Answers to the exercises of chapter 00: right ones, wrong ones, slips with the words that name them."""

import numpy as np

from byhand.head import RUNNING as HEAD

exchange = np.eye(5)[[1, 0, 2, 3, 4]]


def loops(a, b):
    return [[sum(float(x) * float(b[k][j]) for k, x in enumerate(row)) for j in range(len(b[0]))] for row in a]


RIGHT = [
    ("0.1", 2),
    ("0.1", 2.0),
    ("0.1", [2]),
    ("0.2", loops),
    ("0.2", np.matmul),
    ("0.3", exchange),
    ("0.3", exchange.tolist()),
]
WRONG = [
    ("0.1", 5),
    ("0.2", lambda a, b: a[:, :3]),
    ("0.2", lambda a, b: HEAD.k),
    ("0.2", lambda a, b: [[sum(a[i, k] * b[k, j] for k in range(5)) for j in range(3)] for i in range(6)]),
    ("0.3", np.eye(5)),
    ("0.3", [1, 0, 2, 3, 4]),
]
SLIPS = [
    ("0.1", 4, "The last product is negative"),
    ("0.1", [3, 0, 0, -1], "Add them up"),
    ("0.3", np.eye(5), "nothing is exchanged"),
    ("0.3", [1, 0, 2, 3, 4], "Expected: five rows and five columns. Yours has the shape (5,)."),
    ("0.3", "M", "You gave a str that is no such table"),
]
ZEROS = [("0.2", lambda a, b: np.zeros((len(a), b.shape[1]))), ("0.3", np.zeros((5, 5)))]
