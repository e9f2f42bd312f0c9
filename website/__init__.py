"""The Sphinx extension that turns Jupyter Book's pages into this book's: own theme, own markup."""


def setup(app):
    """Register every part of the site with Sphinx."""
    # Imported only here: tools ask website.project, and need no Sphinx for it.
    from website import downloads, elements, figures, markup, mathml, pages, references, search, sources, theme

    for part in (sources, elements, markup, figures, mathml, references, pages, search, theme, downloads):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}
