"""Attention with several heads, projections and all."""

import numpy as np

from attnlib.heads import merge_heads
from byhand.diagnose.call import Call, Probe
from byhand.diagnose.probes import EDGE_V, MANY, batches, core, drawn, edges, stacked_table, table, waves
from byhand.diagnose.steps import ATTENTION, project, split
from byhand.head import RUNNING

# The sentence for two heads of three channels: a sixth feature says where a word stands. The first head is our head.
TWO_HEADS = {
    "x": np.hstack([RUNNING.x, np.arange(6)[:, None] / 5]),
    "w_q": table(
        "0 .2 .6 .5 .1 .3 / 0 .6 0 .2 .7 0 / .8 0 .65 0 .4 .9 / .9 0 0 .6 0 .2 / .6 0 0 0 .3 .8 / .3 .1 0 .7 .2 .4"
    ),
    "w_k": table(
        ".9 0 .2 .4 .6 0 / 0 0 0 .8 .1 .5 / 0 .9 0 .3 0 .7 / 0 0 .95 0 .9 .2 / 0 0 0 .6 .3 .1 / .2 0 .4 .1 .8 .5"
    ),
    "w_v": table(
        ".1 0 .4 .7 0 .2 / .8 0 0 .3 .9 0 / 0 .95 0 0 .5 .6 / 0 0 .9 .2 0 .8 / 0 0 0 .4 .1 .3 / .3 .2 0 .6 .7 .1"
    ),
    "w_o": table(
        ".7 .1 0 .4 0 .2 / 0 .8 .3 0 .5 0 / .2 0 .9 .1 0 .6 / .5 .3 0 .8 .2 0 / 0 .6 .1 0 .7 .4 / .1 0 .5 .2 0 .9"
    ),
    "heads": 2,
}

# Searched: tools/probes.py
MATRICES = {
    "w_q": table(
        "-0.3 -0.6 0.3 -0.4 0.8 0.9 / -0.6 -1 0.9 0.7 -0.4 0.8 / -0.4 0.4 0.3 0.9 -0.9 -0.4 "
        "/ -0.3 -0.8 0.6 1 -0.7 -0.9 / 0.7 0.2 0.9 0.3 -0.5 0.4 / 0.2 0.5 -0.7 0.9 -0.7 0.2"
    ),
    "w_k": table(
        "0.6 0.2 -0.6 -0.5 0.6 0.6 / -0.8 -0.7 -0.5 0.3 0.9 0.9 / 0.5 0.2 0.9 0.9 -0.9 -0.2 "
        "/ 0.2 -0.3 -0.4 0.7 -0.9 0.8 / 0.9 -0.6 1 0.9 -0.8 0.7 / -0.2 0.9 -0.8 0.2 -0.4 0.8"
    ),
    "w_v": table(
        "0.9 -0.8 0.2 -0.1 -0.1 -0.3 / -0.5 -0.3 -0.7 0.8 -0.6 0.2 / -0.2 -0.8 0.2 0.3 -0.9 -0.4 "
        "/ -0.7 0.5 0.8 -0.6 -0.2 0.6 / 0.2 -0.9 -0.7 -0.2 0.9 -0.3 / 0.7 0.2 0.9 0.4 0.7 -0.4"
    ),
    "w_o": table(
        "-0.5 0.8 -0.9 -0.8 0.2 0.4 / -0.7 0.3 0.3 0.5 0.8 -0.6 / 0.2 1 -0.5 -0.8 -0.2 -0.6 "
        "/ -0.7 -0.9 -0.7 -0.7 0.8 0.3 / 1 0.9 -0.1 0.8 0.6 -0.9 / -0.4 -0.7 0.4 1 0.1 -0.9"
    ),
}
THREE_HEADS = {
    "x": table(
        "0.1 0.5 0.5 -0.5 -0.9 0.8 / 0.3 -0.7 0.3 -0.6 0.2 -0.6 / 0.2 1 -1 0.3 -0.4 0.1 "
        "/ -0.3 -0.4 -0.8 -0.3 0.5 0.7 / -0.9 -0.7 0.9 -0.9 -0.1 0.8"
    ),
    **MATRICES,
    "heads": 3,
}
MANY_WORDS = THREE_HEADS | {"x": waves(MANY, 6) * np.linspace(0.5, 1.2, MANY)[:, None]}  # the last ones fit best
THREE_WORDS = {
    "x": table("-0.4 0.8 0.8 0.6 -0.8 -0.5 / 0.4 -0.5 -0.6 -0.2 1 0.9 / 0.6 -0.4 0.4 -0.7 -0.7 0.7"),
    **MATRICES,
    "heads": 2,
}


