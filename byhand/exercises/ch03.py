"""What is right in the exercises of chapter 03, and which slips have a name."""

import numpy as np

from byhand.exercises.answers import answer
from byhand.exercises.registry import as_table, choice, exercise, places
from byhand.head import RUNNING as HEAD

PAGE = "03_queries_keys_values.ipynb"
CAT = HEAD.index("cat")
THING = HEAD.channels.index("thing")


@exercise("3.1")
def key_of_cat(mine):
    return answer(
        mine,
        HEAD.k[CAT],
        names=HEAD.channels,
        known=[
            (HEAD.q[CAT], "That is the query of cat: it is made with W_Q."),
            (HEAD.v[CAT], "That is the value of cat: it is made with W_V."),
            ((HEAD.x[CAT] > 0) @ HEAD.w_k, "cat is an object by one half only."),
        ],
    )


@exercise("3.2")
def numbers_that_change(mine):
    return answer(
        mine,
        1,
        known=[
            (6, "Only words with the feature “action” use this weight."),
            (3, "A weight feeds one channel only, and only the queries."),
        ],
    )


choice(
    "3.3",
    "turned over",
    {
        "turned over": "The same numbers, with words as columns.",
        "wrong": "Compare it with Q.T: not a number differs.",
        "right": "Its shape is (3, 6); our Q has (6, 3).",
    },
)


@exercise("3.4")
def only_articles(matrix):
    wanted = np.zeros_like(HEAD.k)
    wanted[[HEAD.tokens.index("The"), HEAD.tokens.index("the")], THING] = 1
    return answer(
        HEAD.x @ as_table(matrix, "five rows and three columns", 5, 3),
        wanted,
        names=places(HEAD.tokens, HEAD.channels),
        have="your X @ W_K has",
    )
