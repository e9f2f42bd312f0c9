"""What is said of a function that gives no numbers to compare."""

import numpy as np

from byhand.diagnose.report import Report
from byhand.diagnose.running import BadReturn, NothingYet
from byhand.diagnose.steps import PARAMETERS

EXPECTED = {
    "softmax": "scores (..., n) in, shares (..., n) out.",
    "attention": "q (..., n_q, d_k), k (..., n_k, d_k), v (..., n_k, d_v) in, the output (..., n_q, d_v) out, "
    "alone or as (output, weights).",
    "masked_attention": "q (..., n_q, d_k), k (..., n_k, d_k), v (..., n_k, d_v) and mask (..., n_q, n_k), True where "
    "attention is allowed, in; the output (..., n_q, d_v) out, alone or as (output, weights).",
    "causal_attention": "q and k (..., n, d_k), v (..., n, d_v) in, the output (..., n, d_v) out, "
    "alone or as (output, weights).",
    "multi_head": "x (..., n, d_model), four matrices (d_model, d_model) and the number of heads in, "
    "the output (..., n, d_model) out, alone or as (output, weights).",
}


def expected_call(call):
    """How the function of a call is called: fn(q, k, v)."""
    return f"fn({', '.join(PARAMETERS[call])})"


def failure(call, kind, explanation):
    """The report on such a function; kind: see Report.failure."""
    text = f"{explanation} Expected is a function {expected_call(call)}: {EXPECTED[call]}"
    return Report(call, "unknown", (), None, text, failure=kind)


def wrong_signature(call):
    """The report on a function that takes other parameters."""
    n = len(PARAMETERS[call])
    return failure(call, "signature", f"It cannot be called with {n} value{'s' * (n > 1)}, as {expected_call(call)}.")


def what_failed(error, probe):
    """(kind, sentence) for a call that gave no table."""
    shapes = ", ".join(
        f"{name} {np.shape(value)}" if np.ndim(value) else f"{name} = {value}" for name, value in probe.inputs.items()
    )
    if isinstance(error, NothingYet):
        return "waiting", "Put your code in the place of the dots."
    if isinstance(error, BadReturn):
        return "type", f"Given {shapes}, {returned(error)}"
    if isinstance(error, RecursionError):
        return "recursion", f"Given {shapes}, it called itself until Python stopped it."
    return "error", f"Given {shapes}, it raised {type(error).__name__}: {told(error)}."


def returned(error):
    """The sentence on a BadReturn."""
    return f"it returned {error}{'' if str(error).endswith('?') else '.'}"


def told(error):
    """What an exception says, cut to a sentence; it may be anything."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = "(its message cannot be read)"
    return text if len(text) <= 200 else text[:199] + "…"
