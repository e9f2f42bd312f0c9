"""What a live figure does besides moving: links to a state, guesses, announcements, what is left without scripts."""

import re

import pytest
from browser.barriers import barriers
from browser.expected import FIGURES, KINDS, KNOWN, Read, State, changes_of
from browser.figure import Figure, fragment
from browser.made import page_of
from browser.visit import words_of

from byhand import live
from byhand.live import kinds

CHAPTER = "chapters/02_words_as_vectors.html"
CHANGED = {
    "first": {"word": 5},
    "words": {"word": 5, "edits": {"X,5,1": -0.35, "X,0,4": 0.123456}},
    "projection": {"word": 4, "role": 2, "edits": {"W_V,1,1": 0.15}},
    "scores": {"word": 5, "angle": -35, "edits": {"Q,5,0": -0.45, "Q,1,1": 1}},
    "softmax": {"word": 1, "strength": 5, "scaled": False},
    "scaling": {"scaled": False, "width_index": 10},
    "mixing": {"word": 1, "cut": [False, True, False, False, False, True]},
    "head": {"strength": 10, "pick": 1, "step": 3, "edits": {"X,5,0": -0.75, "W_Q,1,2": 0.5}},
}
WRONG = "The link holds no state that this figure can read. It starts as usual."


@pytest.fixture
def figure(visit):
    """A function that opens the page of a figure in a new tab, at a state that the address names, and starts it."""

    def opened(key, state=None, **options):
        page, _ = FIGURES[key]
        end = "" if state is None else fragment(key, state)
        shown = Figure(visit(page + end, live=True, **options), key)
        shown.skip()
        return shown

    return opened


@pytest.fixture
def made(visit, server, book):
    """A function that opens a page made for a test, with these live figures and this text in it."""

    def opened(figures, text="", **options):
        pattern = (book / CHAPTER).read_text(encoding="utf-8")
        server.put("chapters/made.html", page_of(pattern, figures, text))
        return visit("chapters/made.html", live=True, **options)

    return opened


def state_of(key, changes):
    """The state of a figure after changes as a link has them."""
    state = FIGURES[key][1].but(**{
        name: tuple(value) if name == "cut" else value
        for name, value in changes.items()
        if name not in ("text", "selected", "pick", "step")  # on these no number depends
    })
    return state if "text" not in changes else state.with_sentence(changes["text"]).but(edits=changes.get("edits", {}))


@pytest.fixture(scope="module")
def visits(browser, server):
    """The tabs that tests of this file share: a function that gives the one of a page."""
    from browser.visit import Visit

    opened = {}

    def visit_of(page):
        if page not in opened:
            opened[page] = Visit(browser, server).open(page, live=True)
        return opened[page]

    yield visit_of
    for one in opened.values():
        one.close()


@pytest.fixture
def shared_figure(visits):
    """A function that gives a figure at its start, in a tab that tests share."""
    used = []

    def at_start(key):
        used.append(Figure(visits(FIGURES[key][0]), key))
        used[-1].reset()
        return used[-1]

    yield at_start
    assert all(one.visit.faults == [] for one in used)


# --- links ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KINDS)
def test_a_link_restores_the_state_that_it_was_copied_from(shared_figure, key):
    shown = shared_figure(key)
    changes = CHANGED[key] if key in CHANGED else changes_of(shown.config)
    shown.go(changes)
    assert shown.differences(state_of(key, changes)) == []
    before = shown.tables()
    shown.click("Copy link")
    address = shown.tab.url
    assert f"#figure={key}~" in address
    shown.reset()
    shown.go(address.partition("~")[2])
    assert shown.tables() == before and shown.message == ""


@pytest.mark.parametrize("key", ["projection", "head"])
def test_a_copied_link_opens_the_page_in_the_state_that_it_was_copied_from(figure, key):
    first = figure(key, CHANGED[key])
    assert first.differences(state_of(key, CHANGED[key])) == []
    first.visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    first.click("Copy link")
    first.card.get_by_text("Copied", exact=True).wait_for()
    address = first.tab.evaluate("navigator.clipboard.readText()")
    assert address == first.tab.url and f"#figure={key}~" in address
    second = figure(key, address.partition("~")[2])
    assert second.tab.url == address
    assert second.tables() == first.tables() and second.message == ""
    assert second.visit.faults == first.visit.faults == []


