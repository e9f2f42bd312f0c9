"""Mathematics as MathML, made when the book is built: no script, no font, and Q, K, V in their colours."""

import re
import xml.etree.ElementTree as ET
from html import unescape

from docutils import nodes
from latex2mathml.converter import convert_to_element
from sphinx.util import logging

logger = logging.getLogger(__name__)

ROLES = {"Q": "q", "q": "q", "K": "k", "k": "k", "V": "v", "v": "v"}
SUBSCRIPTED = ("msub", "msubsup", "munder", "munderover")
ALIGNED = re.compile(r"\\(begin|end){aligned}")  # the converter knows the same layout by its other name
TEX_COMMENT = re.compile(r"(?<!\\)%.*")


def to_mathml(latex: str, display: str) -> str:
    """Convert LaTeX to MathML with role colours; ValueError where the converter does not know a command."""
    latex = ALIGNED.sub(r"\\\1{split}", TEX_COMMENT.sub("", latex)).strip()
    try:
        tree = convert_to_element(latex, display=display)
    except Exception as error:
        raise ValueError(f"the formula {latex!r} is not LaTeX that the site can show: {type(error).__name__}") from error
    for node in tree.iter():
        node.text = unescape(node.text or "") or None
    unknown = sorted({node.text for node in tree.iter() if (node.text or "").startswith("\\")})
    unknown += ["&"] if any(node.text == "&" for node in tree.iter()) else []
    if unknown:
        raise ValueError(f"the site cannot show {', '.join(unknown)} in the formula {latex!r}")
    colour(tree)
    return ET.tostring(tree, encoding="unicode")


def colour(node: ET.Element) -> None:
    """Give Q, K, V and W_Q, W_K, W_V their roles; the subscript of d_k or x_q stays ink."""
    if node.tag in SUBSCRIPTED:
        base, subscript = node[0], node[1]
        if base.text == "W" and subscript.text in ROLES:
            node.set("class", ROLES[subscript.text])
        else:
            colour(base)
        for other in node[2:]:
            colour(other)
        return
    if node.tag == "mi" and (node.text or "").strip() in ROLES:
        node.set("class", ROLES[node.text.strip()])
    for child in node:
        colour(child)


def render(translator, node: nodes.Element, display: str) -> str:
    """MathML of one formula; a formula that cannot be shown is a warning, and so fails the build."""
    try:
        return to_mathml(node.astext(), display)
    except ValueError as error:
        logger.warning("%s", error, location=node)
        return ""


def visit_inline(translator, node):
    translator.body.append(render(translator, node, "inline"))
    raise nodes.SkipNode


def visit_block(translator, node):
    formula = render(translator, node, "block")
    translator.body.append(f'<div class="formula scroll" role="group" aria-label="Formula" tabindex="0">{formula}</div>\n')
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", inline_renderers=(visit_inline, None), block_renderers=(visit_block, None))
