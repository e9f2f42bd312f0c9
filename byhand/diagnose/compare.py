"""Compare what functions give on the probes."""

import math

import numpy as np

from byhand.diagnose import steps

TOLERANCE = 1e-4  # of the size of the numbers: float32 stays below 1e-5, the closest mistakes lie above 1e-2
EDGE_TOLERANCE = 1e-2  # float32 holds scores of hundreds less exactly
ANY = math.inf  # stands in a mistake's result where nothing can be said: rows that it leaves nothing to see


def outcome(call, replaced, inputs):
    """What the calculation with the steps `replaced` gives, or None where its shapes do not fit.

    Rows of queries that it leaves nothing to attend to are ANY.
    """
    values = trace(call, replaced, inputs)
    if values is None:
        return None
    found = finite_or_nan(last(values))
    if "mask" in values:
        empty = np.isneginf(values["mask"]).all(axis=-1)
        if empty.shape == found.shape[:-1]:
            found[empty] = ANY
    return found


def trace(call, replaced, inputs):
    """Every step of a calculation, or None where its shapes do not fit."""
    try:
        return steps.trace(call, inputs, replaced)
    except (ValueError, IndexError):
        return None


def last(values):
    return list(values.values())[-1]


def finite_or_nan(values):
    """A copy as float64 in which infinity is NaN: neither is a result."""
    array = np.array(values, dtype=np.float64)
    array[~np.isfinite(array)] = np.nan
    return array


def edge_class(call, probe, found, replaced=()):
    """What becomes of a result on an edge: "right", "lost" (NaN somewhere, or none) or "wrong".

    Right is what the calculation with these steps replaced gives; rows that it leaves open are not looked at for NaN.
    """
    expected = outcome(call, replaced, probe.inputs)
    if found is None or (np.isnan(found) & (expected != ANY if replaced else True)).any():
        return "lost"
    return "right" if gap(expected, found) <= EDGE_TOLERANCE else "wrong"


def close(expected, found, tolerance=TOLERANCE):
    return gap(expected, found) <= tolerance


def outcomes(call, replaced, inputs):
    """The outcome for each probe, {name: array or None}; inputs: {name: {parameter: array}}."""
    return {name: outcome(call, replaced, values) for name, values in inputs.items()}


def gap(a, b):
    """How far two results lie apart: the largest difference of two numbers, in units of the larger table.

    Infinite where only one of them is a result, or only one of two numbers is NaN. ANY agrees with everything.
    """
    if a is None or b is None:
        return 0.0 if a is b else math.inf
    if a.shape != b.shape:
        return math.inf
    open_to = (a == ANY) | (b == ANY) | (np.isnan(a) & np.isnan(b))
    if open_to.all():
        return 0.0
    a, b = a[~open_to], b[~open_to]
    if np.isnan(a).any() or np.isnan(b).any():
        return math.inf
    size = max(1.0, np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / size)


def distance(a, b):
    """How far two functions lie apart on the probes: their largest gap.

    Infinite where only one of them fails, or where only one of them leaves a query nothing to attend to.
    """
    return max(math.inf if _opened(a[name], b[name]) else gap(a[name], b[name]) for name in a)


def _opened(a, b):
    """True if ANY stands in different places of two tables of one shape."""
    return a is not None and b is not None and a.shape == b.shape and bool(((a == ANY) != (b == ANY)).any())
