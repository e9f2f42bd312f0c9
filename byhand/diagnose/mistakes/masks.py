"""Mistakes in the masking of the scores."""

import numpy as np

from byhand.diagnose.mistake import MASKED_CALLS, Mistake
from byhand.diagnose.replacements import SUM, allowed, mask_by
from byhand.diagnose.steps import INF, divide, hide, total_of

CHAPTER = "10"
TITLE = "Masks"


def _renormalised(total_of):
    """Everything shares first; then what is hidden becomes 0, and each row is divided by total_of(what is left)."""

    def division(total, c):
        left = divide(total, c) * allowed(c.trace["scores"], c)
        return left / total_of(left)

    return {"mask": lambda scores, c: scores, "division": division}


MISTAKES = (
    Mistake(
        id="masked-after-softmax",
        title="Masked after the softmax",
        calls=MASKED_CALLS,
        replaced={
            "mask": lambda scores, c: scores,
            "division": lambda total, c: divide(total, c) * allowed(c.trace["scores"], c),
        },
        wrong="softmax(scores) * mask",
        right="softmax(np.where(mask, scores, -1e9))",
        why="Hidden words still take part in the sum, so a row in which one is hidden adds up to less than 1.",
        source="huggingface/pytorch-image-models#2236",
        hidden=("one-word", "nothing-hidden"),
        common="The hidden words do get 0, so a look at the picture says that all is well.",
    ),
    Mistake(
        id="masked-then-divided",
        title="Masked after the softmax, then divided by the sum",
        calls=MASKED_CALLS,
        replaced=_renormalised(lambda left: left.sum(axis=-1, keepdims=True)),
        also=(_renormalised(total_of),),  # with a sum that is never 0
        step="mask",
        shown="softmax",
        wrong="weights = softmax(scores) * mask; weights / weights.sum(axis=-1, keepdims=True)",
        right="weights = softmax(np.where(mask, scores, -1e9))",
        why=(
            "The division brings the sum back to 1, but where a hidden score is more than about 745 above all others, "
            "the others have become 0 before it, and nothing is left to divide."
        ),
        seen="edge",
        hidden=("ordinary-scores",),
    ),
    Mistake(
        id="mask-inverted",
        title="Mask inverted",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: hide(scores, ~seen)),
        wrong="np.where(mask, -1e9, scores)",
        right="np.where(mask, scores, -1e9)",
        why="True means: may attend. Here what may be seen is hidden, and what is hidden is seen.",
        source="rasbt/LLMs-from-scratch#1062; huggingface/transformers#38094",
        common=(
            "Libraries disagree: in PyTorch True means hidden for `nn.MultiheadAttention`, and may attend for "
            "`scaled_dot_product_attention`."
        ),
    ),
    Mistake(
        id="raised-by-a-lot",
        title="A large number added with the wrong sign",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: scores + 1e9 * ~seen),
        shown="softmax",
        wrong="scores + 1e9 * ~mask",
        right="scores - 1e9 * ~mask",
        why=(
            "The largest scores get the largest shares: where something is hidden, only that is seen. (So is it "
            "with scores - 1e9 * mask, a mask taken for its opposite.)"
        ),
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        id="mask-ignored",
        title="Mask ignored",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: scores),
        wrong="softmax(scores)",
        right="softmax(np.where(mask, scores, -1e9))",
        why="Every word sees every other, the hidden ones too.",
        source="keras-team/keras#23038",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        id="mask-added",
        title="Boolean mask added to the scores",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: scores + seen),
        wrong="scores + mask",
        right="np.where(mask, scores, -1e9)",
        why="True counts as 1: what may be seen gets one point more, and nothing is hidden.",
        source="huggingface/transformers#41443",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        id="hidden-added",
        title="One point added where it should hide",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: scores + ~seen),
        wrong="scores + ~mask",
        right="np.where(mask, scores, -1e9)",
        why="True counts as 1: what should be hidden gets one point more.",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        id="mask-times-scores",
        title="Scores multiplied by the mask",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: scores * seen),
        wrong="scores * mask",
        right="np.where(mask, scores, -1e9)",
        why="A score of 0 hides nothing: e^0 = 1, and that can be more than a word that may be seen gets.",
        source="georg-wolflein/good-features#1",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        id="hidden-by-minus-one",
        title="Hidden by −1",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: np.where(seen, scores, -1)),
        wrong="np.where(mask, scores, -1)",
        right="np.where(mask, scores, -1e9)",
        why="e^−1 = 0.37 is not 0: a hidden word still gets a share.",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        id="hidden-by-minus-100",
        title="Hidden by a number that is not low enough",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: np.where(seen, scores, -100)),
        shown="softmax",
        wrong="np.where(mask, scores, -100)",
        right="np.where(mask, scores, -1e9)",
        why="Where the scores themselves are low, the number does not lie far enough below them to hide anything.",
        source="TransformerLensOrg/TransformerLens#366; karpathy/minGPT#75",
        seen="edge",
        hidden=("ordinary-scores",),
        common=(
            "A model can learn to make use of it: in the second of these threads scores fell below −10000, the "
            "model copied the words that it should not see, and its loss went to almost 0."
        ),
    ),
    Mistake(
        id="lowered-by-100",
        title="Hidden scores lowered by too little",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: scores - 100.0 * ~seen),
        shown="softmax",
        wrong="scores - 100 * ~mask",
        right="np.where(mask, scores, -1e9)",
        why="Where a hidden score is far above the others, the number does not bring it far enough below them.",
        seen="edge",
        hidden=("ordinary-scores",),
    ),
    Mistake(
        id="hidden-by-plus-infinity",
        title="Wrong sign of infinity",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: np.where(seen, scores, INF)),
        wrong="np.where(mask, scores, np.inf)",
        right="np.where(mask, scores, -1e9)",
        why="e^+∞ is infinite, and infinity divided by infinity is not a number.",
        source="lucidrains/memory-compressed-attention#2",
        hidden=("one-word", "nothing-hidden"),
    ),
    Mistake(
        id="hidden-by-plus-a-lot",
        title="Wrong sign of the large number",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: np.where(seen, scores, 1e9)),
        shown="softmax",
        wrong="np.where(mask, scores, 1e9)",
        right="np.where(mask, scores, -1e9)",
        why="The largest scores get the largest shares: here the hidden words take everything.",
        hidden=("one-word", "same-values", "nothing-hidden"),
    ),
    Mistake(
        id="mask-transposed",
        title="Mask on the query axis",
        calls=MASKED_CALLS,
        replaced=mask_by(lambda scores, seen: hide(scores, seen.mT)),
        wrong="np.where(mask.T, scores, -1e9)",
        right="np.where(mask, scores, -1e9)",
        why="The row of a mask belongs to the query, the column to the key; here they have changed places.",
        source="hyunwoongko/transformer#40",
        hidden=("one-word", "same-values", "nothing-hidden", "symmetric-mask"),
        common="The mask of a sentence with itself is square, so its shape fits either way round.",
    ),
    Mistake(
        id="peeks",
        title="Sees one word too far",
        calls=("causal_attention",),
        replaced={"mask": lambda scores, c: hide(scores, np.tril(np.ones(scores.shape[-2:], dtype=bool), 1))},
        wrong="np.tril(np.ones((n, n)), k=1)",
        right="np.tril(np.ones((n, n)))",
        why="Each word sees the next one, which it is meant to predict.",
        hidden=("one-word", "same-values"),
    ),
    Mistake(
        id="hides-itself",
        title="Hides the word itself",
        calls=("causal_attention",),
        replaced={"mask": lambda scores, c: hide(scores, np.tril(np.ones(scores.shape[-2:], dtype=bool), -1))},
        wrong="np.tril(np.ones((n, n)), k=-1)",
        right="np.tril(np.ones((n, n)))",
        why="A word may see itself; here it sees only what stands before, and the first word sees nothing.",
        source="pbloem/former#10",
        common=(
            "One number decides, and it is another one where a mask marks what is hidden: in this thread a tutorial "
            "had 0 where it needed 1."
        ),
    ),
    Mistake(
        id="empty-row-nan",
        title="A query that may attend to nothing becomes NaN",
        calls=("masked_attention",),
        replaced=SUM,
        wrong="softmax(np.where(mask, scores, -np.inf))",
        right="softmax(np.where(mask, scores, -1e9))",
        why=(
            "Where everything is hidden by −∞, the maximum is −∞, too, and −∞ minus −∞ is not a number; nor is 0 "
            "divided by 0. A large negative number leaves numbers. (So does a total that is set to 1 where it is 0.)"
        ),
        source="pytorch/pytorch#41508",
        seen="edge",
        hidden=("no-empty-row",),
        common=(
            "Sentences of a batch are filled up to one length, and a row that consists of filling may attend to "
            "nothing."
        ),
    ),
)
