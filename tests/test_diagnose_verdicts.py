"""What the diagnoser says: right functions are never accused, mistakes are named, everything else is "unknown"."""

import warnings

import numpy as np
import pytest
import right_functions
import unknown_functions
import wrong_functions
from mistake_scores import as_function

from byhand import diagnose
from byhand.closeness import ANY, CALCULATED, close, gap
from byhand.diagnose import BY_ID, MISTAKES
from byhand.diagnose.calls import CALLS
from byhand.diagnose.compare import distance, outcome, outcomes
from byhand.diagnose.mistakes import of_call
from byhand.diagnose.verdict import pairs_of


def name_of(value):
    return getattr(value, "__name__", None) if callable(value) else value if isinstance(value, str) else None


def check(call, fn, **options):
    return getattr(diagnose, call)(fn, **options)


# ---- right


def test_there_are_enough_right_functions():
    assert len(right_functions.RIGHT) >= 25 and {call for call, _, _ in right_functions.RIGHT} == set(CALLS)


@pytest.mark.parametrize("call, fn, remark", right_functions.RIGHT, ids=name_of)
def test_a_right_function_is_never_accused(call, fn, remark):
    report = check(call, fn)
    assert report.verdict == "correct" and report.mistakes == () and report.first_divergence is None
    report.raise_if_wrong()
    assert len(report.remarks) == bool(remark) and all(remark in text for text in report.remarks)


def test_a_batch_can_be_asked_for():
    assert check("attention", right_functions.output_and_weights, batch=True).verdict == "correct"
    assert check("softmax", right_functions.last_axis, batch=True).verdict == "correct"
    assert check("softmax", right_functions.axis_1, batch=True).verdict == "softmax-axis-1"
    report = check("attention", right_functions.as_the_chapters_write_it, batch=True)
    assert report.verdict == "unknown"
    assert "but not for a batch (several tables stacked in one array). Given q " in report.explanation
    report = check("attention", right_functions.as_the_chapters_write_it)
    assert report.remarks == [
        "Right for plain tables. More than the chapters ask: "
        "for a batch (several tables stacked in one array) it fails."
    ]


def test_a_right_output_beside_wrong_weights_is_not_correct():
    def scores_beside_the_output(q, k, v):
        scores = wrong_functions.scaled(q, k)
        return wrong_functions.shares_of(scores) @ v, scores

    report = check("attention", scores_beside_the_output)
    assert (report.verdict, report.first_divergence) == ("unknown", "weights returned")


# ---- in the table


@pytest.mark.parametrize("call, fn, ids", wrong_functions.MISTAKEN, ids=name_of)
def test_a_mistake_is_named_as_people_make_it(call, fn, ids):
    report = check(call, fn)
    assert set(report.mistakes) == set(ids)
    one_function = len(ids) == 1 or ids[1] in BY_ID[ids[0]].same
    assert report.verdict == (report.mistakes[0] if one_function else "several")
    assert report.explanation and (report.first_divergence or BY_ID[ids[0]].seen == "behaviour")


def test_mistakes_as_people_make_them_cover_much_of_the_table():
    written = {name for _, _, ids in wrong_functions.MISTAKEN for name in ids}
    assert written <= set(BY_ID) and len(written) >= 0.75 * len(MISTAKES)


