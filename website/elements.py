"""One node for any HTML element, and a writer that keeps the HTML plain."""

import html
import re

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from website.chapters import INSTALL

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL)


class element(nodes.General, nodes.Element):
    """An HTML element: `tag`, its attributes in `html`, its content in the children."""


class text_element(nodes.General, nodes.TextElement):
    """An HTML element that holds running text, so that what it says is found by `astext`."""


def make(tag: str, *children, classes=(), ids=(), text: bool = False, **attributes) -> nodes.Element:
    """Build an element node; `aria_label="x"` becomes `aria-label="x"`."""
    attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
    node = text_element() if text else element()
    node.update_all_atts({"tag": tag, "html": attributes, "classes": list(classes), "ids": list(ids)})
    node.extend(children)
    return node


def raw(source: str) -> nodes.raw:
    """HTML that goes into the page as it is."""
    return nodes.raw("", source, format="html")


def scroll_region(content: nodes.Node, label: str) -> nodes.Element:
    """A box that scrolls sideways by itself, reachable by keyboard: the page never scrolls sideways."""
    return make("div", content, classes=["scroll"], role="group", aria_label=label, tabindex="0")


def in_scroll_region(table: re.Match) -> str:
    """The HTML of a table in a box that scrolls sideways by itself, named by the table's caption."""
    caption = CAPTION.search(table[0])
    name = re.sub(r"<[^>]+>", "", caption[1]).strip() if caption else "Table"
    label = html.escape(html.unescape(name))
    return f'<div class="scroll" role="group" aria-label="{label}" tabindex="0">{table[0]}</div>'


class Translator(HTML5Translator):
    """Sphinx's HTML writer without the wrappers that only the stock themes need."""

    def visit_element(self, node):
        self.body.append(self.starttag(node, node["tag"], "", **node["html"]))

    def depart_element(self, node):
        self.body.append(f"</{node['tag']}>\n")

    visit_text_element, depart_text_element = visit_element, depart_element

    def visit_literal(self, node):
        self.body.append(f"<code>{html.escape(node.astext(), quote=False)}</code>")
        raise nodes.SkipNode

    def visit_container(self, node):
        self.body.append(self.starttag(node, "div"))

    def visit_block_quote(self, node):
        self.body.append(self.starttag(node, "blockquote"))

    def depart_block_quote(self, node):
        self.body.append("</blockquote>\n")

    def visit_title(self, node):
        if isinstance(node.parent, nodes.document):  # Sphinx renders the title alone for the page's head
            return super().visit_title(node)
        level = min(self.section_level, 6)
        self.body.append(f"<h{level}>")
        self.context.append(f"</h{level}>\n")

    def depart_title(self, node):
        if isinstance(node.parent, nodes.document):
            return super().depart_title(node)
        ids = section_of(node)["ids"]
        folded = isinstance(node.parent, element) and node.parent["tag"] == "summary"  # a summary holds no links
        if self.section_level > 1 and ids and not folded:
            label = html.escape(f"Link to “{node.astext()}”")
            self.body.append(f' <a class="anchor" href="#{ids[0]}" aria-label="{label}">#</a>')
        self.body.append(self.context.pop())

    def visit_literal_block(self, node):
        output = "output" in node["classes"]
        language = node.get("language", "text")
        # This line is for a notebook that was downloaded alone; a page has its links on top.
        text = re.sub(rf"\A{re.escape(INSTALL)}.*\n", "", node.astext())
        if output or language in ("text", "none", "default"):
            body = html.escape(text.rstrip("\n"), quote=False)
        else:
            marked = self.highlighter.highlight_block(text, language, location=node)
            body = marked.split("<pre>", 1)[1].rsplit("</pre>", 1)[0].replace("<span></span>", "").rstrip("\n")
        kind, label = ("out", "Output") if output else ("code", "Code")
        self.body.append(f'<pre class="{kind}" role="group" aria-label="{label}" tabindex="0">{body}</pre>\n')
        raise nodes.SkipNode

    def visit_raw(self, node):
        """HTML as it is written; a table in it that stands in no box that scrolls gets one of its own."""
        if "html" in node.get("format", "").split() and "scroll" not in node.parent.get("classes", ()):
            boxed = nodes.raw("", TABLE.sub(in_scroll_region, node.astext()), **node.attributes)
            boxed.parent, node = node.parent, boxed
        super().visit_raw(node)

    def visit_table(self, node):
        caption = node.next_node(nodes.title)
        label = html.escape(caption.astext() if caption else "Table")
        self.body.append(f'<div class="scroll" role="group" aria-label="{label}" tabindex="0">\n')
        super().visit_table(node)
        self.body[-1] = self.starttag(node, "table", **role("table", node))

    def depart_table(self, node):
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_thead(self, node):
        self.body.append(self.starttag(node, "thead", **role("rowgroup", node)))

    def visit_tbody(self, node):
        self.body.append(self.starttag(node, "tbody", **role("rowgroup", node)))

    def visit_row(self, node):
        self.body.append(self.starttag(node, "tr", "", **role("row", node)))

    def visit_entry(self, node):
        head = isinstance(node.parent.parent, nodes.thead)
        attributes = role("columnheader" if head else "cell", node) | ({"scope": "col"} if head else {})
        if "heading" in node:
            attributes["data-heading"] = node["heading"]
        tag = "th" if head else "td"
        self.body.append(self.starttag(node, tag, "", **attributes))
        self.context.append(f"</{tag}>\n")

    def visit_citation(self, node):
        if not isinstance(node.previous_sibling(), nodes.citation):
            self.body.append('<ul class="citations">\n')
        self.body.append(self.starttag(node, "li"))

    def depart_citation(self, node):
        self.body.append("</li>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
            self.body.append("</ul>\n")

    def visit_label(self, node):
        """The bibliography is sorted by name and linked by name, so its labels would say nothing."""
        raise nodes.SkipNode


def role(name: str, node: nodes.Node) -> dict:
    """Where style may take the form of a table from a table, its roles are said explicitly."""
    table = node
    while not isinstance(table, nodes.table):
        table = table.parent
    return {"role": name} if "stack" in table["classes"] else {}


def section_of(title: nodes.title) -> nodes.section:
    """The section that a title heads, whatever was wrapped around the title."""
    node = title.parent
    while not isinstance(node, nodes.section):
        node = node.parent
    return node


def setup(app):
    for kind in (element, text_element):
        visit = getattr(Translator, f"visit_{kind.__name__}"), getattr(Translator, f"depart_{kind.__name__}")
        app.add_node(kind, html=visit)
    app.set_translator("html", Translator)
