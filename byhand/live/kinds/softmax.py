"""One word's scores on their way to shares."""

import numpy as np

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import place_of, question, scaled, strength, word_menu


def softmax(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 05: from scores to shares, with the strength and the division by √d_k."""
    i, width = place_of(word, head, "sat"), len(head.channels)
    word, scores, shares = head.tokens[i], head.scores[i], head.weights[i]
    still = figures.bars(
        head.tokens,
        {"score": scores, f"÷ √{width}": scores / np.sqrt(width), "share": shares},
        unit={"share": "%"},
        title=f"{word} asks: from scores to shares",
        sentence=wording.attention_sentence(word, head.tokens, shares),
    )
    text = f"Which word gets the largest share of {word}'s attention, and how large is it?"
    best = int(shares.argmax())
    return build(
        __file__,
        key,
        still,
        head=head,
        sentences=wording.ATTENTION,
        controls=[word_menu("word that asks", head, i), strength(), scaled()],
        start={"word": i},
        ask=question(text, head.tokens, head.tokens[best], float(shares[best])) if ask else None,
    )
