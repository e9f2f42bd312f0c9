"""Mathematics as MathML, made when the book is built: no script, and Q, K, V in their colours.

latex2mathml converts; what it writes for other renderers is put into the form that browsers draw (MathML Core).
"""

import re
import unicodedata
import xml.etree.ElementTree as ET
from html import unescape

from docutils import nodes
from latex2mathml.converter import convert_to_element
from sphinx.util import logging

logger = logging.getLogger(__name__)

ROLES = {"Q": "q", "q": "q", "K": "k", "k": "k", "V": "v", "v": "v"}
SUBSCRIPTED = ("msub", "msubsup", "munder", "munderover")
SCRIPTED = (*SUBSCRIPTED, "msup", "mover")
ORDINARY = ("mi", "mn", "mfrac", "msqrt", "mroot", *SCRIPTED)
CORE = {
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "mpadded",
    "mphantom",
    "mtable",
    "mtr",
    "mtd",
    "munderover",
    *SCRIPTED,
}
PARTS = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2) | {"msubsup": 3, "munderover": 3}
SIGNS, CLOSE = ("−", "+", "±"), (")", "]", "|", "⊤")
BREAKS, LONG = ("=", "≈", "+", "→", "−"), 16
BARS = ("|", "‖", "∥")
LIMITS = ("max", "min", "argmax", "argmin", "lim")
VARIANTS = {"bold": "BOLD", "double-struck": "DOUBLE-STRUCK"}
SPACES = {
    name: f"{i}em"
    for name, i in (
        ("thinmathspace", 0.167),
        ("mediummathspace", 0.222),
        ("thickmathspace", 0.278),
        ("negativethinmathspace", -0.167),
        ("negativemediummathspace", -0.222),
        ("negativethickmathspace", -0.278),
    )
}
THIN = SPACES["thinmathspace"]
JOINER, OPENING, CLOSING = "\u2060", ("(", "“"), tuple(".,;:?!)”’")
ALIGNED = re.compile(r"\\(begin|end){aligned}")  # the converter knows the same layout by its other name
TEX_COMMENT = re.compile(r"(?<!\\)%.*")


def to_mathml(latex: str, display: str) -> str:
    """Convert LaTeX to MathML with role colours; ValueError where the site does not know a command."""
    latex = ALIGNED.sub(r"\\\1{split}", TEX_COMMENT.sub("", latex)).strip()
    try:
        tree = convert_to_element(latex, display=display)
    except Exception as error:
        raise ValueError(f"the site cannot read the formula {latex!r}: {type(error).__name__}") from error
    for node in tree.iter():
        node.text = unescape(node.text or "") or None
    check(tree, latex)
    join_letters(tree)
    colour(tree)
    for node in tree.iter():
        adapt(node, display)
    for node in tree.iter():
        space_names(node)
    pieces = breakable(tree) if display == "inline" else [tree]
    return "".join(ET.tostring(piece, encoding="unicode") for piece in pieces)


def check(tree: ET.Element, latex: str) -> None:
    """The converter leaves what it does not know as it stands: refuse that."""
    texts = {node.text for node in tree.iter() if node.text}
    unknown = sorted(text for text in texts if text.startswith("\\") or text == "&")
    variants = {node.get("mathvariant") for node in tree.iter()} - {None, "normal", "italic", *VARIANTS}
    unknown += sorted(variants | {node.tag for node in tree.iter()} - CORE)
    unknown += [f"half a {node.tag}" for node in tree.iter() if len(node) != PARTS.get(node.tag, len(node))]
    if unknown:
        raise ValueError(f"the site cannot show {', '.join(unknown)} in the formula {latex!r}")


def join_letters(parent: ET.Element) -> None:
    """The upright letters of one word become one name: \\mathrm{Var} is no V, and no V has a colour in it."""
    for child in list(parent):
        join_letters(child)
    word = None
    for child in list(parent):
        upright = child.tag == "mi" and child.get("mathvariant") == "normal"
        if upright and word is not None:
            word.text += child.text
            parent.remove(child)
            word.attrib.pop("mathvariant", None)
        else:
            word = child if upright else None