def test_a_link_keeps_an_own_sentence_with_its_numbers(figure):
    changes = {"text": "A dog slept under the table", "word": 1, "edits": {"X,1,0": 0.3, "W_K,2,1": -0.2}}
    first = figure("head", changes)
    assert first.differences(state_of("head", changes)) == [] and first.message == ""
    assert first.card.get_by_label("your sentence").input_value() == changes["text"]
    first.click("Copy link")
    first.tab.reload()
    first.visit.start_figures()
    assert first.differences(state_of("head", changes)) == []


def test_a_link_without_a_change_is_the_start(figure):
    shown = figure("softmax", {})
    assert shown.differences(State("softmax")) == [] and shown.message == ""


def test_a_linked_figure_stands_in_the_window(figure):
    shown = figure("challenge", {"level": 3})
    assert shown.card.evaluate(
        "card => { const box = card.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; }"
    )


CORRUPT = {
    "no base64": "!!!",
    "no JSON": "eyJ3b3JkIjo",
    "empty": "",
    "not UTF-8": "gICA",
    "a number": 5,
    "a list": [1],
    "null": None,
    "an unknown field": {"colour": 1},
    "prototype": {"__proto__": {"word": 1}},
    "constructor": {"constructor": {"word": 1}},
    "a prototype in edits": {"edits": {"__proto__": 1}},
    "a word as text": {"word": "1"},
    "a negative word": {"word": -1},
    "a word too far": {"word": 6},
    "half a word": {"word": 1.5},
    "a negative strength": {"strength": -1},
    "a huge strength": {"strength": 1e9},
    "strength as text": {"strength": "2"},
    "scaled as a number": {"scaled": 1},
    "an angle that is none": {"angle": None},
    "a huge edit": {"edits": {"X,0,0": 1e300}},
    "an edit as text": {"edits": {"X,0,0": "1"}},
    "an edit of no table": {"edits": {"A,0,0": 1}},
    "an edit outside a table": {"edits": {"X,0,7": 1}},
    "an edit of a missing row": {"edits": {"W_Q,9,0": 1}},
    "a selected number outside": {"selected": "X,40,0"},
    "a selected script": {"selected": "<img src=x onerror=alert(1)>"},
    "cut as text": {"cut": "all"},
    "a step too far": {"step": 9},
    "a long text": {"text": "cat " * 200},
    "a million edits": {"edits": {f"X,{k},0": 1 for k in range(300)}},
    "half of it wrong": {"word": 1, "strength": -1},
}


@pytest.mark.parametrize("state", CORRUPT.values(), ids=CORRUPT)
def test_a_corrupt_link_is_ignored_with_a_message(shared, state):
    shared.go(state)
    assert shared.message == WRONG
    assert shared.differences(State("head")) == []
    shared.go({"word": 1})
    assert shared.message == "" and shared.differences(State("head", word=1)) == []


@pytest.fixture
def shared(shared_figure):
    """The head at its start, in a tab that the tests share; afterwards nothing has gone wrong on its page."""
    return shared_figure("head")


def follow(tab, hash):
    """Go to another place of the page, as a link does."""
    tab.evaluate(
        """(hash) => new Promise((done) => {
      addEventListener("hashchange", () => setTimeout(done), { once: true });
      setTimeout(done, 2000);  // it may be the place already
      location.hash = hash;
    })""",
        hash,
    )


@pytest.mark.parametrize("hash", ["#figure", "#top", "#figures=head~eyJ3b3JkIjoxfQ"])
def test_an_address_of_something_else_changes_nothing(shared, hash):
    follow(shared.tab, hash)
    other = Figure(shared.visit, "challenge")
    assert shared.differences(State("head")) == [] and shared.message == other.message == ""


@pytest.mark.parametrize(
    "hash",
    ["#figure=other~eyJ3b3JkIjoxfQ", "#figure=", "#figure=%E0%A4%A~eyJ3b3JkIjoxfQ", "#figure=head2~!!!", "#figure=~"],
)
def test_a_link_to_no_figure_of_the_page_gets_a_message_from_the_first(shared, hash):
    other = Figure(shared.visit, "challenge")
    follow(shared.tab, hash)
    assert (shared.message, other.message) == (WRONG, "")
    assert shared.differences(State("head")) == []
    follow(shared.tab, "#top")
    assert shared.message == ""


@pytest.mark.parametrize("hash", ["#figure=head", "#figure=head~"])
def test_a_link_without_a_state_gets_a_message(shared, hash):
    follow(shared.tab, hash)
    assert shared.message == WRONG and shared.differences(State("head")) == []


