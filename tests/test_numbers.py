"""The numbers of the text: the written pages hold, and the check bites. Chapters: tests/chapters/."""

import functools
import math
from fractions import Fraction

import nbformat
import numpy as np
import prose_numbers
import pytest

from website.number_words import number_words
from website.prose import scan

WRITTEN = [path for path in prose_numbers.pages() if path.suffix == ".md"]
NAMES = {"np": np, "math": math, "Fraction": Fraction}


@functools.cache
def report_of(path):
    return prose_numbers.check_page(path)


def report_on(text, **variables):
    """The report on a text whose variables are given."""
    report = prose_numbers.Report("page")
    prose_numbers.check_text(text, prose_numbers.answers_in(NAMES | variables, text), report, "")
    return report


def check(text, **variables):
    """The problems of a text whose variables are given."""
    return report_on(text, **variables).problems


def counted(text):
    """The numbers that the rule asks to tie, as they are printed."""
    return [number.text for number in scan(text).counted]


# --- the written pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_every_number_is_tied_and_is_what_its_expression_gives(path):
    assert report_of(path).problems == []


# --- it bites -------------------------------------------------------------------------------------------------------


def notebook_of(path, *cells):
    """Write a notebook of these cells: text begins with “# ” or holds a tie, everything else is code."""
    kinds = {True: nbformat.v4.new_markdown_cell, False: nbformat.v4.new_code_cell}
    cells = [kinds["<!--=" in cell or cell.startswith("# ")](cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_wrong_digit_fails_and_names_chapter_cell_line_number_and_expected_value(tmp_path, capsys, own_cache):
    text = "# Title\n\nIt is 0.65<!--= x -->."
    assert prose_numbers.main([str(notebook_of(tmp_path / "right.ipynb", "x = 0.65", text))]) == 0
    assert prose_numbers.main([str(notebook_of(tmp_path / "wrong.ipynb", "x = 0.65", text.replace("65", "66")))]) == 1
    assert "wrong.ipynb, cell 2, line 3: printed 0.66, but x = 0.65: expected 0.65\n" in capsys.readouterr().err


def test_a_number_that_is_not_tied_fails_and_what_needs_no_tie_is_counted_by_kind(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(
        "1<!--= X[1, 1] --> of 7 in 1999;\nboth take ten<!--! 10: an example --> cards, not one.", encoding="utf-8"
    )
    assert prose_numbers.main([str(page)]) == 1
    out, problems = capsys.readouterr()
    assert f"{page}: 3 numbers, 1 of them with a note" in out
    assert out.endswith("  2 × word such as one, both, the two\n  1 × year\n")
    assert problems == f"{page}, line 1: 7 is not tied: “1 of 7 in 1999;”\n"


def test_a_missing_file_is_named(capsys):
    with pytest.raises(SystemExit):
        prose_numbers.main(["chapters/none.ipynb"])
    assert "no such file: chapters/none.ipynb" in capsys.readouterr().err


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
    "words\n5 of them": ["5"],
    "a 5-dimensional (6, 5) table": ["5", "6", "5"],
    '<b class="q2">7</b> <span data-n="3">x</span>': ["7"],
    "| 1 | 0.5 |\n|---|---:|\n| 2 | 3 |": ["1", "0.5", "2", "3"],
    r"$0.8 \times 0.9 = -0.72$": ["0.8", "0.9", "−0.72"],
    r"$\frac{1}{2} + 1/3$": [r"\frac{1}{2}", "1/3"],
    r"$0.85 / \sqrt{3}$": ["0.85", "3"],
    r"$(-0.3) - 0.2$": ["−0.3", "0.2"],
    r"$22\,\%$": [r"22\,\%"],
    r"$d_k = 3$": ["3"],
    r"$\frac{1}{\sqrt{d_k}}$ and $2^s$, $n^2$, $1 - p$": ["1", "2", "2", "1"],
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
    "1. one\n2. other",
    "1.0.4 and 1.0.4.post1",
    "arXiv:1706.03762",
    "<!-- comment 5 -->",
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


# --- number words ---------------------------------------------------------------------------------------------------

WORDS = {
    "Three words, twenty-one of seventy": ["3", "21", "70"],
    "half, a quarter, one sixth, two-thirds, three\nquarters": ["1/2", "1/4", "1/6", "2/3", "3/4"],
    "two and a half, a hundred, two hundred, a dozen": ["5/2", "100", "200", "12"],
    "twice, thrice, doubled, triple, halved": ["2", "3", "2", "3", "1/2"],
    "the third, the tenth row": ["3", "10"],
    "no one, at once, both, first, someone, zeros, tenths": ["1", "1", "2", "1"],
    r"\three, x^two": [],
}


@pytest.mark.parametrize("text", WORDS)
def test_what_a_number_word_says(text):
    assert [str(word.value) for word in number_words(text)] == WORDS[text]


FREE = ["One word asks; no one, at once, both", "the first, a second", "The two, these two, any two words", "any *two*"]
FREE += [
    "mean zero, from zero, nearly zero",
    "the product of two vectors",
    "the first half",
    "half true",
    "ten minutes",
    "`three`",
    "## Three",
]
NOT_FREE = ["two words", "half", "zero", "one half", "a third", "the third row", "the three", "the two hundred"]


@pytest.mark.parametrize("text", FREE + NOT_FREE)
def test_which_number_words_count(text):
    assert bool(scan(text).counted) == (text in NOT_FREE)


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
    "1/3<!--= Q[1, 0] / (8 * Q[0, 2]) -->",
    "0.7<!--= Q[1, 2] + Q[0, 2] / 10 -->",
    "0.33<!--= Fraction(1, len(Q) + 1) -->",
    "2.718<!--= math.e -->",
    "10⁻⁹<!--= Q[0, 1] / 7 / 10**8 -->",
    "3 × 10⁻⁸<!--= Q[0, 2] / 10**7 -->",
    r"$0.8 \times 0.65 = 0.52$<!--= Q[1, 0]; Q[1, 2]; Q[1, 0] * Q[1, 2] -->",
    r"$s / \sqrt{d_k} = 1 / \sqrt{3}$<!--= 1 + Q[0, 0]; Q.shape[1] -->",
    r"$1 / \sqrt{d_k} \approx 0.58$<!--~ d_k = Q.shape[1] -->",
    "$$\n\\begin{aligned}\nq &= 0.8 \\\\ %= Q[1, 0]\n &= 0.65 %= Q[1, 2]\n\\end{aligned}\n$$",
    "$$x = 0.65 %= Q[1, 2]\n$$",
    "three<!--= Q.shape[1] --> columns, *Two*<!--= len(Q) --> rows",
    "one half<!--= Q[1, 0] - Q[0, 2] -->, a quarter<!--= Q[1, 0] / 2 - Q[0, 2] / 2 -->, twice<!--= len(Q) -->",
    "One<!--= len(Q) - 1 --> of the two<!--= len(Q) -->",
    "the (2, 3)<!--= Q.shape --> table, (two, three)<!--= Q.shape -->, (3 of the two)<!--= Q.shape[1] -->",
    "| three<!--= Q.shape[1] --> | 0.8<!--= Q[1, 0] --> |",
    "$$\n0.8 = \\text{half of } 1.6 %= Q[1, 0]; Q[1, 0] - Q[0, 2]; 2 * Q[1, 0]\n$$",
    "two<!--! 2: any vectors --> vectors, (2, half)<!--! 2; 1/2: the task sets them -->",
    "$$\n7 + 1 %! 7; 1: the task sets them\n$$",
    '<details class="solution"><summary>x</summary>\n\n```python\nQ[1, 2] = r = 0.5\n```\n\n'
    "0.5<!--= r -->\n\n</details>\n\n"
    "0.65<!--= Q[1, 2] -->",
]


@pytest.mark.parametrize("text", HOLDS)
def test_a_tie_that_holds(text):
    assert check(text, Q=Q.copy()) == []
    assert len(scan(text).ties) >= 1
    assert report_on(text, Q=Q.copy()).untied == []


HEADINGS = {
    "# Three words\n\nThere are three<!--= Q.shape[1] --> words.": True,
    "# Three words\n\nThere are three words.": False,
    "# Three words\n\n## Below\n\n3<!--= Q.shape[1] -->": True,
    "## Three words\n\n## Behind\n\n3<!--= Q.shape[1] -->": False,
    "# Four words\n\nThere are three<!--= Q.shape[1] --> words.": False,
    "## Is 0.65 a lot?\n\n0.65<!--= Q[1, 2] -->": True,
    "## Is 0.66 a lot?\n\n0.65<!--= Q[1, 2] -->": False,
    "## In five lines\n\n### Exercise 4.2 · the two names\n\n## Chapter 03: one word": True,
}


@pytest.mark.parametrize("text", HEADINGS)
def test_a_number_in_a_heading_is_said_and_tied_below_it(text):
    report = report_on(text, Q=Q.copy())
    prose_numbers.check_headings(report)
    wrong = [problem for problem in report.problems if "the heading says" in problem]
    assert (wrong == []) == HEADINGS[text]


FAILS = {
    "0.66<!--= Q[1, 2] -->": "printed 0.66, but Q[1, 2] = 0.65: expected 0.65",
    "66 %<!--= Q[1, 2] -->": "printed 66 %, but Q[1, 2] = 0.65: expected 65 %",
    "65.2 %<!--= Q[1, 2] -->": "printed 65.2 %, but Q[1, 2] = 0.65: expected 65.0 %",
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
    "four<!--= Q.shape[1] -->": "printed four, but Q.shape[1] = 3: expected 3",
    "a quarter<!--= Q[1, 0] - Q[0, 2] -->": "expected 0.5",
    "half<!--= Q[1, 0] - Q[0, 2] + 1 / 10 -->": "expected 0.6",
    "three words<!--= Q.shape[1] -->": "no number directly before the tie",
    "three<!--= 3 -->": "is a literal",
    "three<!--! 2: any vectors -->": "printed three, but note: any vectors = 2: expected 2",
    "two<!--! any vectors -->": "a note says number and reason",
    "two<!--! 2: -->": "a note says number and reason",
    "two<!--! 2; 3: any vectors -->": "gives 2 numbers, but the text before it has 1: two",
    '<details class="solution"><summary>x</summary>\n\n```python\n1 / 0\n```\n\n</details>': (
        "the solution's code raised ZeroDivisionError"
    ),
}


@pytest.mark.parametrize("text", FAILS)
def test_a_tie_that_does_not_hold(text):
    assert any(FAILS[text] in problem for problem in check(text, Q=Q.copy())), check(text, Q=Q.copy())


def test_a_chapter_whose_code_raises_is_reported(tmp_path, capsys, own_cache):
    path = notebook_of(tmp_path / "page.ipynb", "1 / 0", "0.5<!--= x -->")
    assert prose_numbers.main([str(path)]) == 1
    wanted = f"{path}, cell 1 (code cell [1]) raised ZeroDivisionError: division by zero\n    1 / 0\n"
    assert capsys.readouterr().err.startswith(wanted)


def test_expressions_see_the_code_above_them_and_not_the_code_below(tmp_path, capsys, own_cache):
    cells = ["x = 0.5", "0.5<!--= x -->", "x = 0.6", "0.5<!--= x -->"]
    assert prose_numbers.main([str(notebook_of(tmp_path / "page.ipynb", *cells))]) == 1
    problems = capsys.readouterr().err.splitlines()
    assert len(problems) == 1 and "page.ipynb, cell 4, line 1: printed 0.5" in problems[0]


def test_a_solution_changes_nothing_of_the_chapter_and_nothing_of_another_solution(tmp_path, own_cache):
    code = "```python\nx[0] = r = {}\n```\n\n{}<!--= r -->"
    solution = f'<details class="solution"><summary>x</summary>\n\n{code}\n\n</details>\n\n'
    text = solution.replace("{}", "0.7") + solution.replace("{}", "0.8") + "0.5<!--= x[0] -->"
    cells = ["import numpy as np\nx = np.array([0.5])", text, "assert x[0] == 0.5 and 'r' not in globals()"]
    assert prose_numbers.main([str(notebook_of(tmp_path / "page.ipynb", *cells))]) == 0
