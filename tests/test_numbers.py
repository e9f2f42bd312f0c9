"""The numbers of the text: the real pages hold, and the check bites."""

import functools
import math
import re
from fractions import Fraction

import nbformat
import numpy as np
import prose_numbers
import pytest
from project import ROOT, chapters
from prose import scan

import attnlib
import attnlib.sentence

CHAPTERS = chapters()
SCORES = ROOT / "chapters" / "04_scores.ipynb"


@functools.cache
def report_of(path):
    return prose_numbers.check_page(path)


def check(text, **variables):
    """The problems of a text whose variables are given."""
    report = prose_numbers.Report("page")
    prose_numbers.check_text(text, {"np": np, "math": math, "Fraction": Fraction, **variables}, report, "")
    return report.problems


def counted(text):
    """The numbers that the rule asks to tie, as they are printed."""
    return [number.text for number in scan(text).counted]


# --- the real pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", prose_numbers.pages(), ids=lambda path: path.name)
def test_every_tied_number_is_what_its_expression_gives(path):
    assert report_of(path).problems == []


def test_at_least_95_percent_of_the_numbers_are_tied():
    reports = [report_of(path) for path in prose_numbers.pages()]
    tied, total = sum(r.tied for r in reports), sum(len(r.statements) for r in reports)
    assert total > 200
    assert tied >= 0.95 * total


# --- it bites -------------------------------------------------------------------------------------------------------


def other_digit(source, number):
    """`source` with the last digit of `number` changed."""
    place = max(i for i in range(number.start, number.end) if source[i] in "0123456789")
    return source[:place] + str((int(source[place]) + 1) % 10) + source[place + 1 :]


def test_one_wrong_digit_fails_and_names_chapter_cell_number_and_expected_value(tmp_path, capsys):
    notebook = nbformat.read(SCORES, as_version=4)
    index, cell, number = first_decimal(notebook)
    cell.source = other_digit(cell.source, number)
    copy = tmp_path / SCORES.name
    nbformat.write(notebook, copy)
    assert prose_numbers.main([str(SCORES)]) == 0
    assert prose_numbers.main([str(copy)]) == 1
    message = capsys.readouterr().err
    printed = scan(cell.source).ties[0].numbers[0].text
    assert printed != number.text
    wanted = rf"04_scores\.ipynb, cell {index}, line \d+: printed {printed}, but .+ = .+: expected {number.text}"
    assert re.search(wanted, message)


def first_decimal(notebook):
    """(cell number, cell, number) of the first tie in a notebook that ties a decimal."""
    for index, cell in enumerate(notebook.cells, start=1):
        ties = scan(cell.source).ties if cell.cell_type == "markdown" else []
        if ties and re.fullmatch(r"0\.\d+", ties[0].numbers[0].text):
            return index, cell, ties[0].numbers[0]
    raise AssertionError("the chapter ties no decimal at the beginning of a cell")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.name)
def test_every_tied_number_of_a_chapter_is_caught_when_its_last_digit_changes(path, monkeypatch):
    changed, missed = [], []
    original = prose_numbers.check_text

    def sweep(source, namespace, report, where):
        for tie in scan(source).ties:
            for number in tie.numbers:
                mutant = prose_numbers.Report(report.page)
                original(other_digit(source, number), namespace, mutant, where)
                changed.append(number)
                if not mutant.problems:
                    missed.append(f"{where}{number.text}")
        original(source, namespace, report, where)

    monkeypatch.setattr(prose_numbers, "check_text", sweep)
    assert prose_numbers.check_page(path).problems == []
    assert len(changed) >= report_of(path).tied >= 10
    assert missed == []


@pytest.mark.parametrize("number", ["03", "04", "05", "07"])
def test_the_numbers_of_the_text_fail_when_an_input_of_the_example_changes(number, monkeypatch):
    x = attnlib.sentence.X.copy()
    x[attnlib.sentence.TOKENS.index("mat"), 0] = 0.9
    x.flags.writeable = False
    monkeypatch.setattr(attnlib, "X", x)
    monkeypatch.setattr(attnlib.sentence, "X", x)
    path = next(path for path in CHAPTERS if path.name.startswith(number))
    assert any("printed" in problem for problem in prose_numbers.check_page(path).problems)


