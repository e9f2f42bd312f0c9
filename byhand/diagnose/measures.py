"""What can be measured in tables of weights: their sums, their proportions, what dropout leaves of them."""

import numpy as np

from byhand import wording
from byhand.closeness import CALCULATED, SAME, close


def centred(table, seen=True):
    """Each row less its mean over what is seen; 0 elsewhere."""
    seen = np.broadcast_to(seen, table.shape)
    return np.where(seen, table - means(table, seen), 0.0)


def means(table, seen):
    """The mean of each row over what is seen (..., 1)."""
    return np.where(seen, table, 0.0).sum(axis=-1, keepdims=True) / seen.sum(axis=-1, keepdims=True)


def logs_of(weights, seen=True):
    """The centred logarithms of weights, of those that are positive and seen; 0 elsewhere."""
    kept = np.broadcast_to(seen, weights.shape) & (weights > 0)
    return centred(np.log(np.where(kept, weights, 1)), kept)


def slope(x, y, tolerance=CALCULATED):
    """The factor c for which y = c x, or None if there is none."""
    square = (x * x).sum()
    factor = (x * y).sum() / square if square > SAME else np.nan
    return factor if np.isfinite(factor) and close(x * factor, y, tolerance) else None


def one_factor(pairs, tolerance=CALCULATED):
    """The factor c for which y = c x in all these (x, y), or None if there is none."""
    if any(x is None or y is None or x.shape != y.shape for x, y in pairs):
        return None
    return slope(*(np.concatenate([table.ravel() for table in tables]) for tables in zip(*pairs)), tolerance)


def sums_of(weights, digits=4):
    """What the rows add up to: "1", or "0.5 to 1.2"."""
    sums = weights.sum(axis=-1).round(9) + 0.0  # no −0, and no 2e−17
    return " to ".join(
        dict.fromkeys((wording.number(sums.min(), digits=digits), wording.number(sums.max(), digits=digits)))
    )


def add_up_to_1(weights):
    """True if every row does."""
    return close(np.ones(weights.shape[:-1]), weights.sum(axis=-1))


def in_proportion(right, weights, seen=True, tolerance=CALCULATED):
    """True if within each row the weights that are seen stand to each other as the right ones do."""
    return bool((weights[np.broadcast_to(seen, weights.shape)] > 0).all()) and close(
        logs_of(right, seen), logs_of(weights, seen), tolerance
    )


def dropped(scores, weights, seen=True):
    """True if some weights are 0 and the others are those of a softmax times one factor, as dropout leaves them.

    scores: the right ones, before or after their scaling. The factor must be more than 1: else what is 0 may be hidden.
    0 must have come to large weights, too: else the smallest may have been cut. And not to the same keys in every row:
    else they may be left out. (Other chance is found by calling again; this finds dropout with a fixed seed.)
    """
    seen = np.broadcast_to(seen, weights.shape)
    kept = seen & (np.abs(weights) > SAME)
    if (
        (kept == (seen & kept.any(axis=-2, keepdims=True))).all()
        or not kept.any()
        or not (weights[kept] > 0).all()
        or kept[~seen].any()
    ):
        return False
    scale = slope(centred(scores, kept), logs_of(weights, kept))
    if scale is None:
        return False
    powers = np.where(seen, np.exp(scale * centred(scores, seen)), 0)
    whole = powers / powers.sum(axis=-1, keepdims=True)
    largest = np.where(seen & ~kept, whole, -1).max(axis=-1)
    smallest = np.where(kept, whole, 2).min(axis=-1)
    factor = slope(whole[kept], weights[kept])
    return factor is not None and factor > 1 + CALCULATED and bool((largest > smallest).any())
