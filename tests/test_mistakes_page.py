"""The catalogue of mistakes is what the table of mistakes says, and every diagnosis can link to it."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import mistake_checks
import mistake_scores
import mistakes
import mutants
import numpy as np
import pytest
import symptoms

from byhand.diagnose import BY_ID
from byhand.diagnose.calls import CALLS
from byhand.diagnose.mistakes import MISTAKES, of_call
from byhand.diagnose.probes import SENTENCE
from website import chapters

PAGE = mistakes.PAGE.read_text(encoding="utf-8")
CHECKS = mistake_checks.PAGE.read_text(encoding="utf-8")
COMMON = [mistake for mistake in MISTAKES if mistake.common]
OLD = {  # anchors that chapters and readers have linked since the first edition
    "keys-ask": "k-qᵀ-instead-of-q-kᵀ",
    "queries-twice": "q-qᵀ-instead-of-q-kᵀ",
    "softmax-over-queries": "softmax-over-the-queries",
    "root-of-d_model": "d_model-instead-of-d_head",
    "root-of-n": "n-instead-of-d_k",
    "weights-transposed": "aᵀ-v-instead-of-a-v",
}


def part(mistake):
    """The Markdown of one entry."""
    (found,) = re.findall(rf"^\({mistake.id}\)=\n(.*?)(?=^\(|^## |\Z)", PAGE, re.M | re.S)
    return found


def test_the_committed_page_is_what_the_table_gives():
    assert mistakes.page() == PAGE, "run make mistakes"


def test_the_committed_page_of_checks_is_what_the_table_gives(thorough):
    """A sample of its rows: all of them take a quarter of a minute."""
    if thorough:
        assert mistake_checks.page() == CHECKS, "run make mistakes"
    assert mistake_checks.hidden_by_inputs() in CHECKS and mistake_checks.passing_row("softmax") in CHECKS
    kinds = Counter(mistake_scores.kind(each, mistake_scores.report("softmax", each)) for each in of_call("softmax"))
    assert mistake_checks.confusion_row("softmax", kinds) in CHECKS


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_every_mistake_has_its_place_both_lines_and_its_effect(mistake):
    text = part(mistake)
    assert text.startswith(f"### {mistake.title}\n") and ('<details class="mistake">' in text) != bool(mistake.common)
    assert f"Wrong: `{mistake.wrong}`<br>\nRight: `{mistake.right}`\n" in text and mistake.common in text
    assert ('<div class="pair">' in text) + ("On our sentence" in text) == (not mistake.unseen)
    assert "*What you see:*" in text and "*When is it invisible?*" in text
    assert (
        text.count("https://github.com/")
        == text.count("](http")
        == len([*filter(None, mistake.source.split(";")), *re.findall("https", mistake.harmless)])
    )
    explained = re.findall(r"\[Chapter (\d+)\]\((\S+)\) explains this step", text)
    assert explained == ([(mistake.explained_in, mistakes.page_of(mistake.explained_in))] if explained else [])
    assert bool(explained) != ("No chapter explains this yet" in text)


def test_the_page_draws_almost_all_mistakes():
    assert PAGE.count('<div class="pair">') >= len(MISTAKES) - 12
    symbols = re.findall(r'<symbol id="([^"]+)"', PAGE)
    assert set(symbols) == set(re.findall(r'<use href="#([^"]+)"', PAGE)) and len(symbols) == len(set(symbols)) <= 40


def test_the_common_ones_come_first_with_a_reason_and_a_thread_that_people_can_read():
    assert len(COMMON) == 15 and all(mistake.source for mistake in COMMON)
    first = PAGE.split("\n## ")[1]
    assert first.startswith(f"{len(COMMON)} mistakes that people really make\n")
    assert re.findall(r"^### (.+)$", first, re.M) == [mistake.title for mistake in COMMON]


def test_a_picture_says_that_its_row_of_zeros_can_be_nan():
    said = {mistake.id for mistake in MISTAKES if "a plain softmax makes it NaN" in part(mistake)}
    assert said == {"mask-inverted", "hides-itself"} and all("you get NaN" in part(BY_ID[name]) for name in said)


def test_a_step_holds_its_other_mistakes_and_links_to_those_above():
    for file in mistakes.FILES:
        (step,) = re.findall(rf"^## {file.TITLE}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
        others = [mistake for mistake in file.MISTAKES if not mistake.common]
        assert re.findall(r"^### (.+)$", step, re.M) == [mistake.title for mistake in others]
        assert step.startswith(f'\n<details class="step">\n<summary>{len(others)} ')
        assert step.rstrip().endswith("\n</details>\n\n</details>")
        for mistake in set(file.MISTAKES) - set(others):
            assert f"[{mistake.title}](#{mistake.id})" in step


def test_old_links_to_an_entry_lead_there_still():
    for name, anchor in OLD.items():
        assert chapters.slug(BY_ID[name].title) == anchor
    assert {mistake.id for mistake in MISTAKES} == set(re.findall(r"^\((.+)\)=$", PAGE, re.M))
    for mistake in MISTAKES:
        assert ("_" in mistake.id) == (f'<span id="{mistake.id}"></span>' in PAGE)


def test_a_new_mistake_needs_nothing_but_its_table():
    """Nothing of what only the page knows: no reason, no chapter, a kind of input that is not known here."""
    new = replace(BY_ID["root-of-n"], id="new", title="A new one", seen="other", hidden=(), explained=None)
    text = mistakes.entry(new, {}, folded=True)
    assert "### A new one" in text and "too even" in text and "[Chapter 06]" in text


# ---- what is seen


def symptoms_of(name):
    return {symptom.mine for symptom in symptoms.of(BY_ID[name])}


def test_what_is_seen_of_well_known_mistakes():
    for name, seen in {
        "softmax-over-queries": {"My rows do not sum to 1", "My columns sum to 1"},
        "even-weights": {"All words get the same weight", "All words get the same output", "My weights are too even"},
        "softmax-axis-1": {"Right on one sentence, wrong in a batch"},
        "no-maximum": {"I get NaN, but only now and then"},
        "hidden-by-plus-infinity": {"I get NaN"},
        "not-transposed": {"I get an error about shapes"},
        "no-scale": {"My weights are too sharp: one word takes too much"},
        "keys-twice": {"My table of scores is symmetric"},
        "weights-transposed": {"Rows and columns have changed places", "My weights are right, my output is not"},
        "divided-by-n": {"My weights are right, my output is not", "My output is wrong by one factor throughout"},
        "peeks": {"A word that should be hidden gets a share", "My weights look one step off"},
        "values-as-keys": {"Everything looks right, but the numbers differ"},
        "changes-inputs": {"It changes my input"},
    }.items():
        assert symptoms_of(name) == seen, name


def test_no_symptom_lies():
    """Run as functions: what is said of errors, shapes, NaN, rows, columns and outputs is so."""
    for mistake in MISTAKES:
        call = symptoms.drawn_call(mistake)
        if not mistake.replaced or call != "attention":
            continue
        names = symptoms_of(mistake.id)
        try:
            output = mistake_scores.as_function(call, mistake.replaced)(*SENTENCE.values())
        except ValueError:
            assert names == {"I get an error about shapes"}
            continue
        q, k, _ = SENTENCE.values()
        assert ("I get NaN" in names) == (not np.isfinite(output).all()), mistake.id
        assert ("My output has the wrong shape" in names) == (output.shape != (6, 3)), mistake.id
        assert ("All words get the same output" in names) == (np.ptp(output, axis=0).max() < 1e-9), mistake.id
        if set(mistake.replaced) <= {"scaling", "powers", "sum", "division"}:
            weights = mistake_scores.as_function(call, mistake.replaced)(q, k, np.eye(6))  # I V = V: its weights
            adds_up = np.allclose(weights.sum(axis=1), 1, atol=0.01)
            assert ("My rows do not sum to 1" in names) >= (not adds_up), mistake.id
            assert ("My columns sum to 1" in names) == (np.allclose(weights.sum(axis=0), 1) and not adds_up), mistake.id


def test_the_page_lists_every_symptom_with_its_mistakes_and_every_mistake_has_one():
    listed = dict(re.findall(r"^- \*\*(.+?):\*\* (.+)$", PAGE, re.M))
    assert listed.keys() == {symptom.mine for symptom in symptoms.index()}
    for mistake in MISTAKES:
        link = f"[{mistake.title}](#{mistake.id})"
        assert {words for words, line in listed.items() if link in line} == symptoms_of(mistake.id) != set()


# ---- what checks let pass


def passed(check, call):
    return {mistake.id for mistake in of_call(call) if mistake.replaced and check(call, mistake)}


def test_a_stricter_check_lets_fewer_mistakes_pass():
    for call in CALLS:
        shape = passed(mistake_scores.shape_passes, call)
        if call != "multi_head":
            assert passed(mistake_scores.rows_pass, call) < shape
        assert passed(mistake_scores.numbers_pass, call) < shape


def test_known_mistakes_pass_the_weak_checks():
    """A softmax over the queries has rows that do not add up to 1; no scale has, and passes all but the numbers."""
    assert "softmax-over-queries" in passed(mistake_scores.shape_passes, "attention")
    assert "softmax-over-queries" not in passed(mistake_scores.rows_pass, "attention")
    assert "no-scale" in passed(mistake_scores.rows_pass, "causal_attention") & passed(
        mistake_scores.future_passes, "causal_attention"
    )
    assert "peeks" not in passed(mistake_scores.future_passes, "causal_attention")
    assert "no-maximum" in passed(mistake_scores.numbers_pass, "attention")


def test_only_what_a_batch_shows_passes_the_diagnosis_without_one():
    for call in CALLS:
        assert {BY_ID[name].seen for name in passed(mistake_scores.diagnosis_passes, call)} <= {"batch"}


def test_the_exercises_that_check_a_function_are_found():
    found = {number: rest for _, number, *rest in mistake_scores.exercises_with_functions()}
    assert {"4.2", "5.3", "8.2"} <= set(found)
    assert found["4.2"][0] == "check" and found["4.2"][1] == 0 and found["4.2"][2] >= 6


# ---- the tests of attnlib with mistakes built in


def test_every_mistake_was_tried_on_the_tests_of_attnlib():
    file = json.loads(mutants.FILE.read_text(encoding="utf-8"))
    found = file["found"]
    assert set(found) == set(mutants.mutants()) and file["tried on"] == mutants.fingerprints(), "run make mistakes"
    assert all(found.values()), [name for name, caught in found.items() if not caught]


def test_the_record_bites_on_code_and_not_on_what_is_said_about_it():
    source = 'def f(x):\n    """Doc."""\n    return x + 1  # one more\n'
    same = 'def f(x):\n    """Another\n\n    doc."""\n\n    # why\n    return (x + 1)\n'
    assert mutants.fingerprint(source) == mutants.fingerprint(same)
    for other in ("x + 2", "x - 1", "y + 1", "(x, 1)"):
        assert mutants.fingerprint(source) != mutants.fingerprint(source.replace("x + 1", other)), other
    assert mutants.fingerprint("x = None") != mutants.fingerprint("x = ...")
    assert mutants.fingerprint("def f():\n    'doc'\n    g('a')") != mutants.fingerprint("def f():\n    g('b')")


def test_the_record_covers_what_the_mistakes_are_tried_on():
    assert {"attnlib/_checks.py", "attnlib/attention.py", "attnlib/heads.py", "tests/test_heads.py"} <= set(
        mutants.fingerprints()
    )
    assert set(mutants.TESTS) <= set(CALLS)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the tool starts each run as a copy of itself")
def test_what_is_on_file_about_a_mistake_is_so(thorough):
    """Tried again for one mistake of each call, of a sample two, in a process that has not imported the tests yet."""
    names = [
        "softmax/sum-over-queries",
        "attention/no-scale",
        "causal_attention/peeks",
        "masked_attention/mask-inverted",
        "multi_head/split-interleaved",
    ]
    names = names if thorough else [names[0], names[-1]]
    done = subprocess.run([sys.executable, mutants.__file__, *names], capture_output=True, encoding="utf-8")
    on_file = json.loads(mutants.FILE.read_text(encoding="utf-8"))["found"]
    assert json.loads(done.stdout) == {name: on_file[name] for name in names}, done.stderr
