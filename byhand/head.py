"""One attention head with the names of its words and columns: what figures, exercises and worksheets show.

`RUNNING` is the head of the running example; a chapter that needs another one makes it:

    Head(tokens, x, w_q, w_k, w_v, features, channels, value_channels)
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from attnlib import sentence
from attnlib.attention import attention, attention_weights


@dataclass(frozen=True, eq=False)
class Head:
    """A head and a sentence: x (n, d_model), w_q and w_k (d_model, d_k), w_v (d_model, d_v), with names for all.

    tokens: the n words. features: the d_model columns of x. channels: the d_k columns of queries and keys.
    value_channels: the d_v columns of values and output. legend: short name -> meaning, where a column's name
    is an abbreviation. Raises ValueError for names that do not fit the tables, and for a legend of unknown names.
    """

    tokens: tuple
    x: np.ndarray
    w_q: np.ndarray
    w_k: np.ndarray
    w_v: np.ndarray
    features: tuple
    channels: tuple
    value_channels: tuple
    legend: dict = field(default_factory=dict)

    def __post_init__(self):
        for name, shape in {
            "x": (self.tokens, self.features),
            "w_q": (self.features, self.channels),
            "w_k": (self.features, self.channels),
            "w_v": (self.features, self.value_channels),
        }.items():
            expected, came = tuple(map(len, shape)), np.shape(getattr(self, name))
            if expected != came:
                raise ValueError(
                    f"{name} must have the shape {expected}, as its rows and columns are named: got {came}"
                )
        unknown = set(self.legend) - {*self.features, *self.channels, *self.value_channels}
        if unknown:
            raise ValueError(f"legend must explain names of columns: got {', '.join(sorted(unknown))}")

    @cached_property
    def q(self):
        """The queries (n, d_k)."""
        return self.x @ self.w_q

    @cached_property
    def k(self):
        """The keys (n, d_k)."""
        return self.x @ self.w_k

    @cached_property
    def v(self):
        """The values (n, d_v)."""
        return self.x @ self.w_v

    @cached_property
    def scores(self):
        """q kᵀ (n, n), before the division by √d_k: row = query, column = key."""
        return self.q @ self.k.T

    @cached_property
    def weights(self):
        """The shares of attention (n, n), after the division by √d_k: each row sums to 1."""
        return attention_weights(self.q, self.k)

    @cached_property
    def output(self):
        """The output (n, d_v): for each word the average of the values, by its weights."""
        return attention(self.q, self.k, self.v)

    def index(self, word):
        """The place of a word in the sentence; of two equal ones the first."""
        return self.tokens.index(word)


RUNNING = Head(
    sentence.TOKENS,
    sentence.X,
    sentence.W_Q,
    sentence.W_K,
    sentence.W_V,
    sentence.FEATURES,
    sentence.CHANNELS,
    sentence.VALUE_CHANNELS,
)
