"""The exercises of the chapters: what is right, and which slips have a name.

    check("5.1", mine)

So the cell in which a reader answers does not hold the answer. Each function takes what the exercise asks for.
"""

import copy
import inspect
from types import SimpleNamespace

import numpy as np

from attnlib.attention import softmax
from attnlib.sentence import CHANNELS, FEATURES, TOKENS, W_K, W_Q, X
from byhand.diagnose.failures import returned, told
from byhand.diagnose.mistakes import of_call
from byhand.diagnose.probes import CORE
from byhand.diagnose.running import SECONDS, BadReturn, NothingYet, TimeIsUp, limited, table_of
from byhand.exercises.answers import CLOSE, WAITING, Answer, answer, choose, construct
from byhand.head import RUNNING

CAT, SAT, ON, MAT = (TOKENS.index(word) for word in ("cat", "sat", "on", "mat"))
Q, K, V, SCORES, WEIGHTS, OUTPUT = (RUNNING.q, RUNNING.k, RUNNING.v, RUNNING.scores, RUNNING.weights, RUNNING.output)
THING, LOCATION = 0, 2  # channels: of queries and keys, of values

EXERCISES = {}  # number -> function
CHOICES = {  # number -> (the right choice, {choice: why, or why not})
    "1.3": (
        "cat",
        {
            "cat": "The largest number in the column of sat.",
            "mat": "To mat it gives most: that is the row of sat.",
            "on": "A large number in the row of sat, and not in its column.",
        },
    ),
    "3.3": (
        "turned over",
        {
            "turned over": "The same numbers, with words as columns.",
            "wrong": "Compare it with Q.T: not a number differs.",
            "right": "Its shape is (3, 6); our Q has (6, 3).",
        },
    ),
    "4.2": (
        "mat",
        {
            "mat": "It still answers the question for a thing.",
            "on": "It had nothing to offer but a link: its score is zero now.",
            "cat": "It answers for a thing as well, but half as strongly.",
        },
    ),
    "5.2": (
        "yes",
        {
            "yes": "All the others fall by the same factor.",
            "no": "A ratio depends on the difference of two scores, and theirs have not changed.",
        },
    ),
    "6.2": (
        "it does not",
        {
            "it does not": "All scores double, whatever d_k is.",
            "it protects": "The division knows how many channels there are, and not how large the numbers in them are.",
        },
    ),
    "7.2": (
        "no",
        {
            "no": "All the scores of a row move by the same amount.",
            "yes": "Each row of scores moves as a whole, and the softmax does not notice.",
        },
    ),
}


class Refused(Exception):
    """What was given cannot be compared; the message says what is expected."""


def check(number, *mine):
    """What is said of the answer to an exercise, by its number, "5.1". Returns an Answer."""
    if number not in EXERCISES and number not in CHOICES:
        known = sorted([*EXERCISES, *CHOICES])
        near = [name for name in known if name.startswith(str(number))] or known
        raise ValueError(f"no exercise has the number {number!r}: there are {', '.join(near)}")
    takes = 1 if number in CHOICES else len(inspect.signature(EXERCISES[number]).parameters)
    if len(mine) != takes:
        raise TypeError(f"exercise {number} takes {takes} answer{'s' * (takes > 1)}: got {len(mine)}")
    if number in CHOICES:
        return choose(*mine, *CHOICES[number])
    if any(part is ... for part in mine):
        return Answer("waiting", [WAITING])
    try:
        return EXERCISES[number](*mine)
    except NothingYet:
        return Answer("waiting", [WAITING])
    except BadReturn as error:
        return Answer("other", [f"Your function runs, but {returned(error)}"])
    except Refused as refused:
        return Answer("other", [str(refused)])
    except TimeIsUp:
        return Answer("other", ["It did not return in time."])
    except (Exception, SystemExit) as error:  # whatever a reader's function raises
        return Answer("other", ["This could not be calculated.", f"{type(error).__name__}: {told(error)}"])


def exercise(number):
    """Register a function under the number of an exercise."""

    def register(function):
        EXERCISES[number] = function
        return function

    return register


def result(fn, *args):
    """The table that a reader's function returns, given copies; what it prints is shown: that helps to find a fault."""
    if not callable(fn):
        raise Refused(f"A function is expected, not what it returns: got {type(fn).__name__}.")
    return table_of(limited(lambda: fn(*copy.deepcopy(args)), SECONDS))


