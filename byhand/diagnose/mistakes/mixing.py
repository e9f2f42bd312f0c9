"""Mistakes in the mixing of the values."""

import math

import numpy as np

from byhand.diagnose.mistake import ATTENTION_CALLS, SINGLE_ATTENTION_CALLS, Mistake
from byhand.diagnose.replacements import mixing_of, powers
from byhand.diagnose.steps import INF

CHAPTER = "07"
TITLE = "Mixing values"


def _as_wide_as_the_queries(weights, c):
    """The output with as many channels as a query: what is too much is cut off, what is missing stays 0."""
    output = weights @ c.v
    missing = max(c.q.shape[-1] - output.shape[-1], 0)
    return np.pad(output, [(0, 0)] * (output.ndim - 1) + [(0, missing)])[..., : c.q.shape[-1]]


def _cut_to_the_queries(weights, c):
    """The output with no more channels than a query."""
    return (weights @ c.v)[..., : c.q.shape[-1]]


MISTAKES = (
    Mistake(
        id="values-scaled-too",
        title="The values scaled as well",
        calls=ATTENTION_CALLS,
        replaced={"mixing": lambda weights, c: weights @ c.v / math.sqrt(c.q.shape[-1])},
        wrong="weights @ v / np.sqrt(d_k)",
        right="weights @ v",
        why="The scores are scaled already; the values are averaged as they are.",
        hidden=("d_k-is-1",),
    ),
    Mistake(
        id="weights-transposed",
        title="Aᵀ V instead of A V",
        calls=ATTENTION_CALLS,
        replaced={"mixing": lambda weights, c: weights.mT @ c.v},
        wrong="weights.T @ v",
        right="weights @ v",
        why="Each output belongs to the word that asks, so it takes a row of weights; here it takes a column.",
        source="heykeetae/Self-Attention-GAN#11",
        hidden=("one-word",),
    ),
    Mistake(
        id="keys-averaged",
        title="A K instead of A V",
        calls=ATTENTION_CALLS,
        replaced=mixing_of("k"),
        wrong="weights @ k",
        right="weights @ v",
        why="The keys are averaged; what the words deliver, their values, is never used.",
        source="ruvnet/agentic-flow#191",
        hidden=("same-qkv", "same-kv"),
    ),
    Mistake(
        id="queries-averaged",
        title="A Q instead of A V",
        calls=ATTENTION_CALLS,
        replaced=mixing_of("q"),
        wrong="weights @ q",
        right="weights @ v",
        why="The queries are averaged; what the words deliver, their values, is never used.",
        hidden=("same-qkv",),
    ),
    Mistake(
        id="even-weights",
        title="Every word weighted alike",
        calls=ATTENTION_CALLS,
        replaced=powers(lambda scores: (scores > -INF).astype(float)),
        wrong="weights = np.full((n, n), 1 / n)",
        right="weights = softmax(scores)",
        why="The scores play no part: each word gets the plain average of all that it may see.",
        source="SKaiNET-developers/SKaiNET#860",
        hidden=("one-word", "equal-scores", "same-values"),
    ),
    Mistake(
        id="divided-by-n",
        title="Mean instead of sum in the mixing",
        calls=ATTENTION_CALLS,
        replaced={"mixing": lambda weights, c: weights @ c.v / c.v.shape[-2]},
        wrong="(weights[:, :, None] * v).mean(axis=1)",
        right="(weights[:, :, None] * v).sum(axis=1)",
        why="The weights add up to 1 already; a mean also divides by the number of words, and all becomes too small.",
        hidden=("one-word",),
    ),
    Mistake(
        id="largest-contribution",
        title="Maximum instead of sum in the mixing",
        calls=ATTENTION_CALLS,
        replaced={"mixing": lambda weights, c: (weights[..., None] * c.v[..., None, :, :]).max(axis=-2)},
        wrong="(weights[:, :, None] * v).max(axis=1)",
        right="(weights[:, :, None] * v).sum(axis=1)",
        why="An average adds up what all words deliver; a maximum keeps only the largest part in each channel.",
        hidden=("one-word",),
    ),
    Mistake(
        id="elementwise-mixing",
        title="* instead of @ in the mixing",
        calls=ATTENTION_CALLS,
        replaced={"mixing": lambda weights, c: weights * c.v},
        wrong="weights * v",
        right="weights @ v",
        why="* multiplies cell by cell and adds nothing up; @ adds up what all words deliver.",
        source="heykeetae/Self-Attention-GAN#7",
        hidden=("one-word",),
    ),
    Mistake(
        id="integer-output",
        title="The output put into an array of integers",
        calls=ATTENTION_CALLS,
        replaced={"mixing": lambda weights, c: np.trunc(weights @ c.v)},
        wrong="output = np.zeros((n, d_v), dtype=int)",
        right="output = np.zeros((n, d_v))",
        why="An array of integers drops what stands behind the point, of every number that is put into it.",
    ),
    Mistake(
        id="output-as-wide-as-queries",
        title="An output as wide as the queries",
        calls=SINGLE_ATTENTION_CALLS,
        replaced={"mixing": _as_wide_as_the_queries},
        rarer=({"mixing": _cut_to_the_queries},),
        wrong="output = np.zeros_like(q)",
        right="output = np.zeros((len(q), v.shape[-1]))",
        why="The output is made of values, so it has as many channels as they have, not as many as the queries.",
        seen="shapes",
        hidden=("d_v-is-d_k",),
    ),
    Mistake(
        id="weights-returned",
        title="The weights returned instead of the output",
        calls=SINGLE_ATTENTION_CALLS,
        replaced={"mixing": lambda weights, c: weights},
        wrong="return weights",
        right="return weights @ v",
        why="The weights say how much of each value is delivered; the output is what arrives.",
    ),
)
