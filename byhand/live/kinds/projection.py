"""A word's row times a matrix: its query, its key or its value."""

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import buttons, knob_slider, place_of, question, word_menu
from byhand.live.state import Field

ROLES = ["query", "key", "value"]
SENTENCES = {"row": "{word}'s row of X times the matrix is its {role}: {row:vector}."}


def projection(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 03: a word's row times a matrix. Open a weight of the matrix, and the slider moves it."""
    i, chosen = place_of(word, head, "cat"), (1, min(1, len(head.channels) - 1))
    word, query = head.tokens[i], head.q[i]
    sentence = wording.fill(SENTENCES["row"], word=word, role="query", row=query)
    title = "W_Q: makes queries"
    return build(
        __file__,
        key,
        figures.strips(head.w_q, head.features, head.channels, role="query", title=title, sentence=sentence),
        head=head,
        sentences=SENTENCES,
        controls=[
            word_menu("word", head, i),
            buttons("role", "role", ROLES),
            knob_slider(0, "chosen number", float(head.w_q[chosen])),
        ],
        fields=[Field("role", "int", 0, low=0, high=len(ROLES) - 1, effect="move")],
        knobs=["selected"],
        start={"word": i, "selected": "W_Q,{},{}".format(*chosen)},
        ask=question(f"On which channel does {word} ask most?", head.channels, head.channels[query.argmax()])
        if ask
        else None,
    )
