"""The type of the site: its bytes, its characters, that pages are set in it, that nothing moves, and its sizes."""

import re

import pytest
from browser.visit import SLOT
from project import ROOT

from website import text_fonts

SMALLEST = 15  # px, of code and tables; the heads of small tables that stand side by side in a figure have 14
FEW_BYTES = 80_000
STILL = 0.01  # layout shift
PAGES = ["index.html", "chapters/04_scores.html", "chapters/07_mixing_values.html", "chapters/mistakes.html"]

# The families that draw the letters of each element with text of its own, as the browser says.
DRAWN = """() => [...document.querySelectorAll("body *")].filter((element) =>
  element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))"""

SHIFTS = """window.shift = 0;
const add = (entry) => { if (!entry.hadRecentInput) shift += entry.value; };
new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type: "layout-shift", buffered: true });"""

SIZES = """() => [...document.querySelectorAll("main :is(pre, code, th, td, caption)")]
  .filter((element) => element.checkVisibility() && !element.closest(".attn-corner, thead"))
  .filter((element) => element.textContent.trim())
  .map((element) => [parseFloat(getComputedStyle(element).fontSize), element.tagName, element.textContent])"""


def test_the_type_is_small():
    files = [text_fonts.FOLDER / cut.name for cut in text_fonts.CUTS]
    assert sorted(files) == sorted(text_fonts.FOLDER.glob("*.woff2"))
    assert sum(file.stat().st_size for file in files) <= FEW_BYTES


def test_the_licence_comes_with_the_type(book):
    licence = (book / "_static" / "type.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Source" not in "".join(cut.family for cut in text_fonts.CUTS)  # a name that the licence reserves


def test_the_style_names_the_families_that_are_shipped():
    style = (ROOT / "website" / "theme" / "site.css").read_text(encoding="utf-8")
    families = {cut.family for cut in text_fonts.CUTS} | {"Book Math"}
    assert set(re.findall(r'"(Book \w+)"', style)) == families


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_set_in_the_type_of_the_site(visit, name):
    """No letter of a page is drawn with a face of the system, whatever the system has."""
    page = visit(name, live=True)
    page.open_folds()
    page.tab.evaluate("document.fonts.ready")
    session = page.context.new_cdp_session(page.tab)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    page.tab.evaluate(f"({DRAWN})().forEach((element) => element.setAttribute('data-drawn', ''))")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-drawn]"})["nodeIds"]
    strangers = {}
    for node in nodes:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            if not font["isCustomFont"]:
                text = session.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"]
                strangers.setdefault(font["familyName"], text[:200])
    assert len(nodes) > 50 and strangers == {}


@pytest.mark.parametrize("size", [(1280, 900), (360, 740)], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_while_a_page_opens_on_a_slow_line(visit, name, size):
    page = visit(viewport=dict(zip(("width", "height"), size)))
    session = page.context.new_cdp_session(page.tab)
    session.send("Network.enable")
    line = {
        "offline": False,
        "latency": 150,
        "downloadThroughput": 200_000,
        "uploadThroughput": 90_000,
    }  # bytes a second
    session.send("Network.emulateNetworkConditions", line)
    page.tab.add_init_script(SHIFTS)
    page.open(name)
    page.tab.evaluate("document.fonts.ready")
    page.tab.wait_for_timeout(500)
    assert page.tab.evaluate("shift") < STILL


@pytest.mark.parametrize("size", [(1280, 900), (360, 740)], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_code_and_tables_are_large_enough_to_read(visit, name, size):
    page = visit(name, live=True, viewport=dict(zip(("width", "height"), size)))
    page.open_folds()
    sizes = page.tab.evaluate(SIZES)
    assert len(sizes) > 5 or not page.tab.locator(SLOT).count()
    assert [found for found in sizes if found[0] < SMALLEST] == []
