"""A sentence in a line, and arcs from the word that asks to the words that answer."""

import numpy as np

from . import words
from .canvas import Canvas
from .heat import PAD, SMALL, weight_sentence

WORD = 20


def arcs(tokens, weights, query=None, *, title=None, sentence=None):
    """Arcs from the asking word to every other one, as thick as its share of the attention; percent under each word.

    tokens: n words. weights: (n, n), rows ask; or one row (n,) of the asking word. query: index or word;
    None draws every row, one under the other.
    """
    tokens = words.labels(tokens, len(tokens), "tokens")
    weights = np.asarray(weights, dtype=float)
    if weights.ndim == 1 and query is not None:
        weights = np.tile(weights, (len(tokens), 1))
    weights = words.shares(weights)
    if weights.shape != (len(tokens),) * 2:
        raise ValueError(f"weights must be ({len(tokens)}, {len(tokens)}) for {len(tokens)} words: got {weights.shape}")
    asking = range(len(tokens)) if query is None else [words.place(query, tokens)]
    step = max(78, *(min(words.width(token, WORD), 120) + 22 for token in tokens))
    lines = 1 if title else 0
    depth = _depth(len(tokens), step, small=query is None)
    canvas = Canvas(2 * PAD + len(tokens) * step, 2 * PAD + lines * 28 + len(asking) * depth)
    if title:
        canvas.text(PAD, PAD + SMALL, title, size=SMALL, colour="soft", bold=True)
    for row, i in enumerate(asking):
        draw_arcs(canvas, PAD, PAD + lines * 28 + row * depth, step, tokens, weights[i], i, depth)
    data = {"caption": title or "", "corner": "", "columns": list(tokens),
            "rows": [[tokens[i], *(words.percent(w) for w in weights[i])] for i in asking]}
    i = asking[0] if query is not None else int(np.unravel_index(weights.argmax(), weights.shape)[0])
    return canvas.still(sentence or weight_sentence(tokens[i], tokens, weights[i]), data)


def _depth(count, step, small):
    return 104 if small else 190


def draw_arcs(canvas, left, top, step, tokens, shares, query, depth):
    """One sentence with the arcs of its word `query`, in a band of height `depth`."""
    best = int(np.argmax(shares))
    centres = [left + step * (j + 0.5) for j in range(len(tokens))]
    canvas.rect(centres[query] - step / 2 + 4, top, step - 8, 56, "qbg", radius=10)
    start = top + 60
    for j in sorted(range(len(tokens)), key=lambda j: shares[j]):
        if j != query:
            dip = (depth - 72) * (0.35 + 0.65 * abs(j - query) / max(query, len(tokens) - 1 - query)) * 4 / 3
            canvas.curve((centres[query], start), (centres[query], start + dip), (centres[j], start + dip),
                         (centres[j], start), "q", width=1 + 30 * shares[j],
                         opacity=round(0.2 + 0.75 * shares[j] / shares.max(), 3))
    for j, token in enumerate(tokens):
        colour = "q" if j == query else "k" if j == best else "ink"
        canvas.text(centres[j], top + 24, words.shorten(token, step - 12, WORD), size=WORD, colour=colour,
                    anchor="middle", bold=j in (query, best))
        canvas.text(centres[j], top + 46, words.percent(shares[j]), size=SMALL, colour="soft", anchor="middle")
