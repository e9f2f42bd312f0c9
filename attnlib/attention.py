"""Scaled dot-product attention in NumPy.

    Attention(Q, K, V) = softmax(Q Kᵀ / √d_k) V

Vaswani et al. 2017, "Attention Is All You Need", section 3.2.1, equation 1.

Tokens are rows. Batch dimensions lead and broadcast: q (..., n_q, d_k), k (..., n_k, d_k), v (..., n_k, d_v).
Inputs are arrays, or nested lists, of real numbers. Integers become float64. float16, float32 and float64 stay what
they are, and every step is done in that precision: float16 keeps three digits and overflows from 65 520 on. Of two
different inputs the wider decides, but a mask or a scale never does. No function changes its inputs, and none warns:
what NaN, infinity and overflow lead to is part of each docstring.
"""
import math
import numbers

import numpy as np


def softmax(scores, axis=-1):
    """Turn scores into shares: e^score, divided by the sum of all e^score along `axis`.

    scores: array (...) of real numbers, axis: int. Returns an array of the same shape; it sums to 1 along `axis`.
    The largest score is subtracted first: the shares stay the same, and no power overflows.

    A score of −∞ gets the share 0. A row that is −∞ throughout has nothing to share out: it becomes zeros, not NaN.
    A row that holds NaN or +∞ has no answer: it becomes NaN throughout. Other rows are not touched by it.

    Raises TypeError unless `scores` holds real numbers and `axis` is an int, ValueError for an empty array or an axis
    that it does not have.
    """
    scores = _floats("scores", scores)
    axis = _axis(axis, scores.shape)
    with np.errstate(all="ignore"):
        top = scores.max(axis=axis, keepdims=True)       # (..., n) -> (..., 1)
        top[top == -np.inf] = 0                          # −∞ − (−∞) would be NaN
        powers = np.exp(scores - top)
        total = powers.sum(axis=axis, keepdims=True)     # (..., n) -> (..., 1)
        total[total == 0] = 1                            # 0 / 0 would be NaN
        return powers / total


def causal_mask(n):
    """Boolean mask (n, n) that lets each token attend to itself and to the tokens before it.

    True = may attend; row = query, column = key. Vaswani et al. 2017, section 3.2.3.
    Raises TypeError unless `n` is an int, ValueError unless it is 1 or more.
    """
    n = _count("n", n)
    return np.tril(np.ones((n, n), dtype=bool))


def padding_mask(lengths, n):
    """Boolean mask (..., 1, n) that hides the padding after each sentence's last token from every query.

    lengths: int or array (...) of ints from 0 to n, the number of real tokens; n: int, the padded length.
    True = may attend. The 1 stands for the queries: the mask broadcasts over them, and combines with another mask by &.
    For scores (batch, heads, n_q, n) pass lengths (batch, 1).

    Raises TypeError unless lengths and n are ints, ValueError for no lengths, one outside 0 to n, or n below 1.
    """
    n = _count("n", n)
    lengths = _array("lengths", lengths)
    if lengths.dtype.kind not in "iu":
        raise TypeError(f"lengths must be whole numbers: got {lengths.dtype}")
    if lengths.size == 0 or lengths.min() < 0 or lengths.max() > n:
        raise ValueError(f"lengths must be one or more numbers from 0 to n = {n}: got {_short(lengths)}")
    return np.arange(n) < lengths[..., None, None]       # (n,) < (..., 1, 1) -> (..., 1, n)


def attention_weights(q, k, *, mask=None, scale=None):
    """How much each query attends to each key: softmax over the keys of q kᵀ × scale.

    q: (..., n_q, d_k), k: (..., n_k, d_k). Returns (..., n_q, n_k): row = query, column = key, each row sums to 1.
    mask: None, or an array that broadcasts with (..., n_q, n_k) and leaves n_q and n_k as they are. Boolean: True = may
    attend. Floating: added to the scores after scaling, in their dtype; −∞ hides the key, as False does.
    scale: None for 1/√d_k, or a finite number.

    A query that may attend to no key gets the weights 0. What is hidden has no effect, even NaN.
    NaN in a query makes its row NaN; NaN in a key makes every row NaN that may attend to it.
    Where q·k overflows its dtype to +∞ (or, out of both signs, to NaN) the row becomes NaN. Where it overflows to −∞
    the weight is 0, as of a hidden key.

    Raises TypeError unless q and k hold real numbers, mask booleans or floats, and scale is a number, ValueError for
    shapes that do not fit, an empty array, NaN or +∞ in the mask, and a scale that is not finite.
    Source: Vaswani et al. 2017, section 3.2.1, equation 1, without its last factor V.
    """
    q, k = _matrix("q", q, "n_q, d_k"), _matrix("k", k, "n_k, d_k")
    _check_keys(q, k)
    scale = _scale(scale, d_k=q.shape[-1])
    with np.errstate(all="ignore"):
        scores = q @ k.mT * scale                        # (..., n_q, d_k) @ (..., d_k, n_k) -> (..., n_q, n_k)
        return softmax(_masked(scores, mask))


