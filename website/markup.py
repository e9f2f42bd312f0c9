"""The markup of chapters: Markdown and a little HTML that JupyterLab and GitHub show as well.

Each function takes the parsed page and gives one construct its form on the site: role words, folded answers,
the opening of a chapter, callouts, exercises, the summary. CONTRIBUTING.md describes the markup for authors.
"""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from website.chapters import CARD, DIFFICULTY, NEXT, PROMISES, SUMMARY, Mark, fold_marks
from website.elements import make, raw
from website.mathml import to_mathml

logger = logging.getLogger(__name__)

COMMENT = re.compile(r"<!--.*?-->", re.S)
ROLE_START = re.compile(r'<(b|strong|span) class="(q|k|v)">')
ROLE_END = re.compile(r"</(b|strong|span)>")
FORMULA = re.compile(r"\$([^$]+)\$")

KEY = (("q", "query", "asks"), ("k", "key", "answers"), ("v", "value", "is delivered"))
NAMED_SECTIONS = {SUMMARY: "summary", NEXT: "next-question"}
TITLED = {"mistake", "step"}  # classes of folded blocks that take the title of their section as summary
SHORT, LONG, WIDE = 16, 24, 4  # letters in a short column and in a long one, columns of a wide table


class ChapterMarkup(SphinxTransform):
    """What must be done before Sphinx collects titles, contents and search words."""

    default_priority = 850

    def apply(self, **kwargs):
        drop_comments(self.document)
        role_words(self.document)
        folded_blocks(self.document)
        page = self.document.next_node(nodes.section)
        if page is not None:
            cover = self.env.docname == self.config.root_doc
            self.env.metadata[self.env.docname].update(opening(page, cover))
        callouts(self.document)
        named_sections(self.document)
        exercises(self.document)
        tables(self.document)


