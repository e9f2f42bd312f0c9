"""Wrong and right ways to write attention(q, k, v, mask, scale). Good tests refuse the first and accept the second."""

import math

import numpy as np


def scaled(q, k, scale):
    return q @ k.mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)


def hide(scores, mask):
    if mask is None:
        return scores
    return np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask


def softmax(scores, axis=-1):
    powers = np.exp(scores - finite_top(scores, axis))
    total = powers.sum(axis=axis, keepdims=True)
    return powers / np.where(total == 0, 1, total)


def finite_top(scores, axis=-1):
    top = scores.max(axis=axis, keepdims=True)
    return np.where(top == -np.inf, 0, top)


def build(scores=scaled, hide=hide, shares=softmax, mix=lambda weights, v: weights @ v):
    """Attention with one of its four steps replaced."""
    return lambda q, k, v, mask, scale: mix(shares(hide(scores(q, k, scale), mask)), v)


def times(factor):
    """Scores with another factor than 1/√d_k."""
    return build(scores=lambda q, k, scale: q @ k.mT * (factor(q, k) if scale is None else scale))


def keep(mask):
    """A mask of either kind as booleans."""
    return mask if mask is None or mask.dtype == bool else mask > -np.inf


def hide_by(change):
    """Masking by a change of the boolean mask or of the scores."""
    return build(hide=lambda scores, mask: scores if mask is None else change(scores, keep(mask)))


def after_softmax(q, k, v, mask, scale):
    weights = softmax(scaled(q, k, scale))
    return (weights if mask is None else weights * keep(mask)) @ v


def plain_softmax(scores):
    return np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)


WRONG = {
    "softmax over the queries": build(shares=lambda s: softmax(s, axis=-2)),
    "softmax over the batch": build(shares=lambda s: softmax(s, axis=0)),
    "softmax over all scores": build(shares=lambda s: softmax(s, axis=tuple(range(s.ndim)))),
    "softmax twice": build(shares=lambda s: softmax(softmax(s))),
    "no softmax": build(shares=lambda s: s),
    "hard maximum": build(shares=lambda s: (s == s.max(axis=-1, keepdims=True)).astype(float)),
    "no maximum subtracted": build(shares=plain_softmax),
    "minimum subtracted": build(shares=lambda s: plain_softmax(s - s.min(axis=-1, keepdims=True))),
    "one maximum for the whole batch": build(shares=lambda s: plain_softmax(s - s.max())),
    "powers of 2": build(shares=lambda s: softmax(s * math.log(2))),
    "divided by the sum of the scores": build(shares=lambda s: s / s.sum(axis=-1, keepdims=True)),
    "no √d_k": times(lambda q, k: 1),
    "divided by d_k": times(lambda q, k: 1 / q.shape[-1]),
    "multiplied by √d_k": times(lambda q, k: math.sqrt(q.shape[-1])),
    "√n for √d_k": times(lambda q, k: 1 / math.sqrt(k.shape[-2])),
    "scale ignored": build(scores=lambda q, k, scale: scaled(q, k, None)),
    "scaled after the softmax": lambda q, k, v, mask, scale: (
        softmax(hide(q @ k.mT, mask)) @ v * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    ),
    "values scaled": build(mix=lambda w, v: w @ v / math.sqrt(v.shape[-1])),
    "K reshaped, not transposed": build(
        scores=lambda q, k, scale: scaled(q, k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2]).mT, scale)
    ),
    "KQᵀ for QKᵀ": build(scores=lambda q, k, scale: scaled(k, q, scale)),
    "QQᵀ for QKᵀ": build(scores=lambda q, k, scale: scaled(q, q, scale)),
    "KKᵀ for QKᵀ": build(scores=lambda q, k, scale: scaled(k, k, scale)),
    "* for @": build(scores=lambda q, k, scale: q * k),
    "AᵀV for AV": build(mix=lambda w, v: w.mT @ v),
    "AK for AV": lambda q, k, v, mask, scale: build()(q, k, k, mask, scale),
    "values averaged without weights": build(mix=lambda w, v: np.ones_like(w) / w.shape[-1] @ v),
    "masked after the softmax": after_softmax,
    "mask inverted": hide_by(lambda s, m: np.where(m, -np.inf, s)),
    "mask ignored": hide_by(lambda s, m: s),
    "boolean mask added": build(hide=lambda s, m: s if m is None else s + m),
    "added mask taken as boolean": build(hide=lambda s, m: s if m is None else np.where(m.astype(bool), s, -np.inf)),
    "added mask taken as hidden or not": hide_by(lambda s, m: np.where(m, s, -np.inf)),
    "added mask subtracted": build(hide=lambda s, m: hide(s, m if m is None or m.dtype == bool else -m)),
    "added mask scaled": lambda q, k, v, mask, scale: build(
        hide=lambda s, m: hide(s, m if m is None or m.dtype == bool else m / math.sqrt(q.shape[-1]))
    )(q, k, v, mask, scale),
    "scores multiplied by the mask": hide_by(lambda s, m: s * m),
    "hidden by −1": hide_by(lambda s, m: np.where(m, s, -1)),
    "hidden by +∞": hide_by(lambda s, m: np.where(m, s, np.inf)),
    "mask off by one, peeks": hide_by(lambda s, m: np.where(m | np.roll(m, 1, axis=-1), s, -np.inf)),
    "mask off by one, hides the token itself": hide_by(lambda s, m: np.where(m & np.roll(m, -1, axis=-1), s, -np.inf)),
    "mask on the query axis": hide_by(lambda s, m: np.where(m.mT, s, -np.inf)),
    "a row that hides all is NaN": build(shares=lambda s: plain_softmax(s - s.max(axis=-1, keepdims=True))),
    "a row that hides all is uniform": build(
        hide=lambda s, m: s if m is None else np.where(m, s, -1e300) if m.dtype == bool else s + m.clip(-1e300)
    ),
    "computed in float32": lambda q, k, v, mask, scale: build()(
        q.astype(np.float32), k.astype(np.float32), v.astype(np.float32), mask, scale
    ),
}


