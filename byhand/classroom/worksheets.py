"""Printable worksheets: attention with a pencil, on numbers that differ from copy to copy, and their keys.

    python -m byhand.classroom.worksheets --copies 30 --seed 1 --out sheets

writes sheets/worksheets.html, one page for each copy, and sheets/keys.html. Print them from a browser, on A4 or Letter.
The same seed gives the same sheets, and a copy stays what it is when more copies are asked for.

The calculation is that of the pencil example in chapter 08: three words, four channels for queries and keys, two for
values, and powers of 2 in the place of e. Everything is exact: scores and outputs are whole numbers, shares are
fractions. Numbers are drawn so that one word is ahead in each row, and so that each slip in SLIPS shows in the output.
"""

import argparse
import itertools
import random
import sys
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm
from operator import mul
from pathlib import Path

from byhand import htmltable
from byhand.wording import count, times

WORDS = (
    ("cat", "sat", "mat"),
    ("dog", "slept", "sofa"),
    ("bird", "sang", "tree"),
    ("fish", "swam", "pond"),
    ("girl", "read", "book"),
    ("boy", "ate", "apple"),
    ("bee", "found", "rose"),
    ("king", "lost", "crown"),
)
CHANNELS, PLACES = ("a", "b", "c", "d"), ("first", "second")
BASE = 2  # of the powers that stand in the place of powers of e
ROOT = isqrt(len(CHANNELS))  # what the scores are divided by
STEPS = ("scores", "halves", "powers", "shares", "output", "largest", "sums")
MOST_COPIES = 1000
LARGEST_SCORE = 6  # halved 3, and 2 to the power of 3 is 8
LARGEST_DENOMINATOR = 20  # the values are multiples of the shares' common denominator, so that outputs are whole
VECTORS = [row for row in itertools.product(range(3), repeat=len(CHANNELS)) if 2 <= sum(map(bool, row)) <= 3]


@dataclass(frozen=True)
class Sheet:
    """One copy: its number, the seed, three words, and the rows of Q (3, 4), K (3, 4) and V (3, 2), whole numbers."""

    copy: int
    seed: int
    words: tuple
    q: tuple
    k: tuple
    v: tuple


def sheets(copies, seed=1):
    """The first `copies` sheets of this seed, no two with the same numbers."""
    found, seen = [], set()
    for copy in range(1, copies + 1):
        rng = random.Random(f"{seed} {copy}")
        while (numbers := _draw(rng)) in seen:
            pass
        seen.add(numbers)
        found.append(Sheet(copy, seed, _one_of(WORDS, rng), *numbers))
    return found


def _one_of(options, rng):
    """One of the options, by rng.random() alone, whose numbers Python promises never to change."""
    return options[int(rng.random() * len(options))]


def _draw(rng):
    """(q, k, v), drawn until they can be used; several queries for the same keys, since finding these takes longest."""
    while True:
        k = tuple(_one_of(VECTORS, rng) for _ in range(3))
        queries = [q for q in VECTORS if _has_a_winner([_dot(q, row) for row in k])]
        for _ in range(len(queries) if _is_varied(k) else 0):
            q = tuple(_one_of(queries, rng) for _ in range(3))
            if not _is_varied(q) or not _have_two_winners(q, k):
                continue
            unit = lcm(*(share.denominator for row in _steps(q, k)["shares"] for share in row))
            v = tuple(tuple(unit * _one_of(range(3), rng) for _ in range(2)) for _ in range(3))
            if unit <= LARGEST_DENOMINATOR and _is_varied(v) and _slips_show(q, k, v):
                return q, k, v


def _has_a_winner(scores):
    """True if the scores can be divided and are not too large, and one of them is ahead of the others."""
    return all(s % ROOT == 0 and s <= LARGEST_SCORE for s in scores) and scores.count(max(scores)) == 1


def _have_two_winners(q, k):
    """True if the rows of scores differ, and no word is ahead in every row."""
    scores = _scores(q, k)
    return _is_varied(scores) and len({row.index(max(row)) for row in scores}) > 1


def _is_varied(table):
    """True if the three rows differ."""
    return len(set(map(tuple, table))) == 3


def _slips_show(q, k, v):
    """True if each calculation, right or wrong, gives its own first row, and rows and columns cannot be confused."""
    shares = _steps(q, k)["shares"]
    outputs = [_mix(shares, v), *slips(q, k, v).values()]
    return (
        _is_varied(outputs[0])
        and len({tuple(output[0]) for output in outputs}) == len(outputs)
        and any(sum(column) != 1 for column in zip(*shares))
    )


# ---- the calculation, in whole numbers and fractions


def solve(sheet):
    """The tables of the key, {"scores", "halves", "powers", "shares", "output": rows}, in ints and Fractions."""
    steps = _steps(sheet.q, sheet.k)
    return steps | {"output": _mix(steps["shares"], sheet.v)}


