"""Live figures of other heads and of other kinds than the book has: what holds for them holds for any new one.

Six features, four channels and two value channels; two heads with tables of their own; an explanation that is wrong.
"""

from pathlib import Path

import numpy as np
import pytest
from browser.arithmetic import mistakes
from browser.expected import Read, changes_of, number_at, same_number
from browser.figure import Figure
from browser.kinds import own_kinds
from browser.made import page_of
from browser.visit import Visit

from byhand import live
from byhand.head import Head
from byhand.live import kinds

MONKEY = (Path(__file__).parent / "browser" / "monkey.js").read_text(encoding="utf-8")
rng = np.random.default_rng(6)
LEGEND = {"hgt": "how high it grows", "wet": "how much water it needs"}
GARDEN = Head(
    tokens=("rose", "oak", "moss", "reed"),
    x=rng.integers(-4, 5, (4, 6)) / 4,
    w_q=rng.integers(-4, 5, (6, 4)) / 4,
    w_k=rng.integers(-4, 5, (6, 4)) / 4,
    w_v=rng.integers(-4, 5, (6, 2)) / 4,
    features=("hgt", "wet", "sun", "thorn", "leaf", "age"),
    channels=("light", "water", "soil", "room"),
    value_channels=("green", "wood"),
    legend=LEGEND,
)
PATTERN = "chapters/04_scores.html"
HEADS = [name for name in kinds.names() if name not in ("scaling", "challenge")]  # they show no other head
MADE = {**{name: (lambda name=name: getattr(live, name)(head=GARDEN)) for name in HEADS}}
MADE["two_heads"] = lambda: live.two_heads(head=GARDEN)
every_kind = pytest.mark.parametrize("name", MADE)


@pytest.fixture(scope="module")
def page(browser, server, book):
    """One page with all these figures."""
    with own_kinds(server):
        pattern = (book / PATTERN).read_text(encoding="utf-8")
        server.put("chapters/kinds.html", page_of(pattern, [make() for make in MADE.values()]))
        visit = Visit(browser, server).open("chapters/kinds.html", live=True)
        yield visit
        assert visit.faults == []
        visit.close()


@pytest.fixture
def figure(page):
    """A function that gives a figure at its start, and that state."""

    def at_start(name):
        here = Figure(page, name)
        here.reset()
        return here, Read(MADE[name])

    return at_start


def changed(name):
    """Fields of a state that differs from the start in what is set, turned, cut and edited."""
    changes = changes_of(MADE[name]().view.config) | {"cut": [False, True, False, False]}
    table = "W_K1" if name == "two_heads" else "W_K"
    edits = {f"{table},5,3": 0.5, "X,3,5": -0.75, "X,0,0": 0.2}
    if name == "sentences":
        edits = {f"{table},5,3": 0.5}  # the row of X is the same in both
    elif name != "two_heads":
        edits |= {"W_V,5,1": 0.3, "Q,1,3": -0.4, "Q,2,0": 1}
    return {"strength": 2, "angle": 35} | changes | {"edits": edits}


@every_kind
def test_the_numbers_of_any_head_are_those_that_python_reads(figure, name):
    here, state = figure(name)
    assert here.differences(state) == []
    here.go(changed(name))
    assert here.message == "" and here.differences(state.but(**changed(name))) == []
    assert here.differences(state) != []


@every_kind
@pytest.mark.parametrize("moved", [False, True], ids=["start", "changed"])
def test_the_arithmetic_of_any_head_gives_its_numbers(figure, name, moved):
    here, state = figure(name)
    if moved:
        here.go(changed(name))
        state = state.but(**changed(name))
    tables, opened = state.tables(), here.open_all()
    shown = [cell for table in here.tables() for row in table["cells"] for cell in row]
    assert len(opened) == len(shown) > 0
    for cell, place in zip(opened, shown):
        value = number_at(place["at"], tables)
        if value is not None:
            assert mistakes(cell["panel"], value) == [], place["at"]
        assert "does not tell" not in cell["panel"]["note"]


@every_kind
def test_a_number_of_any_head_opens_down_to_where_the_calculation_starts(figure, name):
    here, state = figure(name)
    here.go({"angle": 35})
    tables = state.but(angle=35).tables()
    found = here.follow(here.card.locator(".attn-grid").count() - 1, 0, 0)
    for address, panel in found.items():
        value = None if address == "start" else number_at(address, tables)
        assert value is None or mistakes(panel, value) == []
        known = [(text, number_at(of, tables)) for of, text in panel["opens"]]
        assert all(value is None or same_number(text, value) for text, value in known)
    assert len(found) > 3


@every_kind
def test_a_link_restores_any_state_of_any_head(figure, name):
    here, state = figure(name)
    here.go(changed(name))
    before = here.tables()
    here.click("Copy link")
    address = here.tab.url
    here.reset()
    assert here.tables() != before and here.differences(state) == []
    here.go(address.partition("~")[2])
    assert here.tables() == before and here.message == ""


