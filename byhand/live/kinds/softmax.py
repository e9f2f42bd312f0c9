"""One word's scores on their way to shares."""

import numpy as np

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import place_of, question, scaled, strength
from byhand.live.state import MOST_WORDS, Field

STEPS = 3  # on the way from a share back to the score
LEADS = (
    wording.ATTENTION["one"] + " In the exponent {best:list k} is {lead:number 2} ahead of {next:list k}, so it gets "
)
SENTENCES = wording.ATTENTION | {
    "one": LEADS + "{times:number 2} times as much.",
    "close": LEADS + "hardly more.",
    "all": "{word:text q} attends to hardly any word but {best:list k}: {share:percent}.",
}

HEIGHTS = (539, 614)


def softmax(key=None, *, head=RUNNING, word=None, ask=False):
    """Chapter 05: from scores to shares, with the strength and the division by √d_k."""
    i, width = place_of(word, head, "sat"), len(head.channels)
    word, scores, shares = head.tokens[i], head.scores[i], head.weights[i]
    still = figures.bars(
        head.tokens,
        {"score": scores, f"÷ √{width}": scores / np.sqrt(width), "share": shares},
        unit={"share": "%"},
        title=f"{word} asks: from scores to shares",
        sentence=_sentence(word, head.tokens, scores / np.sqrt(width), shares),
    )
    text = f"Which word gets the largest share of {word}'s attention, and how large is it?"
    best = int(shares.argmax())
    return build(
        __file__,
        key,
        still,
        head=head,
        sentences=SENTENCES,
        controls=[strength(), scaled()],
        fields=[Field("pick", "int", -1, low=-1, high=MOST_WORDS - 1), Field("step", "int", 0, low=0, high=STEPS)],
        start={"word": i},
        ask=question(text, head.tokens, head.tokens[best], float(shares[best])) if ask else None,
    )


def _sentence(word, tokens, exponents, shares):
    """What the figure says at the start: where one word leads, also by how much."""
    plain = wording.attention_sentence(word, tokens, shares)
    best, even = int(shares.argmax()), 1 / len(tokens)
    facts = {"word": word, "best": [tokens[best]], "share": shares[best], "even": even}
    if plain != wording.fill(wording.ATTENTION["one"], **facts):
        return plain
    if 1 - shares[best] < 0.005:
        return wording.fill(SENTENCES["all"], **facts)
    others = np.delete(np.arange(len(tokens)), best)
    next_ones = others[np.isclose(shares[others], shares[others].max(), rtol=1e-9, atol=0)]
    lead = exponents[best] - exponents[next_ones[0]]
    facts |= {"next": [tokens[j] for j in next_ones], "lead": lead, "times": np.exp(lead)}
    return wording.fill(SENTENCES["close" if facts["times"] < 1.005 else "one"], **facts)
