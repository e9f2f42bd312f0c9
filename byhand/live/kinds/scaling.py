"""Scores of random vectors: how they grow with their width, and what the division by √d_k does to the shares."""

from functools import cache
from math import isqrt

import ipywidgets as widgets
import numpy as np

from attnlib.attention import softmax as shares_of
from byhand import figures, wording
from byhand.live.base import LiveFigure, build
from byhand.live.controls import Control, question, scaled
from byhand.live.state import Field

WIDTHS = tuple(2**power for power in range(11))
DRAWS, KEYS = 400, 6
USUAL = (0.1, 0.9)  # from this part of the draws to that one a share is called usual
MORE = 4  # how many times as many channels the question speaks of; scores grow with the root
SENTENCES = {
    "divided": (
        "Divided by √{width}, scores of {width} channels spread by {held:number 1}, and the largest of {keys:count} "
        "shares is typically {divided:percent}. As they are, it would be {bare:percent}."
    ),
    "bare": (
        "As they are, scores of {width} channels spread by {spread:number 1}, and the largest of {keys:count} shares "
        "is typically {bare:percent}. Divided by √{width}, it would be {divided:percent}."
    ),
    "single": (
        "With one channel there is nothing to hold back: √1 is 1. Scores spread by {spread:number 1}, and the largest "
        "of {keys:count} shares is typically {bare:percent}."
    ),
}


class ScalingFigure(LiveFigure):
    """It has no words: its `.scores` and `.weights` (1, 6) are those of the draw that it shows."""

    @property
    def draw(self):
        """The random vectors that it shows, see random_scores."""
        return self.view.config["draws"][self.view.width_index]

    @property
    def scores(self):
        return np.array([self.draw["scores"]])

    @property
    def weights(self):
        return shares_of(self.scores * self.scale(self.draw["width"]))

    @property
    def tables(self):
        return {"S": self.scores, "A": self.weights}


HEIGHTS = (596, 676)


def scaling(key=None, *, ask=False):
    """Chapter 06: scores of random vectors grow with their width; dividing by √d_k holds them."""
    draws = [random_scores(width) for width in WIDTHS]
    index = WIDTHS.index(64)
    spreads = np.array([draw["typical"][0] for draw in draws])
    still = figures.lines(
        WIDTHS,
        {"as they are": spreads.tolist(), "÷ √d_k": (spreads / np.sqrt(WIDTHS)).tolist()},
        xlabel="channels d_k",
        ylabel="spread of the scores",
        logx=True,
        sentence=_sentence(draws[index]),
    )
    options = {"options": [str(width) for width in WIDTHS], "index": index}
    answers = ["not at all", *(f"to {wording.times(factor)} the size" for factor in (isqrt(MORE), MORE))]
    text = f"{wording.times(MORE).capitalize()} as many channels: how do typical scores grow?"
    return build(
        __file__,
        key,
        still,
        sentences=SENTENCES,
        controls=[Control(widgets.SelectionSlider, "width_index", "channels d_k", options), scaled()],
        fields=[Field("width_index", "int", index, low=0, high=len(WIDTHS) - 1)],
        figure=ScalingFigure,
        draws=draws,
        many=DRAWS,
        often=round(10 * (USUAL[1] - USUAL[0])),
        ask=question(text, answers, answers[1]) if ask else None,
    )


@cache
def _many_scores():
    """Many random queries with six keys each: width -> scores (DRAWS, KEYS), from the first channels of one draw."""
    rng = np.random.default_rng(64)
    query, keys = rng.standard_normal((DRAWS, 1, WIDTHS[-1])), rng.standard_normal((DRAWS, KEYS, WIDTHS[-1]))
    return {width: (query[..., :width] * keys[..., :width]).sum(axis=-1) for width in WIDTHS}


@cache
def _shown_draw():
    """The number of the draw that the figure shows.

    One draw can be far from what is usual: the first of these gives one key 87 % at 1024 channels, divided, where 42 %
    are typical, and a reader would take chance for a rule. So it is the draw whose largest shares after the division
    lie nearest to the average ones, all widths together.
    """
    largest = np.array([shares_of(drawn / width**0.5).max(axis=-1) for width, drawn in _many_scores().items()])
    return int(((largest - largest.mean(axis=1, keepdims=True)) ** 2).sum(axis=0).argmin())


@cache
def random_scores(width):
    """One random query with six random keys, `width` channels of spread 1, and what is typical over many draws.

    Returns {"width", "scores": six numbers, "typical": [spread, largest share as it is, the same after ÷ √width],
    "shares": the average shares in their order, as they are and after ÷ √width, "usual": for both the range of the
    largest share in eight of ten draws}.
    """
    drawn = _many_scores()[width]
    both = [np.sort(shares_of(drawn / divisor), axis=-1)[:, ::-1] for divisor in (1, width**0.5)]
    return {
        "width": width,
        "scores": np.round(drawn[_shown_draw()], 4).tolist(),
        "typical": _rounded([drawn.std(), *(shares[:, 0].mean() for shares in both)]),
        "shares": [_rounded(shares.mean(axis=0)) for shares in both],
        "usual": [_rounded(np.quantile(shares[:, 0], USUAL)) for shares in both],
    }


def _rounded(numbers):
    return [round(float(number), 4) for number in numbers]


def _sentence(draw):
    """What the figure says of a draw, divided by √d_k."""
    spread, bare, divided = draw["typical"]
    facts = {"width": draw["width"], "keys": KEYS, "held": spread / draw["width"] ** 0.5}
    return wording.fill(SENTENCES["divided"], **facts, bare=bare, divided=divided)
