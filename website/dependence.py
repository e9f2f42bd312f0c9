"""Find literals in disguise: `0.99 + 0 * len(TOKENS)` gives 0.99 whatever the chapter computes.

`moves(tree, namespace, numbers, numbers_of)` says how far each number moves when what the chapter computes does, and
raises `Disguised` for a literal. First the literals of the expression are looked at. Then it is evaluated again with
other values in the place of all that it takes from the chapter. Runs inside the chapter's kernel, so this file imports
the standard library alone.
"""

import ast
import builtins
import contextlib
import copy
import io
import random
import types
import warnings
from fractions import Fraction

NO_DATA = (type, types.ModuleType, types.BuiltinFunctionType)  # names that hold no value of a chapter
CHOICES = (ast.IfExp, ast.BoolOp)
BOUNDS = ("min", "max", "minimum", "maximum", "clip", "where", "select", "choose", "full")
SMALL = 20  # the largest whole number that may stand in an expression, beside the powers of ten
POWERS = (100, 1000, 10**4, 10**5, 10**6, 10**9)
LONGER, WIDER = "longer", "wider"  # values become others, or have more rows, more columns
ROUNDS = ("positive", "signed", "positive", "signed", LONGER, WIDER, LONGER, WIDER)


class Disguised(Exception):
    """An expression that gives a number whatever the chapter computes; the message says why."""


def moves(tree, namespace, numbers, numbers_of):
    """How far each number moves at most, when what the expression takes from the chapter is something else.

    `numbers` is what it gives, row by row; `numbers_of(code, namespace)` evaluates it. Nothing of `namespace` changes.
    Disguised: it takes nothing, its literals are too many, or a number stays or moves between two literals.
    """
    if not sources_in(tree, namespace):
        raise Disguised("is a literal: use what the chapter computes")
    if why := forbidden(tree, namespace):
        raise Disguised(why)
    enough = 3 if loose_literals(tree) else 2  # 3 * (a > b) moves between two literals alone
    found = [[number] for number in numbers]
    for other in others(tree, namespace, numbers_of):
        for values, number in zip(found, other):
            if all(apart(number, value) for value in values):
                values.append(number)
    for values in found:
        if len(values) < enough:
            text = f"{float(values[0]):.6g} does not follow what the chapter computes"
            raise Disguised(f"is a literal in disguise: {text}")
    return [max(abs(value - values[0]) for value in values) for values in found]


def apart(one, other):
    return abs(one - other) > abs(other) / 10**7 + Fraction(1, 10**9)


# --- what an expression takes from the chapter ----------------------------------------------------------------------


def sources_in(tree, namespace):
    """The nodes that take something from the chapter: `X`, `head.scores`, `softmax`, `math.pi`, each as a whole."""
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    found = []

    def visit(node):
        if is_source(node, namespace, bound):
            found.append(node)
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return found


def is_source(node, namespace, bound):
    """True for a variable or a function of the chapter, an attribute of one, a constant of a module, len((Q, K, V))."""
    if isinstance(node, ast.Call) and name_of(node) == "len" and len(node.args) == 1:
        return counts_names(node.args[0], namespace, bound)
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name) or root.id in bound or not isinstance(root.ctx, ast.Load):
        return False
    if hasattr(builtins, root.id) and root.id not in namespace:
        return False
    value = namespace.get(root.id)
    if isinstance(value, types.ModuleType) and isinstance(node, ast.Attribute) and node.value is root:
        return is_own(getattr(value, node.attr, None))
    return not isinstance(value, NO_DATA)


def counts_names(node, namespace, bound):
    """True for (Q, K, V): a list of different things that the chapter computes."""
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List)) else []
    different = len({ast.dump(part) for part in parts}) == len(parts)
    return len(parts) > 1 and different and all(is_source(part, namespace, bound) for part in parts)


def is_own(value):
    """True for what a module holds: numbers, arrays, words, and functions of the course.

    The functions of NumPy and of Python, and such things as `np.c_`, compute with what they are given.
    """
    if isinstance(value, types.FunctionType):
        return (value.__module__ or "").partition(".")[0] in ("attnlib", "byhand", "__main__")
    return isinstance(value, (int, float, str, list, tuple, dict)) or hasattr(value, "dtype")


# --- its literals ---------------------------------------------------------------------------------------------------


def forbidden(tree, namespace):
    """Why the literals of an expression are too many, or None."""
    if any(isinstance(node, CHOICES) for node in ast.walk(tree)):
        return "is a choice: compute the number"
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and is_literal(node.value):
            return f"is a choice among literals: {ast.unparse(node)}"
        if isinstance(node, ast.Call) and name_of(node) in BOUNDS and any(map(is_limit, node.args)):
            return f"is bounded by a literal: {ast.unparse(node)}"
        if isinstance(node, ast.Call) and is_constant_call(node, namespace):
            return f"holds a literal in disguise: {ast.unparse(node)}"
    for literal in loose_literals(tree):
        if not (isinstance(literal, int) and (literal <= SMALL or literal in POWERS)):
            return f"holds the literal {literal}: give it a name in a code cell"
    return None


def is_literal(node):
    """True for 3, "cat", [2, 3] and {1: 2}."""
    return isinstance(node, (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set))


def is_limit(node):
    """True for a number other than 0 and 1, and a list that holds one."""
    return any(isinstance(part, ast.Constant) and part.value not in (0, 1) for part in ast.walk(node)) and not any(
        isinstance(part, ast.Name) for part in ast.walk(node)
    )


