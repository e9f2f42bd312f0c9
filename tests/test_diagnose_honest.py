"""A report says only what is certain: its numbers were returned, its advice works, its hints hold."""

import numpy as np
import pytest
from wrong_functions import MISTAKEN, scaled, shares_of

from byhand import diagnose
from byhand.closeness import AT_EDGES
from byhand.diagnose import BY_ID
from byhand.diagnose.calls import CALLS
from byhand.diagnose.mistakes import of_call


def name_of(value):
    return getattr(value, "__name__", None) if callable(value) else value


def check(call, fn, **options):
    return getattr(diagnose, call)(fn, **options)


# ---- the numbers of a report are those of the function


def hidden_by(hide):
    def masked(q, k, v, mask):
        return shares_of(hide(scaled(q, k), mask)) @ v

    return masked


@pytest.mark.parametrize(
    "hide",
    [
        lambda scores, mask: np.where(mask, scores, -899.5),  # half a point above what may be seen, on one table
        lambda scores, mask: scores - 1799.5 * ~mask,
    ],
)
def test_a_mistake_that_would_give_other_numbers_is_not_named(hide):
    report = check("masked_attention", hidden_by(hide))
    assert (report.verdict, report.first_divergence) == ("unknown", "mask")
    assert "900 that may not" in report.explanation and report.numbers.what == "output"


@pytest.mark.parametrize("call, fn", [(call, fn) for call, fn, _ in MISTAKEN if "attention" in call], ids=name_of)
def test_weights_that_are_shown_give_the_output_that_was_returned(call, fn):
    """Shown are steps that nobody saw, so what follows from them must be what came back, on the table that is named."""
    report = check(call, fn)
    numbers = report.numbers
    if (
        numbers is None
        or numbers.what != "weights"
        or not numbers.whole
        or not report.mistakes
        or "mixing" in steps_of(report.mistakes)
    ):
        return
    probe = next(probe for probe in CALLS[call].probes if probe.what == numbers.where)
    v = probe.inputs["v"]
    with np.errstate(all="ignore"):
        returned = fn(*(np.copy(table) for table in probe.inputs.values()))
    output = np.asarray(returned[0] if isinstance(returned, tuple) else returned)
    same = np.isclose(output, np.asarray(numbers.theirs) @ v, rtol=0, atol=AT_EDGES, equal_nan=True)
    assert same.all(axis=-1).any()


def steps_of(ids):
    return {step for name in ids for step in BY_ID[name].replaced}


# ---- what is recommended is right


ADVISED = [m for m in of_call("masked_attention") if "mask" in m.right and m.calls != ("causal_attention",)]


@pytest.mark.parametrize("mistake", ADVISED, ids=lambda mistake: mistake.id)
def test_the_line_that_a_report_on_masks_recommends_is_right(mistake):
    """With a softmax as in the chapters, and a query that may attend to nothing."""

    def advised(q, k, v, mask):
        found = eval(mistake.right.removeprefix("weights = "), {"np": np, "softmax": shares_of}, locals_of(q, k, mask))
        return (found if "softmax" in mistake.right else shares_of(found)) @ v

    def locals_of(q, k, mask):
        return {"scores": scaled(q, k), "mask": mask}

    assert check("masked_attention", advised).verdict == "correct"


def test_there_is_such_advice_and_the_call_says_what_an_empty_row_gives():
    assert len(ADVISED) >= 12
    assert "A query that may attend to nothing gets any numbers" in CALLS["masked_attention"].expected
    assert "and no NaN" in diagnose.masked_attention.__doc__


# ---- hints that are not certain are not given


@pytest.mark.parametrize(
    "bias, words",
    [
        (lambda q, k: -(k**2).sum(axis=-1), "Something that hangs on the keys alone is added to your scores."),
        (lambda q, k: k.sum(axis=-1), "Something that hangs on the keys alone is added to your scores."),
        (lambda q, k: -0.1 * np.arange(len(k)), "Something that does not depend on the words is added"),
        (lambda q, k: np.cos(q @ k.T), "but are not the softmax of them times a factor."),
        (lambda q, k: np.outer((q**2).sum(-1), (k**2).sum(-1)) / 9, "your scores are something else than these"),
    ],
)
def test_what_is_added_to_the_scores_is_said_as_far_as_it_is_known(bias, words):
    report = check("attention", lambda q, k, v: shares_of(scaled(q, k) + bias(q, k)) @ v)
    assert report.verdict == "unknown" and words in report.explanation


@pytest.mark.parametrize("factor", [3, -1, 0.5])
def test_an_output_that_is_the_right_one_times_a_number_is_said_to_be(factor):
    report = check("attention", lambda q, k, v: factor * shares_of(scaled(q, k)) @ v)
    says = f"Your output is the right one, times {str(factor).replace('-', '−')}."
    assert (report.first_divergence, report.explanation) == (None, says)


def test_scores_that_are_all_cut_to_0_are_no_scores_with_a_factor():
    """Our sentence has small scores: there an array of integers makes them all alike."""
    report = check("softmax", lambda scores: shares_of(np.floor(scores / 3)))
    assert report.verdict == "unknown" and "multiplied by" not in report.explanation


@pytest.mark.parametrize(
    "fn",
    [
        lambda q, k, v: shares_of(scaled(q, k)) @ v + q[:, :1],
        lambda q, k, v: np.tanh(shares_of(scaled(q, k)) @ v),
        lambda q, k, v: (shares_of(scaled(q, k)) @ v)[:, ::-1],
    ],
)
def test_what_is_made_of_the_right_averages_goes_wrong_at_the_mixing(fn):
    report = check("attention", fn)
    assert report.first_divergence == "mixing" and "made of the right weighted averages" in report.explanation


@pytest.mark.parametrize(
    "fn",
    [
        lambda q, k, v: shares_of(scaled(q, k) + v.mean(axis=-1)) @ v,
        lambda q, k, v: shares_of(scaled(q, k)) @ shares_of(v),
        lambda q, k, v: shares_of(scaled(q, k)) @ np.roll(v, 1, axis=0),
        lambda q, k, v: shares_of(scaled(q, k)) @ np.cumsum(v, axis=0),
    ],
)
def test_where_weights_or_values_may_be_wrong_no_step_is_named(fn):
    report = check("attention", fn)
    assert (report.verdict, report.first_divergence) == ("unknown", None) and report.numbers.what == "output"
