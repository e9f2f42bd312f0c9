"""Attention in which no word sees what stands after it."""

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
    hidden_high,
    many_words,
    narrow_values,
    qkv,
    stacked_qkv,
    table,
    wide_values,
)
from byhand.diagnose.steps import causal, hide, with_mask

# Searched: tools/probes.py
SQUARE = qkv(
    table("-1.4 1.3 -0.3 0.3 / -1.3 1.7 -0.5 0.5 / -1.5 -1 -0.9 0.8 / -0.2 1 0.7 0.8"),
    table("-1.9 0.1 -1.7 -0.6 / -1.3 1.6 1.7 -1.9 / 1.3 1.7 -1 0.5 / -0.4 1 -1.5 -1"),
    table("0.3 1 -0.7 -0.9 / -2 -0.7 -1.6 0.4 / 1.2 -0.8 0.6 -0.8 / 1.9 1.2 -1.1 -1.6"),
)
TALL = qkv(
    table("1.6 -0.7 / -1.5 1.1 / -0.2 -1.5 / 0.7 0.9 / 1.5 -2"),
    table("-2 0.4 / -1.4 0.2 / -0.3 1.8 / 1.5 0.3 / -0.6 0.2"),
    table("-0.2 0.2 / -0.7 -1.2 / -1.7 0.9 / 0.6 -1.3 / -1.9 1"),
)

CALL = Call(
    name="causal_attention",
    chapter="10",
    title="causal attention",
    parameters=("q", "k", "v"),
    steps=with_mask(lambda scores, c: hide(scores, causal(scores))),
    expected="q and k (..., n, d_k), v (..., n, d_v) in, the output (..., n, d_v) out, alone or as (output, weights).",
    groups=("softmax", "attention", "masked", "single"),
    probes=(
        *core(ATTENTION_CORE, sentence=SENTENCE, square=SQUARE, tall=TALL),
        *edges(lambda name, q: qkv(q, EDGE_K, EDGE_V)),
        hidden_high(),
        narrow_values(SQUARE),
        wide_values(SQUARE),
        many_words(),
        *batches(stacked_qkv(TALL)),
    ),
    examples=attention_example,
)