def test_a_damaged_link_leads_to_the_first_figure(visit):
    page = visit(CHAPTER + "#figure=xyz~abc")
    shown = Figure(page, "words")
    shown.card.locator(".attn-message").get_by_text(WRONG).wait_for()
    page.tab.wait_for_function("scrollY > 200")


def test_after_a_reset_a_reload_brings_back_the_start(figure):
    shown = figure("softmax", {"word": 1})
    assert shown.differences(State("softmax", word=1)) == []
    shown.click("Reset")
    assert "#" not in shown.tab.url
    shown.tab.reload()
    shown.visit.start_figures()
    assert shown.differences(State("softmax")) == []


def test_a_reset_leaves_the_link_of_another_figure(figure):
    shown = figure("head", {"strength": 2})
    other = Figure(shown.visit, "challenge")
    other.reset()
    assert shown.tab.url.endswith(fragment("head", {"strength": 2}))


def test_a_corrupt_link_is_ignored_when_the_page_opens(figure):
    shown = figure("head", "AAAA")
    assert shown.message == WRONG and shown.differences(State("head")) == [] and shown.visit.faults == []


def test_a_link_with_an_unknown_word_says_so_and_shows_the_rest(figure):
    shown = figure("head", {"text": "the zebra", "strength": 0.5})
    assert "“zebra”" in shown.message and shown.differences(State("head", strength=0.5)) == []


# --- predict, then look ---------------------------------------------------------------------------------------------


def asked(made, *figures, **options):
    visit = made(list(figures) or [live.head(ask=True)], **options)
    return [Figure(visit, card.get_attribute("data-attn-key")) for card in visit.tab.locator("[data-attn-key]").all()]


def test_a_figure_that_asks_shows_nothing_before_the_guess_and_then_both(made):
    [shown] = asked(made)
    card = shown.card
    assert not card.locator(".attn-results").is_visible() and card.locator(".attn-arithmetic").is_hidden()
    card.get_by_role("radio", name="cat", exact=True).check()
    card.get_by_role("slider", name="Your guess of its share, in percent").fill("30")
    assert card.locator(".attn-guess output").text_content() == "30 %"
    shown.click("Look")
    assert (
        words_of(card.locator(".attn-answer").text_content()) == "You guessed cat, 30 %. It is mat, 22 %. ask me again"
    )
    assert shown.differences(State("head")) == []
    assert shown.visit.faults == []


def test_a_link_shows_its_state_and_asks_nothing(made):
    [shown] = asked(made)
    buttons = shown.card.locator(".attn-foot .attn-buttons")
    assert not buttons.is_visible(), "there is nothing to bring back or to share yet"
    shown.go({"word": 1})
    assert shown.card.locator(".attn-ask fieldset").count() == 0 and buttons.is_visible()
    assert shown.differences(State("head", word=1)) == [] and shown.card.locator(".attn-results").is_visible()
    shown.tab.reload()
    shown.visit.start_figures()
    assert shown.differences(State("head", word=1)) == [] and shown.card.locator(".attn-results").is_visible()


def test_a_corrupt_link_leaves_the_question(made):
    [shown] = asked(made)
    shown.go("AAAA")
    assert shown.message == WRONG and not shown.card.locator(".attn-results").is_visible()


def test_while_a_question_is_open_no_result_is_said(made):
    [shown] = asked(made)
    assert not shown.handle("strength").is_visible(), "nothing can be changed either"
    shown.tab.wait_for_timeout(900)
    assert shown.card.locator(".attn-spoken").text_content() == ""
    shown.click("Skip")
    shown.press("strength", "PageUp")
    shown.card.locator(".attn-spoken").get_by_text("attends most").wait_for(state="attached")
    assert shown.card.locator(".attn-spoken").text_content() == shown.sentence


def test_without_a_guess_look_shows_nothing(made):
    [shown] = asked(made)
    shown.click("Look")
    assert not shown.card.locator(".attn-results").is_visible()


def test_a_guess_can_be_made_by_keyboard_alone(made):
    [shown] = asked(made)
    press = shown.tab.keyboard.press
    shown.card.get_by_role("radio", name="The", exact=True).focus()
    for key in ("Space", *["ArrowRight"] * 5, "Tab", *["ArrowLeft"] * 28, "Tab"):
        press(key)
    assert shown.tab.evaluate("document.activeElement.textContent") == "Look"
    press("Enter")
    answer = words_of(shown.card.locator(".attn-answer").text_content())
    assert answer == "You guessed mat, 22 %. It is mat, 22 %: the right word. ask me again"
    assert shown.tab.evaluate("document.activeElement.closest('.attn-live') !== null"), "the focus stays in the figure"


