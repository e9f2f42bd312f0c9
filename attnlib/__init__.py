"""Self-attention small enough to redo by hand: the library of the course Attention by Hand."""

from attnlib.attention import attention, attention_weights, causal_mask, padding_mask, softmax
from attnlib.heads import merge_heads, multi_head_attention, split_heads
from attnlib.sentence import (
    CHANNELS,
    FEATURES,
    MAX_WORDS,
    PENCIL_K,
    PENCIL_Q,
    PENCIL_TOKENS,
    PENCIL_V,
    TOKENS,
    VALUE_CHANNELS,
    W_K,
    W_Q,
    W_V,
    UnknownWordError,
    X,
    embed,
    lexicon,
)

__all__ = [
    "attention",
    "attention_weights",
    "causal_mask",
    "padding_mask",
    "softmax",
    "merge_heads",
    "multi_head_attention",
    "split_heads",
    "CHANNELS",
    "FEATURES",
    "MAX_WORDS",
    "PENCIL_K",
    "PENCIL_Q",
    "PENCIL_TOKENS",
    "PENCIL_V",
    "TOKENS",
    "VALUE_CHANNELS",
    "W_K",
    "W_Q",
    "W_V",
    "X",
    "UnknownWordError",
    "embed",
    "lexicon",
]