def _even_keys(name):
    """Keys (4, 4) for two heads that answer almost alike; in "large" two of them answer 0, in "apart" the opposite."""
    keys = np.full((4, 4), 15.0)
    keys[1] -= 0.0 if name == "low" else 0.02
    keys[2:] *= {"large": 0, "apart": -1}.get(name, 1)
    return keys


def edge(name, q):
    """Inputs for two heads that ask alike; q (4, 4): what a single head would ask."""
    queries_and_keys = {"x": np.eye(4), "w_q": np.repeat(q[:, :1], 4, axis=1), "w_k": _even_keys(name)}
    return queries_and_keys | {"w_v": EDGE_V, "w_o": EDGE_V.T, "heads": 2}


def example(condition, rng, seed):
    """Words and matrices that meet a condition, or None."""
    n, heads, d_head = {
        "one-word": (1, 2, 3),
        "one-head": (5, 1, 4),
        "heads-is-d_head": (5, 2, 2),
        "d_k-is-1": (5, 2, 1),
        "d_k-is-3": (5, 2, 3),
        "n-is-d_k": (3, 2, 3),
        "n-is-d_model": (6, 3, 2),
    }.get(condition, (5, 3, 2))
    width = heads * d_head
    x = drawn(rng, n, width)
    w_q, w_k, w_v, w_o = (drawn(rng, width, width) for _ in range(4))
    if seed % 3 == 2 and condition in ("equal-scores", "same-values"):  # one feature that all words have
        x[:, 0] = 1
    if condition == "equal-scores":
        only = np.eye(width)[:, :1]
        w_q, w_k = ((0 * w_q, w_k), (w_q, 0 * w_k), (only * w_q, only * w_k))[seed % 3]
    elif condition == "same-qk":
        w_k = w_q
    elif condition == "same-qkv":
        w_q = w_k = w_v = np.eye(width)
    elif condition == "same-kv":
        w_v = w_k
    elif condition == "same-values" and seed % 3 == 2:
        w_v = np.eye(width)[:, :1] * w_v
    elif condition == "same-values":
        x = np.repeat(x[:1], n, axis=0)
    elif condition == "equal-heads":
        w_q, w_k, w_v = (np.tile(w[:, :d_head], heads) for w in (w_q, w_k, w_v))
    elif condition == "w_o-is-identity":
        w_o = np.eye(width)
    elif condition == "symmetric-matrices":
        w_q, w_k, w_v, w_o = (w + w.T for w in (w_q, w_k, w_v, w_o))
    elif condition not in (
        "one-word",
        "one-head",
        "heads-is-d_head",
        "d_k-is-1",
        "d_k-is-3",
        "n-is-d_k",
        "n-is-d_model",
        "ordinary-scores",
        "no-batch",
    ):
        return None
    return {"x": x, "w_q": w_q, "w_k": w_k, "w_v": w_v, "w_o": w_o, "heads": heads}


CALL = Call(
    name="multi_head",
    chapter="11",
    title="several heads",
    parameters=("x", "w_q", "w_k", "w_v", "w_o", "heads"),
    steps={"projection": project, "split": split}
    | ATTENTION
    | {"merge": lambda heads, c: merge_heads(heads), "output projection": lambda merged, c: merged @ c.w_o},
    expected=(
        "x (..., n, d_model), four matrices (d_model, d_model) and the number of heads in, "
        "the output (..., n, d_model) out, alone or as (output, weights)."
    ),
    groups=("softmax", "attention", "plain", "heads"),
    probes=(
        *core(
            {
                "sentence": "The cat sat on the mat",
                "three heads": "5 words and three heads",
                "three words": "3 words and two heads",
            },
            sentence=TWO_HEADS,
            three_heads=THREE_HEADS,
            three_words=THREE_WORDS,
        ),
        *edges(edge, high=849, next=847),
        Probe("many words", "long", f"{MANY} words and three heads", MANY_WORDS),
        *batches(THREE_HEADS | {"x": stacked_table(THREE_HEADS["x"])}),
    ),
    examples=example,
)
