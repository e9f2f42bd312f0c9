"""Right ways to write what the diagnoser checks: none of them may be accused of anything.

Each entry: the call, the function, what a remark says, or "" where there is nothing to remark.
"""
import math
from decimal import Decimal

import numpy as np
import versions
from chapter_answers import listed

from attnlib import attention as attnlib_attention
from attnlib import attention_weights, causal_mask, multi_head_attention
from attnlib import softmax as attnlib_softmax

RIGHT = []
PLAIN_ONLY = "Right for plain tables. More than the chapters ask: for a batch"


def right(call, remark=""):
    def add(fn):
        RIGHT.append((call, fn, remark))
        return fn
    return add


# ---- softmax(scores)

RIGHT.append(("softmax", attnlib_softmax, ""))


@right("softmax")
def last_axis(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@right("softmax", "Right for plain tables")
def axis_1(scores):
    powers = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)


@right("softmax", "Right for plain tables")
def loops_and_lists(scores):
    rows = []
    for row in scores.tolist():
        top = max(row)
        powers = [math.exp(score - top) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


@right("softmax", "Right for plain tables. More than the chapters ask: for a single row of scores it gives other numbers")  # noqa: E501
def row_by_row(scores):
    rows = [np.exp(row - row.max()) for row in scores]
    return [row / row.sum() for row in rows]


@right("softmax", "Right for plain tables")
def exact_decimals(scores):
    rows = [[Decimal(score).exp() for score in row] for row in scores.tolist()]
    return [[power / sum(row) for power in row] for row in rows]


@right("softmax")
def array_of_objects(scores):
    return last_axis(scores).astype(object)


@right("softmax")
def by_its_name_only(*, scores):
    return last_axis(scores)


@right("softmax")
def transposed_twice(scores):
    columns = scores.T
    powers = np.exp(columns - columns.max(axis=0))
    return (powers / powers.sum(axis=0)).T


@right("softmax")
def differences(scores):
    """1 / Σ e^(s_j − s_i), without any subtraction of a maximum."""
    with np.errstate(over="ignore"):
        return 1 / np.exp(scores[..., None, :] - scores[..., :, None]).sum(axis=-1)


@right("softmax")
def logarithm_of_the_sum(scores):
    top = scores.max(axis=-1, keepdims=True)
    return np.exp(scores - top - np.log(np.exp(scores - top).sum(axis=-1, keepdims=True)))


@right("softmax")
def another_constant_subtracted(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True) - 3)
    return powers / powers.sum(axis=-1, keepdims=True)


@right("softmax")
def in_place_on_a_copy(scores):
    scores = scores.copy()
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


@right("softmax")
def in_float32(scores):
    return last_axis(scores.astype(np.float32))


@right("softmax")
def powers_of_two_of_the_rescaled(scores):
    scores = scores * math.log2(math.e)
    powers = 2 ** (scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@right("softmax", "It prints while it calculates")
def talkative(scores):
    print("scores:", scores.shape)
    return last_axis(scores)


# ---- attention(q, k, v)

RIGHT.append(("attention", attnlib_attention, ""))
for name, version in versions.RIGHT.items():
    def as_attention(q, k, v, version=version):
        return version(q, k, v, None, None)
    as_attention.__name__ = name
    RIGHT.append(("attention", as_attention, ""))


@right("attention")
def output_and_weights(q, k, v):
    weights = attention_weights(q, k)
    return weights @ v, weights


@right("attention", "It returns the weights first")
def weights_and_output(q, k, v):
    weights = attention_weights(q, k)
    return weights, weights @ v


@right("attention", PLAIN_ONLY)
def as_the_chapters_write_it(q, k, v):
    scores = q @ k.T / np.sqrt(k.shape[1])
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) @ v


@right("attention", PLAIN_ONLY)
def loops_over_words(q, k, v):
    output = np.zeros((len(q), v.shape[1]))
    for i in range(len(q)):
        scores = np.array([q[i] @ k[j] / k.shape[1] ** 0.5 for j in range(len(k))])
        shares = last_axis(scores)
        for j in range(len(k)):
            output[i] += shares[j] * v[j]
    return output


