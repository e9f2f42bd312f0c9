"""The checks of the exercises: right answers are right in whatever form, slips have their names, anything else is safe."""

import inspect
import json
import re
import sys

import numpy as np
import pytest
from project import ROOT

from attnlib.sentence import TOKENS, W_K, W_Q, X
from byhand import check
from byhand.exercises import all as exercises
from byhand.exercises.all import CHOICES, EXERCISES, OUTPUT, SCORES, WEIGHTS, K, Q, V

NUMBERS = [*EXERCISES, *CHOICES]
rng = np.random.default_rng(6)
coins = rng.choice([-1.0, 1.0], (1000, 256))
exchange = np.eye(5)[[1, 0, 2, 3, 4]]
articles = np.zeros((5, 3))
articles[4, 0] = 1
words = np.array([[token.lower() == word for word in ("the", "cat", "sat", "on", "mat")] for token in TOKENS])
to_words = np.linalg.pinv(X) @ words
to_verb = np.linalg.pinv(X) @ np.ones((6, 1)), np.linalg.pinv(X) @ np.eye(6)[:, [2]]


def TURN(w):
    """Columns turned by 30 degrees: a rotation."""
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    return w @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])


def loops(a, b):
    return [[sum(float(x) * float(b[k][j]) for k, x in enumerate(row)) for j in range(len(b[0]))] for row in a]


def look_up(words, table):
    return [table[word.lower()] for word in words]


def slope(row, place):
    nudged = row.copy()
    nudged[place] += 1e-5
    return (np.exp(nudged) / np.exp(nudged).sum() - np.exp(row) / np.exp(row).sum())[place] / 1e-5


