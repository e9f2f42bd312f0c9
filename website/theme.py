"""The theme `paper`: its templates, its type, one style sheet, one script."""

import hashlib
from pathlib import Path

from byhand import palette
from website import kinds, text_fonts

FOLDER = Path(__file__).parent / "theme"
TYPE = "type.css"
STYLE = "site.css"


def style() -> str:
    """The whole style sheet but the faces: the palette from byhand, then the site's own rules."""
    return palette.css() + "\n" + (FOLDER / STYLE).read_text(encoding="utf-8")


def version_of(text: str) -> str:
    """Changes with the text, so that a browser never shows a new page with an old style sheet."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def live_version() -> str:
    """Changes with what moves the live figures: the runtime, and the script of each kind."""
    runtime = (FOLDER / "static" / "live.js").read_text(encoding="utf-8")
    return version_of("".join([runtime, *kinds.scripts().values()]))


def add_assets(app, pagename, templatename, context, doctree):
    context["type_version"] = version_of(text_fonts.css())
    context["style_version"] = version_of(style())
    context["script_version"] = version_of((FOLDER / "static" / "site.js").read_text(encoding="utf-8"))
    context["live_version"] = live_version()


def write_styles(app, error):
    """Write the two style sheets beside the files that Sphinx copies."""
    if not error and app.builder.format == "html":
        for name, text in ((TYPE, text_fonts.css()), (STYLE, style())):
            (Path(app.outdir) / "_static" / name).write_text(text, encoding="utf-8")


def setup(app):
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it, for an extension that is not loaded here
    app.add_html_theme("paper", str(FOLDER))
    app.connect("html-page-context", add_assets)
    app.connect("build-finished", write_styles)
