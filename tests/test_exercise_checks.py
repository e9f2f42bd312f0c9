"""The checks of the exercises: right answers are right in whatever form, slips have their names, anything else is safe.

The answers stand in chapter_answers/, a file for each chapter.
"""

import json
import re
import sys

import numpy as np
import pytest
from chapter_answers import listed
from project import ROOT

from byhand import check, exercises
from byhand.exercises import observe, registry
from byhand.exercises.registry import DIAGNOSED, EXERCISES, NUMBER, numbers, order
from byhand.head import RUNNING as HEAD

NUMBERS = numbers()
CHOICES = [number for number in NUMBERS if EXERCISES[number].choices]
RIGHT = listed("RIGHT") + [(number, EXERCISES[number].choices[0]) for number in CHOICES]
WRONG = listed("WRONG") + [(number, EXERCISES[number].choices[1]) for number in CHOICES]
SLIPS = listed("SLIPS")


def stem(path):
    return path.stem


def named(value):
    return value if isinstance(value, str) else None


@pytest.mark.parametrize("number", NUMBERS)
def test_every_exercise_is_answered_rightly_and_wrongly(number):
    for name, cases in {"RIGHT": RIGHT, "WRONG": WRONG}.items():
        assert number in {answered for answered, *_ in cases}, f"{name} in tests/chapter_answers has no {number}"


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
    count = len(EXERCISES[number].names)
    assert check(number, *[...] * count).verdict == "waiting"
    asks_for_a_function = EXERCISES[number].names == ("fn",)
    assert check(number, *[lambda *_: ...] * count).verdict == ("waiting" if asks_for_a_function else "other")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "mine",
    ["<b>x</b>", None, [], {}, float("nan"), [[1, 2], [3]], lambda *_: 1 / 0, 1j],
    ids=lambda mine: "function" if callable(mine) else repr(mine),
)
def test_nonsense_gets_an_answer_in_words(number, mine):
    count = len(EXERCISES[number].names)
    said = check(number, *[mine] * count)
    assert said.verdict in ("other", "waiting") and said.score == 0 and str(said)
    assert "<b>" not in said._repr_html_()


@pytest.mark.parametrize("number, mine", [(number, mine) for number, *mine in listed("ZEROS")], ids=named)
def test_zeros_earn_nothing(number, mine):
    assert check(number, *mine).score == 0


def test_part_of_an_answer_earns_a_part():
    assert check("1.3", [1.5, 0, 0.5]).score == pytest.approx(1 / 3)  # the average, not the sum
    assert check("1.3", [2, -1.5, 0.5]).verdict != "correct"
    assert check("3.3", [[0.5, 0, 0], *[[0, 0, 0]] * 3, [1, 0, 0]]).score == pytest.approx(2 / 4)
    assert "zeros aside" in str(check("3.3", [[0.5, 0, 0], *[[0, 0, 0]] * 3, [1, 0, 0]]))


def test_a_function_may_change_what_it_is_given_and_print():
    def product(a, b):
        print("looking")
        result = np.array(a @ b)
        a *= 0
        return result

    assert check("0.2", product).verdict == check("0.2", product).verdict == "correct"
    assert HEAD.x[0, 4] == 1


def test_a_function_that_hangs_or_ends_python_costs_nothing(monkeypatch):
    def hangs(a, b):
        while True:
            pass

    monkeypatch.setattr(registry, "SECONDS", 0.3)
    assert str(check("0.2", hangs)) == "It did not return in time."
    assert "SystemExit" in str(check("0.2", lambda a, b: sys.exit(1)))
    assert "RecursionError" in str(check("6.2", lambda row, place: slope_again(row, place)))


def slope_again(row, place):
    return slope_again(row, place)


# ---- the call of check


@pytest.mark.parametrize(
    "number, mine, words",
    [
        ("3.2", [], 'exercise 3.2 takes one answer, got 0: type check("3.2", mine)'),
        ("8.3b", [1], 'exercise 8.3b takes two answers, got 1: type check("8.3b", queries, keys)'),
        ("5.1", [1, 2], 'exercise 5.1 takes one answer, got 2: type check("5.1", mine)'),
    ],
)
def test_the_wrong_number_of_answers_is_said(number, mine, words):
    with pytest.raises(TypeError) as raised:
        check(number, *mine)
    assert str(raised.value) == words


