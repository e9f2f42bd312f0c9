"""The table of mistakes and the probes: every mistake differs from the right calculation and from all others."""

import itertools
import string

import numpy as np
import pytest
from loops import attention_loop, softmax_loop
from project import ROOT

import attnlib
from byhand.closeness import AT_EDGES, CALCULATED, gap
from byhand.diagnose import BY_ID, MISTAKES, conditions
from byhand.diagnose.calls import CALLS, calls_in
from byhand.diagnose.compare import distance, edge_class, outcome, outcomes, trace
from byhand.diagnose.mistakes import FILES, of_call
from byhand.diagnose.report import page_of
from byhand.diagnose.verdict import raw, steps_of

MARGIN = 0.1  # of the size of the numbers: a thousand times the tolerance


def twins(a, b):
    return b.id in a.same or a.id in b.same


# ---- the reference


@pytest.mark.parametrize("call", CALLS)
def test_the_steps_give_what_attnlib_gives(call):
    for probe in CALLS[call].probes:
        given = dict(probe.inputs)
        if call == "softmax":
            expected = attnlib.softmax(given["scores"])
        elif call == "multi_head":
            expected = attnlib.multi_head_attention(**given)
        elif not call.endswith("attention"):
            expected = getattr(attnlib, call)(**given)
        else:
            mask = attnlib.causal_mask(given["q"].shape[-2]) if call == "causal_attention" else given.get("mask")
            expected = attnlib.attention(given["q"], given["k"], given["v"], mask=mask)
            np.testing.assert_allclose(
                list(CALLS[call].trace(probe.inputs).values())[-1],
                attention_loop(given["q"], given["k"], given["v"], mask)[1],
                atol=1e-12,
            )
        np.testing.assert_allclose(list(CALLS[call].trace(probe.inputs).values())[-1], expected, rtol=1e-12, atol=1e-14)


def test_the_softmax_of_the_steps_is_that_of_a_loop():
    for probe in CALLS["softmax"].probes_of("core", "edge"):
        rows = [softmax_loop(row) for row in probe.inputs["scores"].tolist()]
        np.testing.assert_allclose(CALLS["softmax"].trace(probe.inputs)["division"], rows, rtol=1e-13)


# ---- the table


def test_there_are_enough_mistakes_and_each_has_what_a_reader_needs():
    assert len(MISTAKES) >= 40 and len(BY_ID) == len(MISTAKES)
    assert len({mistake.title for mistake in MISTAKES}) == len(MISTAKES)
    for mistake in MISTAKES:
        assert set(mistake.id) <= set(string.ascii_lowercase + string.digits + "-_")
        assert mistake.title and mistake.wrong and mistake.right and mistake.wrong != mistake.right
        assert mistake.why.endswith((".", ")")) and mistake.chapter.isdecimal()
        assert mistake.calls and set(mistake.calls) <= set(CALLS)
        assert set(mistake.hidden) <= set(conditions.CONDITIONS)
        assert bool(mistake.replaced) == (mistake.seen != "behaviour") == (not mistake.unseen)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_only_steps_that_a_call_has_are_replaced(mistake):
    for call in mistake.calls:
        assert set(mistake.replaced) <= set(CALLS[call].steps)
        assert mistake.step in ("", *CALLS[call].steps)


def test_every_mistake_that_shows_in_the_core_names_its_first_step():
    """Up to the declared step nothing differs; there it does, on at least one probe."""
    for call in CALLS:
        order = list(CALLS[call].steps)
        for mistake in of_call(call, seen=("core",)):
            first = min(mistake.replaced, key=order.index)
            pairs = [
                (trace(call, {}, inputs), trace(call, mistake.replaced, inputs)) for inputs in CALLS[call].core.values()
            ]
            pairs = [(right, wrong) for right, wrong in pairs if wrong is not None]
            for right, wrong in pairs:
                for name in order[: order.index(first)]:
                    np.testing.assert_array_equal(right[name], wrong[name])
            assert not all(np.array_equal(right[first], wrong[first]) for right, wrong in pairs), (call, mistake.id)


def test_the_chapters_that_explain_are_in_the_book():
    for number in {mistake.chapter for mistake in MISTAKES} | {mistake.explained_in for mistake in MISTAKES} - {""}:
        pages = [path.name for path in (ROOT / "chapters").glob(f"{number}_*.ipynb")]
        assert pages == ([page_of(number)] if page_of(number) else [])


