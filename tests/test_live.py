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
from browser.expected import State, changes_of, tables
from ipywidgets.embed import dependency_state
from project import ROOT

from attnlib import TOKENS, attention, softmax
from byhand import live, palette
from byhand.head import RUNNING, Head
from byhand.live import kinds, scripts
from byhand.live.kinds import scaling
from byhand.live.state import COMMON, Field

MAKERS = {name: getattr(live, name) for name in kinds.names()}
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
    assert set(MAKERS) >= {"words", "projection", "scores", "softmax", "scaling", "mixing", "head"}
    assert {*live.__all__} - {"LiveFigure"} == set(MAKERS) <= set(dir(live))
    for name, make in MAKERS.items():
        assert make.__name__ == name and make.__doc__ and kinds.script(name).is_file()


def test_a_name_that_is_no_figure_is_answered_with_those_that_are():
    with pytest.raises(AttributeError, match="no live figure is called 'sofmax'; there are challenge, head, .*words"):
        live.sofmax()


def test_a_new_kind_is_two_new_files(tmp_path, monkeypatch):
    (tmp_path / "kinds").mkdir()
    for end in ("py", "js"):
        text = kinds.script("words").with_suffix(f".{end}").read_text(encoding="utf-8")
        (tmp_path / "kinds" / f"vectors.{end}").write_text(text.replace("def words", "def vectors"), encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path / "kinds")])
    figure = live.vectors()
    assert "vectors" in dir(live) and figure.view.kind == figure.view.key == "vectors"
    assert figure.x == pytest.approx(RUNNING.x)
    assert scripts.kind_source(tmp_path / "kinds" / "vectors.js") in figure.view._esm


@pytest.mark.parametrize(
    "text",
    [
        "const kind = () => ({});",
        'import x from "./x.js";\nexport default () => ({});',
        "export default 1;\nexport default 2;",
    ],
)
def test_a_script_that_cannot_stand_alone_is_refused(tmp_path, text):
    (tmp_path / "wrong.js").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"wrong\.js must have one `export default`"):
        scripts.kind_source(tmp_path / "wrong.js")


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
    for field, value in changes_of(figure.view.config).items():
        figure.view.set_trait(field, value)
    assert figure._repr_mimebundle_() == before


def state_of(figure):
    """The models of a figure by their ids; of links, which have ids of their own in each run, the number."""
    models = dependency_state([figure], drop_defaults=False)
    links = [model for model, state in models.items() if state["model_name"] == "LinkModel"]
    return {f"link {links.index(model)}" if model in links else model: state for model, state in models.items()}


@every_figure
@pytest.mark.parametrize("ask", [False, True])
def test_two_calls_give_the_same_widgets_under_the_same_ids(name, ask):
    first, second = (state_of(MAKERS[name](ask=ask)) for _ in range(2))
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
    links = [link.model_id for link in older.links]
    ids = set(dependency_state([older], drop_defaults=False)) - set(links)
    newer = MAKERS[name]()
    del older
    gc.collect()
    open_lines = set(comm.get_comm_manager().comms)
    assert ids <= open_lines and open_lines.isdisjoint(links)
    assert set(state_of(newer)) >= ids
    assert all(widget.comm is not None for widget in [newer, *newer.children, *newer.links])


@every_figure
def test_every_control_has_a_name_of_its_own_and_is_joined_to_the_view(name):
    figure = MAKERS[name]()
    joined = [(link.source[0], link.target) for link in figure.links]
    assert [control for control, _ in joined] == list(figure.controls.values())
    assert all(view is figure.view and hasattr(view, trait) for _, (view, trait) in joined)
    assert list(figure.controls) == [field for _, (_, field) in joined]
    assert all(f"attn-sets-{field}" in figure.controls[field]._dom_classes for field in figure.controls)
    names = [control.description for control in figure.controls.values()]
    assert names == list(figure.view.config["controls"].values()) and len({*names, ""}) == len(names) + 1
    assert figure.children == (*figure.controls.values(), figure.view)


@every_figure
def test_the_controls_stand_where_the_state_of_the_view_does(name):
    figure = MAKERS[name]()
    for link in figure.links:
        (control, trait), (view, target) = link.source, link.target
        if not target.startswith("knob"):
            assert getattr(control, trait) == getattr(view, target), target


# --- the fields of the state ----------------------------------------------------------------------------------------


@every_figure
def test_every_field_is_a_trait_that_starts_as_it_is_reset(name):
    view = MAKERS[name]().view
    fields = {field["name"]: field for field in view.config["fields"]}
    assert {field.name for field in COMMON} <= set(fields)
    assert set(view.config["start"]) == {name for name, field in fields.items() if field["linked"]}
    for field, value in view.config["start"].items():
        assert view.trait_metadata(field, "sync") and getattr(view, field) == value


