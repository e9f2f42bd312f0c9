"""The pictures of the live figures as they are usually made: `interact` and matplotlib, drawn anew by Python each time.

Each function takes what one slider sets, and draws the same tables as the live figure of its name; arcs are left out.
"""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np

from attnlib import CHANNELS, FEATURES, TOKENS, VALUE_CHANNELS, W_K, W_Q, W_V, X, embed
from attnlib import softmax as shares_of
from byhand.head import RUNNING
from byhand.live.kinds.scaling import random_scores

SAT = TOKENS.index("sat")
CHANGE, STRENGTH = (-1.0, 1.0, 0.05), (0.0, 20.0, 0.1)
SLIDERS = {
    "words": {"size": CHANGE},
    "projection": {"weight": CHANGE},
    "scores": {"asks": CHANGE},
    "softmax": {"strength": STRENGTH},
    "scaling": {"power": (0, 10)},
    "mixing": {"strength": STRENGTH},
    "first": {"strength": STRENGTH},
    "head": {"strength": STRENGTH},
    "sentences": {"strength": STRENGTH},
    "challenge": {"size": CHANGE},
}


def show(*tables):
    """Draw (title, numbers, names of rows, names of columns), one grid beside the other, with their numbers."""
    figure, places = plt.subplots(1, len(tables), figsize=(3.6 * len(tables), 3.2), squeeze=False, layout="constrained")
    for place, (title, table, rows, columns) in zip(places[0], tables):
        place.imshow(table, cmap="Blues", aspect="auto")
        place.set_title(title)
        place.set_xticks(range(len(columns)), columns)
        place.set_yticks(range(len(rows)), rows)
        for (i, j), number in np.ndenumerate(table):
            place.text(j, i, f"{number:.2f}", ha="center", va="center")
    plt.show()


def changed(table, i, j, number):
    table = table.copy()
    table[i, j] = number
    return table


def steps(score, divisor, title, names):
    row = score / divisor
    share = shares_of(row)
    show((title, np.stack([score, row, share, share * (1 - share)], axis=1), names, ["score", "÷", "share", "nudge"]))


def words(size):
    x = changed(X, 1, 0, size)
    show(("X", x, TOKENS, FEATURES), ("in common", x @ x.T, TOKENS, TOKENS))


def projection(weight):
    w = changed(W_Q, 1, 1, weight)
    show(("X", X, TOKENS, FEATURES), ("W_Q", w, FEATURES, CHANNELS), ("Q", X @ w, TOKENS, CHANNELS))


def scores(asks):
    q, k = changed(RUNNING.q, SAT, 0, asks), RUNNING.k
    show(("Q", q, TOKENS, CHANNELS), ("K", k, TOKENS, CHANNELS), ("scores", q @ k.T, TOKENS, TOKENS))


def softmax(strength):
    steps(strength * RUNNING.scores[SAT], len(CHANNELS) ** 0.5, "sat asks", TOKENS)


def scaling(power):
    draw = random_scores(2**power)
    steps(np.array(draw["scores"]), draw["width"] ** 0.5, "one query", [f"key {i + 1}" for i in range(6)])


def mixing(strength):
    now = asked(strength)
    share, v = now.weights[SAT], now.v
    show(
        ("share × value", np.column_stack([share, share[:, None] * v]), TOKENS, ["share", *VALUE_CHANNELS]),
        ("output", (share @ v)[None], ["now"], VALUE_CHANNELS),
    )


def first(strength):
    tables(asked(strength))


def head(strength):
    tables(asked(strength))


def challenge(size):
    tables(replace(RUNNING, w_q=changed(W_Q, 2, 0, size)))


def sentences(strength):
    tokens, x = embed("The mat fell")
    both = asked(strength), replace(asked(strength), tokens=tokens, x=x)
    show(
        *(("shares", now.weights, now.tokens, now.tokens) for now in both),
        *(("output", now.output, now.tokens, VALUE_CHANNELS) for now in both),
    )


def asked(strength):
    """The running head with this strength."""
    return replace(RUNNING, w_q=strength * W_Q)


def tables(now):
    """All tables of a head."""
    show(
        ("X", now.x, TOKENS, FEATURES),
        ("W_Q", now.w_q, FEATURES, CHANNELS),
        ("W_K", W_K, FEATURES, CHANNELS),
        ("W_V", W_V, FEATURES, VALUE_CHANNELS),
        ("Q", now.q, TOKENS, CHANNELS),
        ("K", now.k, TOKENS, CHANNELS),
        ("V", now.v, TOKENS, VALUE_CHANNELS),
        ("scores", now.scores, TOKENS, TOKENS),
        ("shares", now.weights, TOKENS, TOKENS),
        ("output", now.output, TOKENS, VALUE_CHANNELS),
    )
