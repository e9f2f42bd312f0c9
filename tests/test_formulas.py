"""Equations with letters: read as Python, and tried at random points."""

import numpy as np
import prose_numbers
import pytest

from website.formulas import FormulaError, sides

READ = {
    r"2 (1 - p)": ["times(2, ((1 - p)))"],
    r"p(1 - p)^2": ["apply(p, ((1 - p)), lambda it: (it ** 2))"],
    r"x = -\frac{1}{2} + \sqrt{d_k}": ["x", "((-(1 / 2)) + (d_k ** 0.5))"],
    r"q_i \cdot k_j = s_{ij}": ["dot(q_i, k_j)", "s_ij"],
    r"$Q K^\top / \sqrt{3}$": ["(times(Q, turned(K)) / (3 ** 0.5))"],
    r"\operatorname{softmax}\!\left(S\right)_": None,
    r"a < b": None,
    r"\int x": None,
    r"(a": None,
    r"a +": None,
}


@pytest.mark.parametrize("latex", READ)
def test_a_formula_is_read_as_python_or_refused(latex):
    if READ[latex]:
        assert [side for side, _ in sides(latex)[0]] == READ[latex]
    else:
        with pytest.raises(FormulaError):
            sides(latex)


HOLD = {  # what holds, and the same with one slip
    r"$\exp(x + y) = \exp(x)\,\exp(y)$<!--~ -->": (r"\exp(y)", r"\exp(2y)"),
    r"$2^s = \exp(s \ln 2)$<!--~ -->": (r"\ln 2", r"\ln 3"),
    r"$p\,(1 - p)$<!--~ == p - p * p -->": ("(1", "(9"),
    r"$p(1 - p)^2$<!--~ == p * (1 - p) ** 2 -->": ("^2", "^3"),
    r"$p\,(1 - p)$<!--~ x = S[0, 1]; p = sigmoid(x); == slope(sigmoid, x) -->": ("(1 - p)", "(1 + p)"),
    "$$\n\\frac{o - p\\,v}{1 - p} - o = \\frac{p}{1 - p}\\,(o - v) . %~\n$$": ("(o - v)", "(v - o)"),
    "$$ (SR)(SR)^\\top = S R R^\\top S^\\top = S S^\\top . %~ S = S; R = turn\n$$": ("R R", "R"),
    "$$ \\operatorname{Var}(q_i k_i) = E[q_i^2 k_i^2] = E[q_i^2]\\,E[k_i^2] . "
    "%~ q_i = q; k_i = k; E = np.mean; Var = np.var\n$$": ("q_i^2 k", "q_i^4 k"),
    r"$1 / \sqrt{d_k} \approx 0.71$<!--~ d_k = turn.shape[1] -->": ("0.71", "0.70"),
    r"$\operatorname{sigmoid}(0) = \frac{1}{2}$<!--~ -->": ("(0)", "(1)"),
}


def problems(text):
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    q, k = np.repeat([-2, 0, 2], 3), np.tile([-1, 0, 1], 3)
    names = {"np": np, "S": np.array([[0.0, 0.7], [0.8, 0.3], [0.1, 0.2]]), "turn": turn, "q": q, "k": k}
    names["sigmoid"] = lambda x: 1 / (1 + np.exp(-x))
    report = prose_numbers.Report("page")
    prose_numbers.check_text(text, prose_numbers.answers_in(names, text), report, "")
    assert report.problems or report.untied == []
    return report.problems


@pytest.mark.parametrize("text", HOLD)
def test_an_equation_holds_and_a_slip_in_it_is_found(text):
    assert problems(text) == []
    assert "does not hold" in problems(text.replace(*HOLD[text]))[0]


FAIL = {
    r"$p (1 - p)$<!--~ -->": "says nothing of a formula without =",
    r"$p = p$<!--~ p = 0.3 -->": "write letter = expression of the chapter",
    r"$p = p$<!--~ p -->": "write letter = expression of the chapter",
    r"$p = p$<!--~ p = none -->": "raised NameError in none",
    r"$p \approx p$<!--~ -->": "≈ stands before a number, not before p",
    "0.5<!--~ == 1 / 2 -->": "stands right behind a formula",
}


@pytest.mark.parametrize("text", FAIL)
def test_an_equation_that_cannot_be_tried(text):
    assert FAIL[text] in problems(text)[0]
