"""Chapter 07: cut words, and see what is left of the output."""

import ipywidgets as widgets
import numpy as np

from .. import figures
from ..attention import attention_weights
from ..figures import words
from ..sentence import TOKENS, VALUE_CHANNELS, W_K, W_Q, W_V, X
from . import parts
from .base import LABEL, LiveFigure, word_choice

Q, K, V = X @ W_Q, X @ W_K, X @ W_V


class Mixing(LiveFigure):
    """A checkbox for each word: unchecked is cut. `.weights` (6,), `.output` (3,), and `.before`, with no word cut."""

    def __init__(self):
        asks = TOKENS.index("sat")
        controls = {"asks": word_choice("word that asks", TOKENS, asks)}
        controls |= {f"keep {i}": widgets.Checkbox(value=True, description=token, indent=False,
                                                   layout={"width": "5.2em"}) for i, token in enumerate(TOKENS)}
        super().__init__("Cut a word, and look", controls, lambda sentence: figures.mixing(
            TOKENS, attention_weights(Q, K), V, VALUE_CHANNELS, query=asks, title="What sat takes from each word",
            sentence=sentence))

    def layout_of_controls(self):
        asks, *kept = self.controls.values()
        name = widgets.Label("may answer", layout={"width": LABEL})
        return [asks, widgets.HBox([name, *kept], layout={"flex_flow": "row wrap"})]

    def compute(self):
        query = Q[self.value("asks")][None, :]
        self.kept = np.array([self.value(f"keep {i}") for i in range(len(TOKENS))])
        self.weights = attention_weights(query, K, mask=self.kept[None, :])[0]
        self.output = self.weights @ V
        self.before = attention_weights(query, K)[0] @ V

    def show(self):
        shares = {"share": [words.percent(w) if kept else "cut" for w, kept in zip(self.weights, self.kept)]}
        weights = parts.bars(TOKENS, shares, f"What {TOKENS[self.value('asks')]} gives", shares=self.weights)
        parcels = parts.vectors(self.weights[:, None] * V, TOKENS, VALUE_CHANNELS, "share × value", role="value")
        outputs = parts.vectors([self.before, self.output], ["nothing cut", "now"], VALUE_CHANNELS, "Output",
                                role="value")
        return parts.side_by_side(weights, parcels, outputs), self._say()

    def _say(self):
        word = TOKENS[self.value("asks")]
        cut = [token for token, kept in zip(TOKENS, self.kept) if not kept]
        if not cut:
            return f"Nothing is cut. The output of {word} is {_rounded(self.output)}."
        if not self.kept.any():
            return f"Every word is cut. There is nothing to take an average of, and the output of {word} is (0, 0, 0)."
        c = int(np.abs(self.output - self.before).argmax())
        was, now = (words.number(float(output[c]), 2) for output in (self.before, self.output))
        change = f"changes most in {VALUE_CHANNELS[c]}: from {was} to {now}" if was != now else "stays as it was"
        return f"Without {words.listing(cut)}, the output of {word} {change}."


def _rounded(vector):
    return f"({', '.join(words.number(float(value), 2) for value in vector)})"


def mixing():
    """Scissors: cut words from what a word attends to; shares, share × value and the output follow."""
    return Mixing()
