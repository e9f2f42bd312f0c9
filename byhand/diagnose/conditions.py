"""Conditions on inputs that hide mistakes: on each kind some mistakes give exactly the right numbers.

CONDITIONS says what the inputs have in common; `examples` gives such inputs, so that what the table of mistakes says
about them is computed and not believed.
"""

import numpy as np

from byhand.closeness import ANY, SAME, gap
from byhand.diagnose.calls import CALLS
from byhand.diagnose.compare import outcome

CONDITIONS = {  # a call can bring more
    "one-word": "there is only one word",
    "equal-scores": "all scores are equal",
    "n-is-d_k": "there are as many words as channels, n = d_k",
    "n_k-is-n_q": "there are as many keys as queries",
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
for _call in CALLS.values():
    CONDITIONS |= _call.conditions
DRAWS = 3


def examples(call, condition):
    """Inputs that meet a condition for a call, {parameter: value}, or [] where the call has no such thing."""
    drawn = (CALLS[call].examples(condition, np.random.default_rng(seed), seed) for seed in range(DRAWS))
    return [inputs for inputs in drawn if inputs is not None]


def where(mistake):
    """What hides a mistake, in words: ["there is only one word", ...]."""
    alone = " and no batch" if mistake.seen == "batch" else ""
    return [CONDITIONS[name] + alone * (name == "one-word") for name in mistake.hidden]


def hides(mistake, condition):
    """True if on inputs of this kind no call shows the mistake, and at least one call has such inputs."""
    found = [_same(call, mistake, inputs) for call in mistake.calls for inputs in examples(call, condition)]
    return bool(found) and all(found)


def _same(call, mistake, inputs):
    wrong = outcome(call, mistake.replaced, inputs)
    return wrong is not None and not (wrong == ANY).any() and gap(outcome(call, {}, inputs), wrong) <= SAME
