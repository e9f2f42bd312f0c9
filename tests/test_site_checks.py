"""The checks of the built pages bite: each fault in a small site is found and named, and a sound site passes."""

import pytest

from website import checks

PAGE = """<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width">
<meta name="description" content="About"><title>A page</title>
<link rel="stylesheet" href="site.css"></head><body><main><h1>A page</h1><h2 id="part">A part</h2>
<p><a href="#part">A part</a>, <a href="other.html#there">a page</a>, <a href="https://example.org/">far</a>.</p>
<svg role="img" aria-label="a picture"></svg>{}</main></body></html>"""
OTHER = PAGE.replace("A page", "Other").replace('id="part"', 'id="there"').replace('"#part"', '"index.html#part"')
SLOT = '<div data-attn-live="w1" data-attn-key="head"></div>'
STATE = '<script type="application/vnd.jupyter.widget-state+json">{"state":{"w1":{"state":{}}}}</script>'
FAULTS = {
    "twice": ('<p id="part">x</p>', "the id part stands twice"),
    "open": ("<p><b>x</p>", "</p> closes <b>"),
    "no alt": ('<img src="other.html">', "has no alt"),
    "no name": ("<svg></svg>", "an SVG has no name"),
    "label": ('<svg aria-labelledby="gone"></svg>', "names gone"),
    "skipped": ("<h4>x</h4>", "h4 follows h2"),
    "second h1": ("<h1>x</h1>", "only h1"),
    "dead": ('<a href="gone.html">x</a>', "gone.html leads nowhere"),
    "anchor": ('<a href="#gone">x</a>', "#gone leads to no anchor"),
    "far anchor": ('<a href="other.html#gone">x</a>', "other.html#gone leads to no anchor"),
    "script": ('<script src="https://example.org/x.js"></script>', "<script> fetches"),
    "preconnect": ('<link rel="preconnect" href="//example.org">', "<link> fetches"),
    "font": ("<p style=\"background: url('https://example.org/x.png')\">x</p>", "the style of <p> fetches"),
    "widget": ('<script type="application/vnd.jupyter.widget-view+json">{}</script>', "a script of a widget"),
    "module": (SLOT + STATE.replace('"state":{}', '"state":{"_esm":"x"}'), "a script of a widget"),
    "state alone": (STATE, "1 states of widgets for 0 live figures"),
    "slot alone": (SLOT, "0 states of widgets for 1 live figures"),
    "two states": (SLOT + STATE + STATE, "2 states of widgets for 1 live figures"),
    "no model": (SLOT.replace("w1", "w2") + STATE, "the live figure head has no state"),
    "one key": (SLOT + SLOT + STATE, "two live figures have the key head"),
    "comment": ("<p>0.85<!--= 1 --></p>", "a comment leaked"),
    "escaped comment": ("<p>0.85&lt;!--= 1 --&gt;</p>", "leaked"),
    "expression": ("<p>0.85 %= scores</p>", "an expression leaked"),
    "role": ("<p>{q}`sat`</p>", "a role leaked"),
    "link": ("<p>[x](y.md)</p>", "a link leaked"),
    "formula": ("<p>QK^\\top</p>", "a formula leaked"),
    "object": ("<p>&lt;Figure size 640x480 with 1 Axes&gt;</p>", "a Python object leaked"),
}


def site(folder, body="", style="", page=PAGE):
    (folder / "index.html").write_text(page.replace("{}", body, 1), encoding="utf-8")
    (folder / "other.html").write_text(OTHER.replace("{}", ""), encoding="utf-8")
    (folder / "site.css").write_text(style, encoding="utf-8")
    return checks.problems(folder)


def test_a_sound_site_has_no_problems(tmp_path):
    assert site(tmp_path, f"<pre>[x](y) %= 1</pre><p>a &lt; b</p>{SLOT}{STATE}") == []


@pytest.mark.parametrize("body, message", FAULTS.values(), ids=FAULTS)
def test_each_fault_is_found_on_its_page(tmp_path, body, message):
    found = site(tmp_path, body)
    assert any(line.startswith("index.html: ") and message in line for line in found), found


@pytest.mark.parametrize(
    "old, new, message",
    [
        (' lang="en"', "", "no lang"),
        ("<title>A page</title>", "<title> </title>", "no title"),
        ('name="viewport"', 'name="other"', "no viewport"),
        ("<h1>A page</h1>", "", "only h1"),
        ('content="About"', 'content=""', "no description"),
    ],
)
def test_each_fault_of_the_head_is_found(tmp_path, old, new, message):
    found = site(tmp_path, page=PAGE.replace(old, new))
    assert any(message in line for line in found), found


def test_a_style_sheet_that_fetches_from_elsewhere_is_found(tmp_path):
    assert site(tmp_path, style="@import 'x.css';") == ["site.css: fetches from elsewhere"]
    assert site(tmp_path, style="p { background: url(//example.org/x.png) }") == ["site.css: fetches from elsewhere"]
    assert site(tmp_path, style="p { background: url(x.png) }") == []


def test_an_empty_folder_is_a_problem(tmp_path):
    assert checks.problems(tmp_path) == [f"{tmp_path.resolve()} holds no page"]