def test_a_question_can_be_skipped_and_comes_back(made):
    [shown] = asked(made)
    shown.click("Skip")
    assert shown.differences(State("head")) == []
    assert shown.card.locator(".attn-answer").count() == 0
    shown.tab.reload()
    shown.visit.start_figures()
    assert shown.card.get_by_role("button", name="Skip").is_visible()


def test_a_guess_is_kept_in_the_page_until_it_is_forgotten(made):
    [shown] = asked(made)
    shown.card.get_by_role("radio", name="mat", exact=True).check()
    shown.click("Look")
    shown.tab.reload()
    shown.visit.start_figures()
    assert "You guessed mat, 50 %." in words_of(shown.card.locator(".attn-answer").text_content())
    assert shown.differences(State("head")) == []
    shown.click("ask me again")
    assert shown.card.locator(".attn-answer").count() == 0 and shown.differences(State("head")) == []
    shown.tab.reload()
    shown.visit.start_figures()
    assert shown.card.get_by_role("button", name="Skip").is_visible()


@pytest.mark.parametrize(
    "kept", ["{", "null", "5", '{"word": "xyzzy"}', '{"word": {"toString": 1}}', '{"word": "mat", "share": "a lot"}']
)
def test_a_kept_guess_that_cannot_be_read_does_no_harm(made, kept):
    [shown] = asked(made)
    shown.tab.evaluate("(text) => localStorage.setItem('attn-guess-head', text)", kept)
    shown.tab.reload()
    shown.visit.start_figures()
    shown.skip()
    assert shown.differences(State("head")) == [] and shown.visit.faults == []
    assert "NaN" not in shown.card.text_content() and "no share" not in shown.card.text_content()


def test_each_figure_asks_its_own_question(made):
    figures = asked(made, *(getattr(live, name)(ask=True) for name in kinds.names()))
    for scheme, width in (("light", 1280), ("dark", 360)):
        assert barriers(figures[0].tab, scheme, {"width": width, "height": 900}) == []
    for shown in figures:
        question = shown.card.locator("legend").text_content()
        assert question == getattr(live, shown.key)(ask=True).view.config["ask"]["question"]
        shown.card.get_by_role("radio").first.check()
        shown.click("Look")
        start = State(shown.key) if shown.key in KNOWN else Read(getattr(live, shown.key))
        assert shown.differences(start) == []
        assert shown.card.locator(".attn-answer").text_content().startswith("You guessed ")
    assert figures[0].visit.faults == []


# --- pointing, announcing -------------------------------------------------------------------------------------------


PHRASES = '<p><span data-at="S,2,5">0.85</span> and <span data-at="S,2,*">its row</span></p>'


@pytest.mark.parametrize("event", ["hover", "focus"])
def test_a_phrase_lights_up_its_cells_and_a_cell_its_phrases(made, event):
    visit = made([live.scores()], PHRASES)
    shown = Figure(visit, "scores")
    getattr(visit.tab.locator("span[data-at]").nth(0), event)()
    assert lit(shown) == {(2, 2, 5)}
    getattr(visit.tab.locator("span[data-at]").nth(1), event)()
    assert lit(shown) == {(2, 2, j) for j in range(6)}
    getattr(shown.cell(2, 2, 0), event)()
    assert visit.tab.locator("span.lit").all_text_contents() == ["its row"]
    getattr(shown.cell(2, 2, 5), event)()
    assert visit.tab.locator("span.lit").all_text_contents() == ["0.85", "its row"]
    getattr(shown.cell(0, 2, 0), event)()
    assert visit.tab.locator("span.lit").count() == 0
    assert visit.faults == []


def lit(shown):
    return {
        (n, i, j)
        for n, table in enumerate(shown.tables())
        for i, row in enumerate(table["cells"])
        for j, cell in enumerate(row)
        if "lit" in cell["mark"]
    }


def test_a_phrase_lights_up_a_share_and_its_arc(made):
    visit = made([live.head("first")], '<p><span data-at="A,2,5">22 %</span> <span data-at="A,1,2">of cat</span></p>')
    shown = Figure(visit, "first")

    def marked():
        return set(
            shown.card.evaluate("""card => [...card.querySelectorAll(".attn-map [data-mark~=lit]")]
          .map((one) => `${one.tagName} ${one.dataset.at}`)""")
        )

    assert marked() == set()
    visit.tab.locator("span[data-at]").nth(0).hover()
    assert marked() == {"path A,2,5", "rect A,2,5", "text A,2,5"}
    visit.tab.locator("span[data-at]").nth(1).hover()
    assert marked() == set(), "the word that is shown asking is another one"
    visit.tab.mouse.move(0, 0)
    assert marked() == set()


