"""The controls of the live figures, and the question that a figure can ask first."""

from dataclasses import dataclass, field

import ipywidgets as widgets

from byhand.live.state import COMMON, knob

RANGES = {common.name: common for common in COMMON}


@dataclass
class Control:
    """A control that sets one field of the state. `name` is what a reader sees, `traits` go to the widget `cls`."""

    cls: type
    field: str
    name: str
    traits: dict = field(default_factory=dict)

    @property
    def trait(self):
        """The trait that is joined to the field: the place of the choice for menus and buttons, else the value."""
        return "index" if hasattr(self.cls, "index") else "value"

    @property
    def is_slider(self):
        return self.cls in (widgets.FloatSlider, widgets.IntSlider, widgets.SelectionSlider)

    def make(self, make):
        """The widget. It carries the name of its field in its class, by which the view finds it."""
        look = {"layout": {"width": "100%"}, "style": {"description_width": "11em"}}
        made = make(self.cls, description=self.name, **look, **self.traits)
        made.add_class(f"attn-sets-{self.field}")
        return made


def place_of(word, head, usual):
    """The place of a word in the sentence of a head; word=None: of the `usual` one, or else of the first."""
    if word is None:
        word = usual if usual in head.tokens else head.tokens[0]
    return head.index(word)


def slider(field, name, low, high, step, value=0.0, digits=2):
    """A slider from low to high that starts at value."""
    traits = {
        "min": low,
        "max": high,
        "step": step,
        "value": value,
        "readout_format": f".{digits}f",
        "behavior": "snap",
    }
    return Control(widgets.FloatSlider, field, name, traits)


def knob_slider(k, name, value=0.0):
    """The slider that moves number k of the knobs."""
    return slider(knob(k).name, name, -1, 1, 0.01, value)


def word_menu(name, head, word):
    """A menu of the words of a head."""
    options = [f"{i + 1} {token}" for i, token in enumerate(head.tokens)]
    return menu(name, "word", options, word)


def sentence(head):
    """The box for a reader's own sentence; it counts when it is finished."""
    return Control(widgets.Text, "text", "your sentence", {"value": " ".join(head.tokens), "continuous_update": False})


def menu(name, field, options, index):
    return Control(widgets.Dropdown, field, name, {"options": options, "index": index})


def buttons(name, field, options, index=0):
    """Buttons of which one is pressed."""
    return Control(widgets.ToggleButtons, field, name, {"options": options, "index": index})


def strength(name="strength"):
    """The slider that multiplies W_Q: 1 is the running example, 0 asks for nothing."""
    own = RANGES["strength"]
    return slider("strength", name, own.low, own.high, 0.1, own.start, digits=1)


def scaled():
    return Control(widgets.Checkbox, "scaled", "divide by √d_k", {"value": True, "indent": False})


def question(text, choices, answer, share=None):
    """What a figure asks before it shows its numbers; `share` is the true share if that is to be guessed, too."""
    right = {"word": answer} if share is None else {"word": answer, "share": share}
    return {"question": text, "choices": list(choices), "share": share is not None, "answer": right}
