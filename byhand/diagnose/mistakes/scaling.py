"""Mistakes in the scaling of the scores."""

import math

from byhand.diagnose.mistake import ATTENTION_CALLS, SINGLE_ATTENTION_CALLS, Mistake
from byhand.diagnose.replacements import scaling
from byhand.diagnose.steps import divide

CHAPTER = "06"
TITLE = "Scale"


MISTAKES = (
    Mistake(
        id="no-scale",
        title="Scores not scaled",
        calls=ATTENTION_CALLS,
        replaced=scaling(lambda c: 1),
        wrong="scores = q @ k.T",
        right="scores = q @ k.T / np.sqrt(d_k)",
        why="The more channels, the larger scores tend to be; divided by √d_k they keep about one size.",
        source="delzac/cntkx#10",
        hidden=("one-word", "equal-scores", "d_k-is-1", "same-values"),
        common="With few channels it changes little, and no test of shapes or sums finds it.",
    ),
    Mistake(
        id="divided-by-d_k",
        title="Divided by d_k",
        calls=ATTENTION_CALLS,
        replaced=scaling(lambda c: 1 / c.q.shape[-1]),
        wrong="scores / d_k",
        right="scores / np.sqrt(d_k)",
        why="The scores of d_k independent channels grow with √d_k only; ÷ d_k makes the weights too even.",
        same=("both-sides-scaled",),
        hidden=("one-word", "equal-scores", "d_k-is-1", "same-values"),
    ),
    Mistake(
        id="both-sides-scaled",
        title="Queries and keys both divided by √d_k",
        calls=ATTENTION_CALLS,
        replaced=scaling(lambda c: 1 / c.q.shape[-1]),
        wrong="(q / np.sqrt(d_k)) @ (k / np.sqrt(d_k)).T",
        right="(q / np.sqrt(d_k)) @ k.T",
        why="Divided on both sides, the scores are divided by d_k in all.",
        same=("divided-by-d_k",),
        hidden=("one-word", "equal-scores", "d_k-is-1", "same-values"),
    ),
    Mistake(
        id="multiplied-by-root",
        title="Multiplied by √d_k",
        calls=ATTENTION_CALLS,
        replaced=scaling(lambda c: math.sqrt(c.q.shape[-1])),
        wrong="scores * np.sqrt(d_k)",
        right="scores / np.sqrt(d_k)",
        why="Scaling should make large scores smaller; this makes them larger still.",
        source="esceptico/perceiver-io#9",
        hidden=("one-word", "equal-scores", "d_k-is-1", "same-values"),
    ),
    Mistake(
        id="root-of-n",
        title="√n instead of √d_k",
        calls=ATTENTION_CALLS,
        replaced=scaling(lambda c: 1 / math.sqrt(c.k.shape[-2])),
        wrong="scores / np.sqrt(len(k))",
        right="scores / np.sqrt(k.shape[-1])",
        why="How many words there are does not make a dot product larger; how many channels there are does.",
        hidden=("one-word", "equal-scores", "n-is-d_k", "same-values"),
    ),
    Mistake(
        id="root-of-d_v",
        title="√d_v instead of √d_k",
        calls=SINGLE_ATTENTION_CALLS,
        replaced=scaling(lambda c: 1 / math.sqrt(c.v.shape[-1])),
        wrong="scores / np.sqrt(v.shape[-1])",
        right="scores / np.sqrt(k.shape[-1])",
        why="A score is a sum over the channels of queries and keys; the values do not enter it.",
        seen="shapes",
        hidden=("d_v-is-d_k",),
    ),
    Mistake(
        id="root-of-3",
        title="√3 written as a number",
        calls=ATTENTION_CALLS,
        replaced=scaling(lambda c: 1 / math.sqrt(3)),
        wrong="scores / np.sqrt(3)",
        right="scores / np.sqrt(k.shape[-1])",
        why="√3 is √d_k only where d_k = 3, as in our sentence.",
        hidden=("one-word", "equal-scores", "d_k-is-3", "same-values"),
    ),
    Mistake(
        id="scaled-after-softmax",
        title="Scaled after the softmax",
        calls=ATTENTION_CALLS,
        replaced=scaling(lambda c: 1) | {"division": lambda total, c: divide(total, c) / math.sqrt(c.q.shape[-1])},
        wrong="softmax(scores) / np.sqrt(d_k)",
        right="softmax(scores / np.sqrt(d_k))",
        why="After the softmax the division makes the output smaller; before it, it makes the weights more even.",
        source="FrancescoSaverioZuppichini/ViT#2",
        same=("values-scaled",),
        hidden=("d_k-is-1",),
    ),
    Mistake(
        id="values-scaled",
        title="The values scaled instead of the scores",
        calls=ATTENTION_CALLS,
        replaced=scaling(lambda c: 1) | {"mixing": lambda weights, c: weights @ (c.v / math.sqrt(c.q.shape[-1]))},
        wrong="softmax(scores) @ (v / np.sqrt(d_k))",
        right="softmax(scores / np.sqrt(d_k)) @ v",
        why="Scaling is there to keep the scores small; smaller values only make the output smaller.",
        source="pbloem/former#2",
        same=("scaled-after-softmax",),
        hidden=("d_k-is-1",),
    ),
)
