"""Answers to the exercises of chapter 06: right ones, wrong ones, slips with the words that name them."""

import numpy as np

coins = np.random.default_rng(6).choice([-1.0, 1.0], (1000, 256))


def slope(row, place):
    nudged = row.copy()
    nudged[place] += 1e-5
    return (np.exp(nudged) / np.exp(nudged).sum() - np.exp(row) / np.exp(row).sum())[place] / 1e-5


half, other = coins[:, :128], coins[:, 128:]
RIGHT = [
    ("6.1", 4),
    ("6.2", slope),
    ("6.3", np.hstack([half, half]), np.hstack([other, -other])),
    ("6.3", np.repeat(half, 2, axis=1), other.repeat(2, axis=1) * np.tile([1.0, -1.0], 128)),
    ("6.3", np.hstack([half, other]), np.hstack([-other, half])),  # each query has a key of its own
]
WRONG = [
    ("6.1", 8),
    ("6.2", lambda row, place: row[place]),
    ("6.2", lambda row, place: slope(row, 5)),
    ("6.3", coins, np.roll(coins, 1, 0)),
    ("6.3", coins[:, :2], coins[:, :2]),
    ("6.3", coins * 0.05, coins),
    ("6.3", coins, coins),
    ("6.3", np.repeat(half, 2, axis=1), np.tile([1.0, -1.0], (1000, 128))),
    ("6.3", np.tile([1.0, -1.0], (1000, 128)), np.tile([1.0, 1.0, -1.0, -1.0], (1000, 64))),
    ("6.3", np.tile([1.0, -1.0], (1, 128)), np.tile([1.0, 1.0, -1.0, -1.0], (1, 64))),
    ("6.3", np.hstack([half, half])[:20], np.hstack([other, -other])[:20]),
]
SLIPS = [
    ("6.1", 1, "one product"),
    ("6.1", 2, "standard deviation"),
    ("6.2", lambda row, place: (np.exp(row) / np.exp(row).sum())[place], "itself"),
    ("6.2", lambda row, place: -slope(row, place), "turned"),
    ("6.2", lambda row, place: 0, "same row"),
    ("6.2", lambda row, place: slope(row, 5), "not for cat"),
    ("6.3", coins, coins, "The scores have the mean 256.00 and the standard deviation 0.00"),
    ("6.3", np.hstack([half, half]), np.tile([1.0, -1.0], (1000, 128)), "those of k are not."),
]
ZEROS = [("6.3", np.zeros((1000, 256)), np.ones((1000, 256)))]
