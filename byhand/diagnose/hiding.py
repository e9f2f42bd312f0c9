"""Inputs that hide mistakes: on each kind some mistakes give exactly the right numbers.

CONDITIONS says what the inputs have in common; `examples` makes such inputs, so that what the table of mistakes says
about them is computed and not believed.
"""

import numpy as np

from byhand.diagnose.compare import ANY, gap, outcome

CONDITIONS = {
    "one-word": "there is only one word",
    "equal-scores": "all scores are equal",
    "n-is-d_k": "there are as many words as channels, n = d_k",
    "d_k-is-1": "d_k = 1 (with several heads: d_head = 1)",
    "d_k-is-3": "d_k = 3 (with several heads: d_head = 3)",
    "d_v-is-d_k": "values have as many channels as keys",
    "same-qk": "queries and keys are the same (W_Q = W_K)",
    "same-qkv": "queries, keys and values are the same (no projections)",
    "same-kv": "keys and values are the same",
    "same-values": "all values are the same",
    "ordinary-scores": "no score is far above or below 0",
    "nothing-hidden": "the mask hides nothing",
    "symmetric-mask": "the mask is symmetric",
    "no-empty-row": "every query may attend to something",
    "no-batch": "there is no batch",
    "one-head": "there is one head",
    "heads-is-d_head": "there are as many heads as channels of a head",
    "equal-heads": "all heads have the same projections",
    "n-is-d_model": "there are as many words as channels in all, n = d_model",
    "w_o-is-identity": "W_O is the identity",
    "symmetric-matrices": "all matrices are symmetric",
}
DRAWS = 3
EXACT = 1e-9


def examples(call, condition):
    """Inputs of this kind for a call, or [] where the call has no such thing."""
    return [inputs for inputs in (_inputs(call, condition, seed) for seed in range(DRAWS)) if inputs is not None]


def where(mistake):
    """What hides a mistake, in words: ["there is only one word", ...]."""
    alone = " and no batch" if mistake.seen == "batch" else ""
    return [CONDITIONS[name] + alone * (name == "one-word") for name in mistake.hidden]


def _table(rng, *shape):
    return np.round(rng.uniform(-2, 2, shape), 2)


def _inputs(call, condition, seed):
    rng = np.random.default_rng(seed)
    if call == "softmax":
        return _scores(condition, rng)
    if call == "multi_head":
        return _heads(condition, rng, seed)
    return _qkv(call, condition, rng, seed)


def _scores(condition, rng):
    scores = _table(rng, 4, 6)
    made = {
        "one-word": lambda: scores[:1, :1],
        "equal-scores": lambda: np.full((4, 6), scores[0, 0]),
        "ordinary-scores": lambda: scores,
        "no-batch": lambda: scores,
    }
    return {"scores": made[condition]()} if condition in made else None


def _qkv(call, condition, rng, seed):
    n, d_k, d_v = {
        "one-word": (1, 2, 2),
        "n-is-d_k": (4, 4, 2),
        "d_k-is-1": (5, 1, 2),
        "d_k-is-3": (5, 3, 2),
        "same-qkv": (5, 2, 2),
        "same-kv": (5, 2, 2),
        "d_v-is-d_k": (5, 2, 2),
    }.get(condition, (5, 2, 3))
    q, k, v = _table(rng, n, d_k), _table(rng, n, d_k), _table(rng, n, d_v)
    mask = rng.random((n, n)) < 0.5
    mask |= np.eye(n, dtype=bool)
    if condition == "equal-scores":  # nothing is asked, nothing is offered, or all words are alike in both
        q, k = ((0 * q, k), (q, 0 * k), (q[:1].repeat(n, axis=0), k[:1].repeat(n, axis=0)))[seed % 3]
    elif condition == "same-qk":
        k = q
    elif condition == "same-qkv":
        k = v = q
    elif condition == "same-kv":
        v = k
    elif condition == "same-values":
        v = np.repeat(v[:1], n, axis=0)
    elif condition == "nothing-hidden":
        mask = np.ones((n, n), dtype=bool)
    elif condition == "symmetric-mask":
        mask |= mask.T
    elif condition not in (
        "one-word",
        "n-is-d_k",
        "d_k-is-1",
        "d_k-is-3",
        "d_v-is-d_k",
        "ordinary-scores",
        "no-empty-row",
        "no-batch",
    ):
        return None
    masked = {"mask": mask} if call == "masked_attention" else {}
    if (condition in ("nothing-hidden", "symmetric-mask", "no-empty-row")) and not masked:
        return None
    return {"q": q, "k": k, "v": v, **masked}


def _heads(condition, rng, seed):
    n, heads, d_head = {
        "one-word": (1, 2, 3),
        "one-head": (5, 1, 4),
        "heads-is-d_head": (5, 2, 2),
        "d_k-is-1": (5, 2, 1),
        "d_k-is-3": (5, 2, 3),
        "n-is-d_k": (3, 2, 3),
        "n-is-d_model": (6, 3, 2),
    }.get(condition, (5, 3, 2))
    width = heads * d_head
    x = _table(rng, n, width)
    w_q, w_k, w_v, w_o = (_table(rng, width, width) for _ in range(4))
    if seed % 3 == 2 and condition in ("equal-scores", "same-values"):  # one feature that all words have
        x[:, 0] = 1
    if condition == "equal-scores":
        only = np.eye(width)[:, :1]
        w_q, w_k = ((0 * w_q, w_k), (w_q, 0 * w_k), (only * w_q, only * w_k))[seed % 3]
    elif condition == "same-qk":
        w_k = w_q
    elif condition == "same-qkv":
        w_q = w_k = w_v = np.eye(width)
    elif condition == "same-kv":
        w_v = w_k
    elif condition == "same-values" and seed % 3 == 2:
        w_v = np.eye(width)[:, :1] * w_v
    elif condition == "same-values":
        x = np.repeat(x[:1], n, axis=0)
    elif condition == "equal-heads":
        w_q, w_k, w_v = (np.tile(w[:, :d_head], heads) for w in (w_q, w_k, w_v))
    elif condition == "w_o-is-identity":
        w_o = np.eye(width)
    elif condition == "symmetric-matrices":
        w_q, w_k, w_v, w_o = (w + w.T for w in (w_q, w_k, w_v, w_o))
    elif condition not in (
        "one-word",
        "one-head",
        "heads-is-d_head",
        "d_k-is-1",
        "d_k-is-3",
        "n-is-d_k",
        "n-is-d_model",
        "ordinary-scores",
        "no-batch",
    ):
        return None
    return {"x": x, "w_q": w_q, "w_k": w_k, "w_v": w_v, "w_o": w_o, "heads": heads}


def hides(mistake, condition):
    """True if on inputs of this kind no call shows the mistake, and at least one call has such inputs."""
    found = [_same(call, mistake, inputs) for call in mistake.calls for inputs in examples(call, condition)]
    return bool(found) and all(found)


def _same(call, mistake, inputs):
    wrong = outcome(call, mistake.replaced, inputs)
    return wrong is not None and not (wrong == ANY).any() and gap(outcome(call, {}, inputs), wrong) <= EXACT
