"""What a live figure has to show in a state, computed by attnlib: tables, sentence, and what its numbers are."""

import ast
import json
import re
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from project import ROOT

from attnlib import CHANNELS, FEATURES, TOKENS, VALUE_CHANNELS, W_K, W_Q, W_V, X, attention_weights, embed, softmax
from byhand import live, wording
from byhand.live import kinds
from byhand.live.kinds.scaling import random_scores
from website import cover

CAT, SAT = TOKENS.index("cat"), TOKENS.index("sat")
KEYS = tuple(f"key {k + 1}" for k in range(6))


@dataclass(frozen=True)
class State:
    """The state of a figure; the defaults are those of its start."""

    kind: str
    tokens: tuple = TOKENS
    x: np.ndarray = field(default_factory=lambda: X)
    word: int = None
    role: int = 0
    edits: dict = field(default_factory=dict)
    strength: float = 1.0
    scaled: bool = True
    angle: float = 0.0
    cut: tuple = ()
    width_index: int = 6

    def __post_init__(self):
        if self.word is None:
            object.__setattr__(self, "word", CAT if self.kind in ("words", "projection") else SAT)

    def but(self, **changes):
        """The same state, with other values."""
        return replace(self, **changes)

    def with_edit(self, address, value):
        return self.but(edits={**self.edits, address: value})

    def with_sentence(self, text):
        tokens, x = embed(text)
        kept = {address: value for address, value in self.edits.items() if address.startswith("W_")}
        return self.but(tokens=tokens, x=x, edits=kept, word=min(self.word, len(tokens) - 1))


@dataclass(frozen=True)
class Read:
    """The state of a figure of any kind: its numbers are those that its figure in Python reads.

    make: gives such a figure. changes: fields of its state that are not as at the start.
    """

    make: object
    changes: dict = field(default_factory=dict)

    def but(self, **changes):
        return replace(self, changes=self.changes | changes)

    def with_edit(self, address, value):
        return self.but(edits={**self.changes.get("edits", {}), address: value})

    def tables(self):
        figure = self.make()
        for name, value in self.changes.items():
            figure.view.set_trait(name, value)
        return figure.tables


def number_at(address, tables):
    """The number at an address, or None if its table is not among these."""
    table, i, j = address.split(",")
    return float(tables[table][int(i)][int(j)]) if table in tables else None


def changes_of(config):
    """A state that differs from the start in what the controls of a figure set, as a link would have it."""
    fields = {one["name"]: one for one in config["fields"] if one["linked"] and one["name"] in config["controls"]}
    changes = {}
    for name, one in fields.items():
        if one["type"] == "word":
            changes[name] = len(config["tokens"]) - 1
        elif one["type"] == "bool":
            changes[name] = not config["start"][name]
        elif one["type"] in ("int", "float"):
            changes[name] = one["high"] if config["start"][name] != one["high"] else one["high"] - 1
    return changes


def calls_of(notebook):
    """The live figures that a notebook makes: (kind, key, its arguments by keyword, as values or as expressions)."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    code = [re.sub(r"^[%!].*", "", text, flags=re.MULTILINE) for text in code]
    for node in (node for text in code for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        if ast.unparse(node.func).startswith("live."):
            kind = ast.unparse(node.func).removeprefix("live.")
            given = {"key": node.args[0]} if node.args else {}
            given |= {keyword.arg: keyword.value for keyword in node.keywords}
            values = {
                name: value.value if isinstance(value, ast.Constant) else ast.unparse(value)
                for name, value in given.items()
            }
            yield kind, values.pop("key", None) or kind, values


def head_of(notebook, expression):
    """The head of a figure that is not the running one: its chapter makes it in its first code cell."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    namespace = {}
    exec("".join(next(cell["source"] for cell in cells if cell["cell_type"] == "code")), namespace)
    return eval(expression, namespace)


def word_of(given):
    """The word that asks at the start of a figure, as a field of its state, if the call names one."""
    return {"word": TOKENS.index(given["word"])} if "word" in given else {}


def figures_of_the_book():
    """The live figures of the chapters: key -> (page, the state in which it starts)."""
    found = {}
    for notebook in sorted((ROOT / "chapters").glob("*.ipynb")):
        for kind, key, given in calls_of(notebook):
            own = {"head": head_of(notebook, given["head"])} if "head" in given else {}
            known = kind in KNOWN and not own
            known = State(kind, **word_of(given)) if known else Read(partial(getattr(live, kind), **own))
            found[key] = (f"chapters/{notebook.stem}.html", known)
    for make in cover.PICTURES.values():
        found[make().view.key] = ("intro.html", Read(make))
    return found


