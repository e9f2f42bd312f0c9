"""Formulas: what browsers can draw, Q, K and V in their colours, and a refusal of what the site does not know."""

import re
import xml.etree.ElementTree as ET

import pytest

from website.mathml import CORE, to_mathml

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
COURSE = [
    r"\operatorname{softmax}\!\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
    r"\begin{pmatrix} 0.8 & 0 \end{pmatrix} \begin{pmatrix} 0.9 \\ 0 \end{pmatrix} = 0.72",
    r"f(x) = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\begin{aligned} a &= b \\ &= \sum_{j=1}^{n} e^{s_j} \cdot v_j \end{aligned}",
    r"\underbrace{0.72 + 0.13}_{\text{two channels}} = 0.85",
    r"\hat{w} \approx \tfrac{1}{6}, \; \lVert q \rVert^2 \le \sigma^2 d_k, \; x \in \mathbb{R}^{n \times d_k}",
    r"\frac{\partial L}{\partial W_Q} \ne 0, \; \max_j s_j, \; \log_2 8, \; e^{-\infty} = 0 \to \dots",
]


def parsed(latex, display):
    """The formula, in one piece or more, inside one element."""
    return ET.fromstring(f"<mrow>{to_mathml(latex, display)}</mrow>")


def marked(latex, display="inline"):
    """Every coloured part of a formula as (role, text)."""
    tree = parsed(latex, display)
    return [(node.get("class"), "".join(node.itertext())) for node in tree.iter() if node.get("class")]


@pytest.mark.parametrize("display", ["inline", "block"])
@pytest.mark.parametrize("latex", COURSE)
def test_the_formulas_of_the_course_become_plain_mathml(latex, display):
    tree = parsed(latex, display)
    assert {node.tag.removeprefix(NAMESPACE) for node in tree.iter()} <= CORE
    assert "\\" not in "".join(tree.itertext()) and "&" not in "".join(tree.itertext())
    assert not any(re.search("[a-z]space$", node.get("width", "")) for node in tree.iter())
    assert {node.get("mathvariant") for node in tree.iter()} <= {None, "normal"}


@pytest.mark.parametrize(
    "latex, parts",
    [
        ("Q K^\\top", [("q", "Q"), ("k", "K")]),
        ("W_Q W_K^\\top", [("q", "WQ"), ("k", "WK⊤")]),
        ("q_i \\cdot k_j", [("q", "q"), ("k", "k")]),
        ("a_{ij} v_j", [("v", "v")]),
        ("\\sqrt{d_k} d_v", []),
        ("x_q + x_{kv} + \\sum_{k=1}^{n} 1", []),
        ("\\mathrm{Var}(q)", [("q", "q")]),
        ("\\mathbf{v}", [("v", "𝐯")]),
        ("W_O", []),
    ],
)
def test_roles_colour_the_symbols_and_never_a_subscript(latex, parts):
    assert marked(latex) == parts


def test_comments_with_expressions_are_dropped():
    formula = to_mathml("0.8 \\times 0.9 = 0.72 %= Q[2, 0]; K[5, 0]\n+ 22\\,\\%", "block")
    text = "".join(ET.fromstring(formula).itertext())
    assert text == "0.8×0.9=0.72+22%"


def test_a_name_keeps_its_distance_and_a_parenthesis_does_not():
    assert '<mi>ln</mi><mspace width="0.167em" /><mn>2</mn>' in to_mathml(r"\ln 2", "inline")
    assert '<mi>s</mi><mspace width="0.167em" /><mi>ln</mi>' in to_mathml(r"s \ln 2", "inline")
    assert '<mi>softmax</mi><mo stretchy="false">(' in to_mathml(r"\operatorname{softmax}(S)", "inline")


def test_a_sign_before_a_number_is_no_difference():
    assert 'form="prefix">−' in to_mathml("(-x)", "inline")
    assert 'form="prefix">−' in to_mathml("1 \\times -1", "inline")
    assert 'form="prefix"' not in to_mathml("(a) - b", "inline")


def test_limits_stand_below_in_display_and_beside_in_text():
    assert "<munder><mi>max</mi><mi>j</mi></munder>" in to_mathml(r"\max_j s", "block")
    assert "<msub><mi>max</mi><mi>j</mi></msub>" in to_mathml(r"\max_j s", "inline")


def test_a_long_formula_in_the_text_may_break_behind_a_sign():
    latex = r"0.8 \times 0.9 + 0.65 \times 0.2 = 0.85"
    pieces = re.findall("<math.*?</math>", to_mathml(latex, "inline"))
    texts = ["".join(ET.fromstring(piece).itertext()) for piece in pieces]
    assert texts == ["0.8×0.9+", "0.65×0.2=", "0.85"]
    assert [piece.count('form="infix"') for piece in pieces] == [1, 1, 0]
    assert to_mathml(latex, "block").count("<math") == to_mathml("a = b", "inline").count("<math") == 1


@pytest.mark.parametrize(
    "latex, named",
    [
        (r"\unheardof{x}", r"\unheardof"),
        (r"\boxed{x}", "menclose"),
        (r"\mathfrak{gh}", "fraktur"),
        (r"a & b", "&"),
        (r"\frac{1}", "half a mfrac"),
        (r"\left( x", "ExtraLeftOrMissingRight"),
        (r"x_", "MissingSuperScriptOrSubscript"),
    ],
)
def test_what_the_site_cannot_show_is_refused_and_named(latex, named):
    with pytest.raises(ValueError, match=re.escape(named)) as refusal:
        to_mathml(latex, "inline")
    assert repr(latex) in str(refusal.value)
