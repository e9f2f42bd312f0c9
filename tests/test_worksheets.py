"""The worksheets: every printed number is checked from the pages themselves, by other arithmetic than the library's."""

import itertools
import math
import subprocess
import sys
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from attnlib import attention, attention_weights
from byhand.classroom import worksheets

ROOT = Path(__file__).parent.parent
SEEDS, SAMPLE = 500, 100
PLACES = range(3)


class Page(HTMLParser):
    """The sections of a page: {"text": …, "tables": {caption: rows of text, without the names of rows}}."""

    def __init__(self, html):
        super().__init__()
        self.sections, self.tags = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag in ("meta", "br"):
            return
        self.tags.append(tag)
        if tag == "section":
            self.sections.append({"text": "", "tables": []})
        elif tag == "table":
            self.sections[-1]["tables"].append({"caption": "", "names": [], "rows": []})
        elif tag == "tr":
            self.table["rows"].append([])
        elif tag == "td" and "thead" not in self.tags:
            self.table["rows"][-1].append("")

    def handle_endtag(self, tag):
        assert self.tags.pop() == tag

    def handle_data(self, data):
        if "section" not in self.tags:
            return
        self.sections[-1]["text"] += data
        if self.tags[-1] == "caption":
            self.table["caption"] += data
        elif self.tags[-1] == "th":
            self.table["names"].append(data)
        elif self.tags[-1] == "td":
            self.table["rows"][-1][-1] += data

    @property
    def table(self):
        return self.sections[-1]["tables"][-1]


def tables_of(section):
    """{caption: the cells as text}, without the empty row of the table's head."""
    return {table["caption"]: [row for row in table["rows"] if row] for table in section["tables"]}


def numbers(rows):
    return [[Fraction(cell) for cell in row] for row in rows]


def from_pages(seed):
    """What is printed for copy 1 of a seed: the section of the worksheet, and the section of the key."""
    copies = worksheets.sheets(1, seed)
    (sheet,), (key,) = (
        Page(html).sections for html in (worksheets.worksheet_page(copies), worksheets.key_page(copies))
    )
    return sheet, key


def check(sheet, key):
    """Hold every number of a printed key against the printed Q, K and V, by equations, not by redoing the steps."""
    given, found = (
        tables_of(sheet),
        {name: numbers(rows) for name, rows in tables_of(key).items() if "slip" not in name},
    )
    q, k, v = (numbers(given[name]) for name in "QKV")
    assert [found[name] for name in "QKV"] == [q, k, v]
    scores, halves, powers, shares, output = (
        found[name] for name in ("1 · Scores", "2 · Divided by 2", "3 · Powers of two", "4 · Shares", "5 · Output")
    )
    for i, j in itertools.product(PLACES, PLACES):
        score = 0
        for channel in range(4):
            score += q[i][channel] * k[j][channel]
        assert scores[i][j] == score == 2 * halves[i][j]
        assert math.log2(powers[i][j]) == halves[i][j]
        # A share is 1 divided by what all words get for each one that this word gets.
        assert shares[i][j] * sum(Fraction(2) ** int(halves[i][other] - halves[i][j]) for other in PLACES) == 1
    for i in PLACES:
        assert powers[i][3] == powers[i][0] + powers[i][1] + powers[i][2]
        assert sum(shares[i]) == 1
        for place in range(2):
            # An output is as far below some values as it is above others, weighted.
            assert sum(shares[i][j] * (v[j][place] - output[i][place]) for j in PLACES) == 0
    return {"q": q, "k": k, "v": v, "scores": scores, "halves": halves, "shares": shares, "output": output}


@pytest.fixture(scope="module")
def printed(thorough):
    """The two printed sections for each seed."""
    return {seed: from_pages(seed) for seed in range(SEEDS if thorough else SAMPLE)}


@pytest.fixture(scope="module")
def checked(printed):
    return {seed: check(*sections) for seed, sections in printed.items()}


