"""The pieces of HTML that live figures are made of: real tables, bars, sums, and their style."""

from html import escape

import numpy as np

from ..figures import theme, words

STYLE = theme.notebook_css(".attn-live") + f"""
.attn-live {{ background: {theme.var("card")}; color: {theme.var("ink")}; border: 1px solid {theme.var("line")};
  border-radius: 14px; padding: 14px 18px; max-width: 46rem; font: 15px/1.5 {theme.FONT};
  font-variant-numeric: tabular-nums; --jp-widgets-label-color: {theme.var("ink")};
  --jp-widgets-readout-color: {theme.var("ink")};
  --jp-widgets-font-size: 15px; }}
.attn-live .widget-label, .attn-live .widget-readout, .attn-live .widget-html-content
  {{ color: inherit; font-size: inherit; line-height: 1.5; }}
.attn-live .widget-label {{ white-space: normal; height: auto; overflow: visible; }}
.attn-live .widget-toggle-buttons {{ display: flex; flex-flow: row wrap; align-items: baseline; }}
.attn-live .widget-toggle-buttons > .widget-label, .attn-live .widget-hbox > .widget-label {{ text-align: right; }}
.attn-live .noUi-handle {{ background: {theme.var("q")}; border-color: {theme.var("q")}; }}
.attn-live .widget-html-content {{ overflow-x: auto; max-width: 100%; }}
.attn-live table {{ border-collapse: separate; border-spacing: 3px; margin: 6px 0; font-size: 15px; }}
.attn-live caption {{ text-align: left; color: {theme.var("soft")}; font-weight: 600; padding: 2px 0;
  white-space: nowrap; }}
.attn-live th {{ font-weight: 500; padding: 2px 5px; white-space: nowrap; text-align: center; }}
.attn-live th[scope=row] {{ text-align: right; }}
.attn-live td {{ min-width: 44px; height: 30px; padding: 0 6px; text-align: center; border-radius: 6px; }}
.attn-live td.text {{ text-align: right; min-width: 0; white-space: nowrap; }}
.attn-live td.bar {{ text-align: left; min-width: 110px; }}
.attn-live td.bar span {{ display: inline-block; height: 14px; border-radius: 3px; vertical-align: middle; }}
.attn-live td.marked {{ outline: 2.5px solid {theme.var("q")}; outline-offset: 0; }}
.attn-live .attn-title {{ margin: 0 0 4px; font-weight: 600; font-size: 16px; }}
.attn-live .attn-sum {{ margin: 6px 0; }}
.attn-live .attn-say {{ margin: 10px 0 4px; padding: 9px 14px; border-left: 3px solid {theme.var("q")};
  background: {theme.var("qbg")}; border-radius: 0 8px 8px 0; }}
.attn-live .attn-wrong {{ margin: 4px 0; color: {theme.var("bad")}; overflow-wrap: anywhere; }}
.attn-live .attn-side {{ display: flex; flex-wrap: wrap; gap: 4px 22px; align-items: flex-start; }}
"""


def coloured(text, role):
    """A word in the colour of its role."""
    return f'<span style="color:{theme.var(theme.colour_of(role))};font-weight:600">{escape(text)}</span>'


def side_by_side(*blocks):
    """Blocks beside each other, or below where there is no room."""
    return f'<div class="attn-side">{"".join(f"<div>{block}</div>" for block in blocks)}</div>'


def heat(values, rows, columns, caption, *, largest=None, row_role="query", column_role="key", mark=()):
    """A matrix (n, m) as a table of cells in ink, the darker the larger; `largest` is the value of full ink."""
    values = np.asarray(values, dtype=float)
    cells = [[words.short(cell) for cell in row] for row in words.matrix_text(values)]
    scale = largest or max(np.abs(values).max(), 1e-300)
    styles = [[_heat_style(value / scale) for value in row] for row in values]
    return _table(cells, styles, rows, columns, caption, row_role, column_role, mark)


def vectors(values, rows, columns, caption, *, role=None, mark=()):
    """Vectors as rows of cells in their role's colour, the deeper the larger."""
    values = np.asarray(values, dtype=float)
    scale = max(np.abs(values).max(), 1e-300)
    styles = [[_vector_style(value / scale, theme.colour_of(role)) for value in row] for row in values]
    return _table(words.matrix_text(values), styles, rows, columns, caption, role, None, mark)


def _heat_style(size):
    fill = "neg" if size < 0 else "ink"
    opacity, text = theme.shade(abs(size), fill)
    return f"background:{theme.mixed(fill, opacity)};color:{theme.var(text)}"


def _vector_style(size, fill):
    fill = "neg" if size < 0 else fill
    return f"background:{theme.mixed(fill, min(abs(size), 1) * theme.readable_opacities(fill)[0])}"


def _table(cells, styles, rows, columns, caption, row_role, column_role, mark):
    body = [[f'<td{" class=marked" * ((i, j) in mark)} style="{styles[i][j]}">{escape(cell)}</td>'
             for j, cell in enumerate(row)] for i, row in enumerate(cells)]
    return _frame(body, rows, columns, caption, row_role, column_role)


def bars(tokens, columns, caption, *, shares, role="key"):
    """Words down the side, columns of text, and a bar for each share.

    columns: dict heading -> n texts. shares: (n,), the lengths of the bars, 1 is the whole width.
    """
    colour = theme.mixed("ink", 0.75)
    body = [[*(f'<td class="text">{escape(texts[i])}</td>' for texts in columns.values()),
             f'<td class="bar"><span style="background:{colour};width:{100 * float(share):.1f}%"></span></td>']
            for i, share in enumerate(shares)]
    return _frame(body, tokens, [*columns, ""], caption, role, None)


def _frame(body, rows, columns, caption, row_role, column_role):
    """A table from cells that are HTML already."""
    corner = "".join(f"{role} {arrow} " for role, arrow in ((row_role, "↓"), (column_role, "→")) if column_role)
    head = "".join(f'<th scope="col"{_colour(column_role)}>{escape(name)}</th>' if name else "<td></td>"
                   for name in columns)
    lines = "".join(f'<tr><th scope="row"{_colour(row_role)}>{escape(name)}</th>{"".join(row)}</tr>'
                    for name, row in zip(rows, body))
    return (f"<table><caption>{escape(caption)}</caption><thead><tr><td>{corner.strip()}</td>{head}</tr></thead>"
            f"<tbody>{lines}</tbody></table>")


def _colour(role):
    return f' style="color:{theme.var(theme.colour_of(role))}"' if role else ""


def products(first, second, total, roles):
    """a × b + c × d = total, the factors in the colours of two roles."""
    left, right = ([f"<span{_colour(role)}>{words.number(float(value))}</span>" for value in values]
                   for values, role in zip((first, second), roles))
    sums = " + ".join(f"{a} × {b}" for a, b in zip(left, right))
    return f"{sums} = <b>{words.number(float(total))}</b>"


def vector_text(values):
    """A vector as text: (0.8, 0, 0.65)."""
    return f"({', '.join(words.number(float(value)) for value in values)})"
