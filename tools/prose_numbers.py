"""Check every number that the text states against the expression that gives it.

    python tools/prose_numbers.py                 all chapters, intro.md and the appendices
    python tools/prose_numbers.py chapters/04_scores.ipynb --show

How to tie a number. A comment right behind it holds the expression: `0.85<!--= scores[2, 5] -->`. It ties what stands
directly before it: one number (`0.85`, `−0.3`, `1/3`; `22 %` is 100 × the value), one bracket with all its numbers
(`(0.8, 0, 0.65)<!--= Q[2] -->`), or one formula with all its numbers (`$0.8 \\times 0.9 = 0.72$<!--= …; …; … -->`).
Inside `$$`, a line ends with `%= …`. Several expressions are separated by `;`, and arrays are read row by row.

The expression is evaluated where it stands, after the code cells above it, and must round to what is printed. A whole
number without % must be equal. An expression must use something that the chapter computes: a literal is refused, and
so is a value on a rounding tie. Python blocks in a folded solution are run too, in a copy of the chapter's variables.

What need not be tied. Numbers in code, headings, link targets, HTML tags, list markers, names and words (float32,
GPT-2, x₁); years from 1900 to 2099; numbers after chapter, exercise, hint, part, section, page, equation, eq., figure,
version, Python or NumPy; numbers of minutes; and in a formula with letters 0, 1 and 2 that do not follow a relation
sign (1/√d_k, n², 2^s). Of all others at least 95 % must be tied.
"""

import argparse
import ast
import builtins
import contextlib
import io
import os
import sys
import types
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import nbformat
from project import ROOT, chapters, shown
from prose import fences, scan, solutions

SHARE = 95
PAGE_NAMESPACE = """
import math
from fractions import Fraction
import numpy as np
from attnlib import *
from attnlib import attention, sentence
"""


class ExpressionError(Exception):
    """A tied expression that gives no number; the message says why."""


@dataclass
class Statement:
    """One number of the text: where it stands, and what it was compared with."""

    place: str
    text: str
    expression: str | None = None
    value: object = None


@dataclass
class Report:
    """What one page states. `problems` are failures; `untied` numbers only lower the share."""

    page: str
    statements: list[Statement] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def untied(self):
        return [s for s in self.statements if s.expression is None]

    @property
    def tied(self):
        return len(self.statements) - len(self.untied)


# --- expressions ----------------------------------------------------------------------------------------------------


def values_of(expression, namespace):
    """Evaluate one expression; returns the numbers that it gives, row by row."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError as error:
        raise ExpressionError(f"is not a Python expression: {error.msg}") from None
    if not uses_data(tree, namespace):
        raise ExpressionError("is a literal: use what the chapter computes")
    try:
        return list(flatten(eval(compile(tree, "<tie>", "eval"), namespace)))
    except ExpressionError:
        raise
    except Exception as error:
        raise ExpressionError(f"raised {type(error).__name__}: {error}") from None


def uses_data(tree, namespace):
    """True if the expression uses a variable or a Python function of the chapter, or a constant of a module."""
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in bound and not hasattr(builtins, node.id):
            if not isinstance(namespace.get(node.id), (type, types.ModuleType, types.BuiltinFunctionType)):
                return True
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = namespace.get(node.value.id)
            if isinstance(owner, types.ModuleType) and not callable(getattr(owner, node.attr, len)):
                return True
    return False


def flatten(value):
    """The numbers of a number, an array, or a nested list, in reading order."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from flatten(part)
    elif isinstance(value, bool) or not isinstance(value, (int, float, Fraction)):
        raise ExpressionError(f"must give numbers, but gives {type(value).__name__} {value!r}")
    elif value != value or value in (float("inf"), float("-inf")):
        raise ExpressionError(f"must give finite numbers, but gives {value}")
    else:
        yield Fraction(value)


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
        places = len(f"{number.unit * 100:f}".partition(".")[2]) if number.unit < Fraction(1, 100) else 0
        text = f"{float(value * 100):.{places}f} %"
    elif number.unit is None or number.unit.numerator != 1:
        text = f"{float(value):.6g}"
    else:
        places = len(str(number.unit.denominator)) - 1
        text = f"{float(value):.{places}f}" if places < 8 else f"{float(value):.3e}"
    return text.replace("-", "−")


def compare(tie, namespace):
    """Evaluate one tie. Yields (number, expression, value, problem) for each number that it ties."""
    pairs = []
    for expression in tie.expressions:
        pairs += [(expression, value) for value in values_of(expression, namespace)]
    numbers = tie.numbers
    if len(pairs) != len(numbers):
        numbers = [number for number in numbers if not number.structural]
    if len(pairs) != len(numbers):
        printed = ", ".join(number.text for number in tie.numbers)
        raise ExpressionError(f"gives {len(pairs)} numbers, but the text before it has {len(tie.numbers)}: {printed}")
    for number, (expression, value) in zip(numbers, pairs):
        number.tied = True
        yield number, expression, value, disagreement(number, value)


# --- pages ----------------------------------------------------------------------------------------------------------