@right("attention", PLAIN_ONLY)
def nested_lists(q, k, v):
    q, k, v = q.tolist(), k.tolist(), v.tolist()
    output = []
    for query in q:
        row = [sum(a * b for a, b in zip(query, key)) / len(key) ** 0.5 for key in k]
        powers = [math.exp(score - max(row)) for score in row]
        output.append([sum(p * value[c] for p, value in zip(powers, v)) / sum(powers) for c in range(len(v[0]))])
    return output


@right("attention")
def masked_with_everything_seen(q, k, v):
    return attnlib_attention(q, k, v, mask=np.ones((q.shape[-2], k.shape[-2]), dtype=bool))


@right("attention")
def scaled_queries(q, k, v):
    return last_axis((q / np.sqrt(q.shape[-1])) @ np.swapaxes(k, -1, -2)) @ v


@right("attention")
def scaled_keys(q, k, v):
    return last_axis(q @ np.swapaxes(k * q.shape[-1] ** -0.5, -1, -2)) @ v


@right("attention")
def centred_keys(q, k, v):
    """The same shares: a constant for each query is added to its scores."""
    return attnlib_attention(q, k - k.mean(axis=-2, keepdims=True), v)


@right("attention")
def rotated(q, k, v):
    """Queries and keys in another basis: no score changes."""
    basis, _ = np.linalg.qr(np.random.default_rng(7).standard_normal((q.shape[-1], q.shape[-1])))
    return attnlib_attention(q @ basis, k @ basis, v)


@right("attention")
def all_in_float32(q, k, v):
    return attnlib_attention(*(a.astype(np.float32) for a in (q, k, v)))


@right("attention")
def keys_in_blocks(q, k, v):
    """The online softmax, two keys at a time."""
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])
    top, total, mixed = -np.inf, 0.0, 0.0
    for start in range(0, k.shape[-2], 2):
        block = scores[..., start:start + 2]
        new = np.maximum(top, block.max(axis=-1, keepdims=True))
        shrink, powers = np.exp(top - new), np.exp(block - new)
        total = shrink * total + powers.sum(axis=-1, keepdims=True)
        mixed, top = shrink * mixed + powers @ v[..., start:start + 2, :], new
    return mixed / total


@right("attention")
def outer_products(q, k, v):
    """Key by key: the weights' columns times the values' rows."""
    weights = attention_weights(q, k)
    return sum(weights[..., j:j + 1] * v[..., j:j + 1, :] for j in range(k.shape[-2]))


@right("attention")
def inputs_changed_on_copies(q, k, v):
    q, k = q.copy(), k.copy()
    q /= math.sqrt(q.shape[-1])
    scores = q @ np.swapaxes(k, -1, -2)
    scores -= scores.max(axis=-1, keepdims=True)
    return np.exp(scores) @ v / np.exp(scores).sum(axis=-1, keepdims=True)


class AsAMethod:
    def __call__(self, q, k, v, scale=None):
        return attnlib_attention(q, k, v, scale=scale)


RIGHT.append(("attention", AsAMethod(), ""))
RIGHT.append(("attention", lambda *tables: attnlib_attention(*tables), ""))


# ---- masked_attention(q, k, v, mask)

RIGHT.append(("masked_attention", attnlib_attention, ""))        # mask by its name


@right("masked_attention")
def mask_further_back(q, k, v, dropout=0.0, mask=None):
    return attnlib_attention(q, k, v, mask=mask) * (1 - dropout)


@right("masked_attention")
def all_by_name(*, q, k, v, mask):
    return attnlib_attention(q, k, v, mask=mask)


@right("masked_attention")
def minus_infinity(q, k, v, mask):
    return attnlib_attention(q, k, v, mask=np.where(mask, 0.0, -np.inf))


