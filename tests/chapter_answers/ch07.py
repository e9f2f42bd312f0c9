"""Answers to the exercises of chapter 07: right ones, wrong ones, slips with the words that name them."""

import numpy as np

from byhand.head import RUNNING as HEAD

words = np.array([[token.lower() == word for word in ("the", "cat", "sat", "on", "mat")] for token in HEAD.tokens])
to_words = np.linalg.pinv(HEAD.x) @ words
to_verb = np.linalg.pinv(HEAD.x) @ np.ones((6, 1)), np.linalg.pinv(HEAD.x) @ np.eye(6)[:, [2]]

RIGHT = [
    ("7.1", HEAD.output[2, 2]),
    ("7.2", False),
    ("7.4", 30 * np.eye(6)[[0, 0, 1, 2, 3, 4]], np.eye(6)),
    ("7.5a", 30 * to_words, to_words),
    ("7.5b", 30 * to_verb[0], to_verb[1]),
    ("7.5c", np.zeros((5, 1)), np.ones((5, 1))),
]
WRONG = [
    ("7.1", HEAD.v[2, 2]),
    ("7.4", HEAD.q, HEAD.k),
    ("7.5a", HEAD.w_q, HEAD.w_k),
    ("7.5b", HEAD.w_q, HEAD.w_k),
    ("7.5c", HEAD.w_q, HEAD.w_k),
]
SLIPS = [
    ("7.1", HEAD.output[2, 0], "the channel “who”"),
    ("7.1", HEAD.weights[2, 3] * HEAD.v[3, 2], "part of on alone"),
    ("7.1", HEAD.v[:, 2].sum(), "must be weighted"),
    ("7.4", 2 * np.eye(6)[[0, 0, 1, 2, 3, 4]], np.eye(6), "in front"),
]
ZEROS = [("7.5a", np.zeros((5, 1)), np.ones((5, 1)))]
