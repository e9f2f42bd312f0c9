"""Still figures: what they show is what they were given, they say so in a sentence, and they follow the page."""

import json
import math
import os
import re
import subprocess
import sys
from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnlib import CHANNELS, TOKENS, VALUE_CHANNELS, W_K, W_Q, W_V, X, attention_weights, softmax
from byhand import figures, palette, wording
from byhand.figures.canvas import SMALL

SVG = "{http://www.w3.org/2000/svg}"
Q, K, V = X @ W_Q, X @ W_K, X @ W_V
SCORES = Q @ K.T
WEIGHTS = attention_weights(Q, K)
HOSTILE = ("<img src=x onerror=alert(1)>", "😀🐈", "שלום", "a--b-->", "$x$ & \x00\n]]>", "wonderfulextraordinarily")
WIDTHS = [2**power for power in range(11)]

FIGURES = {
    "heatmap of weights": lambda: figures.heatmap(WEIGHTS, TOKENS, TOKENS, title="Shares", mark=[(2, 5)]),
    "heatmap of scores": lambda: figures.heatmap(SCORES, TOKENS, TOKENS, kind="scores", mark=[(2, 1)]),
    "heatmap, signed": lambda: figures.heatmap(SCORES - 0.3, TOKENS, TOKENS, kind="signed"),
    "arcs": lambda: figures.arcs(TOKENS, WEIGHTS, "sat", title="Where sat looks"),
    "arcs of all": lambda: figures.arcs(TOKENS, WEIGHTS),
    "strips": lambda: figures.strips(Q, TOKENS, CHANNELS, role="query", title="Queries"),
    "strips, signed": lambda: figures.strips(Q - 0.3, TOKENS, CHANNELS, role="value"),
    "bars": lambda: figures.bars(TOKENS, {"score": SCORES[2], "share": WEIGHTS[2]}, unit={"share": "%"}),
    "bars, signed": lambda: figures.bars(TOKENS, {"score": SCORES[2] - 0.4}, role="key"),
    "lines": lambda: figures.lines(
        WIDTHS,
        {"as it is": np.sqrt(WIDTHS), "divided": np.ones(11)},
        xlabel="d_k",
        ylabel="spread",
        logx=True,
        mark={"here": 64},
    ),
    "mixing": lambda: figures.mixing(TOKENS, WEIGHTS, V, VALUE_CHANNELS, query="sat"),
    "hostile words": lambda: figures.heatmap(WEIGHTS, HOSTILE, HOSTILE, title=HOSTILE[0], mark=[(0, 3)]),
    "hostile arcs": lambda: figures.arcs(HOSTILE, WEIGHTS, 0, title=HOSTILE[4]),
    "hostile mixing": lambda: figures.mixing(HOSTILE, WEIGHTS, V, HOSTILE[:3], query=3),
    "hostile bars": lambda: figures.bars(HOSTILE, {HOSTILE[0]: SCORES[2], HOSTILE[4]: WEIGHTS[2]}),
    "hostile lines": lambda: figures.lines([1, 2], {HOSTILE[0]: [1, 2]}, xlabel=HOSTILE[4], ylabel=HOSTILE[2]),
}
every_figure = pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES)
SIX_WORDS = {name: make for name, make in FIGURES.items() if not name.startswith("hostile")}


def root_of(still):
    return ElementTree.fromstring(still.svg)


def texts(still):
    return ["".join(text.itertext()) for text in root_of(still).iter(f"{SVG}text")]


def style_of(element):
    return dict(part.split(": ", 1) for part in element.get("style").split("; "))


def colour_of(value):
    """The palette name in var(--attn-name, #...)."""
    return re.fullmatch(r"var\(--attn-(\w+), #[0-9a-f]{6}\)", value)[1]


def value_of(text):
    """The number that a text of the figure shows."""
    if text.endswith("%"):
        return float(text[:-1].replace("−", "-")) / 100
    return float(text.replace("−", "-"))


