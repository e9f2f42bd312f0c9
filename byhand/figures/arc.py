"""A sentence in a line, and arcs from the word that asks to the words that answer."""

import numpy as np

from byhand import wording
from byhand.figures import checks
from byhand.figures.canvas import PAD, SMALL, Canvas, title_height

WORD_SIZE = 20
WORD_HEIGHT = 64  # with the percent below it


def arcs(tokens, weights, query=None, *, title=None, sentence=None):
    """Arcs from the asking word to every other one, as thick as its share of the attention; percent under each word.

    tokens: n words. weights: (n, n), rows ask; or the one row (n,) of the asking word. query: its index, or a word
    that stands once. None draws every row, one below the other. The word's own share is the percent below itself.
    ValueError for other shapes, NaN, or shares outside 0 to 1.
    """
    tokens = checks.tokens(tokens)
    rows = checks.share_rows(weights, tokens)
    asking = range(len(tokens)) if query is None else [checks.index(query, tokens)]
    step = max(78, *(min(wording.width(token, WORD_SIZE), 120) + 20 for token in tokens))
    names = SMALL + 8 if query is not None else 0
    depth = WORD_HEIGHT + names + (54 if query is None else 20 + 20 * min(len(tokens), 8))
    width = 2 * PAD + len(tokens) * step
    top = PAD + title_height(title, width)
    canvas = Canvas(width, top + len(asking) * depth + (PAD if names else 0), title)
    for row, i in enumerate(asking):
        draw_arcs(canvas, PAD, top + row * depth + names, step, tokens, rows[i], i, depth - names)
    if query is not None:
        _name_roles(canvas, PAD, top + SMALL, step, rows[asking[0]], asking[0])
    spoken = asking[0] if query is not None else int(np.unravel_index(rows.argmax(), rows.shape)[0])
    return canvas.still(
        sentence or wording.attention_sentence(tokens[spoken], tokens, rows[spoken]),
        caption=title or "Shares of attention",
        columns=tokens,
        rows=[[tokens[i], *map(wording.percent, rows[i])] for i in asking],
    )


def draw_arcs(canvas, left, top, step, tokens, shares, query, depth, *, size=WORD_SIZE, thickness=34):
    """Draw one sentence with the arcs of its word `query`, `depth` high in all; a share of 1 is `thickness` thick."""
    centres = [left + step * (j + 0.5) for j in range(len(tokens))]
    best = int(np.argmax(shares))
    start = top + WORD_HEIGHT * size / WORD_SIZE
    canvas.rect(centres[query] - step / 2 + 5, top, step - 10, start - top - 6, "qbg", radius=10)
    reach = max(query, len(tokens) - 1 - query)
    for j in sorted(range(len(tokens)), key=lambda j: shares[j]):
        if j != query and shares[j] > 0:
            # A curve reaches three quarters of the way to its control points.
            dip = start + (top + depth - start - 10) * (0.3 + 0.7 * abs(j - query) / reach) * 4 / 3
            canvas.curve(
                (centres[query], start),
                (centres[query], dip),
                (centres[j], dip),
                (centres[j], start),
                "q",
                width=round(1 + thickness * shares[j], 2),
                opacity=round(0.2 + 0.75 * shares[j] / shares.max(), 3),
            )
    for j, share in enumerate(shares):
        if j != query and share > 0:
            canvas.circle(centres[j], start, (0.75 if j == best else 0.5) * (1 + thickness * share), "k")
    for j, token in enumerate(tokens):
        colour = "q" if j == query else "k" if j == best else "ink"
        canvas.text(
            centres[j],
            top + 1.25 * size,
            wording.cut_to_width(token, step - 10, size),
            size=size,
            colour=colour,
            anchor="middle",
            bold=j in (query, best),
        )
        canvas.text(
            centres[j], top + 2.4 * size, wording.percent(shares[j]), size=0.78 * size, colour="soft", anchor="middle"
        )


def _name_roles(canvas, left, y, step, shares, query):
    """Write "asks" above the word that asks, and "answers" above the one with the largest share."""
    best = int(np.argmax(shares))
    canvas.text(left + step * (query + 0.5), y, "asks", size=SMALL, colour="q", anchor="middle")
    if best != query and shares[best] > 0:
        canvas.text(left + step * (best + 0.5), y, "answers", size=SMALL, colour="k", anchor="middle")
