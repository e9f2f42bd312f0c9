"""Mistakes as people write them, without the diagnoser's own table: each with the ids that must be named.

`MISTAKEN` holds (call, function, ids); one id is the verdict, two are "several" or, if `same` links them, one function.
"""
import math

import numpy as np
import versions
from chapter_answers import listed

MISTAKEN = []


def names(call, *ids):
    def add(fn):
        MISTAKEN.append((call, fn, ids))
        return fn
    return add


def shares_of(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def scaled(q, k):
    return q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])


# ---- the wrong versions that the tests of attnlib.attention refuse

VERSIONS = {
    "softmax over the queries": ["softmax-over-queries"],
    "softmax over the batch": ["softmax-over-queries"],
    "softmax over all scores": ["softmax-over-all"],
    "softmax twice": ["softmax-twice"],
    "no softmax": ["no-softmax"],
    "hard maximum": ["hard-maximum"],
    "no maximum subtracted": ["no-maximum"],
    "minimum subtracted": ["minimum-subtracted"],
    "one maximum for the whole batch": ["one-maximum-for-all"],
    "powers of 2": ["powers-of-2"],
    "divided by the sum of the scores": ["sum-of-scores"],
    "no √d_k": ["no-scale"],
    "divided by d_k": ["divided-by-d_k", "both-sides-scaled"],
    "multiplied by √d_k": ["multiplied-by-root"],
    "√n for √d_k": ["root-of-n"],
    "scaled after the softmax": ["scaled-after-softmax", "values-scaled"],
    "values scaled": ["values-scaled-too"],
    "K reshaped, not transposed": ["reshaped-keys"],
    "KQᵀ for QKᵀ": ["keys-ask"],
    "QQᵀ for QKᵀ": ["queries-twice"],
    "KKᵀ for QKᵀ": ["keys-twice"],
    "* for @": ["no-scale", "elementwise-scores"],
    "AᵀV for AV": ["weights-transposed"],
    "AK for AV": ["keys-averaged"],
    "values averaged without weights": ["even-weights"],
}
MASKED_VERSIONS = {
    "masked after the softmax": ["masked-after-softmax"],
    "mask inverted": ["mask-inverted"],
    "mask ignored": ["mask-ignored"],
    "boolean mask added": ["mask-added"],
    "scores multiplied by the mask": ["mask-times-scores"],
    "hidden by −1": ["hidden-by-minus-one"],
    "hidden by +∞": ["hidden-by-plus-infinity"],
    "mask on the query axis": ["mask-transposed"],
    "a row that hides all is NaN": ["empty-row-nan"],
}
for name, ids in VERSIONS.items():
    def plain_version(q, k, v, version=versions.WRONG[name]):
        return version(q, k, v, None, None)
    plain_version.__name__ = name
    MISTAKEN.append(("attention", plain_version, ids))
for name, ids in MASKED_VERSIONS.items():
    def masked_version(q, k, v, mask, version=versions.WRONG[name]):
        return version(q, k, v, mask, None)
    masked_version.__name__ = name
    MISTAKEN.append(("masked_attention", masked_version, ids))


# ---- softmax(scores)

@names("softmax", "softmax-over-queries")
def down_the_columns(scores):
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(axis=0)


@names("softmax", "sum-over-queries")
def one_axis_changed_only(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=0)


@names("softmax", "softmax-over-all")
def of_everything(scores):
    return np.exp(scores) / np.exp(scores).sum()