@pytest.mark.parametrize("by", ["click", "tap", "Enter", "Space"])
def test_a_phrase_brings_its_figure_into_the_window(made, by):
    options = {"has_touch": True} if by == "tap" else {}
    filler = '<p style="height: 3000px">far</p>'
    visit = made(
        [live.scores()], f'<p><span data-at="S,2,5">0.85</span></p>{filler}', reduced_motion="reduce", **options
    )
    shown, phrase = Figure(visit, "scores"), visit.tab.get_by_role("button", name="0.85", exact=True)
    visit.tab.evaluate("scrollTo(0, 0)")
    if by in ("click", "tap"):
        getattr(phrase, by)()
    else:
        phrase.press(by)
    beside = visit.tab.locator(".attn-aside")
    assert (
        beside.locator(".attn-aside-line").first.text_content() == "score, sat asks, mat answers: 0.8 × 0.9 + … = 0.85"
    )
    assert abs(beside.bounding_box()["y"] - phrase.bounding_box()["y"]) < 60, "it is told where the reader is"
    assert visit.tab.evaluate("scrollY") == 0 and phrase.get_attribute("aria-expanded") == "true"
    visit.tab.get_by_role("button", name="Show it in the figure").click()
    assert in_window(shown.card.locator(".attn-map")) and beside.count() == 0
    assert drawn_lit(shown) == {"S,2,5"}
    visit.tab.get_by_role("button", name="Back to the text").click()
    assert visit.tab.evaluate("scrollY") < 400 and visit.tab.evaluate("document.activeElement.textContent") == "0.85"
    visit.tab.mouse.click(5, 5)
    assert drawn_lit(shown) == set(), "no highlight stays"
    assert visit.faults == []


def in_window(locator):
    return locator.evaluate(
        "one => { const box = one.getBoundingClientRect(); return box.top > 0 && box.top < innerHeight - 100; }"
    )


def drawn_lit(shown):
    return set(
        shown.card.evaluate("""card => [...card.querySelectorAll(".attn-map [data-mark~=lit]")]
      .map((one) => one.dataset.at)""")
    )


def test_a_phrase_for_a_row_tells_all_its_numbers_and_escape_closes_what_it_tells(made):
    visit = made([live.scores()], PHRASES)
    phrase = visit.tab.get_by_role("button", name="its row", exact=True)
    phrase.press("Enter")
    lines = visit.tab.locator(".attn-aside-line").all_text_contents()
    assert len(lines) == 7 and lines[5] == "score, sat asks, mat answers: 0.85"
    visit.tab.keyboard.press("Escape")
    assert visit.tab.locator(".attn-aside").count() == 0 and phrase.get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize("page", sorted({page for page, _ in FIGURES.values()}))
def test_every_phrase_of_the_book_that_points_into_a_figure_finds_its_number(visit, page):
    here = visit(page, live=True)
    for skip in here.tab.get_by_role("button", name="Skip", exact=True).all():
        skip.click()  # while a figure asks, the text below it waits
    phrases = here.tab.locator("span[data-at]:visible")
    for n in range(phrases.count()):
        phrases.nth(n).focus()
        phrases.nth(n).press("Enter")
        told = here.tab.locator(".attn-aside-line").all_text_contents()
        assert len(told) > 1, phrases.nth(n).text_content()
        here.tab.keyboard.press("Escape")
    assert here.faults == []


def test_the_nearest_figure_that_shows_the_number_is_meant(made):
    visit = made(
        [live.words(), live.scores(), live.head()], '<p><span data-at="S,2,5">0.85</span></p>', reduced_motion="reduce"
    )
    visit.tab.evaluate("scrollTo(0, 0)")
    visit.tab.locator("span[data-at]").click()
    visit.tab.get_by_role("button", name="Show it in the figure").click()
    nearest = visit.tab.locator(".attn-back-to-text").evaluate(
        "button => button.closest('[data-attn-key]').dataset.attnKey"
    )
    assert nearest == "words", "it knows the score, too, though it does not draw it"


