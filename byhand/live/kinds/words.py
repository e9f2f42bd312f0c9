"""The words of a sentence as vectors: change the features of one, and see what it has in common with the others."""

import numpy as np

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import knob_slider, place_of, question, word_menu

SENTENCES = {
    "common": ("{word} is now {row:vector}. Of the other words it has most in common with {other}: {most:number}."),
    "nothing": "{word} is now {row:vector}. Of the other words it has nothing in common with any.",
}


def words(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 02: change the features of a word, and see what it has in common with the others."""
    i = place_of(word, head, "cat")
    word = head.tokens[i]
    common = np.where(np.arange(len(head.tokens)) == i, -np.inf, head.x @ head.x[i])
    other = head.tokens[common.argmax()]
    facts = {"word": word, "row": head.x[i], "other": other, "most": common.max()}
    sentence = wording.fill(SENTENCES["common" if common.max() > 0 else "nothing"], **facts)
    return build(
        __file__,
        key,
        figures.strips(head.x, head.tokens, head.features, title="X: the embeddings", sentence=sentence),
        head=head,
        sentences=SENTENCES,
        controls=[
            word_menu("word", head, i),
            *(knob_slider(f, name, float(head.x[i, f])) for f, name in enumerate(head.features)),
        ],
        knobs=[["X", f] for f in range(len(head.features))],
        start={"word": i},
        ask=question(f"Which other word has most in common with {word}?", head.tokens, other) if ask else None,
    )
