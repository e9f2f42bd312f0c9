"""What is said of a function that gives no numbers to compare."""

import numpy as np

from byhand import wording
from byhand.diagnose.calls import CALLS
from byhand.diagnose.report import Report
from byhand.diagnose.running import BadReturn, NothingYet

LONGEST = 200  # characters of what an exception says


def failure(call, kind, explanation):
    """The report on such a function; kind: see Report.failure."""
    text = f"{explanation} Expected is a function {CALLS[call].signature}: {CALLS[call].expected}"
    return Report(call, "unknown", (), None, text, failure=kind)


def wrong_signature(call):
    """The report on a function that takes other parameters."""
    n = len(CALLS[call].parameters)
    explanation = f"It cannot be called with {n} value{'s' * (n > 1)}, as {CALLS[call].signature}."
    return failure(call, "signature", explanation)


def what_failed(error, probe):
    """(kind, sentence) for a call that gave no table."""
    shapes = ", ".join(
        f"{name} {np.shape(value)}" if np.ndim(value) else f"{name} = {value}" for name, value in probe.inputs.items()
    )
    if isinstance(error, NothingYet):
        return "waiting", "Put your code in the place of the dots."
    if isinstance(error, BadReturn):
        return "type", f"Given {shapes}, {sentence_on_return(error)}"
    if isinstance(error, RecursionError):
        return "recursion", f"Given {shapes}, it called itself until Python stopped it."
    return "error", f"Given {shapes}, it raised {type(error).__name__}: {message_of(error)}."


def sentence_on_return(error):
    """The sentence on a BadReturn."""
    return f"it returned {error}{'' if str(error).endswith('?') else '.'}"


def message_of(error):
    """What an exception says, cut to a sentence; it may be anything."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = "(its message cannot be read)"
    return wording.cut_to_length(text, LONGEST)
