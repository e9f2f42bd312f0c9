"""The one place that decides when numbers are equal: for answers to exercises, and for functions on trial.

People round and computers do not, so two measures are needed and no more: `agree` for what somebody worked out with a
pencil, place by place; `close` for what a function has calculated, table by table.
"""

import math

import numpy as np

# ---- worked out by hand

BY_HAND = 0.006  # two decimals are enough, a 5 behind them rounded up or down
BY_HAND_PART = 2e-4  # of large numbers, of which four digits are written: 233.3 for 233⅓

# ---- calculated: the largest difference of two tables, in units of the larger table

CALCULATED = 1e-4  # float32 stays below 1e-5, the closest mistakes lie above 1e-2
FLOAT32 = 1e-5  # as close as float32 comes; nothing coarser does
FLOAT16 = 5e-3  # what float16 can make of a result
AT_EDGES = 1e-2  # of scores of hundreds float32 holds fewer digits
SAME = 1e-9  # one calculation in two orders, both in float64
VISIBLE = 1e-2  # a difference that two decimals show

ANY = math.inf  # in a table: any number will do there


def agree(given, right):
    """Place by place, True where a number worked out by hand is right; one False where the shapes differ."""
    given, right = np.asarray(given, dtype=float), np.asarray(right, dtype=float)
    if given.shape != right.shape:
        return np.array(False)
    return np.isclose(given, right, rtol=BY_HAND_PART, atol=BY_HAND)


def close(expected, found, tolerance=CALCULATED):
    """True if two results of a calculation, tables or None, are the same up to the tolerance."""
    return gap(expected, found) <= tolerance


def gap(a, b):
    """How far two results lie apart: the largest difference of two numbers, in units of the larger table.

    Infinite where only one of them is a result, or only one of two numbers is NaN. ANY agrees with everything.
    """
    if a is None or b is None:
        return 0.0 if a is b else math.inf
    if a.shape != b.shape:
        return math.inf
    skipped = (a == ANY) | (b == ANY) | (np.isnan(a) & np.isnan(b))
    if skipped.all():
        return 0.0
    a, b = a[~skipped], b[~skipped]
    if np.isnan(a).any() or np.isnan(b).any():
        return math.inf
    size = max(1.0, np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / size)
