"""Functions that are wrong in ways that no table lists: what the diagnoser must call "unknown", never "correct".

They were written from imagination before the diagnoser's probes were chosen, and nothing here was changed to suit
the probes. Each entry: the call, the function, the first step at which it leaves the right calculation.
"""
import numpy as np
from chapter_answers import listed


def shares_of(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def scaled(q, k):
    return q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])


# ---- softmax(scores)

def squares(scores):
    return scores ** 2 / (scores ** 2).sum(axis=-1, keepdims=True)


def softplus(scores):
    powers = np.logaddexp(0, scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def ranks(scores):
    places = 1.0 + scores.argsort(axis=-1).argsort(axis=-1)
    return places / places.sum(axis=-1, keepdims=True)


def clipped(scores):
    return shares_of(np.clip(scores, -1, 1))


def two_largest(scores):
    second = np.sort(scores, axis=-1)[..., -2:-1]
    return shares_of(np.where(scores >= second, scores, -np.inf))


def smoothed(scores):
    return 0.9 * shares_of(scores) + 0.1 / scores.shape[-1]


def one_more_in_the_sum(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / (1 + powers.sum(axis=-1, keepdims=True))


def sorted_shares(scores):
    return np.sort(shares_of(scores), axis=-1)


def total_of_the_first_row(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers[..., :1, :].sum(axis=-1, keepdims=True)


def largest_left_out_of_the_sum(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / (powers.sum(axis=-1, keepdims=True) - 0.5)


def rounded_shares(scores):
    return np.round(shares_of(scores), 1)


# ---- attention(q, k, v)

def near_words_preferred(q, k, v):
    places = np.arange(q.shape[-2])[:, None] - np.arange(k.shape[-2])
    return shares_of(scaled(q, k) - 0.3 * np.abs(places)) @ v


def signs_dropped(q, k, v):
    return shares_of(np.abs(scaled(q, k))) @ v


def negative_scores_dropped(q, k, v):
    return shares_of(np.maximum(scaled(q, k), 0)) @ v


def last_channel_forgotten(q, k, v):
    return shares_of(q[..., :-1] @ np.swapaxes(k[..., :-1], -1, -2) / np.sqrt(q.shape[-1])) @ v


def one_channel_too_many_in_the_root(q, k, v):
    return shares_of(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1] + 1)) @ v


def keys_backwards(q, k, v):
    return shares_of(scaled(q, k[..., ::-1, :])) @ v


def one_query_for_all(q, k, v):
    return shares_of(scaled(q[..., :1, :] + 0 * q, k)) @ v


def keys_centred_by_channel_spread(q, k, v):
    return shares_of(scaled(q, k / (1 + k.std(axis=-2, keepdims=True)))) @ v


def roots_of_the_weights(q, k, v):
    return np.sqrt(shares_of(scaled(q, k))) @ v


def half_even(q, k, v):
    weights = shares_of(scaled(q, k))
    return (0.5 * weights + 0.5 / k.shape[-2]) @ v


def values_centred(q, k, v):
    return shares_of(scaled(q, k)) @ (v - v.mean(axis=-2, keepdims=True))


def query_added_to_the_output(q, k, v):
    output = shares_of(scaled(q, k)) @ v
    return output + q[..., :1].repeat(output.shape[-1], axis=-1)


def unit_length(q, k, v):
    output = shares_of(scaled(q, k)) @ v
    return output / np.linalg.norm(output, axis=-1, keepdims=True)


def values_one_late(q, k, v):
    return shares_of(scaled(q, k)) @ np.roll(v, 1, axis=-2)


# ---- masked_attention(q, k, v, mask)

def halved_where_hidden(q, k, v, mask):
    scores = scaled(q, k)
    return shares_of(np.where(mask, scores, scores / 2)) @ v


def hidden_as_the_smallest(q, k, v, mask):
    scores = scaled(q, k)
    return shares_of(np.where(mask, scores, scores.min(axis=-1, keepdims=True))) @ v


def first_query_only(q, k, v, mask):
    kept = mask.copy()
    kept[..., 1:, :] = True
    return shares_of(np.where(kept, scaled(q, k), -1e9)) @ v


def divided_by_the_count(q, k, v, mask):
    powers = np.exp(scaled(q, k)) * mask
    return powers / np.maximum(mask.sum(axis=-1, keepdims=True), 1) @ v


# ---- causal_attention(q, k, v)

def window_of_two(q, k, v):
    gap = np.arange(q.shape[-2])[:, None] - np.arange(k.shape[-2])
    return shares_of(np.where((gap >= 0) & (gap < 2), scaled(q, k), -np.inf)) @ v


def fading(q, k, v):
    gap = np.arange(q.shape[-2])[:, None] - np.arange(k.shape[-2])
    return shares_of(np.where(gap >= 0, scaled(q, k) - 0.5 * gap, -np.inf)) @ v


def last_query_sees_only_the_first(q, k, v):
    n = q.shape[-2]
    allowed = np.tril(np.ones((n, n), dtype=bool))
    allowed[-1, 1:] = False
    return shares_of(np.where(allowed, scaled(q, k), -np.inf)) @ v


# ---- right for our sentence, and for what is as short

def first_eight_shares(scores):
    return np.concatenate([shares_of(scores[..., :8]), 0 * scores[..., 8:]], axis=-1)


def sum_of_the_first_eight(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers[..., :8].sum(axis=-1, keepdims=True)


def first_eight_keys(q, k, v):
    return shares_of(scaled(q, k[..., :8, :])) @ v[..., :8, :]


def window_of_eight(q, k, v):
    gap = np.arange(q.shape[-2])[:, None] - np.arange(k.shape[-2])
    return shares_of(np.where(np.abs(gap) < 8, scaled(q, k), -1e9)) @ v


def roots_from_a_list(q, k, v):
    return shares_of(q @ np.swapaxes(k, -1, -2) / {2: 2 ** 0.5, 3: 3 ** 0.5, 4: 2.0}.get(q.shape[-1], 1.0)) @ v


def first_eight_keys_of_a_mask(q, k, v, mask):
    return shares_of(np.where(mask[..., :8], scaled(q, k[..., :8, :]), -1e9)) @ v[..., :8, :]


def causal_window_of_eight(q, k, v):
    gap = np.arange(q.shape[-2])[:, None] - np.arange(k.shape[-2])
    return shares_of(np.where((gap >= 0) & (gap < 8), scaled(q, k), -np.inf)) @ v


def mask_of_six_words(q, k, v):
    n = q.shape[-2]
    allowed = np.ones((n, n), dtype=bool)
    allowed[:6, :6] = np.tril(np.ones((6, 6)))[:n, :n]
    return shares_of(np.where(allowed, scaled(q, k), -np.inf)) @ v


# ---- multi_head(x, w_q, w_k, w_v, w_o, heads)

def by_heads(x, w_q, w_k, w_v, w_o, heads, order=None, keys_of=lambda h, heads: h, wait=lambda h: 1.0):
    width = w_q.shape[-1] // heads
    part = [slice(h * width, (h + 1) * width) for h in range(heads)]
    outputs = []
    for h in order or range(heads):
        q, k, v = x @ w_q[:, part[h]], x @ w_k[:, part[keys_of(h, heads)]], x @ w_v[:, part[h]]
        outputs.append(wait(h) * (shares_of(scaled(q, k)) @ v))
    return np.concatenate(outputs, axis=-1) @ w_o


def heads_backwards(x, w_q, w_k, w_v, w_o, heads):
    return by_heads(x, w_q, w_k, w_v, w_o, heads, order=range(heads - 1, -1, -1))


def keys_of_the_neighbour(x, w_q, w_k, w_v, w_o, heads):
    return by_heads(x, w_q, w_k, w_v, w_o, heads, keys_of=lambda h, n: (h + 1) % n)


def later_heads_count_less(x, w_q, w_k, w_v, w_o, heads):
    return by_heads(x, w_q, w_k, w_v, w_o, heads, wait=lambda h: 1 / (1 + h))


def squashed(x, w_q, w_k, w_v, w_o, heads):
    return np.tanh(by_heads(x, w_q, w_k, w_v, w_o, heads))


def input_added(x, w_q, w_k, w_v, w_o, heads):
    return x + by_heads(x, w_q, w_k, w_v, w_o, heads)


UNKNOWN = [
    ("softmax", squares, "powers"),
    ("softmax", softplus, "powers"),
    ("softmax", ranks, "powers"),
    ("softmax", clipped, "powers"),
    ("softmax", two_largest, "powers"),
    ("softmax", smoothed, "division"),
    ("softmax", one_more_in_the_sum, "sum"),
    ("softmax", sorted_shares, "division"),
    ("softmax", total_of_the_first_row, "sum"),
    ("softmax", largest_left_out_of_the_sum, "sum"),
    ("softmax", rounded_shares, "division"),
    ("attention", near_words_preferred, "scaling"),
    ("attention", signs_dropped, "scaling"),
    ("attention", negative_scores_dropped, "scaling"),
    ("attention", last_channel_forgotten, "scores"),
    ("attention", one_channel_too_many_in_the_root, "scaling"),
    ("attention", keys_backwards, "scores"),
    ("attention", one_query_for_all, "scores"),
    ("attention", keys_centred_by_channel_spread, "scores"),
    ("attention", roots_of_the_weights, "softmax"),
    ("attention", half_even, "softmax"),
    ("attention", values_centred, "mixing"),
    ("attention", query_added_to_the_output, "mixing"),
    ("attention", unit_length, "mixing"),
    ("attention", values_one_late, "mixing"),
    ("masked_attention", halved_where_hidden, "mask"),
    ("masked_attention", hidden_as_the_smallest, "mask"),
    ("masked_attention", first_query_only, "mask"),
    ("masked_attention", divided_by_the_count, "softmax"),
    ("causal_attention", window_of_two, "mask"),
    ("causal_attention", fading, "mask"),
    ("causal_attention", last_query_sees_only_the_first, "mask"),
    ("softmax", first_eight_shares, "powers"),
    ("softmax", sum_of_the_first_eight, "sum"),
    ("attention", first_eight_keys, "scores"),
    ("attention", window_of_eight, "scores"),
    ("attention", roots_from_a_list, "scaling"),
    ("masked_attention", first_eight_keys_of_a_mask, "scores"),
    ("causal_attention", causal_window_of_eight, "mask"),
    ("causal_attention", mask_of_six_words, "mask"),
    ("multi_head", heads_backwards, "merge"),
    ("multi_head", keys_of_the_neighbour, "scores"),
    ("multi_head", later_heads_count_less, "merge"),
    ("multi_head", squashed, "output projection"),
    ("multi_head", input_added, "output projection"),
]


# ---- those that a chapter brings, in chapter_answers/

UNKNOWN += listed("UNKNOWN_FUNCTIONS")