def _steps(q, k):
    scores = _scores(q, k)
    halves = _halves(scores)
    powers = _powers(halves)
    return {"scores": scores, "halves": halves, "powers": powers, "shares": _shares(powers)}


def number(step):
    """The number of a step on the sheet and on the key."""
    return STEPS.index(step) + 1


SLIPS = {
    f"step {number('halves')} left out": lambda q, k: _shares(_powers(_scores(q, k))),
    "rows of K asked, rows of Q answered": lambda q, k: _shares(_powers(_halves(_scores(k, q)))),
    f"divided without powers of {count(BASE)}": lambda q, k: _shares(_halves(_scores(q, k))),
    "divided by the sums of the columns": lambda q, k: _transposed(
        _shares(_transposed(_powers(_halves(_scores(q, k)))))
    ),
    "columns of shares used as rows": lambda q, k: _transposed(_shares(_powers(_halves(_scores(q, k))))),
}


def slips(q, k, v):
    """{slip: output rows} of the common slips."""
    return {name: _mix(weights(q, k), v) for name, weights in SLIPS.items()}


def _dot(a, b):
    return sum(map(mul, a, b))


def _scores(q, k):
    return [[_dot(asks, answers) for answers in k] for asks in q]


def _halves(scores):
    return [[s // ROOT for s in row] for row in scores]  # drawn so that nothing is left over


def _powers(table):
    return [[BASE**s for s in row] for row in table]


def _shares(table):
    return [[Fraction(x, sum(row)) for x in row] for row in table]


def _mix(weights, v):
    return [[_dot(row, channel) for channel in zip(*v)] for row in weights]


def _transposed(table):
    return [list(column) for column in zip(*table)]


# ---- the pages

STYLE = """
:root { color-scheme: light; }
@page { margin: 13mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 180mm; background: #fff; color: #000; font: 11pt/1.35 system-ui, sans-serif; }
header { display: flex; justify-content: space-between; align-items: baseline; border-bottom: 1pt solid #000; }
h1 { font-size: 15pt; margin: 0 0 1mm; }
p { margin: 2mm 0; }
.row { display: flex; flex-wrap: wrap; gap: 2mm 9mm; align-items: flex-end; margin: 3mm 0; }
.sheet { break-after: page; }
.sheet:last-child { break-after: auto; }
.key { break-inside: avoid; font-size: 9pt; margin-bottom: 8mm; }
.key h1 { font-size: 12pt; }
.key .row { gap: 2mm 7mm; margin: 2mm 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 1mm; }
th { font-weight: 400; text-align: right; padding: 0.3mm 2mm; }
thead th { text-align: center; }
td { border: 0.5pt solid #000; text-align: center; padding: 0.3mm 2mm; min-width: 7mm; }
.blank td { width: 17mm; height: 8mm; }
thead td, .slips td { border: 0; }
.slips th, .slips td { text-align: left; padding: 0 2mm 0 0; }
.line { display: inline-block; width: 9mm; border-bottom: 0.5pt solid #000; }
.name { width: 62mm; }
.word { width: 18mm; }
@media screen { body { padding: 6mm; } .sheet, .key { border-bottom: 1pt dashed #000; margin-bottom: 8mm; } }
"""


def worksheet_page(copies):
    """The HTML of the worksheets, one printed page for each Sheet."""
    return _page("Attention with a pencil", map(_worksheet, copies))


def key_page(copies):
    """The HTML of the keys, one block for each Sheet, with the copy's number."""
    return _page("Keys: attention with a pencil", map(_key, copies))


def _page(title, blocks):
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n" + "\n".join(blocks) + "\n</main>\n</body>\n</html>\n"
    )


def _worksheet(sheet):
    words = sheet.words
    first, second, third = words
    return "\n".join([
        f'<section class="sheet">{_header("Attention with a pencil", sheet)}',
        f"<p>Name: {_line('name')}</p>",
        "<p>Each word has a query (its row of Q: what it asks), a key (its row of K: what it offers) and a value "
        "(its row of V: what it gives).</p>",
        f'<div class="row">{_inputs(sheet)}</div>',
        f"<p>For example, {first} asks {second}: {_products(len(CHANNELS))}</p>",
        '<div class="row blank">',
        _table(
            f"{number('scores')} · Scores Q Kᵀ: a row of Q times a row of K. Rows ask, columns answer.", words, words
        ),
        _table(
            f"{number('halves')} · Divide by {ROOT}, the root of the {count(len(CHANNELS))} channels.", words, words
        ),
        '</div><div class="row blank">',
        _table(
            f"{number('powers')} · {count(BASE).capitalize()} to the power of each number, and the sum of each row.",
            words,
            (*words, "sum"),
        ),
        _table(f"{number('shares')} · Shares: each power divided by the sum of its row, as a fraction.", words, words),
        '</div><div class="row blank">',
        _table(f"{number('output')} · Output: share times value, added up.", words, PLACES),
        f"<p>For example, {first}, {PLACES[0]} place:<br><br>{_products(len(words))}</p></div>",
        f"<p>{number('largest')} · Who gets the largest share of {first}? {_line('word')} of {second}? {_line('word')} "
        f"of {third}? {_line('word')}</p>",
        f"<p>{number('sums')} · Do the rows of the shares add up to 1? {_line('word')} "
        f"And the columns? {_line('word')}</p>",
        f"<p>Step {number('powers')} takes powers of {BASE} in the place of powers of e: "
        f"one point more means {times(BASE)} the share.</p></section>",
    ])


def _line(kind=""):
    """A line to write on."""
    return f'<span class="line {kind}"></span>'


def _products(count):
    return " + ".join([f"{_line()} × {_line()}"] * count) + f" = {_line()}"


def _key(sheet):
    words, key = sheet.words, solve(sheet)
    sums = [[*row, sum(row)] for row in key["powers"]]
    return "\n".join([
        f'<section class="key">{_header("Key", sheet)}',
        f'<div class="row">{_inputs(sheet)}</div><div class="row">',
        _table(f"{number('scores')} · Scores", words, words, key["scores"]),
        _table(f"{number('halves')} · Divided by {ROOT}", words, words, key["halves"]),
        _table(f"{number('powers')} · Powers of {count(BASE)}", words, (*words, "sum"), sums),
        '</div><div class="row">',
        _table(f"{number('shares')} · Shares", words, words, key["shares"]),
        _table(f"{number('output')} · Output", words, PLACES, key["output"]),
        _slip_table(sheet),
        f"</div><p>{number('largest')} · Largest share: {_winners(words, key['shares'])}. "
        f"{number('sums')} · The rows add up to {_listed({sum(row) for row in key['shares']})}, "
        f"the columns to {_listed(map(sum, zip(*key['shares'])))}.</p></section>",
    ])


def _header(title, sheet):
    return f"<header><h1>{title}</h1><span>copy {sheet.copy} · seed {sheet.seed}</span></header>"


def _inputs(sheet):
    return (
        _table("Q", sheet.words, CHANNELS, sheet.q)
        + _table("K", sheet.words, CHANNELS, sheet.k)
        + _table("V", sheet.words, PLACES, sheet.v)
    )


def _winners(words, shares):
    return ", ".join(f"{word} → {words[row.index(max(row))]}" for word, row in zip(words, shares))


def _slip_table(sheet):
    """What each slip gives for the first word, so that a wrong result can be traced."""
    rows = [
        [htmltable.row_head(slip), htmltable.cell(_listed(output[0]))]
        for slip, output in slips(sheet.q, sheet.k, sheet.v).items()
    ]
    return htmltable.table(rows, caption=f"Output of {sheet.words[0]} after a slip", class_="slips")


def _listed(numbers):
    return ", ".join(map(str, numbers))


def _table(caption, rows, columns, cells=None):
    """A table with named rows and columns; without `cells` it is left empty for the pencil."""
    cells = cells or [[""] * len(columns)] * len(rows)
    head = [htmltable.cell(), *map(htmltable.column_head, columns)]
    body = [[htmltable.row_head(name), *map(htmltable.cell, row)] for name, row in zip(rows, cells)]
    return htmltable.table(body, head=head, caption=caption)


# ---- the command


def main(arguments=None):
    """Write the two pages. Returns the exit code: 0, or 2 if the folder cannot be written."""
    parser = argparse.ArgumentParser(
        prog="python -m byhand.classroom.worksheets",
        description="Write printable worksheets for attention by hand, no two copies alike, and their keys.",
    )
    parser.add_argument("--copies", type=_copies, default=30, metavar="N", help="how many sheets (%(default)s)")
    parser.add_argument(
        "--seed", type=_seed, default=1, metavar="N", help="another seed gives other numbers (%(default)s)"
    )
    parser.add_argument("--out", type=Path, default=Path("worksheets"), metavar="DIR", help="folder (worksheets)")
    options = parser.parse_args(arguments)
    copies = sheets(options.copies, options.seed)
    pages = {"worksheets.html": worksheet_page(copies), "keys.html": key_page(copies)}
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            (options.out / name).write_text(page, encoding="utf-8")
    except OSError as error:
        print(f"cannot write to {options.out}: {error.strerror}", file=sys.stderr)
        return 2
    print(f"{options.copies} worksheets: {options.out / 'worksheets.html'}, keys: {options.out / 'keys.html'}")
    return 0


def _copies(text):
    if not text.isdecimal() or not 1 <= int(text) <= MOST_COPIES:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST_COPIES}: got {text!r}")
    return int(text)


def _seed(text):
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number: got {text!r}") from None


if __name__ == "__main__":
    sys.exit(main())
