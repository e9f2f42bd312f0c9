"""The running example, "The cat sat on the mat": its tables, and the same tables for a reader's own sentence.

Every number is chosen by hand so that it can be redone by hand. A trained model finds such numbers itself, and its
columns have no names. The names of the features are stories told about columns: in lexicon.csv an adjective has some
`article`, because it announces a noun; a word like *is* is half an `action` and half a `link`.
"""

import csv
import functools
import math
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from attnlib._checks import cut_to_length


def _table(rows):
    """A read-only float64 array."""
    array = np.array(rows, dtype=np.float64)
    array.setflags(write=False)
    return array


TOKENS = ("The", "cat", "sat", "on", "the", "mat")
FEATURES = ("object", "living", "action", "link", "article")
CHANNELS = ("thing", "deed", "place")  # of queries and keys: what a word asks for, what it can be found as
VALUE_CHANNELS = ("who", "does", "where")  # of values and outputs: what a word delivers

# Embeddings: (n = 6 words, d_model = 5 features).
X = _table([
    [0.0, 0, 0, 0, 1],  # The
    [0.5, 1, 0, 0, 0],  # cat
    [0.0, 0, 1, 0, 0],  # sat
    [0.0, 0, 0, 1, 0],  # on
    [0.0, 0, 0, 0, 1],  # the
    [1.0, 0, 0, 0, 0],  # mat
])

# Weight matrices: (d_model = 5 features, d_k = d_v = 3 channels).
W_Q = _table([  # what a word asks for: a thing, a deed, a place
    [0.0, 0.2, 0.60],  # object
    [0.0, 0.6, 0.00],  # living
    [0.8, 0.0, 0.65],  # action
    [0.9, 0.0, 0.00],  # link
    [0.6, 0.0, 0.00],  # article
])
W_K = _table([  # what a word offers
    [0.9, 0.0, 0.20],
    [0.0, 0.0, 0.00],
    [0.0, 0.9, 0.00],
    [0.0, 0.0, 0.95],
    [0.0, 0.0, 0.00],
])
W_V = _table([  # what a word delivers: who, does, where
    [0.1, 0.00, 0.4],
    [0.8, 0.00, 0.0],
    [0.0, 0.95, 0.0],
    [0.0, 0.00, 0.9],
    [0.0, 0.00, 0.0],
])

# The example for pencil and paper: n = 3 words, d_k = 4, d_v = 2; with scale = ln(2)/2 every weight is a fraction.
PENCIL_TOKENS = ("cat", "sat", "mat")
PENCIL_Q = _table([[0, 0, 0, 2], [0, 0, 1, 0], [1, 2, 0, 0]])
PENCIL_K = _table([[2, 2, 0, 0], [0, 0, 0, 1], [0, 0, 2, 1]])
PENCIL_V = _table([[20, 0], [0, 20], [20, 20]])

MAX_WORDS = 64  # more words than a table on a page can show


class UnknownWordError(ValueError):
    """Words that have no features: UnknownWordError(word, word, ...)."""

    @property
    def words(self):
        """The words, as written."""
        return self.args

    def __str__(self):
        words = [_quoted(word) for word in self.words]
        return (
            f"no features known for {', '.join(words)}. Give each word its five numbers ({', '.join(FEATURES)}), "
            f"for example embed(text, extra={{{words[0]}: [1, 0, 0, 0, 0]}}), "
            "or add a line to attnlib/lexicon.csv."
        )


def embed(text, extra=None):
    """Look up the five features of each word of a sentence.

    text: str, 1 to MAX_WORDS words. extra: None, or a mapping from a word to its five features; it goes before the
    lexicon. Returns (tokens, x): a tuple of n words as written, and a new array x (n, 5), one row per word.

    Words are split at spaces, dashes (– —) and ellipses, and the punctuation around them is dropped. Upper and lower
    case are the same word. All else, be it an emoji or markup, is part of a word, unknown until `extra` names it.

    Raises TypeError unless text is a str and extra a mapping, ValueError for no word, too many words or wrong features,
    UnknownWordError (a ValueError) that names all words without features.
    """
    tokens = _checked_words(text)
    known = _lexicon() | _entries_of(extra)
    unknown = dict.fromkeys(token for token in tokens if _lookup_key(token) not in known)
    if unknown:
        raise UnknownWordError(*unknown)
    return tokens, np.array([known[_lookup_key(token)] for token in tokens])  # n rows of 5 -> (n, 5)


def _checked_words(text):
    """The words of a text; TypeError unless it is a str, ValueError for no word or more than MAX_WORDS."""
    if not isinstance(text, str):
        raise TypeError(f"text must be a str: got {type(text).__name__}")
    tokens = _split(text)
    if not tokens:
        raise ValueError(f"text must hold at least one word: got {_quoted(text)}")
    if len(tokens) > MAX_WORDS:
        raise ValueError(f"text must hold at most {MAX_WORDS} words: got {len(tokens)}")
    return tokens


def _split(text):
    """The words of a text, as written, without the punctuation around them."""
    pieces = re.split(r"[\s–—…]+|--+", unicodedata.normalize("NFC", text))
    return tuple(word for word in map(_without_punctuation, pieces) if word)


def _without_punctuation(word):
    """`word` without the punctuation and the invisible characters at its ends."""
    kept = [place for place, char in enumerate(word) if not _is_dropped(unicodedata.category(char))]
    return word[kept[0] : kept[-1] + 1] if kept else ""


def _is_dropped(category):
    """True for the Unicode categories of punctuation, control and format characters."""
    return category[0] == "P" or category in ("Cc", "Cf")


def _lookup_key(word):
    """The form in which a word is looked up: one for all its cases and for both shapes of the apostrophe."""
    return unicodedata.normalize("NFC", word.casefold().replace("’", "'"))


def lexicon():
    """The words that `embed` knows, each with its features: a new dict from a word (str) to a list of numbers."""
    return {word: list(features) for word, features in _lexicon().items()}


@functools.cache
def _lexicon():
    """{look-up key: features} of lexicon.csv."""
    with Path(__file__).with_name("lexicon.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    return dict(_entry(f"line {number} of lexicon.csv", row[:1], row[1:]) for number, row in enumerate(rows[1:], 2))


def _entries_of(extra):
    """{look-up key: features} of a reader's words; TypeError unless they are a mapping from str, or None."""
    if extra is None:
        return {}
    if not isinstance(extra, Mapping) or not all(isinstance(word, str) for word in extra):
        raise TypeError(f"extra must map words (str) to five numbers: got {cut_to_length(repr(extra))}")
    return dict(_entry("extra", _split(word), features) for word, features in extra.items())


def _entry(place, words, features):
    """(look-up key, features) of one word; ValueError, with its `place`, unless it is one word with all features."""
    try:
        row = [float(number) for number in features]
    except (TypeError, ValueError, OverflowError):
        row = []
    if len(words) != 1 or len(row) != len(FEATURES) or not all(map(math.isfinite, row)):
        raise ValueError(
            f"{place} must give one word and five finite numbers ({', '.join(FEATURES)}): "
            f"got {' '.join(words)!r}, {cut_to_length(repr(features))}"
        )
    return _lookup_key(words[0]), row


def _quoted(word):
    """`word` in quotes, with what cannot be printed escaped."""
    return repr(cut_to_length(word))