RIGHT = [
    ("0.1", 2),
    ("0.1", 2.0),
    ("0.1", [2]),
    ("1.3", "Cat "),
    ("5.2", True),
    ("7.2", False),
    ("4.4", -W_Q, -W_K),
    ("4.4", W_Q[:, [1, 0, 2]], W_K[:, [1, 0, 2]]),
    ("5.1", [[0.2, 0.4, 0.4], [0.8, 0.1, 0.1]]),
    ("0.2", (7, 2)),
    ("0.2", [7, 2]),
    ("0.3", loops),
    ("0.3", np.matmul),
    ("0.4", exchange),
    ("0.4", exchange.tolist()),
    ("1.1", 200),
    ("1.2", np.eye(6)),
    ("1.4", [0.5, 0, 0.5]),
    ("1.4", (0, 5 / 6, 1 / 6)),
    ("2.1", [1.25, 0]),
    ("2.2", 4),
    ("2.3", look_up),
    ("2.4", [0.5, 0.75, 0, 0, 0]),
    ("2.4", [0.5, 0.75, 3, 1, 2]),
    ("3.1", K[1]),
    ("3.1", K[1].tolist()),
    ("3.2", 1),
    ("3.4", articles),
    ("4.1", [SCORES[3, 1], SCORES[1, 3]]),
    ("4.1", np.round([SCORES[3, 1], SCORES[1, 3]], 2)),
    ("4.3", lambda q, k: q @ k.T),
    ("4.3", lambda q, k: np.einsum("ic,jc->ij", q, k).tolist()),
    ("4.4", 2 * W_Q, W_K / 2),
    ("4.4", W_Q @ np.diag([1, 2, 4]), W_K @ np.diag([1, 0.5, 0.25])),
    ("5.1", [0.2, 0.4, 0.4]),
    ("5.4", [np.log(2), 0, 0]),
    ("5.4", [1 + np.log(2), 1, 1]),
    ("6.1", 4),
    ("6.3", slope),
    ("6.4", np.repeat(coins[:, :128], 2, axis=1), np.tile([1.0, -1.0], (1000, 128))),
    ("7.1", OUTPUT[2, 2]),
    ("7.4", 30 * np.eye(6)[[0, 0, 1, 2, 3, 4]], np.eye(6)),
    ("7.5a", 30 * to_words, to_words),
    ("7.5b", 30 * to_verb[0], to_verb[1]),
    ("7.5c", np.zeros((5, 1)), np.ones((5, 1))),
    *((number, right) for number, (right, _) in CHOICES.items()),
]
WRONG = [
    ("0.1", 5),
    ("0.2", (4, 2)),
    ("0.3", lambda a, b: a[:, :3]),
    ("0.3", lambda a, b: K),
    ("0.4", np.eye(5)),
    ("1.1", 175),
    ("1.2", np.ones((6, 6)) / 6),
    ("1.4", [1, 0, 0]),
    ("1.4", [2, -1.5, 0.5]),
    ("2.1", [1, 1]),
    ("2.2", 3),
    ("2.3", lambda words, table: [table[word] for word in words]),
    ("2.3", lambda words, table: [table.get(word.lower(), X[0]) for word in words]),
    ("2.4", X[1]),
    ("3.1", X[1, :3]),
    ("3.2", 2),
    ("3.4", W_K),
    ("4.1", [0, 0]),
    ("4.3", lambda q, k: q @ k.T / np.sqrt(3)),
    ("4.4", W_Q, W_K),
    ("4.4", W_K, W_Q),
    ("5.1", [0, 1, 1]),
    ("5.4", [2, 1, 1]),
    ("6.1", 8),
    ("6.3", lambda row, place: row[place]),
    ("6.4", coins, np.roll(coins, 1, 0)),
    ("6.4", coins[:, :2], coins[:, :2]),
    ("6.4", coins * 0.05, coins),
    ("4.4", TURN(W_Q), TURN(W_K)),
    ("0.3", lambda a, b: [[sum(a[i, k] * b[k, j] for k in range(5)) for j in range(3)] for i in range(6)]),
    ("2.3", lambda words, table: [table[word.lower()] if word.lower() in table else 1 / 0 for word in words]),
    ("6.3", lambda row, place: slope(row, 5)),
    ("4.3", lambda q, k: Q @ K.T),
    ("5.4", [1]),
    ("0.4", [1, 0, 2, 3, 4]),
    ("7.1", V[2, 2]),
    ("7.4", Q, K),
    ("7.5a", W_Q, W_K),
    ("7.5b", W_Q, W_K),
    ("7.5c", W_Q, W_K),
    *((number, next(choice for choice in reasons if choice != right)) for number, (right, reasons) in CHOICES.items()),
]
SLIPS = [
    ("0.1", 4, "The last product is negative"),
    ("0.2", (2, 7), "turned over"),
    ("1.1", 700 / 3, "plain average"),
    ("2.1", [1.5, 0], "You added numbers"),
    ("2.2", 2, "comes twice"),
    ("3.1", Q[1], "That is the query"),
    ("3.1", V[1], "That is the value"),
    ("3.2", 6, "Only words with"),
    ("3.2", 3, "one channel only"),
    ("4.1", [SCORES[1, 3], SCORES[3, 1]], "exchanged"),
    ("4.3", lambda q, k: q * k, "* instead of @ in the scores"),
    ("4.3", lambda q, k: k @ q.T, "K Qᵀ instead of Q Kᵀ"),
    ("4.3", lambda q, k: q @ q.T, "Q Qᵀ instead of Q Kᵀ"),
    ("5.1", [0.155, 0.422, 0.422], "with exp"),
    ("5.1", [1, 2, 2], "the powers"),
    ("6.1", 1, "one product"),
    ("6.1", 2, "standard deviation"),
    ("6.3", lambda row, place: (np.exp(row) / np.exp(row).sum())[place], "itself"),
    ("0.1", [3, 0, 0, -1], "Add them up"),
    ("1.1", [50, 50, 100], "Add them up"),
    ("1.1", 233.3, "plain average"),
    ("1.2", np.full((6, 6), 1 / 6), "same average"),
    ("0.4", np.eye(5), "nothing is exchanged"),
    ("0.4", [1, 0, 2, 3, 4], "Expected: five rows and five columns. Yours has the shape (5,)."),
    ("0.4", "M", "You gave a str that is no such table"),
    ("2.3", lambda words, table: [table[w] for w in words], "'The'"),
    ("2.3", lambda words, table: [table.get(word.lower(), X[0]) for word in words], "it raises no error"),
    ("3.1", [0.9, 0, 0.2], "one half only"),
    ("4.3", lambda q, k: q @ k.T / np.sqrt(q.shape[1]), "already"),
    ("4.3", lambda q, k: (q * k).sum(axis=1), "with itself only"),
    ("4.3", lambda q, k: Q @ K.T, "Use q and k"),
    ("4.3", lambda q, k: None, "it returned nothing (None): does it end with return?"),
    ("4.3", SCORES, "A function is expected"),
    ("4.4", W_Q, W_K, "Those are ours."),
    ("4.4", TURN(W_Q), TURN(W_K), "rotated"),
    ("4.4", W_Q, W_K[:, :2], "as many columns"),
    ("5.1", [0, 0.5, 0.5], "even a score of 0"),
    ("5.1", [0.8, 0.1, 0.1], "second row"),
    ("5.1", [20, 40, 40], "parts of one"),
    ("5.4", [0.5, 0.25, 0.25], "Asked for are scores"),
    ("5.4", [2, 1, 1], "your softmax gives"),
    ("6.3", lambda row, place: -slope(row, place), "turned"),
    ("6.3", lambda row, place: 0, "same row"),
    ("6.3", lambda row, place: slope(row, 5), "not for cat"),
    ("7.1", OUTPUT[2, 0], "the channel “subject”"),
    ("7.4", 2 * np.eye(6)[[0, 0, 1, 2, 3, 4]], np.eye(6), "in front"),
    ("7.1", WEIGHTS[2, 3] * V[3, 2], "part of on alone"),
    ("7.1", V[:, 2].sum(), "must be weighted"),
]


def named(value):
    return value if isinstance(value, str) else None


def test_every_exercise_is_answered_rightly_and_wrongly():
    for cases in (RIGHT, WRONG):
        assert {number for number, *_ in cases} == set(NUMBERS)


@pytest.mark.parametrize("number, mine", [(number, mine) for number, *mine in RIGHT], ids=named)
def test_a_right_answer_is_correct(number, mine):
    said = check(number, *mine)
    assert said.verdict == "correct", str(said)