def test_a_share_below_95_percent_fails(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("0.85<!--= X[1, 1] * 0.85 --> and 7", encoding="utf-8")
    assert prose_numbers.main([str(page)]) == 1
    captured = capsys.readouterr()
    assert "total: tied 1 of 2 numbers, 50.0 %, 0 problems" in captured.out
    assert "not tied: 7 (line 1)" in captured.out


def test_a_missing_file_is_named(capsys):
    with pytest.raises(SystemExit):
        prose_numbers.main(["chapters/none.ipynb"])
    assert "no such file: chapters/none.ipynb" in capsys.readouterr().err


def test_the_share_is_rounded_down():
    assert prose_numbers.share(1999, 2000) == "tied 1999 of 2000 numbers, 99.9 %"


# --- what is a number -----------------------------------------------------------------------------------------------

FOUND = {
    "0.85 and 0.2": ["0.85", "0.2"],
    "−0.3, -0.3 and x−1": ["−0.3", "−0.3", "1"],
    "0.5−0.3, 0.5 − 0.3": ["0.5", "0.3", "0.5", "0.3"],
    "22 %, 22% and 16.7 %": ["22 %", "22%", "16.7 %"],
    "**22** %": ["22 %"],
    "1/3, ½, 2/5": ["1/3", "½", "2/5"],
    "12\u2009000 or 12,000 of (1, 200)": ["12\u2009000", "12,000", "1", "200"],
    "10⁻⁹, 3 × 10⁻⁸, 1e-9": ["10⁻⁹", "3 × 10⁻⁸", "1e-9"],
    "0.8×0.9 ÷√3": ["0.8", "0.9", "3"],
    "3–5 words": ["3", "5"],
    "a 5-dimensional (6, 5) table": ["5", "6", "5"],
    '<b class="q2">7</b> <span data-n="3">x</span>': ["7"],
    "| 1 | 0.5 |\n|---|---:|\n| 2 | 3 |": ["1", "0.5", "2", "3"],
    r"$0.8 \times 0.9 = -0.72$": ["0.8", "0.9", "−0.72"],
    r"$\frac{1}{2} + 1/3$": [r"\frac{1}{2}", "1/3"],
    r"$0.85 / \sqrt{3}$": ["0.85", "3"],
    r"$(-0.3) - 0.2$": ["−0.3", "0.2"],
    r"$22\,\%$": [r"22\,\%"],
    r"$d_k = 3$": ["3"],
    "$$\n0.5 + 0.2 \\\\[4pt]\n%= not a number 9\n$$": ["0.5", "0.2"],
}
NOT_FOUND = [
    "# Heading 5",
    "> ## Heading 5",
    "`scores[2, 5]` and ``0.5``",
    "`scores[2,\n5]`",
    "```python\nx = 5\n```",
    "> ```\n> 5\n> ```",
    "[word](05_softmax.ipynb#3)",
    "https://example.org/2/3",
    "float32, W_2, x₁, d2, GPT-2, 3D, 2nd",
    "In 1999 and 2017 (2099).",
    "chapter 04, chapters 02 and 03, chapters 00 to 07, chapters 02, 03 and 04",
    "chapters [02](02_a.ipynb) and [03](03_b.ipynb)",
    "Exercise 4.2, part 2, section 3.1, page 7, equation 2, eq. 1, figure 3, Hint 1",
    "Python 3.11, 3.12 or 3.13, NumPy 2, version 0.1",
    "*Part I · chapter 04 · 15 minutes*, 3–5 minutes, a 10-minute walk",
    "1. one\n2. two",
    "1.0.4 and 1.0.4.post1",
    "arXiv:1706.03762",
    "<!-- comment 5 -->",
    r"$\frac{1}{\sqrt{d_k}}$ and $2^s$, $n^2$, $1 - p$",
    r"$x_1 + x_{12} + W_{2,3}$",
]


@pytest.mark.parametrize("text", FOUND)
def test_numbers_that_must_be_tied(text):
    assert counted(text) == FOUND[text]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_numbers_that_need_no_tie(text):
    assert counted(text) == []


@pytest.mark.parametrize(
    "text", ["2100 words", "1899 words", "1950 % of", "19.17", "chapter 04 has 12", "a ` 5\n\n` b"]
)
def test_an_exemption_reaches_no_further_than_it_says(text):
    assert counted(text)


# --- what a tie ties ------------------------------------------------------------------------------------------------

Q = np.array([[0.0, 0.7, 0.3], [0.8, 0.0, 0.65]])
HOLDS = [
    "0.65<!--= Q[1, 2] -->",
    "(0.8, 0, 0.65)<!--= Q[1] -->",
    '<span class="q">(0.8, 0, 0.65)</span><!--= Q[1] -->',
    '<span class="q">(0.8, 0, 0.65)<!--= Q[1] --></span>',
    '<b class="q">**0.65**</b><!--= Q[1, 2] -->',
    "**65 %**<!--= Q[1, 2] -->",
    "“0.65”<!--= Q[1, 2] -->",
    "[(0, 0.7), (0.8, 0)]<!--= Q[:, :2] -->",
    "| 0.65<!--= Q[1, 2] --> | 0.8<!--= Q[1, 0] --> |",
    "−0.65<!--= -Q[1, 2] -->",
    "1/3<!--= Q[1, 0] / 2.4 -->",
    "0.7<!--= Q[1, 2] + 0.04 -->",
    "0.33<!--= Fraction(1, len(Q) + 1) -->",
    "2.718<!--= math.e -->",
    "10⁻⁹<!--= Q[0, 1] / 7e8 -->",
    "3 × 10⁻⁸<!--= Q[0, 2] * 1.01e-7 -->",
    r"$0.8 \times 0.65 = 0.52$<!--= Q[1, 0]; Q[1, 2]; Q[1, 0] * Q[1, 2] -->",
    r"$s / \sqrt{d_k} = 1 / \sqrt{3}$<!--= 1 + Q[0, 0]; Q.shape[1] -->",
    r"$1 / \sqrt{d_k} \approx 0.58$<!--= 1 / math.sqrt(Q.shape[1]) -->",
    "$$\n\\begin{aligned}\nq &= 0.8 \\\\ %= Q[1, 0]\n &= 0.65 %= Q[1, 2]\n\\end{aligned}\n$$",
    "$$x = 0.65 %= Q[1, 2]\n$$",
    '<details class="solution">\n\n```python\nQ[1, 2] = r = 0.5\n```\n\n0.5<!--= r -->\n\n</details>\n\n'
    "0.65<!--= Q[1, 2] -->",
]


@pytest.mark.parametrize("text", HOLDS)
def test_a_tie_that_holds(text):
    assert check(text, Q=Q.copy()) == []
    assert len(scan(text).ties) >= 1
    report = prose_numbers.Report("page")
    prose_numbers.check_text(text, {"np": np, "math": math, "Fraction": Fraction, "Q": Q.copy()}, report, "")
    assert report.untied == []


FAILS = {
    "0.66<!--= Q[1, 2] -->": "printed 0.66, but Q[1, 2] = 0.65: expected 0.65",
    "66 %<!--= Q[1, 2] -->": "printed 66 %, but Q[1, 2] = 0.65: expected 65 %",
    "−0.65<!--= Q[1, 2] -->": "printed −0.65, but Q[1, 2] = 0.65: expected 0.65",
    "0.7<!--= Q[1, 2] -->": "the value 0.65 lies on a rounding tie",
    "1<!--= Q[1, 2] -->": "expected 0.65",
    "0<!--= Q[1, 2] -->": "expected 0.65",
    "1/2<!--= Q[1, 2] -->": "expected 0.65",
    "0.65<!--= 0.65 -->": "is a literal",
    "0.65<!--= float(0.65) -->": "is a literal",
    "0.65<!--= np.float64(0.65) -->": "is a literal",
    "0.65<!--= [x for x in (0.65,)] -->": "is a literal",
    "0.65<!--= Fraction(65, 100) -->": "is a literal",
    "0.65<!--= Q[1 -->": "is not a Python expression",
    "0.65<!--= Z[1] -->": "raised NameError",
    "0.65<!--= str(Q[1, 2]) -->": "must give numbers, but gives str",
    "0.65<!--= Q[1, 2] == 0.65 -->": "must give numbers, but gives bool",
    "0.65<!--= Q[1, 2] * np.inf -->": "must give finite numbers",
    "(0.8, 0.65)<!--= Q[1] -->": "gives 3 numbers, but the text before it has 2: 0.8, 0.65",
    "0.65 words<!--= Q[1, 2] -->": "no number directly before the tie",
    "`0.65`<!--= Q[1, 2] -->": "no number directly before the tie",
    "## 0.65<!--= Q[1, 2] -->": "a tie in a heading",
    "![0.65<!--= Q[1, 2] -->](a.svg)": "a tie in alt text",
    "0.65<!--= Q[1, 2] --0 -->": "holds --",
    "| 0.65<!--= Q[1, 2] | 0 --> |": "holds |",
    "$$\n0.66 %= Q[1, 2]\n$$": "expected 0.65",
    '<details class="solution">\n\n```python\n1 / 0\n```\n\n</details>': "the solution's code raised ZeroDivisionError",
}


@pytest.mark.parametrize("text", FAILS)
def test_a_tie_that_does_not_hold(text):
    assert any(FAILS[text] in problem for problem in check(text, Q=Q.copy())), check(text, Q=Q.copy())


def test_a_chapter_whose_code_raises_is_reported():
    cells = [nbformat.v4.new_code_cell("1 / 0"), nbformat.v4.new_markdown_cell("0.5<!--= x -->")]
    report = prose_numbers.check_notebook(nbformat.v4.new_notebook(cells=cells), "page")
    assert report.problems == ["page, cell 1: the code raised ZeroDivisionError: division by zero"]


def test_expressions_see_the_code_above_them_and_not_the_code_below():
    text, again = (nbformat.v4.new_markdown_cell("0.5<!--= x -->") for _ in range(2))
    cells = [nbformat.v4.new_code_cell("x = 0.5"), text, nbformat.v4.new_code_cell("x = 0.6"), again]
    problems = prose_numbers.check_notebook(nbformat.v4.new_notebook(cells=cells), "page").problems
    assert len(problems) == 1 and problems[0].startswith("page, cell 4, line 1: printed 0.5")