@pytest.mark.parametrize(
    "call, mistake",
    [(call, m) for call in CALLS for m in of_call(call)],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_every_mistake_of_the_table_is_named_in_every_call(call, mistake):
    report = check(call, as_function(call, mistake.replaced), batch=mistake.seen == "batch")
    unguarded = ("no-maximum", "one-maximum-for-all", "masked-then-divided")
    if call == "masked_attention" and mistake.id in unguarded:
        assert report.mistakes == (mistake.id, "empty-row-nan")  # no sum is guarded, so both are made
    else:
        assert report.verdict in (mistake.id, *mistake.same) and mistake.id in report.mistakes
    expected = [name for name in CALLS[call].steps if name in mistake.replaced][0]
    assert report.first_divergence == CALLS[call].shown_step(mistake.step or expected)


@pytest.mark.parametrize("call", CALLS)
def test_two_mistakes_at_once_are_named_where_the_probes_can_tell(call, thorough):
    """Every twentieth pair of the table is diagnosed, of a sample every hundredth, and compared with all others."""

    def tables(replaced):
        return outcomes(call, replaced, CALLS[call].core)

    def alike(mine, replaced, sentence=None):
        """True if other steps give the same on the core; the sentence, which is known of a pair, tells most apart."""
        if sentence is not None and not close(mine["sentence"], sentence):
            return False
        other = tables(replaced)
        return all(distance({name: mine[name]}, {name: other[name]}) < CALCULATED for name in mine)

    listed = pairs_of(call)
    singles = [m.replaced for m in of_call(call, seen=("core",))] + [{}]
    for a, b, replaced, _ in listed[:: 20 if thorough else 100]:
        mine, report = tables(replaced), check(call, as_function(call, replaced))
        if not any(table is not None and np.isfinite(table).any() for table in mine.values()):
            assert report.verdict == "unknown" and report.failure in ("error", "nan")
        elif not any(table is None or table.any() for table in mine.values()):
            assert report.verdict in ("integer-shares", "unknown")
        elif any(alike(mine, single) for single in singles):
            assert report.verdict not in ("several", "unknown")
        elif any((x.id, y.id) != (a.id, b.id) and alike(mine, other, sentence) for x, y, other, sentence in listed):
            assert report.verdict == "several" and a.title in report.explanation and b.title in report.explanation
        else:  # rows that are left open can fit other pairs, too: then only what is in all of them is certain
            assert report.verdict == "several" and set(report.mistakes) <= {a.id, b.id}
            assert len(report.mistakes) == 2 or a.title in report.explanation and b.title in report.explanation


# ---- not in the table


def test_there_are_enough_unknown_functions():
    assert len(unknown_functions.UNKNOWN) >= 20 and {call for call, _, _ in unknown_functions.UNKNOWN} == set(CALLS)


@pytest.mark.parametrize("call, fn, step", unknown_functions.UNKNOWN, ids=name_of)
def test_what_is_in_no_table_is_unknown_with_its_first_step(call, fn, step):
    report = check(call, fn)
    assert (report.verdict, report.mistakes) == ("unknown", ())
    assert report.first_divergence in (step, None), "a step that is not certain is not named"
    assert report.explanation and report.numbers and report.failure is None


def with_weights_of(fn):
    """The function, with the weights that it uses beside the output."""

    def with_weights(q, k, v):
        weights = fn(q, k, np.eye(len(k)))
        return weights @ v, weights

    return with_weights


@pytest.mark.parametrize("name, step", [("keys_backwards", None), ("roots_of_the_weights", "softmax")])
def test_wrong_weights_that_are_returned_tell_no_more_than_they_show(name, step):
    fn = with_weights_of(getattr(unknown_functions, name))
    report = check("attention", fn)
    assert (report.verdict, report.first_divergence, report.numbers.what) == ("unknown", step, "weights")


def test_many_first_steps_are_certain():
    reports = [check(call, fn) for call, fn, _ in unknown_functions.UNKNOWN]
    steps = [report.first_divergence for report in reports if "ordinary tables" not in report.explanation]
    assert len(steps) > 30 and sum(step is not None for step in steps) > 0.6 * len(steps)


@pytest.mark.parametrize("fn", [unknown_functions.values_centred, unknown_functions.values_one_late])
def test_weights_that_are_returned_show_what_the_output_cannot(fn):
    def with_weights(q, k, v):
        return fn(q, k, v), unknown_functions.shares_of(unknown_functions.scaled(q, k))

    assert check("attention", with_weights).first_divergence == "mixing"


@pytest.mark.parametrize("call", CALLS)
def test_a_part_of_a_mistake_is_no_mistake_of_the_table(call, thorough):
    """A good half of the right output and the rest of a mistake's: wrong in a way that has no name."""
    for mistake in of_call(call, seen=("core",))[:: 1 if thorough else 4]:
        right, wrong = as_function(call, {}), as_function(call, mistake.replaced)
        pairs = [
            (outcome(call, {}, inputs), outcome(call, mistake.replaced, inputs)) for inputs in CALLS[call].core.values()
        ]
        if any(other is None or other.shape != table.shape or not np.isfinite(other).all() for table, other in pairs):
            continue

        def blended(*given, right=right, wrong=wrong):
            return 0.6 * right(*given) + 0.4 * wrong(*given)

        blended.__signature__ = right.__signature__
        report = check(call, blended)
        assert report.verdict == "unknown" and report.mistakes == (), mistake.id
        assert report.first_divergence in {None, *(CALLS[call].shown_step(name) for name in CALLS[call].steps)}


@pytest.mark.parametrize(
    "low, high, where",
    [(-50, 50, "800 and 799"), (-300, 300, "800 and 799"), (-700, 1000, "around 800 and others around −800")],
)
def test_right_for_small_scores_only_is_unknown_if_it_is_in_no_table(low, high, where):
    report = check("softmax", lambda scores: wrong_functions.shares_of(np.clip(scores, low, high)))
    assert (report.verdict, report.first_divergence) == ("unknown", None)
    assert where in report.explanation


def mean_subtracted(scores):
    powers = np.exp(scores - scores.mean(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def test_the_mean_subtracted_overflows_as_the_minimum_does_but_is_not_called_so():
    by_heads = right_functions.with_softmax(mean_subtracted)
    for call, fn in (("softmax", mean_subtracted), ("multi_head", by_heads)):
        report = check(call, fn)
        (apart,) = (probe.what for probe in CALLS[call].probes if probe.name == "apart")
        assert report.verdict == "unknown" and f"but not for {apart}" in str(report)


def test_a_right_function_may_refuse_two_batch_dimensions():
    def three_dimensions_at_most(q, k, v):
        if q.ndim == 2:
            return three_dimensions_at_most(q[None], k[None], v[None])[0]
        return wrong_functions.shares_of(q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])) @ v

    assert check("attention", three_dimensions_at_most).verdict == "correct"
    report = check("attention", three_dimensions_at_most, batch=True)
    assert report.verdict == "correct"
    assert report.remarks == ["Right for a batch. More than the chapters ask: for two batch dimensions it fails."]


def test_a_function_that_gives_other_numbers_for_two_batch_dimensions_is_not_right_for_batches():
    def second_axis_of_three(q, k, v):
        axis = 1 if q.ndim == 4 else -1
        powers = np.exp(wrong_functions.scaled(q, k))
        return powers / powers.sum(axis=axis, keepdims=True) @ v

    report = check("attention", second_axis_of_three, batch=True)
    assert report.verdict not in ("correct", "unknown") or "two batch dimensions" in report.explanation
    assert report.verdict != "correct"


@pytest.mark.parametrize(
    "hide",
    [
        lambda scores, mask: np.where(mask, scores, -30),
        lambda scores, mask: scores - 1000 * ~mask,
        lambda scores, mask: scores - 1e6 * mask,
        lambda scores, mask: np.where(mask, scores, 12345),
    ],
)
def test_what_is_shown_does_not_hang_on_the_number_that_hides(hide):
    """The table of mistakes hides by −100, 10^9 and the like; whoever takes another number is not shown ours."""

    def hidden(q, k, v, mask):
        return wrong_functions.shares_of(hide(wrong_functions.scaled(q, k), mask)) @ v

    report = check("masked_attention", hidden)
    assert report.first_divergence == "mask" and report.numbers.what == "weights"
    probe = next(probe for probe in CALLS["masked_attention"].probes if probe.what == report.numbers.where)
    q, k, mask = (probe.inputs[name] for name in ("q", "k", "mask"))
    weights = wrong_functions.shares_of(hide(wrong_functions.scaled(q, k), mask))
    assert np.abs(weights - report.numbers.theirs).max(axis=-1).min() < 1e-6


def test_a_diagnosis_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)  # what is collected here is another test's
        report = check("multi_head", lambda x, w_q, w_k, w_v, w_o, heads: np.zeros_like(x))
    assert report.verdict == "unknown"


