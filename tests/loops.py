"""Attention in loops over plain Python floats: what attnlib.attention is compared with."""

import math

import numpy as np


def softmax_loop(row):
    """The shares of one list of scores."""
    if any(math.isnan(score) or score == math.inf for score in row):
        return [math.nan] * len(row)
    top = max(row)
    if top == -math.inf:
        return [0.0] * len(row)
    powers = [math.exp(score - top) for score in row]
    total = math.fsum(powers)
    return [power / total for power in powers]


def weights_loop(q, k, mask, scale):
    """Weights of lists of rows; mask is a list of rows of numbers that are added, or None."""
    weights = []
    for i, query in enumerate(q):
        row = []
        for j, key in enumerate(k):
            score = sum(a * b for a, b in zip(query, key)) * scale
            row.append(score if mask is None else score + mask[i][j])
        weights.append(softmax_loop(row))
    return weights


def attention_loop(q, k, v, mask=None, scale=None):
    """Weights and output for arrays with batch dimensions; mask is boolean, floating or None."""
    n_q, n_k, d_v = q.shape[-2], k.shape[-2], v.shape[-1]
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    added = np.zeros((1, 1)) if mask is None else mask
    added = np.where(added, 0.0, -math.inf) if added.dtype == bool else added
    batch = np.broadcast_shapes(q.shape[:-2], k.shape[:-2], added.shape[:-2])
    full = np.broadcast_shapes(batch, v.shape[:-2])
    q, k, v = (np.broadcast_to(a, full + a.shape[-2:]).astype(float) for a in (q, k, v))
    added = np.broadcast_to(added, full + (n_q, n_k)).astype(float)
    weights, output = np.empty(full + (n_q, n_k)), np.empty(full + (n_q, d_v))
    for b in np.ndindex(full):
        weights[b] = weights_loop(q[b].tolist(), k[b].tolist(), added[b].tolist(), scale)
        for i in range(n_q):
            for c in range(d_v):
                output[b][i, c] = sum(weights[b][i, j] * v[b][j, c] for j in range(n_k))
    return weights, output