def test_changes_are_announced_once_politely_and_not_at_the_opening(figure):
    shown = figure("softmax")
    live_regions = shown.card.locator("[aria-live], [role=status], [role=alert], [role=log]")
    assert live_regions.evaluate_all(
        "all => all.map(e => [e.getAttribute('role'), e.getAttribute('aria-live'), e.textContent])"
    ) == [["alert", None, ""], ["status", "polite", ""]]
    spoken = shown.card.locator(".attn-spoken")
    spoken.evaluate(LISTEN)
    shown.press("strength", *["ArrowLeft"] * 6)
    shown.tab.wait_for_function("document.querySelector('[data-attn-key=softmax] .attn-spoken').textContent !== ''")
    assert spoken.evaluate("p => p.said") == [shown.sentence]


# Keep what a line that is read aloud holds, one after the other, as `said`.
LISTEN = """p => {
  p.watch?.disconnect();
  p.said = [];
  p.watch = new MutationObserver(() => p.said.push(p.textContent));
  p.watch.observe(p, { childList: true });
}"""
OPENED = {
    ("scores", (2, 2, 5)): "score, sat asks, mat answers: 0.8 × 0.9 + … = 0.85",
    ("scores", (2, 0, 0)): "score, The asks, The answers: only zeros, 0",
    ("softmax", (0, 5, 1)): "sat asks, mat answers, what goes into exp: 0.85 ÷ √3 = 0.4907",
    ("softmax", (0, 5, 2)): "share, sat attends to mat: exp(0.4907) ÷ the sum of its row = 22\u00a0%",
    ("mixing", (1, 2, 0)): "change of the output of sat, who: 0.1703 − 0.1703 = 0",
    ("words", (0, 1, 0)): "embedding of cat, object: 0.5",
}


@pytest.mark.parametrize("key, cell", OPENED, ids=str)
def test_an_opened_number_says_its_arithmetic_once(shared_figure, key, cell):
    shown = shared_figure(key)
    shown.tab.wait_for_timeout(900)  # what the reset says has been said
    spoken = shown.card.locator(".attn-spoken")
    spoken.evaluate(LISTEN)
    shown.cell(*cell).click()
    assert shown.cell(*cell).get_attribute("aria-expanded") == "true"
    shown.tab.wait_for_timeout(900)
    assert spoken.evaluate("p => p.said") == [OPENED[key, cell]]
    shown.cell(*cell).click()
    shown.cell(*cell).click()
    assert spoken.text_content() == OPENED[key, cell]


def test_the_numbers_of_the_arithmetic_say_what_they_are(shared_figure):
    shown = shared_figure("scores")
    shown.cell(2, 2, 5).click()
    said = shown.card.locator(".attn-number").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert said[:2] == ["query of sat, thing: 0.8", "key of mat, thing: 0.9"] and len(said) == 6
    shown.card.locator(".attn-number").first.click()
    assert shown.card.locator(".attn-spoken").text_content() == "query of sat, thing: 1 × 0.8 = 0.8"
    said = shown.card.locator(".attn-number").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert {"embedding of sat, action: 1", "W_Q from action to thing: 0.8"} <= set(said)


def test_readers_who_want_no_motion_get_none(figure):
    shown = figure("scores", reduced_motion="reduce")
    moving = """card => card.getAnimations({ subtree: true }).length + [...card.querySelectorAll("*")].filter((e) => {
      const style = getComputedStyle(e);
      return style.transitionDuration.split(", ").some((d) => d !== "0s") || style.animationName !== "none";
    }).length"""
    assert shown.card.evaluate(moving) == 0
    shown.tab.emulate_media(reduced_motion="no-preference")
    assert shown.card.evaluate(moving) > 0


# --- when it is loaded, and what is left without it -----------------------------------------------------------------


def test_a_figure_is_made_when_it_comes_near_the_window(visit):
    page = visit(FIGURES["head"][0])
    page.tab.locator('[data-attn-key="head"].is-live').wait_for()
    page.frame()
    assert page.tab.locator('[data-attn-key="challenge"]').bounding_box()["y"] > 2 * 900
    assert not any("/kinds/challenge.js" in url for url in page.asked)
    page.start_figures()
    assert any("/kinds/challenge.js" in url for url in page.asked) and len(fetched(page)) == 1


def fetched(page):
    return [url for url in page.asked if "/live.js" in url]


def test_a_page_without_figures_never_fetches_the_runtime(visit):
    page = visit("chapters/glossary.html")
    page.tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.tab.wait_for_load_state("networkidle")
    assert fetched(page) == [] and any("/site.js" in url for url in page.asked)


