"""Lines with their names at their ends."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from . import words
from .canvas import Canvas
from .heat import PAD, SMALL

WIDTH, HEIGHT = 520, 320
LOOKS = (("ink", None, 2.5), ("soft", (7, 4), 2), ("ink", (2, 4), 2), ("soft", None, 1.5))


def lines(x, series, *, xlabel, ylabel, logx=False, title=None, sentence=None, mark=None):
    """A line for each entry of `series` over x (n,), its name at its end.

    series: dict name -> n numbers, at most four. logx: logarithmic x, which must then be positive.
    mark: {label: x} draws a thin upright at x, with the label.
    """
    x = words.vector(x, "x")
    columns = {words.clean(name): words.vector(values, f"series {name!r}") for name, values in series.items()}
    _check(x, columns, logx)
    right = PAD + max(words.width(name, SMALL) for name in columns) + 12
    top = PAD + (SMALL + 14 if title else 0) + SMALL + 16
    canvas = Canvas(WIDTH, HEIGHT + (SMALL + 14 if title else 0))
    yticks = _ticks(min(min(v.min() for v in columns.values()), 0), max(v.max() for v in columns.values()))
    ylabels = [words.number(t) for t in yticks]
    left = PAD + max(words.width(t, SMALL) for t in ylabels) + 10
    bottom = canvas.height - PAD - 2 * SMALL - 16
    fx = np.log if logx else np.asarray
    span = fx(x.max()) - fx(x.min()) or 1
    to_x = lambda v: left + (fx(v) - fx(x.min())) / span * (WIDTH - right - left)
    to_y = lambda v: bottom - (v - yticks[0]) / ((yticks[-1] - yticks[0]) or 1) * (bottom - top)
    if title:
        canvas.text(PAD, PAD + SMALL, title, size=SMALL, colour="soft", bold=True)
    canvas.text(PAD, top - 16, ylabel, size=SMALL, colour="soft")
    canvas.text((left + WIDTH - right) / 2, canvas.height - PAD, xlabel, size=SMALL, colour="soft", anchor="middle")
    for tick, label in zip(yticks, ylabels):
        canvas.text(left - 10, to_y(tick) + 5, label, size=SMALL, colour="soft", anchor="end")
    canvas.line([(left, to_y(yticks[0])), (WIDTH - right, to_y(yticks[0]))], "line", width=1)
    for tick in _xticks(x, logx):
        canvas.text(to_x(tick), bottom + SMALL + 8, words.number(float(tick)), size=SMALL, colour="soft", anchor="middle")
    for label, at in (mark or {}).items():
        canvas.line([(to_x(at), top), (to_x(at), bottom)], "soft", width=1, dash=(2, 3))
        canvas.text(to_x(at) + 6, top + SMALL, label, size=SMALL, colour="soft")
    order = np.argsort(x)
    ends = _spread([to_y(v[order[-1]]) for v in columns.values()])
    for (name, values), look, end in zip(columns.items(), LOOKS, ends):
        colour, dash, width = look
        canvas.line([(float(to_x(x[i])), float(to_y(values[i]))) for i in order], colour, width=width, dash=dash)
        canvas.text(WIDTH - right + 8, end + 5, name, size=SMALL, colour=colour, bold=dash is None)
    data = {"caption": title or ylabel, "corner": xlabel, "columns": list(columns),
            "rows": [[words.number(float(x[i])), *(words.number(float(v[i])) for v in columns.values())] for i in order]}
    return canvas.still(sentence or _sentence(x[order], {n: v[order] for n, v in columns.items()}, xlabel, ylabel), data)


def _check(x, columns, logx):
    if not 1 <= len(columns) <= len(LOOKS):
        raise ValueError(f"series must hold 1 to {len(LOOKS)} lines: got {len(columns)}")
    for name, values in columns.items():
        if len(values) != len(x):
            raise ValueError(f"series {name!r} must have one number for each of {len(x)} x: got {len(values)}")
    if logx and x.min() <= 0:
        raise ValueError(f"a logarithmic x must be positive: got {x.min():.4g}")


def _ticks(low, high):
    return MaxNLocator(4).tick_values(low, high if high > low else low + 1)


def _xticks(x, logx):
    if not logx:
        ticks = MaxNLocator(5).tick_values(x.min(), x.max())
        return [t for t in ticks if x.min() <= t <= x.max()]
    base = sorted(set(x.tolist()))
    return base[::max(1, -(-len(base) // 6))]


def _spread(ends, apart=SMALL + 4):
    """The heights of the labels, moved apart where they would overlap."""
    order = np.argsort(ends)
    placed = list(ends)
    for before, after in zip(order, order[1:]):
        placed[after] = max(placed[after], placed[before] + apart)
    return placed


def _sentence(x, columns, xlabel, ylabel):
    parts = [f"{name} goes from {words.number(float(v[0]))} to {words.number(float(v[-1]))}"
             for name, v in columns.items()]
    return (f"{ylabel}, for {xlabel} from {words.number(float(x[0]))} to {words.number(float(x[-1]))}: "
            f"{words.listing(parts)}.")