# ---- every figure ----


@every_figure
def test_a_figure_says_what_it_shows_everywhere_in_the_same_words(make):
    still = make()
    bundle = still._repr_mimebundle_()
    assert bundle == {"image/svg+xml": still.svg, "text/plain": still.sentence}
    assert repr(still) == still.sentence == root_of(still).findtext(f"{SVG}title")
    assert still.sentence.endswith(".") and "\n" not in still.sentence and " at 0x" not in still.sentence
    assert root_of(still).get("role") == "img"


@every_figure
def test_two_calls_give_the_same_file(make):
    assert make().svg == make().svg


@every_figure
def test_every_colour_is_a_variable_with_the_light_colour_behind_it(make):
    root = root_of(make())
    style = root.find(f"{SVG}style")
    assert style.get("class") == "attn-standalone" and style.text == palette.standalone_css()
    root.remove(style)
    root.remove(root.find(f"{SVG}metadata"))
    root.remove(root.find(f"{SVG}title"))
    rest = ElementTree.tostring(root, encoding="unicode")
    found = re.findall(r"var\(--attn-(\w+), (#[0-9a-f]{6})\)", rest)
    assert len(found) > 10 and all(palette.LIGHT[name] == colour for name, colour in found)
    painted = " ".join(element.get("style", "") for element in root.iter())
    without = re.sub(r"var\([^)]*\)", "", painted)
    assert not re.search(r"#[0-9a-fA-F]{3,8}|rgb|hsl|black|white", without)


@every_figure
def test_many_figures_fit_on_one_page(make):
    """No ids that could meet, no style of matplotlib's that would reach the page, no scripts, nothing to fetch."""
    still = make()
    root = root_of(still)
    assert [element.get("id") for element in root.iter() if element.get("id")] == ["attn-table"]
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "metadata", "style", "path", "text", "tspan"}
    assert all(not name.startswith("on") and "href" not in name for element in root.iter() for name in element.attrib)
    assert not re.search(r"<!--|<!DOCTYPE|<\?xml|url\(|\*\{", still.svg)


@every_figure
def test_the_numbers_behind_the_picture_are_a_whole_table_of_text(make):
    still = make()
    data = json.loads(root_of(still).findtext(f"{SVG}metadata"))
    assert data == still.data and set(data) == {"caption", "corner", "columns", "rows"}
    assert data["caption"] and data["rows"]
    for row in data["rows"]:
        assert len(row) == len(data["columns"]) + 1 and all(isinstance(cell, str) for cell in row)


@pytest.mark.parametrize("make", SIX_WORDS.values(), ids=SIX_WORDS)
def test_type_is_legible_on_a_phone(make):
    """At 328 pixels the smallest type is still 9.9 pixels high; only the digits of an exponent would be smaller."""
    root = root_of(make())
    shrink = min(1, 328 / float(root.get("width")))
    sizes = [float(style_of(text)["font-size"].removesuffix("px")) for text in root.iter(f"{SVG}text")]
    assert min(sizes) * shrink >= 9.9


@every_figure
def test_the_figure_stands_alone_on_a_card_of_its_whole_size(make):
    root = root_of(make())
    card = next(root.iter(f"{SVG}path"))
    corners = np.array(re.findall(r"-?[\d.]+", card.get("d")), dtype=float).reshape(-1, 2)
    assert colour_of(style_of(card)["fill"]) == "card"
    assert corners.min() == 0 and root.get("viewBox") == f"0 0 {corners[:, 0].max():g} {corners[:, 1].max():g}"


def test_hostile_words_stay_words():
    still = FIGURES["hostile words"]()
    assert still.data["columns"] == [wording.clean(word) for word in HOSTILE]
    assert still.data["columns"][0] == HOSTILE[0] and HOSTILE[2] in texts(still) and HOSTILE[1] in texts(still)
    assert "<img" not in still.svg
    long = [text for text in texts(still) if text.startswith("wonderful")]
    assert long and all(text.endswith("…") for text in long)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30))
