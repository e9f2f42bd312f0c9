"""Find the numbers in a piece of Markdown, and the comments that tie them to expressions.

Pure text work: nothing is executed here. `scan(source)` returns the numbers and the ties, with their positions.
"""

import functools
import json
import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction

from website.chapters import HEADING, blank, fences, folds, without_code
from website.formulas import FormulaError, sides
from website.number_words import number_words

TAG = "\x00"  # stands for each letter of an HTML tag: it may lie between a number and its tie
GONE = "\x01"  # stands for each letter of what is no prose: code, link targets, headings
SPACES = "\u2009\u202f\u00a0"
SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
GREEK = "alpha beta gamma delta epsilon eta theta lambda mu sigma tau phi".split()

# = an expression, ! a number that nothing computes with its reason, ~ an equation with letters
TIE = re.compile(r"<!--([=!~])(.*?)-->", re.DOTALL)
LINE_TIE = re.compile(r"(?<!\\)%([=!~])(.*)")
NOTE = re.compile(r"\s*(?P<numbers>-?[\d./]+(?:\s*;\s*-?[\d./]+)*)\s*:\s*(?P<reason>\S+ .*\S)\s*", re.DOTALL)
NOT_PROSE = [
    (re.compile(r"\A---\n.*?\n---$", re.DOTALL | re.MULTILINE), GONE),  # front matter of a page
    (re.compile(r"<!--(?![=!~]).*?-->", re.DOTALL), TAG),
    (re.compile(r"^[ >]*#{1,6} .*$|^\([\w-]+\)=$|^ *\[[^\]]+\]: .*$|^ *:{3,}.*$", re.MULTILINE), GONE),
    (re.compile(r"(?<=\])\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)"), GONE),  # link targets
    (re.compile(r"\b(?:https?://|arXiv:|doi:)[^\s<>)]+", re.IGNORECASE), GONE),
    (re.compile(r"</?[A-Za-z][^<>]*>"), TAG),
    (re.compile(r"&(?:#?\w+);"), " "),
    (re.compile(r"^[ >]*\d+[.)](?=\s)", re.MULTILINE), GONE),  # markers of numbered lists
    (re.compile(r"\d+(?:\.\d+){2,}\w*"), GONE),  # versions such as 1.0.4
]
NOT_MATH = [
    (re.compile(r"(?<!\\)%.*"), " "),
    (re.compile(r"\\\\\[[^\]]*\]|\\(?:tag|hspace|vspace|label|begin|end)\*?\{[^{}]*\}"), " "),
    (re.compile(r"_(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w)"), " "),  # subscripts are parts of names
]
MATH_TEXT = re.compile(r"\\(?:text|textbf|textit|mathrm)\{([^{}]*)\}")

DIGITS = rf"(?:\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d)|\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d+)"
MATH_DIGITS = r"(?:\d{1,3}(?:(?:\\,|\{,\})\d{3})+(?!\d)|\d+)"
POWER_OF_TEN = r"10(?:\^\{?(?P<exponent>[-−]?\d+)\}?|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
EXEMPT_WORDS = r"(?:(?:chapter|exercise|hint|part|section|page|equation|figure|version)s?|eqs?\.|Python|NumPy)"
ONE = r"\[?\d+(?:\.\d+)?\]?[\x00\x01]*"
EXEMPT = {  # what needs no tie, by kind
    "number of a chapter, an exercise, a version …": re.compile(
        rf"\b{EXEMPT_WORDS}\s+{ONE}(?:(?:,\s{ONE})*(?:\s?[–-]\s?|,?\s(?:and|or|to)\s){ONE})*", re.IGNORECASE
    ),
    "minutes": re.compile(r"\b(?:\d+(?:–\d+)?|[a-z-]+)[\s-]minutes?\b", re.IGNORECASE),
    "year": re.compile(r"(?<![\d.,/−-])(?:19|20)\d\d(?![\d/]|[.,]\d|\s?%)"),
}
FREE_WORD = "word such as one, both, the two"


