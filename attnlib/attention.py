"""Scaled dot-product attention in NumPy.

    Attention(Q, K, V) = softmax(Q Kᵀ / √d_k) V

Vaswani et al. 2017, "Attention Is All You Need", section 3.2.1, equation 1.

Tokens are rows. Batch dimensions lead and broadcast: q (..., n_q, d_k), k (..., n_k, d_k), v (..., n_k, d_v).
Inputs are arrays, or nested lists, of real numbers. Integers become float64. float16, float32 and float64 stay what
they are, and every step is done in that precision: float16 keeps three digits and overflows from 65 520 on. Of two
different inputs the wider decides, but a mask or a scale never does. No function changes its inputs, and none warns:
what NaN, infinity and overflow lead to is part of each docstring.
"""

import numpy as np

from attnlib._checks import (
    as_array,
    as_axis,
    as_count,
    as_floats,
    as_mask,
    as_matrix,
    as_scale,
    check_keys,
    check_values,
    cut_to_length,
)


def softmax(scores, axis=-1):
    """Turn scores into shares: e^score, divided by the sum of all e^score along `axis`.

    scores: array (...) of real numbers, axis: int. Returns an array of the same shape; it sums to 1 along `axis`.
    The largest score is subtracted first: the shares stay the same, and no power overflows.

    A score of −∞ gets the share 0. A row that is −∞ throughout has nothing to share out: it becomes zeros, not NaN.
    A row that holds NaN or +∞ has no answer: it becomes NaN throughout. Other rows are not touched by it.

    Raises TypeError unless `scores` holds real numbers and `axis` is an int, ValueError for an empty array or an axis
    that it does not have.
    """
    scores = as_floats("scores", scores)
    axis = as_axis(axis, scores.shape)
    with np.errstate(all="ignore"):
        top = scores.max(axis=axis, keepdims=True)  # (..., n) -> (..., 1)
        top[top == -np.inf] = 0  # −∞ − (−∞) would be NaN
        powers = np.exp(scores - top)
        total = powers.sum(axis=axis, keepdims=True)  # (..., n) -> (..., 1)
        total[total == 0] = 1  # 0 / 0 would be NaN
        return powers / total


def causal_mask(n):
    """Boolean mask (n, n) that lets each token attend to itself and to the tokens before it.

    True = may attend; row = query, column = key. Vaswani et al. 2017, section 3.2.3.
    Raises TypeError unless `n` is an int, ValueError unless it is 1 or more.
    """
    n = as_count("n", n)
    return np.tril(np.ones((n, n), dtype=bool))


def padding_mask(lengths, n):
    """Boolean mask (..., 1, n) that hides the padding after each sentence's last token from every query.

    lengths: int or array (...) of ints from 0 to n, the number of real tokens; n: int, the padded length.
    True = may attend. The 1 stands for the queries: the mask broadcasts over them, and combines with another mask by &.
    For scores (batch, heads, n_q, n) pass lengths (batch, 1).

    Raises TypeError unless lengths and n are ints, ValueError for no lengths, one outside 0 to n, or n below 1.
    """
    n = as_count("n", n)
    lengths = as_array("lengths", lengths)
    if lengths.dtype.kind not in "iu":
        raise TypeError(f"lengths must be whole numbers: got {lengths.dtype}")
    if lengths.size == 0 or lengths.min() < 0 or lengths.max() > n:
        raise ValueError(f"lengths must be one or more numbers from 0 to n = {n}: got {cut_to_length(repr(lengths))}")
    return np.arange(n) < lengths[..., None, None]  # (n,) < (..., 1, 1) -> (..., 1, n)


def attention_weights(q, k, *, mask=None, scale=None):
    """The weights with which each query attends to each key: softmax over the keys of q kᵀ × scale.

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
    q, k = as_matrix("q", q, "n_q, d_k"), as_matrix("k", k, "n_k, d_k")
    check_keys(q, k)
    scale = as_scale(scale, d_k=q.shape[-1])
    with np.errstate(all="ignore"):
        scores = q @ k.mT * scale  # (..., n_q, d_k) @ (..., d_k, n_k) -> (..., n_q, n_k)
        return softmax(_masked(scores, mask))


def attention(q, k, v, *, mask=None, scale=None):
    """The output of each query: the average of the rows of v, weighted by `attention_weights`.

    q: (..., n_q, d_k), k: (..., n_k, d_k), v: (..., n_k, d_v). Returns the output (..., n_q, d_v), and only that:
    `attention_weights` returns the weights. mask and scale: as there.

    A query that may attend to no key gets zeros. NaN or infinity in v reaches every query's output in its channel,
    even with the weight 0, since 0 × NaN and 0 × ∞ are NaN: fill the padding of v with numbers.

    Raises what `attention_weights` raises, for v as for q and k.
    Source: Vaswani et al. 2017, section 3.2.1, equation 1.
    """
    v = as_matrix("v", v, "n_k, d_v")
    weights = attention_weights(q, k, mask=mask, scale=scale)
    check_values(weights, k, v)
    with np.errstate(all="ignore"):
        return weights @ v  # (..., n_q, n_k) @ (..., n_k, d_v) -> (..., n_q, d_v)


def _masked(scores, mask):
    """Scores (..., n_q, n_k) with −∞ where the mask hides, and a floating mask added elsewhere."""
    if mask is None:
        return scores
    mask = as_mask(mask, scores)
    if mask.dtype == bool:
        return np.where(mask, scores, -np.inf)
    return np.where(mask == -np.inf, -np.inf, scores + mask)
