"""Chapter 07: the whole calculation on a sentence of your own."""

from html import escape

import ipywidgets as widgets
import numpy as np

from .. import figures
from ..attention import attention_weights
from ..figures import words
from ..sentence import CHANNELS, TOKENS, VALUE_CHANNELS, W_K, W_Q, W_V, UnknownWordError, embed
from . import parts
from .base import WIDE, LiveFigure, choice


class Head(LiveFigure):
    """A sentence in a box; of the last good one `.tokens`, `.x`, `.q`, `.k`, `.v`, `.scores`, `.weights`, `.output`."""

    def __init__(self, extra=None):
        self.extra = extra
        self._wrong = widgets.HTML()
        text = " ".join(TOKENS)
        controls = {
            "text": widgets.Text(value=text, description="your sentence", placeholder=text, continuous_update=False,
                                 style=WIDE, layout={"width": "100%"}),
            "asks": choice("word that asks", _menu(TOKENS), TOKENS.index("sat"))}
        self._read(text)
        super().__init__("Your own sentence (press Enter to read it)", controls, lambda sentence: figures.heatmap(
            self.weights, self.tokens, self.tokens, title="Shares of attention", sentence=sentence))

    def layout_of_controls(self):
        return [self.controls["text"], self._wrong, self.controls["asks"]]

    def moved(self, name):
        if name == "text":
            self._try()
        else:
            self.update()

    def reset(self):
        self._wrong.value = ""
        self._read(self._start_values["text"])
        self._offer()
        super().reset()

    def _try(self):
        """Take a new sentence, or say beside the box why not and keep the last good one."""
        try:
            self._read(self.value("text"))
        except ValueError as error:
            self._wrong.value = f'<p class="attn-wrong" role="alert">{escape(self._why(error))}</p>'
            return
        self._wrong.value = ""
        self._offer()
        self.update()

    def _read(self, text):
        self.tokens, self.x = embed(text, self.extra)

    def _offer(self):
        self._busy = True
        asks = self.controls["asks"]
        asks.options, asks.value = _menu(self.tokens), min(asks.value, len(self.tokens) - 1)
        self._busy = False

    def _why(self, error):
        kept = f"Still shown: “{words.shorten(' '.join(self.tokens), 40, 1)}”."
        if isinstance(error, UnknownWordError):
            names = words.listing([words.shorten(words.clean(word), 18, 1) for word in error.words[:6]])
            more = f" and {len(error.words) - 6} more" if len(error.words) > 6 else ""
            return (f"No features known for {names}{more}. Take other words, or give the five features: "
                    f'live.head(extra={{"word": [1, 0, 0, 0, 0]}}). {kept}')
        return f"{str(error).replace('text', 'The sentence', 1)}. {kept}"

    def compute(self):
        self.q, self.k, self.v = self.x @ W_Q, self.x @ W_K, self.x @ W_V
        self.scores = self.q @ self.k.T
        self.weights = attention_weights(self.q, self.k)
        self.output = self.weights @ self.v

    def show(self):
        tokens, asks = self.tokens, self.value("asks")
        mark = {(asks, int(np.argmax(self.weights[asks])))}
        tables = (
            parts.vectors(self.q, tokens, CHANNELS, "Q: what each word asks", role="query"),
            parts.vectors(self.k, tokens, CHANNELS, "K: what each word offers", role="key"),
            parts.vectors(self.v, tokens, VALUE_CHANNELS, "V: what each word gives", role="value"),
            parts.heat(self.scores, tokens, tokens, "Scores: Q Kᵀ", mark=mark),
            parts.heat(self.weights, tokens, tokens, "Shares: softmax of scores ÷ √3", largest=1, mark=mark),
            parts.vectors(self.output, tokens, VALUE_CHANNELS, "Output: shares × V", role="value"))
        return parts.side_by_side(*tables), words.attention_sentence(tokens[asks], tokens, self.weights[asks])


def _menu(tokens):
    return [(f"{i + 1} {token}", i) for i, token in enumerate(tokens)]


def head(extra=None):
    """Type a sentence: queries, keys, values, scores, shares and outputs of all its words.

    extra: dict word -> five features, for words that the lexicon does not have.
    """
    return Head(extra)
