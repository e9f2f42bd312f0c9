"""What is right in the exercises of chapter 08, and which slips have a name."""

import math

from attnlib import PENCIL_K, PENCIL_Q, PENCIL_V, attention
from byhand.exercises.answers import answer, construct
from byhand.exercises.registry import as_table, diagnosed, exercise
from byhand.head import RUNNING as HEAD

PAGE = "08_whole_head.ipynb"
SAT = HEAD.index("sat")
DOUBLING = math.log(2)  # one point more doubles the share


def output_of_cat(strength=2, scale=DOUBLING / 2):
    """The output of cat in the pencil example."""
    return attention(strength * PENCIL_Q[:1], PENCIL_K, PENCIL_V, scale=scale)[0]


@exercise("8.1")
def stronger_cat(mine):
    return answer(
        mine,
        output_of_cat(),
        names=["first channel", "second channel"],
        known=[
            (output_of_cat(strength=1), "That is its output at strength one."),
            (output_of_cat(scale=DOUBLING), "The division by the root of four channels is missing."),
            (output_of_cat(scale=1 / 2), "That is with exp. The example takes powers of two."),
            (output_of_cat() * 9, "Divide by the sum of the powers, so that the shares add up to one."),
        ],
    )


diagnosed("8.2", "attention")


@exercise("8.3a")
def all_to_the_verb(w_q, w_k):
    queries, keys = (HEAD.x @ as_table(w, "two matrices with five rows each", 5, None) for w in (w_q, w_k))
    return construct(queries, keys, [{SAT}] * len(HEAD.tokens))


@exercise("8.3b")
def to_the_word_before(queries, keys):
    return construct(queries, keys, "previous")
