"""Which mistakes of the catalogue does a check let pass, and what does the diagnoser say of each?

The weak checks are those that courses and issue threads use; `tools/mistakes.py` prints the result in the book.
"""

import inspect
import json
import sys
from collections import Counter
from functools import cache

import numpy as np
from project import ROOT

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from attnlib import causal_mask  # noqa: E402
from byhand import check, diagnose, exercises  # noqa: E402
from byhand.closeness import gap  # noqa: E402
from byhand.diagnose.calls import CALLS  # noqa: E402
from byhand.diagnose.compare import last, trace  # noqa: E402
from byhand.diagnose.mistakes import of_call  # noqa: E402
from byhand.exercises.registry import DIAGNOSED, order  # noqa: E402

EXACT = 1e-6


def ordinary_inputs(call):
    """What weak checks are usually fed: a batch of two with random numbers around 0, and a causal mask if there is one.

    In the shapes of the probe with a batch.
    """
    rng = np.random.default_rng(0)
    (batch, *_) = call.probes_of("batch")
    return {name: _like(value, rng) for name, value in batch.inputs.items()}


def _like(value, rng):
    if np.ndim(value) == 0:
        return value
    if value.dtype == bool:
        return causal_mask(value.shape[-1])
    return rng.standard_normal(value.shape)


INPUTS = {name: ordinary_inputs(call) for name, call in CALLS.items()}


# ---- checks: True if the mistake passes, None where the check cannot be made


def shape_passes(call, mistake):
    """The result has the right shape."""
    wrong, right = (trace(call, replaced, INPUTS[call]) for replaced in (mistake.replaced, {}))
    return wrong is not None and np.shape(last(wrong)) == np.shape(last(right))


def rows_pass(call, mistake):
    """The shape is right, the shares of every row add up to 1, and those of what is hidden are 0."""
    if CALLS[call].has_heads:
        return None
    if not shape_passes(call, mistake):
        return False
    weights, right = (
        np.asarray(trace(call, replaced, INPUTS[call])["division"]) for replaced in (mistake.replaced, {})
    )
    if weights.shape != right.shape:
        return False
    hidden = right == 0
    return bool(np.allclose(weights.sum(axis=-1), 1, atol=EXACT) and np.allclose(weights[hidden], 0, atol=EXACT))


def future_passes(call, mistake):
    """Another last word changes no output before it."""
    if "mask" not in CALLS[call].steps:
        return None
    inputs = INPUTS[call]
    changed = inputs | {name: np.concatenate([inputs[name][:, :-1], inputs[name][:, -1:] + 1], axis=1) for name in "kv"}
    outputs = [trace(call, mistake.replaced, given) for given in (inputs, changed)]
    if None in outputs:
        return False
    before, after = (np.asarray(last(values)) for values in outputs)
    return before.shape == after.shape and bool(np.allclose(before[:, :-1], after[:, :-1], atol=EXACT))


def numbers_pass(call, mistake):
    """All numbers of this one example are right."""
    wrong, right = (trace(call, replaced, INPUTS[call]) for replaced in (mistake.replaced, {}))
    return wrong is not None and gap(np.asarray(last(right)), np.asarray(last(wrong))) < EXACT


def diagnosis_passes(call, mistake):
    """The check of the chapters says "correct"."""
    return verdict(call, mistake, batch=False) == "correct"


WEAK = {
    "the shape": shape_passes,
    "shape, sums, hidden is 0": rows_pass,
    "another last word": future_passes,
    "one example": numbers_pass,
}


def tests_let_pass():
    """{"call/id": True if all tests of attnlib pass with the mistake built in}, as tools/mutants.py found it."""
    found = json.loads((ROOT / "tools" / "mutants.json").read_text(encoding="utf-8"))["found"]
    return {name: not caught for name, caught in found.items()}


@cache
def scores(call):
    """{check: (how many mistakes pass, of how many)}; (None, n) where the check cannot be made."""
    tests = tests_let_pass()
    checks = WEAK | {"diagnose": diagnosis_passes, "tests": lambda call, mistake: tests.get(f"{call}/{mistake.id}")}
    mistakes = [mistake for mistake in of_call(call) if mistake.replaced]
    passed = {name: [passes(call, mistake) for mistake in mistakes] for name, passes in checks.items()}
    return {name: (None if None in found else sum(found), len(found)) for name, found in passed.items()}


def exercises_with_functions():
    """[(page, number, what is asked, how many mistakes pass, of how many)] of the exercises that take a function."""
    found = [(number, f"diagnose.{call}", *scores(call)["diagnose"]) for number, call in DIAGNOSED.items()]
    for module in exercises.CHAPTERS.values():
        for number, functions in getattr(module, "REFUSED", {}).items():
            verdicts = [check(number, function).verdict for function in functions]
            found.append((number, "check", verdicts.count("correct"), len(verdicts)))
    return [(page_of(number), number, *rest) for number, *rest in sorted(found, key=lambda row: order(row[0]))]


def page_of(number):
    """The page of the chapter that an exercise stands in."""
    return next(page for chapter, page in exercises.PAGES.items() if int(chapter) == order(number)[0])


# ---- verdicts


def as_function(call, replaced):
    """The calculation with these steps replaced, as a function that takes its parameters by place."""
    names = CALLS[call].parameters

    def calculated(*given):
        return last(CALLS[call].trace(dict(zip(names, given)), replaced))

    calculated.__signature__ = inspect.Signature([
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names
    ])
    return calculated


def verdict(call, mistake, batch=True):
    return report(call, mistake, batch).verdict


@cache
def report(call, mistake, batch=True):
    return getattr(diagnose, call)(as_function(call, mistake.replaced), batch=batch)


def kind(mistake, found):
    """What a report says of a mistake: its own name, that of its twin, both it and another, or what else."""
    if found.verdict == mistake.id:
        return "its name"
    if found.verdict in mistake.same and mistake.id in found.mistakes:
        return "its name and its twin's"
    if found.verdict == "several" and mistake.id in found.mistakes:
        return "its name and another's"
    return found.verdict if found.verdict in ("unknown", "correct") else "another name"


KINDS = ("its name", "its name and its twin's", "its name and another's", "another name", "unknown", "correct")


def verdicts():
    """{call: {mistake: its report}} for all mistakes that change numbers."""
    return {call: {mistake: report(call, mistake) for mistake in of_call(call)} for call in CALLS}


def confusion(found):
    """{row: Counter of kinds}: the mistakes of each call, then the right functions and the unlisted wrong ones."""
    import right_functions
    import unknown_functions

    rows = {CALLS[call].title: Counter(kind(*pair) for pair in reports.items()) for call, reports in found.items()}
    for name, functions in (
        ("right functions", right_functions.RIGHT),
        ("wrong, not listed", unknown_functions.UNKNOWN),
    ):
        said = [getattr(diagnose, call)(fn).verdict for call, fn, _ in functions]
        rows[name] = Counter(word if word in ("unknown", "correct") else "another name" for word in said)
    return rows
