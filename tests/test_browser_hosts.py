"""The colours of figures and stills in pages that are none of ours: JupyterLab, VS Code and what nobody knows."""

import pytest

from byhand import palette
from byhand.live import scripts

VSCODE = '<body class="{0}" data-vscode-theme-kind="{0}">'
# host: the start of its page, and whether figures and stills are dark there
HOSTS = {
    "unknown": ("<body>", False),
    "JupyterLab, light": ('<body data-jp-theme-light="true">', False),
    "VS Code, light": (VSCODE.format("vscode-light"), False),
    "VS Code, dark": (VSCODE.format("vscode-dark"), True),
    "VS Code, high contrast": (VSCODE.format("vscode-high-contrast"), True),
    "VS Code, high contrast in light": (VSCODE.format("vscode-high-contrast vscode-high-contrast-light"), False),
}
INSIDE = """<style>{css}</style><style>.cell-output-ipywidget-background {{ background: white !important; }}</style>
<div class="cell-output-ipywidget-background" id="ground"><div class="attn-figure"><p id="figure">
<span id="control" style="color: var(--jp-widgets-label-color, rgb(1, 2, 3))">strength</span></p></div></div>
<div class="cell-output-ipywidget-background" id="other">other widgets</div>
<svg class="attn-still"><style>{still}</style><text id="still" style="fill: {ink}">a</text></svg>"""
COLOURS = """() => {
  const of = (id, name) => getComputedStyle(document.getElementById(id)).getPropertyValue(name);
  return { figure: of("figure", "--attn-ink"), scheme: of("figure", "color-scheme"), still: of("still", "--attn-ink"),
    control: of("control", "color"), ground: of("ground", "background-color"),
    other: of("other", "background-color") };
}"""
NONE, WHITE = "rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"


@pytest.fixture(scope="module")
def tab(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


def colours(tab, start, system):
    tab.emulate_media(color_scheme=system)
    css, still = scripts.notebook_style(), palette.standalone_css()
    tab.set_content(f"<!DOCTYPE html>{start}{INSIDE.format(css=css, still=still, ink=palette.var('ink'))}")
    return tab.evaluate(COLOURS)


def rgb(colour):
    return f"rgb({int(colour[1:3], 16)}, {int(colour[3:5], 16)}, {int(colour[5:], 16)})"


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("host", HOSTS)
def test_figures_and_stills_have_the_colours_of_the_theme_around_them(tab, host, system):
    start, dark = HOSTS[host]
    found = colours(tab, start, system)
    ink = (palette.DARK if dark else palette.LIGHT)["ink"]
    assert found["figure"] == ink and found["scheme"] == ("dark" if dark else "normal")
    assert found["ground"] == NONE and found["other"] == WHITE
    if "VS Code" in host:
        assert found["still"] == ink and found["control"] == rgb(ink)
    else:  # a still that stands alone follows the system
        assert found["still"] == (palette.DARK if system == "dark" else palette.LIGHT)["ink"]
        assert found["control"] == "rgb(1, 2, 3)", "JupyterLab has colours of its own for controls"


def test_a_figure_is_dark_in_the_dark_theme_of_jupyterlab(tab):
    found = colours(tab, '<body data-jp-theme-light="false">', "light")
    assert found["figure"] == palette.DARK["ink"] and found["scheme"] == "dark"
    assert found["control"] == "rgb(1, 2, 3)"
