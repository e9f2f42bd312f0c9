"""Answers to the exercises of chapter 02: right ones, wrong ones, slips with the words that name them."""

from byhand.head import RUNNING as HEAD

RIGHT = [("2.1", [0.7, 0]), ("2.2", 4), ("2.3", [0.5, 0.75, 0, 0, 0]), ("2.3", [0.5, 0.75, 3, 1, 2])]
WRONG = [("2.1", [1, 1]), ("2.2", 3), ("2.3", HEAD.x[1])]
SLIPS = [("2.1", [2.6, 2.1], "Multiply feature by feature first"), ("2.2", 2, "comes twice")]
ZEROS = [("2.3", [0] * 5)]
