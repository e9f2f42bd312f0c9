"""A small table of numbers as coloured cells, light enough for a page that shows a hundred of them.

It is drawn as a heat map is, in the same colours, but as a few paths and lines of SVG, without a card and a scale.
"""

from html import escape

import numpy as np

from byhand import palette

CELL, HEIGHT, GAP = 34, 26, 2  # of a cell, and what lies between two
NAMES, TOP = 36, 42  # the room for the names of the rows, and for a title and the names of the columns
SUM = 38  # the width of the sums
TYPE = 13
LETTER = 0.6 * TYPE  # the width of a letter
SHADES = 12  # cells of one shade are one path
NOTHING = "NaN"


def small(matrix, rows, columns, *, colour="q", row_colour="q", column_colour="k", size=1, sums=False, title=""):
    """The inside of an SVG and its (width, height): `matrix` (n, m) as coloured cells with their numbers.

    A number of this size is as deep as a colour gets; a negative one is violet, with its minus; what is no number has a
    frame and says NaN. sums: the sum of each row behind it. `frame` is what goes around it.
    """
    matrix = np.asarray(matrix, dtype=float)
    width, height = extent(matrix, sums)
    heads = [("x", _middle(j), name) for j, name in enumerate(columns)]
    heads += [("soft", NAMES + len(columns) * (CELL + GAP) + SUM / 2, "sum")] * sums
    parts = [f'<text x="0" y="12" fill="{palette.var("soft")}">{escape(title)}</text>'] if title else []
    parts.append(_words([(x, TOP - 8, name) for kind, x, name in heads if kind == "x"], column_colour))
    parts.append(_words([(x, TOP - 8, name) for kind, x, name in heads if kind == "soft"], "soft"))
    parts.append(_words([(NAMES - 7, _baseline(i), name) for i, name in enumerate(rows)], row_colour, "end"))
    parts.append(_cells(matrix, colour, size))
    if sums:
        x = NAMES + len(columns) * (CELL + GAP) + SUM / 2
        parts.append(_words([(x, _baseline(i), written(total)) for i, total in enumerate(matrix.sum(axis=1))], "soft"))
    return "".join(parts), (width, height)


def extent(matrix, sums=False):
    """(width, height) of the drawing of a table."""
    rows, columns = np.shape(matrix)
    return NAMES + columns * (CELL + GAP) + SUM * sums, TOP + rows * (HEIGHT + GAP)


def frame(row, columns):
    """A frame around one row."""
    y = TOP + row * (HEIGHT + GAP) - 1
    return (
        f'<rect x="{NAMES - 1}" y="{y}" width="{columns * (CELL + GAP)}" height="{HEIGHT + 2}" rx="2" fill="none" '
        f'stroke="{palette.var("ink")}" stroke-width="1.5"/>'
    )


def svg(inside, extent, says):
    """The whole SVG; `says` is its name."""
    width, height = (f"{side:g}" for side in extent)
    return (
        f'<svg role="img" class="small" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="monospace" font-size="{TYPE}" aria-label="{escape(says)}">{inside}</svg>'
    )


def written(value):
    """A number that fits a cell: .15, 1, −1.9, 12.5, NaN."""
    value = round(float(value), 9)  # two processors may differ in the last digits, which would decide a half
    if not np.isfinite(value):
        return NOTHING if np.isnan(value) else "∞" if value > 0 else "−∞"
    if abs(value) >= 1000:
        return f"{value:.0e}".replace("e+0", "e").replace("-", "−")
    digits = 2 if abs(value) < 9.995 - 9 * (value < 0) else 1 if abs(value) < 99.95 - 90 * (value < 0) else 0
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text and float(text) == round(float(text)) else text
    text = text.removeprefix("-") if float(text) == 0 else text
    return text.replace("-", "−").replace("−0.", "−.").removeprefix("0") or "0"


def _middle(column):
    return NAMES + column * (CELL + GAP) + CELL / 2


def _baseline(row):
    return TOP + row * (HEIGHT + GAP) + HEIGHT / 2 + 5


def _words(places, colour, anchor="middle"):
    """Words of one colour, (x, y, text) each, as one element: a place for each letter, of a face in which all are wide
    alike. An element for each word would make a browser, and whoever checks the page, slow."""
    xs, ys, letters = [], [], []
    for x, y, text in places:
        start = x - len(text) * LETTER / {"middle": 2, "end": 1}[anchor]
        for k, letter in enumerate(text):
            xs.append(f"{start + k * LETTER:.1f}".removesuffix(".0"))
            ys.append(f"{y:g}")
            letters.append(letter)
    place = f'x="{" ".join(xs)}" y="{" ".join(ys)}"'
    return f'<text {place} fill="{palette.var(colour)}">{escape("".join(letters))}</text>' if letters else ""


def _cells(matrix, colour, size):
    """All cells: those of one shade as one path, then the numbers, in ink or in the colour of the card."""
    paths, numbers = {}, {"ink": [], "card": []}
    for (i, j), value in np.ndenumerate(matrix):
        there = np.isfinite(value)
        fill = "neg" if value < 0 else colour
        depth = round(min(abs(value) / size, 1) * SHADES) / SHADES if there else 0
        opacity, text = palette.shade(depth, fill)
        x, y = NAMES + j * (CELL + GAP), TOP + i * (HEIGHT + GAP)
        if opacity or not there:
            paths.setdefault((fill if there else "", opacity), []).append(f"M{x} {y}h{CELL}v{HEIGHT}h-{CELL}z")
        numbers[text].append((_middle(j), _baseline(i), written(value)))
    drawn = "".join(_path(fill, opacity, paths[fill, opacity]) for fill, opacity in sorted(paths))
    return drawn + "".join(_words(numbers[text], text) for text in numbers)


def _path(fill, opacity, pieces):
    paint = (
        f'fill="{palette.var(fill)}" opacity="{opacity:g}"' if fill else f'fill="none" stroke="{palette.var("neg")}"'
    )
    return f'<path {paint} d="{"".join(pieces)}"/>'
