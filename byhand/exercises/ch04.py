"""What is right in the exercises of chapter 04, and which slips have a name."""

from types import SimpleNamespace

import numpy as np

from byhand.closeness import agree
from byhand.diagnose.calls import CALLS
from byhand.diagnose.mistakes import BY_ID, of_call
from byhand.exercises.answers import Answer, answer
from byhand.exercises.registry import Refused, as_table, exercise, places, result_of
from byhand.head import RUNNING as HEAD

PAGE = "04_scores.ipynb"
CAT, ON = (HEAD.index(word) for word in ("cat", "on"))


@exercise("4.1")
def on_and_cat(mine):
    right = [HEAD.scores[ON, CAT], HEAD.scores[CAT, ON]]
    return answer(
        mine,
        right,
        names=["on asks cat", "cat asks on"],
        known=[(right[::-1], "You exchanged who asks and who answers.")],
    )


@exercise("4.2")
def scores_of(fn):
    """Compared on the inputs that tell all mistakes in the scores apart."""
    for probe in CALLS["attention"].probes_of("core", "long"):
        inputs, q, k = probe.inputs, probe.inputs["q"], probe.inputs["k"]
        given, right = result_of(fn, q, k), q @ k.T
        same = [mistake for mistake in MISTAKEN_SCORES if alike(given, mistaken_scores(mistake, inputs))]
        if alike(given, right):
            continue
        if same:
            return Answer("other", [f"{same[0].title}.", same[0].why])
        if alike(given, HEAD.scores):
            return Answer("other", ["It always gives the scores of our sentence. Use q and k, not Q and K."])
        return answer(
            given,
            right,
            names=places(HEAD.tokens, HEAD.tokens) if right.shape == HEAD.scores.shape else None,
            have="yours has",
            known=[
                (right / np.sqrt(q.shape[1]), "They are divided by √d_k already. That comes later."),
                (np.diag(right), "Those are the scores of each word with itself only."),
                (right[:, : len(q)], BY_ID["as-many-keys-as-queries"].why),
            ],
        )
    return Answer("correct", ["Correct."], 1.0)


def alike(given, wanted):
    """True if two tables are the same by hand; False where the second is None."""
    return wanted is not None and bool(agree(given, wanted).all())


MISTAKEN_SCORES = [mistake for mistake in of_call("attention") if set(mistake.replaced) == {"scores"}]


def mistaken_scores(mistake, inputs):
    """The scores with a mistake in them, or None where it does not run, or needs more than queries and keys."""
    try:
        return mistake.replaced["scores"](None, SimpleNamespace(q=inputs["q"], k=inputs["k"]))
    except (AttributeError, ValueError):
        return None


def _mistaken(mistake):
    return lambda q, k: mistaken_scores(mistake, {"q": q, "k": k})


SQUARE = {"q": np.eye(2), "k": np.eye(2)}
# Functions of the catalogue that an exercise must refuse; the page of mistakes counts how many it lets pass.
REFUSED = {"4.2": [_mistaken(each) for each in MISTAKEN_SCORES if mistaken_scores(each, SQUARE) is not None]}


@exercise("4.3")
def other_matrices(w_q, w_k):
    w_q, w_k = (as_table(w, "two matrices with five rows each", 5, None) for w in (w_q, w_k))
    if w_q.shape != w_k.shape:
        raise Refused(f"Both need as many columns: yours have {w_q.shape[1]} and {w_k.shape[1]}.")
    same = answer(
        (HEAD.x @ w_q) @ (HEAD.x @ w_k).T, HEAD.scores, names=places(HEAD.tokens, HEAD.tokens), have="your scores have"
    )
    if same.verdict == "correct" and w_q.shape == HEAD.w_q.shape and rotated(w_q, w_k):
        ours = agree(w_q, HEAD.w_q).all() and agree(w_k, HEAD.w_k).all()
        return Answer("other", ["Not these.", "Those are ours." if ours else "Those are ours, rotated."])
    return same


def rotated(w_q, w_k):
    """True if both matrices are ours times one rotation, up to what is rounded by hand."""
    u, _, vt = np.linalg.svd(HEAD.w_q.T @ w_q + HEAD.w_k.T @ w_k)
    turn = u @ vt  # the rotation, or reflection, that comes nearest
    same = agree(HEAD.w_q @ turn, w_q).all() and agree(HEAD.w_k @ turn, w_k).all()
    return bool(same) and np.linalg.det(turn) > 0
