"""Compute heads.json with PyTorch's nn.MultiheadAttention, which shares no code with attnlib.

In an environment of its own: pip install torch==2.13.0 numpy && python tests/golden/make_heads.py

A linear layer of PyTorch holds the transposed matrix, and its boolean masks are True where attention is forbidden.
"""

import json
from pathlib import Path

import numpy as np
import torch

FILE = Path(__file__).parent / "heads.json"


def cases():
    """name -> (x, w_q, w_k, w_v, w_o, heads, mask)"""
    random = np.random.default_rng(322)

    def inputs(heads, width, *shape):
        tables = random.standard_normal((*shape, width)), *random.standard_normal((4, width, width))
        return [np.round(table, 3) for table in tables] + [heads]

    causal = np.tril(np.ones((5, 5), dtype=bool))
    yield "one head", *inputs(1, 3, 4), None
    yield "two heads", *inputs(2, 6, 5), None
    yield "as many heads as channels", *inputs(4, 4, 5), None
    yield "one word", *inputs(3, 6, 1), None
    yield "causal", *inputs(3, 6, 5), causal
    yield "batch", *inputs(2, 4, 3, 5), None
    yield "batch and causal", *inputs(2, 4, 2, 5), causal


def answer(x, w_q, w_k, w_v, w_o, heads, mask):
    width = x.shape[-1]
    module = torch.nn.MultiheadAttention(width, heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.tensor(np.vstack([w_q.T, w_k.T, w_v.T])))
        module.out_proj.weight.copy_(torch.tensor(w_o.T))
        tokens = torch.tensor(x)
        output, _ = module(tokens, tokens, tokens, attn_mask=None if mask is None else torch.tensor(~mask))
    return output.tolist()


def main():
    lines = []
    for name, *given in cases():
        *tables, heads, mask = given
        case = dict(zip(("x", "w_q", "w_k", "w_v", "w_o"), (table.tolist() for table in tables)))
        case |= {"heads": heads, "mask": None if mask is None else mask.tolist(), "output": answer(*given)}
        lines.append(json.dumps({"name": name} | case))
    made_with = json.dumps(f"torch {torch.__version__}, numpy {np.__version__}")
    FILE.write_text(f'{{"made_with": {made_with}, "cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
