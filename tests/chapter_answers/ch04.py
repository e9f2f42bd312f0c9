"""Answers to the exercises of chapter 04: right ones, wrong ones, slips with the words that name them."""

import numpy as np

from byhand.head import RUNNING as HEAD


def turned(w):
    """Columns turned by 30 degrees: a rotation."""
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    return w @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])


def first_keys_only(q, k):
    """As many keys as there are queries."""
    return [[q[i] @ k[j] for j in range(len(q))] for i in range(len(q))]


RIGHT = [
    ("4.1", [HEAD.scores[3, 1], HEAD.scores[1, 3]]),
    ("4.1", np.round([HEAD.scores[3, 1], HEAD.scores[1, 3]], 2)),
    ("4.2", lambda q, k: q @ k.T),
    ("4.2", lambda q, k: np.einsum("ic,jc->ij", q, k).tolist()),
    ("4.3", -HEAD.w_q, -HEAD.w_k),
    ("4.3", HEAD.w_q[:, [1, 0, 2]], HEAD.w_k[:, [1, 0, 2]]),
    ("4.3", 2 * HEAD.w_q, HEAD.w_k / 2),
    ("4.3", HEAD.w_q @ np.diag([1, 2, 4]), HEAD.w_k @ np.diag([1, 0.5, 0.25])),
]
WRONG = [
    ("4.1", [0, 0]),
    ("4.2", lambda q, k: q @ k.T / np.sqrt(3)),
    ("4.2", lambda q, k: HEAD.q @ HEAD.k.T),
    ("4.3", HEAD.w_q, HEAD.w_k),
    ("4.3", HEAD.w_k, HEAD.w_q),
    ("4.3", turned(HEAD.w_q), turned(HEAD.w_k)),
    ("4.3", HEAD.w_q * 1.001, HEAD.w_k),
    ("4.3", HEAD.w_q * 1.001, HEAD.w_k / 1.001),
    ("4.3", turned(HEAD.w_q).round(2), turned(HEAD.w_k).round(2)),
    ("4.3", HEAD.w_q + 0.002, HEAD.w_k - 0.001),
]
SLIPS = [
    ("4.1", [HEAD.scores[1, 3], HEAD.scores[3, 1]], "exchanged"),
    ("4.2", lambda q, k: q * k, "* instead of @ in the scores"),
    ("4.2", lambda q, k: k @ q.T, "K Qᵀ instead of Q Kᵀ"),
    ("4.2", lambda q, k: q @ q.T, "Q Qᵀ instead of Q Kᵀ"),
    ("4.2", lambda q, k: q @ k.T / np.sqrt(q.shape[1]), "already"),
    ("4.2", lambda q, k: (q * k).sum(axis=1), "with itself only"),
    ("4.2", lambda q, k: HEAD.q @ HEAD.k.T, "Use q and k"),
    ("4.2", first_keys_only, "The queries need not be as many as the keys"),
    ("4.2", lambda q, k: None, "it returned nothing (None): does it end with return?"),
    ("4.2", HEAD.scores, "A function is expected"),
    ("4.3", HEAD.w_q, HEAD.w_k, "Those are ours."),
    ("4.3", HEAD.w_q * 1.001, HEAD.w_k, "Those are ours."),
    ("4.3", turned(HEAD.w_q), turned(HEAD.w_k), "rotated"),
    ("4.3", HEAD.w_q, HEAD.w_k[:, :2], "as many columns"),
]
ZEROS = [("4.1", [0, 0]), ("4.2", lambda q, k: np.zeros((len(q), len(k)))), ("4.3", np.zeros((5, 3)), np.zeros((5, 3)))]
