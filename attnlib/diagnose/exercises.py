"""The exercises of the chapters: what is right, and which slips have a name.

    diagnose.check("5.1", mine)

So the cell in which a reader answers does not hold the answer. Each function takes what the exercise asks for.
"""
from types import SimpleNamespace

import numpy as np

from attnlib.attention import attention, attention_weights, softmax
from attnlib.diagnose.answers import CLOSE, WAITING, Answer, answer, choose, construct
from attnlib.diagnose.mistakes import of_call
from attnlib.diagnose.probes import CORE
from attnlib.sentence import CHANNELS, TOKENS, W_K, W_Q, W_V, X

CAT, SAT, ON, MAT = (TOKENS.index(word) for word in ("cat", "sat", "on", "mat"))
Q, K, V = X @ W_Q, X @ W_K, X @ W_V
SCORES, WEIGHTS, OUTPUT = Q @ K.T, attention_weights(Q, K), attention(Q, K, V)
THING, LOCATION = 0, 2      # channels: of queries and keys, of values

EXERCISES = {}              # number -> function
CHOICES = {                 # number -> (the right choice, {choice: why, or why not})
    "1.3": ("cat", {
        "cat": "The largest number in the column of sat.",
        "mat": "To mat it gives most: that is the row of sat.",
        "on": "A large number in the row of sat, and not in its column."}),
    "3.3": ("turned over", {
        "turned over": "The same numbers, with words as columns.",
        "wrong": "Compare it with Q.T: not a number differs.",
        "right": "Its shape is (3, 6); our Q has (6, 3)."}),
    "4.2": ("mat", {
        "mat": "It still answers the question for a thing.",
        "on": "It had nothing to offer but a link: its score is zero now.",
        "cat": "It answers for a thing as well, but half as strongly."}),
    "5.2": ("yes", {
        "yes": "All the others fall by the same factor.",
        "no": "A ratio depends on the difference of two scores, and theirs have not changed."}),
    "6.2": ("it does not", {
        "it does not": "All scores double, whatever d_k is.",
        "it protects": "The division knows how many channels there are, and not how large the numbers in them are."}),
    "7.2": ("no", {
        "no": "All the scores of a row move by the same amount.",
        "yes": "Each row of scores moves as a whole, and the softmax does not notice."}),
}


def check(number, *mine):
    """What is said of the answer to an exercise, by its number, "5.1". Returns an Answer."""
    if number not in EXERCISES and number not in CHOICES:
        known = ", ".join(sorted([*EXERCISES, *CHOICES]))
        raise ValueError(f"no exercise has the number {number!r}: there are {known}")
    if number in CHOICES:
        return choose(*mine, *CHOICES[number])
    if any(part is ... for part in mine):
        return Answer("waiting", [WAITING])
    try:
        return EXERCISES[number](*mine)
    except Waiting:
        return Answer("waiting", [WAITING])
    except Exception as error:      # of a reader's function, or of a table whose shape does not fit
        return Answer("other", ["This could not be calculated.", f"{type(error).__name__}: {error}"])


class Waiting(Exception):
    """A reader's function still returns the dots of its starting cell."""


def exercise(number):
    """Register a function under the number of an exercise."""
    def register(function):
        EXERCISES[number] = function
        return function
    return register


def result(fn, *args):
    """What a reader's function returns."""
    value = fn(*args)
    if value is ...:
        raise Waiting
    return value


def unmet(conditions):
    """An Answer from (fulfilled, sentence on what is missing) pairs."""
    missing = [sentence for fulfilled, sentence in conditions if not fulfilled]
    if not missing:
        return Answer("correct", ["Correct."], 1.0)
    score = 1 - len(missing) / len(conditions)
    return Answer("partly" if score else "other", ["Not yet.", *missing], score)


# ---- 00

@exercise("0.1")
def dot_product(mine):
    return answer(mine, 2, known=[(4, "The last product is negative: it lowers the sum.")])


@exercise("0.2")
def shape(mine):
    return answer(mine, (7, 2), names=["rows", "columns"], known=[
        ((2, 7), "That is the shape of C.T @ A, the same turned over.")])


