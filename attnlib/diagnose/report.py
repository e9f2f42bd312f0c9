"""The report: what it knows, and how it says so, as text and as HTML."""
import math
from dataclasses import dataclass, field
from html import escape

import numpy as np

from attnlib.diagnose.hiding import CONDITIONS
from attnlib.diagnose.mistakes import BY_ID
from attnlib.sentence import TOKENS

SAT = TOKENS.index("sat")
OF_KEYS = ("scores", "scaling", "mask", "softmax", "powers", "sum", "division")     # steps with one number for each key
CATALOGUE = "mistakes.md"

# Colours follow the page; in a page without the palette the light colour, mixed with the text's so that it is legible
# on black, too. attnlib.figures.theme has the same values, and a test holds that.
LIGHT = {"good": "#1d6b34", "bad": "#9b1c31", "soft": "#5b6168", "line": "#dedad2", "q": "#0b5cad"}


@dataclass
class Numbers:
    """One row of numbers at one step, theirs beside the right ones.

    step: as reports name it. row: whose row, "sat" or "row 2". where: of which table. names: of the columns, or ().
    """
    step: str
    row: str
    where: str
    theirs: tuple
    right: tuple
    names: tuple = ()

    @classmethod
    def at(cls, step, probe, theirs, right):
        """The row that says most: the one of sat in our sentence if it shows the difference, else the worst."""
        theirs, right = (np.atleast_2d(np.asarray(table, dtype=np.float64)) for table in (theirs, right))
        sentence = probe.name == "sentence"
        index, other = _rows(theirs, right, sentence)
        word = (TOKENS[index[-1]] if sentence else f"row {index[-1] + 1}") + _head(index, theirs.ndim)
        per_key = sentence and step in OF_KEYS and theirs.shape[-1] == right.shape[-1] == len(TOKENS)
        return cls(step, word, probe.what, tuple(theirs[index]), tuple(right[other]), TOKENS if per_key else ())

    @property
    def title(self):
        return f"{self.step} of {self.row}, {self.where}"

    @property
    def rows(self):
        """(label, cells) for both rows; shares get their sum as a last cell."""
        digits = 2 if _visible(self.theirs, self.right, 2) else 4
        sums = self.step in ("softmax", "sum", "division", "powers")
        return [(label, [_cell(value, digits) for value in values] + [_cell(sum(values), digits)] * sums)
                for label, values in (("yours", self.theirs), ("right", self.right))]

    @property
    def header(self):
        """The names of the columns, or () where they have none."""
        sums = self.step in ("softmax", "sum", "division", "powers")
        names = self.names or ([""] * len(self.right) if sums else [])
        return [*names, "sum"] if sums else list(names)


def _rows(theirs, right, sentence):
    """The index of the row to show in each of two tables."""
    if theirs.shape != right.shape:
        return tuple((0,) * (table.ndim - 2) + (min(SAT, table.shape[-2] - 1),) for table in (theirs, right))
    same = (theirs == right) | (np.isnan(theirs) & np.isnan(right))
    with np.errstate(invalid="ignore"):
        apart = np.where(same, 0, np.nan_to_num(np.abs(theirs - right), nan=1e300, posinf=1e300)).max(axis=-1)
    index = tuple(int(i) for i in np.unravel_index(apart.argmax(), apart.shape))
    sat = index[:-1] + (SAT,)
    index = sat if sentence and apart[sat] > 0.3 * apart[index] else index
    return index, index


def _head(index, ndim):
    """Which head, and of the split, which of the three tables."""
    parts = [f"head {index[-2] + 1}"] if ndim in (3, 4) else []
    return "".join(f" ({part})" for part in parts)


def _visible(a, b, digits):
    return len(a) != len(b) or any(_cell(x, digits) != _cell(y, digits) for x, y in zip(a, b))


def _cell(value, digits):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}f}" if abs(value) < 1000 else f"{value:.3g}"
    text = text.rstrip("0").rstrip(".") if float(text) == 0 else text
    return ("0" if text in ("", "-0", "-", "0") else text).replace("-", "−")