@pytest.mark.parametrize(
    "edit", ["X,4,0", "X,0,6", "W_K,6,0", "W_K,0,4", "W_V,0,2", "Q,0,4", "X,00,0", "X,0,0,0", "K,0,0"]
)
def test_a_link_to_a_number_that_this_head_does_not_have_is_refused(figure, edit):
    here, state = figure("head")
    here.go({"edits": {edit: 0.5}})
    assert here.message.startswith("The link holds no state") and here.differences(state) == []


def test_turning_moves_no_score_of_four_channels(figure):
    here, _ = figure("scores")
    before = here.tables()
    here.press("turn Q and K (degrees)", *["PageUp"] * 2)
    after = here.tables()
    texts = lambda table: [[cell["text"] for cell in row] for row in table["cells"]]  # noqa: E731
    assert texts(after[2]) == texts(before[2]) and texts(after[0]) != texts(before[0])
    assert [row[2:] for row in texts(after[0])] == [row[2:] for row in texts(before[0])], "two channels are not turned"


def test_each_feature_is_dragged_and_then_the_slider_moves_it(figure):
    here, state = figure("words")
    for j, name in enumerate(GARDEN.features):
        here.hand(f"embedding of rose, {name}").press("ArrowRight")
        assert here.handle("chosen number").get_attribute("aria-label") == f"rose: {name}"
        here.press("chosen number", "Home")
        assert here.differences(state.but(edits={f"X,0,{j}": -1})) == []
        here.track("chosen number").dblclick()
        assert here.differences(state) == []


def test_short_names_are_explained_in_one_quiet_line(figure):
    here, _ = figure("head")
    said = here.card.locator(".attn-legend").all_text_contents()
    assert said == ["hgt: how high it grows; wet: how much water it needs"]


def test_a_sentence_of_ones_own_is_asked_for_only_where_the_features_are_those_of_the_lexicon(figure):
    here, _ = figure("head")
    assert here.card.get_by_label("your sentence").count() == 0
    assert "text" in live.head().controls


@every_kind
def test_a_monkey_leaves_a_figure_of_any_head_whole(figure, name):
    here, state = figure(name)
    run = here.card.evaluate(MONKEY, [2017, 60])
    here.reset()
    assert run["wrong"] == [] and sum(run["done"].values()) == 60
    assert here.differences(state) == []


# --- two heads ------------------------------------------------------------------------------------------------------


def test_the_second_head_has_its_own_marks_titles_and_trail(figure):
    here, _ = figure("two_heads")
    here.cell(8, 1, 2).click()  # S2: three channels
    assert here.panel()["title"] == "score in head 2: oak asks, moss answers"
    marked = {
        cell["at"].split(",")[0]
        for table in here.tables()
        for row in table["cells"]
        for cell in row
        if "source" in cell["mark"]
    }
    assert marked == {"Q2", "K2"}
    here.card.locator('.attn-arithmetic [data-at="Q2,1,0"]').click()
    assert here.panel()["title"] == "query of oak in head 2: light" and len(here.panel()["lines"]) == 6
    here.tab.keyboard.press("Escape")
    assert here.panel() is None


def test_a_word_is_cut_in_both_heads(figure):
    here, state = figure("two_heads")
    here.click("cut moss")
    assert here.differences(state.but(cut=[False, False, True, False])) == []


def test_a_drawing_is_moved_by_its_slider_and_moves_the_state_itself(figure):
    here, state = figure("two_heads")
    bar, hand = here.card.locator(".attn-map rect.full"), here.hand("gate")
    assert bar.get_attribute("width") == "50"
    here.press("gate", "End")
    assert bar.get_attribute("width") == "100" and here.differences(state.but(gate=1)) == []
    box = hand.bounding_box()
    here.pull("gate", -75 * box["width"] / 120, 0)
    assert bar.get_attribute("width") == "25" and here.value("gate") == "0.25"
    assert here.differences(state.but(gate=0.25)) == [] and here.panel() is None
    hand.press("ArrowRight")
    assert here.value("gate") == "0.30" and hand.get_attribute("aria-valuenow") == "0.3"
    hand.dblclick()
    assert here.value("gate") == "0.50"
    hand.click()
    assert here.panel()["title"].startswith("Y, rose")


# --- an explanation that is wrong -----------------------------------------------------------------------------------


def test_no_false_equation_is_shown(browser, server, book):
    with own_kinds(server):
        pattern = (book / PATTERN).read_text(encoding="utf-8")
        server.put("chapters/liar.html", page_of(pattern, [live.liar()]))
        visit = Visit(browser, server).open("chapters/liar.html", live=True)
    here = Figure(visit, "liar")
    for table in (1, 2):
        here.cell(table, 1, 1).click()
        panel = here.panel()
        assert panel["lines"] == [] and panel["total"] == "2"
        assert panel["note"] == "This figure does not tell how this number comes about."
    assert visit.faults == ["error: the explanation of TWICE,1,1 does not give its number 2"] * len(visit.faults) != []
    visit.close()
