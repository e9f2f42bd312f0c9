"""Answers to the exercises of chapter 02: right ones, wrong ones, slips with the words that name them."""

from byhand.head import RUNNING as HEAD


def look_up(words, table):
    return [table[word.lower()] for word in words]


RIGHT = [("2.1", [1.25, 0]), ("2.2", 4), ("2.3", look_up), ("2.4", [0.5, 0.75, 0, 0, 0]), ("2.4", [0.5, 0.75, 3, 1, 2])]
WRONG = [
    ("2.1", [1, 1]),
    ("2.2", 3),
    ("2.3", lambda words, table: [table[word] for word in words]),
    ("2.3", lambda words, table: [table.get(word.lower(), HEAD.x[0]) for word in words]),
    ("2.3", lambda words, table: [table[word.lower()] if word.lower() in table else 1 / 0 for word in words]),  # noqa: SIM401
    ("2.4", HEAD.x[1]),
]
SLIPS = [
    ("2.1", [1.5, 0], "You added numbers"),
    ("2.2", 2, "comes twice"),
    ("2.3", lambda words, table: [table[w] for w in words], "'The'"),
    ("2.3", lambda words, table: [table.get(word.lower(), HEAD.x[0]) for word in words], "it raises no error"),
]
ZEROS = [("2.4", [0] * 5)]