def test_any_word_makes_a_file_that_can_be_read(word):
    still = figures.heatmap([[0.5]], [word], [word], title=word)
    assert json.loads(root_of(still).findtext(f"{SVG}metadata"))["columns"] == [wording.clean(word)]


def test_figures_need_neither_pyplot_nor_a_display():
    code = (
        "import sys, attnlib; assert 'matplotlib' not in sys.modules and 'ipywidgets' not in sys.modules;"
        "import byhand.figures as f; f.table([1], ['a'], ['b']);"
        "assert 'matplotlib.pyplot' not in sys.modules and 'ipywidgets' not in sys.modules"
    )
    bare = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "DISPLAY")}
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], env=bare, check=False).returncode == 0


def test_a_readers_own_matplotlib_style_changes_nothing_and_is_left_as_it_was():
    usual = FIGURES["arcs"]().svg
    own = {"path.sketch": (2, 50, 2), "font.size": 30, "text.color": "red", "svg.fonttype": "path", "text.usetex": True}
    with matplotlib.rc_context(own):
        assert FIGURES["arcs"]().svg == usual
        assert {name: matplotlib.rcParams[name] for name in own} == own


# ---- heat maps and strips ----


def cells_of(still):
    """(text, fill name, opacity, text colour) of every cell with a number, in reading order."""
    cells, fill = [], None
    for element in list(root_of(still))[4:]:
        style = style_of(element)
        if element.tag == f"{SVG}path" and "fill" in style and style["fill"] != "none":
            fill = colour_of(style["fill"]), float(style.get("opacity", 1))
        elif element.tag == f"{SVG}text" and f"{SMALL}px" in style.get("font-size", ""):
            fill = None  # a label of the scale, which is no cell
        elif element.tag == f"{SVG}text" and (fill or element.text == "0"):
            cells.append((element.text, *(fill or ("card", 1.0)), colour_of(style["fill"])))  # a zero has no paint
            fill = None
    return cells


def test_the_cells_of_a_heat_map_are_the_weights_in_order():
    cells = cells_of(figures.heatmap(WEIGHTS, TOKENS, TOKENS))
    assert [value_of(text) for text, *_ in cells] == pytest.approx(WEIGHTS.ravel(), abs=0.005)
    by_share = [opacity for _, (_, _, opacity, _) in sorted(zip(WEIGHTS.ravel(), cells), key=lambda pair: pair[0])]
    assert by_share == sorted(by_share) and by_share[0] < by_share[-1]


def test_the_table_of_a_heat_map_holds_the_exact_scores():
    data = figures.heatmap(SCORES, TOKENS, TOKENS, kind="scores").data
    assert [row[0] for row in data["rows"]] == list(TOKENS) and data["columns"] == list(TOKENS)
    assert data["rows"][2][1:] == ["0", "0.425", "0", "0.6175", "0", "0.85"]
    assert np.array([[value_of(cell) for cell in row[1:]] for row in data["rows"]]) == pytest.approx(SCORES)


@pytest.mark.parametrize(
    "matrix, kind",
    [(softmax(SCORES * 8), "weights"), (SCORES, "scores"), (SCORES - 0.4, "signed"), (np.eye(6), "weights")],
)
def test_the_numbers_of_a_heat_map_are_readable_in_both_themes(matrix, kind):
    cells = cells_of(figures.heatmap(matrix, TOKENS, TOKENS, kind=kind))
    assert len(cells) == 36
    for text, fill, opacity, colour in cells:
        assert palette.text_contrast(colour, fill, opacity) >= 4.5, (text, fill, opacity)