def number_pattern(digits, gap, percent, fraction):
    """One number as printed: a fraction, a power of ten, or a decimal with an optional exponent or percent sign."""
    decimal = rf"(?:{digits}(?:\.\d+)?|\.\d+)"
    return re.compile(
        rf"(?P<fraction>{fraction})"
        rf"|(?:(?P<mantissa>{decimal}){gap}(?:×|\\times|\\cdot|·){gap})?{POWER_OF_TEN}"
        rf"|(?P<decimal>{decimal})(?:[eE](?P<e>[+−-]?\d+))?(?P<percent>{percent})?"
        r"|(?P<vulgar>[¼½¾⅐-⅞])"
    )


PROSE_NUMBER = number_pattern(
    DIGITS, r"\s*", rf"[\s{TAG}*]*%", r"(?<![\d./])(?P<top>\d+)/(?P<bottom>\d+)(?![\d/]|\.\d)"
)
MATH_NUMBER = number_pattern(
    MATH_DIGITS,
    r"(?:\s|\\,)*",
    r"(?:\s|~|\\[,;: ])*\\%",
    r"\\[dt]?frac\{(?P<top>\d+)\}\{(?P<bottom>\d+)\}|(?<![\d./])(?P<above>\d+)/(?P<below>\d+)(?![\d/]|\.\d)",
)


@dataclass
class Number:
    """A number as printed. `value` is what the text says; `unit` what its last digit is worth, None if it is exact."""

    start: int
    end: int
    text: str
    value: Fraction
    unit: Fraction | None
    exempt: str = ""  # why it needs no tie
    structural: bool = False  # 0, 1 or 2 of a formula with letters, such as 1/√d_k
    word: bool = False  # written in words: three, half
    tied: bool = False


@dataclass
class Tie:
    """A comment with expressions, and the numbers directly before it.

    A note has values and a reason instead of expressions, an equation what `website.identities` asks for.
    """

    start: int
    expressions: list[str]
    numbers: list[Number]
    noted: list[Fraction] | None = None
    reason: str = ""
    equation: str | None = None


@dataclass
class Heading:
    """A heading: its level, and its numbers, which the text below it must say, tied."""

    start: int
    level: int
    numbers: list[Number]


@dataclass
class Scan:
    """What a text holds."""

    numbers: list[Number] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)  # position, message

    @property
    def counted(self):
        """The numbers that the rule asks to tie, and those that are tied although they need not be."""
        return [n for n in self.numbers if n.tied or not n.exempt]


class TieError(Exception):
    """A comment that ties nothing; the message says why."""


# --- masks: the text keeps its length, so that positions stay those of the source -----------------------------------


def mask(text, rules):
    for pattern, mark in rules:
        text = pattern.sub(lambda match, mark=mark: re.sub(r"[^\n]", mark, match[0]), text)
    return text


@functools.cache
def steps(source):
    """What must be evaluated to check a text, in its order: (position, (space, kind, text)), as `website.ties` asks.

    Expressions of ties, and the Python blocks of solutions; each solution has a space of its own.
    """
    solutions = folds(source, "solution")
    blocks = [(fence.start, "run", fence.code) for fence in fences(source) if fence.language == "python"]
    ties = scan(source).ties
    values = [(tie.start, "value", expression) for tie in ties for expression in tie.expressions]
    equations = [(tie.start, "identity", tie.equation) for tie in ties if tie.equation]
    found = []
    for position, kind, text in sorted(blocks + values + equations, key=lambda step: step[0]):
        space = next((n for n, fold in enumerate(solutions) if fold.start <= position < fold.end), None)
        if kind != "run" or space is not None:
            found.append((position, (space, kind, text)))
    return tuple(found)


# --- scan -----------------------------------------------------------------------------------------------------------


def scan(source):
    """All numbers and ties of one Markdown cell or page."""
    text, result = without_code(source, GONE), Scan()
    ties = [(m.start(), m[1], m[2]) for m in TIE.finditer(text)]
    text = TIE.sub(lambda match: re.sub(r"[^\n]", TAG, match[0]), text)
    displays = [m.span() for m in re.finditer(r"\$\$.+?\$\$", text, re.DOTALL)]
    outside = text
    for start, end in displays:
        outside = blank(outside, start, end, GONE)
    inlines = [m.span() for m in re.finditer(r"(?<![\\$])\$(?![\s$])(?:[^$\n]|\n(?!\s*\n))+?(?<![\s\\])\$", outside)]
    for start, end in inlines:
        outside = blank(outside, start, end, GONE)
    prose = mask(outside, NOT_PROSE)
    result.numbers = numbers_in_prose(prose)
    result.headings = headings_of(outside)
    for start, end in displays + inlines:
        result.numbers += numbers_in_math(text, start, end)
    result.numbers.sort(key=lambda number: number.start)
    for start, sign, words in ties:
        result.errors += [(start, message) for message in misplaced(source, start, sign + words)]
        begin, end = span_before(prose, start, displays + inlines, result.numbers)
        formula = text[begin:end] if (begin, end) in displays + inlines else None
        attach(result, start, sign, words, (begin, end), formula)
    for start, end in displays:
        for line, sign, words, comment in display_lines(text, start, end):
            attach(result, comment, sign, words, (line, comment), text[line:comment])
    return result


