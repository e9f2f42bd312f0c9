"""Mistakes in the softmax."""

import math

import numpy as np

from byhand.diagnose.mistake import PLAIN_CALLS, SINGLE_SOFTMAX_CALLS, SOFTMAX_CALLS, Mistake
from byhand.diagnose.replacements import SUM, along, powers, softmax_input
from byhand.diagnose.steps import INF, divide, powers_of, total_of

CHAPTER = "05"
TITLE = "Softmax"


BLOCKS = (2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 50, 64, 100, 128)  # keys at a time, as people take them


def softmax(scores):
    powers = powers_of(scores)
    return powers / total_of(powers)


def _largest(scores):
    return (scores == scores.max(axis=-1, keepdims=True)).astype(float)


def _first_largest(scores):
    return np.eye(scores.shape[-1])[scores.argmax(axis=-1)]


def _running_top(scores, block):
    """The largest score so far, when the keys come in blocks of this size; 0 where nothing was seen yet."""
    n = scores.shape[-1]
    top = np.maximum.accumulate(np.maximum.reduceat(scores, range(0, n, block), axis=-1), axis=-1)
    return np.where(top == -INF, 0, top).repeat(block, axis=-1)[..., :n]


def _never_rescaled(block=1):
    """Each power as it was when its key came, beside the largest score of that moment."""
    return lambda scores: np.exp(scores - _running_top(scores, block))


def _rescaled_upwards(block=1):
    """e^(new − old) at every new maximum: together e^(last − then)."""

    def powers_of_them(scores):
        top = _running_top(scores, block)
        return np.exp(scores - top + (top[..., -1:] - top))

    return powers_of_them


def _online(powers_of_them):
    """An online softmax that keeps these powers; then one that does so in its sum only, or in its output only."""
    return (powers(powers_of_them), _sum_of(powers_of_them), powers(powers_of_them) | _sum_of(powers_of))


def _in_blocks(powers_of_them):
    """The same for all sizes of blocks. powers_of_them: powers_of_them(block)."""
    return tuple(spelling for block in BLOCKS for spelling in _online(powers_of_them(block)))


def _sum_of(powers):
    """A sum over other powers than those that weigh the values: powers(scores)."""

    def step(_, c):
        return total_of(powers(softmax_input(c.trace.get("mask", c.trace.get("scaling")), c)))

    return {"sum": step}