@right("masked_attention")
def a_large_finite_number(q, k, v, mask):
    scores = np.where(mask, q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1]), -1e9)
    return last_axis(scores) @ v


@right("masked_attention")
def a_large_finite_number_added(q, k, v, mask):
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1]) + (1 - mask) * -1e9
    return last_axis(scores) @ v


@right("masked_attention")
def minus_ten_thousand_added(q, k, v, mask):
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1]) - 10000.0 * ~mask
    return last_axis(scores) @ v


@right("masked_attention")
def the_smallest_float(q, k, v, mask):
    scores = np.where(mask, q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1]), np.finfo(float).min)
    return last_axis(scores) @ v


@right("masked_attention")
def masked_before_scaling(q, k, v, mask):
    scores = np.where(mask, q @ np.swapaxes(k, -1, -2), -1e30) / math.sqrt(q.shape[-1])
    return last_axis(scores) @ v


@right("masked_attention")
def powers_times_mask(q, k, v, mask):
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])
    top = np.where(mask, scores, -np.inf).max(axis=-1, keepdims=True)
    powers = np.exp(np.where(mask, scores - np.where(np.isfinite(top), top, 0), -np.inf))
    total = powers.sum(axis=-1, keepdims=True)
    return powers @ v / np.where(total > 0, total, 1)


@right("masked_attention", PLAIN_ONLY)
def only_what_is_seen(q, k, v, mask):
    output = np.zeros((len(q), v.shape[1]))
    for i, query in enumerate(q):
        if mask[i].any():
            output[i] = last_axis(k[mask[i]] @ query / math.sqrt(len(query))) @ v[mask[i]]
    return output


@right("masked_attention")
def masked_in_float32(q, k, v, mask):
    return a_large_finite_number(q.astype("f4"), k.astype("f4"), v.astype("f4"), mask)


@right("masked_attention")
def masked_and_weights_too(q, k, v, mask):
    weights = attention_weights(q, k, mask=mask)
    return weights @ v, weights


# ---- causal_attention(q, k, v)

@right("causal_attention")
def with_attnlib(q, k, v):
    return attnlib_attention(q, k, v, mask=causal_mask(q.shape[-2]))


@right("causal_attention", PLAIN_ONLY)
def growing_sentence(q, k, v):
    """Word by word, with the words so far: as a cache does it."""
    return np.array([attnlib_attention(q[i:i + 1], k[:i + 1], v[:i + 1])[0] for i in range(len(q))])


@right("causal_attention", PLAIN_ONLY)
def upper_triangle_of_ones(q, k, v):
    scores = q @ k.T / math.sqrt(q.shape[-1])
    scores[np.triu(np.ones_like(scores), 1) == 1] = -np.inf
    return last_axis(scores) @ v


@right("causal_attention")
def masked_twice_with_renewed_sums(q, k, v):
    """Masking after the softmax is right if the rows are divided by their sums again."""
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])
    scores = scores - np.where(causal_mask(q.shape[-2]), scores, -np.inf).max(axis=-1, keepdims=True)
    powers = np.where(causal_mask(q.shape[-2]), np.exp(np.minimum(scores, 700)), 0)
    return powers / powers.sum(axis=-1, keepdims=True) @ v


@right("causal_attention", PLAIN_ONLY)
def causal_loops(q, k, v):
    rows = []
    for i in range(len(q)):
        row = [q[i] @ k[j] / math.sqrt(q.shape[1]) for j in range(i + 1)]
        powers = [math.exp(score - max(row)) for score in row]
        rows.append(sum(power * v[j] for j, power in enumerate(powers)) / sum(powers))
    return rows


# ---- multi_head(x, w_q, w_k, w_v, w_o, heads)

RIGHT.append(("multi_head", multi_head_attention, ""))


@right("multi_head")
def one_head_after_the_other(x, w_q, w_k, w_v, w_o, heads):
    width = w_q.shape[1] // heads
    parts = [slice(h * width, (h + 1) * width) for h in range(heads)]
    return np.concatenate([attnlib_attention(x @ w_q[:, p], x @ w_k[:, p], x @ w_v[:, p]) for p in parts],
                          axis=-1) @ w_o


