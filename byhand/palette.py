"""The one palette: paper, ink and three roles, in light and in dark.

Everything that has a colour takes it from here: figures, tables and live figures by name, the website through
:func:`css`. A figure holds no bare colour, only variables with the light colour behind them, so it follows the page.
"""

from functools import cache

LIGHT = {
    "paper": "#fdfcf9",
    "card": "#ffffff",
    "ink": "#1f2328",
    "soft": "#5b6168",
    "line": "#dedad2",
    "q": "#0b5cad",
    "k": "#b34700",
    "v": "#00796b",
    "qbg": "#e7f0fa",
    "kbg": "#fbeee4",
    "vbg": "#e2f3f0",
    "good": "#1d6b34",
    "bad": "#9b1c31",
    "pos": "#20242a",
    "neg": "#7d3c98",
}
DARK = {
    "paper": "#15171c",
    "card": "#1b1e25",
    "ink": "#e8e6e1",
    "soft": "#a3a8b0",
    "line": "#343943",
    "q": "#74b0ff",
    "k": "#ff9d57",
    "v": "#57e0b5",
    "qbg": "#182638",
    "kbg": "#33231a",
    "vbg": "#14302a",
    "good": "#7fd39a",
    "bad": "#ff9aa8",
    "pos": "#e6e4df",
    "neg": "#d9a8ec",
}
THEMES = (LIGHT, DARK)
ROLE_COLOURS = {"query": "q", "key": "k", "value": "v"}

#: The family of figures and tables: the page's, and the reader's own where the page names none (a notebook, a file).
FONT = 'var(--attn-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif)'

#: The matplotlib settings of every figure: text stays text, and nothing in the file depends on the day or the run.
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "attnlib", "lines.scale_dashes": False, "path.simplify": False}

TEXT_MIX = 65  # percent of a role colour in text where the page has no palette
READABLE = 4.5  # the contrast that text needs, WCAG 2 AA


def var(name):
    """The colour `name` as CSS: the page's variable, and the light colour where there is none."""
    return f"var(--attn-{name}, {LIGHT[name]})"


def text_var(name):
    """The colour `name` for text in any page: its variable, else the light colour mixed with the text around it.

    The mixture is readable on white and on black, so a table needs no style sheet to be legible in a dark notebook.
    """
    return f"var(--attn-{name}, color-mix(in srgb, {LIGHT[name]} {TEXT_MIX}%, currentcolor))"


def mixed(name, opacity):
    """The colour `name` at this opacity over the card, as CSS."""
    return f"color-mix(in srgb, {var(name)} {100 * opacity:.4g}%, {var('card')})"


def colour_of(role):
    """The palette name of a role ("query", "key", "value"), or "ink" for None."""
    if role is None:
        return "ink"
    if role not in ROLE_COLOURS:
        raise ValueError(f'role must be "query", "key", "value" or None: got {role!r}')
    return ROLE_COLOURS[role]


def variables(palette):
    """The declarations of one palette, as CSS text."""
    return " ".join(f"--attn-{name}: {value};" for name, value in palette.items())


# The themes of VS Code's notebook, as classes of its pages.
CODE_LIGHT = (".vscode-light", ".vscode-high-contrast-light")
CODE_DARK = (".vscode-dark", ".vscode-high-contrast:not(.vscode-high-contrast-light)")
# The colours of ipywidgets' controls, by the colour of ours that takes their place.
CONTROLS = {
    "ink": (
        *(f"widgets-{of}color" for of in ("", "label-", "readout-", "input-", "slider-active-handle-")),
        "ui-font-color0",
        "ui-font-color1",
    ),
    "soft": ("widgets-input-border-color", "widgets-slider-handle-border-color", "border-color1", "layout-color3"),
    "card": ("widgets-input-background-color", "widgets-slider-handle-background-color", "layout-color1"),
    "line": ("border-color2", "layout-color2"),
    "q": ("brand-color1",),
}


def css():
    """The CSS of the palette for a page: light, dark by the reader's setting, dark or light by `data-theme`, print.

    Put `data-theme="light"` or `"dark"` on the root element to overrule the system's setting. Print is always light.
    """
    light, dark = (
        f"color-scheme: {scheme}; {variables(palette)}" for scheme, palette in (("light", LIGHT), ("dark", DARK))
    )
    return (
        "\n".join([
            f":root {{ {light} }}",
            f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {dark} }} }}',
            f':root[data-theme="dark"] {{ {dark} }}',
            f'@media print {{ :root, :root[data-theme], :root:not([data-theme="light"]) {{ {light} }} }}',
        ])
        + "\n"
    )


def standalone_css():
    """The CSS inside a figure, for when it stands alone: in JupyterLab, on GitHub, as a file."""
    still, light, dark = "svg.attn-still", variables(LIGHT), variables(DARK)
    return (
        f"{still} {{ {light} }} @media (prefers-color-scheme: dark) {{ {still} {{ {dark} }} }} "
        f"{within(still, *CODE_LIGHT)} {{ {light} }} {within(still, *CODE_DARK)} {{ {dark} }}"
    )


def notebook_css(selector):
    """The CSS of the palette for one block in a notebook that is no page of ours: JupyterLab's theme, or VS Code's.

    Where neither is known, it is light. VS Code gives widgets a white ground in every theme, and ipywidgets the
    colours of a light one: both follow the palette here.
    """
    dark = within(selector, '[data-jp-theme-light="false"]', *CODE_DARK)
    controls = " ".join(f"--jp-{name}: var(--attn-{colour});" for colour, names in CONTROLS.items() for name in names)
    return (
        f"{selector} {{ {variables(LIGHT)} }} {dark} {{ color-scheme: dark; {variables(DARK)} }} "
        f"{within(selector, '[data-vscode-theme-kind]')} {{ {controls} }} "
        f".cell-output-ipywidget-background:has({selector}) {{ background: transparent !important; }}"
    )


def within(selector, *pages):
    """The selector for a block in pages that these selectors name."""
    return ", ".join(f"{page} {selector}" for page in pages)


def blend(top, bottom, opacity):
    """The colour that `top` at this opacity gives over `bottom`; all three as `#rrggbb`, as a browser computes it."""
    pairs = zip(_channels(top), _channels(bottom))
    return "#" + "".join(f"{round(255 * (opacity * a + (1 - opacity) * b)):02x}" for a, b in pairs)


def contrast(first, second):
    """The contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _channels(colour):
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def _luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def text_contrast(text, fill, opacity):
    """The smaller contrast, light or dark, of text on a cell of `fill` at `opacity` over the card; palette names."""
    return min(contrast(theme[text], blend(theme[fill], theme["card"], opacity)) for theme in THEMES)


@cache
def readable_opacities(fill):
    """(a, b): ink is readable on `fill` up to opacity a, card colour from opacity b on, in light and in dark."""
    steps = [i / 100 for i in range(101)]
    ink = [step for step in steps if text_contrast("ink", fill, step) >= READABLE]
    card = [step for step in steps if text_contrast("card", fill, step) >= READABLE]
    return max(ink), min(card)


def shade(size, fill="ink"):
    """(opacity, text colour name) of a cell of relative size 0 to 1 with a number on it.

    The opacity grows with the size. Around one half it jumps over the greys on which neither ink nor card colour
    could be read in both themes: a word that gets more than half of the attention turns dark.
    """
    size = min(max(float(size), 0.0), 1.0)
    low, high = readable_opacities(fill)
    if size <= 0.5:
        return round(low * size / 0.5, 3), "ink"
    return round(high + (0.96 - high) * (size - 0.5) / 0.5, 3), "card"
