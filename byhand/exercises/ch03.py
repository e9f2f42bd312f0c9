"""What is right in the exercises of chapter 03, and which slips have a name."""

import numpy as np

from attnlib import embed
from byhand.exercises.answers import answer
from byhand.exercises.registry import as_table, exercise, places
from byhand.head import RUNNING as HEAD

PAGE = "03_queries_keys_values.ipynb"
TREE = embed("tree")[1][0]
THING = HEAD.channels.index("thing")


@exercise("3.1")
def key_of_tree(mine):
    return answer(
        mine,
        TREE @ HEAD.w_k,
        names=HEAD.channels,
        known=[
            (TREE @ HEAD.w_q, "That is the query of tree: it is made with W_Q."),
            (TREE @ HEAD.w_v, "That is the value of tree: it is made with W_V."),
            ((TREE > 0) @ HEAD.w_k, "You took the whole row “object”. tree has only a part of that feature."),
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


@exercise("3.3")
def only_articles(matrix):
    wanted = np.zeros_like(HEAD.k)
    wanted[[HEAD.tokens.index("The"), HEAD.tokens.index("the")], THING] = 1
    return answer(
        HEAD.x @ as_table(matrix, "five rows and three columns", 5, 3),
        wanted,
        names=places(HEAD.tokens, HEAD.channels),
        have="your X @ W_K has",
    )
