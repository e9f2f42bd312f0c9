"""A matrix as a real table: aligned text in a terminal, an HTML table in a notebook."""

from html import escape

import numpy as np

from . import theme, words


class Table:
    """A matrix with named rows and columns that displays itself as an HTML table, or as aligned text.

    `.html`, `.text` and `.cells` (rows of text) hold the parts.
    """

    def __init__(self, html, text, cells):
        self.html = html
        self.text = text
        self.cells = cells

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": self.text}


def table(array, rows=None, columns=None, role=None, title=None, *, corner="", decimals=None, mark=None,
          row_role=None, column_role=None):
    """The matrix `array` (n, m), or one row (m,), with the names of its n rows and m columns.

    role: "query", "key", "value" or None, the colour of title and numbers; row_role, column_role: of the names.
    decimals: None prints each number as short as it is, up to four significant digits. NaN shows as "not a number".
    mark: (i, j) cells to outline. Cells may be numbers, Fractions or text.
    """
    values = _rows(array)
    cells = [[words.number(value, decimals) for value in row] for row in values]
    rows = words.labels([""] * len(values) if rows is None else rows, len(values), "rows")
    columns = words.labels([""] * len(values[0]) if columns is None else columns, len(values[0]), "columns")
    marked = {(int(i), int(j)) for i, j in mark or ()}
    roles = {name: theme.colour_of(which) for name, which in
             (("cell", role), ("row", row_role), ("column", column_role))}
    html = _html(cells, rows, columns, roles, role, title, corner, marked)
    return Table(html, _text(cells, rows, columns, title, corner, marked), cells)


def _rows(array):
    values = np.asarray(array, dtype=object) if not isinstance(array, np.ndarray) else array
    values = values[None, :] if values.ndim == 1 else values
    if values.ndim != 2 or values.size == 0:
        raise ValueError(f"a table needs a matrix (rows, columns) or one row of values: got shape {np.shape(array)}")
    return [list(row) for row in values]


def _text(cells, rows, columns, title, corner, marked):
    padded = list(zip(*[_aligned(column) for column in zip(*cells)]))
    padded = [[f"[{cell}]" if (i, j) in marked else f" {cell} " if marked else cell for j, cell in enumerate(row)]
              for i, row in enumerate(padded)]
    widths = [max(len(name), *(len(row[j]) for row in padded)) for j, name in enumerate(columns)]
    first = max(len(name) for name in (*rows, corner))
    lines = [title] if title else []
    if any(columns) or corner:
        lines.append("  ".join([corner.ljust(first), *(name.rjust(w) for name, w in zip(columns, widths))]))
    lines += ["  ".join([name.ljust(first), *(cell.rjust(w) for cell, w in zip(row, widths))])
              for name, row in zip(rows, padded)]
    return "\n".join(line.rstrip() for line in lines)


def _aligned(column):
    """The cells padded on the right so that their decimal points stand under each other."""
    tails = [len(cell) - cell.find(".") if "." in cell and cell[-1].isdigit() else 0 for cell in column]
    return [cell + " " * (max(tails) - tail) for cell, tail in zip(column, tails)]


def _html(cells, rows, columns, roles, role, title, corner, marked):
    caption = f'<caption style="text-align:left{_colour(roles["cell"])}">{escape(title)}</caption>' if title else ""
    head = "".join(f'<th scope="col" style="text-align:right{_colour(roles["column"])}">{escape(name)}</th>'
                   for name in columns)
    body = "".join(f'<tr><th scope="row" style="text-align:left{_colour(roles["row"])}">{escape(name)}</th>'
                   + "".join(_cell(cell, roles["cell"], (i, j) in marked) for j, cell in enumerate(row)) + "</tr>\n"
                   for i, (name, row) in enumerate(zip(rows, cells)))
    kind = f"attn-table role-{role}" if role else "attn-table"
    return (f'<table class="{kind}">{caption}\n<thead><tr><td>{escape(corner)}</td>{head}</tr></thead>\n'
            f"<tbody>\n{body}</tbody></table>")


def _cell(cell, colour, marked):
    style = "text-align:right;font-variant-numeric:tabular-nums" + _colour("soft" if cell == "0" else colour)
    outline = f";outline:2px solid {theme.var('ink')};outline-offset:-2px" if marked else ""
    name = ' class="marked"' if marked else ' class="zero"' if cell == "0" else ""
    return f'<td{name} style="{style}{outline}">{escape(cell)}</td>'


def _colour(name):
    return "" if name == "ink" else f";color:{theme.var(name)}"
