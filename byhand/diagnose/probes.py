"""The inputs on which a function is tried.

Every call has a *core*: our sentence, where everybody can follow the numbers, and two tables whose numbers were
searched. The sentence alone would not do: there √3 is right for √d_k, the values of *the* are 0, and no score is
negative. So the other tables have other shapes and both signs:

- square, 4 words with 4 channels: a mistake in the shapes (no transpose, * for @) still runs and gives numbers;
- tall, 5 words with 2 channels: n, d_k and the example's 3 all differ, so that every scale factor shows;
- three heads of 2 channels and two heads of 3: √d_head, √d_model, √heads and √n all differ in one of them.

The numbers come from `python tools/probes.py`: 100 draws with one decimal, seeds 0 to 99, judged by the two mistakes
that are hardest to tell apart. Kept was the best seed of each call: softmax 91, attention 32, masked_attention 76,
causal_attention 23, multi_head 85. tests/test_diagnose_table.py holds the margin.

The other kinds of probes: *edge*, scores of hundreds and a query that may attend to nothing; *shapes*, more queries
than keys and values of another width; *batch*, one and two leading dimensions. A function need not know the last two.
"""

from dataclasses import dataclass

import numpy as np

from attnlib.attention import causal_mask
from attnlib.sentence import X
from byhand.head import RUNNING


@dataclass(frozen=True)
class Probe:
    """One set of inputs. kind: "core", "edge", "shapes" or "batch"; what: what it shows, for a sentence."""

    name: str
    kind: str
    what: str
    inputs: dict


def table(text):
    """A table from its rows: "1 2 / 3 4"."""
    return np.array([row.split() for row in text.split("/")], dtype=np.float64)


def mask(text):
    return table(text).astype(bool)


def qkv(q, k, v, **more):
    return {"q": np.asarray(q), "k": np.asarray(k), "v": np.asarray(v), **more}


SENTENCE = qkv(RUNNING.q, RUNNING.k, RUNNING.v)

# The sentence for two heads of three channels: a sixth feature says where a word stands. The first head is our head.
TWO_HEADS = {
    "x": np.hstack([X, np.arange(6)[:, None] / 5]),
    "w_q": table(
        "0 .2 .6 .5 .1 .3 / 0 .6 0 .2 .7 0 / .8 0 .65 0 .4 .9 / .9 0 0 .6 0 .2 / .6 0 0 0 .3 .8 / .3 .1 0 .7 .2 .4"
    ),
    "w_k": table(
        ".9 0 .2 .4 .6 0 / 0 0 0 .8 .1 .5 / 0 .9 0 .3 0 .7 / 0 0 .95 0 .9 .2 / 0 0 0 .6 .3 .1 / .2 0 .4 .1 .8 .5"
    ),
    "w_v": table(
        ".1 0 .4 .7 0 .2 / .8 0 0 .3 .9 0 / 0 .95 0 0 .5 .6 / 0 0 .9 .2 0 .8 / 0 0 0 .4 .1 .3 / .3 .2 0 .6 .7 .1"
    ),
    "w_o": table(
        ".7 .1 0 .4 0 .2 / 0 .8 .3 0 .5 0 / .2 0 .9 .1 0 .6 / .5 .3 0 .8 .2 0 / 0 .6 .1 0 .7 .4 / .1 0 .5 .2 0 .9"
    ),
    "heads": 2,
}

# ---- searched: tools/probes.py

