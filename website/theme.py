"""The theme `paper`: its templates, one style sheet, one script."""

import hashlib
from pathlib import Path

from byhand import palette
from website import kinds

FOLDER = Path(__file__).parent / "theme"
STYLE = "site.css"


def style() -> str:
    """The whole style sheet: the palette from attnlib, then the site's own rules."""
    return palette.css() + "\n" + (FOLDER / STYLE).read_text(encoding="utf-8")


def version_of(text: str) -> str:
    """Changes with the text, so that a browser never shows a new page with an old style sheet."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def live_version() -> str:
    """Changes with what moves the live figures: the runtime, and the script of each kind."""
    runtime = (FOLDER / "static" / "live.js").read_text(encoding="utf-8")
    return version_of("".join([runtime, *kinds.scripts().values()]))


def add_assets(app, pagename, templatename, context, doctree):
    context["style_version"] = version_of(style())
    context["script_version"] = version_of((FOLDER / "static" / "site.js").read_text(encoding="utf-8"))
    context["live_version"] = live_version()


def write_style(app, error):
    """Write the style sheet beside the files that Sphinx copies."""
    if not error and app.builder.format == "html":
        (Path(app.outdir) / "_static" / STYLE).write_text(style(), encoding="utf-8")


def setup(app):
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it, for an extension that is not loaded here
    app.add_html_theme("paper", str(FOLDER))
    app.connect("html-page-context", add_assets)
    app.connect("build-finished", write_style)