def test_right_for_our_sentence_only_is_unknown():
    def learned_by_heart(q, k, v):
        right = wrong_functions.shares_of(wrong_functions.scaled(q, k)) @ v
        return right if len(q) == 6 else right + 0.1

    report = check("attention", learned_by_heart)
    assert report.verdict == "unknown" and report.first_divergence == "mixing"


def mask_of_six_by_six(q, k, v):
    n = len(q)
    allowed = np.tril(np.ones((6, 6), dtype=bool))[:n, :n]
    return wrong_functions.shares_of(np.where(allowed, wrong_functions.scaled(q, k), -np.inf)) @ v


def output_like_the_queries(q, k, v):
    output = np.zeros_like(q)
    output[:] = wrong_functions.shares_of(wrong_functions.scaled(q, k)) @ v
    return output


@pytest.mark.parametrize(
    "call, fn, where",
    [
        ("causal_attention", mask_of_six_by_six, "130 words. Given q (130, 5), k (130, 5), v (130, 5), it raised"),
        ("attention", output_like_the_queries, "values of two channels, queries and keys of four. Given q (4, 4)"),
    ],
)
def test_a_plain_table_that_a_function_cannot_take_is_said(call, fn, where):
    report = check(call, fn)
    assert report.verdict == "unknown" and f"ordinary tables, but not for {where}" in report.explanation


