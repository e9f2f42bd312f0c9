"""The checks of exercises without a function: hand results, choices, constructions."""

import numpy as np
import pytest

from attnlib.sentence import TOKENS, W_K, W_Q, X
from byhand.exercises import answers


def test_dots_wait_for_an_answer():
    for nothing in (..., None):
        assert answers.answer(nothing, 0.85).verdict == "waiting"
    assert answers.choose(..., "a", {"a": "yes", "b": "no"}).verdict == "waiting"
    assert answers.construct(..., ..., "previous").verdict == "waiting"


@pytest.mark.parametrize("mine", [0.85, 0.8537, np.float32(0.85), "0.85"])
def test_two_decimals_are_enough(mine):
    assert answers.answer(mine, 0.85).verdict == "correct"
    answers.answer(mine, 0.85).raise_if_wrong()


def test_a_wrong_number_is_shown_beside_the_right_one():
    report = answers.answer(0.72, 0.85)
    assert report.verdict == "other" and str(report) == "You have 0.72; the calculation gives 0.85."
    with pytest.raises(AssertionError, match="0.72"):
        report.raise_if_wrong()


def test_a_slip_with_a_name_is_named():
    report = answers.answer(0.18, 0.85, known=[(0.18, "You exchanged who asks and who answers.")])
    assert "You exchanged who asks" in str(report)


def test_places_that_differ_are_named():
    report = answers.answer([0.45, 0.2, 0.1], [0.45, 0, 0.1], names=("thing", "action", "link"))
    assert report.verdict == "partly" and report.score == pytest.approx(2 / 3)
    assert report.lines == ["2 of 3 agree.", "action: you have 0.2, the calculation gives 0."]


@pytest.mark.parametrize(
    "mine, said",
    [
        ([1, 2], "Expected: one number. You gave 2 numbers in a row."),
        (np.ones((2, 2)), "a table of shape (2, 2)"),
        ("many", "Numbers are expected."),
        (object(), "Numbers are expected."),
    ],
)
def test_what_came_and_what_was_expected_are_said(mine, said):
    report = answers.answer(mine, 1.0)
    assert report.verdict == "other" and said in str(report)


def test_nan_is_no_answer():
    assert answers.answer(float("nan"), 1.0).verdict == "other"


def test_a_choice_says_why():
    reasons = {"rows": "Each query shares out its attention.", "columns": "Then the rows would not add up to 1."}
    assert answers.choose("rows", "rows", reasons).lines == ["Correct.", reasons["rows"]]
    assert answers.choose("columns", "rows", reasons).lines == ["Not this one.", reasons["columns"]]
    assert "'columns', 'rows'" in str(answers.choose("both", "rows", reasons))
    assert "'columns', 'rows'" in str(answers.choose(["rows"], "rows", reasons))


def test_html_is_escaped():
    report = answers.choose("<img src=x>", "a", {"a": "yes"})
    assert "<img" not in report._repr_html_() and "&lt;img" in report._repr_html_()


def one_hot(places):
    return 30 * np.eye(6)[places]


def test_constructions_reach_their_goals():
    keys = np.eye(6)
    assert answers.construct(one_hot([0, 0, 1, 2, 3, 4]), keys, "previous").verdict == "correct"
    assert answers.construct(np.zeros((6, 2)), np.ones((6, 2)), "uniform").verdict == "correct"
    words = np.eye(5)[[0, 1, 2, 3, 0, 4]]  # the two "the" are one word
    assert answers.construct(30 * words, words, "same").verdict == "correct"
    assert answers.construct(one_hot([2] * 6), keys, [{2}] * 6).verdict == "correct"


def test_a_construction_gets_partial_credit_and_reasons():
    report = answers.construct(one_hot([0, 0, 1, 2, 3, 5]), np.eye(6), "previous")
    assert report.verdict == "partly" and report.score == pytest.approx(5 / 6)
    assert report.lines[0] == "5 of 6 words do as wanted."
    assert report.lines[1].startswith("mat should attend to the (word 5): it does so with 0\u00a0%")


def test_our_own_head_is_no_previous_word_head():
    report = answers.construct(X @ W_Q, X @ W_K, "previous")
    assert report.verdict == "other" and report.score == 0 and len(report.lines) == 1 + len(TOKENS)


def test_bad_constructions_are_refused_in_words():
    assert "got q (6, 2), k (6, 3)" in str(answers.construct(np.ones((6, 2)), np.ones((6, 3)), "previous"))
    assert "6 queries and 6 keys" in str(answers.construct("many", np.ones((6, 3)), "previous"))
    assert "shape (2, 6)" in str(answers.construct(np.ones((2, 3)), np.ones((6, 3)), "previous"))
    with pytest.raises(ValueError, match="goal must be"):
        answers.construct(np.ones((6, 3)), np.ones((6, 3)), "next")
