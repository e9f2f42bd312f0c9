"""A word's row times a matrix: its query, its key or its value."""

import math

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import buttons, place_of, question, slider
from byhand.live.state import Field, knob

ROLES = {"query": ("W_Q", "q"), "key": ("W_K", "k"), "value": ("W_V", "v")}  # name -> its matrix, its colour

ROW = "{word}’s row times MATRIX is its {role:text COLOUR}: {row:vector}."
CHOSEN = {  # what is said of the number that the slider moves, by what it is
    "plain": "",
    "weight": " Here {feature} adds {product:number} to {channel:text COLOUR}: {x:number} × {weight:number}.",
    "none": " The chosen weight moves nothing: {word} has no {feature}.",
    "number": " The chosen number is multiplied with every weight of its row.",
}
SENTENCES = {
    f"{role}_{what}": (ROW + chosen).replace("MATRIX", matrix).replace("COLOUR", colour)
    for role, (matrix, colour) in ROLES.items()
    for what, chosen in CHOSEN.items()
}
SENTENCES["set"] = "{word}’s {role} is {row:vector}. It is not its row times the matrix: something else was set, too."

HEIGHTS = (484, 627)


def projection(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 03: a word's row times a matrix, as an L. Drag a weight, and see which number of the result it moves."""
    i = place_of(word, head, "cat")
    chosen = min(1, len(head.features) - 1), min(1, len(head.channels) - 1)
    word, query = head.tokens[i], head.q[i]
    limit = max(1, *(math.ceil(abs(table).max()) for table in (head.x, head.w_q, head.w_k, head.w_v)))
    title = "W_Q: makes queries"
    return build(
        __file__,
        key,
        figures.strips(
            head.w_q, head.features, head.channels, role="query", title=title, sentence=_sentence(head, i, chosen)
        ),
        head=head,
        sentences=SENTENCES,
        controls=[
            buttons("role", "role", ROLES),
            slider(knob(0).name, "chosen number", -limit, limit, 0.01, float(head.w_q[chosen])),
        ],
        fields=[Field("role", "int", 0, low=0, high=len(ROLES) - 1, effect="move")],
        knobs=["selected"],
        start={"word": i, "selected": "W_Q,{},{}".format(*chosen)},
        ask=question(f"On which channel does {word} ask most?", head.channels, head.channels[query.argmax()])
        if ask
        else None,
        limit=limit,
    )


def _sentence(head, i, chosen):
    """What the figure says at the start: the query of word i, and what the chosen weight does to it."""
    feature, channel = chosen
    x, weight = head.x[i, feature], head.w_q[chosen]
    return wording.fill(
        SENTENCES["query_weight" if x else "query_none"],
        word=head.tokens[i],
        role="query",
        row=head.q[i],
        feature=head.features[feature],
        channel=head.channels[channel],
        x=x,
        weight=weight,
        product=x * weight,
    )
