"""An Answer, and how one comes about: numbers worked out by hand, choices, heads that were constructed."""

from dataclasses import dataclass, field
from html import escape

import numpy as np

from attnlib.attention import attention_weights
from byhand import wording
from byhand.closeness import agree
from byhand.head import RUNNING

LONGEST = 60  # characters of what was given, in a message
EVEN = 0.01  # that a share of equal ones may be off
SHOWN = 4  # differences that are listed one by one
WAITING = "Nothing to check yet. Put your result in the place of the dots."
LEAST = 0.9  # the share that a construction must give to its goal


VERDICTS = ("correct", "partly", "other", "waiting")


@dataclass
class Answer:
    """What is said of an answer. verdict: one of VERDICTS; "other" is wrong. score: 0 to 1."""

    verdict: str
    lines: list = field(default_factory=list)
    score: float = 0.0

    def __str__(self):
        return "\n".join(self.lines)

    __repr__ = __str__

    def _repr_html_(self):
        head, *rest = (escape(line) for line in self.lines)
        return (
            f'<div class="attn-checked attn-checked-{self.verdict}"><p><strong>{head}</strong></p>'
            + "".join(f"<p>{line}</p>" for line in rest)
            + "</div>"
        )

    def raise_if_wrong(self):
        """Raise AssertionError with the text unless the answer is correct."""
        if self.verdict != "correct":
            raise AssertionError(str(self))


def answer(mine, right, *, names=None, known=(), have="you have"):
    """Compare numbers worked out by hand, or what came of them, with the right ones.

    mine: a number, a list of numbers, or ... as long as there is no answer. right: the same from the calculation.
    names: what stands at each place. known: (value, explanation) pairs, results of well-known slips; the nearest one
    is named. have: whose numbers these are, where the reader has not written them: "your X @ M has".
    Two decimals are enough. Returns an Answer.
    """
    if mine is ... or mine is None:
        return Answer("waiting", [WAITING])
    right = np.asarray(right, dtype=float)
    try:
        given = np.asarray(mine, dtype=float)
    except (TypeError, ValueError):
        return Answer("other", ["Numbers are expected.", f"You gave {wording.cut_to_length(repr(mine), LONGEST)}."])
    given = given.reshape(()) if right.ndim == 0 and given.size == 1 else given  # [2] for 2
    if agree(given, right).all():
        return Answer("correct", ["Correct."], 1.0)
    slips = [
        (float(np.abs(given - value).max()), explanation) for value, explanation in known if agree(given, value).all()
    ]
    if slips:
        return Answer("other", ["Not yet. This slip is known:", min(slips)[1]])
    if given.shape != right.shape:
        return Answer("other", [f"Expected: {_amount(right)}. You gave {_amount(given)}."])
    return _differences(given, right, names, have)


def _differences(given, right, names, have):
    """Name the places that differ, theirs beside the right ones."""
    right_places = agree(given, right)
    if right.ndim == 0:
        yours = f"{have[0].upper()}{have[1:]} {wording.number(float(given))}"
        return Answer("other", [f"{yours}; the calculation gives {wording.number(float(right))}."])
    names = _places(right.shape) if names is None else names
    lines = [
        f"{name}: {have} {wording.number(float(a))}, the calculation gives {wording.number(float(b))}."
        for name, a, b, same in zip(names, given.ravel(), right.ravel(), right_places.ravel())
        if not same
    ]
    lines[SHOWN:] = [f"And {len(lines) - SHOWN} more."] if len(lines) > SHOWN + 1 else lines[SHOWN:]
    counted = (right != 0) | ~right_places  # no credit for zeros: an empty table has them, too
    share = float(right_places[counted].mean())
    besides = "" if counted.all() else ", zeros aside"
    return Answer(
        "partly" if share else "other",
        [f"{right_places[counted].sum()} of {counted.sum()} agree{besides}.", *lines],
        share,
    )


def _places(shape):
    """Names for the places of a table, counted from 1 as people do."""
    if len(shape) == 2:
        return [f"row {i + 1}, column {j + 1}" for i, j in np.ndindex(shape)]
    return [f"place {i + 1}" for i in range(int(np.prod(shape)))]


