"""Answers to the exercises of chapter 07: right ones, wrong ones, slips with the words that name them."""

import numpy as np

from byhand.head import RUNNING as HEAD

share = HEAD.weights[2, 5]

RIGHT = [("7.1", HEAD.output[2, 2]), ("7.2", False), ("7.3", (HEAD.output[2] - share * HEAD.v[5]) / (1 - share))]
WRONG = [("7.1", HEAD.v[2, 2]), ("7.3", HEAD.v[2])]
SLIPS = [
    ("7.1", HEAD.output[2, 0], "the channel “who”"),
    ("7.1", HEAD.weights[2, 3] * HEAD.v[3, 2], "part of on alone"),
    ("7.1", HEAD.v[:, 2].sum(), "must be weighted"),
    ("7.3", HEAD.output[2], "with the old value"),
    ("7.3", np.zeros(3), "delivers nothing"),
    ("7.3", HEAD.v[5], "that mat has"),
    ("7.3", HEAD.v.mean(axis=0), "plain average"),
]