def headings_of(text):
    """The headings of a text, each a `Heading`. What a card or a summary is called is tested elsewhere."""
    found = []
    for match in HEADING.finditer(text):
        title = re.sub(r"^(?:Exercise|Question|Chapter) [\d.]+|^In five lines$", "", mask(match[2], NOT_PROSE))
        numbers = [n for n in numbers_in_prose(title) if not n.exempt and n.text.lower() != "two"]
        found.append(Heading(match.start(), len(match[1]), numbers))
    return found


def misplaced(source, start, expressions):
    """Why a tie would show or break the page where it stands."""
    line = source[source.rfind("\n", 0, start) + 1 : start]
    if "--" in expressions:
        yield f"the tie <!--{expressions}--> holds --, which ends an HTML comment"
    if line.lstrip("> ").startswith("|") and "|" in expressions:
        yield f"the tie <!--{expressions}--> holds |, which ends a table cell"
    if line.lstrip("> ").startswith("#"):
        yield "a tie in a heading leaks into the search index: say the number in the text"
    if re.search(r"!\[[^\]]*$", line):
        yield "a tie in alt text would be read aloud: say the number in the text"


def attach(result, start, sign, words, span, formula):
    """Record a tie of the numbers in a span, or the reason why it is none; `formula` is LaTeX where one is tied."""
    numbers = [n for n in result.numbers if span[0] <= n.start and n.end <= span[1]]
    parts = [part.strip() for part in words.split(";") if part.strip()]
    try:
        if sign == "~":
            result.ties.append(Tie(start, [], numbers, equation=equation_of(formula, parts)))
        elif not numbers:
            raise TieError(f"no number directly before the tie <!--{sign}{words}-->")
        elif sign == "=":
            result.ties.append(Tie(start, parts, numbers))
        else:
            result.ties.append(Tie(start, [], numbers, *note_of(words)))
    except TieError as error:
        result.errors.append((start, str(error)))


def note_of(words):
    """(numbers, reason) of a note. TieError: it has another form."""
    note = NOTE.fullmatch(words)
    if not note:
        raise TieError(f"a note says number and reason, <!--! 2: any two vectors -->, got <!--!{words}-->")
    return [Fraction(number) for number in note["numbers"].split(";")], note["reason"]


def equation_of(formula, parts):
    """What `website.identities` is asked about a formula, as JSON. TieError: there is none, or it cannot be read."""
    if formula is None:
        raise TieError("<!--~ stands right behind a formula")
    try:
        return json.dumps([*sides(formula), parts])
    except FormulaError as error:
        raise TieError(str(error)) from None


def span_before(prose, position, formulas, numbers):
    """Where what a tie at `position` ties starts and ends: one formula, one bracket, or a single number."""
    while position and prose[position - 1] in TAG + "*_”’\"'":
        if any(end == position for _, end in formulas):
            break
        position -= 1
    for span in formulas:
        if span[1] == position:
            return span
    if position and prose[position - 1] in ")]":
        return opening_bracket(prose, position - 1), position
    start = min((number.start for number in numbers if number.end == position), default=position)
    return start, position


def opening_bracket(text, position):
    """Where the bracket opens that closes at `position`."""
    depth = 0
    for index in range(position, -1, -1):
        depth += (text[index] in ")]") - (text[index] in "([")
        if depth == 0:
            return index
    return position


def display_lines(text, start, end):
    """The lines of a display formula that end in a `%=` comment: (start of line, =, expressions, start of comment)."""
    position = start
    for line in text[start:end].split("\n"):
        comment = LINE_TIE.search(line)
        if comment:
            yield position, comment[1], comment[2].removesuffix("$$"), position + comment.start()
        position += len(line) + 1


