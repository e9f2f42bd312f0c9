"""Chapter 06: scores of random queries and keys grow with the width."""

from functools import cache

import ipywidgets as widgets
import numpy as np

from .. import figures
from ..attention import softmax
from ..figures import words
from . import parts
from .base import WIDE, LiveFigure

WIDTHS = [2 ** power for power in range(11)]
TRIALS, KEYS = 100, 6


@cache
def _random(draw):
    """Queries (100, 1, 1024) and keys (100, 6, 1024) of one draw, every number normal with spread 1."""
    rng = np.random.default_rng(draw)
    return rng.normal(size=(TRIALS, 1, WIDTHS[-1])), rng.normal(size=(TRIALS, KEYS, WIDTHS[-1]))


def random_scores(d_k, draw=1):
    """The scores (100, 6) of a hundred random queries, each with six random keys of its own, d_k channels wide."""
    query, key = (array[..., :d_k] for array in _random(draw))
    return (query @ key.mT)[:, 0]


class Scaling(LiveFigure):
    """d_k on a slider. `.scores` (100, 6); `.spread` and `.largest` are pairs: as they are, and divided by √d_k."""

    def __init__(self):
        controls = {
            "d_k": widgets.SelectionSlider(options=WIDTHS, value=64, description="width d_k", style=WIDE,
                                           layout={"width": "100%"}),
            "draw": widgets.IntSlider(value=1, min=1, max=20, description="random draw", style=WIDE,
                                      layout={"width": "100%"})}
        super().__init__("Widen the queries and keys", controls, _still)

    def compute(self):
        self.d_k = self.value("d_k")
        self.scores = random_scores(self.d_k, self.value("draw"))
        both = self.scores, self.scores / np.sqrt(self.d_k)
        self.spread = tuple(float(scores.std()) for scores in both)
        self.shares = tuple(softmax(scores) for scores in both)
        self.largest = tuple(float(shares.max(axis=-1).mean()) for shares in self.shares)

    def show(self):
        numbers = parts.bars(["as they are", "÷ √d_k"], {"spread": [words.number(s, 2) for s in self.spread],
                             "largest share": [words.percent(s) for s in self.largest]},
                             "A hundred queries with six keys each", shares=self.largest, role=None)
        first = [parts.bars([f"key {i + 1}" for i in range(KEYS)], {"share": [words.percent(s) for s in shares[0]]},
                            caption, shares=shares[0])
                 for caption, shares in zip(("First query, as it is", "First query, ÷ √d_k"), self.shares)]
        return numbers + parts.side_by_side(*first), self._say()

    def _say(self):
        raw, scaled = (words.number(spread, 2) for spread in self.spread)
        bare, divided = (words.percent(share) for share in self.largest)
        return (f"With {words.amount(self.d_k, 'channel')} the scores spread by {raw}, and the largest of six shares "
                f"is {bare} on average. Divided by √{self.d_k} the spread is {scaled}, and the largest share "
                f"{divided}.")


def _still(sentence):
    spreads = [float(random_scores(d_k).std()) for d_k in WIDTHS]
    return figures.lines(WIDTHS, {"as they are": spreads, "÷ √d_k": [s / d ** 0.5 for s, d in zip(spreads, WIDTHS)]},
                         xlabel="width d_k", ylabel="spread of the scores", logx=True, sentence=sentence)


def scaling():
    """Widen random queries and keys from 1 to 1024: the spread of the scores and the largest share, with and without
    the division by √d_k."""
    return Scaling()