@exercise("0.3")
def matrix_product(fn):
    first = answer(result(fn, X, W_K), K)
    a, b = np.arange(6.0).reshape(2, 3), np.arange(3.0)[:, None] - 1
    second = result(fn, a, b)
    if first.verdict == "correct" and answer(second, a @ b).verdict != "correct":
        return Answer("partly", ["Right for X and W_K, but not for every pair of tables.",
                                 f"For shapes (2, 3) and (3, 1) it gives {np.asarray(second).tolist()}; "
                                 f"@ gives {(a @ b).tolist()}."], 0.5)
    return first


@exercise("0.4")
def exchanged(matrix):
    return answer(X @ np.asarray(matrix), X[:, [1, 0, 2, 3, 4]], known=[
        (X[:, [1, 0, 2, 3, 4]] * [1, 1, 0, 0, 0], "The other features are lost: they need a one each.")])


# ---- 01

@exercise("1.1")
def weighted_average(mine):
    prices, shares = np.array([100, 200, 400]), np.array([0.5, 0.25, 0.25])
    return answer(mine, prices @ shares, known=[(prices.mean(), "That is the plain average, with equal shares.")])


@exercise("1.2")
def unchanged(shares):
    return answer(np.asarray(shares) @ X, X)


@exercise("1.4")
def average_of_five(shares):
    shares = np.asarray(shares, dtype=float)
    average = shares @ [0, 4, 10]
    return unmet([
        (abs(average - 5) < CLOSE, f"Their weighted average is {average:.4g}; it should be 5."),
        (abs(shares.sum() - 1) < CLOSE, f"The shares add up to {shares.sum():.4g}, not to 1."),
        ((shares >= 0).all(), "A share is never negative.")])


# ---- 02

@exercise("2.1")
def cat_with(mine):
    return answer(mine, [X[CAT] @ X[CAT], X[CAT] @ X[SAT]], names=["cat with cat", "cat with sat"], known=[
        ([X[CAT].sum(), 0], "You added numbers. First multiply each with itself, then add.")])


@exercise("2.2")
def doubled(mine):
    return answer(mine, 4, known=[(2, "mat stands in the row and in the column: the factor of two comes twice.")])


@exercise("2.3")
def looked_up(fn):
    small = {token.lower(): row for token, row in zip(TOKENS, X)}
    found = answer(result(fn, list(TOKENS), small), X)
    if found.verdict != "correct":
        return found
    try:
        fn(["The", "zebra"], small)
    except KeyError as error:
        named = "zebra" in str(error)
    else:
        named = None
    return unmet([
        (np.allclose(fn(["MAT"], small), X[[MAT]]), "“MAT” in capitals is not found."),
        (named is not None, "An unknown word, “zebra”, raises no KeyError."),
        (named is not False, "The KeyError does not name the unknown word.")])


@exercise("2.4")
def dog(vector):
    common = X[CAT] @ X[MAT]
    return answer(X[[MAT, CAT]] @ np.asarray(vector), [common, 2 * common], names=["with mat", "with cat"])


# ---- 03

@exercise("3.1")
def key_of_cat(mine):
    return answer(mine, K[CAT], names=CHANNELS, known=[
        (Q[CAT], "That is the query of cat: it is made with W_Q."),
        (V[CAT], "That is the value of cat: it is made with W_V.")])


@exercise("3.2")
def numbers_that_change(mine):
    return answer(mine, 1, known=[
        (6, "Only words with the feature “action” use this weight."),
        (3, "A weight feeds one channel only, and only the queries.")])


@exercise("3.4")
def only_articles(matrix):
    wanted = np.zeros_like(K)
    wanted[[TOKENS.index("The"), TOKENS.index("the")], THING] = 1
    return answer(X @ np.asarray(matrix), wanted)


# ---- 04

@exercise("4.1")
def on_and_cat(mine):
    right = [SCORES[ON, CAT], SCORES[CAT, ON]]
    return answer(mine, right, names=["on asks cat", "cat asks on"], known=[
        (right[::-1], "You exchanged who asks and who answers.")])


