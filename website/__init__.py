"""The Sphinx extension that turns Jupyter Book's pages into this book's: own theme, own markup."""

from website import downloads, elements, figures, kinds, markup, mathml, pages, references, search, sources, theme

PARTS = (sources, elements, markup, figures, mathml, references, pages, search, theme, kinds, downloads)


def setup(app):
    """Register every part of the site with Sphinx."""
    for part in PARTS:
        part.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}
