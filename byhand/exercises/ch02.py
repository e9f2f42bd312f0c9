"""What is right in the exercises of chapter 02, and which slips have a name."""

from attnlib import embed
from byhand.exercises.answers import answer
from byhand.exercises.registry import as_table, exercise
from byhand.head import RUNNING as HEAD

PAGE = "02_words_as_vectors.ipynb"
CAT, SAT, MAT = (HEAD.index(word) for word in ("cat", "sat", "mat"))
TREE = embed("tree")[1][0]


@exercise("2.1")
def tree_with(mine):
    return answer(
        mine,
        [TREE @ HEAD.x[CAT], TREE @ HEAD.x[SAT]],
        names=["tree with cat", "tree with sat"],
        known=[
            ([(TREE + HEAD.x[CAT]).sum(), (TREE + HEAD.x[SAT]).sum()], "Multiply feature by feature first, then add.")
        ],
    )


@exercise("2.2")
def doubled(mine):
    return answer(mine, 4, known=[(2, "mat stands in the row and in the column: the factor of two comes twice.")])


@exercise("2.3")
def dog(vector):
    common = HEAD.x[CAT] @ HEAD.x[MAT]
    return answer(
        HEAD.x[[MAT, CAT]] @ as_table(vector, "five numbers", 5),
        [common, 2 * common],
        names=["with mat", "with cat"],
        have="your dog has",
    )