@exercise("4.3")
def scores_of(fn):
    """Compared on the inputs that tell all mistakes in the scores apart."""
    known = [mistake for mistake in of_call("attention") if set(mistake.replaced) == {"scores"}]
    for inputs in CORE["attention"].values():
        given = result(fn, inputs["q"].copy(), inputs["k"].copy())
        said = answer(given, inputs["q"] @ inputs["k"].T, known=[
            (value, f"{mistake.title}. {mistake.why}")
            for mistake in known for value in [mistaken_scores(mistake, inputs)] if value is not None])
        if said.verdict != "correct":
            return said
    return said


def mistaken_scores(mistake, inputs):
    """The scores with a mistake in them, or None where it does not run, or needs more than queries and keys."""
    try:
        return mistake.replaced["scores"](None, SimpleNamespace(q=inputs["q"], k=inputs["k"]))
    except (AttributeError, ValueError):
        return None


@exercise("4.4")
def other_matrices(w_q, w_k):
    w_q, w_k = np.asarray(w_q, dtype=float), np.asarray(w_k, dtype=float)
    same = answer((X @ w_q) @ (X @ w_k).T, SCORES)
    if same.verdict == "correct" and w_q.shape == W_Q.shape and np.allclose(w_q @ w_q.T, W_Q @ W_Q.T):
        return Answer("other", ["Not these.", "Those are our matrices, or our matrices rotated."])
    return same


# ---- 05

@exercise("5.1")
def powers_of_two(mine):
    powers = np.exp2([0, 1, 1])
    return answer(mine, powers / powers.sum(), known=[
        (softmax([0, 1, 1]), "That is with exp. Here powers of two are asked for."),
        (powers, "Those are the powers. Divide them by their sum.")])


@exercise("5.4")
def half_and_quarters(scores):
    return answer(softmax(scores), [1 / 2, 1 / 4, 1 / 4])


# ---- 06

@exercise("6.1")
def variance_of_a_sum(mine):
    return answer(mine, 4, known=[
        (1, "That is the variance of one product. Four are added up."),
        (2, "That is the standard deviation, the root of the variance.")])


@exercise("6.3")
def slope_of_a_share(fn):
    row = SCORES[SAT] / np.sqrt(K.shape[1])
    for place in (MAT, CAT):
        share = softmax(row)[place]
        said = answer(result(fn, row.copy(), place), share * (1 - share), known=[
            (share, "That is the share itself, not how it moves.")])
        if said.verdict != "correct":
            return said
    return said


@exercise("6.4")
def no_division(q, k):
    q, k = np.asarray(q, dtype=float), np.asarray(k, dtype=float)
    if q.shape != k.shape or q.ndim != 2:
        return Answer("other", ["Two tables of one shape are expected.", f"Yours are {q.shape} and {k.shape}."])
    spread = (q * k).sum(axis=-1).std()
    return unmet([
        (q.shape[1] >= 16, f"With {q.shape[1]} channels there is little to divide by. Take many."),
        *((abs(table.mean()) < 0.1 and abs(table.var() - 1) < 0.1,
           f"The entries of {name} have the mean {table.mean():.2f} and the variance {table.var():.2f}.")
          for name, table in (("q", q), ("k", k))),
        (spread <= 1, f"The scores have the standard deviation {spread:.2f}: they still need a division.")])


# ---- 07

@exercise("7.1")
def location_of_sat(mine):
    return answer(mine, OUTPUT[SAT, LOCATION], known=[
        (WEIGHTS[SAT, ON] * V[ON, LOCATION], "That is the part of on alone. cat and mat deliver location as well."),
        (V[:, LOCATION].sum(), "The values must be weighted by the shares.")])


@exercise("7.4")
def to_the_word_before(queries, keys):
    return construct(queries, keys, "previous")


def constructed(goal):
    """The check of matrices W_Q and W_K whose head should reach a goal."""
    return lambda w_q, w_k: construct(X @ np.asarray(w_q), X @ np.asarray(w_k), goal)


EXERCISES |= {"7.5a": constructed("same"), "7.5b": constructed([{SAT}] * len(TOKENS)), "7.5c": constructed("uniform")}