def test_the_figures_of_a_page_share_one_runtime(visit):
    page = visit(FIGURES["head"][0], live=True)
    assert page.tab.locator(".is-live").count() == 3 and len(fetched(page)) == 1


@pytest.mark.parametrize("key", FIGURES)
def test_without_scripts_the_picture_its_sentence_and_its_numbers_are_there(visit, key):
    page, state = FIGURES[key]
    tab = visit(page, java_script_enabled=False).tab
    card = tab.locator(f'[data-attn-key="{key}"]')
    picture = card.locator("figure svg[role=img]").bounding_box()
    assert picture["width"] >= 200 and picture["height"] > 60
    if page != "intro.html":  # there the text around the picture speaks
        assert card.locator("figcaption").is_visible() and len(card.locator("figcaption").text_content()) > 30
    numbers = card.locator("details.numbers")
    assert not numbers.locator("table").is_visible()
    numbers.locator("summary").click()
    assert numbers.locator("table").is_visible() and numbers.locator("tbody tr").count() > 0
    assert card.locator("button, input, .live-view, .live-fault").count() == 0
    assert tab.locator("button:visible").evaluate_all("all => all.every(b => b.hasAttribute('popovertarget'))")


@pytest.mark.parametrize("key", KINDS)
def test_on_paper_the_picture_stands_for_the_figure(shared_figure, key):
    shown = shared_figure(key)
    assert not shown.card.locator("figure").is_visible()
    shown.tab.emulate_media(media="print")
    assert shown.card.locator("figure svg").is_visible()
    assert shown.card.locator("figcaption").is_visible()
    assert not shown.card.locator(".live-view").is_visible()
    shown.tab.emulate_media(media="screen")
    assert shown.card.locator(".attn-say").is_visible() and not shown.card.locator("figure").is_visible()


def test_the_book_works_from_a_folder(visit, book):
    page = visit()
    page.tab.goto((book / CHAPTER).as_uri())
    page.start_figures()
    shown = Figure(page, "words")
    shown.press("chosen number", "ArrowRight")
    assert shown.differences(State("words", edits={"X,1,0": 0.51})) == []
    assert page.faults == [] and all(url.startswith(("file:", "data:", "blob:")) for url in page.asked)


def test_where_the_runtime_fails_the_picture_stays_and_a_line_says_so(visit):
    page = visit()
    page.context.route("**/live.js*", lambda route: route.abort())
    page.open(CHAPTER)
    slot = page.tab.locator("[data-attn-live]").first
    slot.scroll_into_view_if_needed()
    page.tab.locator(".live-fault").wait_for()
    assert slot.locator("figure svg").is_visible() and slot.locator("figcaption").is_visible()
    assert words_of(slot.locator(".live-fault").text_content()).startswith("This figure could not be set in motion.")
    page.context.unroute_all()
    slot.get_by_role("button", name="Try again").click()
    page.tab.wait_for_function("document.querySelector('[data-attn-live]').matches('.is-live')")
    assert page.tab.locator(".live-fault").count() == 0


def test_a_figure_that_failed_without_a_network_starts_when_there_is_one(visit):
    page = visit()
    page.context.route("**/kinds/words.js*", lambda route: route.abort())
    page.open(CHAPTER)
    page.tab.locator("[data-attn-live]").first.scroll_into_view_if_needed()
    page.tab.locator(".live-fault").wait_for()
    page.context.unroute_all()
    page.tab.evaluate("dispatchEvent(new Event('online'))")
    page.tab.wait_for_function("document.querySelector('[data-attn-live]').matches('.is-live')")
    assert page.tab.locator(".live-fault").count() == 0


def test_a_page_fetches_the_kinds_that_it_shows_and_one_that_fails_costs_its_figure_alone(visit):
    page = visit()
    page.context.route("**/kinds/challenge.js*", lambda route: route.abort())
    page.open(FIGURES["head"][0])
    failed, other = (page.tab.locator(f'[data-attn-key="{key}"]') for key in ("challenge", "head"))
    failed.scroll_into_view_if_needed()
    failed.locator(".live-fault").wait_for()
    other.scroll_into_view_if_needed()
    page.tab.locator('[data-attn-key="head"].is-live .noUi-handle[aria-label]').first.wait_for(state="attached")
    assert failed.locator("figure svg").is_visible() and page.tab.locator(".live-fault").count() == 1
    asked = [re.search(r"/kinds/(\w+)\.js\?v=\w{8}$", url) for url in page.asked if "/kinds/" in url]
    assert sorted(found[1] for found in asked) == ["challenge", "head"]
    shown = Figure(page, "head")
    shown.press("strength", "Home")
    assert shown.differences(State("head", strength=0)) == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("key", KINDS)
