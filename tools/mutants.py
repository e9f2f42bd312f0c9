"""Which mistakes of the catalogue would the project's own tests let pass? Try every one, write tools/mutants.json.

    python tools/mutants.py                                try all (about two minutes)
    python tools/mutants.py causal_attention/peeks …       try these, print what became of them, write nothing

A mutant is attnlib with one mistake built in: what it checks and the types that it returns stay what they are, and the
numbers are those of the mistake. It is found if one test fails. Each runs in a process of its own.
"""

import ast
import json
import os
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from project import ROOT

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import attnlib  # noqa: E402
import attnlib.heads  # noqa: E402
from byhand.diagnose.calls import CALLS  # noqa: E402
from byhand.diagnose.mistakes import BY_ID, of_call  # noqa: E402

CONTROL = BY_ID["changes-inputs"]  # replaces no step
FILE = Path(__file__).with_suffix(".json")
MODULES = [sys.modules["attnlib"], sys.modules["attnlib.attention"], sys.modules["attnlib.heads"]]
OPTIONS = ["-x", "-q", "--noconftest", "-p", "no:cacheprovider", "-o", "addopts="]
TESTS = {  # call -> the tests that should find its mistakes; a call without attnlib's own function has no line
    "softmax": ["test_attention.py"],
    "attention": ["test_golden.py", "test_attention.py"],
    "masked_attention": ["test_golden.py", "test_attention.py"],
    "causal_attention": ["test_golden.py", "test_attention.py"],
    "multi_head": ["test_heads.py"],
}


def mutants():
    """{"call/id": (call, mistake)} for every mistake that changes numbers, of the calls that TESTS names."""
    return {f"{call}/{mistake.id}": (call, mistake) for call in TESTS for mistake in of_call(call)}


def fingerprints():
    """{path: fingerprint} of the library and the tests that were tried: after a change of code, try again."""
    paths = [
        *(ROOT / "attnlib" / name for name in ("_checks.py", "attention.py", "heads.py")),
        *(ROOT / "tests" / name for name in sorted({name for names in TESTS.values() for name in names})),
    ]
    return {path.relative_to(ROOT).as_posix(): fingerprint(path.read_text(encoding="utf-8")) for path in paths}


def fingerprint(source):
    """The beginning of the SHA-256 of a source's code: without layout, comments and docstrings, in any Python."""
    return sha256(repr(code_of(ast.parse(source))).encode()).hexdigest()[:16]


