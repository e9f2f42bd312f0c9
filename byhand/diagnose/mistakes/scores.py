"""Mistakes in the scores."""

import numpy as np

from byhand.diagnose.mistake import ATTENTION_CALLS, Mistake
from byhand.diagnose.replacements import scores_of
from byhand.diagnose.steps import INF, product

CHAPTER = "04"
TITLE = "Scores"


def _of_first_keys(_, c):
    """Scores with as many keys as there are queries; the others get no weight."""
    scores = product(c.q, c.k)
    return np.where(np.arange(scores.shape[-1]) < scores.shape[-2], scores, -INF)


MISTAKES = (
    Mistake(
        id="not-transposed",
        title="Keys not transposed",
        calls=ATTENTION_CALLS,
        replaced={"scores": lambda _, c: c.q @ c.k},
        wrong="q @ k",
        right="q @ k.T",
        why="A score compares a query with a whole key; without the transpose it meets one channel of every key.",
    ),
    Mistake(
        id="reshaped-keys",
        title="Keys reshaped instead of transposed",
        calls=ATTENTION_CALLS,
        replaced={"scores": lambda _, c: c.q @ c.k.reshape(*c.k.shape[:-2], c.k.shape[-1], c.k.shape[-2])},
        wrong="q @ k.reshape(d_k, n)",
        right="q @ k.T",
        why="A reshape keeps the reading order of the numbers, so the columns are no longer keys.",
        hidden=("one-word", "d_k-is-1", "same-values"),
    ),
    Mistake(
        id="keys-ask",
        title="K Qᵀ instead of Q Kᵀ",
        calls=ATTENTION_CALLS,
        replaced=scores_of("k", "q"),
        wrong="k @ q.T",
        right="q @ k.T",
        why="The row belongs to the word that asks; here the keys ask and the queries answer.",
        source="keyvank/femtoGPT#30",
        hidden=("one-word", "equal-scores", "same-qk", "same-qkv", "same-values"),
    ),
    Mistake(
        id="queries-twice",
        title="Q Qᵀ instead of Q Kᵀ",
        calls=ATTENTION_CALLS,
        replaced=scores_of("q", "q"),
        wrong="q @ q.T",
        right="q @ k.T",
        why="Queries are compared with queries; what the words offer, their keys, is never used.",
        source="datawhalechina/learn-nlp-with-transformers#40",
        hidden=("one-word", "same-qk", "same-qkv", "same-values"),
    ),
    Mistake(
        id="keys-twice",
        title="K Kᵀ instead of Q Kᵀ",
        calls=ATTENTION_CALLS,
        replaced=scores_of("k", "k"),
        wrong="k @ k.T",
        right="q @ k.T",
        why="Keys are compared with keys; what the words ask, their queries, is never used.",
        hidden=("one-word", "same-qk", "same-qkv", "same-values"),
    ),
    Mistake(
        id="elementwise-scores",
        title="* instead of @ in the scores",
        calls=ATTENTION_CALLS,
        replaced={"scores": lambda _, c: c.q * c.k},
        wrong="q * k",
        right="q @ k.T",
        why="* multiplies cell by cell and adds nothing up; @ takes a sum over the channels for every pair of words.",
        source="heykeetae/Self-Attention-GAN#7",
    ),
    Mistake(
        id="as-many-keys-as-queries",
        title="Only as many keys as there are queries",
        calls=("attention", "masked_attention"),
        replaced={"scores": _of_first_keys},
        shown="softmax",
        wrong="for j in range(len(q)): scores[i, j] = q[i] @ k[j]",
        right="for j in range(len(k)): scores[i, j] = q[i] @ k[j]",
        why="The queries need not be as many as the keys; with more keys, those at the end are never looked at.",
        seen="long",
        hidden=("n_k-is-n_q",),
    ),
)