def check_text(source, namespace, report, where):
    """Check one Markdown cell or page in the namespace that the code above it left. `where` is like `cell 3`."""
    found = scan(source)
    states = SolutionStates(source, namespace)
    compared = {}

    def place(position):
        return f"{where}line {source.count(chr(10), 0, position) + 1}"

    def problem(position, message):
        report.problems.append(f"{report.page}, {place(position)}: {message}")

    for position, message in found.errors:
        problem(position, message)
    for tie in found.ties:
        try:
            for number, expression, value, why in compare(tie, states.at(tie.start)):
                compared[number.start] = (expression, value)
                if why:
                    problem(number.start, f"printed {number.text}, but {expression} = {float(value):.10g}: {why}")
        except ExpressionError as error:
            problem(tie.start, f"the expression {'; '.join(tie.expressions)} {error}")
            for number in tie.numbers:
                number.tied = True
    for position, message in states.finish():
        problem(position, message)
    for number in found.counted:
        expression, value = compared.get(number.start, ("?", None) if number.tied else (None, None))
        report.statements.append(Statement(place(number.start), number.text, expression, value))


class SolutionStates:
    """The variables at each position of a text: the chapter's, or inside a solution a copy in which its blocks ran."""

    def __init__(self, source, namespace):
        self.namespace, self.errors = namespace, []
        blocks = [fence for fence in fences(source) if fence[2] == "python"]
        self.solutions = [
            (start, end, copied(namespace), [block for block in blocks if start <= block[0] < end])
            for start, end in solutions(source)
        ]

    def at(self, position):
        for start, end, variables, blocks in self.solutions:
            if start <= position < end:
                while blocks and blocks[0][0] < position:
                    self.run(blocks.pop(0), variables)
                return variables
        return self.namespace

    def run(self, block, variables):
        try:
            run_code(block[3], "<solution>", variables)
        except Exception as error:
            self.errors.append((block[0], f"the solution's code raised {type(error).__name__}: {error}"))

    def finish(self):
        """Run the blocks that no tie follows; returns all errors."""
        for _, end, _, _ in self.solutions:
            self.at(end - 1)
        return self.errors


def copied(namespace):
    """A copy of the variables in which a solution may change arrays without changing the chapter's."""
    copy = dict(namespace)
    for name, value in namespace.items():
        if type(value).__name__ == "ndarray":
            copy[name] = value.copy()
            copy[name].flags.writeable = value.flags.writeable
    return copy


def run_code(source, name, namespace):
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, name, "exec"), namespace)


def check_notebook(notebook, page):
    """Run a chapter's code cells in order and check each text cell where it stands."""
    report, namespace = Report(page), {"__name__": "__main__", "display": lambda *_, **__: None}
    for index, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            check_text(cell.source, namespace, report, f"cell {index}, ")
        elif cell.cell_type == "code":
            try:
                run_code(cell.source, f"<{page}, cell {index}>", namespace)
            except Exception as error:
                report.problems.append(f"{page}, cell {index}: the code raised {type(error).__name__}: {error}")
                break
    return report


def check_page(path):
    """Check one notebook or Markdown page; returns its Report."""
    path = Path(path).resolve()
    with contextlib.chdir(ROOT / "chapters"):
        if path.suffix == ".ipynb":
            return check_notebook(nbformat.read(path, as_version=4), shown(path))
        report, namespace = Report(shown(path)), {"__name__": "__main__"}
        run_code(PAGE_NAMESPACE, "<page>", namespace)
        check_text(path.read_text(encoding="utf-8"), namespace, report, "")
        return report


def pages():
    """Everything whose numbers are checked: the cover, the chapters and the appendices."""
    written = (path for path in sorted((ROOT / "chapters").glob("*.md")) if not is_generated(path))
    return [ROOT / "intro.md", *chapters(), *written]


def is_generated(path):
    """A page that a script writes from data says so in its first line; a test holds it to that script instead."""
    return path.read_text(encoding="utf-8").startswith("<!-- generated by tools/")


def share(tied, total):
    """`tied 412 of 420 numbers, 98.1 %`; rounded down, so that 100 % means all."""
    percent = f"{tied * 1000 // total / 10:.1f}" if total else "100.0"
    return f"tied {tied} of {total} numbers, {percent} %"


def print_report(report, show):
    print(f"{report.page}: {share(report.tied, len(report.statements))}")
    if show:
        for statement in report.statements:
            value = "" if statement.value is None else f" = {float(statement.value):.10g}"
            print(f"  {statement.place}: {statement.text}  <- {statement.expression or 'NOT TIED'}{value}")
    elif report.untied:
        print("  not tied: " + "; ".join(f"{s.text} ({s.place})" for s in report.untied))


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks or Markdown pages; all of them if none")
    parser.add_argument("--show", action="store_true", help="print every number with its expression and value")
    options = parser.parse_args(arguments)
    missing = [str(path) for path in options.files if not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}")
    os.environ["MPLBACKEND"] = "Agg"  # no windows
    reports = [check_page(path) for path in options.files or pages()]
    for report in reports:
        print_report(report, options.show)
    tied, total = sum(r.tied for r in reports), sum(len(r.statements) for r in reports)
    problems = [problem for report in reports for problem in report.problems]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"total: {share(tied, total)}, {len(problems)} problems")
    if tied * 100 < SHARE * total:
        print(f"fewer than {SHARE} % of the numbers are tied to an expression", file=sys.stderr)
        return 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
