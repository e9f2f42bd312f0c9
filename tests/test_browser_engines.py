"""The live figures and the questions in Chromium, Firefox and WebKit, moved by keys and by the mouse.

These are few checks, each in every engine; test_browser_figures.py tries all that figures can do, in Chromium alone.
They run where --engines names some: `make browsers` does, `make test` does not.
"""

import pytest
from browser.arithmetic import mistakes
from browser.engine_figure import NEXT_FRAME, EngineFigure, start_figures
from browser.engines import NoEngine, start
from browser.expected import FIGURES, SAT, parsed, shown
from browser.figure import fragment
from browser.visit import pages
from server import Server

CHAPTER = "chapters/05_softmax.html"
every_figure = pytest.mark.parametrize("key", FIGURES)


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames:
        names = metafunc.config.getoption("--engines").split(",")
        metafunc.parametrize("engine", names, scope="module", indirect=True)


@pytest.fixture(scope="module")
def engine(request, book, tmp_path_factory):
    """A tab of an engine. It fails, and says what to install, if the engine is missing."""
    with Server(book) as server:
        try:
            tab = start(request.param, server, tmp_path_factory.mktemp(request.param))
        except NoEngine as missing:
            pytest.fail(str(missing), pytrace=False)
        print(f"\n{tab.version}")
        yield tab
        tab.close()


@pytest.fixture
def page(engine):
    """A function that opens a page, with its figures live; afterwards nothing has gone wrong in the tab."""

    def opened(name):
        engine.open(name)
        start_figures(engine)
        return engine

    engine.said.clear()
    engine.strangers.clear()
    yield opened
    assert engine.faults == []
    engine.evaluate("() => localStorage.clear()")


@pytest.fixture
def figure(page):
    """A function that opens the page of a figure, gives the figure, and the state in which it starts."""

    def opened(key, state=None):
        name, start = FIGURES[key]
        here = EngineFigure(page(name + ("" if state is None else fragment(key, state))), key)
        here.skip()
        return here, start

    return opened


def test_a_fault_is_seen(engine, server):
    """A page that says something on its console, has an error and asks another host: so the other tests can fail."""
    engine.server.put(
        "bad.html",
        "<!doctype html><html><head><title>bad</title></head><body><script>console.error('said');"
        "setTimeout(() => missing())</script><img src='http://example.org/x.png'></body></html>",
    )
    engine.open("bad.html")
    engine.wait("() => document.images[0].complete")
    engine.evaluate("() => new Promise((done) => setTimeout(() => done(true), 100))")
    said = engine.faults
    assert any("said" in text for text in said) and any("missing" in text for text in said)
    assert any(text.startswith("asks") and "example.org" in text for text in said)


@every_figure
def test_at_the_start_every_number_is_that_of_attnlib_and_its_arithmetic_gives_it(figure, key):
    here, state = figure(key)
    assert here.differences(state) == []
    values = [table.values for table in shown(state)]
    opened = here.open_all()
    assert len(opened) == sum(value.size for value in values)
    assert [
        wrong for cell in opened for wrong in mistakes(cell["panel"], values[cell["table"]][cell["i"], cell["j"]])
    ] == []


def edit(address):
    return lambda state, value: state.with_edit(address, value)


def trait(name):
    return lambda state, value: state.but(**{name: value})


# One slider of each figure: its name, the state that a value makes, and whether it says 2 to the power of its value.
SLIDERS = {
    "words": ("living", edit("X,1,1")),
    "projection": ("chosen number", edit("W_Q,1,1")),
    "scores": ("it asks for: action", edit(f"Q,{SAT},1")),
    "softmax": ("strength", trait("strength")),
    "scaling": ("channels d_k", trait("width_index")),
    "head": ("strength", trait("strength")),
}


@pytest.mark.parametrize("key", SLIDERS)
def test_a_slider_moves_by_keyboard_and_by_mouse_and_the_reset_brings_back_the_start(figure, key):
    here, state = figure(key)
    name, moved = SLIDERS[key]
    before, seen = here.value(name), set()

    def differences():
        said = here.value(name)
        seen.add(said)
        return here.differences(moved(state, int(said).bit_length() - 1 if key == "scaling" else parsed(said)[0]))

    for press in ("Home", "ArrowRight", "PageUp", "End"):
        here.press(name, press)
        assert differences() == [], press
    for share in (0.31, 0.87):
        here.drag(name, share)
        assert differences() == [], share
    assert len(seen) == 6
    here.reset()
    assert here.value(name) == before and here.differences(state) == []


