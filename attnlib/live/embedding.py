"""Chapter 02: move the features of a word."""

import numpy as np

from .. import figures
from ..figures import words as wording
from ..sentence import FEATURES, TOKENS, X
from . import parts
from .base import LiveFigure, slider, word_choice


class Words(LiveFigure):
    """One word's five features on sliders. `.x` (6, 5) is the table as it is now, `.dots` (6,) its dot products."""

    def __init__(self):
        self.x = X.copy()
        controls = {"word": word_choice("word", TOKENS, TOKENS.index("cat"))}
        controls |= {name: slider(name, X[1, i], 0, 1, 0.1, ".1f") for i, name in enumerate(FEATURES)}
        super().__init__("Change what a word is", controls, lambda sentence: figures.strips(
            X, TOKENS, FEATURES, title="Five features of each word", sentence=sentence))

    def moved(self, name):
        if name == "word":
            self.set(**dict(zip(FEATURES, self.x[self.value("word")].tolist())))
        else:
            self.update()

    def reset(self):
        self.x = X.copy()
        super().reset()

    def compute(self):
        self.word = self.value("word")
        self.x[self.word] = [self.value(name) for name in FEATURES]
        self.dots = self.x @ self.x[self.word]

    def show(self):
        mark = {(self.word, j) for j in range(len(FEATURES))}
        table = parts.vectors(self.x, TOKENS, FEATURES, "Features", mark=mark)
        shared = {"dot product": [wording.number(float(dot)) for dot in self.dots]}
        longest = max(self.dots.max(), 1)
        return parts.side_by_side(table, parts.bars(
            TOKENS, shared, f"{TOKENS[self.word]} with each word", shares=self.dots / longest, role=None)), self._say()

    def _say(self):
        word = TOKENS[self.word]
        others = [(float(dot), token) for i, (dot, token) in enumerate(zip(self.dots, TOKENS)) if i != self.word]
        most = max(dot for dot, _ in others)
        start = f"{word} is now {parts.vector_text(self.x[self.word])}"
        if np.isclose(most, 0):
            return f"{start}. It has no feature in common with another word: every dot product is 0."
        best = wording.listing([token for dot, token in others if np.isclose(dot, most)])
        return f"{start}. Of the other words it has most in common with {best}: {wording.number(most)}."


def words():
    """Sliders for the five features of a word; its dot products with all six words follow."""
    return Words()
