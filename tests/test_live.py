"""Live figures without a browser: set a control as a reader would, and read what the figure says and shows."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import ipywidgets as widgets
import numpy as np
import pytest

from attnlib import CHANNELS, FEATURES, TOKENS, W_K, W_Q, W_V, X, attention, attention_weights, embed, live, softmax
from attnlib.figures import theme, words
from attnlib.live import parts

Q, K, V = X @ W_Q, X @ W_K, X @ W_V
MAKERS = {name: getattr(live, name) for name in
          ("words", "projection", "scores", "softmax", "scaling", "mixing", "head")}
every_figure = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


class Tables(HTMLParser):
    """The tables of a piece of HTML: caption -> {row name: [cells]}; and every tag and attribute seen."""

    def __init__(self, html):
        super().__init__()
        self.tables, self.tags, self.rows, self.row, self.text = {}, [], {}, None, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.text = ""
        if tag == "tr":
            self.row = []

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if tag == "caption":
            self.rows = self.tables[self.text] = {}
        elif tag in ("td", "th"):
            self.row.append(self.text)
        elif tag == "tr":
            self.rows.setdefault(self.row[0], self.row[1:])


def html_of(figure):
    return figure._numbers.value


def tables_of(figure):
    return Tables(html_of(figure)).tables


def numbers(rows):
    return np.array([[float(cell.replace("−", "-")) for cell in row] for row in rows])


def press_reset(figure):
    next(child for child in figure.children if isinstance(child, widgets.Button)).click()


# ---- every live figure ----

@every_figure
def test_it_displays_a_view_a_still_and_a_sentence(make):
    figure = make()
    bundle = figure._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == figure.model_id
    assert bundle["text/plain"] == repr(figure) == figure.sentence
    svg = ElementTree.fromstring(bundle["image/svg+xml"])
    assert svg.findtext("{http://www.w3.org/2000/svg}title") == figure.sentence
    assert json.loads(svg.findtext("{http://www.w3.org/2000/svg}metadata"))["rows"]
    assert not re.search("0x[0-9a-f]{6}", repr(figure))


@every_figure
def test_two_figures_have_the_same_start_and_states_of_their_own(make):
    first, second = make(), make()
    assert repr(first) == repr(second) and html_of(first) == html_of(second)
    name, control = next((n, c) for n, c in first.controls.items() if hasattr(c, "options"))
    control.value = [value for _, value in pairs(control) if value != control.value][0]
    assert html_of(first) != html_of(second), name


@every_figure
def test_every_control_has_a_name_and_a_change_of_it_reaches_the_numbers(make):
    for name in make().controls:
        figure = make()
        control = figure.controls[name]
        before = html_of(figure) + figure.sentence
        assert control.description
        control.value = another(control)
        assert html_of(figure) + figure.sentence != before, name


@every_figure
def test_reset_brings_back_the_start_and_the_stored_form_never_moves(make):
    figure = make()
    start, stored = (html_of(figure), figure.sentence), figure._repr_mimebundle_()
    for control in figure.controls.values():
        control.value = another(control)
    assert (html_of(figure), figure.sentence) != start
    assert figure._repr_mimebundle_() == stored
    press_reset(figure)
    assert (html_of(figure), figure.sentence) == start


@every_figure
def test_the_sentence_is_shown_and_announced(make):
    figure = make()
    tags = Tables(figure._says.value)
    assert tags.text == figure.sentence and ("p", {"class": "attn-say", "role": "status"}) in tags.tags


@every_figure
def test_its_tables_have_captions_and_scopes_and_its_colours_follow_the_page(make):
    parsed = Tables(html_of(make()))
    assert parsed.tables and all(parsed.tables)
    assert all(attributes["scope"] in ("row", "col") for tag, attributes in parsed.tags if tag == "th")
    for style in (attributes.get("style", "") for _, attributes in parsed.tags):
        assert not re.search("#[0-9a-f]{3}", re.sub(r"var\(--attn-\w+, #[0-9a-f]{6}\)", "", style))


def pairs(control):
    options = control.options
    return [option if isinstance(option, tuple) else (option, option) for option in options]


def another(control):
    """A value of the control that it does not have now."""
    if hasattr(control, "options"):
        return [value for _, value in pairs(control) if value != control.value][0]
    if isinstance(control, widgets.Checkbox):
        return not control.value
    if isinstance(control, widgets.Text):
        return "A dog slept under the table"
    if isinstance(control, widgets.FloatLogSlider):
        return control.value * 2
    return control.value + control.step if control.value < control.max else control.value - control.step


def test_the_style_names_the_palette_of_the_notebook_light_and_dark():
    assert f'[data-jp-theme-light="false"] .attn-live, .vscode-dark .attn-live {{ {theme.variables(theme.DARK)}' \
        in parts.STYLE
    assert "attn-live" in live.words()._dom_classes
    assert f"<style>{parts.STYLE}</style>" in live.words().children[0].value


def test_importing_attnlib_brings_no_widgets():
    code = "import sys, attnlib; sys.exit('ipywidgets' in sys.modules or 'matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- words ----

def test_words_moves_a_feature_and_the_dot_products_follow():
    figure = live.words()
    figure.controls["action"].value = 0.3
    x = X.copy()
    x[1, 2] = 0.3
    assert np.array_equal(figure.x, x) and figure.dots == pytest.approx(x @ x[1])
    shown = tables_of(figure)
    assert numbers(shown["Features"][token] for token in TOKENS) == pytest.approx(x)
    assert [shown["cat with each word"][token][0] for token in TOKENS] == [words.number(dot) for dot in x @ x[1]]
    assert "cat is now (0.5, 1, 0.3, 0, 0)" in figure.sentence and "mat: 0.5." in figure.sentence


def test_words_keeps_the_edits_of_every_word_and_leaves_the_example_alone():
    figure = live.words()
    figure.controls["link"].value = 0.2
    figure.controls["word"].value = TOKENS.index("sat")
    assert [figure.value(name) for name in FEATURES] == X[2].tolist()
    figure.controls["action"].value = 0
    assert figure.sentence.endswith("It has no feature in common with another word: every dot product is 0.")
    figure.controls["word"].value = TOKENS.index("cat")
    assert figure.value("link") == 0.2
    assert live.words().x.tolist() == X.tolist()


# ---- projection ----

@pytest.mark.parametrize("role, matrix", [("query", W_Q), ("key", W_K), ("value", W_V)])
@pytest.mark.parametrize("word", range(6))
def test_projection_multiplies_a_row_with_a_matrix(role, matrix, word):
    figure = live.projection()
    figure.controls["role"].value = role
    figure.controls["word"].value = word
    assert figure.vector == pytest.approx(X[word] @ matrix)
    sums = re.findall(r"<p class=\"attn-sum\">(.*?)</p>", html_of(figure))
    assert len(sums) == 3
    for c, line in enumerate(re.sub("<[^>]*>", "", text) for text in sums):
        products, total = line.split(" = ")[1:]
        factors = [[float(number) for number in product.split(" × ")] for product in products.split(" + ")]
        assert factors == [[X[word, i], matrix[i, c]] for i in range(5)]
        assert sum(a * b for a, b in factors) == pytest.approx(float(total), abs=1e-4)


def test_projection_moves_the_chosen_weight_and_only_that():
    figure = live.projection()
    figure.controls["role"].value = "key"
    figure.controls["row"].value, figure.controls["column"].value = FEATURES.index("object"), CHANNELS.index("link")
    assert figure.value("weight") == W_K[0, 2]
    figure.controls["weight"].value = -0.5
    changed = W_K.copy()
    changed[0, 2] = -0.5
    assert np.array_equal(figure.matrices["key"], changed) and figure.vector == pytest.approx(X[1] @ changed)
    assert np.array_equal(figure.matrices["query"], W_Q) and np.array_equal(figure.matrices["value"], W_V)
    assert "The weight from object to link is −0.5: 0.5 × −0.5 = −0.25 goes into link." in figure.sentence
    figure.controls["word"].value = TOKENS.index("on")
    assert figure.sentence.endswith("is −0.5: but on has no object, so it adds nothing.")


# ---- scores ----

def test_scores_of_the_example_open_with_the_sum_of_sat_and_mat():
    figure = live.scores()
    assert figure.query.tolist() == Q[2].tolist() and figure.scores == pytest.approx(K @ Q[2])
    text = re.sub("<[^>]*>", "", html_of(figure))
    assert text.startswith("sat asks, mat answers: 0.8 × 0.9 + 0 × 0 + 0.65 × 0.2 = 0.85")
    assert figure.sentence == "sat with the query (0.8, 0, 0.65) scores highest with mat: 0.85."


def test_scores_follow_the_query():
    figure = live.scores()
    figure.set(thing=0, action=1, link=0.2)
    assert figure.scores == pytest.approx(K @ [0, 1, 0.2])
    shown = tables_of(figure)["Scores of sat"]
    assert numbers([shown[token][:1] for token in TOKENS])[:, 0] == pytest.approx(K @ [0, 1, 0.2], abs=1e-4)
    assert "scores highest with sat: 0.9." in figure.sentence
    figure.set(action=0, link=0)
    assert figure.sentence == "sat asks for nothing that a key offers: all six scores are 0."
    figure.controls["asks"].value = TOKENS.index("cat")
    assert figure.query.tolist() == Q[1].tolist()


# ---- softmax ----

@pytest.mark.parametrize("temperature", [0.1, 0.5, 1, 3, 10])
@pytest.mark.parametrize("word", range(6))
def test_softmax_shares_at_a_temperature(temperature, word):
    figure = live.softmax()
    figure.set(temperature=temperature, asks=word)
    expected = softmax(Q[word] @ K.T / np.sqrt(3) / temperature)
    assert figure.shares == pytest.approx(expected)
    rows = tables_of(figure)[f"What {TOKENS[word]} gives to each word"]
    assert [rows[token][2] for token in TOKENS] == [words.percent(share) for share in expected]
    assert f"{TOKENS[word]} gives most of its attention to {TOKENS[expected.argmax()]}" in figure.sentence


def test_bars_are_as_wide_as_their_shares():
    figure = live.softmax()
    widths = [float(found) for found in re.findall(r"width:([\d.]+)%", html_of(figure))]
    assert widths == pytest.approx(100 * figure.shares, abs=0.05)


# ---- scaling ----

@pytest.mark.parametrize("d_k", [1, 16, 1024])
def test_scaling_measures_the_spread_and_the_largest_share(d_k):
    figure = live.scaling()
    figure.controls["d_k"].value = d_k
    scores = live.random_scores(d_k)
    assert scores.shape == (100, 6) and np.array_equal(figure.scores, scores)
    assert figure.spread == pytest.approx((scores.std(), scores.std() / d_k ** 0.5))
    assert figure.largest[1] == pytest.approx(softmax(scores / d_k ** 0.5).max(axis=1).mean())
    assert f"divided by √{d_k}" in figure.sentence.lower()


def test_the_spread_grows_with_the_root_of_the_width():
    spread = [live.random_scores(width).std() / width ** 0.5 for width in (4, 64, 1024)]
    assert spread == pytest.approx([1, 1, 1], abs=0.15)
    figure = live.scaling()
    figure.controls["d_k"].value = 1024
    assert figure.largest[0] > 0.9 > 0.5 > figure.largest[1]


def test_another_draw_gives_other_numbers_and_the_same_draw_the_same():
    assert not np.array_equal(live.random_scores(8, draw=1), live.random_scores(8, draw=2))
    assert np.array_equal(live.random_scores(8, draw=2), live.random_scores(8, draw=2))


# ---- mixing ----

@pytest.mark.parametrize("cut", [(), (3,), (0, 4), (1, 2, 3, 5)])
@pytest.mark.parametrize("word", [0, 2])
def test_mixing_cuts_words_from_the_average(cut, word):
    figure = live.mixing()
    figure.set(asks=word, **{f"keep {i}": False for i in cut})
    mask = np.array([i not in cut for i in range(6)])
    weights = attention_weights(Q[[word]], K, mask=mask[None, :])[0]
    assert figure.weights == pytest.approx(weights) and figure.weights.sum() == pytest.approx(1)
    assert figure.output == pytest.approx(weights @ V)
    assert figure.before == pytest.approx(attention(Q, K, V)[word])
    shown = tables_of(figure)[f"What {TOKENS[word]} gives"]
    assert [token for token in TOKENS if shown[token][0] == "cut"] == [TOKENS[i] for i in cut]


def test_mixing_says_what_a_cut_changes():
    figure = live.mixing()
    figure.controls["keep 3"].value = False
    before, now = attention(Q, K, V)[2], figure.output
    c = abs(now - before).argmax()
    assert figure.sentence == (f"Without on, the output of sat changes most in {('subject', 'action', 'location')[c]}: "
                               f"from {before[c]:.2f} to {now[c]:.2f}.")
    figure.set(**{f"keep {i}": False for i in range(6)})
    assert figure.output.tolist() == [0, 0, 0]
    assert "Every word is cut" in figure.sentence and "(0, 0, 0)" in figure.sentence


# ---- head ----

def test_head_computes_a_sentence_of_ones_own():
    figure = live.head()
    figure.controls["text"].value = "A dog slept under the table"
    tokens, x = embed("A dog slept under the table")
    assert figure.tokens == tokens
    assert figure.weights == pytest.approx(attention_weights(x @ W_Q, x @ W_K))
    assert figure.output == pytest.approx(attention(x @ W_Q, x @ W_K, x @ W_V))
    shown = tables_of(figure)
    shares = numbers(shown["Shares: softmax of scores ÷ √3"][token] for token in tokens)
    assert shares == pytest.approx(figure.weights, abs=0.005)
    assert numbers(shown["Q: what each word asks"][token] for token in tokens) == pytest.approx(x @ W_Q, abs=0.005)
    best = tokens[figure.weights[2].argmax()]
    assert figure.sentence.startswith(f"slept gives most of its attention to {best}: ")


@pytest.mark.parametrize("text, message", [
    ("", "The sentence must hold at least one word"),
    ("   ", "The sentence must hold at least one word"),
    ("word " * 200, "The sentence must hold at most 64 words: got 200"),
    ("the zebra saw a unicorn", "No features known for zebra and unicorn."),
    ("😀", "No features known for 😀."),
    ("שלום", "No features known for שלום."),
    ("<img src=x onerror=alert(1)> cat", "No features known for <img, src=x and onerror=alert(1)>."),
    ("a1 b2 c3 d4 e5 f6 g7 h8", "No features known for a1, b2, c3, d4, e5 and f6 and 2 more."),
    ("x" * 5000, "No features known for xxx"),
])
def test_a_sentence_that_cannot_be_read_is_answered_beside_the_box_and_changes_nothing(text, message):
    figure = live.head()
    figure.controls["text"].value = "A dog slept"
    weights, html, sentence = figure.weights.copy(), html_of(figure), figure.sentence
    figure.controls["text"].value = text
    shown = Tables(figure._wrong.value)
    assert [tag for tag, _ in shown.tags] == ["p"] and message in shown.text and len(shown.text) < 300
    assert shown.text.endswith("Still shown: “A dog slept”.")
    assert np.array_equal(figure.weights, weights) and (html_of(figure), figure.sentence) == (html, sentence)
    figure.controls["text"].value = "the cat"
    assert figure._wrong.value == "" and figure.tokens == ("the", "cat")


def test_head_takes_words_that_the_reader_describes_and_escapes_them():
    figure = live.head(extra={"<b>": [0.5, 1, 0, 0, 0], "😀": [1, 0, 0, 0, 0]})
    figure.controls["text"].value = "<b> sat on 😀"
    assert figure.tokens == ("<b>", "sat", "on", "😀")
    assert "&lt;b&gt;" in html_of(figure) and "<b>sat" not in html_of(figure)
    assert not [tag for tag, _ in Tables(html_of(figure)).tags if tag == "b"]
    assert figure.weights.shape == (4, 4)


def test_the_asking_word_stays_inside_a_shorter_sentence():
    figure = live.head()
    figure.controls["asks"].value = 5
    figure.controls["text"].value = "the cat"
    assert figure.value("asks") == 1
    assert figure.sentence.startswith("cat ")
