"""One word in two sentences: the same row of X and the same matrices, and yet something else arrives."""

import math
from dataclasses import replace

import numpy as np

from attnlib import attention_weights, embed
from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live import controls
from byhand.live.base import LiveFigure, build, takes_sentences
from byhand.live.controls import place_of, question
from byhand.live.state import Field

KEEN = 10  # the strength of the question that is asked first
NEAR = 0.05  # an output that is nearer to the plain average on all channels has hardly moved
SAME = 1e-9  # two outputs that are nearer to each other are the same

SENTENCES = {
    "missing": "The second sentence does not hold {word:text q}. Write one that does, and compare.",
    "nothing": "Asking nothing, {word:text q} gets the plain average of the words, in both sentences.",
    "mild": (
        "Asked mildly, {word:text q} hardly chooses: both outputs stay within {far:number 2} of the plain average of "
        "their words."
    ),
    "calm": (
        "{word:text q} hardly chooses: both outputs stay within {far:number 2} of the plain average of their words."
    ),
    "same": (
        "Both sentences give {word:text q} exactly the same output. Its largest share goes to {best1:list k} "
        "({share1:percent}) in the first and to {best2:list k} ({share2:percent}) in the second; {channel1:text v} is "
        "{output1:number 2}."
    ),
    "both": (
        "In the first sentence {word:text q}’s largest share, {share1:percent}, goes to {best1:list k}: "
        "{channel1:text v} is {output1:number 2}, not the average {average1:number 2}. In the second its largest "
        "share, {share2:percent}, goes to {best2:list k}: {channel2:text v} is {output2:number 2}, not the average "
        "{average2:number 2}."
    ),
    "first": (
        "In the first sentence {word:text q}’s largest share, {share1:percent}, goes to {best1:list k}: "
        "{channel1:text v} is {output1:number 2}, not the average {average1:number 2}. In the second the output stays "
        "within {far2:number 2} of the average."
    ),
    "second": (
        "In the first sentence the output of {word:text q} stays within {far1:number 2} of the plain average. In the "
        "second its largest share, {share2:percent}, goes to {best2:list k}: {channel2:text v} is {output2:number 2}, "
        "not the average {average2:number 2}."
    ),
}


class Sentences(LiveFigure):
    """What is read without a number is of the first sentence; `.second` is the head of the second one, the reader's.

    `.tables` has the tables of both by the names that they have in addresses: "Q1", "Q2", and the matrices once.
    """

    @property
    def tokens(self):
        return tuple(self.view.config["first"]["tokens"])

    @property
    def head(self):
        return self._with(self.tokens, np.array(self.view.config["first"]["X"]))

    @property
    def second(self):
        return self._with(*self._sentence)

    def _with(self, tokens, x):
        """The head as the reader has set its weights, with these words."""
        names = ("W_Q", "W_K", "W_V")
        matrices = {name.lower(): self.edited(name, getattr(self._head, name.lower())) for name in names}
        return replace(self._head, tokens=tokens, x=x, **matrices)

    @property
    def kept(self):
        return np.ones(len(self.tokens), dtype=bool)

    @property
    def tables(self):
        t = {name: getattr(self.head, name.lower()) for name in ("W_Q", "W_K", "W_V")}
        for place, head in enumerate((self.head, self.second), 1):
            q, k, v = self.turned(self.view.strength * head.q), self.turned(head.k), head.v
            weights = attention_weights(q, k, scale=self.scale(k.shape[1]))
            own = {"X": head.x, "Q": q, "K": k, "V": v, "S": q @ k.T, "A": weights, "O": weights @ v}
            t |= {f"{name}{place}": table for name, table in own.items()}
            t[f"M{place}"] = v.mean(axis=0, keepdims=True)
        return t


HEIGHTS = (591, 669)