SCORES = {
    "square": {"scores": table("-0.6 1.8 -1.7 -0.7 / 1.7 1.8 0.6 -1.8 / 0.9 -1.2 -0.5 -1.7 / 1.8 1 -1.1 0.5")},
    "wide": {"scores": table("-0.7 -0.8 1.6 -1.4 -1.1 / -0.9 0.3 1.1 1.1 -2 / 0.9 1.6 1.2 1.6 1.3")},
}
PLAIN = {
    "square": qkv(
        table("0.4 -1.2 0.8 -0.7 / 1.4 -1.9 1.9 -1.4 / -1.7 1 -0.7 1.1 / 1.2 -1.8 -0.9 -1.1"),
        table("1.6 1.9 -0.4 0.2 / 0.4 0.7 -0.8 -1.2 / -0.2 1.9 1.4 -1.1 / -2 0.9 -0.7 -1.5"),
        table("1.1 -1.9 0.7 -2 / 1 -1.9 -1 0.8 / 1.6 0.6 1.6 0.6 / -0.8 1.5 -0.8 -1.5"),
    ),
    "tall": qkv(
        table("-1.6 -0.1 / -0.4 -0.2 / -0.4 0.1 / 1.8 0.5 / -1.1 -1.3"),
        table("0.7 -1.7 / -1.2 1.2 / 1.7 -1.8 / 1.2 -1.1 / 1.9 1.7"),
        table("-1.6 -2 / 1.4 -0.5 / -0.2 0.4 / -0.3 -0.7 / -1.2 -1.4"),
    ),
}
MASKED = {
    "square": qkv(
        table("1.6 -2 -1.4 -1.5 / -0.2 0.7 -1.2 1.9 / -0.5 0.8 -0.5 0.2 / -0.7 -0.6 -0.7 0.1"),
        table("0.8 0.4 1 -1 / 1.9 1.1 -0.4 1.4 / 0.6 -1.1 2 0.9 / -0.3 1.3 0.6 0.3"),
        table("-1.4 0.9 1 -1.6 / 1.7 0.8 1.4 1.4 / 1.7 -1.4 -1.7 -0.3 / 0.3 -0.1 -0.7 -0.7"),
        mask=mask("0 1 1 1 / 1 1 0 1 / 1 0 0 0 / 1 0 0 1"),
    ),
    "tall": qkv(
        table("-0.6 -1.6 / -0.7 -0.3 / -1 1.2 / -0.2 -0.3 / -0.4 0.3"),
        table("1 0.7 / 0.8 0.8 / 1.5 0.8 / -0.4 1.1 / 1.6 -1.7"),
        table("1.7 -1.2 / -1 -0.6 / 1 -0.1 / 0.5 -1.2 / -1.6 -1.1"),
        mask=mask("1 0 0 1 1 / 0 1 0 1 1 / 1 0 1 1 1 / 1 0 1 1 0 / 0 1 1 0 0"),
    ),
}
CAUSAL = {
    "square": qkv(
        table("-1.4 1.3 -0.3 0.3 / -1.3 1.7 -0.5 0.5 / -1.5 -1 -0.9 0.8 / -0.2 1 0.7 0.8"),
        table("-1.9 0.1 -1.7 -0.6 / -1.3 1.6 1.7 -1.9 / 1.3 1.7 -1 0.5 / -0.4 1 -1.5 -1"),
        table("0.3 1 -0.7 -0.9 / -2 -0.7 -1.6 0.4 / 1.2 -0.8 0.6 -0.8 / 1.9 1.2 -1.1 -1.6"),
    ),
    "tall": qkv(
        table("1.6 -0.7 / -1.5 1.1 / -0.2 -1.5 / 0.7 0.9 / 1.5 -2"),
        table("-2 0.4 / -1.4 0.2 / -0.3 1.8 / 1.5 0.3 / -0.6 0.2"),
        table("-0.2 0.2 / -0.7 -1.2 / -1.7 0.9 / 0.6 -1.3 / -1.9 1"),
    ),
}
MATRICES = {
    "w_q": table(
        "-0.3 -0.6 0.3 -0.4 0.8 0.9 / -0.6 -1 0.9 0.7 -0.4 0.8 / -0.4 0.4 0.3 0.9 -0.9 -0.4 "
        "/ -0.3 -0.8 0.6 1 -0.7 -0.9 / 0.7 0.2 0.9 0.3 -0.5 0.4 / 0.2 0.5 -0.7 0.9 -0.7 0.2"
    ),
    "w_k": table(
        "0.6 0.2 -0.6 -0.5 0.6 0.6 / -0.8 -0.7 -0.5 0.3 0.9 0.9 / 0.5 0.2 0.9 0.9 -0.9 -0.2 "
        "/ 0.2 -0.3 -0.4 0.7 -0.9 0.8 / 0.9 -0.6 1 0.9 -0.8 0.7 / -0.2 0.9 -0.8 0.2 -0.4 0.8"
    ),
    "w_v": table(
        "0.9 -0.8 0.2 -0.1 -0.1 -0.3 / -0.5 -0.3 -0.7 0.8 -0.6 0.2 / -0.2 -0.8 0.2 0.3 -0.9 -0.4 "
        "/ -0.7 0.5 0.8 -0.6 -0.2 0.6 / 0.2 -0.9 -0.7 -0.2 0.9 -0.3 / 0.7 0.2 0.9 0.4 0.7 -0.4"
    ),
    "w_o": table(
        "-0.5 0.8 -0.9 -0.8 0.2 0.4 / -0.7 0.3 0.3 0.5 0.8 -0.6 / 0.2 1 -0.5 -0.8 -0.2 -0.6 "
        "/ -0.7 -0.9 -0.7 -0.7 0.8 0.3 / 1 0.9 -0.1 0.8 0.6 -0.9 / -0.4 -0.7 0.4 1 0.1 -0.9"
    ),
}
HEADS = {
    "three heads": {
        "x": table(
            "0.1 0.5 0.5 -0.5 -0.9 0.8 / 0.3 -0.7 0.3 -0.6 0.2 -0.6 / 0.2 1 -1 0.3 -0.4 0.1 "
            "/ -0.3 -0.4 -0.8 -0.3 0.5 0.7 / -0.9 -0.7 0.9 -0.9 -0.1 0.8"
        ),
        **MATRICES,
        "heads": 3,
    },
    "three words": {
        "x": table("-0.4 0.8 0.8 0.6 -0.8 -0.5 / 0.4 -0.5 -0.6 -0.2 1 0.9 / 0.6 -0.4 0.4 -0.7 -0.7 0.7"),
        **MATRICES,
        "heads": 2,
    },
}

