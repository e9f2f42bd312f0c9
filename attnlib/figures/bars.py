"""Horizontal bars beside each other, words down the side: from score to share."""

import numpy as np

from . import words
from .canvas import Canvas
from .heat import LONGEST, PAD, SMALL, TEXT, count

ROW = 34


def bars(tokens, series, *, unit=None, role=None, title=None, sentence=None):
    """Small multiples of horizontal bars: one column of bars for each entry of `series`, one row for each word.

    series: dict label -> n numbers. unit: dict label -> "%", to print that series as percent of 1.
    Each series has its own scale, from zero; a negative bar goes to the left and carries a minus.
    """
    from . import theme
    tokens = words.labels(tokens, len(tokens), "tokens")
    if not series:
        raise ValueError("series must hold at least one label with its numbers: got none")
    unit = unit or {}
    columns = {words.clean(name): words.vector(values, f"series {name!r}") for name, values in series.items()}
    for name, values in columns.items():
        if len(values) != len(tokens):
            raise ValueError(f"series {name!r} must have one number for each of {len(tokens)} words: got {len(values)}")
    texts = {name: [words.percent(v) if unit.get(name) == "%" else words.number(v, 2) for v in values]
             for name, values in columns.items()}
    left = PAD + min(max(words.width(t, TEXT) for t in tokens), LONGEST) + 14
    column = max(132, *(words.width(name, SMALL) + 18 for name in columns), (500 - left - PAD) / len(columns))
    top = PAD + (SMALL + 14 if title else 0) + SMALL + 14
    canvas = Canvas(left + column * len(columns) + PAD, top + ROW * len(tokens) + PAD)
    if title:
        canvas.text(PAD, PAD + SMALL, title, size=SMALL, colour="soft", bold=True)
    for i, token in enumerate(tokens):
        canvas.text(left - 14, top + i * ROW + ROW / 2 + 6, words.shorten(token, LONGEST, TEXT), size=TEXT,
                    anchor="end", colour=theme.colour_of(role))
    for c, (name, values) in enumerate(columns.items()):
        x = left + c * column
        canvas.text(x, top - 12, name, size=SMALL, colour="soft")
        _column(canvas, x, top, column, values, texts[name])
    data = {"caption": title or "", "corner": "", "columns": list(columns),
            "rows": [[token, *(texts[name][i] for name in columns)] for i, token in enumerate(tokens)]}
    return canvas.still(sentence or _sentence(tokens, columns, texts), data)


def _column(canvas, x, top, column, values, texts):
    room = max(words.width(text, SMALL) for text in texts) + 8
    low, high = min(values.min(), 0), max(values.max(), 0)
    scale = (column - 20 - room * (2 if low < 0 else 1)) / ((high - low) or 1)
    zero = x + (room if low < 0 else 0) - low * scale
    canvas.line([(zero, top), (zero, top + ROW * len(values))], "line", width=1)
    for i, (value, text) in enumerate(zip(values, texts)):
        y, length = top + i * ROW + 6, abs(value) * scale
        if length:
            canvas.rect(zero if value > 0 else zero - length, y, length, ROW - 12, "ink" if value > 0 else "neg",
                        opacity=0.5 if value < values.max() else 0.9, radius=min(3, length / 2))
        tip = zero + value * scale + (6 if value >= 0 else -6)
        canvas.text(tip, y + 16, text, size=SMALL, anchor="start" if value >= 0 else "end")


def _sentence(tokens, columns, texts):
    name = list(columns)[-1]
    best = int(np.argmax(columns[name]))
    steps = ", ".join(f"{label} {texts[label][best]}" for label in columns)
    return f"{tokens[best]} has the largest {name} of the {count(len(tokens))} words: {steps}."
