"""Numbers that are written as words: three, a quarter, two fifths, twice, twenty-one, a hundred, third.

`number_words(text)` finds them, each with the number that it says. Pure text work, standard library alone. Some are
free: `one`, which is mostly a pronoun, `once`, `both`, `first` and `second`; `two` where it points to what stands
there or means any two (the two, these two, any two, between two, product of two); `zero` as a point on a scale (mean
zero, from zero, below zero, nearly zero); and `half` in first half, second half, other half and half true.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
UNITS += "seventeen eighteen nineteen twenty".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
CARDINALS = {word: n for n, word in enumerate(UNITS)} | {word: 10 * n for n, word in enumerate(TENS, start=2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6}
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
ORDINALS = {word: n for n, word in enumerate(ORDINALS, start=1)}
PARTS = {"half": 2, "quarter": 4, "hundredth": 100, "thousandth": 1000}
PARTS |= {word: n for word, n in ORDINALS.items() if n > 2}
MULTIPLES = {"once": 1, "twice": 2, "thrice": 3, "both": 2}
MULTIPLES |= dict.fromkeys("double doubles doubled doubling".split(), 2)
MULTIPLES |= dict.fromkeys("triple triples tripled tripling".split(), 3)
MULTIPLES |= {form: Fraction(1, 2) for form in "halve halved halving".split()}


def any_of(words):
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


CARDINAL = rf"(?:{any_of(TENS)}-{any_of(UNITS[1:10])}|{any_of(CARDINALS)})"
FIRST_LETTERS = "".join(
    {word[0] for words in (CARDINALS, SCALES, ORDINALS, PARTS, MULTIPLES) for word in words} | {"a"}
)
NUMBER_WORD = re.compile(
    rf"(?<![\w^\\])(?=[{FIRST_LETTERS}])(?:"
    rf"(?P<whole>{CARDINAL})\s+and\s+a\s+(?P<rest>half|third|quarter)"
    rf"|(?P<top>an?|{CARDINAL})[\s-]+(?P<part>{any_of(PARTS)}s?)"
    rf"|(?:(?P<count>a|{CARDINAL})\s+)?(?P<scale>{any_of(SCALES)})"
    rf"|(?P<cardinal>{CARDINAL})"
    rf"|(?P<bare>half|quarters?)"
    rf"|(?P<multiple>{any_of(MULTIPLES)})"
    rf"|(?P<ordinal>{any_of(ORDINALS)})"
    rf")(?!\w)",
    re.IGNORECASE,
)
FREE = re.compile(r"one|once|both|first|second", re.IGNORECASE)
FREE_BEHIND = {  # a word, and what before it makes it free
    "two": re.compile(r"\b(?:the|these|those|any|every|which|between|product of)\W+$", re.IGNORECASE),
    "zero": re.compile(r"\b(?:mean|from|below|above|between|nearly|almost|close to)\W+$", re.IGNORECASE),
    "half": re.compile(r"\b(?:first|second|other)\W+$", re.IGNORECASE),
}
FREE_BEFORE = {"half": re.compile(r"\W+true\b")}


@dataclass(frozen=True)
class NumberWord:
    """A number in words: where it stands, as it is written, the number that it says, and if it needs no tie."""

    start: int
    end: int
    text: str
    value: Fraction
    free: bool


def number_words(text):
    """The numbers that a text says in words, each a `NumberWord`, in order."""
    return [
        NumberWord(*match.span(), " ".join(match[0].split()), Fraction(said(match)), is_free(match))
        for match in NUMBER_WORD.finditer(text)
    ]


def is_free(match):
    """True if the word mostly counts nothing, or points to what stands there: one, first; the two, these two."""
    word, before, after = match[0].lower(), match.string[: match.start()], match.string[match.end() :]
    if FREE.fullmatch(word):
        return True
    if word in FREE_BEHIND and FREE_BEHIND[word].search(before[-30:]):
        return True
    return word in FREE_BEFORE and FREE_BEFORE[word].match(after) is not None


def said(match):
    """The number that a match of NUMBER_WORD says."""
    group = {name: word.lower() for name, word in match.groupdict().items() if word}
    if "rest" in group:
        return cardinal(group["whole"]) + part(group["rest"])
    if "part" in group:
        return cardinal(group["top"]) * part(group["part"])
    if "scale" in group:
        return cardinal(group.get("count", "a")) * SCALES[group["scale"]]
    if "bare" in group:
        return part(group["bare"])
    for name, numbers in (("multiple", MULTIPLES), ("ordinal", ORDINALS)):
        if name in group:
            return numbers[group[name]]
    return cardinal(group["cardinal"])


def cardinal(word):
    """3 of three, 21 of twenty-one, 1 of a."""
    if word in ("a", "an"):
        return 1
    return sum(CARDINALS[piece] for piece in word.split("-"))


def part(word):
    """1/2 of half, 1/3 of third and thirds."""
    return Fraction(1, PARTS[word.removesuffix("s")])
