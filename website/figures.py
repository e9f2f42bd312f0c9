"""Pictures: every SVG goes into the page itself, so that it follows the page's colours, with its numbers as a table."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from byhand import htmltable
from website import cover
from website.elements import make, raw, scroll_region
from website.executed import widgets_of
from website.live import VIEW, Slots

logger = logging.getLogger(__name__)

SVG = "http://www.w3.org/2000/svg"
SOURCE_LINK = re.compile(r'href="([\w./-]+)\.(?:md|ipynb)(#[^"]*)?"')
POINTER = re.compile(r"url\(#([^)]+)\)")
ET.register_namespace("", SVG)
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")


class Pictures(SphinxTransform):
    """Replace SVG outputs and SVG images by figures with caption and table."""

    default_priority = 840

    def apply(self, **kwargs):
        self.count = 0
        self.slots = Slots(widgets_of(self.env))
        for bundle in list(self.document.findall(is_bundle)):
            self.output(bundle)
        for image in list(self.document.findall(nodes.image)):
            if image["uri"].endswith(".svg"):
                self.image(image)
            elif not image.get("alt"):
                logger.warning("a picture needs a sentence, and should be SVG: %s", image["uri"], location=image)
        state = self.slots.script()
        if state is not None:
            self.document += state

    def output(self, bundle: nodes.container) -> None:
        """One output of a cell: a still figure, the still of a live figure, or a table."""
        forms = {form["mime_type"]: form for form in bundle.children}
        picture = forms.get("image/svg+xml")
        if picture is not None:
            svg = self.read(picture.next_node(nodes.image)["uri"])
            card = self.figure(svg, sentence_of(forms, bundle))
            if VIEW in forms:
                self.slots.add(card, bundle, forms[VIEW])
            bundle.replace_self(card)
        elif VIEW in forms:
            logger.warning("a live figure needs a still: its output has no image/svg+xml", location=bundle)
        elif "text/html" in forms:
            follow_links(forms["text/html"])
            wrap_table(forms["text/html"])

    def image(self, image: nodes.image) -> None:
        """An SVG named in the text: no caption, because the text around it speaks."""
        if not Path(self.env.relfn2path(image["uri"], self.env.docname)[1]).is_file():
            return  # Sphinx itself says that the file is missing
        svg = self.read(image["uri"])
        name = image.get("alt") or title_of(svg)
        if not name:
            logger.warning("the picture %s has no alternative text", image["uri"], location=image)
        card = self.figure(svg, name, caption=False)
        holder = image.parent if isinstance(image.parent, nodes.paragraph) and len(image.parent) == 1 else image
        file = Path(image["uri"]).name
        if self.env.docname == self.config.root_doc and file in cover.PICTURES:
            self.slots.add_made(card, cover.PICTURES[file](), holder)
        holder.replace_self(card)

    def read(self, uri: str) -> ET.Element:
        """Parse the SVG file behind an image node and make the page depend on it."""
        relative, path = self.env.relfn2path(uri, self.env.docname)
        self.env.note_dependency(relative)
        return ET.fromstring(Path(path).read_text(encoding="utf-8"))

    def figure(self, svg: ET.Element, sentence: str, *, caption: bool = True) -> nodes.Element:
        """Picture, sentence and folded numbers."""
        self.count += 1
        prefix = f"figure-{self.count}"
        numbers = numbers_of(svg)
        prepare(svg, prefix, sentence, captioned=caption)
        figure = make("figure", raw(ET.tostring(svg, encoding="unicode")))
        if caption:
            figure += make("figcaption", nodes.Text(sentence), text=True, ids=[f"{prefix}-says"])
        card = make("div", figure, classes=["card", "picture"])
        if numbers:
            summary = make("summary", nodes.Text("The numbers in this figure"), text=True)
            card += make(
                "details", summary, scroll_region(raw(number_table(numbers)), numbers["caption"]), classes=["numbers"]
            )
        return card


def is_bundle(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def sentence_of(forms: dict, bundle: nodes.Node) -> str:
    """What the figure shows, said in a sentence: its text/plain."""
    text = forms["text/plain"].astext().strip() if "text/plain" in forms else ""
    if not text or text.startswith("<"):
        logger.warning("a figure needs a sentence as its text/plain, got %r", text, location=bundle)
    return text


def title_of(svg: ET.Element) -> str:
    return (svg.findtext(f"{{{SVG}}}title") or "").strip()


def numbers_of(svg: ET.Element) -> dict | None:
    """The numbers behind the picture, from its metadata."""
    for metadata in svg.iter(f"{{{SVG}}}metadata"):
        if metadata.get("id") == "attn-table":
            return json.loads(metadata.text)
    return None


def prepare(svg: ET.Element, prefix: str, sentence: str, *, captioned: bool) -> None:
    """Make a stand-alone SVG part of a page: the page's style, ids of its own, its sentence as its name."""
    for parent in list(svg.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}style", f"{{{SVG}}}metadata", f"{{{SVG}}}title"):
                parent.remove(child)
    for node in svg.iter():
        if "id" in node.attrib:
            node.set("id", f"{prefix}-{node.get('id')}")
        for name, value in list(node.attrib.items()):
            value = POINTER.sub(rf"url(#{prefix}-\1)", value)
            if name.endswith("href") and value.startswith("#"):
                value = f"#{prefix}-{value[1:]}"
            node.set(name, value)
    svg.set("role", "img")
    svg.attrib.pop("aria-label", None)
    svg.set(*(("aria-labelledby", f"{prefix}-says") if captioned else ("aria-label", sentence)))


def number_table(numbers: dict) -> str:
    """The numbers of a figure as a real table."""
    corner = numbers["corner"]
    return htmltable.table(
        [[htmltable.row_head(name), *map(htmltable.cell, values)] for name, *values in numbers["rows"]],
        head=[*map(htmltable.column_head, [corner, *numbers["columns"]])],
        caption=numbers["caption"],
        class_="attn-table",
    )


def follow_links(form: nodes.container) -> None:
    """Links of an output name the files of the chapters, as a notebook needs them; on the site they are pages."""
    for node in list(form.findall(nodes.raw)):
        node.children = []
        node.append(nodes.Text(SOURCE_LINK.sub(r'href="\1.html\2"', node.rawsource or node.astext())))


def wrap_table(form: nodes.container) -> None:
    """Let a wide table of an output scroll by itself."""
    for node in list(form.findall(nodes.raw)):
        caption = re.search(r"<caption[^>]*>(.*?)</caption>", node.astext(), re.S)
        if "<table" in node.astext():
            label = re.sub(r"<[^>]+>", "", caption[1]).strip() if caption else "Table"
            node.replace_self(scroll_region(node.deepcopy(), label))


def setup(app):
    app.add_transform(Pictures)
