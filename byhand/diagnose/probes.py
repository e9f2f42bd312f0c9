"""The inputs on which a function is tried, as far as several calls share them; a call's own are in its file.

Every call has a *core*: our sentence, where everybody can follow the numbers, and two tables whose numbers were
searched. The sentence alone would not do: there √3 is right for √d_k, the values of *the* are 0, and no score is
negative. So the other tables have other shapes and both signs:

- square, 4 words with 4 channels: a mistake in the shapes (no transpose, * for @) still runs and gives numbers;
- tall, 5 words with 2 channels: n, d_k and the example's 3 all differ, so that every scale factor shows;
- three heads of 2 channels and two heads of 3: √d_head, √d_model, √heads and √n all differ in one of them.

The numbers come from `python tools/probes.py`: 100 draws with one decimal, seeds 0 to 99, judged by the two mistakes
that are hardest to tell apart. Kept was the best seed of each call: softmax 91, attention 32, masked_attention 37,
causal_attention 23, multi_head 85. tests/test_diagnose_table.py holds the margin.

The other kinds of probes: *edge*, scores of hundreds and a query that may attend to nothing; *shapes*, more queries
than keys and values of another width; *long*, many more keys than the core has; *batch*, one and two leading
dimensions, which a function need not know.

The long ones have the largest scores at their end: so that a function shows which looks at the first keys only, or
goes through them block by block and forgets what the next block changes.
"""

import numpy as np

from attnlib.attention import causal_mask
from byhand.diagnose.call import Probe
from byhand.head import RUNNING


def table(text):
    """A table from its rows: "1 2 / 3 4"."""
    return np.array([row.split() for row in text.split("/")], dtype=np.float64)


def mask(text):
    """A mask from its rows: "1 0 / 1 1"."""
    return table(text).astype(bool)


def qkv(q, k, v, **more):
    """Inputs of an attention: queries, keys, values, and what comes besides."""
    return {"q": np.asarray(q), "k": np.asarray(k), "v": np.asarray(v), **more}


def core(what, **inputs):
    """The probes of a core. what: {name: what it shows}, inputs: {name with _ for a space: inputs}."""
    return tuple(Probe(name, "core", said, inputs[name.replace(" ", "_")]) for name, said in what.items())


SENTENCE = qkv(RUNNING.q, RUNNING.k, RUNNING.v)
ATTENTION_CORE = {
    "sentence": "The cat sat on the mat",
    "square": "a table of 4 words and 4 channels",
    "tall": "a table of 5 words and 2 channels",
}

# ---- edges: what e^score cannot hold, and where it says which subtraction was forgotten

# Keys of which each query picks scores with its channels; the scores are divided by √4. All are whole numbers, so that
# float32 has them exactly.
EDGE_K = table("40 0 0 0 / 40 0 0 -2 / 0 40 0 0 / 0 0 40 0")
EDGE_V = table("1 2 0 1 / 3 1 2 0 / 0 1 4 2 / 2 0 1 3")
EDGES = {
    # name: (what it is, queries)
    "large": ("scores of {high} and {next} beside scores of 0", table("40 0 0 1 / 40 0 0 1 / 40 0 0 1 / 40 0 0 1")),
    "low": ("scores of −{high} throughout", table("-40 -40 -40 0 / -40 -40 -40 0 / -40 -40 -40 0 / -40 -40 -40 0")),
    "apart": (
        "scores of {high} and {next} beside scores of −{high}",
        table("40 -40 -40 1 / 40 -40 -40 1 / 40 -40 -40 1 / 40 -40 -40 1"),
    ),
    "uneven": (
        "rows of scores around {high} and others around −{high}",
        table("40 40 40 1 / -40 -40 -40 1 / -40 -40 -40 1 / 40 40 40 1"),
    ),
}


def edges(inputs_of, high=800, next=799):
    """The probes with large scores. inputs_of: inputs_of(name, queries (4, 4)), the inputs of a call.

    high, next: the scores that they give, for the words.
    """
    return tuple(
        Probe(name, "edge", what.format(high=high, next=next), inputs_of(name, q)) for name, (what, q) in EDGES.items()
    )


def hidden_high(**more):
    """The probe that shows whether what is hidden is hidden by a number that is low enough; more: the mask."""
    signs = np.where(causal_mask(4), -45.0, 45.0)
    inputs = qkv(signs, 40 * np.eye(4), EDGE_V, **more)
    return Probe("hidden high", "edge", "scores of −900 that may be seen and 900 that may not", inputs)


# ---- shapes and batches: what a function may refuse


def more_queries(tall):
    """The probe with fewer keys than queries, made of the tall table."""
    fewer = qkv(tall["q"], tall["k"][:4], tall["v"][:4])
    if "mask" in tall:
        fewer["mask"] = tall["mask"][:, :4]
    return Probe("more queries than keys", "shapes", "five queries and four keys", fewer)


