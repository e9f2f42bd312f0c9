"""Check every number that the text states against the expression that gives it.

    python tools/prose_numbers.py                 all chapters, intro.md and the appendices
    python tools/prose_numbers.py chapters/04_scores.ipynb --show

How to tie a number. A comment right behind it holds the expression: `0.85<!--= scores[2, 5] -->`. It ties what stands
directly before it: one number (`0.85`, `−0.3`, `1/3`, `three`, `a quarter`; `22 %` is 100 × the value), one bracket
with all its numbers (`(0.8, 0, 0.65)<!--= Q[2] -->`), or one formula with all its numbers (`$0.8 \\times 0.9 =
0.72$<!--= …; …; … -->`). Inside `$$`, a line ends with `%= …`. Several expressions are separated by `;`, and arrays
are read row by row. The expression is evaluated where it stands, after the code cells above it, and must round to what
is printed. A whole number without % and a number word must be equal. A value on a rounding tie is refused, and so is
an expression that gives its number whatever the chapter computes (`website.dependence`). Python blocks in a folded
solution are run too, in a copy of the chapter's variables.

An equation with letters is tied by `~` and tried at random points: `$2^s = \\exp(s \\ln 2)$<!--~ -->`
(`website.identities`). A number that nothing computes carries a note, `two<!--! 2: any vectors -->`.

What needs no tie. Numbers in code, link targets, HTML tags, list markers, names and words (float32, GPT-2, x₁); years
from 1900 to 2099; numbers after chapter, exercise, hint, part, section, page, equation, eq., figure, version, Python
or NumPy; numbers of minutes. Of the words: one, once, both, first, second; “two” behind the, these, those, any, every,
which, between and product of, and in headings; “zero” behind mean, from, below, above, between, nearly, almost and
close to; “half” in first half, second half, other half and half true.

Every other number that is not tied is a problem. The last lines of the output count what needs no tie, by kind.
"""

import argparse
import contextlib
import io
import math
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from project import ROOT, shown

from website import chapters, execution, ties
from website.chapters import line_at
from website.prose import scan, steps

NOTED = "note: "
STEPS = {"run": "the solution's code", "identity": "the equation"}
PAGE_NAMESPACE = """
import math
from fractions import Fraction
import numpy as np
from attnlib import *
from attnlib import attention, sentence
from byhand.classroom import worksheets
"""


@dataclass
class Statement:
    """One number of the text: where it stands, and what it was compared with."""

    place: str
    text: str
    expression: str | None = None
    value: object = None


@dataclass
class Heading:
    """A heading: its place, its level, its numbers, and how many statements of the page stand above it."""

    place: str
    level: int
    numbers: list
    above: int


@dataclass
class Report:
    """What one page states: its numbers, how many need no tie by kind, its headings, and what is wrong."""

    page: str
    statements: list[Statement] = field(default_factory=list)
    exempt: Counter = field(default_factory=Counter)
    headings: list[Heading] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def untied(self):
        return [s for s in self.statements if s.expression is None]

    @property
    def notes(self):
        """The numbers that nothing computes."""
        return [s for s in self.statements if s.expression and s.expression.startswith(NOTED)]


# --- comparison -----------------------------------------------------------------------------------------------------


def disagreement(number, value):
    """Why `value` does not agree with the printed number, or None."""
    if number.unit is None:
        tolerance = abs(number.value) / 10**7 or Fraction(1, 10**12)
        return None if abs(value - number.value) <= tolerance else f"expected {expected(number, value)}"
    steps = abs(value - number.value) / number.unit
    if abs(steps - Fraction(1, 2)) < Fraction(1, 10**6):
        return f"the value {float(value):.10g} lies on a rounding tie: print another digit"
    return None if steps < Fraction(1, 2) else f"expected {expected(number, value)}"


