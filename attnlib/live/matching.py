"""Chapter 04: one query against six keys."""

import numpy as np

from .. import figures
from ..figures import words
from ..sentence import CHANNELS, TOKENS, W_K, W_Q, X
from . import parts
from .base import LiveFigure, slider, word_choice

Q, K = X @ W_Q, X @ W_K


class Scores(LiveFigure):
    """The three numbers of a query on sliders. `.query` (3,) and `.scores` (6,) are as they are now."""

    def __init__(self):
        asks, answers = TOKENS.index("sat"), TOKENS.index("mat")
        controls = {"asks": word_choice("word that asks", TOKENS, asks)}
        controls |= {name: slider(f"asks for {name}", Q[asks, c], 0, 1, 0.05) for c, name in enumerate(CHANNELS)}
        controls["answers"] = word_choice("word that answers", TOKENS, answers)
        super().__init__("Ask with another query", controls, lambda sentence: figures.heatmap(
            Q @ K.T, TOKENS, TOKENS, kind="scores", mark=[(asks, answers)], title="Scores", sentence=sentence))

    def moved(self, name):
        if name == "asks":
            self.set(**dict(zip(CHANNELS, Q[self.value("asks")].tolist())))
        else:
            self.update()

    def compute(self):
        self.query = np.array([self.value(name) for name in CHANNELS])
        self.scores = K @ self.query

    def show(self):
        asks, answers = self.value("asks"), self.value("answers")
        pair = f"{parts.coloured(TOKENS[asks], 'query')} asks, {parts.coloured(TOKENS[answers], 'key')} answers"
        total = parts.products(self.query, K[answers], self.scores[answers], ("query", "key"))
        keys = parts.vectors(K, TOKENS, CHANNELS, "The six keys", role="key",
                             mark={(answers, c) for c in range(len(CHANNELS))})
        bars = parts.bars(TOKENS, {"score": [words.number(float(score)) for score in self.scores]},
                          f"Scores of {TOKENS[asks]}", shares=self.scores / max(self.scores.max(), 1))
        return f'<p class="attn-sum">{pair}: {total}</p>{parts.side_by_side(bars, keys)}', self._say()

    def _say(self):
        word, most = TOKENS[self.value("asks")], float(self.scores.max())
        if np.isclose(most, 0):
            return f"{word} asks for nothing that a key offers: all six scores are 0."
        best = [token for token, score in zip(TOKENS, self.scores) if np.isclose(score, most)]
        return f"{word} with the query {parts.vector_text(self.query)} scores highest with {words.listing(best)}: " \
               f"{words.number(most)}."


def scores():
    """Choose the word that asks, move its query: three products, their sum, and all six scores follow."""
    return Scores()