class ChapterLayout(SphinxPostTransform):
    """What moves things to where a reader sees them; Sphinx itself needs each title first in its section."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs):
        for node in list(self.document.findall(nodes.paragraph)):
            if "eyebrow" in node["classes"]:
                section = node.parent
                section.remove(node)
                section.insert(0, node)
        for section in list(self.document.findall(nodes.section)):
            if "exercise" in section["classes"]:
                head_of_card(section)
            title_as_summary(section)


def is_html(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


def drop_comments(document: nodes.document) -> None:
    """Remove HTML comments, so that the expressions tied to numbers reach neither page nor search."""
    for node in [node for node in document.findall(nodes.raw) if is_html(node)]:
        kept = COMMENT.sub("", node.astext())
        if kept.strip():
            node.children = []
            node.append(nodes.Text(kept))
        else:
            node.parent.remove(node)


def role_words(document: nodes.document) -> None:
    """`<b class="q">sat</b>` and `<span class="q">…</span>` become nodes: titles and search hold words alone."""
    for node in [node for node in document.findall(nodes.raw) if is_html(node)]:
        start = ROLE_START.fullmatch(node.astext())
        if start is None or node.parent is None:
            continue
        parent, first = node.parent, node.parent.index(node)
        tag, role = start.groups()
        ends = [i for i in range(first, len(parent)) if is_html(parent[i]) and parent[i].astext() == f"</{tag}>"]
        if not ends:
            logger.warning("<%s class=%r> is not closed in its paragraph", tag, role, location=node)
            continue
        inside = parent[first + 1 : ends[0]]
        kind = nodes.inline if tag == "span" else nodes.strong
        word = kind("", "", *inside, classes=[role])
        parent[first : ends[0] + 1] = [word]


def folded_blocks(document: nodes.document) -> None:
    """`<details class="hint"><summary>…</summary>`, Markdown, `</details>` become one node with the Markdown in it."""
    end_outside(document)
    parents = {id(node.parent): node.parent for node in document.findall(nodes.raw) if any(fold_marks(node.astext()))}
    for parent in parents.values():
        fold(parent)


def end_outside(document: nodes.document) -> None:
    """Where a folded block holds whole sections, its end stands in the last of them: move it out, and what follows."""
    for section in reversed(list(document.findall(nodes.section))):  # inner ones first
        depth = 0
        for place, child in enumerate(section.children):
            marks = list(fold_marks(child.astext())) if is_html(child) else ()
            for mark in marks:
                depth += 1 if mark.opens else -1
            if depth < 0 and isinstance(section.parent, nodes.section):
                rest, after = section.children[place:], section.parent.index(section) + 1
                del section[place:]
                section.parent[after:after] = rest
                break


def fold(parent: nodes.Element) -> None:
    """Nest the children of one parent between each opening of a details block and its end."""
    stack = [[]]
    for child in list(parent.children):
        if not (is_html(child) and any(fold_marks(child.astext()))):
            stack[-1].append(child)
            continue
        for piece in pieces(child.astext()):
            if isinstance(piece, str):
                stack[-1].append(raw(piece))
            elif piece.opens:
                stack[-1].append(details_node(piece, child))
                stack.append([])
            elif len(stack) > 1:
                content = stack.pop()
                stack[-1][-1].extend(content)
            else:
                logger.warning("</details> without <details> in the same section", location=child)
    if len(stack) > 1:
        logger.warning("<details> is not closed in the same section", location=parent)
        stack = [stack[0] + [node for level in stack[1:] for node in level]]
    parent.children = []
    parent.extend(stack[0])


def pieces(html: str) -> list[Mark | str]:
    """The marks of folded blocks in a piece of HTML, and the text between them."""
    found, position = [], 0
    for mark in fold_marks(html):
        found += [html[position : mark.start], mark]
        position = mark.end
    return [piece for piece in [*found, html[position:]] if isinstance(piece, Mark) or piece.strip()]


def details_node(start: Mark, source: nodes.Node) -> nodes.Element:
    """The node of one folded block, its summary inside."""
    if start.classes is None:
        logger.warning("a folded block starts <details class=…><summary>…</summary>", location=source)
        return make("details")
    summary = FORMULA.sub(lambda formula: to_mathml(formula[1], "inline"), start.summary)
    node = make("details", make("summary", raw(summary)), classes=start.classes)
    node.source, node.line = source.source, source.line
    return node


def is_emphasis(node: nodes.Node) -> bool:
    """A paragraph that is one emphasis."""
    return isinstance(node, nodes.paragraph) and len(node) == 1 and isinstance(node[0], nodes.emphasis)


def starts_with_strong(node: nodes.Node) -> str:
    """The words in bold with which a paragraph starts, or nothing."""
    if not isinstance(node, nodes.paragraph):
        return ""
    first = next((child for child in node.children if child.astext()), None)
    return first.astext() if isinstance(first, nodes.strong) else ""


def opening(page: nodes.section, cover: bool) -> dict:
    """Mark the parts of an opening and put the key to the colours in; gives what the head of the page needs.

    An opening is a paragraph that is one emphasis (the line above the title), the lead, and two promises. On the cover
    the first paragraph is the lead.
    """
    paragraphs = [node for node in page.children if isinstance(node, nodes.paragraph)]
    chapter = len(paragraphs) > 1 and is_emphasis(paragraphs[0])
    if chapter:
        line = paragraphs.pop(0)
        line["classes"].append("eyebrow")
        line[:] = line[0].children
    if not paragraphs:
        return {}
    if chapter or cover:
        paragraphs[0]["classes"].append("lead")
        if cover or has_roles(page):
            page.insert(page.index(paragraphs[0]) + 1, colour_key())
    for node in paragraphs:
        if starts_with_strong(node).startswith(tuple(PROMISES.values())):
            node["classes"].append("promise")
    return {"description": paragraphs[0].astext().replace("\n", " ")}


def has_roles(page: nodes.section) -> bool:
    """True if something on the page stands in the colour of a role."""
    return any(set(node["classes"]) & {name for name, *_ in KEY} for node in page.findall(nodes.Element))


def colour_key() -> nodes.Element:
    """The three colours and what each stands for."""
    items = [
        make("li", make("b", nodes.Text(name), text=True), nodes.Text(f" {gloss}"), classes=[role], text=True)
        for role, name, gloss in KEY
    ]
    return make("ul", *items, classes=["key"], aria_label="The three colours")


def callouts(document: nodes.document) -> None:
    """A blockquote that starts with words in bold is a callout of that kind."""
    for quote in document.findall(nodes.block_quote):
        kind = starts_with_strong(quote[0]).strip(" .")
        if kind:
            quote["classes"] += ["callout", f"callout-{nodes.make_id(kind)}"]


def named_sections(document: nodes.document) -> None:
    """The last sections of a chapter have their own form."""
    for section in document.findall(nodes.section):
        kind = NAMED_SECTIONS.get(section[0].astext())
        if kind:
            section["classes"].append(kind)


def tables(document: nodes.document) -> None:
    """Short columns do not break; a table that is too wide for a phone is stacked there, each cell with its heading."""
    for table in document.findall(nodes.table):
        rows = [row.children for row in table.findall(nodes.row)]
        widths = [max(len(entry.astext()) for entry in column) for column in zip(*rows)]
        wide = len(widths) >= WIDE and max(widths) > LONG
        table["classes"] += ["stack"] if wide else []
        for row in rows:
            for entry, heading, width in zip(row, rows[0], widths):
                entry["classes"] += ["short"] if width <= SHORT else []
                if wide and row is not rows[0]:
                    entry["heading"] = heading.astext()


def exercises(document: nodes.document) -> None:
    """A section whose title starts with “Exercise” or “Question” and a number is a card; the emphasised line of an
    exercise is its time and difficulty."""
    for section in document.findall(nodes.section):
        kind = CARD.match(section[0].astext())
        if not kind:
            continue
        section["classes"] += ["card", "exercise"] + (["question"] if kind[1] == "Question" else [])
        if len(section) > 1 and is_emphasis(section[1]):
            section[1]["classes"].append("effort")


def head_of_card(section: nodes.section) -> None:
    """Put title and effort of an exercise into the header of its card."""
    title, *rest = section.children
    header = make("header", title)
    if rest and "effort" in rest[0].get("classes", ()):
        header += effort(rest.pop(0).astext())
    section.children = []
    section.extend([header, *rest])


def title_as_summary(section: nodes.section) -> None:
    """A section that is one folded block, of the class `mistake` or `step`, is folded together with its title.

    What the summary said of a step stands behind the title; of a mistake it stands for nothing but the title.
    """
    parts = [child for child in section.children if not isinstance(child, nodes.target)]
    if len(parts) != 2 or not TITLED & set(parts[1].get("classes", ())):
        return
    title, block = parts
    summary = block[0]
    said = [make("span", *summary.children, classes=["said"])] if "step" in block["classes"] else []
    summary.children = []
    section.remove(title)
    summary.extend([title, *said])


def effort(text: str) -> nodes.Element:
    """Time and difficulty; the dots are read out as “difficulty 2 of 3”."""
    line = make("p", classes=["effort"], text=True)
    dots = DIFFICULTY.search(text)
    if dots is None:
        line += nodes.Text(text)
        return line
    label = f"difficulty {dots[0].count('●')} of 3"
    line += nodes.Text(text[: dots.start()])
    line += make("span", nodes.Text(dots[0]), text=True, role="img", aria_label=label)
    line += nodes.Text(text[dots.end() :])
    return line


def setup(app):
    app.add_transform(ChapterMarkup)
    app.add_post_transform(ChapterLayout)