# The core of each call: the sentence, and the searched tables.
CORE = {
    "softmax": {"sentence": {"scores": SENTENCE["q"] @ SENTENCE["k"].T / np.sqrt(3)}, **SCORES},
    "attention": {"sentence": SENTENCE, **PLAIN},
    "masked_attention": {"sentence": SENTENCE | {"mask": causal_mask(6)}, **MASKED},
    "causal_attention": {"sentence": SENTENCE, **CAUSAL},
    "multi_head": {"sentence": TWO_HEADS, **HEADS},
}


# ---- edges: what e^score cannot hold, and where it says which subtraction was forgotten

# Keys of which each query picks scores with its channels; the scores are divided by √4. All are whole numbers, so that
# float32 has them exactly.
EDGE_K = table("40 0 0 0 / 40 0 0 -2 / 0 40 0 0 / 0 0 40 0")
EDGE_V = table("1 2 0 1 / 3 1 2 0 / 0 1 4 2 / 2 0 1 3")
SIGNS = np.where(causal_mask(4), -45.0, 45.0)
EDGES = {
    # name: (what it is, queries)
    "large": ("scores of 800 and 799 beside scores of 0", table("40 0 0 1 / 40 0 0 1 / 40 0 0 1 / 40 0 0 1")),
    "low": ("scores of −800 throughout", table("-40 -40 -40 0 / -40 -40 -40 0 / -40 -40 -40 0 / -40 -40 -40 0")),
    "apart": (
        "scores of 800 and 799 beside scores of −800",
        table("40 -40 -40 1 / 40 -40 -40 1 / 40 -40 -40 1 / 40 -40 -40 1"),
    ),
    "uneven": (
        "rows of scores around 800 and others around −800",
        table("40 40 40 1 / -40 -40 -40 1 / -40 -40 -40 1 / 40 40 40 1"),
    ),
}


