"""The live figures, one function each. A chapter calls it in one line; the same line works with and without Python."""

from functools import cache

import ipywidgets as widgets
import numpy as np

from attnlib.attention import softmax as shares_of
from attnlib.sentence import lexicon
from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import KNOBS, build

TOKENS, FEATURES, CHANNELS, VALUE_CHANNELS = RUNNING.tokens, RUNNING.features, RUNNING.channels, RUNNING.value_channels
X, W_Q, Q, K, V, SCORES, WEIGHTS = (
    RUNNING.x,
    RUNNING.w_q,
    RUNNING.q,
    RUNNING.k,
    RUNNING.v,
    RUNNING.scores,
    RUNNING.weights,
)
CAT, SAT = TOKENS.index("cat"), TOKENS.index("sat")
WIDTHS = tuple(2**power for power in range(11))
MENU = [f"{i + 1} {token}" for i, token in enumerate(TOKENS)]


def _slider(name, low, high, step, value=0.0, form=".2f"):
    return {
        "description": name,
        "min": low,
        "max": high,
        "step": step,
        "value": value,
        "readout_format": form,
        "behavior": "snap",
    }


def _word(name, index):
    return widgets.Dropdown, "word", {"description": name, "options": MENU, "index": index}


def _question(asked, choices, answer, share=None):
    """What the figure asks before it shows its numbers; `share` is the true share if that is to be guessed, too."""
    right = {"word": answer} if share is None else {"word": answer, "share": share}
    return {"question": asked, "choices": list(choices), "share": share is not None, "answer": right}


def words(key=None, *, ask=False):
    """Chapter 02: change the five features of a word, and see what it has in common with the others."""
    sentence = (
        f"cat is now {_vector(X[CAT])}. Of the other words it has most in common with mat: "
        f"{wording.number(float(X[CAT] @ X[5]))}."
    )
    still = figures.strips(X, TOKENS, FEATURES, title="X: the embeddings", sentence=sentence)
    controls = [
        _word("word", CAT),
        *(
            (widgets.FloatSlider, KNOBS[f], _slider(name, -1, 1, 0.05, float(X[CAT, f])))
            for f, name in enumerate(FEATURES)
        ),
    ]
    asked = _question("Which other word has most in common with cat?", TOKENS, "mat")
    return build("words", key, still, controls, {"word": CAT}, knobs=[["X", f] for f in range(5)], **_if(ask, asked))


def projection(key=None, *, ask=False):
    """Chapter 03: a word's row times a matrix. Open a weight of the matrix, and the slider moves it."""
    sentence = f"cat's row of X times the matrix is its query: {_vector(Q[CAT])}."
    still = figures.strips(W_Q, FEATURES, CHANNELS, role="query", title="W_Q: makes queries", sentence=sentence)
    controls = [
        _word("word", CAT),
        (widgets.ToggleButtons, "role", {"description": "role", "options": ["query", "key", "value"]}),
        (widgets.FloatSlider, KNOBS[0], _slider("chosen number", -1, 1, 0.05, float(W_Q[1, 1]))),
    ]
    asked = _question("On which channel does cat ask most?", CHANNELS, "action")
    return build(
        "projection", key, still, controls, {"word": CAT, "selected": "W_Q,1,1"}, knobs=["selected"], **_if(ask, asked)
    )


def scores(key=None, *, ask=False):
    """Chapter 04: change what a word asks; turn all queries and keys together, and no score moves."""
    sentence = f"sat with the query {_vector(Q[SAT])} scores highest with mat: {wording.number(float(SCORES[SAT, 5]))}."
    still = figures.heatmap(
        SCORES,
        TOKENS,
        TOKENS,
        kind="scores",
        title="Scores: rows ask, columns answer",
        mark=[(SAT, 5)],
        sentence=sentence,
    )
    controls = [
        _word("word that asks", SAT),
        *(
            (widgets.FloatSlider, KNOBS[c], _slider(f"it asks for: {name}", -1, 1, 0.05, float(Q[SAT, c])))
            for c, name in enumerate(CHANNELS)
        ),
        (widgets.FloatSlider, "angle", _slider("turn Q and K (degrees)", -180, 180, 5, form=".0f")),
    ]
    asked = _question("Which word will sat find most?", TOKENS, "mat")
    return build("scores", key, still, controls, {"word": SAT}, knobs=[["Q", c] for c in range(3)], **_if(ask, asked))


def softmax(key=None, *, ask=False):
    """Chapter 05: from scores to shares, with the temperature and the division by √d_k."""
    row = SCORES[SAT] / np.sqrt(K.shape[1])
    still = figures.bars(
        TOKENS,
        {"score": SCORES[SAT], "÷ √3": row, "share": WEIGHTS[SAT]},
        unit={"share": "%"},
        title="sat asks: from scores to shares",
        sentence=_largest(SAT),
    )
    controls = [_word("word that asks", SAT), _temperature(), _scaled()]
    asked = _question(
        "Which word gets the largest share of sat's attention, and how large is it?",
        TOKENS,
        "mat",
        float(WEIGHTS[SAT, 5]),
    )
    return build("softmax", key, still, controls, {"word": SAT}, **_if(ask, asked))


