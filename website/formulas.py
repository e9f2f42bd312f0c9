"""Read a formula as Python: `\\frac{p}{1 - p}\\,(o - v)` becomes `times((p / (1 - p)), (o - v))`.

`sides(latex)` gives the sides of its equation and the names of its letters. The arithmetic that the Python needs is in
`website.identities`. Pure text work: numbers, letters with their subscripts, + − × / and powers, roots, fractions,
brackets, functions; what else a formula holds is refused.
"""

import re

SKIPPED = r"\\[,;:! ]|~|\\(?:quad|qquad|left|right|bigl?|bigr?|displaystyle)(?![A-Za-z])|&|\s+"
TOKEN = re.compile(
    rf"(?P<skip>{SKIPPED})"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|\\(?:operatorname|text|mathrm)\{(?P<word>[^{}]*)\}"
    r"|\\(?P<command>[A-Za-z]+)"
    r"|(?P<letter>[A-Za-z])"
    r"|(?P<sign>[-+*/^_=(){}\[\],])"
)
FUNCTIONS = ("exp", "ln", "log")
GREEK = "alpha beta gamma delta epsilon eta theta lambda mu nu pi rho sigma tau phi".split()
CLOSING = {"(": ")", "[": "]", "{": "}"}


class FormulaError(Exception):
    """A formula that cannot be read; the message says where."""


def sides(latex):
    """([(side as Python, how far it may be off), …], the names of the letters) of an equation.

    Behind ≈ stands a decimal, which may be off by half of its last digit; all other sides are exact. FormulaError: it
    holds something unknown.
    """
    reader = Reader(re.sub(r"\\(?:begin|end)\{\w+\}|\\\\|\$|%.*|[.,]\s*(?=\$|%|\Z)", " ", latex))
    found = [(reader.sum(), 0)]
    while relation := reader.take("=", "approx"):
        side = reader.sum()
        found.append((side, rounding(side) if relation == "approx" else 0))
    if reader.here:
        raise FormulaError(f"cannot read {reader.here[1]!r} in the formula")
    return found, sorted(reader.names)


def rounding(number):
    """0.005 of 0.58. FormulaError: it is not a decimal."""
    if not re.fullmatch(r"\d+(\.\d+)?", number):
        raise FormulaError(f"≈ stands before a number, not before {number}")
    return 0.5 * 10 ** -len(number.partition(".")[2])


def tokens(latex):
    """(kind, text) of each token."""
    found, position = [], 0
    while position < len(latex):
        match = TOKEN.match(latex, position)
        if not match:
            raise FormulaError(f"cannot read {latex[position : position + 12]!r} in the formula")
        position = match.end()
        if match.lastgroup != "skip":
            found.append((match.lastgroup, match[match.lastgroup]))
    return found


class Reader:
    """Reads the tokens from left to right; each method gives Python for the longest piece of its sort."""

    def __init__(self, latex):
        self.tokens, self.place, self.names = tokens(latex), 0, set()

    @property
    def here(self):
        """The next token, or None."""
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self, *texts):
        """The text of the next token if it is a sign or a command of these, else None."""
        if self.here and self.here[0] in ("sign", "command") and self.here[1] in texts:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def need(self, text):
        if not self.take(text):
            raise FormulaError(f"expected {text!r} before {self.here[1] if self.here else 'the end'!r} in the formula")

    def sum(self):
        sign = self.take("-", "+")
        found = f"(-{self.product()})" if sign == "-" else self.product()
        while sign := self.take("+", "-"):
            found = f"({found} {sign} {self.product()})"
        return found

    def product(self):
        found = self.power()
        while True:
            if self.take("/"):
                found = f"({found} / {self.power()})"
            elif self.take("cdot"):
                found = f"dot({found}, {self.power()})"
            elif self.take("*", "times") or self.starts_factor():
                found = f"times({found}, {self.power()})"
            else:
                return found

    def starts_factor(self):
        if not self.here:
            return False
        kind, text = self.here
        return kind in ("number", "word", "letter", "command") and text != "approx" or text in CLOSING

    def power(self):
        """One factor with its exponent; a name before a bracket is a function, or a factor beside it."""
        found, is_name = self.atom()
        if is_name and self.here in (("sign", "("), ("sign", "[")):
            argument, _ = self.atom()
            return f"apply({found}, {argument}, lambda it: {self.raised('it')})"
        return self.raised(found)

    def raised(self, base):
        while self.take("^"):
            if self.take("{"):
                exponent = "top" if self.take("top") else self.sum()
                self.need("}")
            else:
                exponent = "top" if self.take("top") else self.atom()[0]
            base = f"turned({base})" if exponent == "top" else f"({base} ** {exponent})"
        return base

    def atom(self):
        """(Python, is it a name) of a number, a name, a bracket, a fraction, a root, a function with its argument."""
        if not self.here:
            raise FormulaError("the formula ends too soon")
        kind, text = self.here
        self.place += 1
        if kind == "number":
            return text, False
        if kind in ("letter", "word") or (kind == "command" and text in GREEK):
            return self.name(text), True
        if kind == "command" and text in ("frac", "dfrac", "tfrac"):
            return f"({self.group()} / {self.group()})", False
        if kind == "command" and text == "sqrt":
            return f"({self.group()} ** 0.5)", False
        if kind == "command" and text in FUNCTIONS:
            return f"{text}({self.atom()[0]})", False
        if text in CLOSING:
            parts = [self.sum()]
            while self.take(","):
                parts.append(self.sum())
            self.need(CLOSING[text])
            return f"({', '.join(parts)})", False
        raise FormulaError(f"cannot read {text!r} in the formula")

    def group(self):
        self.need("{")
        found = self.sum()
        self.need("}")
        return found

    def name(self, text):
        """A letter or a word with its subscript as a Python name: q_i, W_Q, share_of_mat, lambda_."""
        text = "lambda_" if text == "lambda" else re.sub(r"\W+", "_", text.strip())
        if self.take("_"):
            text += "_" + self.subscript()
        self.names.add(text)
        return text

    def subscript(self):
        opened, parts = self.take("{"), []
        while self.here and (not parts or opened) and self.here != ("sign", "}"):
            parts.append(self.here[1])
            self.place += 1
        if opened:
            self.need("}")
        return re.sub(r"\W+", "_", "".join(parts))
