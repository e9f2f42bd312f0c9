"""What is right in the exercises of chapter 07, and which slips have a name."""

import numpy as np

from attnlib import attention
from byhand.exercises.answers import answer
from byhand.exercises.registry import choice, exercise
from byhand.head import RUNNING as HEAD

PAGE = "07_mixing_values.ipynb"
SAT, ON, MAT = (HEAD.index(word) for word in ("sat", "on", "mat"))
WHERE = HEAD.value_channels.index("where")


@exercise("7.1")
def where_of_sat(mine):
    return answer(
        mine,
        HEAD.output[SAT, WHERE],
        known=[
            (
                HEAD.weights[SAT, ON] * HEAD.v[ON, WHERE],
                "That is the part of on alone. cat and mat deliver some “where” as well.",
            ),
            (HEAD.output[SAT, 0], "That is the channel “who”."),
            (HEAD.output[SAT, 1], "That is the channel “does”."),
            (HEAD.v[:, WHERE].sum(), "The values must be weighted by the shares."),
        ],
    )


choice(
    "7.2",
    "no",
    {
        "no": "All the scores of a row move by the same amount.",
        "yes": "Each row of scores moves as a whole, and the softmax does not notice.",
    },
)


@exercise("7.3")
def value_that_nobody_misses(mine):
    others = np.arange(len(HEAD.tokens)) != MAT
    without_mat = attention(HEAD.q[SAT : SAT + 1], HEAD.k, HEAD.v, mask=others[None, :])[0]
    return answer(
        mine,
        without_mat,
        names=HEAD.value_channels,
        known=[
            (
                HEAD.output[SAT],
                "That is the output with the old value. It moves when the value of mat does, so the two still differ.",
            ),
            (np.zeros_like(without_mat), "Then mat delivers nothing, and its cut makes everything else larger."),
            (HEAD.v[MAT], "That is the value that mat has: its cut changes the output."),
            (HEAD.v.mean(axis=0), "That is the plain average of the values. sat does not attend to all words alike."),
        ],
    )