def test_a_field_of_an_unknown_type_is_refused():
    with pytest.raises(ValueError, match="the type of a field must be one of int, .*: got 'size' with 'number'"):
        Field("size", "number", 0)
    with pytest.raises(ValueError, match="its effect one of draw, .*: got 'size' with 'int' and 'jump'"):
        Field("size", "int", 0, effect="jump")


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
    assert answers["projection"] == {"word": ("thing", "deed", "place")[t["Q"][1].argmax()]}
    assert answers["mixing"] == {"word": TOKENS[int(np.argmax(changes))]}
    typical = [tables(State("scaling", width_index=index))["S"].shape for index in (0, 2)]
    assert answers["scaling"] == {"word": "to twice the size"} and typical == [(1, 6)] * 2


def test_scores_of_random_vectors_grow_with_the_root_of_their_width():
    spreads = [scaling.random_scores(2**power)["typical"][0] for power in range(11)]
    assert np.allclose(spreads, np.sqrt(2.0 ** np.arange(11)), rtol=0.05)


def test_the_module_and_the_style_of_the_view_are_the_bundles_in_the_palette_of_a_notebook():
    view = live.words().view
    bundle = (ROOT / "byhand/live/figure.js").read_text(encoding="utf-8")
    assert view._esm.startswith(bundle) and view._esm.count("export default") == 1
    assert view._css.endswith((ROOT / "byhand/live/figure.css").read_text(encoding="utf-8"))
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
        {"strength": 20.0},
        {"strength": 10.0, "edits": {"Q,2,0": -0.45, "W_Q,0,0": 0.5}, "angle": 20.0},
        {"strength": 0.0},
        {"scaled": False},
        {"angle": -35.0},
        {"angle": 90.0, "edits": {"Q,2,0": 1.0}},
        {"cut": [False, True, False, False, True, False]},
        {"cut": [True] * 6},
        {
            "strength": 0.25,
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


def test_a_head_of_other_sizes_is_read_as_attnlib_computes_it():
    rng = np.random.default_rng(1)
    x, w_q, w_k, w_v = (rng.standard_normal(shape) for shape in ((3, 6), (6, 4), (6, 4), (6, 2)))
    head = Head(tuple("abc"), x, w_q, w_k, w_v, tuple("uvwxyz"), tuple("klmn"), tuple("pq"))
    figure = moved(live.scores(head=head), angle=70.0, strength=0.5, edits={"Q,0,3": 0.5, "W_V,5,1": -1.0})
    q = head.q.copy()
    q[0, 3], w_v[5, 1] = 0.5, -1
    assert figure.scores == pytest.approx(q @ head.k.T / 2)
    assert figure.weights == pytest.approx(softmax(q @ head.k.T / 4)) and figure.w_v[5, 1] == -1
    assert figure.output == pytest.approx(figure.weights @ (x @ w_v)) and figure.tokens == ("a", "b", "c")


@pytest.mark.parametrize("name", [name for name in MAKERS if name not in ("scaling", "challenge")])  # of no other head
@pytest.mark.parametrize("shape", [(2, 1, 1), (6, 4, 2)], ids=str)
def test_every_figure_takes_a_head_of_other_sizes(name, shape):
    d_model, d_k, d_v = shape
    columns = [tuple(f"{letter}{c}" for c in range(size)) for letter, size in zip("fkv", shape)]
    x, w_q, w_k, w_v = (np.ones(size) for size in ((2, d_model), (d_model, d_k), (d_model, d_k), (d_model, d_v)))
    figure = MAKERS[name](head=Head(("one", "two"), x, w_q, w_k, w_v, *columns), ask=True)
    assert figure.q.shape == (2, d_k) and figure.output.shape == (2, d_v)
    assert moved(figure, angle=30.0).scores == pytest.approx(np.full((2, 2), d_model**2 * d_k))


@pytest.mark.parametrize("index, scaled", [(0, True), (6, True), (6, False), (10, False)])
def test_the_figure_on_scaling_gives_the_draw_that_it_shows(index, scaled):
    figure = moved(live.scaling(), width_index=index, scaled=scaled)
    t = tables(State("scaling", width_index=index, scaled=scaled))
    assert figure.scores == pytest.approx(t["S"]) and figure.weights == pytest.approx(t["A"], abs=1e-15)


def test_the_draw_of_the_figure_on_scaling_is_a_typical_one():
    for width in scaling.WIDTHS:
        draw = scaling.random_scores(width)
        largest = softmax(np.array(draw["scores"]) / width**0.5).max()
        assert abs(largest - draw["typical"][2]) < 0.13, width


# --- wrong arguments ------------------------------------------------------------------------------------------------


@every_figure
def test_a_key_that_is_no_text_is_refused(name):
    with pytest.raises(traitlets.TraitError, match="key.*expected a unicode string"):
        MAKERS[name](5)


@every_figure
def test_what_comes_after_the_key_has_to_be_named(name):
    with pytest.raises(TypeError):
        MAKERS[name]("key", True)