def code_of(node):
    """A syntax tree as nested tuples. What is empty is left out: a newer Python has fields that an older has not."""
    if isinstance(node, list):
        return [code_of(each) for each in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and has_docstring(node):
        fields["body"] = node.body[1:]
    return type(node).__name__, [(name, code_of(value)) for name, value in fields.items() if value not in (None, [])]


def has_docstring(node):
    return ast.get_docstring(node, clean=False) is not None


def install(call, mistake):
    """Build the mistake into attnlib, in this process."""
    if call == "softmax":
        _replace("softmax", mutated_softmax(mistake))
    elif call == "multi_head":
        _replace("multi_head_attention", mutated_heads(mistake))
    else:
        causal = call == "causal_attention"
        _replace("attention", mutated_attention(mistake, attnlib.attention, "mixing", masked_only=causal))
        _replace("attention_weights", mutated_attention(mistake, attnlib.attention_weights, "division", causal))


def _replace(name, function):
    for module in MODULES:
        if hasattr(module, name):
            setattr(module, name, function)


def changed(call, inputs, wrong, unchanged, step, right):
    """`right`, with the numbers of the steps `wrong` wherever they are not those of the steps `unchanged`.

    So what attnlib does besides, with float16 or infinity, stays as it is, and only the mistake is tested.
    """
    try:
        came, without = (np.asarray(CALLS[call].trace(inputs, replaced)[step]) for replaced in (wrong, unchanged))
    except AttributeError:  # weights that would need the values
        return right
    if came.shape != without.shape:
        return came
    same = (came == without) | (np.isnan(came) & np.isnan(without))
    return np.where(same, right, came).astype(right.dtype)


def mutated_softmax(mistake):
    original = attnlib.softmax

    def softmax(scores, axis=-1):
        right = original(scores, axis)
        axis = axis if right.ndim > 1 else -1
        last = np.moveaxis(np.atleast_2d(np.asarray(scores, dtype=np.float64)), axis, -1)
        came = changed(
            "softmax", {"scores": last}, mistake.replaced, {}, "division", np.moveaxis(np.atleast_2d(right), axis, -1)
        )
        return np.moveaxis(came, -1, axis).reshape(right.shape)

    return softmax


def mutated_attention(mistake, original, step, masked_only):
    """attention or attention_weights with the mistake; masked_only: only where there is a mask to get wrong."""

    def attention(q, k, *v, mask=None, scale=None):
        right = original(q, k, *v, mask=mask, scale=scale)
        if mask is None and masked_only:
            return right
        inputs = {name: np.asarray(table, dtype=np.float64) for name, table in zip("qkv", (q, k, *v))}
        given = {} if scale is None else {"scaling": lambda scores, c: scores * float(scale)}
        if mask is None:
            wrong = {name: step for name, step in mistake.replaced.items() if name != "mask"}
            return changed("attention", inputs, given | wrong, given, step, right)
        mask = np.asarray(mask)
        if mask.dtype != bool:
            given["mask"] = lambda scores, c: np.where(mask == -np.inf, -np.inf, scores + mask)
        inputs["mask"] = np.broadcast_to(mask if mask.dtype == bool else mask > -np.inf, scores_shape(inputs, mask))
        return changed("masked_attention", inputs, given | mistake.replaced, given, step, right)

    return attention


def scores_shape(inputs, mask):
    batch = np.broadcast_shapes(inputs["q"].shape[:-2], inputs["k"].shape[:-2], mask.shape[:-2])
    return (*batch, inputs["q"].shape[-2], inputs["k"].shape[-2])


def mutated_heads(mistake):
    """Several heads with the mistake, where no mask is given and the values are as wide as the keys."""
    original = attnlib.multi_head_attention

    def multi_head_attention(x, w_q, w_k, w_v, w_o, heads, *, mask=None):
        right = original(x, w_q, w_k, w_v, w_o, heads, mask=mask)
        if mask is not None or np.shape(w_q) != np.shape(w_v):
            return right
        tables = (np.asarray(table, dtype=np.float64) for table in (x, w_q, w_k, w_v, w_o))
        inputs = dict(zip(CALLS["multi_head"].parameters, (*tables, heads)))
        return changed("multi_head", inputs, mistake.replaced, {}, "output projection", right)

    return multi_head_attention


def found(call, mistake):
    """True if the tests fail with the mistake built in. They run in a child of this process, without its output."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os.chdir(ROOT)
        try:
            install(call, mistake)
            status = pytest.main([*OPTIONS, *(f"tests/{name}" for name in TESTS[call])])
        finally:
            os._exit(int(status) if isinstance(status, int) else 9)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"the tests of {call} did not run with the mistake {mistake.id}: status {status}")
    return status == pytest.ExitCode.TESTS_FAILED


def main(arguments):
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # without plugins a run takes a second less
    known = mutants()
    for call in dict.fromkeys(known[name][0] for name in arguments or known):
        if found(call, CONTROL):
            raise RuntimeError(f"the tests of {call} find a mutant without a mistake")
    results = {name: found(*known[name]) for name in arguments or known}
    if arguments:
        print(json.dumps(results))
        return 0
    file = {"tried on": fingerprints(), "found": results}
    FILE.write_text(json.dumps(file, indent=0) + "\n", encoding="utf-8")
    print(f"{sum(results.values())} of {len(results)} mistakes are found by the tests")
    for call in CALLS.keys() - TESTS.keys():
        print(f"not tried, because no tests are named for it: {call}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
