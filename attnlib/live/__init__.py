"""The live figures of Part I: one call each. Their sliders need a running kernel; their still is shown without one."""

from .base import LiveFigure
from .embedding import words
from .matching import scores
from .matrices import projection
from .own import head
from .scissors import mixing
from .shares import softmax
from .width import random_scores, scaling

__all__ = ["LiveFigure", "head", "mixing", "projection", "random_scores", "scaling", "scores", "softmax", "words"]
