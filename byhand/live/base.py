"""What every live figure has: ipywidgets controls, joined in the browser to one view that computes and draws.

Nothing here computes while a reader moves a slider: the view's script does it in the browser, so a figure works without
Python as well. With Python the state of the view comes back, and the same tables are computed by attnlib.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets as t

from attnlib import attention_weights
from attnlib.sentence import embed, lexicon
from byhand import palette
from byhand.head import RUNNING
from byhand.live import scripts
from byhand.live.state import COMMON, MOST_WORDS, knob

FILLS = ("ink", "q", "k", "v", "neg")
_made = {}  # key -> the widgets of the figure that was made last with it


def view_class(script, fields):
    """The class of a view: the part of a figure that the browser computes and draws.

    script: the path of the kind's script. fields: its state, each a trait.
    """
    traits = {field.name: field.trait() for field in fields}
    own = {
        name: kind().tag(sync=True) for name, kind in {"kind": t.Unicode, "key": t.Unicode, "config": t.Dict}.items()
    }
    about = {"_esm": scripts.notebook_script(script), "_css": scripts.notebook_style(), "__module__": __name__}
    return type("FigureView", (_View,), traits | own | about)


class _View(anywidget.AnyWidget):
    def __repr__(self):
        return f"FigureView({self.kind!r}, key={self.key!r})"


class Maker:
    """Makes widgets whose ids follow from the key of the figure, so that every run gives the same page.

    A figure takes the place of an older one with its key, as when a cell is run again. The older one is closed first:
    at its own end it would close the line to the browser that both have the name of.
    """

    def __init__(self, key):
        for older in _made.pop(key, ()):
            older.close()
        self.key, self.widgets = key, []
        _made[key] = self.widgets

    def id(self):
        """An id that no other widget of the figure has."""
        return {"model_id": hashlib.md5(f"{self.key}/{len(self.widgets)}".encode()).hexdigest()}

    def keep(self, widget):
        """The widget, which belongs to the figure now."""
        self.widgets.append(widget)
        return widget

    def __call__(self, cls, layout=None, style=None, **traits):
        """A widget of class `cls` with layout and style that have such ids, too."""
        parts = {"layout": self.keep(widgets.Layout(**(layout or {}), **self.id()))}
        if "style" in cls.class_traits():
            style_class = cls.class_traits()["style"].klass
            parts["style"] = self.keep(style_class(**(style or {}), **self.id()))
        return self.keep(cls(**parts, **traits, **self.id()))

    def link(self, source, target):
        """Join two traits in the browser."""
        return self.keep(widgets.jslink(source, target))


class LiveFigure(widgets.VBox):
    """Controls and a view in one box.

    In a notebook the tables can be read as the reader has set them: `.tokens`, `.x` (n, d_model), `.q`, `.k` (n, d_k),
    `.v` (n, d_v), `.scores` (n, n) before the division, `.weights` (n, n) and `.output` (n, d_v). `.sentence` is
    that of the start, as are the still picture and the repr: a stored notebook does not depend on what was moved.
    `.controls` has the control of each field by the name of the field.
    """

    def __init__(self, parts, *, view, controls, still, head, **traits):
        self.view, self.controls, self._start, self._head = view, controls, still, head
        self._sentence = (head.tokens, head.x) if head else ((), None)
        super().__init__(parts, **traits)
        self.add_class(scripts.BOX.removeprefix("."))
        if "lexicon" in view.config:
            view.observe(self._read, "text")

    def _read(self, change):
        """Take a reader's sentence if it is a good one; the view says what is wrong with one that is not."""
        try:
            tokens, x = embed(change["new"])
        except ValueError:
            return
        if len(tokens) <= MOST_WORDS:
            self._sentence = (tokens, x)

    def edited(self, name, table):
        """A copy of the table with what the reader has set in it; name: as in an address, "W_Q"."""
        table = np.array(table)
        for address, value in self.view.edits.items():
            where, i, j = address.split(",")
            if where == name and int(i) < table.shape[0] and int(j) < table.shape[1]:
                table[int(i), int(j)] = value
        return table

    def turned(self, vectors):
        """Rotated in the plane of the first two channels, by the angle of the slider; one channel stays as it is."""
        turn = np.eye(vectors.shape[1])
        if len(turn) > 1:
            c, s = np.cos(np.radians(self.view.angle)), np.sin(np.radians(self.view.angle))
            turn[:2, :2] = [[c, s], [-s, c]]
        return vectors @ turn

    @property
    def sentence(self):
        """What the figure shows at the start, in words."""
        return self._start.sentence

    @property
    def still(self):
        """The picture of the start."""
        return self._start

    @property
    def tokens(self):
        return self._sentence[0]

    @property
    def head(self):
        """The head as the reader has set its words and its weights."""
        x = self.edited("X", self._sentence[1])
        matrices = {
            name.lower(): self.edited(name, getattr(self._head, name.lower())) for name in ("W_Q", "W_K", "W_V")
        }
        return replace(self._head, tokens=self.tokens, x=x, **matrices)

    @property
    def x(self):
        return self.head.x

    @property
    def w_q(self):
        return self.head.w_q

    @property
    def w_k(self):
        return self.head.w_k

    @property
    def w_v(self):
        return self.head.w_v

    @property
    def q(self):
        return self.turned(self.view.strength * self.edited("Q", self.head.q))

    @property
    def k(self):
        return self.turned(self.head.k)

    @property
    def v(self):
        return self.head.v

    @property
    def scores(self):
        return self.q @ self.k.T

    @property
    def kept(self):
        """Which words are not cut: n booleans."""
        return ~np.array((self.view.cut + [False] * len(self.tokens))[: len(self.tokens)], dtype=bool)

    def scale(self, width):
        """What scores are multiplied by before exp: 1 ÷ √d_k, for d_k channels, unless the division is left out."""
        return 1 / np.sqrt(width) if self.view.scaled else 1.0

    @property
    def weights(self):
        q, k = self.q, self.k
        return attention_weights(q, k, mask=self.kept[None, :], scale=self.scale(k.shape[1]))

    @property
    def output(self):
        return self.weights @ self.v

    @property
    def tables(self):
        """The tables by the names that they have in addresses."""
        names = {"X": "x", "W_Q": "w_q", "W_K": "w_k", "W_V": "w_v", "Q": "q", "K": "k", "V": "v"}
        names |= {"S": "scores", "A": "weights", "O": "output"}
        return {table: getattr(self, name) for table, name in names.items()}

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, **kwargs):
        view = super()._repr_mimebundle_(**kwargs)
        return {**view, "image/svg+xml": self._start.svg, "text/plain": self.sentence}