def test_a_negative_number_has_its_own_colour_an_outline_and_a_minus():
    still = figures.heatmap([[0.5, -0.5]], ["a"], ["b", "c"], kind="signed")
    assert [(text, fill) for text, fill, *_ in cells_of(still)] == [(".5", "ink"), ("−.5", "neg")]
    strokes = [style_of(path).get("stroke") for path in root_of(still).iter(f"{SVG}path")]
    assert strokes.count(palette.var("neg")) == 1


def test_a_marked_cell_is_outlined_and_spoken_of():
    still = figures.heatmap(WEIGHTS, TOKENS, TOKENS, mark=[(2, 1)])
    outlined = [style_of(path).get("stroke") for path in root_of(still).iter(f"{SVG}path")]
    assert outlined.count(palette.var("ink")) == 2, "the cell, and the mark of equal shares below"
    assert still.sentence == "sat attends to cat with 17\u00a0%, and most to mat, with 22\u00a0%."


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 7), st.integers(0, 10**6))
def test_the_sentence_names_the_largest_share(n, seed):
    weights = np.random.default_rng(seed).dirichlet(np.ones(n), size=n)
    names = [f"word{i}" for i in range(n)]
    i, j = np.unravel_index(weights.argmax(), weights.shape)
    said = figures.heatmap(weights, names, names).sentence
    assert said.startswith(f"word{i} attends most to word{j}: {100 * weights[i, j]:.0f}\u00a0%")
    assert said.endswith(f"Equal shares would be {wording.percent(1 / n)} each.")


@pytest.mark.parametrize(
    "shares, sentence",
    [
        ([0.25, 0.25, 0.25, 0.25], "cat attends to all four words alike: 25\u00a0% each."),
        ([0.4, 0.4, 0.1, 0.1], "cat attends most to a and b: 40\u00a0% each. Equal shares would be 25\u00a0% each."),
        ([0, 0, 0, 0], "cat attends to no word."),
        ([1.0], "cat has one word to attend to, a: 100\u00a0%."),
    ],
)
def test_the_sentence_of_special_shares(shares, sentence):
    assert figures.heatmap([shares], ["cat"], list("abcd")[: len(shares)]).sentence == sentence


def test_strips_are_the_deeper_the_larger_and_empty_for_zero():
    cells = cells_of(figures.strips(Q, TOKENS, CHANNELS, role="query"))
    assert [value_of(text) for text, *_ in cells] == pytest.approx(Q.ravel())
    depths = np.array([opacity for _, fill, opacity, _ in cells if fill == "q"])
    assert depths == pytest.approx(Q[Q > 0] * palette.readable_opacities("q")[0], abs=1e-3)
    assert [fill for _, fill, *_ in cells] == ["q" if value else "card" for value in Q.ravel()]


def test_strips_say_which_rows_are_the_same():
    said = figures.strips(Q, TOKENS, CHANNELS, role="query").sentence
    assert said == (
        "Six rows of three numbers; the largest is 0.9, on at thing; nine of 18 are zero; "
        "the rows of The and the are the same."
    )


# ---- arcs ----


def arc_paths(still):
    paths = [
        path for path in root_of(still).iter(f"{SVG}path") if " C " in path.get("d") and "stroke" in style_of(path)
    ]
    return [
        (np.array(re.findall(r"-?[\d.]+", path.get("d")), dtype=float).reshape(-1, 2), style_of(path)) for path in paths
    ]


@pytest.mark.parametrize("query", range(6))
def test_an_arc_goes_to_every_other_word_as_thick_as_its_share(query):
    still = figures.arcs(TOKENS, WEIGHTS, query)
    ends = {round(points[-1, 0]): float(style["stroke-width"]) for points, style in arc_paths(still)}
    others = [WEIGHTS[query, j] for j in range(6) if j != query]
    assert len({tuple(points[0]) for points, _ in arc_paths(still)}) == 1
    thickness = [ends[x] for x in sorted(ends)]
    assert np.array(thickness) == pytest.approx(1 + 34 * np.array(others), abs=0.01)
    shown = [text for text in texts(still) if text.endswith("%")]
    assert shown == [wording.percent(share) for share in WEIGHTS[query]]


