"""Search without a server: every section's words in one file, which only the search page loads."""

import json
import re
from pathlib import Path

from docutils import nodes

SILENT = (nodes.raw, nodes.math_block, nodes.comment)


def words(node: nodes.Node) -> str:
    """The text of a node without its inner sections, raw HTML and formulas."""
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, (nodes.section, nodes.title, *SILENT)):
        return ""
    separator = "" if isinstance(node, nodes.TextElement) else " "
    return separator.join(words(child) for child in node.children)


def collect(app, doctree):
    """Remember what each section of a page says."""
    entries = []
    for section in doctree.findall(nodes.section):
        text = re.sub(r"\s+", " ", " ".join(words(child) for child in section.children)).strip()
        anchor = "" if isinstance(section.parent, nodes.document) else section["ids"][0]
        entries.append([anchor, section.next_node(nodes.title).astext(), text])
    app.env.metadata[app.env.docname]["search"] = entries


def write_index(app, error):
    """Write the index: page, title of the page, sections with anchor, title and text."""
    if error:
        return
    env = app.env
    index = [[app.builder.get_target_uri(name), env.titles[name].astext(), env.metadata[name].get("search", [])]
             for name in sorted(env.found_docs)]
    source = "window.searchIndex = " + json.dumps(index, ensure_ascii=False, separators=(",", ":")) + ";\n"
    (Path(app.outdir) / "_static" / "search-index.js").write_text(source, encoding="utf-8")


def search_page(app):
    """The page itself, in the book's layout."""
    yield "search", {"title": "Search"}, "search.html"


def own_search(app):
    """Sphinx's own index is not used."""
    app.builder.search = False


def setup(app):
    app.connect("builder-inited", own_search)
    app.connect("doctree-read", collect)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
