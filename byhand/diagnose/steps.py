"""Each calculation as a chain of named steps, so that one step can be replaced and every value be looked at.

A step is a function step(value, c): `value` is what the step before it gave, and `c` holds the inputs by name and, as
c.trace, what every step so far gave. A mistake is one or two steps that replace the right ones. `Call.trace` runs a
chain.
"""

import math

import numpy as np

from attnlib.heads import split_heads

INF = math.inf


def powers_of(scores, top=None):
    """e^score, with the largest score of each row (or `top`) subtracted first."""
    top = scores.max(axis=-1, keepdims=True) if top is None else top
    return np.exp(scores - np.where(top == -INF, 0, top))


def total_of(powers, axis=-1):
    """The sum that the powers are divided by; 1 where there is nothing to share out."""
    total = powers.sum(axis=axis, keepdims=True)
    return np.where(total == 0, 1, total)


def product(a, b):
    """a bᵀ for the last two dimensions: how well each row of a fits each row of b."""
    return a @ b.mT


def hide(scores, allowed):
    """The scores, −∞ where attention is not allowed."""
    return np.where(allowed, scores, -INF)


def causal(scores):
    """True where the key does not stand after the query."""
    return np.tril(np.ones(scores.shape[-2:], dtype=bool))


def divide(total, c):
    """The powers divided by their total."""
    return c.trace["powers"] / total


def take_scores(_, c):
    """The first powers of a softmax that stands alone."""
    return powers_of(c.scores)


def project(_, c):
    """Queries, keys and values of all heads, one array (3, ..., n, d_model)."""
    return np.stack(np.broadcast_arrays(*(c.x @ w for w in (c.w_q, c.w_k, c.w_v))))


def split(qkv, c):
    """(3, ..., n, d_model) -> (3, ..., heads, n, d_head)"""
    return set_heads(split_heads(qkv, c.heads), c)


def set_heads(heads, c):
    """Take these as queries, keys and values in the steps that follow: heads (3, ..., heads, n, d_head)."""
    c.q, c.k, c.v = heads
    return heads


SOFTMAX = {"powers": take_scores, "sum": lambda powers, c: total_of(powers), "division": divide}
ATTENTION = {
    "scores": lambda _, c: product(c.q, c.k),
    "scaling": lambda scores, c: scores / math.sqrt(c.q.shape[-1]),
    "powers": lambda scores, c: powers_of(scores),
    "sum": SOFTMAX["sum"],
    "division": divide,
    "mixing": lambda weights, c: weights @ c.v,
}


def with_mask(step):
    """Attention with a mask between scaling and softmax."""
    before = {name: ATTENTION[name] for name in ("scores", "scaling")}
    return before | {"mask": step} | {name: ATTENTION[name] for name in ("powers", "sum", "division", "mixing")}


def value_at(values, step):
    """The value of a trace to look at for a reported step: of a softmax, its shares."""
    return values["division" if step in SOFTMAX or step == "softmax" else step]
