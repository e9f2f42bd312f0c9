"""Evaluate what the text ties its numbers to, in the variables of a chapter.

`answers` runs inside the chapter's kernel, between two of its cells: this file and what it imports of `website` use the
standard library alone.
A step is (space, kind, text): kind "value" for an expression, "run" for a Python block of a solution, "identity" for an
equation with letters. In the space None
the variables are the chapter's; in any other one a copy of them, which the blocks of that solution may change.
"""

import ast
import contextlib
import copy
import io
import json
import traceback
from fractions import Fraction

from website import identities
from website.dependence import Disguised, moves

SOLUTION = "<solution>"
COPIED = ("ndarray", "Generator")  # what a solution could change under the chapter's hands


class ExpressionError(Exception):
    """A tied expression that gives no number; the message says why."""


def answers(namespace, steps):
    """One answer a step: {"error": why}, or of a value {"numbers": ["13/20", …], "moves": …}, of the others {}.

    `moves` is how far each number moves when what the chapter computes does (`website.dependence`).
    """
    spaces = {None: namespace}
    for space, _, _ in steps:
        if space not in spaces:
            spaces[space] = copied(namespace)
    return [answer(spaces[space], kind, text) for space, kind, text in steps]


def answers_as_json(namespace, steps):
    """`answers`, with steps and answers as JSON: a kernel is asked for text."""
    return json.dumps(answers(namespace, json.loads(steps)))


def answer(namespace, kind, text):
    try:
        if kind == "run":
            run(text, namespace)
            return {}
        if kind == "identity":
            identities.hold(text, namespace)
            return {}
        numbers, moved = values_of(text, namespace)
        return {"numbers": [str(value) for value in numbers], "moves": [float(move) for move in moved]}
    except (ExpressionError, identities.Unequal) as error:
        return {"error": str(error)}


def run(source, namespace):
    """Run the Python block of a solution; what it prints goes nowhere."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, SOLUTION, "exec"), namespace)
    except Exception as error:
        raise ExpressionError(f"raised {type(error).__name__}: {error}{line_of(error, source)}") from None


def line_of(error, source):
    """` in “assert x == 1”`: the line of a solution that raised, or nothing where it is not known."""
    lines = [number for frame, number in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == SOLUTION]
    return f" in “{source.splitlines()[lines[-1] - 1].strip()}”" if lines else ""


def copied(namespace):
    """A copy of the variables in which a solution may change arrays without changing the chapter's."""
    twins = dict(namespace)
    for name, value in namespace.items():
        if type(value).__name__ in COPIED:
            twins[name] = copy.deepcopy(value)
            if hasattr(value, "flags"):
                twins[name].flags.writeable = value.flags.writeable
    return twins


def values_of(expression, namespace):
    """Evaluate one expression; returns the numbers that it gives, row by row, and how far each of them moves."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError as error:
        raise ExpressionError(f"is not a Python expression: {error.msg}") from None
    try:
        numbers = numbers_of(compile(tree, "<tie>", "eval"), namespace)
    except ExpressionError:
        raise
    except Exception as error:
        raise ExpressionError(f"raised {type(error).__name__}: {error}") from None
    try:
        return numbers, moves(tree, namespace, numbers, numbers_of)
    except Disguised as error:
        raise ExpressionError(str(error)) from None


def numbers_of(code, namespace):
    """The numbers that compiled code gives in these variables."""
    return list(flatten(eval(code, namespace)))


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