def choose(mine, right, reasons):
    """A choice between names. right: the right one. reasons: dict name -> one sentence why, or why not.

    Capitals and spaces around it do not matter, and True and False stand for "yes" and "no".
    """
    listed = ", ".join(map(repr, sorted(reasons)))
    names = {name.lower(): name for name in reasons}
    if mine is ... or mine is None:
        return Answer("waiting", [f"Nothing to check yet. Choose one of {listed}."])
    chosen = names.get(str({True: "yes", False: "no"}[mine] if isinstance(mine, bool) else mine).strip().lower())
    if chosen is None:
        return Answer("other", [f"One of {listed} is expected: got {wording.cut_to_length(repr(mine), LONGEST)}."])
    if chosen == right:
        return Answer("correct", ["Correct.", reasons[chosen]], 1.0)
    return Answer("other", ["Not this one.", reasons[chosen]])


def construct(q, k, goal, *, tokens=RUNNING.tokens, scale=None):
    """Score queries and keys that were built so that a head attends as wanted, word by word.

    q, k: (n, d_k). goal: "previous" (the word before; the first one to itself), "same" (equal words, upper and lower
    case alike), "uniform", or a list of n sets of places. A word counts if its goal gets 0.9 of its attention; for
    "uniform", if no share is off by more than 0.01. Returns an Answer with a score: the part of the words that count.
    """
    if q is ... or k is ...:
        return Answer("waiting", [WAITING])
    n = len(tokens)
    try:
        weights = attention_weights(q, k, scale=scale)
    except (TypeError, ValueError) as error:
        return Answer("other", [f"{n} queries and {n} keys are expected, one for each word.", f"{error}."])
    if weights.shape != (n, n):
        return Answer(
            "other",
            [
                f"{n} queries and {n} keys are expected, one for each word.",
                f"Yours give weights of shape {weights.shape}.",
            ],
        )
    if isinstance(goal, str) and goal == "uniform":
        reached = np.abs(weights - 1 / n).max(axis=-1) <= EVEN
        said = [
            f"{token} should share out equally; its shares go from {row.min():.2f} to {row.max():.2f}."
            for token, row in zip(tokens, weights)
        ]
    else:
        targets = _targets(goal, tokens)
        got = np.array([row[sorted(places)].sum() for row, places in zip(weights, targets)])
        reached = got >= LEAST
        said = [
            f"{token} should attend to {_listing(tokens, places)}: it does so with {wording.percent(share)}, "
            f"and attends most to {tokens[row.argmax()]}."
            for token, places, share, row in zip(tokens, targets, got, weights)
        ]
    if reached.all():
        return Answer("correct", [f"Correct: all {n} words do as wanted."], 1.0)
    missing = [line for line, good in zip(said, reached) if not good]
    if goal != "uniform" and all(row.argmax() in places for row, places in zip(weights, targets)):
        missing.append("The right words are in front everywhere: larger queries or keys make the difference larger.")
    return Answer(
        "partly" if reached.any() else "other",
        [f"{reached.sum()} of {n} words do as wanted.", *missing],
        float(reached.mean()),
    )


def _targets(goal, tokens):
    words = [token.lower() for token in tokens]
    if not isinstance(goal, str):
        return [set(places) for places in goal]
    if goal == "previous":
        return [{max(i - 1, 0)} for i in range(len(words))]
    if goal == "same":
        return [{j for j, other in enumerate(words) if other == word} for word in words]
    raise ValueError(f'goal must be "previous", "same", "uniform" or a list of sets of places: got {goal!r}')


def _listing(tokens, places):
    return wording.listing([f"{tokens[j]} (word {j + 1})" for j in sorted(places)])


def _amount(array):
    """How many numbers are given: one number, 2 numbers in a row, a table of shape (2, 2)."""
    if array.ndim == 0:
        return "one number"
    if array.ndim > 1:
        return f"a table of shape {array.shape}"
    return f"{array.size} number{'s' * (array.size != 1)} in a row"