# The kinds of which these tests know every number, table and sentence; of any other they ask the figure in Python.
KNOWN = ("words", "projection", "scores", "softmax", "scaling", "mixing", "head")
FIGURES = figures_of_the_book()
# One figure of each kind, that which is called as its kind is: what is tried at length is tried on these.
KINDS = {key: FIGURES[key] for key in kinds.names() if key in FIGURES}


def edited(edits, name, table):
    """A copy of the table with what the reader has set."""
    table = np.array(table)
    for address, value in edits.items():
        where, i, j = address.split(",")
        if where == name:
            table[int(i), int(j)] = value
    return table


def tables(state):
    """All tables of a state by name."""
    if state.kind == "scaling":
        draw = random_scores(2**state.width_index)
        scores = np.array([draw["scores"]])
        divided = scores / (np.sqrt(draw["width"]) if state.scaled else 1)
        shares = softmax(divided)
        return {"S": scores, "Z": divided, "E": exponentials(divided), "A": shares, "N": shares * (1 - shares)}
    settings = {name: getattr(state, name) for name in ("word", "edits", "strength", "scaled", "angle", "cut")}
    return tables_of(state.tokens, {"X": state.x, "W_Q": W_Q, "W_K": W_K, "W_V": W_V}, **settings)


def tables_of(tokens, base, word, edits, strength, scaled, angle, cut):
    """All tables of one head by name, whatever its sizes: base has X, W_Q, W_K and W_V."""
    x, w_q, w_k, w_v = (edited(edits, name, base[name]) for name in ("X", "W_Q", "W_K", "W_V"))
    q_before, k_before, v = strength * edited(edits, "Q", x @ w_q), x @ w_k, x @ w_v
    q, k = turned(q_before, angle), turned(k_before, angle)
    width, scores = k.shape[1], q @ k.T
    divisor = np.sqrt(width) if scaled else 1
    kept = ~np.array([*cut, *[False] * len(tokens)][: len(tokens)])
    shares = attention_weights(q, k, mask=kept[None, :], scale=1 / divisor)
    whole = attention_weights(q, k, scale=1 / divisor) @ v
    output = shares @ v
    return {
        "X": x,
        "XX": x @ x.T,
        "Q0": q_before,
        "K0": k_before,
        "W_Q": w_q,
        "CW_Q": strength * w_q,
        "W_K": w_k,
        "W_V": w_v,
        "Q": q,
        "K": k,
        "V": v,
        "S": scores,
        "Z": np.where(kept, scores / divisor, -np.inf),
        "E": exponentials(np.where(kept, scores / divisor, -np.inf)),
        "A": shares,
        "N": shares * (1 - shares),
        "O": output,
        "OB": whole,
        "D": output - whole,
        "P": shares[word][:, None] * v,
    }


def exponentials(values):
    """e to the power of each; what is too large for a number is ∞."""
    with np.errstate(over="ignore"):
        return np.exp(values)


def turned(vectors, angle):
    """Rotated by the angle in degrees in the plane of the first two channels."""
    vectors = np.array(vectors)
    if vectors.shape[1] > 1:
        pairs = (vectors[:, 0] + 1j * vectors[:, 1]) * np.exp(1j * np.radians(angle))
        vectors[:, 0], vectors[:, 1] = pairs.real, pairs.imag
    return vectors


@dataclass
class Table:
    """One table of a figure: its caption, names and values, and the addresses of its numbers."""

    caption: str
    rows: tuple
    columns: tuple
    values: np.ndarray
    addresses: list


