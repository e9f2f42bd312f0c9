"""Weight beside weight × value: what each word delivers to the output of one query."""

import numpy as np

from byhand import wording
from byhand.figures import checks
from byhand.figures.canvas import PAD, SMALL, TEXT, WIDEST_NAME, Canvas, title_height

ROW = 42


def mixing(tokens, weights, values, channels, *, query, title=None, sentence=None):
    """A table for one asking word: the share of each word, its share × value in each channel, and the totals.

    tokens: n words. weights: (n, n), or the asking word's row (n,). values: (n, c). channels: c names.
    query: index, or a word that stands once. ValueError for other shapes, NaN, or shares outside 0 to 1.
    """
    tokens = checks.tokens(tokens)
    values = checks.matrix(values, "values")
    channels = checks.labels(channels, values.shape[1], "channels")
    if len(values) != len(tokens):
        raise ValueError(f"values must have one row for each of {len(tokens)} tokens: got shape {values.shape}")
    i = checks.index(query, tokens)
    shares = checks.share_rows(weights, tokens)[i]
    parts = shares[:, None] * values
    cells, total = wording.matrix_text(parts), wording.matrix_text(parts.sum(axis=0)[None, :])[0]
    canvas = _draw(tokens, shares, parts, cells, total, channels, title)
    rows = [[token, wording.percent(share), *row] for token, share, row in zip(tokens, shares, cells)]
    return canvas.still(
        sentence or _sentence(tokens, shares, parts, cells, channels, i),
        caption=title or f"What {tokens[i]} takes from each word",
        columns=["share", *(f"share × {name}" for name in channels)],
        rows=[*rows, ["output", wording.percent(shares.sum()), *total]],
    )


def _draw(tokens, shares, parts, cells, total, channels, title):
    names = max(1.15 * wording.width("output", TEXT), *(wording.width(token, TEXT) for token in tokens))
    left = PAD + min(names, WIDEST_NAME) + 14
    column = max(98, *(wording.width(name, SMALL) + 10 for name in channels))
    width = left + column * (len(channels) + 1) + PAD
    top = PAD + title_height(title, width) + 2 * SMALL + 18
    canvas = Canvas(width, top + ROW * (len(tokens) + 1) + PAD, title)
    starts = [left + column * c for c in range(len(channels) + 1)]
    canvas.text(starts[0], top - 32, "share", size=SMALL, colour="ink", bold=True)
    canvas.text(starts[1], top - 32, "share × value", size=SMALL, colour="v", bold=True)
    for x, name in zip(starts[1:], channels):
        canvas.text(x, top - 10, name, size=SMALL, colour="v")
    top_value = max(1, np.abs(parts).max())  # a full bar is 1, in every figure, unless a part is larger
    for j, token in enumerate(tokens):
        y = top + j * ROW
        canvas.text(left - 14, y + 25, wording.cut_to_width(token, WIDEST_NAME, TEXT), anchor="end")
        _number_on_bar(canvas, starts[0], y, (column - 16) * shares[j], wording.percent(shares[j]), "ink")
        for x, part, cell in zip(starts[1:], parts[j], cells[j]):
            _number_on_bar(canvas, x, y, (column - 16) * abs(part) / top_value, cell, "neg" if part < 0 else "v")
    _totals(canvas, starts, top + ROW * len(tokens), wording.percent(shares.sum()), total)
    return canvas


def _number_on_bar(canvas, x, y, length, text, colour):
    """Write a number over a bar of this length; in soft ink where there is no bar."""
    canvas.text(x, y + 25, text, colour=colour if length else "soft")
    if length:
        canvas.rect(x, y + 32, max(length, 2), 4, colour, opacity=0.8, radius=min(2, max(length, 2) / 2))


def _totals(canvas, starts, y, share, total):
    canvas.line([(PAD, y + 4), (canvas.width - PAD, y + 4)], "line", width=1)
    canvas.text(starts[0] - 14, y + 32, "output", anchor="end", bold=True)
    canvas.text(starts[0], y + 32, share, colour="soft")
    for x, text in zip(starts[1:], total):
        canvas.text(x, y + 32, text, colour="v", bold=True)


def _sentence(tokens, shares, parts, cells, channels, query):
    j, c = np.unravel_index(np.abs(parts).argmax(), parts.shape)
    idle = list(dict.fromkeys(t for t, share, part in zip(tokens, shares, parts) if share > 0 and not part.any()))
    if not parts.any():
        return f"{tokens[query]} takes nothing from any word."
    verbs = "get attention and deliver" if len(idle) > 1 else "gets attention and delivers"
    end = f"; {wording.listing(idle)} {verbs} nothing" if idle else ""
    part = f"“{channels[c]}” {cells[j][c]}, from {tokens[j]}"
    return f"The largest single part of {tokens[query]}'s output is {part}{end}."