@dataclass
class Report:
    """What the diagnoser found.

    call: the name of the call. verdict: "correct", the id of a mistake, "several" or "unknown". mistakes: the ids that
    are certain; mistakes that are the same function are all there. first_divergence: the name of the first step that
    differs, or None. explanation: sentences. remarks: sentences on what else is worth knowing. numbers: `Numbers` or
    None. failure: why there was nothing to compare ("signature", "time", "error", "recursion", "type", "shape"), or
    "nan", or None.
    """
    call: str
    verdict: str
    mistakes: tuple
    first_divergence: str | None
    explanation: str
    remarks: list = field(default_factory=list)
    numbers: Numbers | None = None
    failure: str | None = None

    @property
    def title(self):
        """The verdict in words."""
        if self.mistakes:
            joint = ", which is the same as " if self.verdict == self.mistakes[0] else "; and "
            return joint.join(BY_ID[name].title for name in self.mistakes)
        return {"correct": "Correct", "several": "Several mistakes at once"}.get(self.verdict) or (
            "No result to compare" if self.failure not in (None, "nan") else "Not in the catalogue of mistakes")

    @property
    def places(self):
        """(text, link) pairs that say where the book explains it; the links are relative to the chapters."""
        return [(f"When is this bug invisible? {BY_ID[name].title}", f"{CATALOGUE}#{name}") for name in self.mistakes]

    @property
    def hidden(self):
        """The inputs on which the mistake cannot be seen, as one sentence, or ""."""
        if len(self.mistakes) != 1 or not BY_ID[self.mistakes[0]].hidden:
            return ""
        return f"It cannot be seen where {'; or where '.join(CONDITIONS[c] for c in BY_ID[self.mistakes[0]].hidden)}."

    def __str__(self):
        lines = [self.title + (f" · first differs at: {self.first_divergence}" if self.first_divergence else "")]
        lines += _text_table(self.numbers) if self.numbers else []
        lines += [self.explanation] if self.explanation else []
        for name in self.mistakes:
            lines += [f"  for example  {BY_ID[name].wrong}", f"  instead of   {BY_ID[name].right}"]
        lines += [self.hidden] if self.hidden else []
        lines += self.remarks
        lines += [f"{text}: chapters/{link}" for text, link in self.places]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self):
        colour = "good" if self.verdict == "correct" else "bad"
        chip = f"first differs at: {self.first_divergence}" if self.first_divergence else ""
        parts = [f'<div class="attn-diagnosis" data-verdict="{escape(self.verdict)}" style="border:1px solid '
                 f'var(--attn-line, {LIGHT["line"]});border-radius:14px;padding:.8em 1em">',
                 f'<p class="attn-diagnosis-title"><strong style="color:{_text(colour)}">{escape(self.title)}</strong>'
                 f'{_chip(chip)}</p>']
        parts += [_html_table(self.numbers)] if self.numbers else []
        parts += [_paragraph(self.explanation, "why")] if self.explanation else []
        for name in self.mistakes:
            parts.append(f'<p class="attn-diagnosis-code"><code>{escape(BY_ID[name].wrong)}</code> instead of '
                         f"<code>{escape(BY_ID[name].right)}</code></p>")
        parts += [_paragraph(text, "remark") for text in [self.hidden, *self.remarks] if text]
        parts += [f'<p class="attn-diagnosis-link"><a href="{escape(link)}">{escape(text)}</a></p>'
                  for text, link in self.places]
        return "\n".join([*parts, "</div>"])

    def raise_if_wrong(self):
        """Raise AssertionError, with the text of the report, unless the verdict is "correct"."""
        if self.verdict != "correct":
            raise AssertionError(str(self))


def _text_table(numbers):
    grid = [["", *numbers.header]] if numbers.header else []
    grid += [[f"  {label}", *cells] for label, cells in numbers.rows]
    widths = [max(len(row[i]) if i < len(row) else 0 for row in grid) for i in range(max(map(len, grid)))]
    lines = ["  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))]) for row in grid]
    return [numbers.title, *(line.rstrip() for line in lines)]


def _html_table(numbers):
    head = "".join(f'<th scope="col" style="text-align:right">{escape(name)}</th>' for name in numbers.header)
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{label}</th>'
        + "".join(f'<td style="text-align:right;font-variant-numeric:tabular-nums">{cell}</td>' for cell in cells)
        + "</tr>" for label, cells in numbers.rows)
    return (f'<table class="attn-table"><caption style="text-align:left">{escape(numbers.title)}</caption>'
            + (f"<thead><tr><td></td>{head}</tr></thead>" if head else "") + f"<tbody>{body}</tbody></table>")


def _paragraph(text, kind):
    return f'<p class="attn-diagnosis-{kind}">{escape(text)}</p>'


def _chip(text):
    return (f' <span class="attn-diagnosis-chip" style="color:{_text("soft")};border:1px solid '
            f'var(--attn-line, {LIGHT["line"]});border-radius:2em;padding:.1em .6em;font-size:.8em">{escape(text)}</span>'
            if text else "")


def _text(name):
    return f"var(--attn-{name}, color-mix(in srgb, {LIGHT[name]} 65%, currentcolor))"
