"""What every live figure has: ipywidgets controls, joined in the browser to one view that computes and draws.

Nothing here computes while a reader moves a slider: the view's module, family.js, does it in the browser, so a figure
works without Python as well. With Python the state of the view comes back, and the same tables are computed by attnlib.
"""

import hashlib
from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets as t
from ipywidgets.widgets.widget import _instances
from ipywidgets.widgets.widget_link import Link

from attnlib.attention import softmax
from attnlib.sentence import CHANNELS, FEATURES, TOKENS, VALUE_CHANNELS, W_K, W_Q, W_V, X, embed
from byhand import palette

HERE = Path(__file__).parent
BOX = ".attn-figure"
MOST_WORDS = 16  # as in js/text.js
FILLS = ("ink", "q", "k", "v", "neg")
KNOBS = tuple(f"knob_{k}" for k in range(5))  # sliders that move one number of a table
START = {
    "word": 2,
    "role": 0,
    "temperature": 1.0,
    "scaled": True,
    "angle": 0.0,
    "zoom": 0,
    "cut": [],
    "width_index": 6,
    "text": " ".join(TOKENS),
    "selected": "",
}


class FigureView(anywidget.AnyWidget):
    """The part of a figure that the browser computes and draws; its traits are the state of the figure."""

    _esm = (HERE / "family.js").read_text(encoding="utf-8")
    _css = palette.notebook_css(BOX) + (HERE / "family.css").read_text(encoding="utf-8")
    kind = t.Unicode().tag(sync=True)
    key = t.Unicode().tag(sync=True)
    config = t.Dict().tag(sync=True)
    edits = t.Dict().tag(sync=True)
    word = t.Int(START["word"]).tag(sync=True)
    role = t.Int(START["role"]).tag(sync=True)
    temperature = t.Float(START["temperature"]).tag(sync=True)
    scaled = t.Bool(START["scaled"]).tag(sync=True)
    angle = t.Float(START["angle"]).tag(sync=True)
    zoom = t.Int(START["zoom"]).tag(sync=True)
    cut = t.List(t.Bool()).tag(sync=True)
    width_index = t.Int(START["width_index"]).tag(sync=True)
    text = t.Unicode(START["text"]).tag(sync=True)
    selected = t.Unicode(START["selected"]).tag(sync=True)
    knob_0 = t.Float(0.0).tag(sync=True)
    knob_1 = t.Float(0.0).tag(sync=True)
    knob_2 = t.Float(0.0).tag(sync=True)
    knob_3 = t.Float(0.0).tag(sync=True)
    knob_4 = t.Float(0.0).tag(sync=True)

    def __repr__(self):
        return f"FigureView({self.kind!r}, key={self.key!r})"


class Maker:
    """Makes widgets whose ids follow from the key of the figure, so that every run gives the same page.

    A figure takes the place of an older one with its key, as when a cell is run again. The older one is closed first:
    at its own end it would close the line to the browser that both have the name of.
    """

    def __init__(self, key):
        self.key, self.made = key, 0

    def id(self):
        self.made += 1
        name = hashlib.md5(f"{self.key}/{self.made}".encode()).hexdigest()
        if name in _instances:
            _instances[name].close()
        return {"model_id": name}

    def __call__(self, cls, layout=None, style=None, **traits):
        """A widget of class `cls` with layout and style that have such ids, too."""
        parts = {"layout": widgets.Layout(**(layout or {}), **self.id())}
        if "style" in cls.class_traits():
            parts["style"] = cls.class_traits()["style"].klass(**(style or {}), **self.id())
        return cls(**parts, **traits, **self.id())

    def link(self, source, target):
        """Join two traits in the browser, as ipywidgets.jslink does."""
        return Link(source, target, **self.id())