def scaling(key=None, *, ask=False):
    """Chapter 06: scores of random vectors grow with their width; dividing by √d_k holds them."""
    draws = [random_scores(width) for width in WIDTHS]
    index = WIDTHS.index(64)
    still = figures.lines(
        WIDTHS,
        {
            "as they are": [draw["typical"][0] for draw in draws],
            "÷ √d_k": [draw["typical"][0] / draw["width"] ** 0.5 for draw in draws],
        },
        xlabel="channels d_k",
        ylabel="spread of the scores",
        logx=True,
        sentence=_scaling_sentence(draws[index]),
    )
    controls = [
        (
            widgets.SelectionSlider,
            "width_index",
            {"description": "channels d_k", "index": index, "options": [str(width) for width in WIDTHS]},
        ),
        _scaled(),
    ]
    asked = _question(
        "Four times as many channels: how do typical scores grow?",
        ["not at all", "to twice the size", "to four times the size"],
        "to twice the size",
    )
    names = {"features": [], "channels": [], "values": [], "keys": [f"key {i + 1}" for i in range(6)]}
    return build(
        "scaling", key, still, controls, {"word": 0, "width_index": index}, draws=draws, names=names, **_if(ask, asked)
    )


def mixing(key=None, *, ask=False):
    """Chapter 07: the share of each word beside what arrives from it, and scissors to cut words."""
    output = WEIGHTS[SAT] @ V
    sentence = f"sat listens to all six words and gets {_vector(np.round(output, 2))}."
    still = figures.mixing(TOKENS, WEIGHTS[SAT], V, VALUE_CHANNELS, query="sat", sentence=sentence)
    asked = _question("Which word changes the output of sat most, when it is cut?", TOKENS, "on")
    return build("mixing", key, still, [_word("word that asks", SAT)], {"word": SAT}, **_if(ask, asked))


def head(key=None, *, ask=False, zoom=2):
    """Chapters 01 and 07: the whole head.

    zoom: 2 everything, 1 the scores and shares, 0 the sentence alone, in miniature and without controls.
    """
    if zoom not in (0, 1, 2):
        raise ValueError(f"zoom must be 0 (sentence), 1 (scores and shares) or 2 (everything): got {zoom!r}")
    asked = _question(
        "To which word will sat give its largest share, and how large is it?", TOKENS, "mat", float(WEIGHTS[SAT, 5])
    )
    if zoom == 0:
        still = figures.arcs(TOKENS, WEIGHTS, query=SAT, title="Where sat looks", sentence=_largest(SAT))
        return build("head", key, still, start={"word": SAT, "zoom": 0}, **_if(ask, asked))
    still = figures.heatmap(WEIGHTS, TOKENS, TOKENS, title="Shares: rows ask, columns answer", sentence=_largest(SAT))
    controls = [
        (widgets.Text, "text", {"description": "your sentence", "value": " ".join(TOKENS), "continuous_update": False}),
        (
            widgets.ToggleButtons,
            "zoom",
            {"description": "show", "index": zoom, "options": ["the sentence", "scores and shares", "everything"]},
        ),
        (widgets.FloatSlider, KNOBS[0], _slider("chosen number", -1, 1, 0.05)),
        _temperature(),
    ]
    return build(
        "head",
        key,
        still,
        controls,
        {"word": SAT, "zoom": zoom, "selected": "X,5,0"},
        knobs=["selected"],
        lexicon=lexicon(),
        **_if(ask, asked),
    )


def _temperature():
    return widgets.FloatSlider, "temperature", _slider("temperature", 0.05, 10, 0.05, 1.0)


def _scaled():
    return widgets.Checkbox, "scaled", {"description": "divide by √d_k", "value": True, "indent": False}


def _if(ask, question):
    return {"ask": question} if ask else {}


def _vector(row):
    return f"({', '.join(wording.number(float(value)) for value in row)})"


def _largest(asking):
    """Who gets the largest share, in the words that the view uses as well."""
    return wording.attention_sentence(TOKENS[asking], TOKENS, WEIGHTS[asking])


@cache
def _many_scores():
    """Many random queries with six random keys each: width -> scores (400, 6), from the first channels of the same draws."""
    rng = np.random.default_rng(64)
    query, keys = rng.standard_normal((400, 1, WIDTHS[-1])), rng.standard_normal((400, 6, WIDTHS[-1]))
    return {width: (query[..., :width] * keys[..., :width]).sum(axis=-1) for width in WIDTHS}


@cache
def _shown_draw():
    """Which draw the figure shows.

    One draw can be far from what is usual: the first of these gives one key 87 % at 1024 channels, divided, where 42 % are
    typical, and a reader would take chance for a rule. So it is the draw whose largest shares after the division lie
    nearest to the average ones, all widths together.
    """
    largest = np.array([shares_of(drawn / width**0.5).max(axis=-1) for width, drawn in _many_scores().items()])
    return int(((largest - largest.mean(axis=1, keepdims=True)) ** 2).sum(axis=0).argmin())


@cache
def random_scores(width):
    """One random query with six random keys, `width` channels of spread 1, and what is typical over many draws.

    Returns {"width", "scores": six numbers, "typical": [spread, largest share as it is, the same after ÷ √width]}.
    """
    drawn = _many_scores()[width]
    typical = [drawn.std(), *(shares_of(drawn / divisor).max(axis=-1).mean() for divisor in (1, width**0.5))]
    return {
        "width": width,
        "scores": np.round(drawn[_shown_draw()], 4).tolist(),
        "typical": [round(float(x), 4) for x in typical],
    }


def _scaling_sentence(draw):
    spread, bare, divided = draw["typical"]
    width, largest = draw["width"], shares_of(np.array(draw["scores"]) / draw["width"] ** 0.5).max()
    return (
        f"With {width} channels scores spread by {wording.number(spread, 2)} on average over many draws; the largest "
        f"of six shares is then {wording.percent(bare)}, and {wording.percent(divided)} after dividing by √{width}. "
        f"In this draw it is {wording.percent(largest)}."
    )
