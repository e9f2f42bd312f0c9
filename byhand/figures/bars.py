"""Horizontal bars beside each other, words down the side: from score to share."""

import numpy as np

from byhand import palette, wording
from byhand.figures import checks
from byhand.figures.canvas import PAD, SMALL, TEXT, WIDEST_NAME, Canvas, centred_baseline, title_height

ROW = 36


def bars(tokens, series, *, unit=None, role=None, title=None, sentence=None):
    """A column of horizontal bars for each entry of `series`, with a row for each word.

    series: dict label -> n numbers. unit: dict label -> "%" prints that series as percent of 1.
    role: the colour of the words. Each series has its own scale, from zero; a negative bar goes left.
    ValueError for other lengths, NaN or infinity, and for another unit.
    """
    tokens = checks.tokens(tokens)
    columns = checks.series(series, len(tokens), "words")
    unit = _units(unit or {}, columns)
    texts = {name: _texts(values, unit.get(name)) for name, values in columns.items()}
    left = PAD + min(max(wording.width(token, TEXT) for token in tokens), WIDEST_NAME) + 14
    column = max((500 - left - PAD) / len(columns), 120, *(wording.width(name, SMALL) + 20 for name in columns))
    width = left + column * len(columns) + PAD
    top = PAD + title_height(title, width) + SMALL + 14
    canvas = Canvas(width, top + ROW * len(tokens) + PAD, title)
    for i, token in enumerate(tokens):
        canvas.text(
            left - 14,
            centred_baseline(top + i * ROW, ROW),
            wording.cut_to_width(token, WIDEST_NAME, TEXT),
            anchor="end",
            colour=palette.colour_of(role),
        )
    for c, (name, values) in enumerate(columns.items()):
        _column(canvas, left + c * column, top, column - 20, name, values, texts[name])
    return canvas.still(
        sentence or _sentence(tokens, columns, texts),
        caption=title or wording.listing(columns),
        columns=list(columns),
        rows=[[token, *(texts[name][i] for name in columns)] for i, token in enumerate(tokens)],
    )


def _units(unit, columns):
    for name, value in unit.items():
        if wording.clean(name) not in columns or value != "%":
            raise ValueError(f'unit must give "%" for labels among {list(columns)}: got {name!r}: {value!r}')
    return {wording.clean(name): value for name, value in unit.items()}


def _texts(values, unit):
    return [wording.percent(value) for value in values] if unit else wording.matrix_text(values[None, :])[0]


def _column(canvas, x, top, width, name, values, texts):
    """Draw one series: its name, a line at zero, the bars with their numbers at the tips; the largest in full ink."""
    canvas.text(x, top - 12, name, size=SMALL, colour="soft")
    room = max(wording.width(text, SMALL) for text in texts) + 8
    low, high = min(values.min(), 0), max(values.max(), 0)
    before = room if low < 0 else 0
    scale = (width - room - before) / (high - low or 1)
    zero = x + before - low * scale
    for i, (value, text) in enumerate(zip(values, texts)):
        y, length = top + i * ROW, abs(value) * scale
        if length:
            canvas.rect(
                zero if value > 0 else zero - length,
                y + 8,
                length,
                ROW - 16,
                "ink" if value > 0 else "neg",
                opacity=0.85 if value == values.max() else 0.35,
                radius=min(3, length / 2),
            )
        away = 7 if value >= 0 else -7
        canvas.text(
            zero + value * scale + away,
            centred_baseline(y, ROW, SMALL),
            text,
            size=SMALL,
            colour="ink" if value else "soft",
            anchor="start" if value >= 0 else "end",
        )
    canvas.line([(zero, top + 2), (zero, top + ROW * len(values) - 2)], "soft", width=1)


def _sentence(tokens, columns, texts):
    name = list(columns)[-1]
    best = int(np.argmax(columns[name]))
    steps = ", ".join(f"{label}: {texts[label][best]}" for label in columns)
    return f"{tokens[best]} has the largest {name} of the {wording.count(len(tokens))} words ({steps})."
