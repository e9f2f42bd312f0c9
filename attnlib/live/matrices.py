"""Chapter 03: a word's row times a matrix, written out."""

import ipywidgets as widgets

from .. import figures
from ..figures import words
from ..sentence import CHANNELS, FEATURES, TOKENS, VALUE_CHANNELS, W_K, W_Q, W_V, X
from . import parts
from .base import WIDE, LiveFigure, choice, slider, word_choice

MATRICES = {"query": W_Q, "key": W_K, "value": W_V}
NAMES = {"query": "W_Q", "key": "W_K", "value": "W_V"}


class Projection(LiveFigure):
    """A word's features times one of three matrices, one entry of which is on a slider.

    `.matrices` holds the three as they are now, `.vector` (3,) is the result.
    """

    def __init__(self):
        self.matrices = {role: matrix.copy() for role, matrix in MATRICES.items()}
        controls = {
            "word": word_choice("word", TOKENS, TOKENS.index("cat")),
            "role": widgets.ToggleButtons(options=list(MATRICES), value="query", description="role", style={
                **WIDE, "button_width": "6em"}),
            "row": choice("row of the weight", [(name, i) for i, name in enumerate(FEATURES)], 1),
            "column": choice("its column", _columns("query"), 1),
            "weight": slider("this weight", W_Q[1, 1], -1, 1, 0.05)}
        super().__init__("A row times a matrix", controls, lambda sentence: figures.strips(
            W_Q, FEATURES, CHANNELS, role="query", title="W_Q: from features to what a word asks", sentence=sentence))

    @property
    def matrix(self):
        """The matrix (5, 3) of the chosen role as it is now."""
        return self.matrices[self.value("role")]

    def moved(self, name):
        if name == "weight":
            self.matrix[self.value("row"), self.value("column")] = self.value("weight")
        elif name == "role":
            self._busy = True
            column = self.controls["column"]
            column.options, column.value = _columns(self.value("role")), column.value
            self._busy = False
        self.set(weight=float(self.matrix[self.value("row"), self.value("column")]))

    def reset(self):
        self.matrices = {role: matrix.copy() for role, matrix in MATRICES.items()}
        self.set(role="query")
        self.controls["column"].options = _columns("query")
        super().reset()

    def compute(self):
        self.vector = X[self.value("word")] @ self.matrix

    def show(self):
        role, x = self.value("role"), X[self.value("word")]
        channels = [name for name, _ in _columns(role)]
        row = parts.vectors(x[None, :], [TOKENS[self.value("word")]], FEATURES, "The word's features")
        matrix = parts.vectors(self.matrix, FEATURES, channels, f"times {NAMES[role]}", role=role,
                               mark={(self.value("row"), self.value("column"))})
        sums = "".join(f'<p class="attn-sum">{parts.coloured(name, role)} = '
                       f"{parts.products(x, self.matrix[:, c], self.vector[c], (None, role))}</p>"
                       for c, name in enumerate(channels))
        return row + parts.side_by_side(matrix, sums), self._say(role)

    def _say(self, role):
        word, row, column = TOKENS[self.value("word")], self.value("row"), self.value("column")
        channel, weight = _columns(role)[column][0], float(self.matrix[row, column])
        feature = float(X[self.value("word"), row])
        effect = (f"{words.number(feature)} × {words.number(weight)} = {words.number(feature * weight)} goes into "
                  f"{channel}" if feature else f"but {word} has no {FEATURES[row]}, so it adds nothing")
        return (f"The {role} of {word} is {parts.vector_text(self.vector)}. The weight from {FEATURES[row]} to "
                f"{channel} is {words.number(weight)}: {effect}.")


def _columns(role):
    return [(name, i) for i, name in enumerate(VALUE_CHANNELS if role == "value" else CHANNELS)]


def projection():
    """Choose a word and a role, move a weight, and see row × matrix = vector with all its products."""
    return Projection()