def attention(q, k, v, *, mask=None, scale=None):
    """What each query takes home: the average of the rows of v, weighted by `attention_weights`.

    q: (..., n_q, d_k), k: (..., n_k, d_k), v: (..., n_k, d_v). Returns the output (..., n_q, d_v), and only that:
    `attention_weights` returns the weights. mask and scale: as there.

    A query that may attend to no key gets zeros. NaN or infinity in v reaches every query's output in its channel,
    even with the weight 0, since 0 × NaN and 0 × ∞ are NaN: fill the padding of v with numbers.

    Raises what `attention_weights` raises, for v as for q and k.
    Source: Vaswani et al. 2017, section 3.2.1, equation 1.
    """
    v = _matrix("v", v, "n_k, d_v")
    weights = attention_weights(q, k, mask=mask, scale=scale)
    _check_values(weights, k, v)
    with np.errstate(all="ignore"):
        return weights @ v                               # (..., n_q, n_k) @ (..., n_k, d_v) -> (..., n_q, d_v)


# What follows checks inputs; there is no mathematics in it.

def _array(name, values):
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(f"{name} must not be a masked array, whose mask would be lost: fill it, or pass a mask")
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be a rectangular array: got rows of different lengths") from None


def _floats(name, values):
    """`values` as a floating array that is not empty."""
    array = _array(name, values)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold real numbers: got {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty: got shape {array.shape}")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _matrix(name, values, dimensions):
    """`values` as a floating array of two or more dimensions."""
    array = _floats(name, values)
    if array.ndim < 2:
        raise ValueError(f"{name} must have the shape (..., {dimensions}): got {array.shape}")
    return array


def _check_keys(q, k):
    if q.shape[-1] != k.shape[-1]:
        raise ValueError(f"queries and keys must have the same width d_k: got q {q.shape}, k {k.shape}")
    _check_batch(q=q, k=k)


def _check_values(weights, k, v):
    if weights.shape[-1] != v.shape[-2]:
        raise ValueError(f"keys and values must have the same number of rows n_k: got k {np.shape(k)}, v {v.shape}")
    _check_batch(weights=weights, v=v)


def _check_batch(**arrays):
    """Raise unless all dimensions before the last two broadcast."""
    if not _broadcast(*(array.shape[:-2] for array in arrays.values())):
        came = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"leading batch dimensions must broadcast: got {came}")


def _broadcast(*shapes):
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        return False
    return True


def _masked(scores, mask):
    """Scores (..., n_q, n_k) with −∞ where the mask hides, and a floating mask added elsewhere."""
    if mask is None:
        return scores
    mask = _array("mask", mask)
    _check_mask_shape(mask.shape, scores.shape)
    if mask.dtype == bool:
        return np.where(mask, scores, -np.inf)
    if mask.dtype.kind != "f":
        raise TypeError("mask must be boolean (True = may attend) or floating (added to the scores): "
                        f"got {mask.dtype}, which could mean either; say which with mask.astype(bool or float)")
    mask = mask.astype(scores.dtype)
    if np.isnan(mask).any() or (mask == np.inf).any():
        raise ValueError(f"a floating mask must hold numbers or −∞ (hidden) in {mask.dtype}: got NaN or +∞")
    return np.where(mask == -np.inf, -np.inf, scores + mask)


def _check_mask_shape(mask, scores):
    """Raise unless the mask broadcasts to the scores and leaves n_q and n_k as they are."""
    fits = 0 not in mask and _broadcast(mask, scores) and np.broadcast_shapes(mask, scores)[-2:] == scores[-2:]
    if not fits:
        raise ValueError(f"mask must broadcast to the scores (..., n_q, n_k) = {scores}: got {mask}")


def _scale(scale, d_k):
    """The scale as a Python float, which leaves float32 what it is."""
    if scale is None:
        return 1 / math.sqrt(d_k)
    if not isinstance(scale, numbers.Real) or isinstance(scale, bool):
        raise TypeError(f"scale must be None or one real number: got {_short(scale)}")
    try:
        number = float(scale)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"scale must be finite: got {_short(scale)}")
    return number


def _axis(axis, shape):
    if not isinstance(axis, numbers.Integral) or isinstance(axis, bool):
        raise TypeError(f"axis must be an int: got {_short(axis)}")
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"axis must be one of the {len(shape)} axes of scores {shape}: got {axis}")
    return int(axis)


def _count(name, value):
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an int: got {_short(value)}")
    if value < 1:
        raise ValueError(f"{name} must be 1 or more: got {value}")
    return int(value)


def _short(value):
    """`value` as it would be typed, cut to a length that fits into a message."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
