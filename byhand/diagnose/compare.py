"""What a calculation, right or with steps replaced, gives on the probes."""

import math

import numpy as np

from byhand.closeness import ANY, AT_EDGES, gap
from byhand.diagnose.calls import CALLS


def outcome(call, replaced, inputs, begun=None):
    """What the calculation with the steps `replaced` gives, or None where its shapes do not fit.

    Rows of queries that it leaves nothing to attend to are ANY. begun: see `Call.trace`.
    """
    values = trace(call, replaced, inputs, begun)
    if values is None:
        return None
    found = finite_or_nan(last(values))
    if "mask" in values:
        empty = np.isneginf(values["mask"]).all(axis=-1)
        if empty.shape == found.shape[:-1]:
            found[empty] = ANY
    return found


def trace(call, replaced, inputs, begun=None):
    """Every step of a calculation, {step: array}, or None where its shapes do not fit."""
    try:
        return CALLS[call].trace(inputs, replaced, begun)
    except (ValueError, IndexError):
        return None


def last(values):
    """The result of a trace, its last value."""
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
    return "right" if gap(expected, found) <= AT_EDGES else "wrong"


def outcomes(call, replaced, inputs):
    """The outcome for each probe, {name: array or None}; inputs: {name: {parameter: array}}."""
    return {name: outcome(call, replaced, values) for name, values in inputs.items()}


def distance(a, b):
    """How far two functions lie apart on the probes: their largest gap. a, b: {name: array or None}.

    Infinite where only one of them fails, or where only one of them leaves a query nothing to attend to.
    """
    return max(math.inf if _any_elsewhere(a[name], b[name]) else gap(a[name], b[name]) for name in a)


def _any_elsewhere(a, b):
    """True if ANY stands in different places of two tables of one shape."""
    return a is not None and b is not None and a.shape == b.shape and bool(((a == ANY) != (b == ANY)).any())
