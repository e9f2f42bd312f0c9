"""Mistakes in the scores."""

from byhand.diagnose.mistake import ATTENTION_CALLS, Mistake
from byhand.diagnose.replacements import scores_of

CHAPTER = "04"
TITLE = "Scores"


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
)
