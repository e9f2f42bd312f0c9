"""The kinds of live figures: each is a script in `_static/kinds/`, which a page loads when it shows one."""

from pathlib import Path

from byhand.live import kinds
from byhand.live.scripts import page_script


def scripts() -> dict[str, str]:
    """The name of each kind with the script that a page loads."""
    return {name: page_script(name, kinds.script(name)) for name in kinds.names()}


def write_kinds(app, error):
    """Write the scripts beside the files that Sphinx copies."""
    if not error and app.builder.format == "html":
        folder = Path(app.outdir) / "_static" / "kinds"
        folder.mkdir(parents=True, exist_ok=True)
        for name, script in scripts().items():
            (folder / f"{name}.js").write_text(script, encoding="utf-8")


def setup(app):
    app.connect("build-finished", write_kinds)