MISTAKES = (
    Mistake(
        id="changes-each-time",
        title="Other numbers at each call",
        calls=SOFTMAX_CALLS,
        replaced={},
        wrong="weights * (rng.random(weights.shape) > 0.1)",
        right="weights",
        why="Something is left to chance, dropout perhaps: then a row need not add up to 1. Leave it out of a check.",
        source="pytorch/pytorch#42929",
        seen="behaviour",
        unseen="Where the draw happens to leave everything as it is, and to every check of shapes.",
    ),
    Mistake(
        id="softmax-over-queries",
        title="Softmax over the queries",
        calls=SOFTMAX_CALLS,
        replaced=along(-2),
        step="sum",
        wrong="softmax(scores, axis=-2)",
        right="softmax(scores, axis=-1)",
        why="Each query shares out its own attention, so each row must add up to 1; here each column does.",
        source=(
            "nerdai/llms-from-scratch-rs#30; nerminnuraydogan/vision-transformer#1; "
            "labmlai/annotated_deep_learning_paper_implementations#146"
        ),
        hidden=("one-word",),
        common=(
            "A model can learn with it all the same: in the last of these threads its pictures were as good as "
            "those of the corrected one."
        ),
    ),
    Mistake(
        id="softmax-over-batch",
        title="Softmax over the first axis",
        calls=SINGLE_SOFTMAX_CALLS,
        replaced=along(0),
        step="sum",
        wrong="softmax(scores, axis=0)",
        right="softmax(scores, axis=-1)",
        why=(
            "With a batch, the first axis counts its sentences; the shares must add up to 1 over the keys. (Without a "
            "batch it counts the queries: then this is a softmax over the queries.)"
        ),
        source="PetrochukM/PyTorch-NLP#2",
        seen="batch",
        hidden=("one-word",),
    ),
    Mistake(
        id="softmax-axis-1",
        title="Softmax along axis 1",
        calls=SINGLE_SOFTMAX_CALLS,
        replaced=along(1),
        step="sum",
        wrong="softmax(scores, axis=1)",
        right="softmax(scores, axis=-1)",
        why="Axis 1 is the last axis of a single table only; with a batch in front it is the axis of the queries.",
        source="labmlai/annotated_deep_learning_paper_implementations#146",
        seen="batch",
        hidden=("no-batch",),
    ),
    Mistake(
        id="sum-over-queries",
        title="Sum over the queries, maximum over the keys",
        calls=SOFTMAX_CALLS,
        replaced={"sum": lambda powers, c: total_of(powers, -2)},
        wrong="powers / powers.sum(axis=-2, keepdims=True)",
        right="powers / powers.sum(axis=-1, keepdims=True)",
        why=(
            "Each row was lowered by its own maximum, but is divided by the sums of the columns, so it need not add up "
            "to 1."
        ),
        hidden=("one-word",),
    ),
    Mistake(
        id="softmax-over-all",
        title="One softmax for all scores together",
        calls=SOFTMAX_CALLS,
        replaced=along(None),
        also=({"sum": lambda powers, c: total_of(powers, None)},),  # with a maximum of each row before it
        step="sum",
        wrong="np.exp(scores) / np.exp(scores).sum()",
        right="np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)",
        why="Each query has a whole attention to share out; here all queries together share one.",
        source="uTensor/uTensor#171",
    ),
    Mistake(
        id="softmax-twice",
        title="Softmax applied twice",
        calls=SOFTMAX_CALLS,
        replaced={"division": lambda total, c: softmax(divide(total, c))},
        wrong="softmax(softmax(scores))",
        right="softmax(scores)",
        why=(
            "The second softmax takes shares for scores; they lie between 0 and 1, so no weight is more than e = "
            "2.72 times another."
        ),
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        id="no-softmax",
        title="No softmax",
        calls=PLAIN_CALLS,
        replaced=powers(lambda scores: scores) | {"sum": lambda powers, c: 1.0},
        wrong="weights = scores / np.sqrt(d_k)",
        right="weights = softmax(scores / np.sqrt(d_k))",
        why="Scores are no shares: they can be negative, and they need not add up to 1.",
    ),
    Mistake(
        id="hard-maximum",
        title="Only the largest score counts",
        calls=SOFTMAX_CALLS,
        replaced=powers(_largest),
        also=(powers(_first_largest), powers(_largest) | {"sum": lambda powers, c: 1.0}),  # of equal scores
        wrong="weights = scores == scores.max(axis=-1, keepdims=True)",
        right="weights = softmax(scores)",
        why="A softmax gives every key a share; here the best key gets everything.",
        hidden=("one-word", "equal-scores", "same-values"),
    ),
    Mistake(
        id="no-maximum",
        title="No maximum subtracted",
        calls=SOFTMAX_CALLS,
        replaced=powers(np.exp) | SUM,
        also=(powers(np.exp),),  # with a sum that is never 0
        wrong="np.exp(scores)",
        right="np.exp(scores - scores.max(axis=-1, keepdims=True))",
        why="As a float, e^score is infinite from about 710 on and 0 below about −745; ∞ / ∞ and 0 / 0 are no numbers.",
        source="pytorch/executorch#18407",
        seen="edge",
        hidden=("ordinary-scores",),
        common="It waits: the function passes every test with ordinary scores and fails on the first large one.",
    ),
    Mistake(
        id="one-maximum-for-all",
        title="One maximum for all rows",
        calls=SOFTMAX_CALLS,
        replaced=powers(lambda scores: powers_of(scores, scores.max(keepdims=True))) | SUM,
        also=(powers(lambda scores: powers_of(scores, scores.max(keepdims=True))),),  # the same
        wrong="np.exp(scores - scores.max())",
        right="np.exp(scores - scores.max(axis=-1, keepdims=True))",
        why="A row of which all scores lie more than about 745 below the largest of the table becomes 0 divided by 0.",
        source="keras-team/keras#10027",
        seen="edge",
        hidden=("ordinary-scores",),
    ),
    Mistake(
        id="minimum-subtracted",
        title="Minimum subtracted instead of the maximum",
        calls=PLAIN_CALLS,
        replaced=powers(lambda scores: np.exp(scores - scores.min(axis=-1, keepdims=True))),
        wrong="np.exp(scores - scores.min(axis=-1, keepdims=True))",
        right="np.exp(scores - scores.max(axis=-1, keepdims=True))",
        why="The shares stay the same, but a row with a spread of more than about 709 still overflows.",
        seen="edge",
        hidden=("ordinary-scores",),
    ),
    Mistake(
        id="never-rescaled",
        title="Online softmax that never rescales",
        calls=SOFTMAX_CALLS,
        replaced=powers(_never_rescaled()),
        also=_online(_never_rescaled())[1:],
        rarer=_in_blocks(_never_rescaled),
        wrong="total += p; out += p * v[j]",
        right="total = total * c + p; out = out * c + p * v[j]",
        why=(
            "An online softmax goes through the keys once; p is e^(score − new), new the largest score so far. When "
            "new replaces old, all that was added up before must be multiplied by c = e^(old − new)."
        ),
        hidden=("one-word", "equal-scores", "same-values"),
        explained="",
    ),
    Mistake(
        id="rescaled-with-wrong-sign",
        title="Online softmax that rescales with the wrong sign",
        calls=SOFTMAX_CALLS,
        replaced=powers(_rescaled_upwards()),
        also=_online(_rescaled_upwards())[1:],
        rarer=_in_blocks(_rescaled_upwards),
        wrong="total = total * np.exp(new - old) + p",
        right="total = total * np.exp(old - new) + p",
        why=(
            "When a new maximum replaces an old one, what was added up before must become smaller by e^(old − new); "
            "e^(new − old) makes it larger."
        ),
        source="deepseek-ai/FlashMLA#177; Dao-AILab/flash-attention#991",
        hidden=("one-word", "equal-scores", "same-values"),
        explained="",
    ),
    Mistake(
        id="powers-of-2",
        title="Powers of 2 instead of powers of e",
        calls=SOFTMAX_CALLS,
        replaced=powers(lambda scores: powers_of(scores * math.log(2))),
        wrong="2 ** scores",
        right="np.exp(scores)",
        why="A softmax raises e to the score; powers of 2 are a softmax at a higher temperature.",
        hidden=("one-word", "equal-scores", "same-values"),
    ),
    Mistake(
        id="sum-of-scores",
        title="Scores divided by their sum",
        calls=PLAIN_CALLS,
        replaced=powers(lambda scores: scores) | {"sum": lambda scores, c: scores.sum(axis=-1, keepdims=True)},
        wrong="scores / scores.sum(axis=-1, keepdims=True)",
        right="softmax(scores)",
        why="Without e^score a share can be negative, and a sum near 0 makes shares huge.",
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        id="not-divided-lowered",
        title="Maximum subtracted, but not divided by the sum",
        calls=SOFTMAX_CALLS,
        replaced={"sum": lambda powers, c: 1.0},
        wrong="weights = np.exp(scores - scores.max(axis=-1, keepdims=True))",
        right="weights = softmax(scores)",
        why="Subtracting the maximum does not make shares; the division by the sum does.",
        same=("divided-by-maximum",),
        hidden=("one-word",),
    ),
    Mistake(
        id="divided-by-maximum",
        title="Divided by the largest power",
        calls=SOFTMAX_CALLS,
        replaced={"sum": lambda powers, c: powers.max(axis=-1, keepdims=True)},
        wrong="powers / powers.max(axis=-1, keepdims=True)",
        right="powers / powers.sum(axis=-1, keepdims=True)",
        why="The largest share becomes 1, and what the other keys get comes on top.",
        same=("not-divided-lowered",),
        hidden=("one-word",),
    ),
    Mistake(
        id="divided-by-length",
        title="Divided by the length of the row",
        calls=SOFTMAX_CALLS,
        replaced={"sum": lambda powers, c: np.linalg.norm(powers, axis=-1, keepdims=True)},
        wrong="powers / np.linalg.norm(powers, axis=-1, keepdims=True)",
        right="powers / powers.sum(axis=-1, keepdims=True)",
        why="Shares add up to 1; divided by the length of the row as a vector, their squares do.",
        hidden=("one-word",),
    ),
    Mistake(
        id="not-divided",
        title="Powers not divided by their sum",
        calls=SOFTMAX_CALLS,
        replaced=powers(np.exp) | {"sum": lambda powers, c: 1.0},
        wrong="weights = np.exp(scores)",
        right="weights = softmax(scores)",
        why="Powers are positive, but they add up to 1 only after the division by their sum.",
    ),
    Mistake(
        id="integer-shares",
        title="The shares put into an array of integers",
        calls=SOFTMAX_CALLS,
        replaced={"division": lambda total, c: np.trunc(divide(total, c))},
        wrong="weights = np.zeros((n, n), dtype=int)",
        right="weights = np.zeros((n, n))",
        why="An array of integers drops what stands behind the point, so a share that is less than 1 becomes 0.",
        hidden=("one-word",),
    ),
    Mistake(
        id="sign-of-scores",
        title="Wrong sign before the softmax",
        calls=PLAIN_CALLS,
        replaced=powers(lambda scores: powers_of(-scores)),
        wrong="softmax(-scores)",
        right="softmax(scores)",
        why="The key that fits worst gets the largest share.",
        hidden=("one-word", "equal-scores", "same-values"),
    ),
    Mistake(
        id="sigmoid",
        title="Sigmoid instead of softmax",
        calls=SOFTMAX_CALLS,
        replaced=powers(lambda scores: 1 / (1 + np.exp(-scores))) | {"sum": lambda powers, c: 1.0},
        wrong="1 / (1 + np.exp(-scores))",
        right="softmax(scores)",
        why="A sigmoid looks at each score alone, so a row need not add up to 1.",
    ),
    Mistake(
        id="log-softmax",
        title="Logarithms of the shares",
        calls=PLAIN_CALLS,
        replaced={"division": lambda total, c: np.log(divide(total, c))},
        wrong="np.log(softmax(scores))",
        right="softmax(scores)",
        why="Logarithms of shares are for a loss; they are never positive and cannot weigh values.",
    ),
)
