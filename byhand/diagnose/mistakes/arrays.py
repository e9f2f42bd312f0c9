"""Mistakes in the handling of arrays, whatever they hold."""

import numpy as np

from byhand.diagnose.mistake import SOFTMAX_CALLS, Mistake
from byhand.diagnose.replacements import powers
from byhand.diagnose.steps import product

CHAPTER = "00"
TITLE = "Arrays"

SUMS_ALONG_COLUMNS = {"sum": lambda powers, c: powers.sum(axis=-1)[..., None, :]}


def _swapped(x):
    """The words and the batch dimension before them exchanged, where there is one."""
    return x if x.ndim < 3 else x.swapaxes(-3, -2)


MISTAKES = (
    Mistake(
        id="changes-inputs",
        title="Changes its inputs",
        calls=SOFTMAX_CALLS,
        replaced={},
        wrong="scores -= scores.max(axis=-1, keepdims=True)",
        right="scores = scores - scores.max(axis=-1, keepdims=True)",
        why="The numbers are right, but -= writes into the table that was handed in: its owner finds it changed.",
        seen="behaviour",
        unseen="To every check that looks at the result of one call only.",
    ),
    Mistake(
        id="keepdims-in-sum",
        title="Sum without keepdims",
        calls=SOFTMAX_CALLS,
        replaced=SUMS_ALONG_COLUMNS,
        also=(powers(np.exp) | SUMS_ALONG_COLUMNS,),  # without a maximum before it
        wrong="powers / powers.sum(axis=-1)",
        right="powers / powers.sum(axis=-1, keepdims=True)",
        why="Without keepdims the sums lie along the columns: column j is divided by the sum of row j.",
        source="triton-lang/triton#11409",
        hidden=("one-word",),
        common="NumPy lines the sums up with the columns without a word wherever the table is square.",
    ),
    Mistake(
        id="keepdims-in-maximum",
        title="Maximum without keepdims",
        calls=SOFTMAX_CALLS,
        replaced=powers(lambda scores: np.exp(scores - scores.max(axis=-1)[..., None, :])),
        wrong="np.exp(scores - scores.max(axis=-1))",
        right="np.exp(scores - scores.max(axis=-1, keepdims=True))",
        why=(
            "Without keepdims column j loses the maximum of row j. So a row does not lose the same everywhere, and its "
            "shares change."
        ),
        source="triton-lang/triton#11409",
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        id="batch-and-words-swapped",
        title="Batch and words swapped",
        calls=("attention",),
        replaced={
            "scores": lambda _, c: product(_swapped(c.q), _swapped(c.k)),
            "mixing": lambda weights, c: _swapped(weights @ _swapped(c.v)),
        },
        wrong="attention(*(a.swapaxes(0, 1) for a in (q, k, v))).swapaxes(0, 1)",
        right="attention(q, k, v)",
        why=(
            "The axis of the batch comes first. With the words first, each word attends to the words in its place in "
            "the other sentences."
        ),
        source="aipixel/AEMatter#3",
        seen="batch",
        hidden=("no-batch",),
        common=(
            "Libraries disagree: by default PyTorch's `nn.MultiheadAttention` expects the words first and the "
            "batch second."
        ),
    ),
)
