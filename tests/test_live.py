"""The live figures as Python sees them: what they display, what they are called, and what can be read from them."""

import gc
import json
import re
import subprocess
import sys
from xml.etree import ElementTree

import comm
import numpy as np
import pytest
import traitlets
from browser.expected import State, tables
from ipywidgets.embed import dependency_state
from ipywidgets.widgets.widget import _instances
from project import ROOT

from attnlib import TOKENS, attention, softmax
from byhand import live, palette

MAKERS = {name: getattr(live, name) for name in live.__all__ if name != "LiveFigure"}
every_figure = pytest.mark.parametrize("name", MAKERS)
READABLE = {
    "x": "X",
    "w_q": "W_Q",
    "w_k": "W_K",
    "w_v": "W_V",
    "q": "Q",
    "k": "K",
    "v": "V",
    "scores": "S",
    "weights": "A",
    "output": "O",
}
VIEW = "application/vnd.jupyter.widget-view+json"


def test_there_is_one_function_for_each_kind_of_figure():
    assert set(MAKERS) == {"words", "projection", "scores", "softmax", "scaling", "mixing", "head"}


# --- what is displayed ----------------------------------------------------------------------------------------------


@every_figure
def test_a_figure_displays_a_view_a_still_and_a_sentence(name):
    figure = MAKERS[name]()
    bundle = figure._repr_mimebundle_()
    assert bundle[VIEW]["model_id"] == figure.model_id
    assert bundle["text/plain"] == repr(figure) == figure.sentence
    assert re.fullmatch(r"[A-Za-z].{20,}\.", figure.sentence)
    svg = ElementTree.fromstring(bundle["image/svg+xml"])
    assert svg.findtext("{http://www.w3.org/2000/svg}title") == figure.sentence
    assert json.loads(svg.findtext("{http://www.w3.org/2000/svg}metadata"))["rows"]


@every_figure
def test_what_is_stored_does_not_depend_on_what_was_moved(name):
    figure = MAKERS[name]()
    before = figure._repr_mimebundle_()
    figure.view.set_trait("edits", {"X,1,1": 0.2})
    figure.view.set_trait("temperature", 3.0)
    figure.view.set_trait("width_index", 2)
    assert figure._repr_mimebundle_() == before


@every_figure
@pytest.mark.parametrize("ask", [False, True])
def test_two_calls_give_the_same_widgets_under_the_same_ids(name, ask):
    first, second = (dependency_state([MAKERS[name](ask=ask)], drop_defaults=False) for _ in range(2))
    assert first == second and len(first) > 2
    assert json.dumps(first).count("0x") == 0


@every_figure
def test_another_key_gives_other_ids_and_the_same_figure(name):
    figure, other = MAKERS[name](), MAKERS[name]("other")
    ids, others = (set(dependency_state([made], drop_defaults=False)) for made in (figure, other))
    assert ids.isdisjoint(others) and len(ids) == len(others)
    assert figure.view.key == name and other.view.key == "other"
    assert figure._repr_mimebundle_()["image/svg+xml"] == other._repr_mimebundle_()["image/svg+xml"]


@every_figure
def test_a_figure_made_again_takes_the_place_of_the_older_one_and_outlives_it(name):
    older = MAKERS[name]()
    ids = set(dependency_state([older], drop_defaults=False))
    newer = MAKERS[name]()
    del older
    gc.collect()
    assert ids <= set(comm.get_comm_manager().comms)
    assert set(dependency_state([newer], drop_defaults=False)) == ids
    assert all(_instances[model].comm is not None for model in ids)


@every_figure
def test_every_control_has_a_name_of_its_own_and_is_joined_to_the_view(name):
    figure = MAKERS[name]()
    joined = [(link.source[0], link.target) for link in figure.links]
    assert [control for control, _ in joined] == list(figure.controls.values())
    assert all(view is figure.view and hasattr(view, trait) for _, (view, trait) in joined)
    assert all(description == control.description != "" for description, control in figure.controls.items())
    assert figure.children == (*figure.controls.values(), figure.view)


@every_figure
def test_the_controls_stand_where_the_state_of_the_view_does(name):
    figure = MAKERS[name]()
    for link in figure.links:
        (control, trait), (view, target) = link.source, link.target
        if not target.startswith("knob"):
            assert getattr(control, trait) == getattr(view, target), target


@every_figure
def test_a_figure_asks_first_when_it_is_told_to(name):
    assert "ask" not in MAKERS[name]().view.config
    asked = MAKERS[name](ask=True).view.config["ask"]
    assert asked["question"].endswith("?") and asked["answer"]["word"] in asked["choices"]
    assert asked["share"] == ("share" in asked["answer"])


def test_the_answers_are_those_of_attnlib():
    answers = {name: make(ask=True).view.config["ask"]["answer"] for name, make in MAKERS.items()}
    t, others = tables(State("mixing")), np.arange(6) != 1
    sat, cat = t["A"][2], np.where(others, t["XX"][1], -1)
    changes = [np.abs(tables(State("mixing", cut=tuple(np.arange(6) == j)))["D"][2]).sum() for j in range(6)]
    assert answers["softmax"] == answers["head"] == {"word": TOKENS[sat.argmax()], "share": pytest.approx(sat.max())}
    assert answers["words"] == {"word": TOKENS[cat.argmax()]}
    assert answers["scores"] == {"word": TOKENS[t["S"][2].argmax()]}
    assert answers["projection"] == {"word": ("thing", "action", "link")[t["Q"][1].argmax()]}
    assert answers["mixing"] == {"word": TOKENS[int(np.argmax(changes))]}
    typical = [tables(State("scaling", width_index=index))["S"].shape for index in (0, 2)]
    assert answers["scaling"] == {"word": "to twice the size"} and typical == [(1, 6)] * 2


