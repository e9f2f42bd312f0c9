"""Chapter 05: from scores to shares, at any temperature."""

import ipywidgets as widgets

from .. import figures
from ..attention import softmax as softmax_of
from ..figures import words
from ..sentence import TOKENS, W_K, W_Q, X
from . import parts
from .base import WIDE, LiveFigure, word_choice

SCALED = (X @ W_Q) @ (X @ W_K).T / W_K.shape[1] ** 0.5


class Softmax(LiveFigure):
    """A temperature on a slider. `.temperature`, `.scores` (6,), already divided by √3, and `.shares` (6,)."""

    def __init__(self):
        asks = TOKENS.index("sat")
        controls = {
            "asks": word_choice("word that asks", TOKENS, asks),
            "temperature": widgets.FloatLogSlider(value=1, base=10, min=-1, max=1, step=0.02, readout_format=".2f",
                                                  description="temperature", style=WIDE, layout={"width": "100%"})}
        super().__init__("Heat and cool the shares", controls, lambda sentence: figures.bars(
            TOKENS, {"score ÷ √3": SCALED[asks], "share": softmax_of(SCALED[asks])}, unit={"share": "%"},
            title="The shares of sat at temperature 1", sentence=sentence))

    def compute(self):
        self.temperature = self.value("temperature")
        self.scores = SCALED[self.value("asks")]
        self.shares = softmax_of(self.scores / self.temperature)

    def show(self):
        columns = {"score ÷ √3": [words.number(float(score), 2) for score in self.scores],
                   "÷ temperature": [words.number(float(score), 2) for score in self.scores / self.temperature],
                   "share": [words.percent(share) for share in self.shares]}
        caption = f"What {TOKENS[self.value('asks')]} gives to each word"
        sentence = words.attention_sentence(TOKENS[self.value("asks")], TOKENS, self.shares)
        return parts.bars(TOKENS, columns, caption, shares=self.shares), \
            f"At temperature {words.number(round(self.temperature, 2))}, {sentence}"


def softmax():
    """Move the temperature from 0.1 to 10: the shares of one word go from nearly all or nothing to nearly even."""
    return Softmax()