def expected(number, value):
    """The value as the text should print it."""
    if "%" in number.text:
        places = max(0, len(str(number.unit.denominator)) - len("100"))
        text = f"{float(value * 100):.{places}f} %"
    elif number.unit is None or number.unit.numerator != 1:
        text = f"{float(value):.6g}"
    else:
        places = len(str(number.unit.denominator)) - 1
        text = f"{float(value):.{places}f}" if places < 8 else f"{float(value):.3e}"
    return text.replace("-", "−")


def compare(tie, values):
    """Compare one tie with the values of its expressions. Yields (number, expression, value, problem) of each number.

    `values` are the answers of `website.ties`, one an expression. ValueError: they do not fit the numbers.
    """
    if tie.equation:
        for number in tie.numbers:
            number.tied = True
            yield number, "an equation", number.value, None
        return
    found = [(NOTED + tie.reason, value, math.inf) for value in tie.noted or ()]
    for expression, answer in zip(tie.expressions, values, strict=True):
        if "error" in answer:
            raise ValueError(answer["error"])
        pairs = zip(answer["numbers"], answer["moves"], strict=True)
        found += [(expression, Fraction(number), move) for number, move in pairs]
    for number, (expression, value, move) in zip(meant(tie.numbers, len(found)), found):
        number.tied = True
        yield number, expression, value, disagreement(number, value) or stiffness(number, move)


def stiffness(number, move):
    """Why a number that moves so far does not follow what the chapter computes, or None."""
    stays = move < (number.unit or 0) / 2
    return "a literal in disguise: it does not follow what the chapter computes" if stays else None


def meant(numbers, count):
    """The `count` numbers that a tie means: all before it, or without the words, or without 0, 1, 2 beside letters."""
    for kept in (
        numbers,
        [number for number in numbers if not number.word],
        [number for number in numbers if not number.structural],
        [number for number in numbers if not (number.word or number.structural)],
    ):
        if len(kept) == count:
            return kept
    printed = ", ".join(number.text for number in numbers)
    raise ValueError(f"gives {count} numbers, but the text before it has {len(numbers)}: {printed}")


# --- pages ----------------------------------------------------------------------------------------------------------


def check_text(source, answers, report, where):
    """Compare one Markdown cell or page with the answers to its `steps`. `where` is like `cell 3, `."""
    found, compared, values = scan(source), {}, {}

    def place(position):
        return f"{where}line {line_at(source, position)}"

    def problem(position, message):
        report.problems.append(f"{report.page}, {place(position)}: {message}")

    for position, message in found.errors:
        problem(position, message)
    for (position, (_, kind, _)), answer in zip(steps(source), answers, strict=True):
        if kind == "value":
            values.setdefault(position, []).append(answer)
        elif "error" in answer:
            problem(position, f"{STEPS[kind]} {answer['error']}")
    for tie in found.ties:
        try:
            for number, expression, value, why in compare(tie, values.get(tie.start, [])):
                compared[number.start] = (expression, value)
                if why:
                    problem(number.start, f"printed {number.text}, but {expression} = {float(value):.10g}: {why}")
        except ValueError as error:
            problem(tie.start, f"the expression {'; '.join(tie.expressions)} {error}")
            for number in tie.numbers:
                number.tied = True
    report.exempt += Counter(number.exempt for number in found.numbers if number.exempt and not number.tied)
    for item in sorted([*found.counted, *found.headings], key=lambda item: item.start):
        if not hasattr(item, "level"):
            expression, value = compared.get(item.start, ("?", None) if item.tied else (None, None))
            report.statements.append(Statement(place(item.start), item.text, expression, value))
            if expression is None:
                problem(item.start, f"{item.text} is not tied: “{words_around(source, item)}”")
        else:
            report.headings.append(Heading(place(item.start), item.level, item.numbers, len(report.statements)))


