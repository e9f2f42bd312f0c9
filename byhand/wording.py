"""Numbers, lists and sentences as the figures write them."""

import math
import numbers
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np

ELLIPSIS = "…"
_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NOT_IN_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NARROW = set(" .,:;'!|iIjlt()")
_WIDE = set("mwMW%@—")


def number(value, decimals=None, digits=4):
    """One value as text: −0.25, 0, 3/4. Text stays as it is, NaN reads "not a number".

    decimals=None: up to `digits` significant digits, no trailing zeros. An exact zero is "0" in either case.
    """
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if not isinstance(value, numbers.Real):
        return clean(value)
    if isinstance(value, numbers.Rational) or value == 0:
        return _minus(str(int(value) if value == 0 else value))
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    text = _minus(_shortest(value, digits) if decimals is None else f"{value:.{decimals}f}")
    return text if text.strip("−0.") else text.lstrip("−")


def matrix_text(values, decimals=None):
    """The numbers of a 2-D array as rows of text.

    decimals=None: as they are if all fit in four digits, else two decimals.
    """
    if decimals is None and not np.allclose(values, _rounded(values), rtol=1e-12, atol=1e-12):
        decimals = 2
    return [[number(float(value), decimals) for value in row] for row in values]


def _rounded(values):
    return [[float(f"{value:.4g}") for value in row] for row in values]


def _shortest(value, digits):
    text = f"{value:.{digits}g}"
    return text if "e" in text or "." not in text else text.rstrip("0").rstrip(".")


def _minus(text):
    return text.replace("-", "−")


def fixed(value, decimals):
    """One value for a narrow table of one number of decimals: "0" for what rounds to zero, "NaN", 1.235e+05."""
    if math.isnan(value):
        return "NaN"
    if not math.isfinite(value):
        return number(value)
    text = f"{value:.{decimals}f}" if abs(value) < 1000 else f"{value:.4g}"
    return "0" if float(text) == 0 else _minus(text)


def without_leading_zero(text):
    """The text of a number without its leading zero, as a cell of a heat map has it: .85, −.3."""
    return re.sub(r"^(−?)0\.", r"\1.", text)


def percent(share):
    """A share as percent: 0.2226 is "22 %", with a space that does not break. An exact half keeps its decimal."""
    value = 100 * float(share)
    tie = math.isclose(value % 1, 0.5, abs_tol=1e-9)
    return f"{number(value, 1 if tie else 0)}\u00a0%"


def count(n):
    """A count as a word up to twelve."""
    return _NAMES[n] if n < len(_NAMES) else str(n)


def times(n):
    """How many times, as a word: once, twice, three times."""
    return {1: "once", 2: "twice"}.get(n) or f"{count(n)} times"


def amount(n, thing):
    """The count with its thing: one row, two rows."""
    return f"{count(n)} {thing}{'' if n == 1 else 's'}"


def listing(names):
    """The names in one phrase: a, b and c."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def clean(text):
    """The text on one line, in characters that a file may hold; any other shows as �."""
    return _NOT_IN_XML.sub("\ufffd", " ".join(re.split(r"[ \t-\r\x85\u2028\u2029]+", str(text)))).strip(" ")


def cut_to_length(text, most):
    """The text, or its beginning with an ellipsis, `most` characters in all. (`cut_to_width` cuts by width.)"""
    return text if len(text) <= most else text[: most - 1] + ELLIPSIS


def width(text, size):
    """About how wide the text is at this size, in the same unit, in a sans-serif face."""
    return size * sum(map(_advance, text))


def _advance(character):
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.2
    return 0.36 if character in _NARROW else 0.92 if character in _WIDE else 0.6


def cut_to_width(text, limit, size):
    """The text, or its beginning and an ellipsis, at most `limit` wide at this size."""
    if width(text, size) <= limit:
        return text
    while text and width(text + ELLIPSIS, size) > limit:
        text = text[:-1]
    return text + ELLIPSIS


def wrap(text, limit, size):
    """The text in lines that are at most `limit` wide, broken at spaces; one long word is cut."""
    lines = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= limit:
            lines[-1] = longer
        else:
            lines.append(cut_to_width(word, limit, size))
    return lines


# What a word does with its attention; the live figures say it with the same templates.
ATTENTION = {
    "none": "{word:text q} attends to no word.",
    "alone": "{word:text q} has one word to attend to, {best:list k}: {share:percent}.",
    "same": "{word:text q} attends to all {count:count} words alike: {even:percent} each.",
    "almost": "{word:text q} attends to all {count:count} words almost alike: about {even:percent} each.",
    "one": ("{word:text q} attends most to {best:list k}: {share:percent}. Equal shares would be {even:percent} each."),
    "several": (
        "{word:text q} attends most to {best:list k}: {share:percent} each. Equal shares would be {even:percent} each."
    ),
}


def attention_sentence(word, tokens, shares):
    """What a word does with its attention: its largest share beside an even one."""
    largest = max(shares)
    best = [token for token, share in zip(tokens, shares) if math.isclose(share, largest, rel_tol=1e-9)]
    if not largest:
        which = "none"
    elif len(shares) == 1:
        which = "alone"
    elif len(best) == len(shares):
        which = "same"
    elif percent(largest) == percent(1 / len(shares)):
        which = "almost"
    else:
        which = "several" if len(best) > 1 else "one"
    facts = {"word": word, "best": best, "share": largest, "count": len(shares), "even": 1 / len(shares)}
    return fill(ATTENTION[which], **facts)


def decimal(value, digits=4):
    """A number of a live figure: up to `digits` decimals, without zeros at the end; a small one keeps two digits."""
    value = float(value)
    if not math.isfinite(value):
        return "no number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if abs(value) >= 1e6:
        return _minus(_halves_up(value, ".2e"))
    text = _trimmed(_halves_up(value, f".{digits}f"))
    if text.strip("-") != "0":
        return _minus(text)
    if value == 0:
        return "0"
    if abs(value) < 1e-6:
        return _minus(_halves_up(value, ".1e"))
    return _minus(_trimmed(_halves_up(value, f".{1 - math.floor(math.log10(abs(value)))}f")))


def _halves_up(value, form):
    """The number in this format; a half is rounded away from zero, as browsers do it."""
    with localcontext(rounding=ROUND_HALF_UP):
        return format(Decimal(value), form)


def _trimmed(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


# How a fact is written in a sentence, by the name of its format; the same as FORMATS in byhand/live/js/format.js.
FORMATS = {
    "text": lambda text, role=None: clean(text),
    "list": lambda names, role=None: listing(list(map(clean, names))),
    "count": count,
    "amount": amount,
    "number": lambda value, digits=4: decimal(value, int(digits)),
    "vector": lambda row, digits=4: f"({', '.join(decimal(value, int(digits)) for value in row)})",
    "percent": percent,
}


def fill(template, **facts):
    """A sentence from its template: fill("{word} is now {row:vector}.", word="cat", row=[1, 0]): "cat is now (1, 0)."

    A place in the template names a fact and its format, one of FORMATS, with an argument if it takes one. That of names
    is their role in the sentence, "q", "k" or "v": a live figure shows it as a colour.
    """

    def write(place):
        name, form, argument = place.groups()
        return FORMATS[form or "text"](facts[name], *([argument] if argument else []))

    return re.sub(r"\{(\w+)(?::(\w+)(?: (\w+))?)?\}", write, template)