def test_no_chapter_is_said_to_explain_what_none_does():
    """Batches, an online softmax and what is no step of the calculation: no chapter has them yet."""
    unexplained = {mistake.id for mistake in MISTAKES if not mistake.explained_in}
    assert unexplained >= {mistake.id for mistake in MISTAKES if mistake.seen in ("batch", "behaviour")}
    assert {"never-rescaled", "rescaled-with-wrong-sign", "batch-and-words-swapped"} <= unexplained
    assert "softmax-over-queries" not in unexplained and BY_ID["root-of-d_model"].explained_in == "06"


def test_a_thread_whose_exchange_changed_nothing_is_no_evidence():
    for name, thread in (("keys-ask", "femtoGPT"), ("keys-and-values-swapped", "transformer-from-scratch#1")):
        assert thread in BY_ID[name].harmless and thread not in BY_ID[name].source


def test_mistakes_and_calls_come_in_the_order_of_the_book():
    assert [int(file.CHAPTER) for file in FILES] == sorted(int(file.CHAPTER) for file in FILES)
    assert [int(mistake.chapter) for mistake in MISTAKES] == sorted(int(mistake.chapter) for mistake in MISTAKES)
    assert [int(call.chapter) for call in CALLS.values()] == sorted(int(call.chapter) for call in CALLS.values())
    assert calls_in("heads") == ("multi_head",) and set(calls_in("masked")) == {"masked_attention", "causal_attention"}


# ---- the probes


@pytest.mark.parametrize("call", CALLS)
def test_the_core_tells_all_mistakes_apart_by_a_margin(call):
    """From the right calculation and from each other, but for those that are declared to be the same function."""
    rows = {None: outcomes(call, {}, CALLS[call].core)}
    rows |= {mistake: outcomes(call, mistake.replaced, CALLS[call].core) for mistake in of_call(call, seen=("core",))}
    for a, b in itertools.combinations(rows, 2):
        if a is not None and twins(a, b):
            assert distance(rows[a], rows[b]) < CALCULATED / 1000, (a.id, b.id)
        else:
            assert distance(rows[a], rows[b]) > MARGIN, (a and a.id, b.id, distance(rows[a], rows[b]))


def test_same_is_said_by_both():
    for mistake in MISTAKES:
        for other in mistake.same:
            assert mistake.id in BY_ID[other].same and mistake.calls == BY_ID[other].calls


@pytest.mark.parametrize("call", CALLS)
def test_a_mistake_that_fails_on_some_tables_gives_wrong_numbers_on_others(call):
    """So that the diagnosis does not hang on an error, which another way to write the mistake may not raise."""
    for mistake in of_call(call, seen=("core",)):
        found = [
            gap(outcome(call, {}, inputs), outcome(call, mistake.replaced, inputs))
            for inputs in CALLS[call].core.values()
            if outcome(call, mistake.replaced, inputs) is not None
        ]
        assert max(found) > MARGIN, mistake.id


@pytest.mark.parametrize("call", CALLS)
def test_the_right_results_are_far_from_the_tolerance_of_float32(call):
    for probe in CALLS[call].probes_of("core"):
        single = {
            name: value.astype(np.float32) if getattr(value, "dtype", None) == np.float64 else value
            for name, value in probe.inputs.items()
        }
        assert gap(outcome(call, {}, probe.inputs), outcome(call, {}, single)) < CALCULATED / 20
    for probe in CALLS[call].probes_of("edge"):
        single = {
            name: value.astype(np.float32) if getattr(value, "dtype", None) == np.float64 else value
            for name, value in probe.inputs.items()
        }
        assert gap(outcome(call, {}, probe.inputs), outcome(call, {}, single)) < AT_EDGES / 10


@pytest.mark.parametrize("call", CALLS)
def test_edge_mistakes_are_right_on_the_core_and_told_apart_at_the_edges(call):
    edges = [probe for probe in CALLS[call].probes_of("edge") if probe.name != "empty row"]
    listed = [mistake for mistake in of_call(call, seen=("edge",)) if mistake.id != "empty-row-nan"]
    patterns = []
    for group in [(m,) for m in listed] + list(itertools.combinations(listed, 2)):
        replaced = steps_of(group)
        for inputs in CALLS[call].core.values():
            assert gap(outcome(call, {}, inputs), outcome(call, replaced, inputs)) < CALCULATED / 1000
        patterns.append(tuple(edge_class(call, probe, raw(call, replaced, probe)) for probe in edges))
    singles = patterns[: len(listed)]
    assert len(set(singles)) == len(listed) and all(set(pattern) != {"right"} for pattern in singles)
    for mistake in of_call(call, seen=("shapes", "long", "batch")):
        kind = CALLS[call].probes_of(mistake.seen)
        assert max(gap(outcome(call, {}, p.inputs), outcome(call, mistake.replaced, p.inputs)) for p in kind) > MARGIN


