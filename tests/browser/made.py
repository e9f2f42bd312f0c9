"""Pages that the book does not have, made from its own parts: figures that ask first, and text that points into one."""

import json
import re

from docutils import nodes
from ipywidgets.embed import dependency_state

from website.live import Slots


def page_of(pattern, figures, text=""):
    """A page like `pattern` (the text of a built page), with nothing in it but `text` and these live figures."""
    cards, state = slots(figures)
    main = f"<h1>Figures</h1>{text}{''.join(cards)}{state}"
    pattern = re.sub(r'<nav class="here".*?</nav>', "", pattern, flags=re.S)
    return re.sub(r"(<main[^>]*>).*(</main>)", lambda found: found[1] + main + found[2], pattern, flags=re.S)


def slots(figures):
    """The cards of the figures, and the script that holds their states, as the site writes them."""
    found, cards = Slots(json.loads(json.dumps(dependency_state(figures, drop_defaults=False)))), []
    for figure in figures:
        card = nodes.Element(html={})
        found.add(card, nodes.container(), nodes.Text(json.dumps({"model_id": figure.model_id})))
        names = "".join(f' {name}="{value}"' for name, value in card["html"].items())
        cards.append(
            f'<div class="card picture live"{names}><figure><figcaption>{figure.sentence}</figcaption></figure></div>'
        )
    return cards, found.script().astext()