def test_arcs_name_who_asks_and_who_answers_in_letters_too():
    still = figures.arcs(TOKENS, WEIGHTS, "sat")
    assert "asks" in texts(still) and "answers" in texts(still)
    assert still.sentence == ("sat attends most to mat: 22\u00a0%. Equal shares would be 17\u00a0% each.")


def test_a_word_without_a_share_gets_no_arc():
    assert len(arc_paths(figures.arcs(["a", "b", "c"], [0, 0.3, 0.7], 0))) == 2
    assert len(arc_paths(figures.arcs(["a", "b", "c"], [1, 0, 0], 0))) == 0
    assert figures.arcs(["a"], [[1.0]]).sentence == "a has one word to attend to, a: 100\u00a0%."


def test_all_rows_are_drawn_when_no_word_is_named():
    still = figures.arcs(TOKENS, WEIGHTS)
    assert len(arc_paths(still)) == 30
    assert [row[1:] for row in still.data["rows"]] == [[wording.percent(s) for s in row] for row in WEIGHTS]


# ---- bars, lines, mixing ----


def bar_lengths(still):
    """The lengths of the filled bars, in order."""
    lengths = []
    for path in list(root_of(still).iter(f"{SVG}path"))[1:]:
        if style_of(path).get("fill", "none") != "none":
            xs = np.array(re.findall(r"-?[\d.]+", path.get("d")), dtype=float)[::2]
            lengths.append(xs.max() - xs.min())
    return np.array(lengths)


def test_bars_are_as_long_as_their_numbers():
    lengths = bar_lengths(figures.bars(TOKENS, {"share": WEIGHTS[2]}))
    assert lengths / lengths.max() == pytest.approx(WEIGHTS[2] / WEIGHTS[2].max(), abs=0.001)
    values = np.array([0.5, -0.25, 1.0])
    lengths = bar_lengths(figures.bars(["a", "b", "c"], {"score": values}))
    assert lengths / lengths.max() == pytest.approx(abs(values), abs=0.001)


def test_bars_print_shares_as_percent_and_name_the_largest():
    still = figures.bars(TOKENS, {"score": SCORES[2], "share": WEIGHTS[2]}, unit={"share": "%"})
    assert still.data["rows"][5] == ["mat", "0.85", "22\u00a0%"]
    assert still.sentence == "mat has the largest share of the six words (score: 0.85, share: 22\u00a0%)."


def test_lines_go_through_their_points():
    x, y = np.array([0.0, 1, 2, 4]), np.array([-2.0, 2, 4, 8])
    still = figures.lines(x, {"twice": y}, xlabel="x", ylabel="y")
    path = next(path for path in root_of(still).iter(f"{SVG}path") if style_of(path).get("stroke-width") == "2.5")
    points = np.array(re.findall(r"-?[\d.]+", path.get("d")), dtype=float).reshape(-1, 2)
    across, down = np.polyfit(x, points[:, 0], 1), np.polyfit(y, points[:, 1], 1)
    assert across[0] > 0 > down[0]
    assert np.polyval(across, x) == pytest.approx(points[:, 0], abs=0.02)
    assert np.polyval(down, y) == pytest.approx(points[:, 1], abs=0.02)
    ticks = {
        value_of(text.text): float(text.get("y"))
        for text in root_of(still).iter(f"{SVG}text")
        if re.fullmatch(r"−?[\d.]+", text.text) and "text-anchor: end" in text.get("style")
    }
    assert len(ticks) > 2 and 0 in ticks
    assert np.polyval(down, list(ticks)) + 0.36 * 16 == pytest.approx(list(ticks.values()), abs=0.02)
    assert still.data["rows"] == [["0", "−2"], ["1", "2"], ["2", "4"], ["4", "8"]]
    assert still.sentence == "y, for x from 0 to 4: twice from −2 to 8."


