"""Answers to the exercises of chapter 08: right ones, wrong ones, slips with the words that name them."""

from fractions import Fraction

import numpy as np

from byhand.head import RUNNING as HEAD

to_verb = np.linalg.pinv(HEAD.x) @ np.ones((6, 1)), np.linalg.pinv(HEAD.x) @ np.eye(6)[:, [2]]
before = np.eye(6)[[0, 0, 1, 2, 3, 4]]
powers = np.exp([0, 2, 2])

RIGHT = [
    ("8.1", [Fraction(100, 9), Fraction(160, 9)]),
    ("8.3a", 30 * to_verb[0], to_verb[1]),
    ("8.3b", 30 * before, np.eye(6)),
]
WRONG = [("8.1", [20, 20]), ("8.3a", HEAD.w_q, HEAD.w_k), ("8.3b", HEAD.q, HEAD.k)]
SLIPS = [
    ("8.1", [12, 16], "at strength one"),
    ("8.1", [20 * 17 / 33, 20 * 32 / 33], "root of four channels"),
    ("8.1", powers / powers.sum() @ [[20, 0], [0, 20], [20, 20]], "powers of two"),
    ("8.1", [100, 160], "sum of the powers"),
    ("8.3b", 2 * before, np.eye(6), "in front"),
]
ZEROS = [("8.3b", np.zeros((6, 6)), np.eye(6))]
