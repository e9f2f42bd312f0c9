"""Several heads side by side: split the channels, let each head attend, put the heads back together, mix them.

    MultiHead(X) = Concat(head_1, …, head_h) W_O    with    head_i = Attention(X W_Q_i, X W_K_i, X W_V_i)

Vaswani et al. 2017, "Attention Is All You Need", section 3.2.2. The matrices of the heads stand side by side in one:
w_q holds W_Q_1, …, W_Q_h as groups of columns, and so do w_k and w_v. Types, precision and NaN: as in
attnlib.attention.
"""

import numpy as np

from attnlib._checks import as_count, as_matrix, check_batch
from attnlib.attention import attention


def split_heads(x, heads):
    """Cut the channels into `heads` groups of equal width, one group for each head.

    x: (..., n, heads × d_head), heads: int. Returns (..., heads, n, d_head), a view: head 0 holds the first d_head
    channels.
    Raises TypeError unless x holds real numbers and heads is an int, ValueError for fewer than two dimensions, an
    empty array, and a number of channels that heads does not divide.
    """
    x, heads = as_matrix("x", x, "n, heads × d_head"), as_count("heads", heads)
    *batch, n, width = x.shape
    if width % heads:
        raise ValueError(f"heads must divide the number of channels {width}: got {heads}")
    groups = x.reshape(*batch, n, heads, width // heads)  # (..., n, heads × d_head) -> (..., n, heads, d_head)
    return np.moveaxis(groups, -2, -3)  # -> (..., heads, n, d_head)


def merge_heads(x):
    """Put the heads' channels side by side again: the inverse of `split_heads`.

    x: (..., heads, n, d_head). Returns (..., n, heads × d_head).
    Raises TypeError unless x holds real numbers, ValueError for fewer than three dimensions and an empty array.
    """
    x = as_matrix("x", x, "heads, n, d_head")
    if x.ndim < 3:
        raise ValueError(f"x must have the shape (..., heads, n, d_head): got {x.shape}")
    *batch, heads, n, d_head = x.shape
    return np.moveaxis(x, -3, -2).reshape(*batch, n, heads * d_head)  # (..., n, heads, d_head) -> side by side


def multi_head_attention(x, w_q, w_k, w_v, w_o, heads, *, mask=None):
    """Self-attention of the tokens x with several heads at once.

    x: (..., n, d_model), w_q and w_k: (d_model, heads × d_k), w_v: (d_model, heads × d_v), w_o: (heads × d_v, d_out),
    heads: int. Returns (..., n, d_out). In the paper d_k = d_v = d_model / heads and d_out = d_model.
    mask: as in `attention`, for scores (..., heads, n, n): one mask (n, n) serves all heads, and masks that differ
    from sentence to sentence need a 1 in the place of the heads, (batch, 1, n, n).

    Raises TypeError and ValueError as `split_heads` and `attention` do, and ValueError for matrices that do not fit.
    Source: Vaswani et al. 2017, section 3.2.2.
    """
    x, w_o = as_matrix("x", x, "n, d_model"), as_matrix("w_o", w_o, "heads × d_v, d_out")
    with np.errstate(all="ignore"):
        q, k, v = (
            split_heads(_project(x, w, name), heads)  # (..., n, d_model) -> (..., heads, n, d_head)
            for name, w in (("w_q", w_q), ("w_k", w_k), ("w_v", w_v))
        )
        merged = merge_heads(attention(q, k, v, mask=mask))  # -> (..., n, heads × d_v)
        return _project(merged, w_o, "w_o", "the merged heads")  # -> (..., n, d_out)


def _project(x, w, w_name, x_name="x"):
    """x (..., n, d_in) @ w (..., d_in, d_out): (..., n, d_out). ValueError, with both names, if they do not fit."""
    w = as_matrix(w_name, w, "d_in, d_out")
    if w.shape[-2] != x.shape[-1]:
        raise ValueError(
            f"{w_name} must have one row for each channel of {x_name}: got {x_name} {x.shape}, {w_name} {w.shape}"
        )
    check_batch(**{x_name: x, w_name: w})
    return x @ w