def loops(q, k, v, mask, scale):
    from loops import attention_loop

    return attention_loop(q, k, v, mask, scale)[1]


def quarter_root(q, k, scale):
    """Both sides scaled by d_k^(−1/4); a scale of its own goes to the queries."""
    root = q.shape[-1] ** -0.25
    return root * q @ (root * k).mT if scale is None else scale * q @ k.mT


def divided_last(q, k, v, mask, scale):
    scores = hide(scaled(q, k, scale), mask)
    powers = np.exp(scores - finite_top(scores))
    total = powers.sum(axis=-1, keepdims=True)
    return powers @ v / np.where(total == 0, 1, total)


def online(q, k, v, mask, scale):
    """Key by key with a running maximum, as long inputs are computed."""
    scores = hide(scaled(q, k, scale), mask)
    top, total, mixed = -np.inf, 0.0, 0.0
    for j in range(k.shape[-2]):
        score = scores[..., j : j + 1]
        new = np.maximum(top, score)
        finite = np.where(new == -np.inf, 0, new)
        shrink, power = np.exp(np.where(top == -np.inf, -np.inf, top - finite)), np.exp(score - finite)
        top, total, mixed = new, shrink * total + power, shrink * mixed + power * v[..., j : j + 1, :]
    return mixed / np.where(total == 0, 1, total)


def logarithm_of_sum(scores):
    lowered = scores - finite_top(scores)
    total = np.exp(lowered).sum(axis=-1, keepdims=True)
    return np.exp(lowered - np.log(np.where(total == 0, 1, total)))


def einsum(q, k, scale):
    return np.einsum("...id,...jd->...ij", q, k) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)


def columns(q, k, v, mask, scale):
    """Tokens as columns: V softmax(KᵀQ) with the softmax down the columns."""
    q, k, v = q.mT, k.mT, v.mT
    scores = hide(scaled(q.mT, k.mT, scale), mask).mT
    return (v @ softmax(scores, axis=-2)).mT


RIGHT = {
    "loops": loops,
    "einsum": build(scores=einsum, mix=lambda w, v: np.einsum("...ij,...jc->...ic", w, v)),
    "queries scaled before the product": build(
        scores=lambda q, k, scale: q * (1 / math.sqrt(q.shape[-1]) if scale is None else scale) @ k.mT
    ),
    "both scaled by d_k^(−1/4)": build(scores=quarter_root),
    "boolean mask added as 0 and −∞": build(
        hide=lambda s, m: hide(s, np.where(m, 0, -np.inf) if m is not None and m.dtype == bool else m)
    ),
    "divided last": divided_last,
    "online": online,
    "tokens as columns": columns,
    "logarithm of the sum": build(shares=logarithm_of_sum),
}
