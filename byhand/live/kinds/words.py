"""The words of a sentence as arrows: drag a tip, and see what a word has in common with the others."""

from itertools import combinations

import numpy as np

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import knob_slider, place_of, question
from byhand.live.state import MOST_WORDS, Field

CRUMB = 1e-12  # a dot product that is smaller is 0; the same in words.js
SENTENCES = {
    name: f"{{word}} is now {{row:vector}}. {text}"
    for name, text in {
        "alone": "There is no other word to compare it with.",
        "single": "Its dot product with {best:list}, the only other word, is {most:number}.",
        "nothing": "Of the other words it has nothing in common with any.",
        "same": "It has the same in common with every other word: {most:number}.",
        "common": "Of the other words it has most in common with {best:list}: {most:number}.",
        "several": "Of the other words it has most in common with {best:list}: {most:number} each.",
        "zero": "No dot product with another word is above 0; it is 0 with {best:list}.",
        "below": "All its dot products with other words are below 0. The largest is {most:number}, with {best:list}.",
    }.items()
}

HEIGHTS = (563, 691)


def words(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 02: the words as arrows in a plane of two features, a dot product as a shadow times a length."""
    i = place_of(word, head, "cat")
    word, (across, up) = head.tokens[i], _axes(head.x, i)
    chosen = across if head.x[i, across] else up
    others = [j for j in range(len(head.tokens)) if j != i]
    last = len(head.features) - 1
    return build(
        __file__,
        key,
        figures.strips(head.x, head.tokens, head.features, title="X: the embeddings", sentence=_sentence(head, i)),
        head=head,
        sentences=SENTENCES,
        controls=[knob_slider(0, "chosen number", float(head.x[i, chosen]))],
        fields=[
            Field("pick", "int", -1, low=-1, high=MOST_WORDS - 1),
            Field("across", "int", across, low=0, high=last),
            Field("up", "int", up, low=0, high=last),
        ],
        knobs=["selected"],
        start={"word": i, "selected": f"X,{i},{chosen}"},
        ask=question(
            f"Which other word has most in common with {word}?",
            head.tokens,
            head.tokens[max(others or [i], key=lambda j: head.x[j] @ head.x[i])],
        )
        if ask
        else None,
    )


def _axes(x, i):
    """The two features of the plane at the start.

    Word i has an arrow in it, and of such planes it is the one that hides least of what word i has in common with the
    words; of equal ones that with most arrows.
    """

    def merits(axes):
        arrows, hidden = x[:, axes].any(axis=1), np.delete(x, axes, axis=1)
        return arrows[i], -np.abs(hidden @ hidden[i]).sum(), arrows.sum()

    return max(combinations(range(x.shape[1]), 2), key=lambda axes: merits(list(axes)), default=(0, 0))


def _sentence(head, i):
    """What the figure says at the start; say in words.js does the same for any state."""
    common = np.delete(head.x @ head.x[i], i)
    names = [token for j, token in enumerate(head.tokens) if j != i]
    most = common.max(initial=-np.inf)
    most = 0.0 if abs(most) <= CRUMB else most
    best = [name for name, value in zip(names, common) if abs(value - most) <= CRUMB * max(1, abs(most))]
    if len(names) < 2:
        which = "single" if names else "alone"
    elif most == 0:
        which = "nothing" if len(best) == len(names) else "zero"
    elif most < 0:
        which = "below"
    else:
        which = "same" if len(best) == len(names) else "several" if len(best) > 1 else "common"
    return wording.fill(SENTENCES[which], word=head.tokens[i], row=head.x[i], best=best, most=most)
