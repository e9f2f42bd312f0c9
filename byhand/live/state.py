"""The fields of a figure's state, one table: traits, links, reset, listeners and starts follow from it.

A kind adds fields of its own: `build(..., fields=[Field("role", "int", 0, low=0, high=2, effect="move")])`.
"""

from dataclasses import asdict, dataclass

import traitlets as t

MOST_WORDS = 16  # of an own sentence: more do not fit into a figure
LARGEST = 1000  # a number that a reader may set
TRAITS = {
    "int": t.Int,
    "word": t.Int,
    "float": t.Float,
    "bool": t.Bool,
    "text": t.Unicode,
    "address": t.Unicode,
    "bools": lambda start: t.List(t.Bool(), start),
    "numbers": lambda start: t.Dict(start),
}
EFFECTS = {"draw", "fill", "move", "read", "knob"}


@dataclass(frozen=True)
class Field:
    """One field of the state: a trait of the view, which a link can hold.

    type: "int", "float", "bool", "text"; "word", the place of a word in the sentence; "bools", one for each word;
    "address", a number of a table that a reader may choose, or ""; "numbers", what a reader has set, by address.
    start: its value when the figure opens. low, high: the range of a number, or of each of "numbers".
    most: how many characters, bools or numbers a link may give. linked: whether links hold it.
    effect: what follows from a change: "draw" the figure again; "fill" the sliders first; "move": close what is open,
    too; "read" the own sentence; "knob": the field is a slider that moves a number of a table.
    """

    name: str
    type: str
    start: object
    low: float | None = None
    high: float | None = None
    most: int | None = None
    linked: bool = True
    effect: str = "draw"

    def __post_init__(self):
        if self.type not in TRAITS or self.effect not in EFFECTS:
            raise ValueError(
                f"the type of a field must be one of {', '.join(TRAITS)}, its effect one of "
                f"{', '.join(sorted(EFFECTS))}: got {self.name!r} with {self.type!r} and {self.effect!r}"
            )

    def trait(self):
        """The trait of the view that holds this field."""
        return TRAITS[self.type](self.start).tag(sync=True)

    def sent(self):
        """What the browser has to know of the field."""
        kept = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: kept[name] for name in kept if name != "start"}


# What every figure has. The start of `word` and of `selected` is the kind's.
COMMON = (
    Field("text", "text", "", most=400, effect="read"),
    Field("word", "word", 0, effect="move"),
    Field("selected", "address", "", effect="fill"),
    Field("edits", "numbers", {}, low=-LARGEST, high=LARGEST, most=200),
    Field("strength", "float", 1.0, low=0, high=20),
    Field("scaled", "bool", True),
    Field("angle", "float", 0.0, low=-360, high=360),
    Field("cut", "bools", [], most=64),
)


def knob(k):
    """The field of the slider that moves number k."""
    return Field(f"knob_{k}", "float", 0.0, linked=False, effect="knob")
