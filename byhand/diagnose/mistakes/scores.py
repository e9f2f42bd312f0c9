"""Mistakes in the scores."""

import math

import numpy as np

from byhand.diagnose.mistake import ATTENTION_CALLS, Mistake
from byhand.diagnose.replacements import scaling, scores_of
from byhand.diagnose.steps import INF, product

CHAPTER = "04"
TITLE = "Scores"


def _cosines(_, c):
    """The cosine of every query with every key; 0 where one of them is 0."""
    lengths = (np.linalg.norm(x, axis=-1, keepdims=True) for x in (c.q, c.k))
    q, k = (x / np.where(length == 0, 1, length) for x, length in zip((c.q, c.k), lengths))
    return product(q, k)


def _bare_cosines(_, c):
    """The same without care for vectors of length 0, of which 0 / 0 is no number."""
    return product(*(x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (c.q, c.k)))


def _distances(power, factor):
    """factor · distance^power between every query and every key."""

    def step(_, c):
        apart = np.linalg.norm(c.q[..., :, None, :] - c.k[..., None, :, :], axis=-1)
        return factor * apart**power

    return {"scores": step}


def _of_first_keys(_, c):
    """Scores with as many keys as there are queries; the others get no weight."""
    scores = product(c.q, c.k)
    return np.where(np.arange(scores.shape[-1]) < scores.shape[-2], scores, -INF)


UNSCALED = scaling(lambda c: 1)

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
        hidden=("one-word", "equal-scores", "same-qk", "same-qkv", "same-values"),
        harmless=(
            "Exchange the two names everywhere, before the matrices are learned, and nothing changes but the names: "
            "so it was in "
            "[keyvank/femtoGPT#30](https://github.com/keyvank/femtoGPT/issues/30)."
        ),
    ),
    Mistake(
        id="queries-twice",
        title="Q Qᵀ instead of Q Kᵀ",
        calls=ATTENTION_CALLS,
        replaced=scores_of("q", "q"),
        wrong="q @ q.T",
        right="q @ k.T",
        why="Queries are compared with queries; what the words answer with, their keys, is never used.",
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
        id="cosine",
        title="Cosines instead of dot products",
        calls=ATTENTION_CALLS,
        replaced={"scores": _cosines} | UNSCALED,
        rarer=({"scores": _cosines}, {"scores": _bare_cosines} | UNSCALED, {"scores": _bare_cosines}),
        wrong="unit(q) @ unit(k).T  # unit(x): x / np.linalg.norm(x, axis=-1, keepdims=True)",
        right="q @ k.T / np.sqrt(d_k)",
        why=(
            "A cosine knows the directions only: a longer query can no longer ask more urgently, and scores between −1 "
            "and 1 keep the shares close to each other."
        ),
        hidden=("one-word", "equal-scores", "same-values"),
    ),
    Mistake(
        id="distance",
        title="Distances instead of dot products",
        calls=ATTENTION_CALLS,
        replaced=_distances(2, -1),
        rarer=(
            _distances(2, -1) | UNSCALED,
            _distances(2, -0.5),
            _distances(2, -0.5) | UNSCALED,
            _distances(1, -1),
            _distances(1, -1) | UNSCALED,
            _distances(2, 1),
            _distances(2, 1) | UNSCALED,
        ),
        wrong="-((q[:, None] - k[None]) ** 2).sum(axis=-1)",
        right="q @ k.T",
        why="A distance says how far a key lies from the query: beside the dot product, the lengths of both enter it.",
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        id="integer-scores",
        title="The scores put into an array of integers",
        calls=ATTENTION_CALLS,
        replaced={"scores": lambda _, c: np.trunc(product(c.q, c.k))},
        rarer=({"scaling": lambda scores, c: np.trunc(scores / math.sqrt(c.q.shape[-1]))},),
        wrong="scores = np.zeros((n, n), dtype=int)",
        right="scores = np.zeros((n, n))",
        why="An array of integers takes what stands before the point and drops the rest, without a word.",
        hidden=("one-word", "equal-scores", "same-values"),
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
