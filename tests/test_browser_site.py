"""Every page of the built book in a browser, with all its figures live and all its folds open.

It asks no other host for anything, says nothing on the console, fits a phone, and has no barrier that axe-core knows.
"""

import base64
import re

import pytest
from browser.barriers import ASKED, COLOURS, barriers, result
from browser.figure import Figure
from browser.visit import SLOT, Visit, overflow, pages
from project import ROOT

from website import text_fonts

PAGES = [
    "search.html",
    *(f"{name}.html" for name in re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))),
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# Letters a quarter wider than ours, about as wide as the widest of a system (DejaVu Sans), whatever is installed here.
WIDE = "".join(
    f'@font-face {{ font-family: "{cut.family}"; font-weight: {"600 900" if cut.weight > 400 else 400}; '
    f"font-style: {'italic' if cut.italic else 'normal'}; size-adjust: 125%; "
    f"src: url(data:font/woff2;base64,{base64.b64encode((text_fonts.FOLDER / cut.name).read_bytes()).decode()}) }}"
    for cut in text_fonts.CUTS
)


@pytest.fixture(scope="module", params=PAGES)
def page(request, browser, server):
    """A page as it opens, with its figures live."""
    visit = Visit(browser, server)
    visit.open(request.param, live=True)
    yield visit
    visit.close()


def test_these_are_all_pages(book):
    """index.html is the cover once more, so looking at the one looks at the other."""
    assert sorted([*PAGES, "index.html"]) == pages(book)
    assert (book / "index.html").read_bytes() == (book / "intro.html").read_bytes()


def everything(page):
    """Open all that can be opened: folds, the questions of figures, an arithmetic and a message in each figure."""
    page.open_folds()
    for slot in page.tab.locator(SLOT).all():
        figure = Figure(page, slot.get_attribute("data-attn-key"))
        figure.skip()
        if figure.card.locator(".attn-grid").count():
            figure.card.locator(".attn-grid").last.locator("td button").last.click()
        if figure.card.get_by_label("your sentence").count():
            figure.write("xyzzy")


def all_kinds(page, thorough):
    """Everything open, but of what a script made all alike, the entries of the catalogue of mistakes, some."""
    everything(page)
    if not thorough:
        page.open_sample("mistake", 8)


# One look at everything, and one at the colours of the dark theme. What this could miss: a barrier that only the dark
# theme or a narrow window makes, and that is no matter of colour. The frame, which is what a narrow window changes, is
# looked at on one page below.
def test_a_page_has_no_barriers_with_everything_open(page, thorough):
    all_kinds(page, thorough)
    assert barriers(page.tab, "light", DESK) == []
    assert barriers(page.tab, "dark", DESK, COLOURS) == []


@pytest.mark.parametrize("name", ["index.html", "chapters/04_scores.html", "chapters/notation.html"])
def test_a_phone_adds_no_barriers(visit, name):
    """The cover, a chapter with figures and the page whose tables become lists."""
    page = visit(name, live=True, viewport=PHONE)
    everything(page)
    assert barriers(page.tab, "light", PHONE) == []
    for drawer in ("contents", "tools"):
        page.tab.evaluate(f"document.getElementById('{drawer}').showPopover()")
        assert barriers(page.tab, "light", PHONE, within=f"#{drawer}") == []


def test_axe_runs_the_rules_that_it_leaves_out_by_itself(visit):
    done = result(visit("search.html").tab, "light", DESK)
    ran = {rule["id"] for kind in ("violations", "passes", "inapplicable", "incomplete") for rule in done[kind]}
    assert {ASKED, "target-size", "color-contrast", "autocomplete-valid", "heading-order"} <= ran


def test_a_name_without_the_text_that_is_seen_is_a_barrier(visit):
    page = visit("search.html")
    page.tab.evaluate("""() => {
      const button = Object.assign(document.createElement("button"), { textContent: "0.62" });
      button.ariaLabel = "score: 0.6175";
      document.querySelector("main").append(button);
    }""")
    assert [found.partition(":")[0] for found in barriers(page.tab, "light", DESK)] == [ASKED]


def test_a_page_fits_a_phone_with_everything_open(page):
    everything(page)
    page.tab.set_viewport_size(PHONE)
    page.frame()
    assert overflow(page.tab) is None


def test_a_page_fits_a_phone_with_wide_letters_too(page):
    """Without our type, or with letters that only the system has, nothing sticks out either."""
    everything(page)
    page.tab.set_viewport_size(PHONE)
    style = page.tab.add_style_tag(content=WIDE)
    page.tab.evaluate("Promise.all([...document.fonts].map((face) => face.load()))")
    page.frame()
    found = overflow(page.tab)
    style.evaluate("element => element.remove()")
    assert found is None


def test_a_page_asks_nobody_else_and_says_nothing_on_the_console(page):
    page.tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.tab.wait_for_load_state("networkidle")
    assert len(page.asked) >= 3
    assert page.faults == []


def test_every_control_of_the_page_can_be_reached_by_keyboard_and_shows_the_focus(page):
    page.tab.set_viewport_size(DESK)
    page.tab.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    unseen, reached = [], 0
    for _ in range(25):
        page.tab.keyboard.press("Tab")
        style = page.tab.evaluate("""() => {
          const { outlineStyle, outlineWidth, stroke, strokeWidth } = getComputedStyle(document.activeElement);
          const drawn = document.activeElement.matches(".attn-hand") && stroke !== "none";  // a frame in the drawing
          return document.activeElement === document.body ? null :
            [document.activeElement.outerHTML.slice(0, 100), drawn ? "solid" : outlineStyle,
             drawn ? strokeWidth : outlineWidth];
        }""")
        reached += style is not None
        unseen += [style[0] for style in [style] if style and (style[1] == "none" or style[2] == "0px")]
    assert reached >= 10 and unseen == []
