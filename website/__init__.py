"""The Sphinx extension that turns Jupyter Book's pages into this book's: own theme, own markup.

The parts are imported by `setup` alone: the tools and tests use `website.chapters` and its like without Sphinx.
"""

import importlib

PARTS = (
    "sources executed elements markup figures folded_code mathml references pages search theme kinds downloads"
).split()


def setup(app):
    """Register every part of the site with Sphinx."""
    for part in PARTS:
        importlib.import_module(f"website.{part}").setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": False}
