"""Checks of what comes into a figure, with their messages. Each returns its input in the form that figures use."""

import numbers

import numpy as np

from byhand.wording import clean


def matrix(values, name="matrix"):
    """The values as a float array of two axes; ValueError for other shapes, emptiness, NaN or infinity."""
    return _array(values, name, 2, "two axes (rows, columns)")


def vector(values, name):
    """The values as a float array of one axis; ValueError for other shapes, emptiness, NaN or infinity."""
    return _array(values, name, 1, "one axis")


def _array(values, name, axes, expected):
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers in rows of one length: got {values!r:.80}") from None
    if array.ndim != axes or not array.size:
        raise ValueError(f"{name} must have {expected} and not be empty: got shape {array.shape}")
    if not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} must hold finite numbers only: got {array[place]} at {place}")
    return array


def shares(values, name="weights"):
    """The values as a matrix of shares; ValueError unless each lies from 0 to 1."""
    array = matrix(values, name)
    if array.min() < 0 or array.max() > 1 + 1e-6:
        raise ValueError(f"{name} must be shares from 0 to 1: got values from {array.min():.4g} to {array.max():.4g}")
    return array


def share_rows(weights, tokens):
    """The weights as a matrix (n, n) for n tokens; one row (n,) counts as the row of every token."""
    array = np.asarray(weights)
    rows = shares(np.tile(array, (len(tokens), 1)) if array.ndim == 1 else weights)
    if rows.shape != (len(tokens), len(tokens)):
        raise ValueError(
            f"weights must be ({len(tokens)}, {len(tokens)}) or ({len(tokens)},) for {len(tokens)} "
            f"tokens: got {np.shape(weights)}"
        )
    return rows


def labels(names, count, what):
    """The names as a tuple of text; ValueError unless there is one for each of `count` rows or columns."""
    if isinstance(names, str):
        raise ValueError(f"{what} must be a list of words, not one string: got {names!r:.40}")
    found = tuple(clean(name) for name in names)
    if len(found) != count:
        raise ValueError(f"{what} must name each of {count}: got {len(found)}, {found!r:.80}")
    return found


def tokens(names):
    """The tokens as a tuple of text; ValueError if there are none."""
    found = labels(names, len(names), "tokens")
    if not found:
        raise ValueError("tokens must hold at least one word: got none")
    return found


def cells(mark, shape):
    """The marked cells as a set of (i, j); ValueError for one outside a matrix of this shape."""
    marked = {(int(i), int(j)) for i, j in mark or ()}
    for i, j in marked:
        if not (0 <= i < shape[0] and 0 <= j < shape[1]):
            raise ValueError(f"mark must name cells inside {shape[0]} rows and {shape[1]} columns: got {(i, j)}")
    return marked


def index(query, names):
    """The index of the asking word, given as an index or as a word; ValueError unless it stands there once."""
    if isinstance(query, str):
        if names.count(query) != 1:
            raise ValueError(
                f"query must be an index, or a word that stands once in {' '.join(names)!r:.80}: "
                f"got {query!r}, which stands there {names.count(query)} times"
            )
        return names.index(query)
    if not isinstance(query, numbers.Integral) or not 0 <= query < len(names):
        raise ValueError(f"query must be an index from 0 to {len(names) - 1} or a word: got {query!r}")
    return int(query)


def series(values, length, what):
    """A dict of name -> numbers as a dict of text -> vectors; ValueError unless all have this length."""
    if not values:
        raise ValueError("series must hold at least one name with its numbers: got none")
    found = {clean(name): vector(row, f"series {name!r}") for name, row in values.items()}
    for name, array in found.items():
        if len(array) != length:
            raise ValueError(f"series {name!r} must have one number for each of {length} {what}: got {len(array)}")
    return found