def as_table(given, expected, *shape):
    """The table that was given. expected: in words. shape: None stands for any number; else Refused."""
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise Refused(f"Expected: {expected}. You gave a {type(given).__name__} that is no such table.") from None
    if len(array.shape) != len(shape) or any(n not in (None, m) for n, m in zip(shape, array.shape)):
        raise Refused(f"Expected: {expected}. Yours has the shape {array.shape}.")
    return array


def places(columns):
    """Names for the places of a table with a row for each word."""
    return [f"{word}, {column}" for word in TOKENS for column in columns]


def unmet(goals, rules=()):
    """An Answer from (fulfilled, sentence on what is missing) pairs. Goals give credit; rules are easy to keep."""
    missing = [sentence for fulfilled, sentence in [*goals, *rules] if not fulfilled]
    if not missing:
        return Answer("correct", ["Correct."], 1.0)
    score = sum(bool(fulfilled) for fulfilled, _ in goals) / (len(goals) + bool(rules))
    return Answer("partly" if score else "other", ["Not yet.", *missing], score)


# ---- 00


@exercise("0.1")
def dot_product(mine):
    return answer(
        mine,
        2,
        known=[
            (4, "The last product is negative: it lowers the sum."),
            ([3, 0, 0, -1], "Those are the four products. Add them up."),
        ],
    )


@exercise("0.2")
def shape(mine):
    return answer(
        mine, (7, 2), names=["rows", "columns"], known=[((2, 7), "That is the shape of C.T @ A, the same turned over.")]
    )


@exercise("0.3")
def matrix_product(fn):
    first = answer(result(fn, X, W_K), K, names=places(CHANNELS), have="yours has")
    a, b = np.arange(6.0).reshape(2, 3), np.arange(3.0)[:, None] - 1
    try:
        second = answer(result(fn, a, b), a @ b).verdict
    except (IndexError, ValueError):
        second = "other"
    if first.verdict == "correct" != second:
        return Answer(
            "partly",
            [
                "Right for X and W_K, but not for every pair of tables.",
                "Try it on tables of the shapes (2, 3) and (3, 1).",
            ],
            0.5,
        )
    return first


@exercise("0.4")
def exchanged(matrix):
    right = X[:, [1, 0, 2, 3, 4]]
    return answer(
        X @ as_table(matrix, "five rows and five columns", 5, 5),
        right,
        names=places(FEATURES),
        have="your X @ M has",
        known=[
            (right * [1, 1, 0, 0, 0], "The other features are lost: they need a one each."),
            (X, "Your X @ M is X itself: nothing is exchanged."),
        ],
    )


# ---- 01


@exercise("1.1")
def weighted_average(mine):
    prices, shares = np.array([100, 200, 400]), np.array([0.5, 0.25, 0.25])
    return answer(
        mine,
        prices @ shares,
        known=[
            (prices.mean(), "That is the plain average, with equal shares."),
            (prices * shares, "Those are the three parts. Add them up."),
        ],
    )


@exercise("1.2")
def unchanged(shares):
    mixed = as_table(shares, "six rows and six columns", 6, 6) @ X
    return answer(
        mixed,
        X,
        names=places(FEATURES),
        have="your shares @ X has",
        known=[(np.full((6, 6), 1 / 6) @ X, "With equal shares all words become the same average.")],
    )


@exercise("1.4")
def average_of_five(shares):
    shares = as_table(shares, "three shares", 3)
    average = shares @ [0, 4, 10]
    return unmet(
        [
            (abs(average - 5) < CLOSE, f"Their weighted average is {average:.4g}; it should be 5."),
            (abs(shares.sum() - 1) < CLOSE, f"The shares add up to {shares.sum():.4g}, not to 1."),
        ],
        rules=[((shares >= 0).all(), "A share is never negative.")],
    )


# ---- 02


@exercise("2.1")
def cat_with(mine):
    return answer(
        mine,
        [X[CAT] @ X[CAT], X[CAT] @ X[SAT]],
        names=["cat with cat", "cat with sat"],
        known=[([X[CAT].sum(), 0], "You added numbers. First multiply each with itself, then add.")],
    )


@exercise("2.2")
def doubled(mine):
    return answer(mine, 4, known=[(2, "mat stands in the row and in the column: the factor of two comes twice.")])


