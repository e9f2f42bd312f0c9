"""A softmax that stands alone."""

import numpy as np

from byhand.diagnose.call import Call, Probe
from byhand.diagnose.probes import (
    EDGE_K,
    FEW_QUERIES,
    MANY,
    SENTENCE,
    batches,
    best_at_the_end,
    core,
    drawn,
    edges,
    stacked_table,
    table,
)
from byhand.diagnose.steps import SOFTMAX

# Searched: tools/probes.py
SQUARE = {"scores": table("-0.6 1.8 -1.7 -0.7 / 1.7 1.8 0.6 -1.8 / 0.9 -1.2 -0.5 -1.7 / 1.8 1 -1.1 0.5")}
WIDE = {"scores": table("-0.7 -0.8 1.6 -1.4 -1.1 / -0.9 0.3 1.1 1.1 -2 / 0.9 1.6 1.2 1.6 1.3")}


def example(condition, rng, seed):
    """Scores that meet a condition, or None."""
    scores = drawn(rng, 4, 6)
    changed = {
        "one-word": scores[:1, :1],
        "equal-scores": np.full((4, 6), scores[0, 0]),
        "ordinary-scores": scores,
        "no-batch": scores,
    }
    return {"scores": changed[condition]} if condition in changed else None


CALL = Call(
    name="softmax",
    chapter="05",
    title="softmax",
    parameters=("scores",),
    steps=SOFTMAX,
    expected="scores (..., n) in, shares (..., n) that add up to 1 along the last axis out.",
    groups=("softmax", "plain", "single"),
    probes=(
        *core(
            {"sentence": "The cat sat on the mat", "square": "4 rows of 4 scores", "wide": "3 rows of 5 scores"},
            sentence={"scores": SENTENCE["q"] @ SENTENCE["k"].T / np.sqrt(3)},
            square=SQUARE,
            wide=WIDE,
        ),
        *edges(lambda name, q: {"scores": q @ EDGE_K.T / 2}),
        Probe("one row", "shapes", "a single row of scores", {"scores": WIDE["scores"][0]}),
        Probe("many scores", "long", f"3 rows of {MANY} scores", {"scores": FEW_QUERIES @ best_at_the_end().T / 2}),
        *batches({"scores": stacked_table(WIDE["scores"][:, :4])}),
    ),
    examples=example,
)