@right("multi_head")
def output_as_a_sum(x, w_q, w_k, w_v, w_o, heads):
    width = w_q.shape[1] // heads
    parts = [slice(h * width, (h + 1) * width) for h in range(heads)]
    return sum(attnlib_attention(x @ w_q[:, p], x @ w_k[:, p], x @ w_v[:, p]) @ w_o[p] for p in parts)


@right("multi_head", PLAIN_ONLY)
def reshape_and_transpose(x, w_q, w_k, w_v, w_o, heads):
    n, width = x.shape
    q, k, v = ((x @ w).reshape(n, heads, width // heads).transpose(1, 0, 2) for w in (w_q, w_k, w_v))
    scores = q @ k.transpose(0, 2, 1) / math.sqrt(width // heads)
    return (last_axis(scores) @ v).transpose(1, 0, 2).reshape(n, width) @ w_o


@right("multi_head", PLAIN_ONLY)
def with_einsum(x, w_q, w_k, w_v, w_o, heads):
    q, k, v = (np.einsum("nd,dhc->hnc", x, w.reshape(w.shape[0], heads, -1)) for w in (w_q, w_k, w_v))
    weights = last_axis(np.einsum("hic,hjc->hij", q, k) / math.sqrt(q.shape[-1]))
    return np.einsum("hij,hjc,hcd->id", weights, v, w_o.reshape(heads, -1, w_o.shape[1])), weights


@right("multi_head")
def all_projections_in_one(x, w_q, w_k, w_v, w_o, heads):
    q, k, v = np.split(x @ np.hstack([w_q, w_k, w_v]), 3, axis=-1)
    outputs = [attnlib_attention(*parts) for parts in zip(*(np.split(a, heads, axis=-1) for a in (q, k, v)))]
    return np.concatenate(outputs, axis=-1) @ w_o


@right("multi_head")
def scaled_into_the_matrix(x, w_q, w_k, w_v, w_o, heads):
    d_head = w_q.shape[1] // heads
    return multi_head_attention(x, w_q * 2 / math.sqrt(d_head), w_k * math.sqrt(d_head) / 2, w_v, w_o, heads)


@right("multi_head")
def heads_in_float32(x, w_q, w_k, w_v, w_o, heads):
    return multi_head_attention(*(a.astype(np.float32) for a in (x, w_q, w_k, w_v, w_o)), heads)


@right("multi_head")
def average_of_the_weights_too(x, w_q, w_k, w_v, w_o, heads):
    """As PyTorch's module returns it: the weights are averaged over the heads."""
    q, k = (np.stack(np.split(x @ w, heads, axis=-1), axis=-3) for w in (w_q, w_k))
    return multi_head_attention(x, w_q, w_k, w_v, w_o, heads), attention_weights(q, k).mean(axis=-3)


@right("multi_head", "It returns the weights first")
def average_of_the_weights_first(x, w_q, w_k, w_v, w_o, heads):
    """Our sentence has six words and six channels: there the shapes do not say which is which."""
    return average_of_the_weights_too(x, w_q, w_k, w_v, w_o, heads)[::-1]


@right("multi_head")
def heads_further_back(x, w_q, w_k, w_v, w_o, mask=None, heads=8):
    return multi_head_attention(x, w_q, w_k, w_v, w_o, heads, mask=mask)


def with_softmax(softmax):
    """Several heads with this softmax."""
    def several(x, w_q, w_k, w_v, w_o, heads):
        q, k, v = (np.stack(np.split(x @ w, heads, axis=-1), axis=-3) for w in (w_q, w_k, w_v))
        outputs = softmax(q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])) @ v
        return np.concatenate(list(np.moveaxis(outputs, -3, 0)), axis=-1) @ w_o
    return several


# ---- those that a chapter brings, in chapter_answers/

RIGHT += listed("RIGHT_FUNCTIONS")
