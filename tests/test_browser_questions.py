"""The questions of the chapters on the page: answered by mouse and by keyboard, kept for the reader, forgotten."""

import pytest
from browser.visit import pages

PAGE = "chapters/05_softmax.html"


@pytest.fixture
def page(visit):
    return visit(PAGE)


def questions(page):
    return page.tab.locator("section.question")


def option(page, question, right):
    """An option of a question, counted from 0: the right one, or the first wrong one."""
    return (
        questions(page).nth(question).locator("details.option.right" if right else "details.option:not(.right)").first
    )


def none_answered(page):
    return f"{questions(page).count()} questions, none answered yet."


def says(page):
    return page.tab.locator(".answered [role=status]").inner_text()


def is_open(details):
    return details.evaluate("details => details.open")


def test_an_option_opens_with_the_mouse_and_says_why(page):
    assert says(page) == none_answered(page)
    wrong, count = option(page, 0, right=False), questions(page).count()
    wrong.locator("summary").click()
    assert is_open(wrong) and wrong.locator("p").first.inner_text().startswith("No. ")
    page.tab.get_by_text(f"1 of {count} answered, 0 right at the first try.").wait_for()
    right = option(page, 0, right=True)
    right.locator("summary").click()
    assert is_open(right) and right.locator("p").first.inner_text().startswith("Yes. ")
    assert says(page) == f"1 of {count} answered, 0 right at the first try.", "the first try counts"
    assert page.tab.locator(".mine").all_inner_texts() == [" · your first answer"]
    assert wrong.locator("summary .mine").is_visible()


def test_by_keyboard_from_option_to_option(page):
    summaries = questions(page).first.locator("summary")
    summaries.first.focus()
    for _ in range(summaries.count() - 1):
        page.tab.keyboard.press("Tab")
    assert summaries.last.evaluate("summary => summary === document.activeElement")
    page.tab.keyboard.press("Enter")
    assert is_open(questions(page).first.locator("details.option").last)
    page.tab.get_by_text(f"1 of {questions(page).count()} answered").wait_for()
    page.tab.keyboard.press(" ")
    assert not is_open(questions(page).first.locator("details.option").last)


def test_answers_are_kept_with_the_chapter_until_they_are_forgotten(page):
    count = questions(page).count()
    for question in range(count):
        option(page, question, right=True).locator("summary").click()
    page.tab.get_by_text(f"{count} of {count} answered, {count} right at the first try.").wait_for()
    page.open("chapters/06_scaling.html")
    assert says(page) == none_answered(page)
    page.open(PAGE)
    assert says(page) == f"{count} of {count} answered, {count} right at the first try." and is_open(
        option(page, 1, right=True)
    )
    page.tab.get_by_role("button", name="Forget my answers").click()
    assert says(page) == none_answered(page) and page.tab.locator("details.option[open]").count() == 0
    assert page.tab.locator(".mine").count() == 0
    assert page.tab.evaluate("document.activeElement.tagName") == "SUMMARY", "the button is gone: the focus is not lost"
    page.tab.reload()
    assert says(page) == none_answered(page)


@pytest.mark.parametrize("kept", ["7", "null", '"text"', "[1, 2]", "{", '{"question-5-1": "no such option", "x": 1}'])
def test_what_was_kept_may_be_nonsense(page, kept):
    page.tab.evaluate("kept => localStorage.setItem('answers:05_softmax.html', kept)", kept)
    page.tab.reload()
    assert says(page) == none_answered(page)
    option(page, 1, right=True).locator("summary").click()
    page.tab.get_by_text(f"1 of {questions(page).count()} answered, 1 right at the first try.").wait_for()
    assert page.faults == []


def test_hints_come_one_after_the_other(page):
    exercise = page.tab.locator(".exercise", has_text="Exercise 5.3").last
    first, second = (exercise.locator("details.hint").nth(i) for i in (0, 1))
    assert first.is_visible() and not second.is_visible() and exercise.locator("details.solution").is_visible()
    first.locator("summary").click()
    assert second.is_visible()


def test_wrong_answers_that_are_known_mistakes_lead_to_the_catalogue(page):
    links = questions(page).locator("a[href^='mistakes.html#']")
    assert links.count() >= 2
    option(page, 0, right=False).locator("summary").click()
    links.first.click()
    page.tab.wait_for_url("**/mistakes.html#*")
    assert page.tab.evaluate("document.getElementById(location.hash.slice(1)) !== null")


def test_without_scripts_options_open_all_the_same(visit):
    still = visit(PAGE, java_script_enabled=False)
    right = option(still, 0, right=True)
    right.locator("summary").click()
    assert right.locator("p").first.is_visible() and still.tab.locator(".answered").count() == 0


def test_every_chapter_has_questions_and_mathematics_in_them(book, visit):
    page = visit(PAGE)
    formulas = 0
    for name in (name for name in pages(book) if name.startswith("chapters/0")):
        page.open(name)
        assert questions(page).count() >= 2
        for question in questions(page).all():
            assert question.locator("details.option.right").count() == 1
            assert question.locator("details.option > summary").count() >= 3
        formulas += page.tab.locator("section.question details.option math").count()
    assert formulas >= 10
