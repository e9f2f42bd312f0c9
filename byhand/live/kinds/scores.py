"""A query among the keys: drag its arrow, turn everything, and see which scores move."""

from itertools import combinations

import numpy as np

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import knob_slider, place_of, question, slider
from byhand.live.state import MOST_WORDS, Field

SAME = 1e-9  # scores that differ by less are equal; the same in scores.js
STRAIGHT = {
    "alone": "{word:text q} asks with {query:vector}, and it is the only word that answers: {score:number}.",
    "same": "{word:text q} asks with {query:vector}, and all words score alike: {score:number}.",
    "highest": "{word:text q} asks with {query:vector}, and {best:list k} scores highest: {score:number}.",
    "several": "{word:text q} asks with {query:vector}, and {best:list k} score highest: {score:number} each.",
}
TURNED = " Queries and keys are turned by {angle:number 1}°, and no score has moved."
SENTENCES = STRAIGHT | {f"{name}_turned": text + TURNED for name, text in STRAIGHT.items()}

HEIGHTS = (563, 728)


def scores(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 04: a query as an arrow among the keys; turn all queries and keys together, and no score moves."""
    i = place_of(word, head, "sat")
    (across, up), last = _axes(head, i), len(head.channels) - 1
    chosen = across if head.q[i, across] else up
    word, best = head.tokens[i], int(head.scores[i].argmax())
    still = figures.heatmap(
        head.scores,
        head.tokens,
        head.tokens,
        kind="scores",
        title="Scores: rows ask, columns answer",
        mark=[(i, best)],
        sentence=_sentence(head, i),
    )
    return build(
        __file__,
        key,
        still,
        head=head,
        sentences=SENTENCES,
        controls=[
            knob_slider(0, "chosen number", float(head.q[i, chosen])),
            slider("angle", "turn Q and K (degrees)", -180, 180, 5, digits=0),
        ],
        fields=[
            Field("pick", "int", -1, low=-1, high=MOST_WORDS - 1),
            Field("across", "int", across, low=0, high=last),
            Field("up", "int", up, low=0, high=last),
        ],
        knobs=["selected"],
        start={"word": i, "selected": f"Q,{i},{chosen}"},
        ask=question(f"When {word} asks, which word scores highest?", head.tokens, head.tokens[best]) if ask else None,
    )


def _axes(head, i):
    """The two channels of the plane at the start.

    They hide least of the scores of word i; of such planes it is the one in which most keys have an arrow.
    """

    def merits(axes):
        hidden = np.delete(head.k, axes, axis=1) @ np.delete(head.q[i], axes)
        return -np.abs(hidden).sum(), head.k[:, axes].any(axis=1).sum()

    return max(combinations(range(len(head.channels)), 2), key=lambda axes: merits(list(axes)), default=(0, 0))


def _sentence(head, i):
    """What the figure says at the start; say in scores.js does the same for any state."""
    row = head.scores[i]
    score = row.max()
    best = [token for token, value in zip(head.tokens, row) if score - value <= SAME * max(1, abs(score))]
    if len(row) == 1:
        which = "alone"
    elif len(best) == len(row):
        which = "same"
    else:
        which = "several" if len(best) > 1 else "highest"
    return wording.fill(SENTENCES[which], word=head.tokens[i], query=head.q[i], best=best, score=score)
