"""A matrix as coloured cells with numbers: heat maps of weights and scores, strips of vectors."""

import numpy as np

from . import theme, words
from .canvas import Canvas

PAD = 14       # free space around a figure
GAP = 4        # between two cells
TEXT = 17      # type of names and numbers
SMALL = 15     # type of titles and hints
LONGEST = 130  # the widest a name may be drawn; longer ones end in …, the table behind the figure has them whole

KINDS = ("weights", "scores", "signed")
HINTS = {"query": "query ↓", "key": "key →", "value": "value →"}


def heatmap(matrix, rows, columns, *, kind="weights", row_role="query", column_role="key", mark=None, decimals=2,
            title=None, sentence=None):
    """A heat map of `matrix` (n, m) with its numbers; `rows` names the n rows, `columns` the m columns.

    kind "weights": shares from 0 to 1, ink by share. "scores": ink by size, the largest darkest.
    "signed": ink for positive, violet with an outline and a minus for negative numbers.
    mark: (i, j) cells to outline. ValueError for other shapes, NaN, infinity, or shares outside 0 to 1.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}: got {kind!r}")
    values = words.shares(matrix) if kind == "weights" else words.matrix(matrix)
    rows = words.labels(rows, len(values), "rows")
    columns = words.labels(columns, values.shape[1], "columns")
    marked = words.cells(mark, values.shape)
    cells = [[words.number(v, decimals) for v in row] for row in values]
    top = 1.0 if kind == "weights" else max(abs(values).max(), 1e-300)
    fills = [["neg" if v < 0 else "ink" for v in row] for row in values]
    canvas = _grid(values / top, cells, fills, rows, columns, row_role, column_role, marked, title)
    data = {"caption": title or "", "corner": "", "columns": list(columns),
            "rows": [[name, *row] for name, row in zip(rows, cells)]}
    return canvas.still(sentence or _sentence(values, cells, rows, columns, kind, row_role, marked), data)


def strips(matrix, rows, columns, *, role=None, title=None, sentence=None):
    """Each row of `matrix` (n, m) as a strip of squares with numbers: deeper for larger, empty for zero.

    role "query", "key", "value" gives the colour; a negative number is violet, with an outline and a minus.
    """
    values = words.matrix(matrix)
    rows = words.labels(rows, len(values), "rows")
    columns = words.labels(columns, values.shape[1], "columns")
    cells = [[words.number(v) for v in row] for row in values]
    colour = theme.colour_of(role)
    fills = [["neg" if v < 0 else colour for v in row] for row in values]
    canvas = _grid(values / max(abs(values).max(), 1e-300), cells, fills, rows, columns, role, None, set(), title,
                   strip=True)
    data = {"caption": title or "", "corner": "", "columns": list(columns),
            "rows": [[name, *row] for name, row in zip(rows, cells)]}
    return canvas.still(sentence or _strip_sentence(values, cells, rows, columns), data)


def _grid(sizes, cells, fills, rows, columns, row_role, column_role, marked, title, strip=False):
    left = PAD + min(max(words.width(name, TEXT) for name in rows), LONGEST) + 12
    widest = max(words.width(cell, TEXT) for row in cells for cell in row) + 14
    names = min(max(words.width(name, TEXT) for name in columns), LONGEST) + (8 if strip else 4)
    cell_w, cell_h = max(60 if len(columns) <= 7 else 44, widest, names), 42
    gap = 0 if strip else GAP
    hint = not strip and bool(row_role or column_role)
    left = max(left, PAD + words.width("query ↓", SMALL) + 10) if hint else left
    above = PAD + (SMALL + 14 if title else 0) + (SMALL + 6 if hint and column_role else 0)
    top = above + TEXT + 12
    row_gap = 8 if strip else GAP
    canvas = Canvas(left + len(columns) * (cell_w + gap) + PAD, top + len(rows) * (cell_h + row_gap) + PAD)
    if title:
        canvas.text(PAD, PAD + SMALL, title, size=SMALL, colour="soft", bold=True)
    if hint and column_role:
        canvas.text(left + cell_w / 2, above - 2, HINTS[column_role], size=SMALL, colour=theme.colour_of(column_role),
                    anchor="middle")
    if hint and row_role:
        canvas.text(left - 12, above + TEXT, row_role + " ↓", size=SMALL, colour=theme.colour_of(row_role),
                    anchor="end")
    for j, name in enumerate(columns):
        canvas.text(left + j * (cell_w + gap) + cell_w / 2, above + TEXT, words.shorten(name, cell_w, TEXT), size=TEXT,
                    colour=theme.colour_of(column_role) if column_role else "soft", anchor="middle")
    for i, name in enumerate(rows):
        y = top + i * (cell_h + row_gap)
        canvas.text(left - 12, y + cell_h / 2 + TEXT * 0.36, words.shorten(name, LONGEST, TEXT), size=TEXT,
                    colour=theme.colour_of(row_role), anchor="end")
        for j, cell in enumerate(cells[i]):
            x = left + j * (cell_w + gap)
            _cell(canvas, x, y, cell_w, cell_h, cell, sizes[i][j], fills[i][j], (i, j) in marked, strip)
    return canvas


def _cell(canvas, x, y, width, height, cell, size, fill, marked, strip):
    opacity, colour = theme.shade(abs(size), fill)
    stroke = "neg" if fill == "neg" else "line" if strip else None
    canvas.rect(x, y, width, height, fill, opacity=opacity, radius=0 if strip else 6)
    if stroke:
        canvas.rect(x, y, width, height, None, stroke=stroke, stroke_width=1, radius=0 if strip else 6)
    if marked:
        canvas.rect(x - 1, y - 1, width + 2, height + 2, None, stroke="q", stroke_width=2.5, radius=7)
    canvas.text(x + width / 2, y + height / 2 + TEXT * 0.36, cell, size=TEXT, anchor="middle",
                colour="soft" if cell == "0" else colour)


def _sentence(values, cells, rows, columns, kind, row_role, marked):
    i, j = min(marked) if marked else np.unravel_index(values.argmax(), values.shape)
    if kind == "weights":
        return weight_sentence(rows[i], columns, values[i])
    what = "fits best with" if row_role == "query" else "has its largest number at"
    return f"{rows[i]} {what} {columns[values[i].argmax()]}: {words.number(values[i].max(), 2)}."


def weight_sentence(word, tokens, shares):
    """What a word does with its attention: its largest share beside an even one."""
    best, even = int(np.argmax(shares)), 1 / len(shares)
    if np.isclose(shares, even).all():
        return f"{word} gives every one of the {len(shares)} words the same share: {words.percent(even)}."
    return (f"{word} gives most of its attention to {tokens[best]}: {words.percent(shares[best])}, "
            f"against {words.percent(even)} if all {count(len(shares))} were alike.")


def count(n):
    """Small numbers as words."""
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return names[n] if n < len(names) else str(n)


def _strip_sentence(values, cells, rows, columns):
    i, j = np.unravel_index(abs(values).argmax(), values.shape)
    return (f"{count(len(rows)).capitalize()} rows of {count(len(columns))} numbers; the largest is {cells[i][j]}, "
            f"{rows[i]} at {columns[j]}.")
