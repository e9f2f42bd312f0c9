"""Figures that move, one function each: `live.scores()`. The browser computes, with a running Python or without.

Each kind of figure stands in `byhand/live/kinds/`, and is there as soon as its two files are.
"""

from byhand.live import kinds
from byhand.live.base import LiveFigure

__all__ = ["LiveFigure", *kinds.names()]


def __getattr__(name):
    if name in kinds.names():
        return kinds.function(name)
    raise AttributeError(f"no live figure is called {name!r}; there are {', '.join(kinds.names())}")


def __dir__():
    return ["LiveFigure", "kinds", *kinds.names()]
