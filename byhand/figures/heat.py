"""A matrix as coloured cells with numbers: heat maps of weights and scores, vectors as strips."""

import numpy as np

from byhand import palette, wording
from byhand.figures import checks
from byhand.figures.canvas import PAD, SMALL, TEXT, WIDEST_NAME, Canvas, centred_baseline, title_height

SIZES = (1, 2, 5, 10, 20, 50, 100, 1000, 1e6)  # the size of a number that gets full colour: the same in live figures
KEY = 30  # the height of the scale below a heat map of shares
KINDS = {"weights": "Shares of attention", "scores": "Scores", "signed": "Numbers"}
CELL_HEIGHT = 42


def heatmap(
    matrix,
    rows,
    columns,
    *,
    kind="weights",
    row_role="query",
    column_role="key",
    mark=None,
    decimals=None,
    title=None,
    sentence=None,
):
    """A heat map of `matrix` (n, m) with its numbers; `rows` names its n rows, `columns` its m columns.

    kind "weights": shares, in the colour of queries, on a scale from 0 to 1; it stands below, with equal shares marked.
    "scores": ink by size, on a scale to 1 or to the next of SIZES. "signed": the same for numbers of both signs.
    A negative number is violet, outlined, and has its minus, in any kind.
    decimals=None: the numbers as they are if all fit in four digits, else two decimals.
    mark: (i, j) cells to outline. ValueError for other shapes, NaN, infinity, or shares outside 0 to 1.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {tuple(KINDS)}: got {kind!r}")
    values = checks.shares(matrix) if kind == "weights" else checks.matrix(matrix)
    rows, columns = checks.labels(rows, len(values), "rows"), checks.labels(columns, values.shape[1], "columns")
    marked = checks.cells(mark, values.shape)
    cells = wording.matrix_text(values, decimals)
    sizes = values if kind == "weights" else values / _largest_size(values)
    canvas = _heat_canvas(
        sizes,
        [[wording.without_leading_zero(cell) for cell in row] for row in cells],
        rows,
        columns,
        row_role,
        column_role,
        marked,
        title,
        shares=kind == "weights",
    )
    describe = _weights_sentence if kind == "weights" else _scores_sentence
    return canvas.still(
        sentence or describe(values, cells, rows, columns, marked),
        caption=title or KINDS[kind],
        columns=columns,
        rows=[[name, *row] for name, row in zip(rows, cells)],
    )


def strips(matrix, rows, columns, *, role=None, title=None, sentence=None):
    """Each row of `matrix` (n, m) as a strip of squares with numbers: deeper for larger, empty for zero.

    role "query", "key", "value" gives the colour, None is ink; a negative number is violet, with a minus.
    ValueError for other shapes, NaN or infinity.
    """
    values = checks.matrix(matrix)
    rows, columns = checks.labels(rows, len(values), "rows"), checks.labels(columns, values.shape[1], "columns")
    cells = wording.matrix_text(values)
    canvas = _strip_canvas(values / _largest_size(values), cells, rows, columns, palette.colour_of(role), title)
    return canvas.still(
        sentence or _strips_sentence(values, cells, rows, columns),
        caption=title or "Vectors",
        columns=columns,
        rows=[[name, *row] for name, row in zip(rows, cells)],
    )


def _largest_size(values):
    """The size that gets full colour: 1, or the next of SIZES that holds all numbers."""
    largest = np.abs(values).max()
    return next((size for size in SIZES if largest <= size * (1 + 1e-9)), largest)


def _heat_canvas(sizes, cells, rows, columns, row_role, column_role, marked, title, shares):
    hints = [f"{column_role} →" if column_role else "", f"{row_role} ↓" if row_role else ""]
    left = PAD + max(_name_width(rows), *(wording.width(hint, SMALL) for hint in hints)) + 12
    width = max(60 if len(columns) < 8 else 46, _cell_width(cells, columns))
    whole = left + len(columns) * (width + 4) + PAD
    top = PAD + title_height(title, whole) + 44
    bottom = top + len(rows) * (CELL_HEIGHT + 4)
    canvas = Canvas(whole, bottom + PAD + KEY * shares, title)
    for hint, role, up in zip(hints, (column_role, row_role), (26, 7)):
        canvas.text(left - 12, top - up, hint, size=SMALL, colour=palette.colour_of(role), anchor="end")
    for j, name in enumerate(columns):
        canvas.text(
            left + j * (width + 4) + width / 2,
            top - 14,
            wording.cut_to_width(name, width, TEXT),
            colour=palette.colour_of(column_role),
            anchor="middle",
        )
    for i, name in enumerate(rows):
        y = top + i * (CELL_HEIGHT + 4)
        _row_name(canvas, left - 12, y, name, palette.colour_of(row_role))
        for j, cell in enumerate(cells[i]):
            _heat_cell(
                canvas, left + j * (width + 4), y, width, cell, sizes[i][j], (i, j) in marked, "q" if shares else "ink"
            )
    if shares:
        _scale(canvas, left, bottom + 8, len(columns) * (width + 4) - 4, 1 / len(columns))
    return canvas


def _scale(canvas, x, y, width, equal):
    """The scale of shares from 0 to 1, with a mark where all shares are equal."""
    steps = 40
    for step in range(steps):
        opacity, _ = palette.shade((step + 0.5) / steps, "q")
        canvas.rect(x + width * step / steps, y, width / steps, 8, "q", opacity=opacity)
    canvas.line([(x + width * equal, y - 3), (x + width * equal, y + 12)], "ink", width=2)
    labels = {0: ("0", "start"), equal: ("equal", "middle"), 1: ("1", "end")}
    for at, (label, anchor) in labels.items():
        if at in (0, 1) or wording.width("equal", SMALL) / 2 + 14 < width * min(equal, 1 - equal):
            canvas.text(x + width * at, y + 12 + SMALL, label, size=SMALL, colour="soft", anchor=anchor)


def _heat_cell(canvas, x, y, width, cell, size, marked, fill):
    fill = "neg" if size < 0 else fill
    opacity, colour = palette.shade(abs(size), fill)
    canvas.rect(x, y, width, CELL_HEIGHT, fill, opacity=opacity, radius=6)
    if size < 0:
        canvas.rect(x + 0.5, y + 0.5, width - 1, CELL_HEIGHT - 1, None, stroke="neg", stroke_width=1, radius=6)
    if marked:
        canvas.rect(x - 1, y - 1, width + 2, CELL_HEIGHT + 2, None, stroke="ink", stroke_width=2.5, radius=7)
    canvas.text(
        x + width / 2, centred_baseline(y, CELL_HEIGHT), cell, colour="soft" if cell == "0" else colour, anchor="middle"
    )


def _strip_canvas(sizes, cells, rows, columns, colour, title):
    left = PAD + _name_width(rows) + 12
    width = max(64, _cell_width(cells, columns))
    whole = left + len(columns) * width + PAD
    top = PAD + title_height(title, whole) + TEXT + 12
    canvas = Canvas(whole, top + len(rows) * (CELL_HEIGHT + 8) + PAD - 8, title)
    for j, name in enumerate(columns):
        canvas.text(
            left + (j + 0.5) * width, top - 12, wording.cut_to_width(name, width, TEXT), colour="soft", anchor="middle"
        )
    for i, name in enumerate(rows):
        y = top + i * (CELL_HEIGHT + 8)
        _row_name(canvas, left - 12, y, name, colour)
        for j, cell in enumerate(cells[i]):
            _strip_cell(canvas, left + j * width, y, width, cell, sizes[i][j], colour)
        canvas.rect(left, y, len(columns) * width, CELL_HEIGHT, None, stroke="line", stroke_width=1, radius=3)
    return canvas


def _strip_cell(canvas, x, y, width, cell, size, colour):
    fill = "neg" if size < 0 else colour
    # Up to the deepest shade on which ink is readable, so that depth goes evenly with size.
    canvas.rect(x, y, width, CELL_HEIGHT, fill, opacity=round(abs(size) * palette.readable_opacities(fill)[0], 3))
    if x > PAD:
        canvas.line([(x, y), (x, y + CELL_HEIGHT)], "line", width=1)
    canvas.text(
        x + width / 2, centred_baseline(y, CELL_HEIGHT), cell, colour="soft" if cell == "0" else "ink", anchor="middle"
    )


def _name_width(names):
    return min(max(wording.width(name, TEXT) for name in names), WIDEST_NAME)


def _cell_width(cells, columns):
    return max(max(wording.width(cell, TEXT) for row in cells for cell in row) + 12, _name_width(columns) + 8)


def _row_name(canvas, x, y, name, colour):
    canvas.text(
        x, centred_baseline(y, CELL_HEIGHT), wording.cut_to_width(name, WIDEST_NAME, TEXT), colour=colour, anchor="end"
    )


def _cell_to_name(values, marked):
    """(i, j) of the cell that the sentence names: the first marked one, or the largest."""
    return min(marked) if marked else np.unravel_index(values.argmax(), values.shape)


def _weights_sentence(values, cells, rows, columns, marked):
    i, j = _cell_to_name(values, marked)
    if values[i, j] < values[i].max():
        best = columns[values[i].argmax()]
        return (
            f"{rows[i]} attends to {columns[j]} with {wording.percent(values[i, j])}, "
            f"and most to {best}, with {wording.percent(values[i].max())}."
        )
    return wording.attention_sentence(rows[i], columns, values[i])


def _scores_sentence(values, cells, rows, columns, marked):
    i, j = _cell_to_name(values, marked)
    of = (
        "the largest"
        if values[i, j] == values.max()
        else "the largest of its row"
        if values[i, j] == values[i].max()
        else "not the largest of its row"
    )
    return f"{rows[i]} asks, {columns[j]} answers: {cells[i][j]}, {of}."


def _strips_sentence(values, cells, rows, columns):
    places = np.argwhere(np.abs(values) == np.abs(values).max())
    i, j = places[0]
    parts = [
        f"{wording.amount(len(rows), 'row')} of {wording.amount(len(columns), 'number')}",
        f"the largest is {cells[i][j]}" + (f", {rows[i]} at {columns[j]}" if len(places) == 1 else ""),
    ]
    if (values == 0).any():
        parts.append(f"{wording.count(int((values == 0).sum()))} of {values.size} are zero")
    same = [name for name, row in zip(rows, values) if (values == row).all(axis=1).sum() > 1]
    if len(same) == 2:
        parts.append(f"the rows of {same[0]} and {same[1]} are the same")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