def head_config(head):
    """What the view has to know of a head: its words, its tables and their names."""
    names = {"features": head.features, "channels": head.channels, "values": head.value_channels}
    tables = {"X": head.x, "W_Q": head.w_q, "W_K": head.w_k, "W_V": head.w_v}
    return {
        "tokens": list(head.tokens),
        "base": {name: table.tolist() for name, table in tables.items()},
        "names": {name: list(columns) for name, columns in names.items()},
        "legend": dict(head.legend),
    }


def takes_sentences(head):
    """Whether a figure of this head can show a reader's sentence: only if its features are those of the lexicon."""
    return head.features == RUNNING.features


def build(
    file,
    key,
    still,
    *,
    sentences,
    head=None,
    controls=(),
    fields=(),
    knobs=(),
    start=None,
    ask=None,
    own_sentence=False,
    figure=LiveFigure,
    **config,
):
    """One figure from its kind.

    file: the Python file of the kind; its script lies beside it. key: the name of the figure on its page, None for that
    of the kind. still: the picture of the start state. sentences: what the figure says, templates by name (see
    wording.fill). head: the Head that it shows, None for a kind without one. controls: see byhand/live/controls.py.
    fields: fields of the state besides the common ones. knobs: the numbers that sliders move: `[table, column]` in the
    row of the chosen word, or "selected". start: values of fields at the start. ask: see controls.question.
    own_sentence: whether a reader may give words of the lexicon. figure: the class, for a kind with tables of its own.
    config: more that the kind's script is to know, as `s.config`.
    """
    name, script = Path(file).stem, Path(file).with_suffix(".js")
    key = name if key is None else key
    make = Maker(key)
    own = (*COMMON, *fields)
    start = {field.name: field.start for field in own} | (start or {})
    common = head_config(head) if head else {"tokens": [], "base": {}, "names": {}, "legend": {}}
    if head:
        start["text"] = " ".join(head.tokens)
    if own_sentence:
        common |= {"lexicon": lexicon(), "most_words": MOST_WORDS}
    if ask:
        common["ask"] = ask
    every = (*own, *(knob(k) for k in range(len(knobs))))
    common |= {
        "fields": [field.sent() for field in every],
        "start": start,
        "knobs": list(knobs),
        "controls": {control.field: control.name for control in controls},
        "sliders": [control.field for control in controls if control.is_slider],
        "sentences": sentences,
        "shades": {fill: list(palette.readable_opacities(fill)) for fill in FILLS},
    }
    view = make(view_class(script, every), kind=name, key=key, config=common | config, **start)
    made = {control.field: control.make(make) for control in controls}
    links = [make.link((made[control.field], control.trait), (view, control.field)) for control in controls]
    parts = [*made.values(), view]
    whole = make(figure, parts=parts, view=view, controls=made, still=still, head=head)
    whole.links = links
    return whole