class LiveFigure(widgets.VBox):
    """Controls and a view in one box.

    In a notebook the tables can be read as the reader has set them: `.tokens`, `.x` (n, 5), `.q`, `.k` (n, 3), `.v`
    (n, 3), `.scores` (n, n) before the division, `.weights` (n, n) and `.output` (n, 3). The figure on scaling has no
    words: its `.scores` and `.weights` (1, 6) are those of the draw that it shows. `.sentence` is that of the start, as
    are the still picture and the repr: a stored notebook does not depend on what was moved.
    """

    def __init__(self, view, controls, still, make):
        self.view, self.controls, self._start = view, controls, still
        self._sentence = (TOKENS, X)
        super().__init__(
            [*controls.values(), view], layout=widgets.Layout(**make.id()), _dom_classes=("attn-figure",), **make.id()
        )
        view.observe(self._read, "text")

    def _read(self, change):
        """Take a reader's sentence if it is a good one; the view says what is wrong with one that is not."""
        try:
            tokens, x = embed(change["new"])
        except ValueError:
            return
        if len(tokens) <= MOST_WORDS:
            self._sentence = (tokens, x)

    def _edited(self, name, table):
        table = np.array(table)
        for address, value in self.view.edits.items():
            where, i, j = address.split(",")
            if where == name and int(i) < table.shape[0] and int(j) < table.shape[1]:
                table[int(i), int(j)] = value
        return table

    @property
    def sentence(self):
        """What the figure shows at the start, in words."""
        return self._start.sentence

    @property
    def tokens(self):
        return self._sentence[0]

    @property
    def x(self):
        return self._edited("X", self._sentence[1])

    @property
    def w_q(self):
        return self._edited("W_Q", W_Q)

    @property
    def w_k(self):
        return self._edited("W_K", W_K)

    @property
    def w_v(self):
        return self._edited("W_V", W_V)

    @property
    def q(self):
        return self._turned(self._edited("Q", self.x @ self.w_q))

    @property
    def k(self):
        return self._turned(self.x @ self.w_k)

    @property
    def v(self):
        return self.x @ self.w_v

    def _turned(self, vectors):
        """Rotated in the plane of the first two channels, by the angle of the slider."""
        c, s = np.cos(np.radians(self.view.angle)), np.sin(np.radians(self.view.angle))
        return vectors @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])

    @property
    def _draw(self):
        """The random vectors that the figure on scaling shows; None in all others."""
        draws = self.view.config.get("draws")
        return draws[self.view.width_index] if draws else None

    @property
    def scores(self):
        return np.array([self._draw["scores"]]) if self._draw else self.q @ self.k.T

    @property
    def weights(self):
        width = self._draw["width"] if self._draw else self.k.shape[-1]
        scale = (1 / np.sqrt(width) if self.view.scaled else 1) / self.view.temperature
        kept = ~np.array((self.view.cut + [False] * len(self.tokens))[: len(self.tokens)])
        return softmax(np.where(kept, self.scores * scale, -np.inf))

    @property
    def output(self):
        return self.weights @ self.v

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, **kwargs):
        view = super()._repr_mimebundle_(**kwargs)
        return {**view, "image/svg+xml": self._start.svg, "text/plain": self.sentence}


def base_config(start, **more):
    """What the view has to know besides its state: the tables of the book, the names, and how dark a cell may be."""
    return {
        "tokens": list(TOKENS),
        "base": {"X": X.tolist(), "W_Q": W_Q.tolist(), "W_K": W_K.tolist(), "W_V": W_V.tolist()},
        "names": {"features": list(FEATURES), "channels": list(CHANNELS), "values": list(VALUE_CHANNELS)},
        "shades": {fill: list(palette.readable_opacities(fill)) for fill in FILLS},
        "start": {**START, **start},
        "knobs": [],
        "sliders": {},
        **more,
    }


def build(kind, key, still, controls=(), start=None, **config):
    """One figure from its kind and its controls.

    controls: (widget class, trait of the view, traits of the widget) triples; the trait that is joined to the view's is
    `index` for menus and buttons, and `value` for all else. still: the picture of the start state.
    """
    key = key or kind
    make, start = Maker(key), start or {}
    sliders = {traits["description"]: trait for _, trait, traits in controls}
    view = make(FigureView, kind=kind, key=key, config=base_config(start, sliders=sliders, **config), **start)
    made, links = {}, []
    for cls, trait, traits in controls:
        control = make(cls, layout={"width": "100%"}, style={"description_width": "11em"}, **traits)
        made[traits["description"]] = control
        links.append(make.link((control, "index" if hasattr(control, "index") else "value"), (view, trait)))
    figure = LiveFigure(view, made, still, make)
    figure.links = links
    return figure
