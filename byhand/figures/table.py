"""A matrix as a real table: aligned text in a terminal, an HTML table in a notebook."""

import numpy as np

from byhand import htmltable, palette, wording
from byhand.figures import checks


class Table:
    """A matrix with named rows and columns that displays itself: `.html`, `.text`, and `.cells`, its rows of text."""

    def __init__(self, html, text, cells):
        self.html = html
        self.text = text
        self.cells = cells

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.text}


def table(
    array,
    rows=None,
    columns=None,
    role=None,
    title=None,
    *,
    corner="",
    decimals=None,
    mark=None,
    row_role=None,
    column_role=None,
):
    """The matrix `array` (n, m), or one row (m,), with the names of its n rows and m columns.

    role: "query", "key", "value" or None, the colour of title and numbers; row_role, column_role: of the names.
    decimals: None prints each number as short as it is, up to four significant digits; NaN reads "not a number".
    mark: (i, j) cells to outline; brackets in the text. Cells may be numbers, Fractions or text.
    """
    cells = [[wording.number(value, decimals) for value in row] for row in _rows(array)]
    shape = len(cells), len(cells[0])
    rows = checks.labels(rows or [""] * shape[0], shape[0], "rows")
    columns = checks.labels(columns or [""] * shape[1], shape[1], "columns")
    marked = checks.cells(mark, shape)
    title, corner = wording.clean(title or ""), wording.clean(corner)
    colours = [palette.colour_of(which) for which in (role, row_role, column_role)]
    html = _html(cells, rows, columns, role, colours, title, corner, marked)
    return Table(html, _text(cells, rows, columns, title, corner, marked), cells)


def _rows(array):
    values = array if isinstance(array, np.ndarray) else np.array(array, dtype=object)
    shape = values.shape
    values = values[None, :] if values.ndim == 1 else values
    if values.ndim != 2 or not values.size:
        raise ValueError(f"a table needs a matrix (rows, columns) or one row of values: got shape {shape}")
    if any(np.ndim(value) for row in values for value in row):
        raise ValueError("a table needs rows of one length: got rows of different lengths")
    return values


def _aligned(cells, dot, digit):
    """The cells, padded behind so that the decimal points of a column stand under each other."""
    columns = []
    for column in zip(*cells):
        tails = [cell.partition(".")[2] if cell[-1:].isdigit() else "" for cell in column]
        longest = max(map(len, tails))
        columns.append([
            cell + ("" if tail or not longest else dot) + digit * (longest - len(tail))
            for cell, tail in zip(column, tails)
        ])
    return list(zip(*columns))


def _text(cells, rows, columns, title, corner, marked):
    padded = [
        [f"[{cell}]" if (i, j) in marked else f" {cell} " if marked else cell for j, cell in enumerate(row)]
        for i, row in enumerate(_aligned(cells, " ", " "))
    ]
    grid = [[corner, *columns]] if any(columns) or corner else []
    grid += [[name, *row] for name, row in zip(rows, padded)]
    widths = [max(map(len, column)) for column in zip(*grid)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))])
        for row in grid
    ]
    return "\n".join(line.rstrip() for line in ([title] if title else []) + lines)


def _html(cells, rows, columns, role, colours, title, corner, marked):
    cell_colour, row_colour, column_colour = colours
    head = ()
    if any(columns) or corner:
        style = f"text-align:right{_colour(column_colour)}"
        head = [htmltable.cell(corner), *(htmltable.element("th", name, scope="col", style=style) for name in columns)]
    # A figure space is as wide as a digit, a punctuation space as wide as a point.
    body = [
        [
            htmltable.row_head(name, style=f"text-align:left{_colour(row_colour)}"),
            *(_cell(cell, cell_colour, (i, j) in marked) for j, cell in enumerate(row)),
        ]
        for i, (name, row) in enumerate(zip(rows, _aligned(cells, "\u2008", "\u2007")))
    ]
    return htmltable.table(
        body,
        head=head,
        caption=title,
        caption_style=f"text-align:left{_colour(cell_colour)}",
        between="\n",
        class_=f"attn-table role-{role}" if role else "attn-table",
    )


def _cell(cell, colour, marked):
    zero = cell.strip() == "0"
    style = "text-align:right;font-variant-numeric:tabular-nums" + _colour("soft" if zero else colour)
    outline = f";outline:2px solid {palette.var('q')};outline-offset:-2px" if marked else ""
    return htmltable.cell(cell, class_=" ".join(["zero"] * zero + ["marked"] * marked), style=style + outline)


def _colour(name):
    return "" if name == "ink" else f";color:{palette.text_var(name)}"
