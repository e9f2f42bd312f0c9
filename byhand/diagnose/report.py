"""The report: what it knows, and how it says so, as text and as HTML."""

import math
from dataclasses import dataclass, field, replace
from html import escape

import numpy as np

from byhand import htmltable, palette, wording
from byhand.diagnose.conditions import where
from byhand.diagnose.mistakes import BY_ID
from byhand.head import RUNNING

PAGES = {}  # chapter -> its file; byhand.exercises fills it in, since it knows the chapters and the diagnoser does not

TOKENS = RUNNING.tokens
SAT = RUNNING.index("sat")

# How the numbers of a step are called, and whether each stands for a key and the row adds up to 1.
WHAT = {
    "scaling": "scaled scores",
    "mask": "masked scores",
    "softmax": "weights",
    "powers": "shares",
    "sum": "shares",
    "division": "shares",
    "mixing": "output",
    "merge": "merged heads",
    "output projection": "output",
}
SHARES = ("weights", "shares")
MOST_COLUMNS, CUT_TO = 12, 6  # of a longer row only so many places are shown
PER_KEY = ("scores", "scaled scores", "masked scores", *SHARES)

CATALOGUE = "mistakes.md"  # its page in the book, as a link from a chapter


@dataclass
class Numbers:
    """One row of numbers at one step, theirs beside the right ones.

    what: "scores", "weights" … row: whose row, "sat" or "row 2". where: in which table. names: of the columns, or ().
    given: of a softmax that stands alone, the scores. whole: False if only those places are shown that differ most.
    """

    what: str
    row: str
    where: str
    theirs: tuple
    right: tuple
    names: tuple = ()
    given: tuple = ()
    whole: bool = True

    @classmethod
    def at(cls, step, probe, theirs, right):
        """The row that says most: that of sat in our sentence if it shows the difference, else the worst."""
        theirs, right = (np.atleast_2d(np.asarray(table, dtype=np.float64)) for table in (theirs, right))
        sentence, what = probe.name == "sentence", WHAT.get(step, step)
        index, other = _rows(theirs, right, sentence)
        if step in ("projection", "split"):
            what = ("queries", "keys", "values")[index[0]]
        row = TOKENS[index[-1]] if sentence else f"row {index[-1] + 1}"
        if step != "projection" and theirs.ndim > 2:
            row += f" (head {index[-2] + 1})"
        per_key = sentence and what in PER_KEY and theirs.shape[-1] == right.shape[-1] == len(TOKENS)
        given = tuple(np.atleast_2d(probe.inputs["scores"])[other]) if "scores" in probe.inputs else ()
        numbers = cls(what, row, probe.what, tuple(theirs[index]), tuple(right[other]), TOKENS * per_key, given)
        return numbers.cut() if len(numbers.right) > MOST_COLUMNS else numbers

    def cut(self):
        """The same row, with those places only that differ most."""
        with np.errstate(invalid="ignore"):
            apart = np.nan_to_num(np.abs(np.subtract(self.theirs, self.right)), nan=1e300, posinf=1e300)
        places = sorted(np.argsort(-apart, kind="stable")[:CUT_TO].tolist())
        rows = (tuple(np.take(row, places)) if row else () for row in (self.theirs, self.right, self.given))
        names = tuple(f"{'place' if self.given else 'key'} {place + 1}" for place in places)
        theirs, right, given = rows
        return replace(self, theirs=theirs, right=right, given=given, names=names, whole=False)

    @property
    def has_sum(self):
        """True if the row is one of shares, whose sum is worth showing."""
        return self.what in SHARES and self.whole

    @property
    def title(self):
        return f"{self.what} of {self.row}, {self.where}"

    @property
    def header(self):
        """The names of the columns, or () where they have none."""
        if self.has_sum:
            return (*(self.names or [""] * len(self.right)), "sum")
        return self.names

    @property
    def rows(self):
        """(label, cells) of all rows; shares have their sum behind them. Two decimals, or more where two hide it."""
        both = [[*values, sum(values)] if self.has_sum else list(values) for values in (self.theirs, self.right)]
        digits = next(
            (d for d in (2, 3) if _texts(both[0], d) != _texts(both[1], d) and not _tied([*both, self.given], d)), 4
        )
        given = [("scores", [*_texts(self.given, digits), *[""] * self.has_sum])] if self.given else []
        return given + [(label, _texts(values, digits)) for label, values in zip(("yours", "right"), both)]


def _rows(theirs, right, sentence):
    """The index of the row to show, in each of the two tables."""
    if theirs.shape != right.shape:
        return tuple((0,) * (table.ndim - 2) + (min(SAT, table.shape[-2] - 1),) for table in (theirs, right))
    same = (theirs == right) | (np.isnan(theirs) & np.isnan(right))
    with np.errstate(invalid="ignore"):
        apart = np.where(same, 0, np.nan_to_num(np.abs(theirs - right), nan=1e300, posinf=1e300)).max(axis=-1)
    index = tuple(int(i) for i in np.unravel_index(apart.argmax(), apart.shape))
    sat = (*index[:-1], SAT)
    index = sat if sentence and apart[sat] > 0.3 * apart[index] else index
    return index, index


def _texts(values, digits):
    return [wording.fixed(float(value), digits) for value in values]


def _tied(rows, digits):
    """True if a number lies halfway between two that can be printed."""
    steps = np.abs([value * 10**digits for row in rows for value in row if math.isfinite(value)]) % 1
    return bool((np.abs(steps - 0.5) < 1e-9).any())


