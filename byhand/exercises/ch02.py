"""What is right in the exercises of chapter 02, and which slips have a name."""

from byhand.closeness import agree
from byhand.exercises.answers import Answer, answer
from byhand.exercises.registry import as_table, exercise, goals_reached, places, result_of
from byhand.head import RUNNING as HEAD

PAGE = "02_words_as_vectors.ipynb"
CAT, SAT, MAT = (HEAD.index(word) for word in ("cat", "sat", "mat"))


@exercise("2.1")
def cat_with(mine):
    return answer(
        mine,
        [HEAD.x[CAT] @ HEAD.x[CAT], HEAD.x[CAT] @ HEAD.x[SAT]],
        names=["cat with cat", "cat with sat"],
        known=[([HEAD.x[CAT].sum(), 0], "You added numbers. First multiply each with itself, then add.")],
    )


@exercise("2.2")
def doubled(mine):
    return answer(mine, 4, known=[(2, "mat stands in the row and in the column: the factor of two comes twice.")])


@exercise("2.3")
def looked_up(fn):
    small = {token.lower(): row for token, row in zip(HEAD.tokens, HEAD.x)}
    try:
        found = answer(
            result_of(fn, list(HEAD.tokens), small), HEAD.x, names=places(HEAD.tokens, HEAD.features), have="yours has"
        )
    except KeyError as error:
        return Answer("other", [f"{error} is not found: upper and lower case should not matter."])
    if found.verdict != "correct":
        return found
    try:
        result_of(fn, ["The", "zebra"], small)
    except KeyError as error:
        kind, named = "KeyError", "zebra" in str(error)
    except Exception as error:
        kind, named = type(error).__name__, True
    else:
        kind, named = "no error", True
    return goals_reached([
        (agree(result_of(fn, ["MAT"], small), HEAD.x[[MAT]]).all(), "“MAT” in capitals does not give the row of mat."),
        (kind == "KeyError", f"An unknown word, “zebra”, should raise a KeyError; it raises {kind}."),
        (named, "The KeyError does not name the unknown word."),
    ])


@exercise("2.4")
def dog(vector):
    common = HEAD.x[CAT] @ HEAD.x[MAT]
    return answer(
        HEAD.x[[MAT, CAT]] @ as_table(vector, "five numbers", 5),
        [common, 2 * common],
        names=["with mat", "with cat"],
        have="your dog has",
    )