def is_constant_call(node, namespace):
    """True for float("0.99") and sum([1, 2]): a call that is given literals alone, of a function that is not ours."""
    if sources_in(node, namespace) or any(isinstance(part, ast.Name) for arg in node.args for part in ast.walk(arg)):
        return False
    return any(isinstance(part, ast.Constant) for arg in node.args for part in ast.walk(arg))


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def loose_literals(tree):
    """The numbers that are neither an index nor compared with nor handed to a function as they are."""
    held = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            held |= {id(part) for part in ast.walk(node.slice)}
        elif isinstance(node, ast.Call):
            held |= {id(part) for part in [*node.args, *(keyword.value for keyword in node.keywords)]}
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and is_half(node.right):
            held.add(id(node.right))
        elif isinstance(node, ast.Compare):
            held |= {id(part) for part in [node.left, *node.comparators]}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and id(node) not in held
    ]


def is_half(node):
    return isinstance(node, ast.Constant) and node.value == 0.5


# --- other values ---------------------------------------------------------------------------------------------------


def others(tree, namespace, numbers_of):
    """What the expression gives with other values: a list of numbers for each change with which it gives numbers."""
    sources = sources_in(tree, namespace)
    changes = [(set(range(len(sources))), kind) for kind in ROUNDS]
    changes += [({number}, kind) for number in range(len(sources)) for kind in (LONGER, WIDER) * 2]
    for seed, (chosen, kind) in enumerate(changes):
        chance = random.Random(seed)
        with contextlib.suppress(Exception), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield numbers_of(*changed(tree, namespace, sources, chosen, kind, chance))


def changed(tree, namespace, sources, chosen, kind, chance):
    """(code, namespace): the expression, and variables in which the chosen sources have other values."""
    variables, places = dict(namespace), {}
    for number, node in enumerate(sources):
        if number in chosen:
            value = eval(compile(ast.Expression(node), "<tie>", "eval"), namespace)
            variables[f"_other_{number}"] = other(value, kind, chance)
            places[ast.dump(node)] = f"_other_{number}"

    class Exchange(ast.NodeTransformer):
        def visit(self, node):
            if ast.dump(node) in places:
                return ast.copy_location(ast.Name(places[ast.dump(node)], ast.Load()), node)
            return self.generic_visit(node)

    return compile(Exchange().visit(copy.deepcopy(tree)), "<tie>", "eval"), variables


def other(value, kind, chance):
    """Another value of the same sort; with kind LONGER or WIDER it has more rows, columns, letters, entries."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value + chance.randint(1, 3) * (1 + abs(value) // 20)
    if isinstance(value, (float, Fraction)):
        return type(value)(other_number(float(value), kind, chance))
    if isinstance(value, str):
        return value if kind not in (LONGER, WIDER) else value + value
    if isinstance(value, (list, tuple)):
        return other_list(value, kind, chance)
    if isinstance(value, dict):
        twin = {key: other(entry, kind, chance) for key, entry in value.items()}
        return twin | {object(): 1} if kind == LONGER else twin
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return other_array(value, kind, chance)
    if callable(value):
        return lambda *args, **kwargs: other(value(*args, **kwargs), kind, chance)
    if hasattr(value, "newbyteorder"):  # a dtype
        return "float32" if value == "float64" else value
    if hasattr(value, "__next__") or type(value).__name__ == "Generator":
        return copy.deepcopy(value)
    return Other(value, kind, chance)


def other_number(value, kind, chance):
    if kind == "signed":
        return chance.uniform(-2, 2) * (abs(value) + 0.5)
    return value * chance.uniform(1.2, 3) + chance.uniform(0.2, 0.6)


def other_list(value, kind, chance):
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(other(entry, kind, chance) for entry in value))
    twin = [entry if isinstance(entry, str) else other(entry, kind, chance) for entry in value]
    if kind in (LONGER, WIDER):
        count = chance.randint(1, 3)
        new = [f"another{n}" for n in range(count)] if twin and isinstance(twin[0], str) else [*twin, 1][:1] * count
        twin = new + twin * (2 if kind == LONGER else 3)
    return type(value)(twin)


def other_array(value, kind, chance):
    import numpy as np

    value = np.asarray(value)
    if kind in (LONGER, WIDER) and value.ndim:
        axis = 0 if kind == LONGER else value.ndim - 1
        value = np.concatenate([value] * chance.randint(2, 5), axis=axis)
    random_numbers = np.random.default_rng(chance.randrange(10**6))
    if value.dtype.kind == "b":
        return random_numbers.random(value.shape) < 0.5
    if value.dtype.kind in "iu":
        return value + random_numbers.integers(1, 4, value.shape) * (1 + abs(value) // 20)
    if value.dtype.kind == "O":
        return np.reshape([other(entry, kind, chance) for entry in value.flat], value.shape)
    if value.dtype.kind != "f":
        return value
    if kind == "signed":
        return random_numbers.uniform(-2, 2, value.shape) * (np.abs(value) + 0.5)
    return value * random_numbers.uniform(1.2, 3, value.shape) + random_numbers.uniform(0.2, 0.6, value.shape)


class Other:
    """Stands for an object: each of its attributes, entries and results has another value."""

    def __init__(self, value, kind, chance):
        self._value, self._how = value, (kind, chance)

    def __getattr__(self, name):
        return other(getattr(self._value, name), *self._how)

    def __getitem__(self, key):
        return other(self._value[key], *self._how)

    def __len__(self):
        return len(self._value) + 1

    def __iter__(self):
        return (other(entry, *self._how) for entry in self._value)
