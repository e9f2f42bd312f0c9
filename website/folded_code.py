"""Code that a reader of the page need not read first is folded: imports, and cells that only draw.

The notebook shows all of it. What computes stays open, and so do the cells in which an exercise begins.
"""

import ast

from docutils import nodes
from sphinx.transforms import SphinxTransform

from byhand import figures
from website.elements import make

DRAWS = {name for name in figures.__all__ if name.islower()}  # arcs, bars, heatmap …
LIVE = "live"  # live.head() and its like
SET_UP, DRAWING = "Imports and tables", "The code of this figure"


class FoldedCode(SphinxTransform):
    """Fold the code of a page's first cell, and of every cell that only draws."""

    default_priority = 845  # after the figures have their form

    def apply(self, **kwargs):
        if self.env.docname == self.config.root_doc:
            return
        sources = [node for node in self.document.findall(nodes.container) if is_source(node)]
        for place, source in enumerate(sources):
            code = source.astext()
            if place == 0 and imports(code):
                fold(source, SET_UP)
                to_end_of_opening(source.parent)
            elif only_draws(code):
                fold(source, DRAWING)
                cell = source.parent  # first the figure, then its code
                cell.remove(source)
                cell += source


def to_end_of_opening(cell: nodes.Node) -> None:
    """Put a cell behind all that stands before the first section: first the question and what can be moved."""
    page = cell.parent
    section = next((child for child in page.children if isinstance(child, nodes.section)), None)
    if section is not None and page.index(cell) < page.index(section):
        page.remove(cell)
        page.insert(page.index(section), cell)


def is_source(node: nodes.container) -> bool:
    return node.get("nb_element") == "cell_code_source"


def fold(source: nodes.container, name: str) -> None:
    summary = make("summary", nodes.Text(name), text=True)
    folded = make("details", summary, *source.children, classes=["folded-code"])
    source.children = []
    source += folded


def statements(code: str) -> list[ast.stmt]:
    """The statements of a cell; none if it is not Python alone."""
    try:
        return ast.parse(code).body
    except SyntaxError:
        return []


def imports(code: str) -> bool:
    """True if a cell imports something."""
    return any(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in statements(code))


def only_draws(code: str) -> bool:
    """True if every statement of a cell is a call of a function that draws."""
    found = statements(code)
    return bool(found) and all(isinstance(one, ast.Expr) and draws(one.value) for one in found)


def draws(value: ast.expr) -> bool:
    """True for `heatmap(…)` and `live.head(…)`."""
    if not isinstance(value, ast.Call):
        return False
    called = value.func
    if isinstance(called, ast.Attribute):
        return isinstance(called.value, ast.Name) and called.value.id == LIVE
    return isinstance(called, ast.Name) and called.id in DRAWS


def setup(app):
    app.add_transform(FoldedCode)