def shown(state):
    """The tables that the figure shows, in order."""
    t, n = tables(state), len(state.tokens)
    names = {
        "X": (state.tokens, FEATURES, "X: the embeddings"),
        "XX": (state.tokens, state.tokens, "What two words have in common"),
        "W_Q": (FEATURES, CHANNELS, "W_Q: makes queries"),
        "W_K": (FEATURES, CHANNELS, "W_K: makes keys"),
        "W_V": (FEATURES, VALUE_CHANNELS, "W_V: makes values"),
        "Q": (state.tokens, CHANNELS, "Q: what each word asks"),
        "K": (state.tokens, CHANNELS, "K: what each word offers"),
        "V": (state.tokens, VALUE_CHANNELS, "V: what each word delivers"),
        "S": (state.tokens, state.tokens, "Scores: rows ask, columns answer"),
        "A": (state.tokens, state.tokens, "Shares: rows ask, columns answer"),
        "O": (state.tokens, VALUE_CHANNELS, "Output: what arrives"),
    }

    def whole(name):
        rows, columns, caption = names[name]
        return Table(
            caption,
            rows,
            columns,
            t[name],
            [[f"{name},{i},{j}" for j in range(len(columns))] for i in range(len(rows))],
        )

    if state.kind in ("softmax", "scaling"):
        return [_steps(state, t)]
    if state.kind == "mixing":
        me = state.tokens[state.word]
        mixture = Table(
            f"{me} attends: share, and share × value",
            state.tokens,
            ("share", *VALUE_CHANNELS),
            np.column_stack([t["A"][state.word], t["P"]]),
            [[f"A,{state.word},{k}", *(f"P,{k},{c}" for c in range(3))] for k in range(n)],
        )
        result = Table(
            f"What {me} knows afterwards",
            ("now", "with all words", "change"),
            VALUE_CHANNELS,
            np.array([t[name][state.word] for name in ("O", "OB", "D")]),
            [[f"{name},{state.word},{c}" for c in range(3)] for name in ("O", "OB", "D")],
        )
        return [mixture, result]
    parts = {
        "words": ("X", "XX"),
        "scores": ("Q", "K", "S"),
        "projection": ("X", ("W_Q", "W_K", "W_V")[state.role], ("Q", "K", "V")[state.role]),
        "head": ("X", "W_Q", "W_K", "W_V", "Q", "K", "V", "S", "A", "O"),
    }
    return [whole(name) for name in parts[state.kind]]


def _steps(state, t):
    if state.kind == "scaling":
        row, names, caption, width = 0, KEYS, "One query and six keys", 2**state.width_index
    else:
        row, names, caption, width = (
            state.word,
            state.tokens,
            f"{state.tokens[state.word]} asks: from scores to shares",
            3,
        )
    columns = ("score", f"÷ √{width}" if state.scaled else "not scaled", "share", "nudge")
    return Table(
        caption,
        names,
        columns,
        np.column_stack([t[name][row] for name in "SZAN"]),
        [[f"{name},{row},{k}" for name in "SZAN"] for k in range(len(names))],
    )


def sentence(state):
    """What the figure says of its state; compare it by `same_text`, because numbers are rounded."""
    t, me, row = tables(state), state.tokens[state.word], state.word
    if state.kind == "words":
        others = np.where(np.arange(len(state.tokens)) == row, -np.inf, t["XX"][row])
        most = 0 if abs(others.max()) < 1e-12 else others.max()
        best = [token for token, value in zip(state.tokens, others) if abs(value - most) <= 1e-12 * max(1, abs(most))]
        names, alike = wording.listing(best), len(best) == len(state.tokens) - 1
        if most < 0:
            said = f"All its dot products with other words are below 0. The largest is {most:.6f}, with {names}."
        elif most == 0:
            said = f"No dot product with another word is above 0; it is 0 with {names}."
            said = "Of the other words it has nothing in common with any." if alike else said
        elif alike:
            said = f"It has the same in common with every other word: {most:.6f}."
        else:
            each = " each" if len(best) > 1 else ""
            said = f"Of the other words it has most in common with {names}: {most:.6f}{each}."
        return f"{me} is now {vector(t['X'][row])}. {said}"
    if state.kind == "projection":
        made, name = ("Q", "K", "V")[state.role], ("query", "key", "value")[state.role]
        return f"{me}’s row times W_{made} is its {name}: {vector(t[made][row])}."
    if state.kind == "scores":
        turned = f" Queries and keys are turned by {state.angle:.0f}°, and no score has moved." if state.angle else ""
        best = t["S"][row].argmax()
        return (
            f"{me} asks with {vector(t['Q'][row])}, and {state.tokens[best]} scores highest: "
            f"{t['S'][row, best]:.6f}.{turned}"
        )
    if state.kind == "scaling":
        draw = random_scores(2**state.width_index)
        width, (spread, bare, divided) = draw["width"], draw["typical"]
        if width == 1:
            return (
                f"With one channel there is nothing to hold back: √1 is 1. Scores spread by {spread}, and the largest "
                f"of six shares is typically {bare:.4%}."
            )
        if state.scaled:
            return (
                f"Divided by √{width}, scores of {width} channels spread by {spread / np.sqrt(width):.6f}, and the "
                f"largest of six shares is typically {divided:.4%}. As they are, it would be {bare:.4%}."
            )
        return (
            f"As they are, scores of {width} channels spread by {spread}, and the largest of six shares is typically "
            f"{bare:.4%}. Divided by √{width}, it would be {divided:.4%}."
        )
    if state.kind == "mixing":
        gone = [token for token, cut in zip(state.tokens, state.cut) if cut]
        if all(state.cut[: len(state.tokens)]) and gone:
            return (
                f"All words are cut, so nothing arrives at {me}: its output moves by {abs(t['D'][row]).sum():.6f}, "
                "all channels added up."
            )
        if not gone:
            return f"{me} attends to all {wording.count(len(state.tokens))} words and receives {vector(t['O'][row])}."
        return (
            f"Without {wording.listing(gone)}, the output of {me} moves by {abs(t['D'][row]).sum():.6f}, "
            "all channels added up."
        )
    said = wording.attention_sentence(me, state.tokens, t["A"][row])
    if state.kind == "softmax" and len(state.tokens) > 1 and 1 - t["A"][row].max() < 0.005:
        best = state.tokens[t["A"][row].argmax()]
        return f"{me} attends to hardly any word but {best}: {t['A'][row].max():.4%}."
    return said + lead(state.tokens, t["Z"][row], t["A"][row]) if state.kind == "softmax" else said


