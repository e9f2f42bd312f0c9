"""Attention with a mask that is given."""

import numpy as np

from attnlib.attention import causal_mask
from byhand.diagnose.call import Call, Probe
from byhand.diagnose.probes import (
    ATTENTION_CORE,
    EDGE_K,
    EDGE_V,
    LAST,
    MANY,
    SENTENCE,
    attention_example,
    batches,
    core,
    edges,
    hidden_high,
    many_keys,
    mask,
    more_queries,
    narrow_values,
    qkv,
    stacked_qkv,
    table,
    wide_values,
)
from byhand.diagnose.steps import hide, with_mask

# Searched: tools/probes.py
SQUARE = qkv(
    table("1.4 -1.4 -0.2 1.4 / 0.7 -1 -2 -0.2 / -0.4 0.3 -1.7 1.4 / -0.6 -0.3 -1.4 0.5"),
    table("-1.6 0.1 0.7 -0.1 / 1.7 0.3 -0.8 -1.6 / 0.8 -0.2 -0.6 -0.7 / 1.2 1.6 -1.1 0.1"),
    table("1.1 1.6 -1.5 0.2 / 0.6 0.3 1.5 -0.3 / -0.8 -0.5 -1.8 -1.6 / 1.2 -0.5 -1.3 -1"),
    mask=mask("1 0 0 1 / 0 1 0 1 / 0 1 0 1 / 1 1 1 0"),
)
TALL = qkv(
    table("-0.5 0.6 / -0.9 0.6 / 1.6 1.2 / 0.6 -1.3 / -0.3 -2"),
    table("-0.4 1.4 / -1.3 1.8 / 1.8 -1.9 / -0.6 0.6 / -1.4 -1.4"),
    table("1 0.8 / -1.2 0.4 / -1.4 -0.2 / 1.8 -1.4 / 1.8 -1.6"),
    mask=mask("0 1 0 1 0 / 1 0 1 1 1 / 1 1 1 0 1 / 1 0 1 0 1 / 0 0 1 1 1"),
)
LONG_MASK = (np.arange(3)[:, None] + np.arange(MANY)) % 4 > 0
LONG_MASK[:, -LAST:] = True
EMPTY_ROW = SQUARE | {"mask": SQUARE["mask"] & (np.arange(4) != 2)[:, None]}


def example(condition, rng, seed):
    """Queries, keys, values and a mask that meet a condition, or None."""
    about_masks = condition in ("nothing-hidden", "symmetric-mask", "no-empty-row")
    inputs = attention_example("ordinary-scores" if about_masks else condition, rng, seed)
    if inputs is None:
        return None
    n = len(inputs["q"])
    seen = rng.random((n, n)) < 0.5
    seen |= np.eye(n, dtype=bool)
    seen |= {"nothing-hidden": True, "symmetric-mask": seen.T}.get(condition, False)
    return inputs | {"mask": seen}


CALL = Call(
    name="masked_attention",
    chapter="10",
    title="attention with a mask",
    parameters=("q", "k", "v", "mask"),
    steps=with_mask(lambda scores, c: hide(scores, c.mask)),
    expected=(
        "q (..., n_q, d_k), k (..., n_k, d_k), v (..., n_k, d_v) and mask (..., n_q, n_k), True where "
        "attention is allowed, in; the output (..., n_q, d_v) out, alone or as (output, weights). A query that may "
        "attend to nothing gets any numbers, zeros for example, and no NaN."
    ),
    groups=("softmax", "attention", "masked", "single"),
    probes=(
        *core(ATTENTION_CORE, sentence=SENTENCE | {"mask": causal_mask(6)}, square=SQUARE, tall=TALL),
        *edges(lambda name, q: qkv(q, EDGE_K, EDGE_V, mask=causal_mask(4))),
        hidden_high(mask=causal_mask(4)),
        Probe("empty row", "edge", "a query that may attend to nothing", EMPTY_ROW),
        more_queries(TALL),
        narrow_values(SQUARE),
        wide_values(SQUARE),
        many_keys(mask=LONG_MASK),
        *batches(stacked_qkv(TALL)),
    ),
    examples=example,
)
