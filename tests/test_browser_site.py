"""Every page of the built book in a browser, with all its figures live and all its folds open.

It asks no other host for anything, says nothing on the console, fits a phone, and has no barrier that axe-core knows.
"""

import re

import pytest
from browser.barriers import barriers
from browser.figure import Figure
from browser.visit import SLOT, Visit, overflow, pages
from project import ROOT

PAGES = [
    "index.html",
    "search.html",
    *(f"{name}.html" for name in re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))),
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# Contrast takes most of the time, and no colour depends on the width: it is measured once in light and once in dark.
LOOKS = {
    "light-desk": ("light", DESK, True),
    "dark-desk": ("dark", DESK, False),
    "light-phone": ("light", PHONE, False),
    "dark-phone": ("dark", PHONE, True),
}


@pytest.fixture(scope="module", params=PAGES)
def page(request, browser, server):
    """A page as it opens, with its figures live."""
    visit = Visit(browser, server)
    visit.open(request.param, live=True)
    yield visit
    visit.close()


def test_these_are_all_pages(book):
    assert sorted(PAGES) == pages(book)


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


def test_a_page_has_no_barriers_with_everything_open(page):
    everything(page)
    assert {look: barriers(page.tab, *LOOKS[look]) for look in LOOKS} == dict.fromkeys(LOOKS, [])


def test_a_page_fits_a_phone_with_everything_open(page):
    everything(page)
    page.tab.set_viewport_size(PHONE)
    page.frame()
    assert overflow(page.tab) is None


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
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
          return document.activeElement === document.body ? null : [document.activeElement.outerHTML.slice(0, 100), outlineStyle, outlineWidth];
        }""")
        reached += style is not None
        unseen += [style[0] for style in [style] if style and (style[1] == "none" or style[2] == "0px")]
    assert reached >= 10 and unseen == []
