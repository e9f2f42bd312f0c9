"""Attention without a mask."""

from byhand.diagnose.call import Call
from byhand.diagnose.probes import (
    ATTENTION_CORE,
    EDGE_K,
    EDGE_V,
    SENTENCE,
    attention_example,
    batches,
    core,
    edges,
    many_keys,
    more_queries,
    narrow_values,
    qkv,
    stacked_qkv,
    table,
    wide_values,
)
from byhand.diagnose.steps import ATTENTION

# Searched: tools/probes.py
SQUARE = qkv(
    table("0.4 -1.2 0.8 -0.7 / 1.4 -1.9 1.9 -1.4 / -1.7 1 -0.7 1.1 / 1.2 -1.8 -0.9 -1.1"),
    table("1.6 1.9 -0.4 0.2 / 0.4 0.7 -0.8 -1.2 / -0.2 1.9 1.4 -1.1 / -2 0.9 -0.7 -1.5"),
    table("1.1 -1.9 0.7 -2 / 1 -1.9 -1 0.8 / 1.6 0.6 1.6 0.6 / -0.8 1.5 -0.8 -1.5"),
)
TALL = qkv(
    table("-1.6 -0.1 / -0.4 -0.2 / -0.4 0.1 / 1.8 0.5 / -1.1 -1.3"),
    table("0.7 -1.7 / -1.2 1.2 / 1.7 -1.8 / 1.2 -1.1 / 1.9 1.7"),
    table("-1.6 -2 / 1.4 -0.5 / -0.2 0.4 / -0.3 -0.7 / -1.2 -1.4"),
)

CALL = Call(
    name="attention",
    chapter="07",
    title="attention",
    parameters=("q", "k", "v"),
    steps=ATTENTION,
    expected=(
        "q (..., n_q, d_k), k (..., n_k, d_k), v (..., n_k, d_v) in, the output (..., n_q, d_v) out, "
        "alone or as (output, weights)."
    ),
    groups=("softmax", "attention", "plain", "single"),
    probes=(
        *core(ATTENTION_CORE, sentence=SENTENCE, square=SQUARE, tall=TALL),
        *edges(lambda name, q: qkv(q, EDGE_K, EDGE_V)),
        more_queries(TALL),
        narrow_values(SQUARE),
        wide_values(SQUARE),
        many_keys(),
        *batches(stacked_qkv(TALL)),
    ),
    examples=attention_example,
)