def test_scores_of_random_vectors_grow_with_the_root_of_their_width():
    spreads = [live.family.random_scores(2**power)["typical"][0] for power in range(11)]
    assert np.allclose(spreads, np.sqrt(2.0 ** np.arange(11)), rtol=0.05)


def test_the_module_and_the_style_of_the_view_are_the_bundles_in_the_palette_of_a_notebook():
    view = live.words().view
    assert view._esm == (ROOT / "byhand/live/family.js").read_text(encoding="utf-8")
    assert view._css.endswith((ROOT / "byhand/live/family.css").read_text(encoding="utf-8"))
    assert palette.variables(palette.LIGHT) in view._css and palette.variables(palette.DARK) in view._css
    assert repr(view) == "FigureView('words', key='words')"


def test_importing_attnlib_brings_no_widgets():
    code = "import sys, attnlib; sys.exit('ipywidgets' in sys.modules or 'matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# --- what can be read -----------------------------------------------------------------------------------------------


def moved(figure, **traits):
    """Set traits of the view, as the browser does."""
    for name, value in traits.items():
        figure.view.set_trait(name, value)
    return figure


def misread(figure, state):
    """Names of what is not read as attnlib computes it."""
    return [
        name
        for name, table in READABLE.items()
        if not np.allclose(getattr(figure, name), tables(state)[table], rtol=0, atol=1e-14)
    ]


def test_at_the_start_the_tables_are_those_of_the_example():
    assert misread(live.head(), State("head")) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"edits": {"X,5,0": -0.75, "X,1,1": 0.2}},
        {"edits": {"W_Q,0,2": 1.0, "W_K,4,0": -0.3, "W_V,2,1": 0.0}},
        {"edits": {"Q,2,0": -0.45}},
        {"temperature": 0.05},
        {"scaled": False},
        {"angle": -35.0},
        {"angle": 90.0, "edits": {"Q,2,0": 1.0}},
        {"cut": [False, True, False, False, True, False]},
        {"cut": [True] * 6},
        {
            "temperature": 4.0,
            "scaled": False,
            "cut": [False, False, False, False, False, True],
            "edits": {"W_V,0,0": 0.9},
        },
    ],
    ids=str,
)
def test_what_a_reader_moves_is_read_as_attnlib_computes_it(changes):
    state = State("head", **{name: tuple(value) if name == "cut" else value for name, value in changes.items()})
    assert misread(moved(live.head(), **changes), state) == []
    assert misread(live.head(), state) != []


def test_the_output_is_what_attention_gives():
    figure = moved(live.head(), edits={"X,1,1": 0.4})
    assert figure.output == pytest.approx(attention(figure.q, figure.k, figure.v))


def test_an_own_sentence_is_read_with_its_words():
    figure = moved(live.head(), text="A dog slept under the table")
    state = State("head").with_sentence("A dog slept under the table")
    assert figure.tokens == state.tokens
    assert figure.weights == pytest.approx(tables(state)["A"], abs=1e-15)
    assert moved(figure, cut=[True]).weights == pytest.approx(tables(state.but(cut=(True,)))["A"], abs=1e-15)


@pytest.mark.parametrize("text", ["", "…", "The zebra sat", "cat " * 17, "<img src=x onerror=alert(1)>"])
def test_a_sentence_that_cannot_be_shown_leaves_the_last_one(text):
    figure = moved(live.head(), text="A dog slept")
    assert moved(figure, text=text).tokens == ("A", "dog", "slept")


def test_a_change_of_a_number_that_does_not_exist_is_left_out():
    figure = moved(live.head(), edits={"X,9,0": 5.0, "X,0,9": 5.0, "Y,0,0": 5.0})
    assert figure.x == pytest.approx(State("head").x)


@pytest.mark.parametrize("index, scaled", [(0, True), (6, True), (6, False), (10, False)])
def test_the_figure_on_scaling_gives_the_draw_that_it_shows(index, scaled):
    figure = moved(live.scaling(), width_index=index, scaled=scaled)
    t = tables(State("scaling", width_index=index, scaled=scaled))
    assert figure.scores == pytest.approx(t["S"]) and figure.weights == pytest.approx(t["A"], abs=1e-15)


def test_the_draw_of_the_figure_on_scaling_is_a_typical_one():
    for width in live.family.WIDTHS:
        draw = live.family.random_scores(width)
        largest = softmax(np.array(draw["scores"]) / width**0.5).max()
        assert abs(largest - draw["typical"][2]) < 0.13, width


# --- wrong arguments ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", [-1, 3, "everything", None])
def test_a_wrong_zoom_is_refused_with_what_is_possible(zoom):
    with pytest.raises(ValueError, match=r"zoom must be 0 .* 1 .* 2 .*: got " + re.escape(repr(zoom))):
        live.head(zoom=zoom)


@every_figure
def test_a_key_that_is_no_text_is_refused(name):
    with pytest.raises(traitlets.TraitError, match="key.*expected a unicode string"):
        MAKERS[name](5)


@every_figure
def test_what_comes_after_the_key_has_to_be_named(name):
    with pytest.raises(TypeError):
        MAKERS[name]("key", True)


def test_head_starts_at_the_level_that_is_asked_for():
    assert [live.head(zoom=zoom).view.zoom for zoom in (0, 1, 2)] == [0, 1, 2]
    assert live.head(zoom=0).controls == {} and len(live.head(zoom=1).controls) == 4