def test_a_table_of_another_shape_is_said_to_be():
    def at_most_six_channels(q, k, v):
        return (wrong_functions.shares_of(wrong_functions.scaled(q, k)) @ v)[:, :6]

    says = "It returned a table (4, 6); it should be (4, 7)."
    assert check("attention", at_most_six_channels).explanation.endswith(says)


def test_heads_that_are_right_on_one_table_are_not_said_to_stand_in_another_order():
    def channels_by_two(x, w_q, w_k, w_v, w_o, heads):
        return right_functions.multi_head_attention(x, w_q, w_k, w_v, w_o, x.shape[-1] // 2)

    report = check("multi_head", channels_by_two)
    assert (report.verdict, report.first_divergence) == ("unknown", None) and "order" not in report.explanation


def test_rows_that_another_row_changes_do_not_hang_on_their_own_scores():
    def over_the_columns_if_square(scores):
        return wrong_functions.shares_of(scores.T).T if len(scores) == len(scores.T) else last_axis(scores)

    last_axis = wrong_functions.shares_of
    report = check("softmax", over_the_columns_if_square)
    assert (report.verdict, report.first_divergence) == ("unknown", None)


def test_values_of_another_width_that_go_wrong_are_unknown():
    def as_wide_as_the_queries(q, k, v):
        output = wrong_functions.shares_of(wrong_functions.scaled(q, k)) @ v
        return output if v.shape[-1] == q.shape[-1] else 0 * output

    report = check("attention", as_wide_as_the_queries)
    assert report.verdict == "unknown" and "values of two channels" in report.explanation


# ---- nearly right


def changed(call, change, at="division"):
    """The right calculation, with what one step gives changed."""
    right = CALLS[call].steps[at]
    return as_function(call, {at: lambda value, c: change(right(value, c))})


@pytest.mark.parametrize("call", CALLS)
def test_weights_that_are_a_little_too_small_are_no_rounding(call):
    report = check(call, changed(call, lambda weights: 0.999 * weights))
    what = "shares are the right ones" if call == "softmax" else "output is the right one"
    assert (report.verdict, report.first_divergence) == ("unknown", None)
    assert f"Your {what}, times 0.999." in report.explanation and "round" not in report.explanation


@pytest.mark.parametrize("call", CALLS)
def test_rows_that_add_up_to_less_than_1_are_no_rounding(call):
    def with_more_in_the_sum(powers):
        return powers / (1 + 1e-3 * powers.shape[-1] * powers[..., :1])

    report = check(call, changed(call, with_more_in_the_sum))
    what = "shares" if call == "softmax" else "weights"
    assert (report.verdict, report.first_divergence) == ("unknown", "sum" if call == "softmax" else "softmax")
    assert f"your {what} stand in the right proportions" in report.explanation and report.numbers.what == what


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "change, words",
    [
        (lambda a: a.round(1), "rounded to 1 decimal:"),
        (lambda a: a.round(2), "rounded to 2 decimals:"),
        (lambda a: a.round(3), "rounded to 3 decimals:"),
        (lambda a: a.astype(np.float16), "kept in float16,"),
    ],
)
def test_a_result_that_is_rounded_is_right_up_to_its_last_step(call, change, words):
    last = list(CALLS[call].steps)[-1]
    report = check(call, changed(call, change, at=last))
    assert (report.verdict, report.first_divergence) == ("unknown", last)
    assert f"Your numbers are the right ones, {words}" in report.explanation
    assert report.numbers.what == ("shares" if call == "softmax" else "output")