@pytest.mark.parametrize(
    "number, words",
    [
        ("99.9", "no exercise has the number '99.9', they go from "),
        ("x", "no exercise has the number 'x', they go from "),
        ("8.3", 'there are 8.3a, 8.3b: type check("8.3a", w_q, w_k)'),
        (8.3, 'there are 8.3a, 8.3b: type check("8.3a", w_q, w_k)'),
        (5, 'no exercise has the number 5, there are 5.1, 5.2, 5.3: type check("5.1", mine)'),
        ("5.9", 'there are 5.1, 5.2, 5.3: type check("5.1", mine)'),
        (True, 'the number of the exercise comes first: type check("'),
        (np.ones(3), 'the number of the exercise comes first: type check("'),
        ("5.3", "type diagnose.softmax(fn), with the name of your function for fn"),
        (8.2, "type diagnose.attention(fn), with the name of your function for fn"),
    ],
    ids=str,
)
def test_a_number_that_cannot_be_checked_hears_what_to_type(number, words):
    with pytest.raises(ValueError) as raised:
        check(number, 1)
    assert words in str(raised.value)


@pytest.mark.parametrize("number", [5.1, np.float64(5.1), " 5.1 ", "5.1"])
def test_a_float_will_do_where_it_can_mean_one_exercise_only(number):
    assert check(number, [0.2, 0.4, 0.4]).verdict == "correct"


def test_a_float_that_can_mean_two_exercises_is_refused(monkeypatch):
    monkeypatch.setitem(EXERCISES, "42.1", EXERCISES["5.1"])
    monkeypatch.setitem(EXERCISES, "42.10", EXERCISES["5.1"])
    with pytest.raises(ValueError, match="42.1 can mean two exercises: type check.* or check"):
        check(42.1, 1)
    assert check("42.10", [0.2, 0.4, 0.4]).verdict == "correct"


def test_numbers_sort_as_numbers():
    mixed = ["10.1", "9.4", "7.5a", "42.10", "7.4", "42.9", "7.5", "123.1", "7.10"]
    assert sorted(mixed, key=order) == ["7.4", "7.5", "7.5a", "7.10", "9.4", "10.1", "42.9", "42.10", "123.1"]
    for wrong in ("5", "5.", "5.1A", "05 .1", 5.1, "5.1a1"):
        with pytest.raises((ValueError, TypeError)):
            order(wrong)


def test_two_exercises_cannot_have_one_number():
    for number in ("5.1", "5.3"):
        with pytest.raises(ValueError, match=f"two exercises have the number {number}"):
            registry.exercise(number)(lambda mine: None)


def test_an_observer_hears_every_answer_as_long_as_it_listens():
    heard = []
    with observe(lambda number, answer: heard.append((number, answer.verdict))):
        check("5.1", [0.2, 0.4, 0.4])
        check(5.1, ...)
        with pytest.raises(ValueError):
            check("5.3", 1)
    check("5.1", [1, 1, 1])
    assert heard == [("5.1", "correct"), ("5.1", "waiting")]


# ---- the chapters


def test_each_chapter_has_its_file_and_each_file_its_page():
    pages = sorted(path.name for path in (ROOT / "chapters").glob("[0-9]*.ipynb"))
    assert sorted(exercises.PAGES.values()) == pages, "a chapter needs byhand/exercises/chNN.py, with its PAGE"
    for number, page in exercises.PAGES.items():
        assert page.startswith(f"{number}_")


def test_an_exercise_stands_in_the_file_of_its_chapter():
    for number, found in EXERCISES.items():
        module = found.judge.__module__
        if not found.choices:
            assert module == f"byhand.exercises.ch{order(number)[0]:02}", number


@pytest.mark.parametrize("path", [ROOT / "chapters" / page for page in sorted(exercises.PAGES.values())], ids=stem)
def test_a_chapter_asks_for_exactly_its_checks(path):
    chapter = int(path.name.split("_")[0])
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    starts = ["".join(cell["source"]) for cell in cells if "exercise" in cell["metadata"].get("tags", [])]
    asked = [
        match[0]
        for source in starts
        if re.search(r"\bcheck\(", source)
        for match in re.finditer(rf'(?<="){NUMBER.pattern}(?=")', source)
    ]
    assert sorted(asked, key=order) == [number for number in NUMBERS if order(number)[0] == chapter]
    calls = [call for source in starts for call in re.findall(r"diagnose\.(\w+)\(", source)]
    assert sorted(calls) == sorted(call for number, call in DIAGNOSED.items() if order(number)[0] == chapter)
    assert len(starts) >= 2