@pytest.mark.parametrize("number, mine", [(number, mine) for number, *mine in WRONG], ids=named)
def test_a_wrong_answer_is_not_correct_and_hears_why(number, mine):
    said = check(number, *mine)
    assert said.verdict in ("other", "partly") and len(said.lines) >= 1 and 0 <= said.score < 1
    assert len(str(said)) < 700 and "nan" not in str(said)


@pytest.mark.parametrize("number, mine, words", [(slip[0], slip[1:-1], slip[-1]) for slip in SLIPS], ids=named)
def test_a_slip_has_its_name(number, mine, words):
    said = check(number, *mine)
    assert said.verdict in ("other", "partly") and words in str(said)


@pytest.mark.parametrize("number", NUMBERS)
def test_dots_wait(number):
    count = 1 if number in CHOICES else len(inspect.signature(EXERCISES[number]).parameters)
    assert check(number, *[...] * count).verdict == "waiting"
    asks_for_a_function = number in ("0.3", "2.3", "4.3", "6.3")
    assert check(number, *[lambda *_: ...] * count).verdict == ("waiting" if asks_for_a_function else "other")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "mine",
    ["<b>x</b>", None, [], {}, float("nan"), [[1, 2], [3]], lambda *_: 1 / 0, 1j],
    ids=lambda mine: "function" if callable(mine) else repr(mine),
)
def test_nonsense_gets_an_answer_in_words(number, mine):
    count = 1 if number in CHOICES else len(inspect.signature(EXERCISES[number]).parameters)
    said = check(number, *[mine] * count)
    assert said.verdict in ("other", "waiting") and said.score == 0 and str(said)
    assert "<b>" not in said._repr_html_()


@pytest.mark.parametrize(
    "number, mine",
    [
        ("0.3", [lambda a, b: np.zeros((len(a), b.shape[1]))]),
        ("0.4", [np.zeros((5, 5))]),
        ("1.2", [np.zeros((6, 6))]),
        ("1.4", [[0, 0, 0]]),
        ("2.4", [[0] * 5]),
        ("3.1", [[0, 0, 0]]),
        ("3.4", [np.zeros((5, 3))]),
        ("4.1", [[0, 0]]),
        ("4.3", [lambda q, k: np.zeros((len(q), len(k)))]),
        ("4.4", [np.zeros((5, 3)), np.zeros((5, 3))]),
        ("6.4", [np.zeros((1000, 256)), np.ones((1000, 256))]),
        ("7.5a", [np.zeros((5, 1)), np.ones((5, 1))]),
    ],
)
def test_zeros_earn_nothing(number, mine):
    assert check(number, *mine).score == 0


def test_part_of_an_answer_earns_a_part():
    assert check("1.4", [1.5, 0, 0.5]).score == pytest.approx(1 / 3)  # the average, not the sum
    assert check("1.4", [2, -1.5, 0.5]).verdict != "correct"
    assert check("3.4", [[0.5, 0, 0], *[[0, 0, 0]] * 3, [1, 0, 0]]).score == pytest.approx(2 / 4)
    assert "zeros aside" in str(check("3.4", [[0.5, 0, 0], *[[0, 0, 0]] * 3, [1, 0, 0]]))


def test_a_function_may_change_what_it_is_given_and_print():
    def product(a, b):
        print("looking")
        result = np.array(a @ b)
        a *= 0
        return result

    assert check("0.3", product).verdict == check("0.3", product).verdict == "correct"
    assert X[0, 4] == 1


def test_a_function_that_hangs_or_ends_python_costs_nothing(monkeypatch):
    def hangs(a, b):
        while True:
            pass

    monkeypatch.setattr(exercises, "SECONDS", 0.3)
    assert str(check("0.3", hangs)) == "It did not return in time."
    assert "SystemExit" in str(check("0.3", lambda a, b: sys.exit(1)))
    assert "RecursionError" in str(check("6.3", lambda row, place: slope_again(row, place)))


def slope_again(row, place):
    return slope_again(row, place)


def test_the_wrong_number_of_answers_is_said():
    with pytest.raises(TypeError, match=r"exercise 3.3 takes 1 answer: got 0"):
        check("3.3")
    with pytest.raises(TypeError, match=r"exercise 7.4 takes 2 answers: got 1"):
        check("7.4", Q)


def test_a_number_that_no_exercise_has_is_refused():
    with pytest.raises(ValueError, match=r"no exercise has the number '9.9': there are 0.1, 0.2"):
        check("9.9", 1)
    with pytest.raises(ValueError, match=r"there are 7.5a, 7.5b, 7.5c$"):
        check("7.5", W_Q, W_K)


def test_the_chapters_ask_for_exactly_these_checks():
    cells = [
        cell
        for path in sorted((ROOT / "chapters").glob("[0-9]*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if "exercise" in cell["metadata"].get("tags", [])
    ]
    asked = [
        number
        for cell in cells
        if "check(" in (source := "".join(cell["source"]))
        for number in re.findall(r'"(\d\.\d[a-z]?)"', source)
    ]
    assert sorted(asked) == sorted(NUMBERS) and len(cells) > 30