def check_headings(report):
    """Compare the numbers of headings with the tied numbers of their sections."""
    for place, heading in enumerate(report.headings):
        below = (next_.above for next_ in report.headings[place + 1 :] if next_.level <= heading.level)
        values = [s.value for s in report.statements[heading.above : next(below, None)] if s.value is not None]
        for number in heading.numbers:
            if all(disagreement(number, value) for value in values):
                message = f"the heading says {number.text}, but no tied number of its section does"
                report.problems.append(f"{report.page}, {heading.place}: {message}")


def words_around(source, number):
    """A few words of the text around a number, without comments."""
    before, after = source[: number.start].rsplit("\n", 1)[-1], source[number.end :].split("\n", 1)[0]
    before, after = (re.sub(r"<!--.*?(?:-->|$)", "", piece) for piece in (before, after))
    return f"{before[-30:]}{number.text}{after[:30]}".strip()


def answers_in(namespace, source):
    """The answers to the steps of a text, given the variables."""
    return ties.answers(namespace, [step for _, step in steps(source)])


def check_chapter(chapter, run):
    """Compare each text cell of a chapter with what its execution gave; returns its `Report`."""
    report, code_cells = Report(shown(chapter.path)), 0
    for cell in chapter.cells:
        code_cells += cell.kind == "code"
        if cell.kind == "markdown":
            check_text(cell.source, recorded(run, code_cells, cell.source), report, f"cell {cell.index}, ")
    check_headings(report)
    return report


def recorded(run, code_cells, source):
    """What the execution answered to a Markdown cell below this many code cells."""
    return run.answers.get(execution.request(code_cells, source), [])


def check_page(path):
    """Compare a Markdown page with what attnlib computes; returns its `Report`."""
    report, namespace = Report(shown(path)), {"__name__": "__main__"}
    source = path.read_text(encoding="utf-8")
    with contextlib.chdir(ROOT / "chapters"), contextlib.redirect_stdout(io.StringIO()):
        exec(PAGE_NAMESPACE, namespace)
        answers = answers_in(namespace, source)
    check_text(source, answers, report, "")
    check_headings(report)
    return report


def reports_of(paths):
    """The `Report` of each notebook or Markdown page; notebooks are executed where they must be."""
    paths = [Path(path).resolve() for path in paths]
    runs = execution.run_all([path for path in paths if path.suffix == ".ipynb"])
    for path in paths:
        if isinstance(runs.get(path), Exception):
            yield Report(shown(path), problems=[str(runs[path])])
        elif path in runs:
            yield check_chapter(chapters.read(path), runs[path])
        else:
            yield check_page(path)


def pages():
    """Everything whose numbers are checked: the cover, the chapters and the appendices."""
    return [*chapters.paths(), *(path for path in chapters.pages() if not is_generated(path))]


def is_generated(path):
    """A page that a script writes from data says so in its first line; a test holds it to that script instead."""
    return path.read_text(encoding="utf-8").startswith("<!-- generated by tools/")


def print_report(report, show):
    print(f"{report.page}: {len(report.statements)} numbers, {len(report.notes)} of them with a note")
    for statement in report.statements if show else ():
        value = "" if statement.value is None else f" = {float(statement.value):.10g}"
        print(f"  {statement.place}: {statement.text}  <- {statement.expression or 'NOT TIED'}{value}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks or Markdown pages; all of them if none")
    parser.add_argument("--show", action="store_true", help="print every number with its expression and value")
    options = parser.parse_args(arguments)
    missing = [str(path) for path in options.files if not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}")
    os.environ["MPLBACKEND"] = "Agg"  # no windows
    reports = list(reports_of(options.files or pages()))
    for report in reports:
        print_report(report, options.show)
    problems = [problem for report in reports for problem in report.problems]
    for problem in problems:
        print(problem, file=sys.stderr)
    total, notes = (sum(len(part) for part in parts) for parts in zip(*((r.statements, r.notes) for r in reports)))
    print(f"total: {total} numbers, {notes} of them with a note, {len(problems)} problems; these need no tie:")
    for kind, count in sum((report.exempt for report in reports), Counter()).most_common():
        print(f"  {count} × {kind}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
