"""The catalogue of mistakes is what the table of mistakes says, and every diagnosis can link to it."""

import json
import os
import re
import subprocess
import sys

import mistake_scores
import mistakes
import mutants
import pytest

from byhand.diagnose import BY_ID
from byhand.diagnose.calls import CALLS
from byhand.diagnose.mistakes import MISTAKES, of_call

PAGE = mistakes.PAGE.read_text(encoding="utf-8")


def test_the_committed_page_is_what_the_table_gives():
    assert mistakes.page() == PAGE, "run make mistakes"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_every_mistake_has_its_place_both_lines_and_its_effect(mistake):
    (part,) = re.findall(rf"^\({mistake.id}\)=\n(.*?)(?=^\(|^## )", PAGE, re.M | re.S)
    assert part.startswith(f"### {mistake.title}\n")
    assert f"Written: `{mistake.wrong}`<br>\nRight: `{mistake.right}`\n" in part
    assert ('<div class="effect"><svg' in part) + ("On our sentence" in part) == (not mistake.unseen)
    assert "*When is it invisible?*" in part and part.count("https://github.com/") == bool(mistake.source) * (
        1 + mistake.source.count(";")
    )


def test_the_page_shows_almost_all_mistakes_on_the_sentence():
    assert PAGE.count('<div class="effect">') >= 60


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