@pytest.mark.parametrize("call", CALLS)
def test_a_long_table_shows_every_size_of_blocks(call):
    """And those at its end have the largest scores, so that whoever leaves them out is seen, too."""
    (probe,) = CALLS[call].probes_of("long")
    right = CALLS[call].trace(probe.inputs)
    for mistake in (BY_ID["never-rescaled"], BY_ID["rescaled-with-wrong-sign"]):
        for replaced in mistake.rarer:
            assert gap(right["division"], CALLS[call].trace(probe.inputs, replaced)["division"]) > CALCULATED
    assert (right["division"][..., -2:].sum(axis=-1) > 0.05).any()
    shape = right["division"].shape
    assert shape[-1] > 128 and (shape[-1] == shape[-2] or shape[-1] > 40 * shape[-2])


@pytest.mark.parametrize("call", CALLS)
def test_what_only_batches_show_is_on_the_core_right_or_another_mistake(call):
    rows = [outcomes(call, {}, CALLS[call].core)]
    rows += [outcomes(call, mistake.replaced, CALLS[call].core) for mistake in of_call(call, seen=("core",))]
    for mistake in of_call(call, seen=("batch",)):
        alone = outcomes(call, mistake.replaced, CALLS[call].core)
        assert min(distance(row, alone) for row in rows) < CALCULATED / 1000


@pytest.mark.parametrize("call", CALLS)
def test_the_probes_of_a_call(call):
    """Every kind of probe is there, and the tables of the core have numbers of both signs."""
    kinds = {probe.kind for probe in CALLS[call].probes}
    assert kinds >= {"core", "edge", "long", "batch"} and ("shapes" in kinds or CALLS[call].has_heads)
    for name, inputs in CALLS[call].core.items():
        if name != "sentence":
            for value in inputs.values():
                if np.ndim(value) == 2 and value.dtype == np.float64:
                    assert (value < 0).sum() >= 2 and (value > 0).sum() >= 2


# ---- when is a mistake invisible?


@pytest.mark.parametrize("mistake", [m for m in MISTAKES if m.seen == "core"], ids=lambda mistake: mistake.id)
def test_the_inputs_that_hide_a_mistake_are_those_of_the_table(mistake):
    assert tuple(name for name in conditions.CONDITIONS if conditions.hides(mistake, name)) == mistake.hidden


@pytest.mark.parametrize(
    "mistake", [m for m in MISTAKES if m.seen not in ("core", "behaviour")], ids=lambda mistake: mistake.id
)
def test_what_only_special_inputs_show_is_hidden_by_all_others(mistake):
    (condition,) = mistake.hidden
    if condition == "no-empty-row":
        assert conditions.examples("masked_attention", condition)
    assert conditions.hides(mistake, condition)


def test_a_batch_shows_a_softmax_over_the_batch_even_of_one_word():
    """So its condition is one word and no batch; without a batch, more words show it, too."""
    mistake = BY_ID["softmax-over-batch"]
    assert conditions.where(mistake) == ["there is only one word and no batch"] and not conditions.hides(
        mistake, "no-batch"
    )
    for call in mistake.calls:
        for inputs in conditions.examples(call, "one-word"):
            two = {name: np.stack([table, table]) for name, table in inputs.items()}
            assert gap(outcome(call, {}, two), outcome(call, mistake.replaced, two)) > MARGIN


@pytest.mark.parametrize("condition", conditions.CONDITIONS)
def test_every_condition_has_inputs(condition):
    assert any(conditions.examples(call, condition) for call in CALLS)


def test_what_is_known_about_inputs_that_hide_bugs():
    """Measured before this table was made: n = d_k hides √n; W_Q = W_K hides KQᵀ and QQᵀ; d_k = 1 hides √d_k and d_k;
    four heads of four channels make ÷ d_k equal to ÷ √d_model."""
    assert "n-is-d_k" in BY_ID["root-of-n"].hidden
    assert all("same-qk" in BY_ID[name].hidden for name in ("keys-ask", "queries-twice", "keys-twice"))
    assert all("d_k-is-1" in BY_ID[name].hidden for name in ("no-scale", "divided-by-d_k", "multiplied-by-root"))
    none = [mistake for mistake in MISTAKES if "same-qkv" in mistake.hidden and mistake.seen == "core"]
    assert len(none) >= 4
    inputs = {"x": np.eye(16), "heads": 4} | {
        name: np.random.default_rng(i).standard_normal((16, 16)) for i, name in enumerate(("w_q", "w_k", "w_v", "w_o"))
    }
    assert (
        gap(*(outcome("multi_head", BY_ID[name].replaced, inputs) for name in ("divided-by-d_k", "root-of-d_model")))
        < 1e-12
    )
