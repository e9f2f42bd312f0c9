"""Search without a server: every section's words in one file, which only the search page loads."""

import json
import re
from pathlib import Path

from docutils import nodes

SILENT = (nodes.raw, nodes.math_block, nodes.comment)
SIGNS = {
    "top": "ᵀ",
    "times": "×",
    "cdot": "·",
    "sqrt": "√",
    "sum": "Σ",
    "infty": "∞",
    "approx": "≈",
    "le": "≤",
    "ge": "≥",
}
FORM = {"text", "operatorname", "mathrm", "mathbf", "frac", "tfrac", "left", "right", "bigl", "bigr", "big"}


def plain(latex: str) -> str:
    """A short formula as one would type it: QKᵀ, W_Q, √d_k."""

    def sign(command: re.Match) -> str:
        name = command[1]
        return SIGNS.get(name, "" if name in FORM else f"{name} " if name.isalpha() else " ")

    return re.sub(r"[{}^]", "", re.sub(r"\\([a-zA-Z]+|.)", sign, latex))


def words(node: nodes.Node) -> str:
    """The text of a node without its inner sections, code, raw HTML and displayed formulas."""
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, nodes.math):
        return plain(node.astext())
    if isinstance(node, (nodes.section, nodes.title, nodes.literal_block, *SILENT)):
        return ""
    separator = "" if isinstance(node, nodes.TextElement) else " "
    return separator.join(words(child) for child in node.children)


def code(section: nodes.section) -> str:
    """The code of a section, outputs left out; it comes after the words, so that an excerpt shows words first."""
    inside = [child for child in section.children if not isinstance(child, nodes.section)]
    return " ".join(
        block.astext()
        for child in inside
        for block in child.findall(nodes.literal_block)
        if "output" not in block["classes"]
    )


def collect(app, doctree):
    """Remember what each section of a page says."""
    entries = []
    for section in doctree.findall(nodes.section):
        text = re.sub(r"\s+", " ", " ".join([*(words(child) for child in section.children), code(section)])).strip()
        anchor = "" if isinstance(section.parent, nodes.document) else section["ids"][0]
        entries.append([anchor, section.next_node(nodes.title).astext(), text])
    app.env.metadata[app.env.docname]["search"] = entries


def write_index(app, error):
    """Write the index: page, title of the page, sections with anchor, title and text."""
    if error or app.builder.format != "html":
        return
    env = app.env
    index = [
        [app.builder.get_target_uri(name), env.titles[name].astext(), env.metadata[name].get("search", [])]
        for name in sorted(env.found_docs)
    ]
    source = "window.searchIndex = " + json.dumps(index, ensure_ascii=False, separators=(",", ":")) + ";\n"
    (Path(app.outdir) / "_static" / "search-index.js").write_text(source, encoding="utf-8")


def search_page(app):
    """The page itself, in the book's layout."""
    about = {"title": "Search", "description": f"Search every section of {app.config.html_title}."}
    yield "search", about, "search.html"


def own_search(app):
    """Sphinx's own index is not used."""
    app.builder.search = False


def setup(app):
    app.connect("builder-inited", own_search)
    app.connect("doctree-read", collect)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