@pytest.mark.parametrize("digits", [2, 3])
def test_weights_that_are_rounded_are_named(digits):
    report = check("attention", changed("attention", lambda weights: weights.round(digits)))
    assert (report.verdict, report.first_divergence) == ("unknown", "softmax")
    assert f"Your weights are the right ones, rounded to {digits} decimals" in report.explanation


@pytest.mark.parametrize("call", CALLS)
def test_scores_with_a_factor_close_to_1(call):
    if call == "softmax":
        report = check(call, lambda scores: wrong_functions.shares_of(1.002 * scores))
    else:
        report = check(call, changed(call, lambda scores: 1.002 * scores, at="scaling"))
    assert (report.verdict, report.first_divergence) == ("unknown", "powers" if call == "softmax" else "scaling")
    assert report.explanation.endswith("those of the right scores times 1.002.")


def test_a_hidden_word_that_gets_almost_nothing_is_no_rounding():
    report = check(
        "causal_attention",
        changed("causal_attention", lambda scores: np.where(np.isneginf(scores), -9, scores), at="mask"),
    )
    assert (report.verdict, report.first_divergence) == ("unknown", "mask")


def test_right_weights_that_are_returned_say_that_the_mixing_is_a_little_wrong():
    def with_weights(q, k, v):
        weights = wrong_functions.shares_of(wrong_functions.scaled(q, k))
        return 0.999 * weights @ v, weights

    assert check("attention", with_weights).first_divergence == "mixing"


def in_float16(q, k, v):
    return wrong_functions.shares_of(wrong_functions.scaled(*(a.astype(np.float16) for a in (q, k)))) @ v


def moved_a_little(q, k, v):
    return wrong_functions.shares_of(wrong_functions.scaled(q, k)) @ v + 0.001


@pytest.mark.parametrize("fn", [in_float16, moved_a_little])
def test_where_rounding_could_be_the_reason_no_step_is_guessed(fn):
    report = check("attention", fn)
    assert (report.verdict, report.first_divergence) == ("unknown", None) and report.numbers.what == "output"
    assert report.explanation.startswith("All your numbers are close to the right ones, but not as close as float32")


# ---- dropout that falls alike at every call


def dropout(weights):
    """As with a fixed seed: at least one weight of every table is 0, and the others are larger."""
    kept = np.random.default_rng(0).random(weights.shape) > 0.3
    return weights * kept / 0.7


@pytest.mark.parametrize("call", CALLS)
def test_dropout_with_a_fixed_seed_is_asked_for(call):
    report = check(call, changed(call, dropout))
    assert (report.verdict, report.mistakes) == ("unknown", ())
    assert report.first_divergence == ("division" if call == "softmax" else "softmax")
    assert "Is dropout left on?" in report.explanation


def relu(q, k, v):
    scores = wrong_functions.scaled(q, k)
    return np.maximum(scores, 0) / len(k) @ v


def smallest_weights_cut(q, k, v):
    weights = wrong_functions.shares_of(wrong_functions.scaled(q, k))
    return np.where(weights < 0.15, 0, weights) @ v


def smallest_shares_cut(scores):
    shares = wrong_functions.shares_of(scores)
    return np.where(shares < 0.1, 0, shares)


def last_value_forgotten(q, k, v):
    return wrong_functions.shares_of(wrong_functions.scaled(q, k))[:, :-1] @ v[:-1]


def window_not_divided_again(q, k, v):
    weights = wrong_functions.shares_of(np.where(np.tri(len(q), dtype=bool), wrong_functions.scaled(q, k), -np.inf))
    return np.triu(weights, -2) @ v