def _edges(call):
    for name, (what, q) in EDGES.items():
        inputs = qkv(q, EDGE_K, EDGE_V)
        if call == "softmax":
            inputs = {"scores": q @ EDGE_K.T / 2}
        elif call == "masked_attention":
            inputs["mask"] = causal_mask(4)
        elif call == "multi_head":
            inputs = {
                "x": np.eye(4),
                "w_q": np.repeat(q[:, :1], 4, axis=1),
                "w_k": _even_keys(name),
                "w_v": EDGE_V,
                "w_o": EDGE_V.T,
                "heads": 2,
            }
        yield Probe(name, "edge", what, inputs)
    if call in ("masked_attention", "causal_attention"):
        inputs = qkv(SIGNS, 40 * np.eye(4), EDGE_V)
        if call == "masked_attention":
            inputs["mask"] = causal_mask(4)
        yield Probe("hidden high", "edge", "scores of −900 that may be seen and 900 that may not", inputs)
    if call == "masked_attention":
        inputs = MASKED["square"] | {"mask": MASKED["square"]["mask"] & (np.arange(4) != 2)[:, None]}
        yield Probe("empty row", "edge", "a query that may attend to nothing", inputs)


def _even_keys(name):
    """Keys for the heads, two channels each, that answer almost alike; in "large" two of them answer 0, in "apart"
    the opposite.
    """
    keys = np.full((4, 4), 15.0)
    keys[1] -= 0.0 if name == "low" else 0.02
    keys[2:] *= {"large": 0, "apart": -1}.get(name, 1)
    return keys


# ---- shapes and batches: what a function may refuse


def _shapes(call):
    if call == "softmax":
        yield Probe("one row", "shapes", "a single row of scores", {"scores": SCORES["wide"]["scores"][0]})
    elif call in ("attention", "masked_attention"):
        inputs = CORE[call]["tall"]
        fewer = qkv(inputs["q"], inputs["k"][:4], inputs["v"][:4])
        if "mask" in inputs:
            fewer["mask"] = inputs["mask"][:, :4]
        yield Probe("more queries than keys", "shapes", "five queries and four keys", fewer)
    if call in ("attention", "masked_attention", "causal_attention"):
        inputs = CORE[call]["square"]
        yield Probe(
            "narrow values",
            "shapes",
            "values of two channels, queries and keys of four",
            inputs | {"v": inputs["v"][:, :2]},
        )


def _batches(call):
    yield Probe("batch", "batch", "a batch (several tables stacked in one array)", _stacked(CORE[call], 1))
    yield Probe("two batches", "batch", "two batch dimensions", _stacked(CORE[call], 2))


def _stacked(core, depth):
    """Inputs with one or two leading dimensions, made of the tall table (for heads: of three heads)."""
    inputs = core.get("tall") or core.get("three heads") or {"scores": core["wide"]["scores"][:, :4]}
    if "q" in inputs:
        q, k, v = inputs["q"], inputs["k"], inputs["v"]
        stacked = qkv([q, v, k], [k, q, v], [v, k, q])
        if "mask" in inputs:
            stacked["mask"] = np.stack([inputs["mask"], inputs["mask"].T, inputs["mask"]])
    else:
        first = next(iter(inputs))
        stacked = inputs | {first: np.stack([inputs[first], -inputs[first][::-1], inputs[first][:, ::-1]])}
    if depth == 1:
        return {name: a[:2] if np.ndim(a) == 3 else a for name, a in stacked.items()}
    return {name: _twice(name, a) for name, a in stacked.items()}


def _twice(name, array):
    if np.ndim(array) != 3:
        return array
    return np.stack([array, array[::-1] if name == "mask" else 1 - array])


WHAT = {
    "sentence": "The cat sat on the mat",
    "square": "a table of 4 words and 4 channels",
    "softmax square": "4 rows of 4 scores",
    "wide": "3 rows of 5 scores",
    "tall": "a table of 5 words and 2 channels",
    "three heads": "5 words and three heads",
    "three words": "3 words and two heads",
}
PROBES = {
    call: (
        *(Probe(name, "core", WHAT.get(f"{call} {name}") or WHAT[name], inputs) for name, inputs in core.items()),
        *_edges(call),
        *_shapes(call),
        *_batches(call),
    )
    for call, core in CORE.items()
}


def probes_of(call, *kinds):
    """The probes of a call, of these kinds."""
    return [probe for probe in PROBES[call] if probe.kind in kinds]