def lead(tokens, exponents, shares):
    """What the figure of the softmax adds where one word leads: by how much, in the exponent and as a factor."""
    first, second, *_ = sorted(set(np.round(shares, 12)), reverse=True) + [None, None]
    best = [j for j, share in enumerate(shares) if np.isclose(share, first, rtol=1e-9, atol=0)]
    if len(best) > 1 or second is None or wording.percent(first) == wording.percent(1 / len(tokens)):
        return ""
    after = [j for j, share in enumerate(shares) if np.isclose(share, second, rtol=1e-9, atol=0)]
    ahead = exponents[best[0]] - exponents[after[0]]
    how = f"{np.exp(ahead):.6f} times as much" if np.exp(ahead) >= 1.005 else "hardly more"
    names = wording.listing([tokens[j] for j in after])
    return f" In the exponent {tokens[best[0]]} is {ahead:.6f} ahead of {names}, so it gets {how}."


def vector(row):
    return f"({', '.join(f'{value:.6f}' for value in row)})"


NUMBER = re.compile(r"[−-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[−+-]?\d+|\s×\s10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?:\s?%)?|[−-]?∞")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def same_number(text, value):
    """True if `text` is the number `value`, rounded to the digits that it shows; a tiny one may read <.01."""
    if text in ("<.01", ">−.01"):
        return 0 < (value if text[0] == "<" else -value) < 0.005 * (1 + 1e-6)
    read, unit = parsed(text)
    if not np.isfinite(value) or not np.isfinite(read):
        return read == value
    return abs(read - value) <= 0.5 * unit * (1 + 1e-6) + 1e-9 * abs(value)


def parsed(text):
    """The number that `text` shows, and the size of its last digit."""
    bare = re.sub(r"\s×\s10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: f"e{found[1].translate(RAISED)}", text)
    bare = bare.replace("−", "-").replace("\u00a0", "").replace(" ", "")
    percent, bare = bare.endswith("%"), bare.rstrip("%")
    if "∞" in bare:
        return float(bare.replace("∞", "inf")), 1.0
    digits, _, power = bare.partition("e")
    unit = 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
    return (float(bare) / 100, unit / 100) if percent else (float(bare), unit)


def same_text(said, wanted):
    """Whether both say the same in the same words; numbers in `said` may be rounded."""
    numbers = [parsed(text)[0] for text in NUMBER.findall(wanted)]
    spoken = NUMBER.findall(said)
    return (
        NUMBER.sub("#", said) == NUMBER.sub("#", wanted)
        and len(spoken) == len(numbers)
        and all(
            same_number(text, value) or same_number(text, -value) and value == 0 for text, value in zip(spoken, numbers)
        )
    )
