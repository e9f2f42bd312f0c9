"""Compute golden.json with PyTorch's scaled_dot_product_attention, which shares no code with attnlib.

In an environment of its own: pip install torch==2.13.0 numpy && python tests/golden/make_golden.py
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import scaled_dot_product_attention

FOLDER = Path(__file__).parent


def cases():
    """name -> (q, k, v, mask, scale); the inputs are random or built to be difficult."""
    random = np.random.default_rng(2017)

    def normal(*shape, size=1.0, dtype=np.float64):
        return (size * random.standard_normal(shape)).astype(dtype)

    def plain(n_q=3, n_k=5, d_k=4, d_v=2, **kwargs):
        return normal(n_q, d_k, **kwargs), normal(n_k, d_k, **kwargs), normal(n_k, d_v, **kwargs)

    causal = np.tril(np.ones((5, 5), dtype=bool))
    padding = np.arange(5) < np.array([5, 3, 1])[:, None, None]
    added = normal(3, 5)
    added[0, 1] = added[1, :4] = -np.inf
    hidden_row = np.ones((3, 5), dtype=bool)
    hidden_row[1] = False

    yield "plain", *plain(), None, None
    yield "one of each", *plain(1, 1, 1, 1), None, None
    yield "scale 1", *plain(), None, 1.0
    yield "scale 0", *plain(), None, 0.0
    yield "scale −2", *plain(), None, -2.0
    yield "n = d_k", *plain(4, 4, 4, 4), None, None
    yield "batch", normal(2, 3, 4), normal(2, 5, 4), normal(2, 5, 2), None, None
    yield "heads", normal(2, 3, 4, 5), normal(2, 3, 6, 5), normal(2, 3, 6, 7), None, None
    yield "one sentence of keys for two of queries", normal(2, 3, 4), normal(1, 5, 4), normal(1, 5, 2), None, None
    yield "causal", *plain(5, 5), causal, None
    yield "padding", normal(3, 2, 4), normal(3, 5, 4), normal(3, 5, 2), padding, None
    yield "padding and causal", normal(3, 5, 4), normal(3, 5, 4), normal(3, 5, 2), padding & causal, None
    yield "boolean mask with a row that hides all", *plain(), hidden_row, None
    yield "mask over the keys", *plain(), np.array([True, False, True, True, False]), None
    yield "added mask", *plain(), added, None
    yield "added mask, large finite", *plain(), np.where(hidden_row, 0.0, -1e9), None
    yield "added mask with a row that hides all", *plain(), np.where(hidden_row, 0.5, -np.inf), None
    yield "large scores", *plain(size=30.0), None, None
    yield "scores of 1e300", *plain(size=1e150), None, None
    yield "subnormal numbers", *plain(size=1e-310), None, None
    yield "values of 1e307", *plain()[:2], np.array([[1e307, -1e307]] * 5), None, None
    yield "NaN in a query", *with_nan(plain(), 0), None, None
    yield "NaN in a key", *with_nan(plain(), 1), None, None
    yield "NaN in a value", *with_nan(plain(), 2), None, None
    yield "float32", *plain(dtype=np.float32), None, None
    yield "float32, added mask", *plain(dtype=np.float32), added.astype(np.float32), None
    yield "float16", *plain(dtype=np.float16), None, None
    yield "the cat sat on the mat", *running(), None, None
    yield "pencil and paper", *pencil(), None, math.log(2) / 2


def with_nan(inputs, which):
    inputs[which][1, 1] = np.nan
    return inputs


def running():
    the = [0, 0, 0, 0, 1]
    x = np.array([the, [0.5, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], the, [1, 0, 0, 0, 0]])
    w_q = np.array([[0, 0.2, 0.6], [0, 0.6, 0], [0.8, 0, 0.65], [0.9, 0, 0], [0.6, 0, 0]])
    w_k = np.array([[0.9, 0, 0.2], [0, 0, 0], [0, 0.9, 0], [0, 0, 0.95], [0, 0, 0]])
    w_v = np.array([[0.1, 0, 0.4], [0.8, 0, 0], [0, 0.95, 0], [0, 0, 0.9], [0, 0, 0]])
    return x @ w_q, x @ w_k, x @ w_v


def pencil():
    q = [[0, 0, 0, 2], [0, 0, 1, 0], [1, 2, 0, 0]]
    k = [[2, 2, 0, 0], [0, 0, 0, 1], [0, 0, 2, 1]]
    v = [[20, 0], [0, 20], [20, 20]]
    return tuple(np.array(table, dtype=np.float64) for table in (q, k, v))


def answer(q, k, v, mask, scale):
    """Weights (the output for v = the identity) and output."""
    tensors = [torch.from_numpy(array) for array in (q, k, v)]
    identity = torch.eye(k.shape[-2], dtype=tensors[1].dtype).expand(*k.shape[:-1], k.shape[-2])
    options = {"attn_mask": None if mask is None else torch.from_numpy(mask), "scale": scale}
    weights = scaled_dot_product_attention(tensors[0], tensors[1], identity, **options)
    return weights.numpy(), scaled_dot_product_attention(*tensors, **options).numpy()


def main():
    lines = []
    for name, q, k, v, mask, scale in cases():
        weights, output = answer(q, k, v, mask, scale)
        arrays = {"q": q, "k": k, "v": v, "mask": mask, "weights": weights, "output": output}
        case = {"name": name, "dtype": q.dtype.name, "scale": scale}
        case |= {key: None if array is None else array.tolist() for key, array in arrays.items()}
        lines.append(json.dumps(case, ensure_ascii=False))
    head = json.dumps(f"torch {torch.__version__}, numpy {np.__version__}")
    FOLDER.joinpath("golden.json").write_text(
        '{"made_with": ' + head + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
