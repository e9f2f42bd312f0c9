"""Mistakes in what is asked, offered and given: the projections, and who is taken for whom."""

from byhand.diagnose.mistake import ATTENTION_CALLS, HEADS_CALLS, Mistake
from byhand.diagnose.replacements import mixing_of, project, scores_of

CHAPTER = "03"
TITLE = "Queries, keys and values"


MISTAKES = (
    Mistake(
        id="values-as-keys",
        title="Q Vᵀ instead of Q Kᵀ",
        calls=ATTENTION_CALLS,
        replaced=scores_of("q", "v"),
        wrong="q @ v.T",
        right="q @ k.T",
        why="Queries are compared with values; a value says what a word delivers, not what it answers.",
        hidden=("one-word", "same-qkv", "same-kv"),
    ),
    Mistake(
        id="keys-and-values-swapped",
        title="Keys and values swapped",
        calls=ATTENTION_CALLS,
        replaced=scores_of("q", "v") | mixing_of("k"),
        wrong="attention(q, v, k)",
        right="attention(q, k, v)",
        why="The values answer the queries and the keys are averaged: the two have changed places.",
        hidden=("same-qkv", "same-kv"),
        harmless=(
            "Exchange the two names everywhere, before the matrices are learned, and nothing changes but the names: "
            "so it was in "
            "[jsbaan/transformer-from-scratch#1](https://github.com/jsbaan/transformer-from-scratch/issues/1)."
        ),
    ),
    Mistake(
        id="queries-and-values-swapped",
        title="Queries and values swapped",
        calls=ATTENTION_CALLS,
        replaced=scores_of("v", "k") | mixing_of("q"),
        wrong="attention(v, k, q)",
        right="attention(q, k, v)",
        why="The values ask and the queries are averaged: the two have changed places.",
        hidden=("same-qkv",),
    ),
    Mistake(
        id="one-projection",
        title="One projection for queries, keys and values",
        calls=HEADS_CALLS,
        replaced=project("w_q", "w_q", "w_q"),
        wrong="q = k = v = x @ w_q",
        right="q, k, v = x @ w_q, x @ w_k, x @ w_v",
        why="With one projection the scores are symmetric: what cat scores with sat, sat scores with cat.",
        hidden=("same-qkv",),
    ),
    Mistake(
        id="values-not-projected",
        title="Values not projected",
        calls=HEADS_CALLS,
        replaced=project("w_q", "w_k", "eye"),
        wrong="v = x",
        right="v = x @ w_v",
        why="The input itself is averaged; W_V, which says what a word delivers, is never used.",
        hidden=("same-qkv",),
    ),
    Mistake(
        id="queries-and-keys-not-projected",
        title="Queries and keys not projected",
        calls=HEADS_CALLS,
        replaced=project("eye", "eye", "w_v"),
        wrong="q = k = x",
        right="q, k = x @ w_q, x @ w_k",
        why="Without W_Q and W_K the scores are symmetric: what cat scores with sat, sat scores with cat.",
        hidden=("one-word", "same-qkv", "same-values"),
    ),
    Mistake(
        id="nothing-projected",
        title="Nothing projected",
        calls=HEADS_CALLS,
        replaced=project("eye", "eye", "eye"),
        wrong="q = k = v = x",
        right="q, k, v = x @ w_q, x @ w_k, x @ w_v",
        why="W_Q, W_K and W_V make three vectors of one; without them a word asks, answers and delivers the same.",
        hidden=("same-qkv",),
    ),
)
