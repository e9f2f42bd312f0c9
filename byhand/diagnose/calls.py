"""The calls: one for each thing that a reader writes."""

from byhand.diagnose.verdict import diagnose


def softmax(fn, *, batch=False):
    """Report on fn(scores): scores (..., n) to shares (..., n) that add up to 1 along the last axis."""
    return diagnose("softmax", fn, batch=batch)


def attention(fn, *, batch=False):
    """Report on fn(q, k, v): the output (..., n_q, d_v), alone or as (output, weights)."""
    return diagnose("attention", fn, batch=batch)


def masked_attention(fn, *, batch=False):
    """Report on fn(q, k, v, mask), mask (..., n_q, n_k) True where attention is allowed."""
    return diagnose("masked_attention", fn, batch=batch)


def causal_attention(fn, *, batch=False):
    """Report on fn(q, k, v) in which no word sees what stands after it."""
    return diagnose("causal_attention", fn, batch=batch)


def multi_head(fn, *, batch=False):
    """Report on fn(x, w_q, w_k, w_v, w_o, heads), all matrices (d_model, d_model)."""
    return diagnose("multi_head", fn, batch=batch)