def test_names_of_lines_stand_in_the_order_of_their_ends_and_apart():
    series = {"one": [0, 1.0], "two": [0, 1.001], "three": [0, 0.999], "four": [0, 5.0]}
    root = root_of(figures.lines([0, 1], series, xlabel="x", ylabel="y"))
    heights = {text.text: float(text.get("y")) for text in root.iter(f"{SVG}text") if text.text in series}
    assert sorted(heights, key=heights.get) == ["four", "two", "one", "three"]
    assert min(np.diff(sorted(heights.values()))) >= 16


def test_a_logarithmic_axis_is_even_in_the_logarithm():
    root = root_of(FIGURES["lines"]())
    at = {text.text: float(text.get("x")) for text in root.iter(f"{SVG}text")}
    steps = np.diff([at[str(width)] for width in (1, 4, 16, 64, 256, 1024)])
    assert steps == pytest.approx(steps.mean(), abs=0.02) and steps.mean() > 30


def test_the_parts_of_a_mixture_add_up_to_its_output():
    data = figures.mixing(TOKENS, WEIGHTS, V, VALUE_CHANNELS, query="sat").data
    parts = np.array([[value_of(cell) for cell in row[1:]] for row in data["rows"]])
    assert parts[:6, 0] == pytest.approx(WEIGHTS[2], abs=0.005)
    assert parts[:6, 1:] == pytest.approx(WEIGHTS[2][:, None] * V, abs=0.005)
    assert parts[6, 1:] == pytest.approx(WEIGHTS[2] @ V, abs=0.005) and parts[6, 0] == 1


def test_a_mixture_says_who_delivers_nothing():
    said = figures.mixing(TOKENS, WEIGHTS[2], V, VALUE_CHANNELS, query=2).sentence
    assert said == (
        "The largest single part of sat's output is “where” 0.18, from on; "
        "The and the get attention and deliver nothing."
    )
    assert figures.mixing(["a", "b"], [1, 0], [[0], [1]], ["c"], query=0).sentence == "a takes nothing from any word."


# ---- tables ----


