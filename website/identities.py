"""Try an equation with letters at random points: are all its sides equal?

Runs inside the chapter's kernel, so this file imports the standard library alone; NumPy computes where it is loaded.
"""

import ast
import json
import math
import random
import sys

POINTS = 5
NEAR = 1e-6


class Unequal(Exception):
    """An equation that does not hold, or that cannot be tried; the message says why."""


def hold(request, namespace):
    """Nothing if all sides are equal at random points.

    `request` is JSON: the sides and the names of the letters (`website.formulas`), and what the tie says of them:
    `p = softmax(row)[5]`, or `== slope(sigmoid, x)` for one side more. A letter of which it says nothing is a random
    number between 0 and 1; a word such as softmax is the chapter's. Unequal: two sides differ, or one says nothing.
    """
    sides, names, said = json.loads(request)
    bound, more = bindings(said)
    if len(sides) + len(more) < 2:
        raise Unequal("says nothing of a formula without =: give == expression")
    free = [name for name in names if name not in bound and (name not in namespace or len(name) == 1)]
    for seed in range(POINTS):
        chance = random.Random(seed)
        letters = {name: chance.uniform(0.1, 0.9) for name in free}
        variables = {**namespace, **ARITHMETIC, **letters}
        for name, expression in bound.items():
            variables[name] = value_of(expression, variables)
        values = [(side, value_of(side, variables), off) for side, off in [*sides, *more]]
        for side, value, off in values[1:]:
            if not near(values[0][1], value, off):
                at = "".join(f", where {name} = {letters[name]:.4g}" for name in letters)
                raise Unequal(f"does not hold: {shown(*values[0][:2])}, but {shown(side, value)}{at}")


def bindings(said):
    """({letter: expression}, [further sides]) of the parts of a tie."""
    bound, more = {}, []
    for part in said:
        name, _, expression = part.partition("=")
        if part.startswith("=="):
            more.append((part[2:].strip(), 0))
        elif name.strip().isidentifier() and uses_names(expression):
            bound[name.strip()] = expression.strip()
        else:
            raise Unequal(f"says {part!r}: write letter = expression of the chapter, or == expression")
    return bound, more


def uses_names(expression):
    try:
        return any(isinstance(node, ast.Name) for node in ast.walk(ast.parse(expression.strip(), mode="eval")))
    except SyntaxError:
        return False


def value_of(expression, variables):
    try:
        return eval(expression, dict(variables))
    except Exception as error:
        raise Unequal(f"raised {type(error).__name__} in {expression}: {error}") from None


def near(one, other, off=0):
    """True if two numbers or tables are equal, up to the last digits and what `other` may be off."""
    if numpy := sys.modules.get("numpy"):
        same = numpy.shape(one) == numpy.shape(other)
        return same and bool(
            numpy.allclose(numpy.asarray(one, float), numpy.asarray(other, float), NEAR, off or NEAR**2)
        )
    return math.isclose(one, other, rel_tol=NEAR, abs_tol=off or NEAR**2)


def shown(side, value):
    said = f"{value:.6g}" if isinstance(value, (int, float)) else f"of shape {getattr(value, 'shape', '?')}"
    return f"{side} is {said}"


# --- the arithmetic of formulas -------------------------------------------------------------------------------------


def times(one, other):
    """The product: with a table the matrix product, of numbers the ordinary one, of two lists place by place."""
    sizes = sorted(getattr(factor, "ndim", 0) for factor in (one, other))
    return one @ other if sizes[0] and sizes[1] > 1 else one * other


def dot(one, other):
    """The product written with a dot: of two lists of numbers the dot product."""
    return one @ other if getattr(one, "ndim", 0) and getattr(other, "ndim", 0) else one * other


def apply(one, argument, then):
    """f(x)² for a function f, p (x)² for a number p; `then` raises to the power."""
    if not callable(one):
        return times(one, then(argument))
    return then(one(*argument) if isinstance(argument, tuple) else one(argument))


def turned(table):
    return table.T


def elementwise(name):
    """exp or log, of a number or of a table."""

    def function(value):
        return getattr(sys.modules["numpy"] if hasattr(value, "shape") else math, name)(value)

    return function


def slope(function, x, step=1e-5):
    """How steep a function of one number is at x."""
    return (function(x + step) - function(x - step)) / (2 * step)


ARITHMETIC = {"times": times, "dot": dot, "apply": apply, "turned": turned, "slope": slope}
ARITHMETIC |= {"exp": elementwise("exp"), "ln": elementwise("log"), "log": elementwise("log")}
