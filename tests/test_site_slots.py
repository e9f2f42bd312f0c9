"""What a page says of its live figures: slots, and one small state that holds what the site's script cannot know."""

import json
import re

import pytest
from docutils import nodes

from website import live
from website.elements import make, raw

LAYOUT = {"_model_name": "LayoutModel", "_view_name": "LayoutView", "_view_count": None, "width": "100%", "top": None}


def model(name, module="@jupyter-widgets/controls", **state):
    return {"model_name": name, "model_module": module, "model_module_version": "2.0.0", "state": state}


def figure(key, text="x"):
    """The models of a figure as a notebook holds them: a box with a control and a view, and the link between both."""
    prefix = f"IPY_MODEL_{key}"
    return {
        f"{key}link": model("LinkModel", source=[f"{prefix}slider", "value"], target=[f"{prefix}view", "x"]),
        f"{key}box": model("VBoxModel", children=[f"{prefix}slider", f"{prefix}view"], layout=f"{prefix}layout"),
        f"{key}slider": model("FloatSliderModel", value=0.5, description="x", tooltip=None, layout=f"{prefix}layout"),
        f"{key}view": model(
            "AnyModel",
            "anywidget",
            _esm="export default {}",
            _css="p {}",
            _anywidget_id="V",
            key=key,
            text=text,
            empty=None,
            layout=f"{prefix}layout",
        ),
        f"{key}layout": model("LayoutModel", "@jupyter-widgets/base", **LAYOUT),
    }


def add(slots, name, cell=1):
    """Add the figure whose root is the model `name`; gives its card."""
    bundle = nodes.container(nb_element="mime_bundle")
    nodes.container("", nodes.container("", bundle), nb_element="cell_code", exec_count=cell)
    card = make("div", classes=["card"])
    slots.add(card, bundle, raw(f'<script type="{live.VIEW}">{{"model_id": "{name}"}}</script>'))
    return card


def state_of(slots):
    wrapped = re.fullmatch(rf'<script type="{re.escape(live.STATE)}">(.*)</script>\n', slots.script().astext())
    return json.loads(wrapped[1])


def test_a_figure_gets_a_slot_with_its_model_and_its_key():
    slots = live.Slots(figure("head"))
    card = add(slots, "headbox")
    assert card["html"] == {"data-attn-live": "w1", "data-attn-key": "head"}
    assert card["classes"] == ["card", "live"]


def test_the_state_holds_the_figure_its_parts_and_its_links_under_short_names():
    slots = live.Slots(figure("head") | figure("other"))
    add(slots, "headbox")
    state = state_of(slots)
    names = {entry["model_name"]: name for name, entry in state["state"].items()}
    assert (state["version_major"], state["version_minor"]) == (2, 0)
    assert set(names) == {"VBoxModel", "FloatSliderModel", "AnyModel", "LayoutModel", "LinkModel"}
    assert len(state["state"]) == 5 and names["VBoxModel"] == "w1"
    parts = [f"IPY_MODEL_{names[name]}" for name in ("FloatSliderModel", "AnyModel")]
    assert state["state"]["w1"]["state"]["children"] == parts
    assert state["state"][names["LinkModel"]]["state"]["target"] == [f"IPY_MODEL_{names['AnyModel']}", "x"]


def test_the_state_holds_no_script_and_no_value_that_the_page_knows():
    slots = live.Slots(figure("head"))
    add(slots, "headbox")
    states = {entry["model_name"]: entry["state"] for entry in state_of(slots)["state"].values()}
    assert set(states["AnyModel"]) == {"key", "text", "empty", "layout"}
    assert states["LayoutModel"] == {"width": "100%"}
    assert set(states["FloatSliderModel"]) == {"value", "description", "layout"}


@pytest.mark.parametrize("text", ["</script><b>", "<!-- <script>", "IPY_MODEL_nobody", "“sat” 猫 \\u003c"])
def test_no_text_of_a_reader_leaves_the_script_or_is_changed(text):
    slots = live.Slots(figure("head", text))
    add(slots, "headbox")
    inner = slots.script().astext().split(">", 1)[1].rsplit("</script>", 1)[0]
    assert "<" not in inner
    states = [entry["state"] for entry in json.loads(inner)["state"].values()]
    assert [state["text"] for state in states if "text" in state] == [text]


def test_the_same_figure_gives_the_same_bytes_whatever_its_ids_are():
    texts = set()
    for ids in ("a", "b"):
        text = json.dumps(figure("head"))
        models = json.loads(text.replace('"head', f'"{ids}').replace("MODEL_head", f"MODEL_{ids}"))
        models[f"{ids}view"]["state"]["key"] = "head"
        slots = live.Slots(models)
        add(slots, f"{ids}box")
        texts.add(slots.script().astext())
    assert len(texts) == 1


def test_a_page_without_figures_has_no_state():
    assert live.Slots(figure("head")).script() is None
    assert live.Slots({}).script() is None


@pytest.fixture
def warnings(monkeypatch):
    said = []
    monkeypatch.setattr(live.logger, "warning", lambda text, *values, location: said.append(text % values))
    return said


def test_two_figures_with_one_key_are_refused_and_both_are_named(warnings):
    slots = live.Slots(figure("head"))
    add(slots, "headbox", cell=3)
    assert warnings == []
    add(slots, "headbox", cell=7)
    assert warnings == [
        "two live figures of this page have the key 'head', in code cells 3 and 7: "
        'give the second another one, for example key="head-2"'
    ]


def test_two_figures_with_two_keys_are_two_slots(warnings):
    slots = live.Slots(figure("head") | figure("other"))
    cards = [add(slots, "headbox"), add(slots, "otherbox", cell=2)]
    assert [card["html"]["data-attn-key"] for card in cards] == ["head", "other"]
    assert len(state_of(slots)["state"]) == 10 and warnings == []


def test_a_figure_whose_state_is_lost_is_named(warnings):
    slots = live.Slots(figure("head"))
    card = add(slots, "gone")
    assert warnings == ["the notebook holds no state of the widget gone"] and card["html"] == {}