class Cells(HTMLParser):
    """The tags of a table with their attributes and text."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append([tag, dict(attrs), ""])

    def handle_data(self, data):
        if self.found:
            self.found[-1][2] += data.strip("\n")

    def of(self, tag):
        return [(attributes, text) for name, attributes, text in self.found if name == tag]


def test_a_table_is_a_real_table_with_scopes_and_a_caption():
    shown = figures.table(Q, TOKENS, CHANNELS, role="query", title="Queries", mark=[(2, 0)], row_role="query")
    cells = Cells(shown.html)
    assert cells.of("table")[0][0]["class"] == "attn-table role-query"
    assert cells.of("caption")[0][1] == "Queries"
    scopes = [(attributes["scope"], text) for attributes, text in cells.of("th")]
    assert scopes == [("col", name) for name in CHANNELS] + [("row", token) for token in TOKENS]
    values = [(attributes, text.strip("\u2007\u2008")) for attributes, text in cells.of("td")[1:]]
    assert [float(text) for _, text in values] == pytest.approx(Q.ravel())
    assert [i for i, (attributes, _) in enumerate(values) if "marked" in attributes.get("class", "")] == [6]
    assert all(("zero" in attributes.get("class", "")) == (text == "0") for attributes, text in values)
    assert shown._repr_mimebundle_() == {"text/html": shown.html, "text/plain": repr(shown)}


def test_a_table_in_text_has_its_points_under_each_other():
    lines = repr(figures.table([[0.5, 10.25], [0, -3], [0.125, 7.5]], ["a", "bb", "c"], ["x", "y"])).splitlines()
    assert lines == ["        x      y", "a   0.5    10.25", "bb  0      −3", "c   0.125   7.5"]


@pytest.mark.parametrize(
    "values, cells",
    [
        ([[1, 20], [0, -4]], [["1", "20"], ["0", "−4"]]),
        ([[Fraction(1, 5), Fraction(-1, 2)]], [["1/5", "−1/2"]]),
        ([[Fraction(3), Fraction(0)]], [["3", "0"]]),
        ([["yes", "<b>"]], [["yes", "<b>"]]),
        ([[True, False]], [["yes", "no"]]),
        ([0.6, 0.0, -0.3], [["0.6", "0", "−0.3"]]),
        ([float("nan"), float("inf"), float("-inf")], [["not a number", "∞", "−∞"]]),
        (np.array([1 / 3, 2 / 3, 1e-9]), [["0.3333", "0.6667", "1e−09"]]),
        (np.array([[Fraction(1, 3)]], dtype=object), [["1/3"]]),
    ],
)
def test_a_table_of_any_kind_of_value(values, cells):
    assert figures.table(values).cells == cells


def test_a_table_escapes_what_it_is_given():
    shown = figures.table([[HOSTILE[0]]], [HOSTILE[0]], [HOSTILE[4]], title="<script>", corner="<i>")
    assert {tag for tag, *_ in Cells(shown.html).found} == {"table", "caption", "thead", "tbody", "tr", "td", "th"}


# ---- what comes in ----


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: figures.heatmap(WEIGHTS, TOKENS[:5], TOKENS), "rows must name each of 6: got 5"),
        (lambda: figures.heatmap(WEIGHTS, TOKENS, "abcdef"), "columns must be a list of words, not one string"),
        (lambda: figures.heatmap(WEIGHTS[0], ["a"], TOKENS), r"weights must have two axes.*got shape \(6,\)"),
        (lambda: figures.heatmap(np.ones((0, 3)), [], list("abc")), r"not be empty: got shape \(0, 3\)"),
        (
            lambda: figures.heatmap([[0.5, float("nan")]], ["a"], ["b", "c"]),
            r"finite numbers only: got nan at \(0, 1\)",
        ),
        (lambda: figures.heatmap([[1.5]], ["a"], ["b"]), "shares from 0 to 1: got values from 1.5 to 1.5"),
        (lambda: figures.heatmap([["x"]], ["a"], ["b"]), "must hold numbers"),
        (lambda: figures.heatmap([[1.0]], ["a"], ["b"], kind="weight"), "kind must be one of .*got 'weight'"),
        (lambda: figures.heatmap([[1.0]], ["a"], ["b"], mark=[(0, 1)]), r"mark must name cells inside.*got \(0, 1\)"),
        (lambda: figures.heatmap([[1.0]], ["a"], ["b"], row_role="queries"), "role must be.*got 'queries'"),
        (lambda: figures.strips([[1.0, np.inf]], ["a"], ["b", "c"]), r"finite numbers only: got inf at \(0, 1\)"),
        (lambda: figures.arcs(TOKENS, WEIGHTS[:5], 0), r"weights must be \(6, 6\) or \(6,\).*got \(5, 6\)"),
        (lambda: figures.arcs(TOKENS, WEIGHTS, 6), "query must be an index from 0 to 5 or a word: got 6"),
        (lambda: figures.arcs(["a", "a"], np.eye(2), "a"), "got 'a', which stands there 2 times"),
        (lambda: figures.arcs(TOKENS, WEIGHTS, "dog"), "got 'dog', which stands there 0 times"),
        (lambda: figures.arcs([], np.eye(1)), "tokens must hold at least one word"),
        (lambda: figures.arcs("abc", np.eye(3)), "tokens must be a list of words, not one string"),
        (lambda: figures.bars(TOKENS, {}), "series must hold at least one name"),
        (lambda: figures.bars(TOKENS, {"s": [1, 2]}), "one number for each of 6 words: got 2"),
        (lambda: figures.bars(["a"], {"s": [1]}, unit={"t": "%"}), "unit must give"),
        (lambda: figures.lines([1, 2], {"s": [1, 2, 3]}, xlabel="x", ylabel="y"), "one number for each of 2 x: got 3"),
        (lambda: figures.lines([0, 1], {"s": [1, 2]}, xlabel="x", ylabel="y", logx=True), "must be positive: got 0"),
        (lambda: figures.lines([0], dict.fromkeys("abcde", [1]), xlabel="x", ylabel="y"), "4 lines at most: got 5"),
        (lambda: figures.mixing(TOKENS, WEIGHTS, V[:5], VALUE_CHANNELS, query=2), r"one row for each of 6.*\(5, 3\)"),
        (lambda: figures.mixing(TOKENS, WEIGHTS, V, ["a"], query=2), "channels must name each of 3: got 1"),
        (lambda: figures.table([[1, 2], [3]]), "rows of one length"),
        (lambda: figures.table(3), r"got shape \(\)"),
        (lambda: figures.table(np.ones((2, 2, 2))), r"got shape \(2, 2, 2\)"),
        (lambda: figures.table([[1, 2]], columns=["a"]), "columns must name each of 2: got 1"),
        (lambda: figures.table([[1]], role="q"), "role must be.*got 'q'"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ---- numbers as text ----


@pytest.mark.parametrize(
    "value, decimals, text",
    [
        (0.85, None, "0.85"),
        (0.0, None, "0"),
        (-0.0, 2, "0"),
        (0.0, 2, "0"),
        (-0.25, None, "−0.25"),
        (1.0, None, "1"),
        (1.0, 2, "1.00"),
        (-0.001, 2, "0.00"),
        (0.22263, None, "0.2226"),
        (0.22263, 2, "0.22"),
        (1234.5, None, "1234"),
        (7, None, "7"),
        (np.int64(-7), None, "−7"),
        (np.float32(0.5), None, "0.5"),
        (1e12, None, "1e+12"),
    ],
)
def test_numbers_are_written_in_one_way(value, decimals, text):
    assert wording.number(value, decimals) == text


@pytest.mark.parametrize(
    "share, text",
    [(0.2226, "22"), (0, "0"), (1, "100"), (1 / 6, "17"), (0.125, "12.5"), (0.0049, "0"), (np.float64(0.005), "0.5")],
)
def test_percent_never_hides_a_tie(share, text):
    assert wording.percent(share) == f"{text}\u00a0%"


@given(st.floats(-1e300, 1e300))
def test_a_number_as_text_is_that_number_to_four_digits(value):
    assert math.isclose(value_of(wording.number(value)), value, rel_tol=5.1e-4, abs_tol=1e-320)


def test_a_heat_map_of_shares_has_its_scale_below_with_equal_shares_marked():
    still = figures.heatmap(WEIGHTS, TOKENS, TOKENS)
    assert texts(still)[-3:] == ["0", "equal", "1"]
    assert texts(figures.heatmap(SCORES, TOKENS, TOKENS, kind="scores"))[-1] != "1"
    once, twice = (cells_of(figures.heatmap(factor * SCORES, TOKENS, TOKENS, kind="scores")) for factor in (1, 2))
    for (_, _, shallow, _), (_, _, deep, _) in zip(once, twice):
        assert deep == pytest.approx(shallow), "1.7 stands on the scale to 2 as 0.85 on that to 1"


def test_lines_that_end_together_have_their_names_where_they_are_apart():
    x = np.linspace(0, 1, 11)
    fan = {"a": 1 - x, "b": 2 * (1 - x), "c": 3 * (1 - x)}
    at = lambda still: [  # noqa: E731
        float(text.get("x")) for text in root_of(still).iter(f"{SVG}text") if text.text in fan
    ]
    apart, together = (
        at(figures.lines(x, rows, xlabel="x", ylabel="y")) for rows in ({k: v[::-1] for k, v in fan.items()}, fan)
    )
    assert min(apart) > 400 and max(together) < 150
