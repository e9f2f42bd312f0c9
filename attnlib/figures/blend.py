"""Weight beside weight × value: what each word delivers to the output of one query."""

import numpy as np

from . import words
from .canvas import Canvas
from .heat import LONGEST, PAD, SMALL, TEXT

ROW = 40


def mixing(tokens, weights, values, channels, *, query, title=None, sentence=None):
    """For one asking word: the share each word gets, and share × value for each channel, with the totals below.

    tokens: n words. weights: (n, n) or the one row (n,). values: (n, c). channels: c names. query: index or word.
    """
    tokens = words.labels(tokens, len(tokens), "tokens")
    values = words.matrix(values, "values")
    channels = words.labels(channels, values.shape[1], "channels")
    i = words.place(query, tokens)
    weights = np.asarray(weights, dtype=float)
    row = words.shares(weights[None, :] if weights.ndim == 1 else weights)[0 if weights.ndim == 1 else i]
    if len(row) != len(tokens) or len(values) != len(tokens):
        raise ValueError(f"weights and values must have one row for each of {len(tokens)} words: "
                         f"got {len(row)} weights, {len(values)} values")
    parts = row[:, None] * values
    total = parts.sum(axis=0)
    left = PAD + min(max(words.width(t, TEXT) for t in (*tokens, "output")), LONGEST) + 14
    column = max(104, *(words.width(name, SMALL) + 12 for name in channels))
    top = PAD + (SMALL + 14 if title else 0) + 2 * SMALL + 18
    canvas = Canvas(left + column * (len(channels) + 1) + PAD, top + ROW * (len(tokens) + 1) + PAD + 8)
    if title:
        canvas.text(PAD, PAD + SMALL, title, size=SMALL, colour="soft", bold=True)
    canvas.text(left, top - 12, "share", size=SMALL, colour="soft")
    canvas.text(left + column, top - 32, "share × value", size=SMALL, colour="v", bold=True)
    for c, name in enumerate(channels):
        canvas.text(left + column * (c + 1), top - 12, name, size=SMALL, colour="v")
    biggest = max(abs(parts).max(), 1e-300)
    for j, token in enumerate(tokens):
        y = top + j * ROW
        canvas.text(left - 14, y + 26, words.shorten(token, LONGEST, TEXT), size=TEXT, anchor="end")
        _bar(canvas, left, y, column - 14, row[j] / row.max(), words.percent(row[j]), "ink")
        for c in range(len(channels)):
            _bar(canvas, left + column * (c + 1), y, column - 14, parts[j, c] / biggest,
                 words.number(parts[j, c], 2), "neg" if parts[j, c] < 0 else "v")
    y = top + ROW * len(tokens)
    canvas.line([(PAD, y + 2), (canvas.width - PAD, y + 2)], "line", width=1)
    canvas.text(left - 14, y + 30, "output", size=TEXT, anchor="end", bold=True)
    for c in range(len(channels)):
        canvas.text(left + column * (c + 1), y + 30, words.number(total[c], 2), size=TEXT, colour="v", bold=True)
    data = {"caption": title or f"What {tokens[i]} takes from each word", "corner": "",
            "columns": ["share", *(f"share × {name}" for name in channels)],
            "rows": [[t, words.percent(row[j]), *(words.number(p, 2) for p in parts[j])] for j, t in enumerate(tokens)]
            + [["output", "", *(words.number(v, 2) for v in total)]]}
    return canvas.still(sentence or _sentence(tokens, row, parts, channels, i), data)


def _bar(canvas, x, y, width, size, text, colour):
    if size:
        length = max(abs(size) * width, 2)
        canvas.rect(x, y + 31, length, 4, colour, opacity=0.85, radius=min(2, length / 2))
    canvas.text(x, y + 25, text, size=TEXT, colour="soft" if text == "0" else "ink" if colour == "ink" else colour)


def _sentence(tokens, row, parts, channels, query):
    j, c = np.unravel_index(abs(parts).argmax(), parts.shape)
    idle = [t for t, w, p in zip(tokens, row, parts) if w > 0 and not p.any()]
    end = f"; {words.listing(dict.fromkeys(idle))} get attention and deliver nothing" if idle else ""
    return (f"{tokens[query]} takes most from {tokens[j]}: {words.percent(row[j])} of its {channels[c]}, "
            f"{words.number(parts[j, c], 2)}{end}.")
