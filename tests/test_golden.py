"""attnlib.attention gives what PyTorch's scaled_dot_product_attention gave; golden/make_golden.py made the answers.

A last test holds that these cases are worth something: wrong versions of attention fail on them, other right ones pass.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import versions

from attnlib import PENCIL_K, PENCIL_Q, PENCIL_V, W_K, W_Q, W_V, X, attention, attention_weights

pytestmark = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")  # what is collected here is another test's
FILE = Path(__file__).parent / "golden" / "golden.json"
CASES = {case["name"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
DOUBLE = [name for name, case in CASES.items() if case["dtype"] == "float64"]
TOLERANCE = {"float64": 1e-12, "float32": 1e-6, "float16": 2e-3}


def inputs(case):
    q, k, v = (np.array(case[name], dtype=case["dtype"]) for name in "qkv")
    return q, k, v, None if case["mask"] is None else np.array(case["mask"]), case["scale"]


def same(came, golden, tolerance=1e-12):
    golden = np.array(golden)
    return came.shape == golden.shape and np.allclose(came, golden, rtol=tolerance, atol=tolerance, equal_nan=True)


@pytest.mark.parametrize("name", CASES)
def test_the_same_as_pytorch(name):
    case = CASES[name]
    q, k, v, mask, scale = inputs(case)
    weights, output = attention_weights(q, k, mask=mask, scale=scale), attention(q, k, v, mask=mask, scale=scale)
    assert weights.dtype == output.dtype == case["dtype"]
    assert same(weights, case["weights"], TOLERANCE[case["dtype"]])
    assert same(output, case["output"], TOLERANCE[case["dtype"]])


def test_the_two_examples_of_the_course_are_among_the_cases():
    for name, (q, k, v) in {
        "the cat sat on the mat": (X @ W_Q, X @ W_K, X @ W_V),
        "pencil and paper": (PENCIL_Q, PENCIL_K, PENCIL_V),
    }.items():
        for ours, theirs in zip((q, k, v), inputs(CASES[name])):
            np.testing.assert_allclose(ours, theirs, rtol=1e-15)


def accepted(version, name):
    """Does a version of attention give the golden output of a case?"""
    with np.errstate(all="ignore"):
        try:
            return same(version(*inputs(CASES[name])), CASES[name]["output"])
        except ValueError:  # shapes that do not fit
            return False


@pytest.mark.parametrize("name", versions.WRONG)
def test_a_wrong_version_fails(name):
    assert not all(accepted(versions.WRONG[name], case) for case in DOUBLE)


@pytest.mark.parametrize("name", versions.RIGHT)
def test_another_right_version_passes(name):
    failed = [case for case in DOUBLE if not accepted(versions.RIGHT[name], case)]
    assert not failed