# --- numbers --------------------------------------------------------------------------------------------------------


def numbers_in_prose(prose):
    """The numbers of a text without formulas, those in words too."""
    spans = [(match.span(), kind) for kind, pattern in EXEMPT.items() for match in pattern.finditer(prose)]
    found = numbers_in_words(prose)
    for match in PROSE_NUMBER.finditer(prose):
        before, after = prose[max(0, match.start() - 2) : match.start()], prose[match.end() : match.end() + 1]
        in_word = re.search(r"[^\W\d][-‑]?\Z", before) or re.match(r"[^\W\d]", after)
        if in_word and not match["percent"]:
            continue  # part of a name or word: float32, GPT-2, 3D
        sign = re.search(r"(?:^|[^\w)\]%.])([−-])\Z", before)
        found.append(number_of(match, sign is not None))
    for number in found:
        kinds = [kind for (start, end), kind in spans if start <= number.start and number.end <= end]
        number.exempt = (kinds or [number.exempt])[0]
    return found


def numbers_in_words(text, start=0):
    """The number words of a text that begins at `start`, each a Number."""
    return [
        Number(word.start + start, word.end + start, word.text, word.value, None, FREE_WORD * word.free, word=True)
        for word in number_words(text)
    ]


def numbers_in_math(text, start, end):
    formula = mask(text[start:end], NOT_MATH)
    names = re.sub(r"\\([A-Za-z]+)", lambda m: m[1] if m[1] in GREEK else "", formula)
    has_letters = re.search(r"[A-Za-z]", names) is not None
    found = []
    for match in MATH_NUMBER.finditer(formula):
        before = formula[: match.start()].rstrip(" \n{")
        if re.search(r"(?<![\\A-Za-z])[A-Za-z]$", before) and not formula[match.start() - 1].isspace():
            continue  # part of a name: x2
        if re.match(r"(?:em|ex|pt)\b", formula[match.end() :]):
            continue
        sign = re.search(r"(?:^|[($\[{,=&+×·^<>|]|\\[A-Za-z,;:! \\]+)\s*([−-])$", before)
        number = number_of(match, sign is not None)
        number.start, number.end = number.start + start, number.end + start
        related = re.search(r"(?:[=≈<>≤≥]|\\(?:approx|leq?|geq?|neq?|lt|gt|simeq))&?\s*[−-]?$", before)
        number.structural = has_letters and not related and number.text in ("0", "1", "2")
        found.append(number)
    for words in MATH_TEXT.finditer(formula):
        found += numbers_in_words(words[1], start + words.start(1))
    return found


def number_of(match, minus):
    """The Number that a match of PROSE_NUMBER or MATH_NUMBER stands for; `minus` if a sign stands before it."""
    group = match.groupdict().get
    top, bottom = group("top") or group("above"), group("bottom") or group("below")
    unit = None
    if match["fraction"]:
        value = Fraction(int(top), int(bottom)) if int(bottom) else Fraction(0)
    elif match["vulgar"]:
        value = Fraction(unicodedata.numeric(match["vulgar"])).limit_denominator(10)
    else:
        value, unit = decimal_of(match)
    text = re.sub(rf"[ \n{TAG}*]+", " ", match[0])
    return Number(match.start(), match.end(), "−" * minus + text, -value if minus else value, unit)


def decimal_of(match):
    """(value, unit) of a decimal; the unit is None for a whole number or a bare power of ten, which are exact."""
    raised = (match["raised"] or "").translate(SUPERSCRIPT)
    exponent = match["exponent"] or raised or match["e"] or "0"
    power = Fraction(10) ** int(exponent.replace("−", "-"))
    if match["decimal"] is None and match["mantissa"] is None:
        return power, None
    digits = re.sub(rf"[,{SPACES}]|\\,|\{{,\}}", "", match["decimal"] or match["mantissa"])
    unit = Fraction(1, 10 ** len(digits.partition(".")[2])) * power
    if match["percent"]:
        unit /= 100
        power /= 100
    rounded = "." in digits or power != 1
    return Fraction(digits if digits[0] != "." else "0" + digits) * power, unit if rounded else None