def test_every_key_is_exact(checked):
    """The check is made where the pages are read."""
    assert len(checked) >= SAMPLE


def test_the_library_computes_the_same(checked):
    for tables in list(checked.values())[::10]:
        q, k, v = (np.array(tables[name], dtype=float) for name in "qkv")
        scale = math.log(2) / 2
        np.testing.assert_allclose(attention_weights(q, k, scale=scale), np.array(tables["shares"], dtype=float))
        np.testing.assert_allclose(attention(q, k, v, scale=scale), np.array(tables["output"], dtype=float), atol=1e-12)


def test_numbers_stay_small_and_whole_and_no_word_is_tied_for_the_largest_share(checked):
    for tables in checked.values():
        assert all(number in (0, 1, 2) for name in "qk" for row in tables[name] for number in row)
        assert all(number.denominator == 1 and 0 <= number <= 40 for row in tables["v"] for number in row)
        assert all(number.denominator == 1 and 0 <= number <= 3 for row in tables["halves"] for number in row)
        assert all(number.denominator == 1 for row in tables["output"] for number in row)
        assert all(number.denominator <= 20 for row in tables["shares"] for number in row)
        assert all(row.count(max(row)) == 1 for row in tables["shares"])


def test_no_sheet_can_be_done_without_reading_it(checked):
    """Every row asks on two channels or more, words win in turn, and the columns do not add up to 1."""
    for tables in checked.values():
        assert all(sum(map(bool, row)) >= 2 for name in "qk" for row in tables[name])
        assert len({row.index(max(row)) for row in tables["shares"]}) > 1
        assert any(sum(column) != 1 for column in zip(*tables["shares"]))


def test_seeds_differ(checked):
    assert len({str([tables[name] for name in "qkv"]) for tables in checked.values()}) > 0.99 * len(checked)


def test_the_closing_lines_of_a_key(printed, checked):
    for seed, (sheet, key) in printed.items():
        words = sheet["tables"][0]["names"][4:]
        shares = checked[seed]["shares"]
        winners = ", ".join(f"{words[i]} → {words[max(PLACES, key=shares[i].__getitem__)]}" for i in PLACES)
        columns = ", ".join(str(shares[0][j] + shares[1][j] + shares[2][j]) for j in PLACES)
        assert f"6 · Largest share: {winners}." in key["text"]
        assert f"7 · The rows add up to 1, the columns to {columns}." in key["text"]


def wrong_outputs(q, k, v):
    """The first row of the output after each slip, in floats, with NumPy."""
    q, k, v = (np.array(table, dtype=float) for table in (q, k, v))
    powers = 2 ** (q @ k.T / 2)

    def by_rows(table):
        return table / table.sum(axis=1, keepdims=True)

    weights = {
        "step 2 left out": by_rows(2 ** (q @ k.T)),
        "rows of K asked, rows of Q answered": by_rows(2 ** (k @ q.T / 2)),
        "divided without powers of two": by_rows(q @ k.T / 2),
        "divided by the sums of the columns": powers / powers.sum(axis=0),
        "columns of shares used as rows": by_rows(powers).T,
    }
    return {slip: (table @ v)[0] for slip, table in weights.items()}


def test_the_slips_are_what_they_say_and_none_gives_the_right_output(printed, checked):
    for seed, (_, key) in printed.items():
        tables = checked[seed]
        slip_table = next(table for table in key["tables"] if "slip" in table["caption"])
        said = {
            slip: [float(Fraction(number)) for number in row[0].split(", ")]
            for slip, row in zip(slip_table["names"], slip_table["rows"])
        }
        expected = wrong_outputs(tables["q"], tables["k"], tables["v"])
        assert said.keys() == expected.keys()
        for slip, row in expected.items():
            np.testing.assert_allclose(said[slip], row, atol=1e-9)
        right = [float(number) for number in tables["output"][0]]
        for one, other in itertools.combinations([right, *said.values()], 2):
            assert max(abs(a - b) for a, b in zip(one, other)) > 1e-6