@dataclass
class Report:
    """What the diagnoser found.

    call: the name of the call. verdict: "correct", the id of a mistake, "several" or "unknown". mistakes: the ids that
    are certain; mistakes that are the same function are all there. first_divergence: the name of the first step that
    differs, or None. explanation: sentences. remarks: sentences on what else is worth knowing. numbers: `Numbers` or
    None. failure: why there was nothing to compare ("waiting", "signature", "time", "error", "recursion", "type",
    "shape"), "nan" where numbers are missing, or None.
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
        titles = [BY_ID[name].title for name in self.mistakes]
        if self.verdict == "several":
            return "; and: ".join(titles) or "Several mistakes at once"
        if titles:
            return titles[0] + "".join(f" (the same numbers as: {title})" for title in titles[1:])
        if self.verdict == "correct":
            return "Correct"
        if self.failure == "waiting":
            return "Nothing to check yet"
        return "Not in the catalogue of mistakes" if self.failure in (None, "nan") else "No result to compare"

    @property
    def hidden(self):
        """The inputs on which the mistake cannot be seen, as a sentence, or ""."""
        if self.verdict == "several" or not self.mistakes or not BY_ID[self.mistakes[0]].hidden:
            return ""
        *first, last = (f"where {text}" for text in where(BY_ID[self.mistakes[0]]))
        return f"You cannot see it {', '.join(first)}{' or ' if first else ''}{last}."

    @property
    def places(self):
        """(text, link) pairs: where the book explains it. The links are relative to the chapters."""
        numbers = dict.fromkeys(BY_ID[name].explained_in for name in self.mistakes)
        return [(f"chapter {number}", page_of(number)) for number in numbers if page_of(number)] + [
            (f"the catalogue on “{BY_ID[name].title}”", f"{CATALOGUE}#{name}") for name in self.mistakes
        ]

    def __str__(self):
        lines = [self.title + (f" · first differs at: {self.first_divergence}" if self.first_divergence else "")]
        lines += _text_table(self.numbers) if self.numbers else []
        lines += [self.explanation] if self.explanation else []
        for name in self.mistakes:
            lines += [f"  for example  {BY_ID[name].wrong}", f"  instead of   {BY_ID[name].right}"]
        lines += [self.hidden] if self.hidden else []
        lines += self.remarks
        lines += [f"More: {'; '.join(text for text, _ in self.places)}."] if self.places else []
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self):
        colour = "good" if self.verdict == "correct" else "soft" if self.failure == "waiting" else "bad"
        chip = _chip(f"first differs at: {self.first_divergence}") if self.first_divergence else ""
        parts = [
            f'<div class="attn-diagnosis" data-verdict="{escape(self.verdict)}" '
            f'style="border:1px solid {palette.var("line")};border-radius:14px;padding:.5em 1.1em;margin:.5em 0">',
            f'<p class="attn-diagnosis-title"><strong style="color:{palette.text_var(colour)}">'
            f"{escape(self.title)}</strong>{chip}</p>",
        ]
        parts += [_html_table(self.numbers)] if self.numbers else []
        parts += [_paragraph("why", self.explanation)] if self.explanation else []
        parts += [
            f'<p class="attn-diagnosis-code">For example <code>{escape(BY_ID[name].wrong)}</code> instead of '
            f"<code>{escape(BY_ID[name].right)}</code></p>"
            for name in self.mistakes
        ]
        parts += [_paragraph("hidden", self.hidden)] if self.hidden else []
        parts += [_paragraph("remark", remark) for remark in self.remarks]
        links = "; ".join(f'<a href="{escape(link)}">{escape(text)}</a>' for text, link in self.places)
        parts += [f'<p class="attn-diagnosis-more">More: {links}</p>'] if links else []
        return "\n".join([*parts, "</div>"])

    def raise_if_wrong(self):
        """Raise AssertionError, with the text of the report, unless the verdict is "correct"."""
        if self.verdict != "correct":
            raise AssertionError(str(self))


def page_of(chapter):
    """The file of a chapter, "05_softmax.ipynb" for "05", or None while it is not written."""
    return PAGES.get(chapter)


def _text_table(numbers):
    grid = [["", *numbers.header]] if numbers.header else []
    grid += [[f"  {label}", *cells] for label, cells in numbers.rows]
    widths = [max(len(row[i]) for row in grid if i < len(row)) for i in range(max(map(len, grid)))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))])
        for row in grid
    ]
    return [numbers.title, *(line.rstrip() for line in lines)]


def _html_table(numbers):
    head = [htmltable.column_head(name, style="text-align:right") for name in numbers.header]
    rows = [
        [
            htmltable.row_head(label, style="text-align:left"),
            *(htmltable.cell(text, style="text-align:right;font-variant-numeric:tabular-nums") for text in cells),
        ]
        for label, cells in numbers.rows
    ]
    return htmltable.table(
        rows,
        head=[htmltable.cell(), *head] if head else (),
        caption=numbers.title,
        caption_style="text-align:left",
        class_="attn-table",
        style="margin-bottom:.6em",
    )


def _paragraph(kind, text):
    return f'<p class="attn-diagnosis-{kind}">{escape(text)}</p>'


def _chip(text):
    return (
        f' <span class="attn-diagnosis-chip" style="color:{palette.text_var("soft")};'
        f"border:1px solid {palette.var('line')};border-radius:2em;"
        f'padding:.1em .6em;font-size:.8em;display:inline-block">{escape(text)}</span>'
    )