def test_the_place_that_a_page_keeps_free_is_as_high_as_the_figure(visit, key, width):
    page = visit(FIGURES[key][0], viewport={"width": width, "height": 740})
    card = page.tab.locator(f'[data-attn-key="{key}"]')
    kept = card.bounding_box()["height"]
    page.start_figures()
    Figure(page, key).skip()
    page.frame()
    height = card.bounding_box()["height"]
    assert kept > 400 and abs(height - kept) <= 16, f"HEIGHTS of {key} should have {height:.0f}, not {kept:.0f}"


def test_nothing_below_a_figure_moves_up_or_down_twice(visit):
    page = visit(CHAPTER)
    slot = page.tab.locator("[data-attn-live]").first
    heights = """slot => new Promise((done) => {
      const seen = [], look = (last) => {
        seen.push(slot.offsetHeight);
        if (last) done(seen);
        else requestAnimationFrame(() => look(slot.matches(".is-live")));
      };
      slot.scrollIntoView();
      look(false);
    })"""
    assert len(set(slot.evaluate(heights))) <= 2


# --- a thumb --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["track", "handle", "bar"])
def test_a_vertical_swipe_scrolls_the_page_and_changes_nothing(visit, place):
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.open(FIGURES["head"][0], live=True)
    here = Figure(page, "head")
    here.card.evaluate("card => card.scrollIntoView()")
    target = here.hand("query of sat, thing") if place == "bar" else here.handle("strength")
    box = target.bounding_box()
    x, y = box["x"] + (80 if place == "track" else 12), box["y"] + 12
    before, top = here.drawn(), page.tab.evaluate("scrollY")
    touch = page.context.new_cdp_session(page.tab)
    for step in range(12):
        kind = "touchStart" if step == 0 else "touchEnd" if step == 11 else "touchMove"
        points = [] if step == 11 else [{"x": x + 0.4 * step, "y": y - 12 * step}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.tab.wait_for_timeout(16)
    page.tab.wait_for_timeout(200)
    assert page.tab.evaluate("scrollY") > top + 40
    assert here.drawn() == before and here.value("strength") == "1.0"


def test_where_the_system_gives_the_colours_tracks_cells_and_signs_are_still_seen(visit):
    page = visit(forced_colors="active").open(FIGURES["head"][0], live=True)
    here = Figure(page, "head")
    seen = here.card.evaluate("""(card) => {
      const style = (selector, part) => getComputedStyle(card.querySelector(selector), part);
      return { paper: getComputedStyle(document.body).backgroundColor, track: style(".noUi-connects").backgroundColor,
        triangle: style(".attn-numbers > summary", "::before").backgroundColor, cell: style(".attn-map .ground").stroke,
        bar: style(".attn-map .ink").fill };
    }""")
    paper = seen.pop("paper")
    assert page.tab.evaluate("matchMedia('(forced-colors: active)').matches")
    assert all(colour not in (paper, "none", "rgba(0, 0, 0, 0)") for colour in seen.values()), (paper, seen)


@pytest.mark.parametrize("where", [".noUi-handle", ".attn-grid td button", ".attn-follow", ".attn-hand"])
def test_a_notebook_around_a_figure_does_not_hear_the_keys_that_work_in_it(figure, where):
    """VS Code leaves the figure at an arrow that it hears."""
    here = figure("head", {})
    here.unfold()
    here.tab.evaluate("""() => {
      globalThis.heard = [];
      addEventListener("keydown", (event) => heard.push(event.key));
    }""")
    here.card.locator(where).first.focus()
    for key in ("ArrowDown", "ArrowUp", "PageDown", "Home", "End", "Control+c"):
        here.tab.keyboard.press(key)
    assert here.tab.evaluate("heard") == ["Control", "c"]


def test_escape_is_heard_outside_only_where_nothing_was_open(figure):
    here = figure("head", {})
    here.tab.evaluate("globalThis.heard = 0; addEventListener('keydown', () => heard++)")
    here.card.locator(".attn-follow").press("Enter")
    assert here.card.locator(".attn-next").is_visible()
    here.tab.keyboard.press("Escape")
    assert here.tab.evaluate("heard") == 0 and here.card.locator(".attn-next").count() == 0
    here.card.locator(".attn-results").focus()
    here.tab.keyboard.press("Escape")
    assert here.tab.evaluate("heard") == 1