def altered(section, caption, row, column):
    """A copy of a printed key in which one number is one larger."""
    tables = [table | {"rows": [list(cells) for cells in table["rows"]]} for table in section["tables"]]
    cells = [cells for table in tables if table["caption"] == caption for cells in table["rows"] if cells][row]
    cells[column] = str(Fraction(cells[column]) + 1)
    return section | {"tables": tables}


@pytest.mark.parametrize(
    "caption, width",
    [
        ("Q", 4),
        ("K", 4),
        ("V", 2),
        ("1 · Scores", 3),
        ("2 · Divided by 2", 3),
        ("3 · Powers of two", 4),
        ("4 · Shares", 3),
        ("5 · Output", 2),
    ],
)
def test_the_checker_bites(printed, caption, width):
    sheet, key = printed[7]
    for row, column in itertools.product(PLACES, range(width)):
        with pytest.raises(AssertionError):
            check(sheet, altered(key, caption, row, column))


# ---- copies and pages


def test_copies_differ_and_stay_what_they_are():
    many = worksheets.sheets(40, seed=3)
    assert worksheets.sheets(5, seed=3) == many[:5]
    assert len({(sheet.q, sheet.k, sheet.v) for sheet in many}) == 40
    assert len({sheet.words for sheet in many}) > 4
    assert worksheets.sheets(1, seed=4)[0].q != many[0].q or worksheets.sheets(1, seed=4)[0].k != many[0].k


def test_copy_number_and_seed_stand_on_sheet_and_key():
    copies = worksheets.sheets(12, seed=5)
    for page in (worksheets.worksheet_page(copies), worksheets.key_page(copies)):
        sections = Page(page).sections
        assert len(sections) == 12
        for number, section in enumerate(sections, start=1):
            assert f"copy {number} · seed 5" in section["text"]


def test_a_worksheet_has_room_and_does_not_give_the_answer_away(printed):
    sheet, _ = printed[1]
    filled = tables_of(sheet)
    empty = {caption: rows for caption, rows in filled.items() if caption[0].isdigit()}
    assert [caption[0] for caption in empty] == list("12345")
    assert [(len(rows), len(rows[0])) for rows in empty.values()] == [(3, 3), (3, 3), (3, 4), (3, 3), (3, 2)]
    assert not any(cell for rows in empty.values() for row in rows for cell in row)


def test_a_page_is_whole_and_asks_for_nothing_else():
    for page in (worksheets.worksheet_page, worksheets.key_page):
        html = page(worksheets.sheets(2))
        assert Page(html).tags == [] and html.startswith("<!doctype html>")
        assert "http" not in html and "<script" not in html and "src=" not in html
        assert html.count("<main>") == 1
        assert html.count('<th scope="col">') + html.count('<th scope="row">') == html.count("<th ")


# ---- the command


def run(*arguments, folder):
    return subprocess.run(
        [sys.executable, "-m", "byhand.classroom.worksheets", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )


def test_the_command_writes_the_same_pages_for_the_same_seed(tmp_path):
    for out in ("one", "two"):
        done = run("--copies", "3", "--seed", "2", "--out", out, folder=tmp_path)
        assert done.returncode == 0 and done.stdout.startswith("3 worksheets: ") and done.stderr == ""
    for name in ("worksheets.html", "keys.html"):
        one, two = ((tmp_path / out / name).read_bytes() for out in ("one", "two"))
        assert one == two
    assert (tmp_path / "one" / "keys.html").read_text(encoding="utf-8") == worksheets.key_page(worksheets.sheets(3, 2))


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--copies", "0"], "must be a whole number from 1 to 1000: got '0'"),
        (["--copies", "many"], "must be a whole number from 1 to 1000: got 'many'"),
        (["--seed", "x"], "must be a whole number: got 'x'"),
        (["--copies", "1", "--out", "taken"], "cannot write to taken: File exists"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, arguments, words):
    (tmp_path / "taken").write_text("a file")
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr
