"""Which mistakes of the catalogue does a check let pass, and what does the diagnoser say of each?

The weak checks are those that courses and issue threads use; `tools/mistakes.py` prints the result in the book.
"""

import inspect
import json
import re
import sys
from collections import Counter
from functools import cache

import numpy as np
from project import ROOT

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from attnlib import causal_mask  # noqa: E402
from byhand import diagnose  # noqa: E402
from byhand.diagnose import steps  # noqa: E402
from byhand.diagnose.compare import gap, last, trace  # noqa: E402
from byhand.diagnose.mistakes import of_call  # noqa: E402
from byhand.exercises.all import mistaken_scores  # noqa: E402
from website import chapters  # noqa: E402

CALLS = {
    "softmax": "softmax",
    "attention": "attention",
    "masked_attention": "attention with a mask",
    "causal_attention": "causal attention",
    "multi_head": "several heads",
}
EXACT = 1e-6
drawn = np.random.default_rng(0).standard_normal


# What such checks are usually fed: a batch of two, five words, four channels, numbers around 0.
QKV = {name: drawn((2, 5, 4)) for name in "qkv"}
INPUTS = {
    "softmax": {"scores": drawn((2, 5, 5))},
    "attention": QKV,
    "masked_attention": QKV | {"mask": causal_mask(5)},
    "causal_attention": QKV,
    "multi_head": {"x": drawn((2, 5, 8)), **{name: drawn((8, 8)) for name in ("w_q", "w_k", "w_v", "w_o")}, "heads": 2},
}
MASKED = ("masked_attention", "causal_attention")


# ---- checks: True if the mistake passes, None where the check cannot be made


def shape_passes(call, mistake):
    """The result has the right shape."""
    wrong, right = (trace(call, replaced, INPUTS[call]) for replaced in (mistake.replaced, {}))
    return wrong is not None and np.shape(last(wrong)) == np.shape(last(right))


def rows_pass(call, mistake):
    """The shape is right, the shares of every row add up to 1, and those of what is hidden are 0."""
    if call == "multi_head":
        return None
    if not shape_passes(call, mistake):
        return False
    weights = np.asarray(trace(call, mistake.replaced, INPUTS[call])["division"])
    if weights.shape != (2, 5, 5):
        return False
    hidden = ~causal_mask(5) if call in MASKED else np.zeros((5, 5), dtype=bool)
    return bool(np.allclose(weights.sum(axis=-1), 1, atol=EXACT) and np.allclose(weights[..., hidden], 0, atol=EXACT))


def future_passes(call, mistake):
    """Another last word changes no output before it."""
    if call not in MASKED:
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
    mistakes, tests = of_call(call), tests_let_pass()
    checks = WEAK | {"diagnose": diagnosis_passes, "tests": lambda call, mistake: tests[f"{call}/{mistake.id}"]}
    passed = {
        name: [check(call, mistake) for mistake in mistakes if mistake.replaced] for name, check in checks.items()
    }
    return {name: (None if None in found else sum(found), len(found)) for name, found in passed.items()}


def exercises():
    """[(chapter, exercise, what is asked, how many mistakes pass, of how many)] where a function is handed in."""
    found = []
    for path in chapters.paths():
        for exercise in chapters.read(path).exercises:
            source, title = "\n".join(cell.source for cell in exercise.starts), f"Exercise {exercise.number}"
            found += [
                (path, title, f"diagnose.{call}", *scores(call)["diagnose"])
                for call in re.findall(r"diagnose\.(\w+)\(", source)
                if call in CALLS
            ]
            if f'check("{SCORES}"' in source:
                found.append((path, title, "diagnose.check", *scores_that_pass()))
    return found


SCORES = "4.3"  # the exercise that asks for q @ k.T alone


def scores_that_pass():
    """(passed, of): the mistakes in the scores of queries and keys that the check of this exercise calls correct."""
    square = {"q": np.eye(2), "k": np.eye(2)}
    known = [
        mistake
        for mistake in of_call("attention")
        if set(mistake.replaced) == {"scores"} and mistaken_scores(mistake, square) is not None
    ]
    said = [
        diagnose.check(SCORES, lambda q, k, mistake=mistake: mistaken_scores(mistake, {"q": q, "k": k}))
        for mistake in known
    ]
    return sum(answer.verdict == "correct" for answer in said), len(said)


# ---- verdicts


def as_function(call, replaced):
    """The calculation with these steps replaced, as a function that takes its parameters by place."""
    names = steps.PARAMETERS[call]

    def calculated(*given):
        return last(steps.trace(call, dict(zip(names, given)), replaced))

    calculated.__signature__ = inspect.Signature([
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names
    ])
    return calculated


def verdict(call, mistake, batch=True):
    return report(call, mistake, batch).verdict


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

    rows = {CALLS[call]: Counter(kind(*pair) for pair in reports.items()) for call, reports in found.items()}
    for name, functions in (
        ("right functions", right_functions.RIGHT),
        ("wrong, not listed", unknown_functions.UNKNOWN),
    ):
        said = [getattr(diagnose, call)(fn).verdict for call, fn, _ in functions]
        rows[name] = Counter(word if word in ("unknown", "correct") else "another name" for word in said)
    return rows