@pytest.mark.parametrize(
    "call, fn",
    [
        ("attention", relu),
        ("attention", smallest_weights_cut),
        ("softmax", smallest_shares_cut),
        ("softmax", lambda scores: np.floor(10 * wrong_functions.shares_of(scores)) / 10),
        ("attention", last_value_forgotten),
        ("causal_attention", window_not_divided_again),
    ],
    ids=name_of,
)
def test_a_0_for_another_reason_is_not_taken_for_dropout(call, fn):
    report = check(call, fn)
    assert report.verdict == "unknown" and "dropout" not in report.explanation


def test_dropout_beside_another_mistake_is_asked_for():
    def without_scale(q, k, v):
        scores = np.where(np.tri(len(q), dtype=bool), q @ k.T, -np.inf)
        return dropout(wrong_functions.shares_of(scores)) @ v

    report = check("causal_attention", without_scale)
    assert report.verdict == "unknown" and "Is dropout left on?" in report.explanation


@pytest.mark.parametrize("call, fn", [(call, fn) for call, fn, _ in unknown_functions.UNKNOWN], ids=name_of)
def test_dropout_is_not_asked_for_where_nothing_is_0(call, fn):
    assert "dropout" not in check(call, fn).explanation


# ---- the inputs that hide mistakes, seen from outside


def test_the_probes_are_no_inputs_that_hide():
    """Each mistake that our sentence alone would let pass is named all the same."""
    hidden_by_the_sentence = [
        m.id
        for m in of_call("attention", seen=("core",))
        if gap(
            outcome("attention", {}, CALLS["attention"].core["sentence"]),
            outcome("attention", m.replaced, CALLS["attention"].core["sentence"]),
        )
        < 1e-9
    ]
    assert hidden_by_the_sentence == ["root-of-3"]
    for name in hidden_by_the_sentence:
        assert check("attention", as_function("attention", BY_ID[name].replaced)).verdict == name


def test_rows_left_open_are_those_of_queries_that_see_nothing():
    table = outcome("causal_attention", BY_ID["hides-itself"].replaced, CALLS["causal_attention"].core["sentence"])
    assert (table[0] == ANY).all() and np.isfinite(table[1:]).all()
    assert not any((outcome(call, {}, inputs) == ANY).any() for call in CALLS for inputs in CALLS[call].core.values())


# ---- what can be seen at first sight


def row_filled_again_and_again(q, k, v):
    row = np.zeros(v.shape[-1])
    rows = []
    for query in q:
        row[:] = wrong_functions.shares_of(k @ query / np.sqrt(len(query))) @ v
        rows.append(row)
    return np.array(rows)


def whole_numbers(q, k, v):
    return np.round(wrong_functions.shares_of(wrong_functions.scaled(q, k)) @ v)


def last_word_forgotten(q, k, v):
    return wrong_functions.shares_of(wrong_functions.scaled(q, k[:-1])) @ v[:-1]


@pytest.mark.parametrize("call", CALLS)
def test_zeros_are_not_said_to_come_from_an_array_of_integers(call):
    report = check(call, changed(call, np.zeros_like, at=list(CALLS[call].steps)[-1]))
    assert report.verdict == "unknown" and report.explanation.startswith("All numbers of your output are 0. ")


def test_other_zeros_are_not_taken_for_those_of_integers():
    def values_that_all_may_see(q, k, v, mask):
        weights = wrong_functions.shares_of(np.where(mask, wrong_functions.scaled(q, k), -1e9))
        return weights @ (v * mask.all(axis=-2)[..., None])

    report = check("masked_attention", values_that_all_may_see)
    assert report.verdict == "unknown" and report.mistakes == ()


@pytest.mark.parametrize(
    "fn, words",
    [
        (row_filled_again_and_again, "All rows of your output are the same."),
        (whole_numbers, "Your output holds whole numbers only. "),
        (last_word_forgotten, "every word gets some weight; in yours each row leaves some word without."),
    ],
)
def test_what_can_be_seen_at_first_sight_is_said(fn, words):
    report = check("attention", fn)
    assert report.verdict == "unknown" and words in report.explanation


def test_a_generator_is_told_from_a_table():
    report = check("softmax", lambda scores: (row for row in scores))
    assert report.failure == "type" and "it returned a generator" in str(report) and "list(…)" in str(report)