@exercise("2.3")
def looked_up(fn):
    small = {token.lower(): row for token, row in zip(TOKENS, X)}
    try:
        found = answer(result(fn, list(TOKENS), small), X, names=places(FEATURES), have="yours has")
    except KeyError as error:
        return Answer("other", [f"{error} is not found: upper and lower case should not matter."])
    if found.verdict != "correct":
        return found
    try:
        result(fn, ["The", "zebra"], small)
    except KeyError as error:
        kind, named = "KeyError", "zebra" in str(error)
    except Exception as error:
        kind, named = type(error).__name__, True
    else:
        kind, named = "no error", True
    return unmet([
        (np.allclose(result(fn, ["MAT"], small), X[[MAT]]), "“MAT” in capitals does not give the row of mat."),
        (kind == "KeyError", f"An unknown word, “zebra”, should raise a KeyError; it raises {kind}."),
        (named, "The KeyError does not name the unknown word."),
    ])


@exercise("2.4")
def dog(vector):
    common = X[CAT] @ X[MAT]
    return answer(
        X[[MAT, CAT]] @ as_table(vector, "five numbers", 5),
        [common, 2 * common],
        names=["with mat", "with cat"],
        have="your dog has",
    )


# ---- 03


@exercise("3.1")
def key_of_cat(mine):
    return answer(
        mine,
        K[CAT],
        names=CHANNELS,
        known=[
            (Q[CAT], "That is the query of cat: it is made with W_Q."),
            (V[CAT], "That is the value of cat: it is made with W_V."),
            ((X[CAT] > 0) @ W_K, "cat is an object by one half only."),
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


@exercise("3.4")
def only_articles(matrix):
    wanted = np.zeros_like(K)
    wanted[[TOKENS.index("The"), TOKENS.index("the")], THING] = 1
    return answer(
        X @ as_table(matrix, "five rows and three columns", 5, 3),
        wanted,
        names=places(CHANNELS),
        have="your X @ W_K has",
    )


# ---- 04


@exercise("4.1")
def on_and_cat(mine):
    right = [SCORES[ON, CAT], SCORES[CAT, ON]]
    return answer(
        mine,
        right,
        names=["on asks cat", "cat asks on"],
        known=[(right[::-1], "You exchanged who asks and who answers.")],
    )


@exercise("4.3")
def scores_of(fn):
    """Compared on the inputs that tell all mistakes in the scores apart."""
    for inputs in CORE["attention"].values():
        q, k = inputs["q"], inputs["k"]
        given, right = result(fn, q, k), q @ k.T
        same = [mistake for mistake in MISTAKEN_SCORES if alike(given, mistaken_scores(mistake, inputs))]
        if alike(given, right):
            continue
        if same:
            return Answer("other", [f"{same[0].title}.", same[0].why])
        if alike(given, SCORES):
            return Answer("other", ["It always gives the scores of our sentence. Use q and k, not Q and K."])
        return answer(
            given,
            right,
            names=places(TOKENS) if right.shape == SCORES.shape else None,
            have="yours has",
            known=[
                (right / np.sqrt(q.shape[1]), "They are divided by √d_k already. That comes later."),
                (np.diag(right), "Those are the scores of each word with itself only."),
            ],
        )
    return Answer("correct", ["Correct."], 1.0)


def alike(given, wanted):
    return wanted is not None and given.shape == wanted.shape and np.allclose(given, wanted, atol=CLOSE)


MISTAKEN_SCORES = [mistake for mistake in of_call("attention") if set(mistake.replaced) == {"scores"}]


def mistaken_scores(mistake, inputs):
    """The scores with a mistake in them, or None where it does not run, or needs more than queries and keys."""
    try:
        return mistake.replaced["scores"](None, SimpleNamespace(q=inputs["q"], k=inputs["k"]))
    except (AttributeError, ValueError):
        return None


@exercise("4.4")
def other_matrices(w_q, w_k):
    w_q, w_k = (as_table(w, "two matrices with five rows each", 5, None) for w in (w_q, w_k))
    if w_q.shape != w_k.shape:
        raise Refused(f"Both need as many columns: yours have {w_q.shape[1]} and {w_k.shape[1]}.")
    same = answer((X @ w_q) @ (X @ w_k).T, SCORES, names=places(TOKENS), have="your scores have")
    if same.verdict == "correct" and w_q.shape == W_Q.shape:
        turn = np.linalg.lstsq(W_Q, w_q, rcond=None)[0]
        if np.allclose(W_Q @ turn, w_q) and np.allclose(turn @ turn.T, np.eye(3)) and np.linalg.det(turn) > 0:
            return Answer(
                "other",
                ["Not these.", "Those are ours." if np.allclose(turn, np.eye(3)) else "Those are ours, rotated."],
            )
    return same


# ---- 05


@exercise("5.1")
def powers_of_two(mine):
    """The first row, or both."""
    both = np.exp2([[0, 1, 1], [3, 0, 0]])
    right = both / both.sum(axis=1, keepdims=True)
    if np.shape(mine) == (2, 3):
        return answer(mine, right)
    return answer(
        mine,
        right[0],
        known=[
            (softmax([0, 1, 1]), "That is with exp. Here powers of two are asked for."),
            (both[0], "Those are the powers. Divide them by their sum."),
            ([0, 0.5, 0.5], "You divided the scores by their sum. Take the powers first: even a score of 0 has one."),
            (right[1], "Those are the shares of the second row. The first one is asked for."),
            (100 * right[0], "Give them as parts of one, not of a hundred."),
        ],
    )


@exercise("5.4")
def half_and_quarters(scores):
    scores = as_table(scores, "three scores", 3)
    if np.allclose(scores, [0.5, 0.25, 0.25]):
        return Answer("other", ["Not yet.", "Those are the shares that should come out. Asked for are scores."])
    return answer(softmax(scores), [1 / 2, 1 / 4, 1 / 4], have="your softmax gives")


# ---- 06


@exercise("6.1")
def variance_of_a_sum(mine):
    return answer(
        mine,
        4,
        known=[
            (1, "That is the variance of one product. Four are added up."),
            (2, "That is the standard deviation, the root of the variance."),
        ],
    )


@exercise("6.3")
def slope_of_a_share(fn):
    row = SCORES[SAT] / np.sqrt(K.shape[1])
    share = softmax(row)
    right = share * (1 - share)
    first = answer(
        result(fn, row, MAT),
        right[MAT],
        known=[
            (share[MAT], "That is the share itself, not how it moves."),
            (-right[MAT], "The sign is turned: new share minus old share."),
            (0, "The share does not move. Did both shares come from the same row?"),
        ],
    )
    second = result(fn, row, CAT)
    if first.verdict == "correct" and not np.isclose(second, right[CAT], atol=5e-4):
        return Answer("partly", ["Right for mat, but not for cat. Does it use place?"], 0.5)
    return first


@exercise("6.4")
def no_division(q, k):
    q, k = (as_table(values, "two tables, a row for each vector", None, None) for values in (q, k))
    if q.shape != k.shape:
        return Answer("other", ["Two tables of one shape are expected.", f"Yours are {q.shape} and {k.shape}."])
    unfair = [
        f"The entries of {name} have the mean {values.mean() + 0:.2f} and the variance {values.var():.2f}, not 0 and 1."
        for name, values in (("q", q), ("k", k))
        if abs(values.mean()) >= 0.1 or abs(values.var() - 1) >= 0.1
    ]
    if unfair:
        return Answer("other", ["Not yet.", *unfair])
    spread = (q * k).sum(axis=-1).std()
    return unmet(
        [(spread <= 1, f"The scores have the standard deviation {spread:.2f}: they still need a division.")],
        rules=[(q.shape[1] >= 16, f"With {q.shape[1]} channels there is little to divide by. Take many.")],
    )


# ---- 07


@exercise("7.1")
def location_of_sat(mine):
    return answer(
        mine,
        OUTPUT[SAT, LOCATION],
        known=[
            (WEIGHTS[SAT, ON] * V[ON, LOCATION], "That is the part of on alone. cat and mat deliver location as well."),
            (OUTPUT[SAT, 0], "That is the channel “subject”."),
            (OUTPUT[SAT, 1], "That is the channel “action”."),
            (V[:, LOCATION].sum(), "The values must be weighted by the shares."),
        ],
    )


@exercise("7.4")
def to_the_word_before(queries, keys):
    return construct(queries, keys, "previous")


def constructed(goal):
    """The check of matrices W_Q and W_K whose head should reach a goal."""

    def check_of(w_q, w_k):
        return construct(*(X @ as_table(w, "two matrices with five rows each", 5, None) for w in (w_q, w_k)), goal)

    return check_of


EXERCISES |= {"7.5a": constructed("same"), "7.5b": constructed([{SAT}] * len(TOKENS)), "7.5c": constructed("uniform")}