def sentences(key=None, *, head=RUNNING, second=None, word=None, ask=False):
    """Chapters 01 and 08: what arrives at one word in the sentence of the head and in a second one.

    second: words that have features: those of the lexicon, or for a head of other features its own words. None: "The
    mat fell", or the second half of the sentence where that is not possible. word: one that both sentences hold; None:
    "mat", or the last one. ValueError for words without features, or without the word.
    """
    i = place_of(word, head, "mat" if "mat" in head.tokens else head.tokens[-1])
    word = head.tokens[i]
    other = _second_head(head, second, word)
    places = (i, _place_in(other.tokens, word))
    which, facts = _says((head, other), places)
    sentence = wording.fill(SENTENCES[which], **facts)
    box = [replace(controls.sentence(other), name="second sentence")] if takes_sentences(head) else []
    return build(
        __file__,
        key,
        figures.arcs(head.tokens, head.weights, query=i, title=f"Where {word} looks", sentence=sentence),
        head=other,
        figure=Sentences,
        sentences=SENTENCES,
        controls=[*box, controls.strength()],
        fields=[Field("asks", "int", i, low=0, high=len(head.tokens) - 1, effect="move")],
        own_sentence=takes_sentences(head),
        first={"tokens": list(head.tokens), "X": head.x.tolist()},
        ask=_question(other, places[1]) if ask else None,
    )


def _second_head(head, second, word):
    """The same head with the words of the second sentence; ValueError if they do not hold the word."""
    if second is None:
        usual = takes_sentences(head) and word == "mat"
        second = "The mat fell" if usual else " ".join(head.tokens[len(head.tokens) // 2 :])
        if _place_in(second.split(), word) is None:
            second = word
    tokens, x = embed(second) if takes_sentences(head) else _own_words(head, second)
    if _place_in(tokens, word) is None:
        raise ValueError(f"second must hold the word {word!r}: got {second!r}")
    return replace(head, tokens=tokens, x=x)


def _own_words(head, text):
    """(tokens, x) of a text in the words of the head itself."""
    tokens, rows = tuple(text.split()), dict(zip(head.tokens, head.x))
    unknown = [token for token in tokens if token not in rows]
    if unknown or not tokens:
        raise ValueError(f"second must be made of the words of the head, {', '.join(head.tokens)}: got {text!r}")
    return tokens, np.array([rows[token] for token in tokens])


def _place_in(tokens, word):
    """The first place of a word, whatever its case; None if it is not there."""
    spelled = [token.casefold().replace("’", "'") for token in (*tokens, word)]
    place = spelled.index(spelled[-1])
    return place if place < len(tokens) else None


def _says(heads, places):
    """Which of the sentences says the start, and with which facts; as `say` in sentences.js."""
    facts = {"word": heads[0].tokens[places[0]]}
    away = []
    for number, (head, i) in enumerate(zip(heads, places), 1):
        average, output, shares = head.v.mean(axis=0), head.output[i], head.weights[i]
        rise = output - average
        c = int((rise if rise.max() >= NEAR else np.abs(rise)).argmax())
        away.append(float(np.abs(rise).max()))
        best = [token for token, share in zip(head.tokens, shares) if share >= shares.max() * (1 - 1e-9)]
        own = {"share": shares.max(), "best": best, "far": max(math.ceil(100 * away[-1] - 1e-9), 1) / 100}
        own |= {"channel": head.value_channels[c], "output": _settled(output[c]), "average": _settled(average[c])}
        facts |= {f"{name}{number}": value for name, value in own.items()}
    facts["far"] = max(facts["far1"], facts["far2"])
    moves = (away[0] >= NEAR, away[1] >= NEAR)
    if any(moves) and np.allclose(*(head.output[i] for head, i in zip(heads, places)), rtol=0, atol=SAME):
        return "same", facts
    return {(False, False): "mild", (True, True): "both", (True, False): "first", (False, True): "second"}[moves], facts


def _settled(value):
    """A number without what two decimals do not show."""
    return 0.0 if abs(value) < 0.005 else value


def _question(head, i):
    """To which word of the second sentence word i attends most when it asks keenly."""
    shares = attention_weights(KEEN * head.q, head.k)[i]
    sentence, word = " ".join(head.tokens), head.tokens[i]
    text = f"In “{sentence}”, which word gets the largest share of {word} at strength {KEEN}?"
    return question(text, dict.fromkeys(head.tokens), head.tokens[int(shares.argmax())])
