"""Steps that mistakes put in the place of the right ones: each function returns {step: function}, see steps.py."""

import numpy as np

from byhand.diagnose.steps import causal, powers_of, product, total_of

SUM = {"sum": lambda powers, c: powers.sum(axis=-1, keepdims=True)}  # nothing to share out becomes 0 / 0


def allowed(scores, c):
    """The mask of this calculation, True where attention is allowed."""
    return c.mask if hasattr(c, "mask") else causal(scores)


def softmax_input(value, c):
    """The scores that the softmax starts from; a softmax that stands alone has them as its input."""
    return c.scores if value is None else value


def project(*names, transposed=False):
    """Other projections for queries, keys and values; "eye" stands for none."""

    def step(_, c):
        inputs = vars(c) | {"eye": np.eye(c.x.shape[-1])}
        matrices = [inputs[name].T if transposed else inputs[name] for name in names]
        return np.stack([c.x @ matrix for matrix in matrices])

    return {"projection": step}


def scores_of(a, b):
    """Scores between other inputs than the queries and the keys."""
    return {"scores": lambda _, c: product(getattr(c, a), getattr(c, b))}


def scaling(factor):
    """Scores times a factor that depends on the inputs: factor(c)."""
    return {"scaling": lambda scores, c: scores * factor(c)}


def mask_by(step):
    """Masking done otherwise: step(scores, allowed)."""
    return {"mask": lambda scores, c: step(scores, allowed(scores, c))}


def powers(step):
    """Other powers: step(scores)."""
    return {"powers": lambda scores, c: step(softmax_input(scores, c))}


def along(axis):
    """A softmax along another axis."""

    def powers_along(scores):
        return powers_of(scores, scores.max(axis=axis, keepdims=True))

    return powers(powers_along) | {"sum": lambda powers, c: total_of(powers, axis)}


def mixing_of(name):
    """The average of another input than the values."""
    return {"mixing": lambda weights, c: weights @ getattr(c, name)}