def test_a_word_asks_and_scissors_cut(figure):
    here, state = figure("mixing")
    here.click_at('.attn-hand[aria-label$="let this word ask"]', 5)
    assert here.differences(state.but(word=5)) == []
    here.click_at('.attn-hand[aria-label^="cut "]', 3)
    assert here.differences(state.but(word=5, cut=tuple(j == 3 for j in range(len(state.tokens))))) == []


def test_a_number_is_opened_and_followed_down_to_the_embeddings(figure):
    here, state = figure("head")
    last = len(shown(state)) - 1
    here.open_cell(last, SAT, 2)
    assert here.panel()["title"].startswith("output")
    found = here.follow(last, SAT, 2)
    assert {"X", "W_Q", "W_K", "W_V"} <= {at.split(",")[0] for at in found}
    here.tab.press("Escape")
    assert here.panel() is None


def test_an_own_sentence_fills_every_table_and_an_unknown_word_gets_a_message(figure):
    here, state = figure("head")
    here.write("A dog slept")
    state = state.with_sentence("A dog slept")
    assert here.message == "" and here.differences(state) == []
    here.write("The zebra sat")
    assert "“zebra”" in here.message and here.differences(state) == []


CHANGED = {
    "first": {"word": 5},
    "words": {"word": 5, "edits": {"X,5,1": -0.35}},
    "projection": {"word": 4, "role": 2, "edits": {"W_V,1,1": 0.15}},
    "scores": {"word": 5, "angle": -35, "edits": {"Q,5,0": -0.45}},
    "softmax": {"word": 1, "strength": 5, "scaled": False},
    "scaling": {"scaled": False, "width_index": 10},
    "mixing": {"word": 1, "cut": (False, True, False, False, False, True)},
    "head": {"strength": 10, "edits": {"X,5,0": -0.75}},
}


@every_figure
def test_a_link_restores_a_state_and_is_in_the_address_bar(figure, key):
    here, state = figure(key, CHANGED[key])
    assert here.differences(state.but(**CHANGED[key])) == [] and here.message == ""
    here.click("Copy link")
    here.tab.wait("() => location.hash.length > 10")
    link = here.tab.evaluate("() => location.hash")
    tables = here.tables()
    here, _ = figure(key, link.partition("~")[2])
    assert here.tables() == tables


def test_a_corrupt_link_gets_a_message(figure):
    here, state = figure("head", "!!!")
    assert here.message.startswith("The link holds no state") and here.differences(state) == []


def test_every_page_fits_a_phone_with_all_folds_open(page, engine, book):
    engine.resize(360, 740)
    wide = {}
    for name in pages(book):
        tab = page(name)
        tab.evaluate("() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        tab.evaluate(NEXT_FRAME)
        width, over = tab.evaluate(
            "() => [innerWidth, document.documentElement.scrollWidth - document.documentElement.clientWidth]"
        )
        assert width == 360
        wide |= {name: over} if over > 0 else {}
    engine.resize(1280, 800)
    assert wide == {}


def test_questions_are_answered_by_mouse_and_by_keyboard_and_kept(page):
    tab = page(CHAPTER)
    says = "() => document.querySelector('.answered [role=status]').innerText"
    assert tab.evaluate(says) == "4 questions, none answered yet."
    tab.drag(
        tab.evaluate("""() => {
      const summary = document.querySelector("section.question details.option.right summary");
      summary.scrollIntoView({ block: "center", behavior: "instant" });
      const box = summary.getBoundingClientRect();
      return [box.x + 20, box.y + box.height / 2];
    }""")
    )
    tab.wait(f"() => ({says})() === '1 of 4 answered, 1 right at the first try.'")
    tab.evaluate(
        "() => document.querySelectorAll('section.question')[1].querySelector('details.option.right summary').focus()"
    )
    tab.press("Enter")
    tab.wait(f"() => ({says})() === '2 of 4 answered, 2 right at the first try.'")
    page(CHAPTER)
    assert tab.evaluate(says) == "2 of 4 answered, 2 right at the first try."
    assert tab.evaluate("() => document.querySelectorAll('details.option[open]').length") == 2


def test_the_search_finds_a_word(page):
    tab = page("search.html?q=softmax")
    tab.wait("() => [...document.querySelectorAll('main a')].some((a) => a.href.includes('05_softmax'))")
