"""Numbers, words and sentences as the figures write them, and the checks of what comes in."""

import math
import numbers
import re
import unicodedata

import numpy as np

ELLIPSIS = "…"
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def number(value, decimals=None, *, leading_zero=True):
    """One value as text: −0.25, 0, 3/4; a string stays as it is, NaN reads "not a number".

    decimals=None: up to four significant digits, no trailing zeros. An exact zero is "0" in either case.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if not isinstance(value, numbers.Real):
        return clean(str(value))
    if not isinstance(value, numbers.Integral) and isinstance(value, numbers.Rational):
        return minus(str(value))
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else minus("∞" if value > 0 else "-∞")
    if value == 0:
        return "0"
    if isinstance(value, numbers.Integral):
        return minus(str(value))
    text = minus(_shortest(value) if decimals is None else f"{value:.{decimals}f}")
    return text if leading_zero else re.sub(r"^(−?)0\.", r"\1.", text)


def _shortest(value):
    text = f"{value:.4g}"
    return text if "e" in text or "." not in text else text.rstrip("0").rstrip(".")


def minus(text):
    """The text with the true minus sign."""
    return text.replace("-", "−")


def percent(share):
    """A share as percent: 0.2226 is "22 %". The space does not break."""
    return f"{number(round(100 * float(share)))}\u00a0%"


def clean(text):
    """The text as one line of characters that XML allows; everything else shows as �."""
    return _INVALID.sub("\ufffd", " ".join(str(text).split()) if str(text).strip() else "")


def width(text, size):
    """About how wide the text is at this size, in the same unit, in a sans-serif face."""
    return size * sum(_advance(character) for character in text)


def _advance(character):
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.1
    if character in " .,:;'!|iIjlt":
        return 0.34
    return 0.9 if character in "mwMW%@" else 0.6


def shorten(text, limit, size):
    """The text, cut to the width `limit` with an ellipsis if it is wider."""
    text = clean(text)
    if width(text, size) <= limit:
        return text
    while text and width(text + ELLIPSIS, size) > limit:
        text = text[:-1]
    return text + ELLIPSIS


def listing(words):
    """a, b and c."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def matrix(values, name="matrix"):
    """The values as a 2-D float array; ValueError if they are none, or hold NaN or nothing."""
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers in rows of one length: got {values!r:.80}") from None
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{name} must have two axes (rows, columns), neither of them empty: got shape {array.shape}")
    return _finite(array, name)


def vector(values, name):
    """The values as a 1-D float array; ValueError if they are none, or hold NaN or nothing."""
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers: got {values!r:.80}") from None
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must have one axis that is not empty: got shape {array.shape}")
    return _finite(array, name)


def _finite(array, name):
    if not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} must hold finite numbers only: got {array[place]} at {place}")
    return array


def labels(words, count, name):
    """The words as a tuple of text, one for each of `count` rows or columns; ValueError if the number differs."""
    if isinstance(words, str):
        raise ValueError(f"{name} must be a list of words, not one string: got {words!r:.40}")
    found = tuple(clean(word) for word in words)
    if len(found) != count:
        raise ValueError(f"{name} must name each of the {count}: got {len(found)} words {found!r:.80}")
    return found


def shares(values, name="weights"):
    """The values as a 2-D array of shares, each from 0 to 1."""
    array = matrix(values, name)
    if array.min() < 0 or array.max() > 1 + 1e-9:
        raise ValueError(f"{name} must be shares from 0 to 1: got values from {array.min():.4g} to {array.max():.4g}")
    return array


def place(query, tokens):
    """The index of the asking word, given as an index or as a word that stands in the sentence once."""
    if isinstance(query, str):
        if tokens.count(query) != 1:
            raise ValueError(f"query must be a word that stands once in {' '.join(tokens)!r:.80}, or an index: "
                             f"got {query!r}, which stands there {tokens.count(query)} times")
        return tokens.index(query)
    if not isinstance(query, numbers.Integral) or not -len(tokens) <= query < len(tokens):
        raise ValueError(f"query must be an index from 0 to {len(tokens) - 1} or a word: got {query!r}")
    return int(query) % len(tokens)


def cells(mark, shape):
    """The marked cells as a set of (i, j); ValueError for one outside the matrix."""
    marked = {(int(i), int(j)) for i, j in mark or ()}
    for i, j in marked:
        if not (0 <= i < shape[0] and 0 <= j < shape[1]):
            raise ValueError(f"mark must name cells inside {shape[0]} rows and {shape[1]} columns: got {(i, j)}")
    return marked
