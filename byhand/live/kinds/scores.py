"""Queries, keys and their scores: change what a word asks, turn everything, and see which scores move."""

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import knob_slider, place_of, question, slider, word_menu

SENTENCES = {"highest": "{word} with the query {query:vector} scores highest with {other}: {score:number}."}
SENTENCES["turned"] = (
    f"{SENTENCES['highest']} Queries and keys are turned by {{angle:number 0}}°, and no score has moved."
)


def scores(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 04: change what a word asks; turn all queries and keys together, and no score moves."""
    i = place_of(word, head, "sat")
    word, best = head.tokens[i], int(head.scores[i].argmax())
    facts = {"word": word, "query": head.q[i], "other": head.tokens[best], "score": head.scores[i, best]}
    still = figures.heatmap(
        head.scores,
        head.tokens,
        head.tokens,
        kind="scores",
        title="Scores: rows ask, columns answer",
        mark=[(i, best)],
        sentence=wording.fill(SENTENCES["highest"], **facts),
    )
    return build(
        __file__,
        key,
        still,
        head=head,
        sentences=SENTENCES,
        controls=[
            word_menu("word that asks", head, i),
            *(knob_slider(c, f"it asks for: {name}", float(head.q[i, c])) for c, name in enumerate(head.channels)),
            slider("angle", "turn Q and K (degrees)", -180, 180, 5, digits=0),
        ],
        knobs=[["Q", c] for c in range(len(head.channels))],
        start={"word": i},
        ask=question(f"Which word will {word} find most?", head.tokens, head.tokens[best]) if ask else None,
    )
