"""Figures that move, one function each: `live.scores()`. The browser computes, with a running Python or without."""

from byhand.live.base import LiveFigure
from byhand.live.family import head, mixing, projection, scaling, scores, softmax, words

__all__ = ["LiveFigure", "head", "mixing", "projection", "scaling", "scores", "softmax", "words"]
