"""The whole head: a sentence of one's own, its scores and shares, and every matrix."""

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live import controls
from byhand.live.base import build, takes_sentences
from byhand.live.controls import place_of, question, sentence
from byhand.live.state import MOST_WORDS, Field

STEPS = 5  # on the way from a share back to the embeddings

HEIGHTS = (600, 741)


def head(key=None, *, head=RUNNING, word=None, ask=False, plays=False):
    """Chapters 01 and 08: one head as a map, from the word that asks to what arrives; any share can be followed back.

    plays: whether it moves by itself once, when it is first seen on the website.
    """
    i = place_of(word, head, "sat")
    word, shares = head.tokens[i], head.weights[i]
    best = int(shares.argmax())
    own = takes_sentences(head)
    text = f"To which word will {word} give its largest share, and how large is it?"
    return build(
        __file__,
        key,
        _still(head, i),
        head=head,
        sentences=wording.ATTENTION,
        controls=[*([sentence(head)] if own else []), controls.strength()],
        fields=[Field("pick", "int", -1, low=-1, high=MOST_WORDS - 1), Field("step", "int", 0, low=0, high=STEPS)],
        start={"word": i},
        own_sentence=own,
        plays=plays,
        ask=question(text, head.tokens, head.tokens[best], float(shares[best])) if ask else None,
    )


def _still(head, i):
    """The picture of the start: the arcs of word i."""
    sentence = wording.attention_sentence(head.tokens[i], head.tokens, head.weights[i])
    return figures.arcs(head.tokens, head.weights, query=i, title=f"Where {head.tokens[i]} looks", sentence=sentence)