def narrow_values(square):
    """The probe with values of another width than the keys, made of the square table."""
    inputs = square | {"v": square["v"][:, :2]}
    return Probe("narrow values", "shapes", "values of two channels, queries and keys of four", inputs)


def wide_values(square):
    """The probe with values of more channels than the keys, made of the square table."""
    inputs = square | {"v": np.hstack([square["v"], square["q"][:, :3]])}
    return Probe("wide values", "shapes", "values of seven channels, queries and keys of four", inputs)


# ---- long tables

LAST = 2  # rows at the end of a long table that fit best
WIDE = 5  # channels: no other table has so many
MANY = 130  # keys or words: more than the blocks of 128 that people take


def waves(n, columns):
    """A table (n, columns) of numbers between −1 and 1, with one decimal, that never comes back to its beginning."""
    return np.round(np.sin(np.outer(np.arange(n), 1.3 + 0.7 * np.arange(columns)) + np.arange(columns)), 1)


def best_at_the_end():
    """Many keys (n, WIDE), of which the last ones answer to everything that is positive."""
    keys = waves(MANY, WIDE)
    keys[-LAST:] = table("3 1.2 1 0.5 0 / 3.5 1 1.5 0 0.5")
    return keys


FEW_QUERIES = table("2 0.5 -1 0.5 1 / 1.5 1 0.5 -1 0 / 1 -0.5 2 0 -1")


def many_keys(**more):
    """The probe with three queries and many keys; more: the mask."""
    inputs = qkv(FEW_QUERIES, best_at_the_end(), 2 * waves(MANY, WIDE)[::-1], **more)
    return Probe("many keys", "long", f"three queries and {MANY} keys", inputs)


def many_words():
    """The probe with many queries and as many keys."""
    queries = np.vstack([2 * waves(MANY - LAST, WIDE)[::-1], FEW_QUERIES[:LAST]])
    inputs = qkv(queries, best_at_the_end(), 2 * waves(MANY, WIDE) + 0.5)
    return Probe("many words", "long", f"{MANY} words", inputs)


def batches(stacked):
    """The two probes with leading dimensions. stacked: the inputs, those that differ in a batch as (3, n, m)."""
    two = {name: a[:2] if np.ndim(a) == 3 else a for name, a in stacked.items()}
    twice = {name: _twice(name, a) for name, a in stacked.items()}
    return (
        Probe("batch", "batch", "a batch (several tables stacked in one array)", two),
        Probe("two batches", "batch", "two batch dimensions", twice),
    )


def _twice(name, array):
    if np.ndim(array) != 3:
        return array
    return np.stack([array, array[::-1] if name == "mask" else 1 - array])


def stacked_table(table):
    """Three tables in one array (3, n, m), made of one."""
    return np.stack([table, -table[::-1], table[:, ::-1]])


def stacked_qkv(tall):
    """Three inputs of an attention in one, made of the tall table, whose three tables have one shape."""
    q, k, v = tall["q"], tall["k"], tall["v"]
    stacked = qkv([q, v, k], [k, q, v], [v, k, q])
    if "mask" in tall:
        stacked["mask"] = np.stack([tall["mask"], tall["mask"].T, tall["mask"]])
    return stacked


# ---- inputs that meet a condition


def drawn(rng, *shape):
    """A table of random numbers with two decimals."""
    return np.round(rng.uniform(-2, 2, shape), 2)


def attention_example(condition, rng, seed):
    """Queries, keys and values that meet a condition, or None where it is none of an attention without a mask."""
    n, d_k, d_v = {
        "one-word": (1, 2, 2),
        "n-is-d_k": (4, 4, 2),
        "d_k-is-1": (5, 1, 2),
        "d_k-is-3": (5, 3, 2),
        "same-qkv": (5, 2, 2),
        "same-kv": (5, 2, 2),
        "d_v-is-d_k": (5, 2, 2),
    }.get(condition, (5, 2, 3))
    q, k, v = drawn(rng, n, d_k), drawn(rng, n, d_k), drawn(rng, n, d_v)
    # Nothing is asked, nothing is offered, or all words are alike in both.
    even = ((0 * q, k, v), (q, 0 * k, v), (q[:1].repeat(n, axis=0), k[:1].repeat(n, axis=0), v))[seed % 3]
    changed = {
        "equal-scores": even,
        "same-qk": (q, q, v),
        "same-qkv": (q, q, q),
        "same-kv": (q, k, k),
        "same-values": (q, k, np.repeat(v[:1], n, axis=0)),
    }
    plain = ("one-word", "n-is-d_k", "d_k-is-1", "d_k-is-3", "d_v-is-d_k", "n_k-is-n_q", "ordinary-scores", "no-batch")
    if condition not in changed and condition not in plain:
        return None
    return qkv(*changed.get(condition, (q, k, v)))
