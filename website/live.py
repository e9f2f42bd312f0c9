"""Live figures: a slot for each output that has a widget, and the state that the page's script makes widgets from."""

import json
import re

from docutils import nodes
from ipywidgets.embed import dependency_state
from sphinx.util import logging

from byhand.live import kinds
from website.elements import raw

logger = logging.getLogger(__name__)

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
REFERENCE = "IPY_MODEL_"
OWN = "anywidget"  # the module of the family's view: its traits are sent as they are
UNSENT = re.compile(r"_esm|_css|_anywidget_id|_(model|view)_\w+")  # the page's script knows them


class Slots:
    """The live figures of one page."""

    def __init__(self, states):
        self.states = states  # model id -> state, of all widgets of the notebook
        self.found = {}  # key -> code cell of its figure
        self.names = {}  # model id -> its short name on the page

    def add(self, card: nodes.Element, bundle: nodes.container, view: nodes.Node) -> None:
        """Make the card of the output `bundle` the slot of the widget that `view` names."""
        model = json.loads(re.search(r"\{.*\}", view.astext(), re.S)[0])["model_id"]
        if model not in self.states:
            logger.warning("the notebook holds no state of the widget %s", model, location=bundle)
            return
        key, cell = self._key(model), _cell(bundle)
        if key in self.found:
            logger.warning(
                "two live figures of this page have the key %r, in code cells %s and %s: give the second "
                'another one, for example key="%s-2"',
                key,
                self.found[key],
                cell,
                key,
                location=bundle,
            )
        self.found.setdefault(key, cell)
        card["classes"].append("live")
        card["html"] |= {"data-attn-live": self._name(model), "data-attn-key": key}
        desk, phone = kinds.heights(self._first(model, "kind"))
        if desk:
            card["html"]["style"] = f"--desk: {desk}px; --phone: {phone}px"

    def add_made(self, card: nodes.Element, figure, place: nodes.Node) -> None:
        """Make the card the slot of a figure that no notebook holds; place: where the page has it."""
        self.states = self.states | json.loads(json.dumps(dependency_state([figure], drop_defaults=False)))
        self.add(card, place, nodes.Text(json.dumps({"model_id": figure.model_id})))

    def script(self) -> nodes.Node | None:
        """The state of all figures of the page, or None if there is no figure."""
        if not self.found:
            return None
        models = {name: self._sent(self.states[model]) for model, name in self._needed().items()}
        text = json.dumps(
            {"version_major": 2, "version_minor": 0, "state": models},
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
        )
        text = re.sub(rf'"{REFERENCE}(\w+)"', lambda found: f'"{REFERENCE}{self.names.get(found[1], found[1])}"', text)
        return raw(f'<script type="{STATE}">{escape(text)}</script>\n')

    def _key(self, model: str) -> str:
        """The key of a figure; its model if it has none."""
        return self._first(model, "key") or model

    def _first(self, model: str, field: str) -> str | None:
        """A field of a figure: that of its first part that has it."""
        return next((value for part in self._parts(model) if (value := self.states[part]["state"].get(field))), None)

    def _parts(self, model: str) -> list[str]:
        """A model and all that it is made of."""
        parts, waiting = {}, [model]
        while waiting:
            part = waiting.pop()
            if part not in parts and part in self.states:
                parts[part] = True
                waiting += reversed(references(self.states[part]["state"]))
        return list(parts)

    def _name(self, model: str) -> str:
        return self.names.setdefault(model, f"w{len(self.names) + 1}")

    def _needed(self) -> dict[str, str]:
        """Model id -> name for the figures, their parts, and the links between parts."""
        needed = {part for model in list(self.names) for part in self._parts(model)}
        links = {
            model
            for model, state in self.states.items()
            if state["model_name"].endswith("LinkModel") and set(references(state["state"])) <= needed
        }
        return {model: self._name(model) for model in self.states if model in needed | links}

    def _sent(self, model: dict) -> dict:
        """What a model must tell the page's script; other values are the defaults of its class."""
        own = model["model_module"] == OWN
        state = {
            name: value
            for name, value in model["state"].items()
            if not UNSENT.fullmatch(name) and (own or value is not None)
        }
        return {"model_name": model["model_name"], "state": state}


def references(value) -> list[str]:
    """The models that a value names, in order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [model for item in value for model in references(item)]
    named = isinstance(value, str) and value.startswith(REFERENCE)
    return [value.removeprefix(REFERENCE)] if named else []


def escape(text: str) -> str:
    """JSON that can end no script element and begin no comment in it."""
    return text.replace("<", "\\u003c")


def _cell(bundle: nodes.Node) -> int:
    """The number of the code cell that an output belongs to, counted as a notebook counts them."""
    cell = bundle.parent
    while cell is not None and not (isinstance(cell, nodes.Element) and cell.get("nb_element") == "cell_code"):
        cell = cell.parent
    return cell["exec_count"] if cell is not None else 0