@names("softmax", "no-maximum")
def as_in_the_formula(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


@names("softmax", "no-maximum")
def formula_in_loops(scores):
    return [[math.exp(s) / sum(math.exp(t) for t in row) for s in row] for row in scores.tolist()]


@names("softmax", "keepdims-in-sum")
def keepdims_forgotten_once(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


@names("softmax", "keepdims-in-sum")
def formula_without_keepdims(scores):
    return np.exp(scores) / np.exp(scores).sum(axis=-1)


@names("softmax", "no-softmax")
def as_they_came(scores):
    return scores


@names("softmax", "hard-maximum")
def first_of_the_largest(scores):
    return np.eye(scores.shape[-1])[scores.argmax(axis=-1)]


@names("softmax", "hard-maximum")
def all_of_the_largest(scores):
    return scores == scores.max(axis=-1, keepdims=True)


@names("softmax", "no-maximum")
def formula_with_a_guarded_sum(scores):
    return np.exp(scores) / (np.exp(scores).sum(axis=-1, keepdims=True) + 1e-9)


@names("softmax", "keepdims-in-sum", "keepdims-in-maximum")
def keepdims_forgotten(scores):
    powers = np.exp(scores - scores.max(axis=1))
    return powers / powers.sum(axis=1)


@names("softmax", "not-divided")
def only_powers(scores):
    return np.exp(scores)


@names("softmax", "divided-by-maximum", "not-divided-lowered")
def largest_becomes_one(scores):
    return np.exp(scores - scores.max(axis=-1, keepdims=True))


@names("softmax", "powers-of-2")
def pencil_softmax(scores):
    powers = 2.0 ** scores
    return powers / powers.sum(axis=-1, keepdims=True)


@names("softmax", "sigmoid")
def squashed_one_by_one(scores):
    return 1 / (1 + np.exp(-scores))


@names("softmax", "log-softmax")
def for_a_loss(scores):
    return np.log(shares_of(scores))


@names("softmax", "sign-of-scores")
def minus_in_the_exponent(scores):
    return shares_of(-scores)


@names("softmax", "sum-of-scores")
def plain_proportions(scores):
    return scores / scores.sum(axis=-1, keepdims=True)


@names("softmax", "softmax-twice")
def twice(scores):
    return shares_of(shares_of(scores))


@names("softmax", "one-maximum-for-all")
def one_maximum(scores):
    powers = np.exp(scores - np.max(scores))
    return powers / powers.sum(axis=-1, keepdims=True)


@names("softmax", "changes-inputs")
def in_place(scores):
    scores -= scores.max(axis=-1, keepdims=True)
    return np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)


@names("softmax", "changes-each-time")
def with_dropout(scores, rng=np.random.default_rng(0)):  # noqa: B008
    return shares_of(scores) * (rng.random(scores.shape) > 0.3)


# ---- attention(q, k, v)

@names("attention", "no-scale")
def no_scale_in_loops(q, k, v):
    output = []
    for query in q:
        row = shares_of(np.array([query @ key for key in k]))
        output.append(sum(share * value for share, value in zip(row, v)))
    return output


@names("attention", "no-scale")
def no_scale_in_float32(q, k, v):
    q, k, v = (a.astype(np.float32) for a in (q, k, v))
    return shares_of(q @ k.T) @ v


@names("attention", "root-of-n")
def length_of_q(q, k, v):
    return shares_of(q @ k.T / math.sqrt(len(q))) @ v


@names("attention", "root-of-3")
def number_of_the_example(q, k, v):
    return shares_of(q @ np.swapaxes(k, -1, -2) / 1.7320508) @ v


@names("attention", "root-of-d_v")
def width_of_the_values(q, k, v):
    return shares_of(q @ np.swapaxes(k, -1, -2) / math.sqrt(v.shape[-1])) @ v


@names("attention", "not-transposed")
def transpose_forgotten(q, k, v):
    return shares_of(q @ k / math.sqrt(q.shape[-1])) @ v


@names("attention", "weights-returned")
def weights_only(q, k, v):
    return shares_of(scaled(q, k))


@names("attention", "weights-transposed")
def output_by_columns(q, k, v):
    weights = shares_of(scaled(q, k))
    output = np.zeros((len(q), v.shape[1]))
    for i in range(len(q)):
        for j in range(len(k)):
            output[i] += weights[j, i] * v[j]
    return output


@names("attention", "largest-contribution")
def pooled(q, k, v):
    return (shares_of(scaled(q, k))[..., None] * v[..., None, :, :]).max(axis=-2)


@names("attention", "divided-by-n")
def mean_of_products(q, k, v):
    return (shares_of(scaled(q, k))[:, :, None] * v).mean(axis=1)


@names("attention", "keys-and-values-swapped")
def order_of_parameters(q, v, k):
    return shares_of(scaled(q, k)) @ v


@names("attention", "scaled-after-softmax")
def scaled_late_with_weights(q, k, v):
    weights = shares_of(q @ np.swapaxes(k, -1, -2)) / math.sqrt(q.shape[-1])
    return weights @ v, weights


@names("attention", "values-scaled")
def scaled_values_with_weights(q, k, v):
    weights = shares_of(q @ np.swapaxes(k, -1, -2))
    return weights @ (v / math.sqrt(q.shape[-1])), weights


@names("attention", "softmax-over-queries", "no-scale")
def two_at_once(q, k, v):
    scores = q @ np.swapaxes(k, -1, -2)
    powers = np.exp(scores - scores.max(axis=-2, keepdims=True))
    return powers / powers.sum(axis=-2, keepdims=True) @ v


@names("attention", "divided-by-d_k", "weights-transposed")
def two_far_apart(q, k, v):
    return np.swapaxes(shares_of(q @ np.swapaxes(k, -1, -2) / q.shape[-1]), -1, -2) @ v


# ---- masked_attention(q, k, v, mask)

@names("masked_attention", "mask-inverted")
def true_means_hidden(q, k, v, mask):
    return shares_of(np.where(mask, -1e9, scaled(q, k))) @ v


@names("masked_attention", "masked-after-softmax")
def zeroed_afterwards(q, k, v, mask):
    return (shares_of(scaled(q, k)) * mask) @ v


@names("masked_attention", "mask-added")
def mask_as_numbers(q, k, v, mask):
    return shares_of(scaled(q, k) + mask) @ v


@names("masked_attention", "hidden-added")
def inverted_mask_as_numbers(q, k, v, mask):
    return shares_of(scaled(q, k) + (1 - mask)) @ v


@names("masked_attention", "raised-by-a-lot")
def plus_a_billion(q, k, v, mask):
    return shares_of(scaled(q, k) + 1e9 * ~mask) @ v


@names("masked_attention", "hidden-by-plus-a-lot")
def a_billion(q, k, v, mask):
    return shares_of(np.where(mask, scaled(q, k), 1e9)) @ v


@names("masked_attention", "hidden-by-minus-100")
def minus_a_hundred(q, k, v, mask):
    return shares_of(np.where(mask, scaled(q, k), -100)) @ v


@names("masked_attention", "lowered-by-100")
def lowered_by_a_hundred(q, k, v, mask):
    return shares_of(scaled(q, k) - 100.0 * (1 - mask)) @ v


@names("masked_attention", "masked-then-divided")
def zeroed_and_divided(q, k, v, mask):
    weights = shares_of(scaled(q, k)) * mask
    return weights / (weights.sum(axis=-1, keepdims=True) + 1e-9) @ v


@names("masked_attention", "masked-then-divided", "empty-row-nan")
def zeroed_and_divided_by_nothing(q, k, v, mask):
    weights = shares_of(scaled(q, k)) * mask
    return weights / weights.sum(axis=-1, keepdims=True) @ v


@names("masked_attention", "empty-row-nan")
def nothing_to_see(q, k, v, mask):
    return shares_of(np.where(mask, scaled(q, k), -np.inf)) @ v


@names("masked_attention", "no-maximum", "empty-row-nan")
def formula_with_mask(q, k, v, mask):
    powers = np.exp(np.where(mask, scaled(q, k), -np.inf))
    return powers / powers.sum(axis=-1, keepdims=True) @ v


@names("masked_attention", "no-scale", "empty-row-nan")
def masked_without_scale(q, k, v, mask):
    return shares_of(np.where(mask, q @ np.swapaxes(k, -1, -2), -np.inf)) @ v


@names("masked_attention", "mask-transposed", "no-scale")
def two_with_a_mask(q, k, v, mask):
    return shares_of(np.where(mask.T, q @ np.swapaxes(k, -1, -2), -1e30)) @ v


# ---- causal_attention(q, k, v)

def future_hidden(q, k, v, offset=0, hidden=-np.inf):
    n = q.shape[-2]
    return shares_of(np.where(np.tril(np.ones((n, n)), offset) == 1, scaled(q, k), hidden)) @ v


@names("causal_attention", "peeks")
def one_too_far(q, k, v):
    return future_hidden(q, k, v, offset=1)


@names("causal_attention", "hides-itself")
def strictly_before(q, k, v):
    return future_hidden(q, k, v, offset=-1)


@names("causal_attention", "hides-itself")
def strictly_before_with_a_number(q, k, v):
    return future_hidden(q, k, v, offset=-1, hidden=-1e9)


@names("causal_attention", "mask-ignored")
def not_causal(q, k, v):
    return shares_of(scaled(q, k)) @ v


@names("causal_attention", "mask-inverted")
def sees_only_the_future(q, k, v):
    n = q.shape[-2]
    return shares_of(np.where(np.tril(np.ones((n, n), dtype=bool)), -1e9, scaled(q, k))) @ v


@names("causal_attention", "mask-transposed")
def upper_triangle(q, k, v):
    n = q.shape[-2]
    return shares_of(np.where(np.triu(np.ones((n, n), dtype=bool)), scaled(q, k), -np.inf)) @ v


@names("causal_attention", "mask-times-scores")
def lower_triangle_of_the_scores(q, k, v):
    return shares_of(np.tril(scaled(q, k))) @ v


@names("causal_attention", "masked-after-softmax")
def lower_triangle_of_the_weights(q, k, v):
    return np.tril(shares_of(scaled(q, k))) @ v


@names("causal_attention", "masked-then-divided")
def lower_triangle_divided_again(q, k, v):
    weights = np.tril(shares_of(scaled(q, k)))
    return weights / weights.sum(axis=-1, keepdims=True) @ v


@names("causal_attention", "even-weights")
def average_of_what_came_before(q, k, v):
    return np.array([v[:i + 1].mean(axis=0) for i in range(len(v))])


@names("causal_attention", "hidden-by-minus-one")
def minus_one(q, k, v):
    return future_hidden(q, k, v, hidden=-1)


# ---- multi_head(x, w_q, w_k, w_v, w_o, heads)

def several(x, w_q, w_k, w_v, w_o, heads, split=None, merge=None, root=None):
    n, width = x.shape
    d_head = width // heads
    split = split or (lambda a: a.reshape(n, heads, d_head).transpose(1, 0, 2))
    merge = merge or (lambda a: a.transpose(1, 0, 2).reshape(n, width))
    q, k, v = split(x @ w_q), split(x @ w_k), split(x @ w_v)
    scores = q @ k.transpose(0, 2, 1) / math.sqrt(root or d_head)
    return merge(shares_of(scores) @ v) @ w_o


@names("multi_head", "split-reshaped")
def split_by_reshape(x, w_q, w_k, w_v, w_o, heads):
    n, width = x.shape
    return several(x, w_q, w_k, w_v, w_o, heads, split=lambda a: a.reshape(heads, n, width // heads))


@names("multi_head", "merge-reshaped")
def merged_by_reshape(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_k, w_v, w_o, heads, merge=lambda a: a.reshape(x.shape))


@names("multi_head", "split-reshaped", "merge-reshaped")
def both_by_reshape(x, w_q, w_k, w_v, w_o, heads):
    n, width = x.shape
    return several(x, w_q, w_k, w_v, w_o, heads, split=lambda a: a.reshape(heads, n, width // heads),
                   merge=lambda a: a.reshape(n, width))


@names("multi_head", "root-of-d_model")
def width_of_the_model(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_k, w_v, w_o, heads, root=x.shape[1])


@names("multi_head", "root-of-heads")
def number_of_heads(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_k, w_v, w_o, heads, root=heads)


@names("multi_head", "no-output-projection")
def last_matrix_forgotten(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_k, w_v, np.eye(len(w_o)), heads)


@names("multi_head", "output-divided-by-heads")
def mean_over_the_heads(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_k, w_v, w_o, heads) / heads


@names("multi_head", "heads-ignored")
def a_single_head(x, w_q, w_k, w_v, w_o, heads):
    return shares_of(scaled(x @ w_q, x @ w_k)) @ (x @ w_v) @ w_o


@names("multi_head", "one-head-for-all")
def always_the_first_columns(x, w_q, w_k, w_v, w_o, heads):
    d = x.shape[1] // heads
    head = shares_of(scaled(x @ w_q[:, :d], x @ w_k[:, :d])) @ (x @ w_v[:, :d])
    return np.hstack([head] * heads) @ w_o


@names("multi_head", "values-not-projected")
def values_as_they_came(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_k, np.eye(len(w_v)), w_o, heads)


@names("multi_head", "projections-transposed")
def matrices_of_another_library(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q.T, w_k.T, w_v.T, w_o, heads)


@names("multi_head", "projections-transposed", "output-projection-transposed")
def all_matrices_of_another_library(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q.T, w_k.T, w_v.T, w_o.T, heads)


@names("multi_head", "split-interleaved", "merge-interleaved")
def every_other_channel(x, w_q, w_k, w_v, w_o, heads):
    n, width = x.shape
    return several(x, w_q, w_k, w_v, w_o, heads, split=lambda a: a.reshape(n, width // heads, heads).transpose(2, 0, 1),
                   merge=lambda a: a.transpose(1, 2, 0).reshape(n, width))


@names("multi_head", "no-scale")
def heads_without_scale(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_k, w_v, w_o, heads, root=1)


@names("multi_head", "nothing-projected")
def x_three_times(x, w_q, w_k, w_v, w_o, heads):
    eye = np.eye(x.shape[-1])
    return several(x, eye, eye, eye, w_o, heads)


@names("multi_head", "one-projection")
def one_matrix(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_q, w_q, w_o, heads)


# ---- a listed mistake, and numbers that only small scores survive

@names("attention", "no-scale", "no-maximum")
def formula_without_scale(q, k, v):
    powers = np.exp(q @ np.swapaxes(k, -1, -2))
    return powers / powers.sum(axis=-1, keepdims=True) @ v


@names("causal_attention", "peeks", "no-maximum")
def formula_that_peeks(q, k, v):
    n = q.shape[-2]
    powers = np.exp(scaled(q, k)) * np.tril(np.ones((n, n)), 1)
    return powers / powers.sum(axis=-1, keepdims=True) @ v


@names("causal_attention", "no-maximum")
def triangle_of_powers(q, k, v):
    powers = np.tril(np.exp(scaled(q, k)))
    return powers / powers.sum(axis=-1, keepdims=True) @ v


@names("attention", "keepdims-in-sum", "no-scale")
def formula_without_scale_and_keepdims(q, k, v):
    powers = np.exp(q @ k.T)
    return powers / powers.sum(axis=-1) @ v


@names("masked_attention", "no-maximum")
def formula_with_a_mask_and_a_guarded_sum(q, k, v, mask):
    powers = np.exp(np.where(mask, scaled(q, k), -np.inf))
    return powers / np.maximum(powers.sum(axis=-1, keepdims=True), 1e-300) @ v


@names("masked_attention", "one-maximum-for-all")
def one_top_and_a_guarded_sum(q, k, v, mask):
    scores = np.where(mask, scaled(q, k), -np.inf)
    powers = np.exp(scores - scores.max())
    total = powers.sum(axis=-1, keepdims=True)
    return powers / np.where(total == 0, 1, total) @ v


# ---- online softmax: through the keys once, with the largest score so far

def online(q, k, v, rescale_total, rescale_output, keys=lambda i, n: range(n)):
    """attention in one pass; the two functions of (old, new) are the factors for what was added up before."""
    output = np.zeros((len(q), v.shape[-1]))
    for i, query in enumerate(q):
        first, *rest = keys(i, len(k))
        top, total, out = query @ k[first] / math.sqrt(len(query)), 1.0, v[first].copy()
        for j in rest:
            score = query @ k[j] / math.sqrt(len(query))
            old, top = top, max(top, score)
            total = total * rescale_total(old, top) + np.exp(score - top)
            out = out * rescale_output(old, top) + np.exp(score - top) * v[j]
        output[i] = out / total
    return output


def shrink(old, new):
    return np.exp(old - new)


def grow(old, new):
    return np.exp(new - old)


def keep(old, new):
    return 1


@names("attention", "never-rescaled")
def online_without_rescaling(q, k, v):
    output = []
    for query in q:
        top, total, out = -np.inf, 0.0, 0.0
        for key, value in zip(k, v):
            score = query @ key / np.sqrt(k.shape[1])
            top = max(top, score)
            total += np.exp(score - top)
            out = out + np.exp(score - top) * value
        output.append(out / total)
    return np.array(output)


@names("attention", "never-rescaled")
def online_output_forgotten(q, k, v):
    return online(q, k, v, shrink, keep)


@names("attention", "never-rescaled")
def online_total_forgotten(q, k, v):
    return online(q, k, v, keep, shrink)


@names("attention", "rescaled-with-wrong-sign")
def online_with_the_wrong_sign(q, k, v):
    return online(q, k, v, grow, grow)


@names("attention", "rescaled-with-wrong-sign")
def online_output_with_the_wrong_sign(q, k, v):
    return online(q, k, v, shrink, grow)


@names("causal_attention", "rescaled-with-wrong-sign")
def causal_online_with_the_wrong_sign(q, k, v):
    return online(q, k, v, grow, grow, keys=lambda i, n: range(i + 1))


@names("causal_attention", "never-rescaled")
def causal_online_without_rescaling(q, k, v):
    return online(q, k, v, keep, keep, keys=lambda i, n: range(i + 1))


@names("masked_attention", "never-rescaled")
def masked_online_without_rescaling(q, k, v, mask):
    output = np.zeros((len(q), v.shape[-1]))
    for i, row in enumerate(mask):
        if row.any():
            output[i] = online(q[i:i + 1], k[row], v[row], keep, keep)[0]
    return output


@names("softmax", "never-rescaled")
def online_sum_without_rescaling(scores):
    rows = []
    for row in scores:
        top, total = -np.inf, 0.0
        for score in row:
            top = max(top, score)
            total += np.exp(score - top)
        rows.append(np.exp(row - top) / total)
    return np.array(rows)


@names("softmax", "rescaled-with-wrong-sign")
def online_sum_with_the_wrong_sign(scores):
    rows = []
    for row in scores:
        top, total = row[0], 1.0
        for score in row[1:]:
            new = max(top, score)
            total = total * np.exp(new - top) + np.exp(score - new)
            top = new
        rows.append(np.exp(row - top) / total)
    return np.array(rows)


# ---- right as long as there are as many keys as queries, and as many channels everywhere

@names("attention", "as-many-keys-as-queries", "output-as-wide-as-queries")
def self_attention_only(q, k, v):
    n, d = q.shape
    output = np.zeros_like(q)
    for i in range(n):
        row = [sum(q[i, c] * k[j, c] for c in range(d)) / math.sqrt(d) for j in range(n)]
        powers = [math.exp(score - max(row)) for score in row]
        for c in range(d):
            output[i, c] = sum(powers[j] / sum(powers) * v[j, c] for j in range(n))
    return output


@names("attention", "as-many-keys-as-queries")
def keys_counted_by_the_queries(q, k, v):
    n = len(q)
    output = np.zeros((n, v.shape[1]))
    for i in range(n):
        row = np.array([q[i] @ k[j] / math.sqrt(k.shape[1]) for j in range(n) if j < len(k)])
        output[i] = shares_of(row) @ v[:len(row)]
    return output


@names("masked_attention", "as-many-keys-as-queries")
def masked_keys_counted_by_the_queries(q, k, v, mask):
    n = len(q)
    return shares_of(np.where(mask[:, :n], scaled(q, k[:n]), -1e9)) @ v[:n]


@names("attention", "output-as-wide-as-queries")
def output_like_the_queries(q, k, v):
    output = np.zeros_like(q)
    for i, weights in enumerate(shares_of(scaled(q, k))):
        for c in range(min(q.shape[1], v.shape[1])):
            output[i, c] = weights @ v[:, c]
    return output


@names("attention", "output-as-wide-as-queries")
def channels_counted_by_the_queries(q, k, v):
    return (shares_of(scaled(q, k)) @ v)[..., :q.shape[-1]]


@names("causal_attention", "output-as-wide-as-queries")
def causal_output_like_the_queries(q, k, v):
    output = np.zeros_like(q)
    for i in range(len(q)):
        for c in range(q.shape[1]):
            output[i, c] = shares_of(k[:i + 1] @ q[i] / math.sqrt(len(q[i]))) @ v[:i + 1, c]
    return output


# ---- an online softmax that takes many keys at a time

def in_blocks(q, k, v, size, rescale_total, rescale_output, seen=None):
    """attention, `size` keys at a time; two functions of (old, new) are the factors for what was added up before."""
    seen = np.ones((len(q), len(k)), dtype=bool) if seen is None else seen
    top = total = output = None
    for start in range(0, len(k), size):
        block = slice(start, start + size)
        scores = np.where(seen[:, block], scaled(q, k[block]), -1e30)
        old, top = top, scores.max(axis=-1, keepdims=True)
        top = top if start == 0 else np.maximum(old, top)
        powers = np.exp(scores - top) * seen[:, block]
        if start == 0:
            total, output = powers.sum(axis=-1, keepdims=True), powers @ v[block]
        else:
            total = total * rescale_total(old, top) + powers.sum(axis=-1, keepdims=True)
            output = output * rescale_output(old, top) + powers @ v[block]
    return output / np.where(total == 0, 1, total)


def blocks_that(name, ids, *factors):
    """One function for each call and several sizes of blocks."""
    for size in (2, 8, 64):
        def plain(q, k, v, size=size):
            return in_blocks(q, k, v, size, *factors)

        def masked(q, k, v, mask, size=size):
            return in_blocks(q, k, v, size, *factors, seen=mask)

        def causal(q, k, v, size=size):
            return in_blocks(q, k, v, size, *factors, seen=np.tri(len(q), dtype=bool))

        for call, fn in (("attention", plain), ("masked_attention", masked), ("causal_attention", causal)):
            fn.__name__ = f"{name}_in_blocks_of_{size}"
            if call != "masked_attention" or size > 2:  # of two keys that are both hidden, e^(new − old) is infinite
                MISTAKEN.append((call, fn, ids))


blocks_that("nothing_rescaled", ["never-rescaled"], keep, keep)
blocks_that("output_not_rescaled", ["never-rescaled"], shrink, keep)
blocks_that("total_grows", ["rescaled-with-wrong-sign"], grow, shrink)
blocks_that("both_grow", ["rescaled-with-wrong-sign"], grow, grow)


@names("softmax", "never-rescaled")
def sum_in_blocks_not_rescaled(scores):
    top = scores[..., :8].max(axis=-1, keepdims=True)
    total = np.exp(scores[..., :8] - top).sum(axis=-1, keepdims=True)
    for start in range(8, scores.shape[-1], 8):
        block = scores[..., start:start + 8]
        top = np.maximum(top, block.max(axis=-1, keepdims=True))
        total = total + np.exp(block - top).sum(axis=-1, keepdims=True)
    return np.exp(scores - top) / total


# ---- other ways to compare a query with a key

@names("attention", "cosine")
def cosine(q, k, v):
    q = q / np.linalg.norm(q + 1e-12, axis=-1, keepdims=True)
    k = k / np.linalg.norm(k + 1e-12, axis=-1, keepdims=True)
    return shares_of(q @ np.swapaxes(k, -1, -2)) @ v


@names("attention", "distance")
def distances(q, k, v):
    gaps = ((q[..., :, None, :] - k[..., None, :, :]) ** 2).sum(axis=-1)
    return shares_of(-gaps / np.sqrt(q.shape[-1])) @ v


@names("attention", "cosine")
def cosine_with_the_root(q, k, v):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    lengths = np.sqrt((q ** 2).sum(-1)[..., :, None] * (k ** 2).sum(-1)[..., None, :])
    return shares_of(scores / (lengths + 1e-9)) @ v


@names("attention", "distance")
def squared_distance(q, k, v):
    return shares_of(-((q[..., :, None, :] - k[..., None, :, :]) ** 2).sum(axis=-1)) @ v


@names("attention", "distance")
def distance_with_a_root(q, k, v):
    return shares_of(-np.linalg.norm(q[..., :, None, :] - k[..., None, :, :], axis=-1)) @ v


@names("attention", "distance", "no-maximum")
def bell_of_the_distance(q, k, v):
    powers = np.exp(-((q[..., :, None, :] - k[..., None, :, :]) ** 2).sum(axis=-1) / 2)
    return powers / powers.sum(axis=-1, keepdims=True) @ v


@names("masked_attention", "distance")
def masked_distance(q, k, v, mask):
    gaps = ((q[..., :, None, :] - k[..., None, :, :]) ** 2).sum(axis=-1)
    return shares_of(np.where(mask, -gaps / np.sqrt(q.shape[-1]), -1e9)) @ v


@names("causal_attention", "cosine")
def causal_cosine(q, k, v):
    q, k = (x / (np.linalg.norm(x, axis=-1, keepdims=True) + 1e-12) for x in (q, k))
    return shares_of(np.where(np.tri(len(q), dtype=bool), q @ k.T, -np.inf)) @ v


# ---- what an array of integers drops

def integers(table):
    kept = np.zeros(table.shape, dtype=int)
    kept[...] = table
    return kept


@names("softmax", "integer-shares")
def shares_as_integers(scores):
    return integers(shares_of(scores))


@names("attention", "integer-scores")
def scores_as_integers(q, k, v):
    return shares_of(integers(q @ np.swapaxes(k, -1, -2)) / np.sqrt(q.shape[-1])) @ v


@names("attention", "integer-scores")
def scaled_scores_as_integers(q, k, v):
    return shares_of(integers(scaled(q, k)).astype(float)) @ v


@names("attention", "integer-shares")
def weights_as_integers(q, k, v):
    return integers(shares_of(scaled(q, k))) @ v


@names("attention", "integer-output")
def output_as_integers(q, k, v):
    return integers(shares_of(scaled(q, k)) @ v)


@names("masked_attention", "integer-shares")
def masked_weights_as_integers(q, k, v, mask):
    return integers(shares_of(np.where(mask, scaled(q, k), -1e9))) @ v


@names("multi_head", "integer-output-of-heads")
def heads_as_integers(x, w_q, w_k, w_v, w_o, heads):
    return integers(several(x, w_q, w_k, w_v, w_o, heads))


@names("multi_head", "integer-output")
def each_head_as_integers(x, w_q, w_k, w_v, w_o, heads):
    return several(x, w_q, w_k, w_v, w_o, heads, merge=lambda a: integers(a).transpose(1, 0, 2).reshape(x.shape))


# ---- those that a chapter brings, in chapter_answers/

MISTAKEN += listed("MISTAKEN_FUNCTIONS")
