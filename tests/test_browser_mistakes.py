"""The catalogue of mistakes in a browser: it is short, what is named opens, and the filter filters."""

import re

import mistakes
import pytest
import symptoms
from browser.barriers import barriers

from byhand.diagnose.mistakes import MISTAKES

PAGE = "chapters/mistakes.html"
ALL = len(MISTAKES)
COMMON = [mistake.title for mistake in MISTAKES if mistake.common]
NAN, ROWS = "I get NaN", "My rows do not sum to 1"


@pytest.fixture
def page(visit):
    return visit(PAGE)


def menus(page):
    return page.tab.get_by_label("What do you see?"), page.tab.get_by_label("In which step?")


def says(page):
    return page.tab.get_by_role("status").inner_text()


def titles(page):
    """The titles of the mistakes that can be seen; those of closed steps cannot."""
    return [title.removesuffix(" #") for title in page.tab.locator("main h3:visible").all_inner_texts()]


def with_symptom(words, step=None):
    (found,) = (mistakes for symptom, mistakes in symptoms.index().items() if symptom.mine == words)
    return {mistake.title for mistake in found if step in (None, mistake.chapter)}


def choose(page, see=None, step=None):
    see_menu, step_menu = menus(page)
    if see:
        see_menu.select_option(label=see)
    if step:
        step_menu.select_option(value=step)


def test_the_page_is_short_and_shows_the_common_mistakes(page):
    """It was 43,000 pixels high, and 70,000 on a phone."""
    assert titles(page) == COMMON and says(page) == f"{ALL} of {ALL} mistakes."
    height = "document.documentElement.scrollHeight"
    assert page.tab.evaluate(height) < 13_000
    page.tab.set_viewport_size({"width": 360, "height": 740})
    assert page.tab.evaluate(height) < 20_000


def test_a_symptom_keeps_its_mistakes_says_how_many_and_has_an_address(page):
    choose(page, ROWS)
    expected = with_symptom(ROWS)
    assert set(titles(page)) == expected and says(page) == f"{len(expected)} of {ALL} mistakes."
    assert page.tab.evaluate("location.hash") == "#see=my-rows-do-not-sum-to-1"
    link = page.tab.get_by_role("link", name="Link to this list")
    assert link.get_attribute("href") == "#see=my-rows-do-not-sum-to-1"
    assert page.tab.locator(".here li:visible").count() < page.tab.locator(".here li").count()
    assert barriers(page.tab, "light", {"width": 1280, "height": 900}, within=".filter") == []
    assert barriers(page.tab, "dark", {"width": 360, "height": 740}, within=".filter") == []
    page.tab.get_by_role("button", name="Show all").click()
    assert titles(page) == COMMON and page.tab.evaluate("location.hash") == ""
    assert page.tab.evaluate("document.activeElement.id") == "filter-what-do-you-see-"
    assert not link.is_visible() and page.faults == []


def test_symptom_and_step_together(page):
    choose(page, ROWS, "softmax")
    assert set(titles(page)) == with_symptom(ROWS, "05")
    assert page.tab.evaluate("location.hash") == "#see=my-rows-do-not-sum-to-1~step=softmax"
    choose(page, "My table of scores is symmetric", "masks")
    assert titles(page) == [] and "No mistake of the catalogue has both" in says(page)


def test_a_step_alone_shows_its_common_mistakes_too(page):
    choose(page, step="masks")
    assert set(titles(page)) == {mistake.title for mistake in MISTAKES if mistake.chapter == "10"}


def test_a_link_brings_the_filter_back(visit):
    page = visit(f"{PAGE}#see=i-get-nan~step=masks")
    assert [menu.evaluate("menu => menu.selectedOptions[0].text") for menu in menus(page)][0] == NAN
    assert set(titles(page)) == with_symptom(NAN, "10")
    page.tab.evaluate("location.hash = '#see=all-words-get-the-same-output'")
    expected = len(with_symptom("All words get the same output"))
    page.tab.get_by_role("status").get_by_text(f"{expected} of {ALL} mistakes.").wait_for()


@pytest.mark.parametrize("hash", ["#see=nothing", "#see", "#step=~", "#%E0%A4%A", "#see=i-get-nan=x~~"])
def test_a_link_may_be_nonsense(visit, hash):
    page = visit(PAGE + hash)
    page.tab.get_by_role("status").wait_for()
    assert page.faults == []


def test_the_filter_works_by_keyboard(page):
    see, _ = menus(page)
    page.tab.bring_to_front()
    page.frame()
    page.tab.locator("main").focus()
    page.tab.keyboard.press("Tab")
    assert page.tab.evaluate("document.activeElement.id") == see.get_attribute("id")
    page.tab.keyboard.type(NAN)
    assert set(titles(page)) == with_symptom(NAN)
    page.tab.keyboard.press("Tab")
    page.tab.keyboard.press("Tab")
    assert page.tab.evaluate("document.activeElement.textContent") == "Link to this list"


@pytest.mark.parametrize("name", ["keys-ask", "k-q-instead-of-q-k", "root-of-d_v", "softmax-over-queries"])
def test_an_address_opens_what_it_names(visit, name):
    page = visit(f"{PAGE}#{name}")
    page.tab.wait_for_function(
        """name => { const entry = document.getElementById(name).closest("section");
          const { top } = entry.getBoundingClientRect(), parts = [...entry.querySelectorAll("p")];
          return top > -5 && top < innerHeight && parts.every((part) => part.checkVisibility()); }""",
        arg=name,
    )


def test_a_link_of_the_page_to_a_mistake_that_is_filtered_out_shows_it(page):
    choose(page, ROWS)
    page.tab.evaluate("location.hash = '#peeks'")
    page.tab.locator("#peeks").locator("xpath=..").get_by_text("Each word attends").or_(
        page.tab.get_by_text("which it is meant to predict")
    ).wait_for()
    assert says(page) == f"{ALL} of {ALL} mistakes."


def test_without_scripts_everything_is_there_folded_by_step(visit):
    page = visit(PAGE, java_script_enabled=False)
    assert titles(page) == COMMON and page.tab.locator(".filter").count() == 0
    steps = page.tab.locator("details.step")
    assert steps.count() == len(mistakes.GROUPS)
    page.tab.locator("details.symptoms > summary").click()
    assert page.tab.locator("details.symptoms li:visible").count() == len(symptoms.index())
    steps.first.locator(":scope > summary").click()
    entry = steps.first.locator("details.mistake").first
    entry.locator("summary").click()
    assert entry.get_by_text("What you see:").is_visible()


def test_a_folded_entry_is_opened_by_its_title(book):
    source = (book / PAGE).read_text(encoding="utf-8")
    folded = re.findall(r'<details class="mistake"><summary><h3>(.*?)</h3>', source)
    assert len(folded) == ALL - len(COMMON) and "What it does" not in source
    assert len(re.findall(r'<details class="step"><summary><h2>.*?</h2>\s*<span class="said">', source)) == len(
        mistakes.GROUPS
    )
