"""The palette: the values of the design, readable and distinguishable, and the CSS that is made of them."""

import itertools
import re

import numpy as np
import pytest

from byhand import palette

DESIGN = {
    "paper": ("#fdfcf9", "#15171c"),
    "card": ("#ffffff", "#1b1e25"),
    "ink": ("#1f2328", "#e8e6e1"),
    "soft": ("#5b6168", "#a3a8b0"),
    "q": ("#0b5cad", "#74b0ff"),
    "k": ("#b34700", "#ff9d57"),
    "v": ("#00796b", "#57e0b5"),
    "good": ("#1d6b34", "#7fd39a"),
    "bad": ("#9b1c31", "#ff9aa8"),
}
THEMES = {"light": palette.LIGHT, "dark": palette.DARK}

# What a person without the long-wave (protanopia) or the medium-wave cones (deuteranopia) sees, in linear RGB.
# Machado, Oliveira and Fernandes 2009, table 1, severity 1.
PROTAN = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
DEUTAN = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]


def linear(colour):
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIELAB (D65) of a colour in linear RGB."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    t = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_the_palette_is_the_one_of_the_design():
    found = {name: (palette.LIGHT[name], palette.DARK[name]) for name in DESIGN}
    assert found == DESIGN


def test_both_themes_name_the_same_colours_and_no_two_names_share_one():
    assert palette.LIGHT.keys() == palette.DARK.keys()
    assert len(set(palette.LIGHT.values())) == len(palette.LIGHT)


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES)
def test_text_is_readable_on_paper_and_on_cards(colours):
    for text, ground in itertools.product(("ink", "soft", "q", "k", "v", "good", "bad", "neg"), ("paper", "card")):
        assert palette.contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES)
def test_text_is_readable_on_the_grounds_of_the_roles(colours):
    for text, ground in itertools.product(("ink", "soft"), ("qbg", "kbg", "vbg")):
        assert palette.contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for role in "qkv":
        assert palette.contrast(colours[role], colours[role + "bg"]) >= 4.5, role


def test_contrast_is_that_of_wcag():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert palette.contrast("#0b5cad", "#fdfcf9") == pytest.approx(6.5, abs=0.05)


@pytest.mark.parametrize("fill", ["ink", "q", "k", "v", "neg"])
def test_numbers_on_cells_are_readable_at_every_depth(fill):
    for size in np.linspace(0, 1, 201):
        opacity, text = palette.shade(size, fill)
        for colours in THEMES.values():
            cell = palette.blend(colours[fill], colours["card"], opacity)
            assert palette.contrast(colours[text], cell) >= 4.5, (size, opacity, text)


@pytest.mark.parametrize("fill", ["ink", "q", "k", "v", "neg"])
def test_a_larger_number_is_never_a_lighter_cell(fill):
    opacities = [palette.shade(size, fill)[0] for size in np.linspace(0, 1, 201)]
    assert opacities == sorted(opacities) and opacities[0] == 0 and opacities[-1] > 0.9
    assert palette.shade(0.4, fill)[1] == "ink" and palette.shade(0.6, fill)[1] == "card"


@pytest.mark.parametrize("fill", ["ink", "q", "k", "v", "neg"])
def test_ink_stays_readable_up_to_the_deepest_strip(fill):
    for opacity in np.linspace(0, palette.readable_opacities(fill)[0], 101):
        assert palette.text_contrast("ink", fill, opacity) >= 4.5, opacity


@pytest.mark.parametrize("name", ["q", "k", "v", "soft"])
@pytest.mark.parametrize("text, ground", [("#000000", "#ffffff"), ("#ffffff", "#111111")], ids=["light", "dark"])
def test_a_table_without_our_palette_is_readable_in_a_notebook(name, text, ground):
    """JupyterLab writes in 87 % black on white, or 87 % white on #111111."""
    colour = palette.blend(palette.LIGHT[name], palette.blend(text, ground, 0.87), palette.TEXT_MIX / 100)
    assert palette.contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("eye", [np.eye(3), PROTAN, DEUTAN], ids=["usual", "protanopia", "deuteranopia"])
def test_the_three_roles_look_different(colours, eye):
    seen = [lab(np.array(eye) @ linear(colours[role])) for role in "qkv"]
    for first, second in itertools.combinations(seen, 2):
        assert np.linalg.norm(first - second) >= 25


def test_css_sets_every_colour_for_light_dark_and_print():
    rules = palette.css().splitlines()
    assert len(rules) == 4
    for rule, colours in zip(rules, (palette.LIGHT, palette.DARK, palette.DARK, palette.LIGHT)):
        declared = dict(re.findall(r"--attn-(\w+): (#[0-9a-f]{6});", rule))
        assert declared == colours
    assert "prefers-color-scheme: dark" in rules[1] and '[data-theme="dark"]' in rules[2] and "print" in rules[3]


def test_notebook_css_follows_the_theme_of_the_notebook():
    rules = palette.notebook_css(".x").split("}")
    black = ".vscode-high-contrast:not(.vscode-high-contrast-light)"
    assert rules[0].startswith(".x {"), "light, where the theme is not known"
    for selector, colours in (
        (".x {", palette.LIGHT),
        *((f"{page} .x", palette.DARK) for page in ('[data-jp-theme-light="false"]', ".vscode-dark", black)),
    ):
        rule = next(rule for rule in rules if selector in rule)
        assert dict(re.findall(r"--attn-(\w+): (#[0-9a-f]{6});", rule)) == colours


def test_the_controls_of_a_notebook_in_vs_code_take_our_colours():
    css = palette.notebook_css(".x")
    assert ".cell-output-ipywidget-background:has(.x) { background: transparent !important; }" in css
    used = re.findall(r"--jp-[\w-]+: var\(--attn-(\w+)\);", css)
    assert len(used) > 10 and set(used) <= set(palette.LIGHT)


def test_a_still_picture_follows_the_theme_of_vs_code():
    rules = palette.standalone_css().split("}")
    for page, colours in ((".vscode-light", palette.LIGHT), (".vscode-dark", palette.DARK)):
        rule = next(rule for rule in rules if f"{page} svg.attn-still" in rule)
        assert dict(re.findall(r"--attn-(\w+): (#[0-9a-f]{6});", rule)) == colours


def test_a_role_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="role must be .*got 'querry'"):
        palette.colour_of("querry")
