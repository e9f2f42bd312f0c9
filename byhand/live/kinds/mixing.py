"""The output of a word as a mixture of values, and what it becomes when words are cut."""

import numpy as np

from attnlib import attention
from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live import controls
from byhand.live.base import build
from byhand.live.controls import place_of, question

SENTENCES = {
    "whole": "{word:text q} attends to all {count:count} words and receives {output:vector 2}.",
    "alone": "{word:text q} attends to itself alone and receives {output:vector 2}.",
    "cut": "Without {cut:list k}, the output of {word:text q} moves by {change:number 3}, all channels added up.",
    "still": "Without {cut:list k}, the output of {word:text q} does not move at all.",
    "nothing": (
        "All words are cut, so nothing arrives at {word:text q}: its output moves by {change:number 3}, "
        "all channels added up."
    ),
}

HEIGHTS = (519, 605)


def mixing(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 07: the share of each word beside what arrives from it, and scissors to cut words."""
    i = place_of(word, head, "sat")
    word, count = head.tokens[i], len(head.tokens)
    start = SENTENCES["alone" if count == 1 else "whole"]
    output = np.where(np.abs(head.output[i]) < 0.005, 0, head.output[i])  # what two decimals do not show
    sentence = wording.fill(start, word=word, count=count, output=output)
    text = f"Which word changes the output of {word} most, when it is cut?"
    return build(
        __file__,
        key,
        figures.mixing(head.tokens, head.weights[i], head.v, head.value_channels, query=word, sentence=sentence),
        head=head,
        sentences=SENTENCES,
        controls=[controls.strength()],
        start={"word": i},
        ask=question(text, head.tokens, head.tokens[_most_missed(head, i)]) if ask else None,
    )


def _most_missed(head, i):
    """The place of the word without which the output of word i changes most, all channels added up."""
    others = ~np.eye(len(head.tokens), dtype=bool)
    without = [attention(head.q[i : i + 1], head.k, head.v, mask=row[None, :])[0] for row in others]
    return int(np.abs(np.array(without) - head.output[i]).sum(axis=1).argmax())
