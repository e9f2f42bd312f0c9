"""The whole head: a sentence of one's own, its scores and shares, and every matrix."""

import ipywidgets as widgets

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build, takes_sentences
from byhand.live.controls import Control, buttons, knob_slider, place_of, question, temperature
from byhand.live.state import Field

LEVELS = ["the sentence", "scores and shares", "everything"]


def head(key=None, *, head=RUNNING, word=None, ask=False, zoom=2):
    """Chapters 01 and 07: the whole head.

    zoom: 2 everything, 1 the scores and shares, 0 the sentence alone, in miniature and without controls.
    """
    if zoom not in range(len(LEVELS)) or isinstance(zoom, bool):
        raise ValueError(f"zoom must be 0 (sentence), 1 (scores and shares) or 2 (everything): got {zoom!r}")
    i = place_of(word, head, "sat")
    word, shares = head.tokens[i], head.weights[i]
    best = int(shares.argmax())
    text = f"To which word will {word} give its largest share, and how large is it?"
    return build(
        __file__,
        key,
        _still(head, i, zoom),
        head=head,
        sentences=wording.ATTENTION,
        controls=_controls(head, zoom) if zoom else [],
        fields=[Field("zoom", "int", zoom, low=0, high=len(LEVELS) - 1, effect="move")],
        knobs=["selected"] if zoom else [],
        start={"word": i, "selected": f"X,{len(head.tokens) - 1},0"} if zoom else {"word": i},
        own_sentence=bool(zoom) and takes_sentences(head),
        ask=question(text, head.tokens, head.tokens[best], float(shares[best])) if ask else None,
    )


def _still(head, i, zoom):
    """The picture of the start: the arcs of word i, or all shares."""
    sentence = wording.attention_sentence(head.tokens[i], head.tokens, head.weights[i])
    if zoom:
        title = "Shares: rows ask, columns answer"
        return figures.heatmap(head.weights, head.tokens, head.tokens, title=title, sentence=sentence)
    return figures.arcs(head.tokens, head.weights, query=i, title=f"Where {head.tokens[i]} looks", sentence=sentence)


def _controls(head, zoom):
    sentence = {"value": " ".join(head.tokens), "continuous_update": False}
    return [
        *([Control(widgets.Text, "text", "your sentence", sentence)] if takes_sentences(head) else []),
        buttons("show", "zoom", LEVELS, zoom),
        knob_slider(0, "chosen number"),
        temperature(),
    ]
