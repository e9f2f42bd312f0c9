"""The scripts and the style of a figure: what all share, bundled, and the file of its kind as it stands."""

import re
from functools import cache
from pathlib import Path

from byhand import palette

HERE = Path(__file__).parent
BOX = ".attn-figure"
EXPORT = re.compile(r"^export default ", re.MULTILINE)
IMPORT = re.compile(r"^\s*(import|export)\b(?! default )", re.MULTILINE)


def kind_source(path):
    """What a kind's script exports, as one expression of plain JavaScript.

    path: a file that imports nothing and has one `export default (tools) => …`. ValueError for any other.
    """
    text = Path(path).read_text(encoding="utf-8")
    if len(EXPORT.findall(text)) != 1 or IMPORT.search(text):
        raise ValueError(f"{path} must have one `export default` at the start of a line, and no other import or export")
    return f"(() => {{\n{EXPORT.sub('const kind = ', text)}return kind;\n}})()"


@cache
def notebook_script(path):
    """The module of a figure's view for a notebook: the bundle, then the kind at `path`."""
    bundle = (HERE / "figure.js").read_text(encoding="utf-8")
    return f"{bundle}\nexport default attnFigure.view({kind_source(path)});\n"


def page_script(name, path):
    """The classic script that a page of the website loads: it registers the kind `name`."""
    return f'(globalThis.attnKinds ??= {{}})["{name}"] = {kind_source(path)};\n'


@cache
def notebook_style():
    """The style of all figures in a notebook, with the palette's colours."""
    return palette.notebook_css(BOX) + (HERE / "figure.css").read_text(encoding="utf-8")
