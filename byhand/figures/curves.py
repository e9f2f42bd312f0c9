"""Lines with their names at their ends, or where they are apart."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from byhand import wording
from byhand.figures import checks
from byhand.figures.canvas import PAD, SMALL, Canvas, centred_baseline, title_height

WIDTH, HEIGHT = 500, 310
#: Colour, dash and width of the first to the fourth line: never colour alone
LOOKS = (("ink", None, 2.5), ("soft", (7, 5), 2), ("ink", (1, 4.5), 2.2), ("soft", None, 1.2))


def lines(x, series, *, xlabel, ylabel, logx=False, title=None, sentence=None, mark=None):
    """A line for each entry of `series` over x (n,), its name at its end, or on it where the ends are too close.

    series: dict name -> n numbers, four at most. logx: logarithmic x, which must then be positive.
    mark: dict label -> x, each a thin upright with its label. The y axis always holds zero.
    """
    x = checks.vector(x, "x")
    columns = checks.series(series, len(x), "x")
    if len(columns) > len(LOOKS):
        raise ValueError(f"series must hold {len(LOOKS)} lines at most: got {len(columns)}")
    if logx and x.min() <= 0:
        raise ValueError(f"a logarithmic x must be positive: got {x.min():.4g}")
    order = np.argsort(x, kind="stable")
    x, columns = x[order], {name: values[order] for name, values in columns.items()}
    plot = _Plot(x, columns, logx, title)
    plot.axes(xlabel, ylabel)
    for label, at in (mark or {}).items():
        plot.upright(label, float(at))
    plot.curves(x, columns)
    return plot.canvas.still(
        sentence or _sentence(x, columns, xlabel, ylabel),
        caption=title or ylabel,
        corner=xlabel,
        columns=list(columns),
        rows=[[wording.number(float(at)), *map(_three_digits, values)] for at, *values in zip(x, *columns.values())],
    )


class _Plot:
    """The scales from data to the canvas, and what is drawn with them."""

    def __init__(self, x, columns, logx, title):
        self.canvas = Canvas(WIDTH, HEIGHT + title_height(title, WIDTH), title)
        self.scale = np.log if logx else np.asarray
        self.xticks = _log_ticks(x) if logx else _ticks(x.min(), x.max(), 5)
        low, high = min(0, *(v.min() for v in columns.values())), max(0, *(v.max() for v in columns.values()))
        self.yticks = _ticks(low, high if high > low else low + 1, 4)
        self.ylabels = [_three_digits(tick) for tick in self.yticks]
        self.left = PAD + max(wording.width(label, SMALL) for label in self.ylabels) + 10
        self.right = WIDTH - PAD - 8 - max(wording.width(name, SMALL) for name in columns)
        self.top = PAD + title_height(title, WIDTH) + SMALL + 18
        self.bottom = self.canvas.height - PAD - 2 * SMALL - 16
        self.x_range = self.scale(min(x.min(), self.xticks[0])), self.scale(max(x.max(), self.xticks[-1]))
        self.y_range = min(low, self.yticks[0]), max(high, self.yticks[-1])

    def x(self, value):
        low, high = self.x_range
        return float(self.left + (self.scale(value) - low) / ((high - low) or 1) * (self.right - self.left))

    def y(self, value):
        low, high = self.y_range
        return float(self.bottom - (value - low) / (high - low) * (self.bottom - self.top))

    def axes(self, xlabel, ylabel):
        """The names of the axes, the ticks as numbers, and one line, at zero."""
        soft = {"size": SMALL, "colour": "soft"}
        self.canvas.text(PAD, self.top - 18, ylabel, **soft)
        self.canvas.text((self.left + self.right) / 2, self.canvas.height - PAD, xlabel, anchor="middle", **soft)
        self.canvas.line([(self.left, self.y(0)), (self.right, self.y(0))], "line", width=1)
        for tick, label in zip(self.yticks, self.ylabels):
            self.canvas.text(self.left - 10, centred_baseline(self.y(tick), 0, SMALL), label, anchor="end", **soft)
        for tick in self.xticks:
            self.canvas.text(self.x(tick), self.bottom + SMALL + 8, wording.number(tick), anchor="middle", **soft)

    def upright(self, label, at):
        """A thin dotted upright with its label beside its top, to the left of it near the right edge."""
        x, near_end = self.x(at), self.x(at) + wording.width(label, SMALL) + 6 > self.right
        self.canvas.line([(x, self.top), (x, self.bottom)], "soft", width=1, dash=(1, 4))
        self.canvas.text(
            x + (-6 if near_end else 6),
            self.top + SMALL,
            label,
            size=SMALL,
            colour="soft",
            anchor="end" if near_end else "start",
        )

    def curves(self, x, columns):
        """The lines, and their names: at their ends if these are apart, else above each line where the lines are."""
        heights = np.array([[self.y(value) for value in values] for values in columns.values()])
        at = _most_apart(heights)
        inside = len(columns) > 1 and _least_gap(heights[:, -1]) < SMALL and _least_gap(heights[:, at]) > SMALL + 4
        ends = _moved_apart(heights[:, -1], SMALL + 4, self.bottom)
        for (name, values), (colour, dash, width), height, end in zip(columns.items(), LOOKS, heights[:, at], ends):
            self.canvas.line([(self.x(a), self.y(b)) for a, b in zip(x, values)], colour, width=width, dash=dash)
            look = {"size": SMALL, "colour": colour, "bold": width > 2.4}
            if inside:
                self.canvas.text(self.x(x[at]) + 4, height - 6, name, **look)
            else:
                self.canvas.text(self.right + 8, centred_baseline(end, 0, SMALL), name, **look)


def _least_gap(heights):
    """The smallest distance between two lines at one place."""
    return np.diff(np.sort(heights)).min(initial=np.inf)


def _most_apart(heights):
    """The place at which lines, (lines, n), are farthest apart, seen from the two that are closest there."""
    return int(np.argmax([_least_gap(column) for column in heights.T]))


def _ticks(low, high, count):
    ticks = MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    gap = 1e-9 * max(abs(ticks[0]), abs(ticks[-1]))
    return [float(tick) for tick in ticks if low - gap <= tick <= high + gap] or [float(low)]


def _log_ticks(x):
    """The values of x themselves where they are few, six at most and with the last one; else powers of ten."""
    values = np.unique(x)
    if len(values) <= 12:
        return [float(value) for value in values[::-1][:: -(-len(values) // 6)][::-1]]
    tens = 10.0 ** np.arange(np.ceil(np.log10(x.min())), np.floor(np.log10(x.max())) + 1)
    return [float(value) for value in tens] or [float(x.min()), float(x.max())]


def _moved_apart(heights, gap, lowest):
    """The heights, moved so that each is `gap` from the next and none is below `lowest`; their order stays."""
    order = np.argsort(heights, kind="stable")
    placed = np.array(heights)
    for above, below in zip(order, order[1:]):
        placed[below] = max(placed[below], placed[above] + gap)
    placed[order[-1]] = min(placed[order[-1]], lowest)
    for above, below in reversed(list(zip(order, order[1:]))):
        placed[above] = min(placed[above], placed[below] - gap)
    return placed


def _three_digits(value):
    """The number as text, in three significant digits."""
    return wording.number(float(f"{float(value):.3g}"))


def _sentence(x, columns, xlabel, ylabel):
    parts = [f"{name} {_from_to(values)}" for name, values in columns.items()]
    first, last = wording.number(float(x[0])), wording.number(float(x[-1]))
    return f"{_capitalised(ylabel)}, for {xlabel} from {first} to {last}: {wording.listing(parts)}."


def _capitalised(label):
    """The label as a beginning of a sentence; a symbol such as q stays as it is."""
    first = label.split(" ")[0]
    return label[0].upper() + label[1:] if first.isalpha() and len(first) > 1 else label


def _from_to(values):
    first, last = _three_digits(values[0]), _three_digits(values[-1])
    if first == last and np.ptp(values) < 0.005 * max(abs(values).max(), 1e-300):
        return f"stays at {first}"
    return f"from {first} to {last}"