def colour(node: ET.Element) -> None:
    """Give Q, K, V and W_Q, W_K, W_V their roles; the subscript of d_k or x_q stays ink."""
    if node.tag in SUBSCRIPTED:
        base, subscript = node[0], node[1]
        if plain(base) == "W" and plain(subscript) in ROLES:
            node.set("class", ROLES[plain(subscript)])
        else:
            colour(base)
        for other in node[2:]:
            colour(other)
        return
    if node.tag == "mi" and plain(node) in ROLES:
        node.set("class", ROLES[plain(node)])
    for child in node:
        colour(child)


def plain(node: ET.Element) -> str:
    """The text of a symbol as a plain letter, bold or not."""
    return unicodedata.normalize("NFKC", node.text or "")


def adapt(node: ET.Element, display: str) -> None:
    """What MathML Core has no word for: named spaces, bold letters, names as operators, bars, limits."""
    if node.get("width") in SPACES:
        node.set("width", SPACES[node.get("width")])
    if node.get("mathvariant") in VARIANTS:
        style = VARIANTS[node.attrib.pop("mathvariant")]
        node.text = "".join(letter(style, character) for character in node.text or "")
    if node.tag == "mo" and len(node.text or "") > 1 and node.text.isalpha() and node.text != "mod":
        node.tag = "mi"
    if node.tag == "mo" and node.text in BARS and "fence" not in node.attrib:
        node.set("stretchy", "false")
    if node.tag == "msub" and display == "block" and node[0].text in LIMITS:
        node.tag = "munder"


def letter(style: str, character: str) -> str:
    """The mathematical letter of a style, by its Unicode name; some double-struck ones are older than the rest."""
    name = unicodedata.name(character, "").replace("LATIN ", "").replace(" LETTER", "")
    for full in (f"MATHEMATICAL {style} {name}", f"{style} {name}"):
        try:
            return unicodedata.lookup(full)
        except KeyError:
            continue
    return character


def is_name(node: ET.Element) -> bool:
    """A name of several letters, as in ln 2, with or without a script."""
    if node.tag in SCRIPTED:
        return is_name(node[0])
    return node.tag == "mi" and len(node.text or "") > 1


def space_names(parent: ET.Element) -> None:
    """A thin space between a name and its neighbour, but not before a parenthesis; a sign stays with its number."""
    children = list(parent)
    if parent.tag in (*SCRIPTED, "mfrac", "mroot"):
        return
    for left, right in zip(children, children[1:]):
        closing = (left.text or "") in CLOSE
        if left.tag == "mo" and not closing and right.text in SIGNS:
            right.set("form", "prefix")
        if (is_name(left) and right.tag in ORDINARY) or (is_name(right) and (left.tag in ORDINARY or closing)):
            parent.insert(list(parent).index(right), ET.Element("mspace", width=THIN))


def breakable(tree: ET.Element) -> list[ET.Element]:
    """A long formula in the text as several, so that a line may end behind = or + as in print."""
    row = tree[0]
    if len("".join(tree.itertext())) <= LONG:
        return [tree]
    pieces = [[]]
    for node in row:
        pieces[-1].append(node)
        if node.tag == "mo" and node.text in BREAKS and len(pieces[-1]) > 1:
            node.set("form", "infix")
            pieces.append([])
    formulas = []
    for piece in filter(None, pieces):
        formula = ET.Element(tree.tag, tree.attrib)
        ET.SubElement(formula, row.tag, row.attrib).extend(piece)
        formulas.append(formula)
    return formulas


def render(node: nodes.Element, display: str) -> str:
    """MathML of one formula; a formula that cannot be shown is a warning, and so fails the build."""
    try:
        return to_mathml(node.astext(), display)
    except ValueError as error:
        logger.warning("%s", error, location=node)
        return ""


def visit_inline(translator, node):
    """A formula and the punctuation beside it stay on one line: a word joiner says so."""
    before, after = node.previous_sibling(), node.next_node(descend=False, siblings=True)
    left = JOINER if isinstance(before, nodes.Text) and before.astext().endswith(OPENING) else ""
    right = JOINER if isinstance(after, nodes.Text) and after.astext().startswith(CLOSING) else ""
    translator.body.append(left + render(node, "inline") + right)
    raise nodes.SkipNode


def visit_block(translator, node):
    formula = render(node, "block")
    attributes = 'class="formula scroll" role="group" aria-label="Formula" tabindex="0"'
    translator.body.append(f"<div {attributes}>{formula}</div>\n")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", inline_renderers=(visit_inline, None), block_renderers=(visit_block, None))
