"""Checks of what comes into the functions of attnlib, with their messages. There is no mathematics here.

Functions named as_… return their input in the form that the calculation needs; functions named check_… return nothing.
Both raise TypeError for what is of the wrong kind, ValueError for what has the wrong size or value.
"""

import math
import numbers

import numpy as np

QUOTED = 60  # characters of a value that a message quotes


def as_array(name, values):
    """`values` as an array; TypeError for a masked one, ValueError for rows of different lengths."""
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(f"{name} must not be a masked array, whose mask would be lost: fill it, or pass a mask")
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be a rectangular array: got rows of different lengths") from None


def as_floats(name, values):
    """`values` as a floating array; TypeError unless they are real numbers, ValueError if there are none."""
    array = as_array(name, values)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold real numbers: got {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty: got shape {array.shape}")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def as_matrix(name, values, dimensions):
    """`values` as a floating array of two or more dimensions; `dimensions` names the last ones, for the message."""
    array = as_floats(name, values)
    if array.ndim < 2:
        raise ValueError(f"{name} must have the shape (..., {dimensions}): got {array.shape}")
    return array


def as_mask(mask, scores):
    """`mask` as a boolean array, or a floating one in the dtype of the scores without NaN and +∞."""
    mask = as_array("mask", mask)
    if not _is_mask_of(mask.shape, scores.shape):
        raise ValueError(f"mask must broadcast to the scores (..., n_q, n_k) = {scores.shape}: got {mask.shape}")
    if mask.dtype == bool:
        return mask
    if mask.dtype.kind != "f":
        raise TypeError(
            "mask must be boolean (True = may attend) or floating (added to the scores): "
            f"got {mask.dtype}, which could mean either; say which with mask.astype(bool or float)"
        )
    mask = mask.astype(scores.dtype)
    if np.isnan(mask).any() or (mask == np.inf).any():
        raise ValueError(f"a floating mask must hold numbers or −∞ (hidden) in {mask.dtype}: got NaN or +∞")
    return mask


def _is_mask_of(mask, scores):
    """True if a mask of this shape broadcasts to scores of this shape and leaves n_q and n_k as they are."""
    return 0 not in mask and broadcasts(mask, scores) and np.broadcast_shapes(mask, scores)[-2:] == scores[-2:]


def as_scale(scale, d_k):
    """The scale as a Python float, which leaves float32 what it is; 1/√d_k for None."""
    if scale is None:
        return 1 / math.sqrt(d_k)
    if not isinstance(scale, numbers.Real) or isinstance(scale, bool):
        raise TypeError(f"scale must be None or one real number: got {cut_to_length(repr(scale))}")
    try:
        number = float(scale)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"scale must be finite: got {cut_to_length(repr(scale))}")
    return number


def as_axis(axis, shape):
    """The axis of an array of this shape as an int."""
    if not isinstance(axis, numbers.Integral) or isinstance(axis, bool):
        raise TypeError(f"axis must be an int: got {cut_to_length(repr(axis))}")
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"axis must be one of the {len(shape)} axes of scores {shape}: got {axis}")
    return int(axis)


def as_count(name, value):
    """A count of one or more as an int."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an int: got {cut_to_length(repr(value))}")
    if value < 1:
        raise ValueError(f"{name} must be 1 or more: got {value}")
    return int(value)


def check_keys(q, k):
    """Raise unless queries and keys can be multiplied."""
    if q.shape[-1] != k.shape[-1]:
        raise ValueError(f"queries and keys must have the same width d_k: got q {q.shape}, k {k.shape}")
    check_batch(q=q, k=k)


def check_values(weights, k, v):
    """Raise unless there is a value for each key."""
    if weights.shape[-1] != v.shape[-2]:
        raise ValueError(f"keys and values must have the same number of rows n_k: got k {np.shape(k)}, v {v.shape}")
    check_batch(weights=weights, v=v)


def check_batch(**arrays):
    """Raise unless all dimensions before the last two broadcast."""
    if not broadcasts(*(array.shape[:-2] for array in arrays.values())):
        came = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"leading batch dimensions must broadcast: got {came}")


def broadcasts(*shapes):
    """True if arrays of these shapes can be combined."""
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        return False
    return True


def cut_to_length(text, most=QUOTED):
    """`text`, or its beginning and an ellipsis, `most` characters in all."""
    return text if len(text) <= most else text[: most - 1] + "…"
