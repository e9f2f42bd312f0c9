"""The live figures of the built book, moved as a reader moves them: every number shown is the one of attnlib."""

import re

import pytest
from browser.arithmetic import mistakes
from browser.expected import CAT, FIGURES, KINDS, SAT, Read, changes_of, parsed, same_number, shown, tables
from browser.figure import Figure
from browser.visit import Visit, pages

from attnlib import TOKENS, W_Q, X

Q = X @ W_Q
every_figure = pytest.mark.parametrize("key", FIGURES)
every_kind = pytest.mark.parametrize("key", KINDS)


@pytest.fixture(scope="module")
def opened(browser, server):
    """The figures that the tests of this file share: opened when first asked for."""
    visits = {}

    def figure(key):
        page, _ = FIGURES[key]
        if page not in visits:
            visits[page] = Visit(browser, server).open(page, live=True)
        return Figure(visits[page], key)

    yield figure
    for visit in visits.values():
        visit.close()


@pytest.fixture
def figure(opened):
    """A function that gives a figure and its state at the start. Afterwards nothing has gone wrong on its page."""
    used = []

    def at_start(key):
        used.append(opened(key))
        used[-1].reset()
        return used[-1], FIGURES[key][1]

    yield at_start
    for one in used:
        assert one.visit.faults == []


def edit(address):
    return lambda state, value: state.with_edit(address, value)


def trait(name):
    return lambda state, value: state.but(**{name: value})


# key, slider: start, lowest, highest, step, and the state that a value of the slider makes
SLIDERS = {
    ("words", "chosen number"): (X[CAT, 0], -1, 1, 0.01, edit(f"X,{CAT},0")),
    ("projection", "chosen number"): (W_Q[1, 1], -1, 1, 0.01, edit("W_Q,1,1")),
    ("scores", "chosen number"): (Q[SAT, 0], -1, 1, 0.01, edit(f"Q,{SAT},0")),
    ("scores", "turn Q and K (degrees)"): (0, -180, 180, 5, trait("angle")),
    ("softmax", "strength"): (1, 0, 20, 0.1, trait("strength")),
    ("scaling", "channels d_k"): (6, 0, 10, 1, trait("width_index")),
    ("first", "strength"): (1, 0, 20, 0.1, trait("strength")),
    ("head", "strength"): (1, 0, 20, 0.1, trait("strength")),
}
every_slider = pytest.mark.parametrize("key, name", SLIDERS, ids=lambda part: part.replace(" ", "-"))


def value_of(key, spoken):
    """The value behind what a slider says: the one on scaling says widths, and counts them."""
    return int(spoken).bit_length() - 1 if key == "scaling" else parsed(spoken)[0]


def test_these_are_the_live_figures_of_the_book(book):
    found = {
        key: page
        for page in pages(book)
        for key in re.findall(r'data-attn-key="(.+?)"', (book / page).read_text(encoding="utf-8"))
    }
    assert found == {key: page for key, (page, _) in FIGURES.items()}


@every_figure
def test_at_the_start_every_number_is_that_of_attnlib(figure, key):
    here, state = figure(key)
    assert here.differences(state) == []


@every_figure
def test_the_picture_of_the_start_says_what_the_figure_says(figure, key):
    here, _ = figure(key)
    if here.card.locator("figcaption").count() == 0:
        assert FIGURES[key][0] == "intro.html", "the pictures of the cover have the text around them"
        return
    assert here.card.locator("figcaption").text_content().strip() == here.sentence


@every_figure
def test_every_slider_has_a_name_and_says_a_short_value(figure, key):
    here, _ = figure(key)
    handles = here.card.locator(".noUi-handle").all()
    names = [here.config["controls"][field] for field in here.config["sliders"]]
    assert len(handles) == len(names) and {name for of, name in SLIDERS if of == key} <= set(names)
    for handle, name in zip(handles, names):
        label = handle.locator("xpath=ancestor::*[contains(@class, 'widget-slider')]").locator(".widget-label").first
        called = handle.get_attribute("aria-label")
        assert called == label.text_content()
        assert called == name if name != "chosen number" else ":" in called or called.startswith("W_")
    for handle in handles:
        assert re.fullmatch(r"[−-]?\d{1,4}(\.\d\d?)?", handle.get_attribute("aria-valuetext"))


# --- sliders --------------------------------------------------------------------------------------------------------


def test_when_another_word_asks_the_slider_moves_its_query_whatever_it_moved_before(figure):
    here, state = figure("scores")
    here.go({"selected": "X,0,4"})
    here.press_word(SAT)
    assert here.handle("chosen number").get_attribute("aria-label") == "query of sat: thing"
    assert here.differences(state) == []


@every_slider
def test_a_slider_moved_by_keyboard_changes_the_numbers_to_those_of_attnlib(figure, key, name):
    start, low, high, step, moved = SLIDERS[key, name]
    here, state = figure(key)
    first, there = ("ArrowRight", start + step) if start < high else ("ArrowLeft", start - step)
    for press, value in ((first, there), ("Home", low), ("End", high), ("ArrowLeft", high - step)):
        here.press(name, press)
        assert value_of(key, here.value(name)) == pytest.approx(value)
        assert here.differences(moved(state, round(value, 6))) == [], press


@every_slider
def test_a_slider_moved_by_mouse_changes_the_numbers_and_a_double_click_brings_them_back(figure, key, name):
    start, low, high, step, moved = SLIDERS[key, name]
    here, state = figure(key)
    before = here.tables()
    for share in (0.31, 0.87):
        here.drag(name, share)
        value = value_of(key, here.value(name))
        assert abs(value - (low + share * (high - low))) <= max(step, (high - low) / 100)
        assert here.differences(moved(state, value)) == []
    assert here.tables() != before
    here.track(name).dblclick()
    assert value_of(key, here.value(name)) == pytest.approx(start)
    assert here.differences(state) == []


def test_a_number_typed_beside_a_slider_counts_as_a_move(figure):
    here, state = figure("words")
    readout = here.card.get_by_role("textbox", name="cat: object: value")
    for typed, value in (("−0.4", -0.4), ("0,97", 0.97), ("-0.33", -0.33)):
        readout.fill(typed)
        readout.press("Enter")
        assert here.differences(state.with_edit("X,1,0", value)) == []
        assert parsed(here.value("chosen number"))[0] == value
        assert float(here.handle("chosen number").get_attribute("aria-valuenow")) == value


def test_turning_moves_no_score(figure):
    here, _ = figure("scores")
    before = here.tables()[2]
    here.press("turn Q and K (degrees)", *["PageUp"] * 3, "ArrowLeft")
    assert here.tables()[2]["cells"] == before["cells"]
    assert here.tables()[0] != before and "no score has moved" in here.sentence


# --- menus, buttons, boxes ------------------------------------------------------------------------------------------


WORDS = {"words": "compare it with the others", "projection": "take its row"}


@pytest.mark.parametrize("key", ["words", "projection", "scores", "softmax", "mixing", "head"])
def test_a_word_of_the_drawing_is_chosen_with_a_press(figure, key):
    here, state = figure(key)
    for word, token in enumerate(TOKENS):
        hands = here.card.locator(f'.attn-hand[aria-label="{token}: {WORDS.get(key, "let this word ask")}"]')
        hands.first.click()
        assert hands.first.get_attribute("aria-pressed") == "true"
        assert here.differences(state.but(word=word)) == []


def test_the_words_of_the_drawing_are_one_stop_of_the_keyboard(figure):
    here, state = figure("head")
    here.press_word(2)
    here.tab.keyboard.press("ArrowRight")
    here.tab.keyboard.press("ArrowRight")
    assert here.differences(state) == [], "walking alone chooses nothing"
    here.tab.keyboard.press("Enter")
    assert here.differences(state.but(word=4)) == []
    words = here.card.locator('.attn-hand[aria-label$=": let this word ask"]')
    assert words.evaluate_all("all => all.map((one) => one.tabIndex)") == [-1, -1, -1, -1, 0, -1]


def test_the_slider_of_words_follows_the_chosen_word_and_what_is_dragged(figure):
    here, state = figure("words")
    here.hand("embedding of cat, action").press("PageUp")
    assert value_of("words", here.value("chosen number")) == 0.5
    here.hand("mat: compare it with the others").click()
    assert value_of("words", here.value("chosen number")) == 0, "the same feature of mat"
    here.hand("embedding of mat, living").press("ArrowRight")
    state = state.with_edit("X,1,2", 0.5).with_edit("X,5,1", 0.05)
    assert here.differences(state.but(word=5)) == []
    assert value_of("words", here.value("chosen number")) == 0.05


def test_the_tip_of_an_arrow_moves_two_numbers_and_a_double_click_puts_them_back(figure):
    here, state = figure("words")
    tip = here.card.locator('.attn-hand[aria-label^="arrow of mat"]')
    before = here.texts()
    tip.scroll_into_view_if_needed()
    box = tip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    here.tab.mouse.move(x, y)
    here.tab.mouse.down()
    here.tab.mouse.move(x - 30, y - 20, steps=3)
    here.tab.mouse.move(x - 60, y - 40)
    here.tab.mouse.up()
    row = [parsed(cell["text"])[0] for cell in here.tables()[0]["cells"][5]]
    assert 0 < row[0] < 1 and row[1] > 0 and row[2:] == [0, 0, 0]
    tip.press("Delete")
    assert here.texts() == before and here.differences(state) == []


def test_a_bar_of_the_map_is_dragged_and_an_edited_number_is_put_back_with_one_click(figure):
    here, state = figure("head")
    before = here.texts()
    here.pull("embedding of sat, action", 0, 30)
    value = parsed(here.tables()[0]["cells"][2][2]["text"])[0]
    assert value < 1 and here.differences(state.with_edit("X,2,2", value)) == []
    assert here.card.locator(".attn-map .own").count() == 1
    here.hand("embedding of sat, action").click()
    assert "You set this number yourself" in here.panel()["note"]
    here.click("Put it back")
    assert here.texts() == before and here.card.locator(".attn-map .own").count() == 0


def test_a_share_is_followed_back_to_the_embeddings_and_the_step_travels_in_a_link(figure):
    here, state = figure("head")
    here.click("Follow the 22\u00a0%")
    titles = []
    for step in range(1, 6):
        panel = here.card.locator(".attn-arithmetic")
        titles.append(panel.locator(".attn-title").text_content())
        assert panel.locator(".attn-place").text_content() == f"{step} of 5"
        opened = {parse.split(",")[0] for parse in here.card.locator(".attn-map [data-mark~=open]").evaluate_all(
            "all => all.map((one) => one.dataset.at)")}  # fmt: skip
        assert opened == [{"A"}, {"Z", "E"}, {"S"}, {"Q"}, {"X"}][step - 1]
        here.tab.keyboard.press("ArrowRight")
    assert titles[0] == "A share is a part of a sum" and titles[4] == "Here the 22\u00a0% began"
    here.tab.keyboard.press("ArrowLeft")
    here.tab.keyboard.press("ArrowLeft")
    assert here.card.locator(".attn-place").text_content() == "3 of 5"
    here.click("Copy link")
    address = here.tab.url
    here.reset()
    assert here.card.locator(".attn-arithmetic").is_hidden() and here.differences(state) == []
    here.go(address.partition("~")[2])
    assert here.card.locator(".attn-place").text_content() == "3 of 5"
    here.tab.keyboard.press("Tab")
    here.card.locator(".attn-next").press("Escape")
    assert here.card.locator(".attn-arithmetic").is_hidden()


def test_a_role_chooses_the_matrix_and_its_result(figure):
    here, state = figure("projection")
    for role, name in enumerate(["query", "key", "value", "query"]):
        here.click(name)
        assert here.differences(state.but(role=role % 3)) == []
        assert here.card.get_by_role("button", name=name, exact=True).get_attribute("aria-pressed") == "true"


def test_the_slider_of_projection_moves_the_number_that_was_opened(figure):
    here, state = figure("projection")
    here.click("value")
    here.cell(1, 2, 1).click()
    assert here.handle("chosen number").get_attribute("aria-label") == "W_V from action to does"
    assert value_of("projection", here.value("chosen number")) == tables(state)["W_V"][2, 1]
    here.press("chosen number", "Home", "ArrowRight")
    assert here.differences(state.but(role=2).with_edit("W_V,2,1", -0.99)) == []


@pytest.mark.parametrize("key", ["softmax", "scaling"])
def test_the_division_can_be_left_out(figure, key):
    here, state = figure(key)
    box = here.card.get_by_label("divide by √d_k")
    box.uncheck()
    assert here.differences(state.but(scaled=False)) == []
    box.check()
    assert here.differences(state) == []


def test_scissors_cut_words_and_put_them_back(figure):
    here, state = figure("mixing")
    cut = [False] * 6
    for j in (3, 0, 5, 4, 1, 2, 3, 3):
        button = here.card.get_by_role("button", name=f"cut {TOKENS[j]}, word {j + 1}")
        button.click()
        cut[j] = not cut[j]
        assert button.get_attribute("aria-pressed") == str(cut[j]).lower()
        assert here.differences(state.but(cut=tuple(cut))) == []


@pytest.mark.parametrize("key", ["first", "softmax", "mixing", "head"])
def test_a_word_of_the_sentence_asks_when_it_is_pressed(figure, key):
    here, state = figure(key)
    for word in (1, 5, 0):
        here.press_word(word)
        assert here.differences(state.but(word=word)) == []


def test_arcs_are_as_thick_as_shares(figure):
    here, state = figure("head")
    here.press("strength", "PageUp", "PageUp")
    shares = tables(state.but(strength=float(here.value("strength"))))["A"][SAT]
    thick = dict(
        here.card.locator(".attn-map .arc").evaluate_all(
            "arcs => arcs.map(arc => [arc.dataset.at, parseFloat(getComputedStyle(arc).strokeWidth)])"
        )
    )
    assert thick == {f"A,{SAT},{j}": pytest.approx(max(40 * share, 0.6), abs=0.01) for j, share in enumerate(shares)}


# --- an own sentence ------------------------------------------------------------------------------------------------


GOOD = [
    "A dog slept under the table",
    "“The CAT, the mat!”",
    "cat",
    "the the the",
    "The old bird saw a fish in the river and the dog ran to the house",
]
BAD = {
    "": "at least one word",
    "  …  ": "at least one word",
    "cat " * 200: "there are 200",
    "the 🐈 sat": "“🐈”",
    "the ca\u0301t sat": "“cát”",
    "قطة جلست": "“قطة”, “جلست”",
    "<img src=x onerror=alert(1)>": "“<img”",
    "The zebra sat": "“zebra”",
    "constructor __proto__ toString": "“constructor”",
}


@pytest.mark.parametrize("text", GOOD)
def test_an_own_sentence_of_known_words_fills_every_table(figure, text):
    here, state = figure("head")
    here.press("strength", "End")
    here.write(text)
    assert here.message == ""
    assert here.differences(state.but(strength=20).with_sentence(text)) == []


@pytest.mark.parametrize("text, names", BAD.items(), ids=[ascii(text)[1:25].strip() or "empty" for text in BAD])
def test_a_sentence_that_cannot_be_shown_gets_a_message_and_changes_nothing(figure, text, names):
    here, state = figure("head")
    here.write("A dog slept")
    state = state.with_sentence("A dog slept")
    here.tab.evaluate("() => { window.alert = () => { throw new Error('a text was run'); }; }")
    here.write(text)
    assert names in here.message and here.message.endswith("Still shown: A dog slept.")
    assert here.differences(state) == []
    assert here.card.locator("img, script, iframe").count() == 0
    here.write("The cat")
    assert here.message == "" and here.differences(state.with_sentence("The cat")) == []


def test_the_message_stands_right_below_the_box_and_belongs_to_it(figure):
    here, _ = figure("head")

    def said():
        box = here.card.get_by_label("your sentence")
        return [box.get_attribute(name) for name in ("aria-invalid", "aria-describedby")]

    assert said() == [None, None]
    here.write("xyzzy")
    assert said() == ["true", here.card.locator(".attn-message").get_attribute("id")]
    assert here.tab.locator(f"#{said()[1]}").count() == 1
    box, message = (here.card.locator(name).bounding_box() for name in ("input[type=text]", ".attn-message"))
    assert 0 <= message["y"] - (box["y"] + box["height"]) < 30
    here.write("The cat")
    assert said() == [None, None]


# --- the arithmetic -------------------------------------------------------------------------------------------------


# What a figure is set to, besides what its controls can do; one that is not named gets another value in each control.
CHANGED = {
    "first": {},
    "words": {"word": 5, "edits": {"X,5,1": -0.35}},
    "projection": {"word": 5, "edits": {"W_Q,1,1": 0.15}},
    "scores": {"word": 5, "edits": {"Q,5,0": -0.45}},
    "softmax": {"strength": 5, "scaled": False},
    "scaling": {"scaled": False, "width_index": 10},
    "mixing": {"cut": (False, True, False, False, False, True)},
    "head": {"strength": 10, "edits": {"X,5,0": -0.75, "Q,2,1": 0.3}},
}


def changes_for(here):
    return CHANGED[here.key] if here.key in CHANGED else changes_of(here.config)


@every_kind
@pytest.mark.parametrize("changed", [False, True], ids=["start", "changed"])
def test_the_arithmetic_of_every_cell_gives_its_number(figure, key, changed):
    here, state = figure(key)
    if changed:
        changes = changes_for(here)
        here.go(changes)
        state = state.but(**changes)
    assert here.differences(state) == []
    values = here.values(state)
    opened = here.open_all()
    assert len(opened) == len(values)
    for cell, value in zip(opened, values):
        assert cell["expanded"] == "true" and cell["panel"]["trail"] == []
        assert value is None or mistakes(cell["panel"], value) == []


@pytest.mark.parametrize("strength", [20, 10, 0.3, 0])
def test_at_any_strength_the_printed_parts_give_the_printed_share(figure, strength):
    here, state = figure("softmax")
    for scaled in (False, True):
        here.go({"strength": strength, "scaled": scaled})
        state = state.but(strength=strength, scaled=scaled)
        values = shown(state)[0].values
        for cell in here.open_all():
            assert mistakes(cell["panel"], values[cell["i"], cell["j"]]) == []


def test_large_numbers_are_written_with_powers_of_ten(figure):
    here, _ = figure("softmax")
    here.go({"strength": 20, "scaled": False})
    here.cell(0, 5, 2).click()
    assert here.panel()["total"] == "2.4155 × 10⁷ ÷ 2.4391 × 10⁷ = 0.9903 = 99\u00a0%"


@pytest.mark.parametrize(
    "key, cell, ends",
    [
        ("words", (1, 1, 5), {"X"}),
        ("projection", (2, 1, 1), {"X", "W_Q"}),
        ("scores", (2, 2, 5), {"X", "W_Q", "W_K"}),
        ("softmax", (0, 5, 3), {"X", "W_Q", "W_K"}),
        ("scaling", (0, 2, 3), {"S"}),
        ("mixing", (1, 0, 2), {"X", "W_Q", "W_K", "W_V"}),
        ("head", (9, 2, 2), {"X", "W_Q", "W_K", "W_V"}),
    ],
)
def test_every_number_opens_in_turn_down_to_where_the_calculation_starts(figure, key, cell, ends):
    here, state = figure(key)
    goes_down(here, state, cell, ends)


def test_a_turned_query_opens_down_to_where_the_calculation_starts_too(figure):
    here, state = figure("scores")
    here.go({"angle": 30, "edits": {"Q,2,1": 0.5}})
    goes_down(here, state.but(angle=30).with_edit("Q,2,1", 0.5), (2, 2, 1), {"X", "W_Q", "W_K", "Q0"})


def goes_down(here, state, cell, ends):
    """Opens a cell and everything below it, and compares with attnlib; `ends` are the tables where it stops."""
    t = tables(state)
    found = here.follow(*cell)
    start = found.pop("start")
    assert mistakes(start, shown(state)[cell[0]].values[cell[1], cell[2]]) == []
    for address, panel in found.items():
        table, i, j = address.split(",")
        assert mistakes(panel, t[table][int(i), int(j)]) == []
        assert all(
            same_number(text, t[of.split(",")[0]][tuple(map(int, of.split(",")[1:]))]) for of, text in panel["opens"]
        )
        assert panel["opens"] or panel["note"]
    assert {address.split(",")[0] for address, panel in found.items() if not panel["opens"]} == ends


def test_the_way_down_leads_back_step_by_step(figure):
    here, _ = figure("head")
    panel = here.card.locator(".attn-arithmetic")
    here.cell(9, 2, 0).click()
    for name in ("A,2,5", "Z,2,5", "S,2,5", "Q,2,0", "X,2,2"):
        panel.locator(f'[data-at="{name}"]').click()
    steps = [
        "output of sat: who",
        "share: sat attends to mat",
        "sat asks, mat answers: what goes into exp",
        "score: sat asks, mat answers",
        "query of sat: thing",
    ]
    assert (here.panel()["trail"], here.panel()["title"]) == (steps, "sat: action")
    panel.get_by_role("button", name=steps[2], exact=True).click()
    assert (here.panel()["trail"], here.panel()["title"]) == (steps[:2], steps[2])
    panel.get_by_role("button", name="Close the arithmetic").click()
    assert here.panel() is None


def test_an_open_number_lights_up_what_it_is_made_of_and_moves_with_it(figure):
    here, state = figure("head")
    here.cell(7, 2, 5).click()
    marks = [[[cell["mark"] for cell in row] for row in table["cells"]] for table in here.tables()]
    lit = {
        (of.caption[0], i, j): mark.split()[0]
        for of, table in zip(shown(state), marks)
        for i, row in enumerate(table)
        for j, mark in enumerate(row)
        if "open" in mark or "source" in mark
    }
    assert lit == {
        ("S", 2, 5): "open",
        **{(name, row, c): "source" for name, row in (("Q", 2), ("K", 5)) for c in range(3)},
    }
    assert [here.tables()[n]["cells"][i][0]["mark"] for n, i in ((4, 2), (5, 5))] == ["source q", "source k"]
    before = here.panel()
    here.press("strength", "PageUp")
    state = state.but(strength=float(here.value("strength")))
    assert here.panel() != before and mistakes(here.panel(), tables(state)["S"][2, 5]) == []


@every_kind
def test_nothing_moves_under_the_pointer(figure, key):
    here, _ = figure(key)
    moved = here.card.evaluate("""card => {
      const places = () => JSON.stringify(
        [...card.querySelectorAll(".attn-grid, td button")].map((e) => e.getBoundingClientRect()));
      const start = places(), found = [];
      for (const cell of card.querySelectorAll(".attn-grid td button, .attn-map [data-at]")) {
        cell.dispatchEvent(new PointerEvent("pointerenter"));
        if (places() !== start) found.push(cell.getAttribute("aria-label") ?? cell.textContent);
        cell.dispatchEvent(new PointerEvent("pointerleave"));
      }
      return found;
    }""")
    assert moved == [] and here.card.locator("[data-mark~=lit]").count() == 0


WITH_TABLES = [key for key, (_, state) in KINDS.items() if isinstance(state, Read) or shown(state)]
SIZES = {"wide": (1280, 900), "narrow": (360, 780)}


def sized(here, size):
    here.tab.set_viewport_size(dict(zip(("width", "height"), SIZES[size])))


@pytest.fixture
def at_size(figure):
    """As `figure`, in a window of a size; afterwards the window is as it was."""
    changed = []

    def shown_at(key, size):
        here, state = figure(key)
        changed.append((here.tab, here.tab.viewport_size))
        sized(here, size)
        return here, state

    yield shown_at
    for tab, size in changed:
        tab.set_viewport_size(size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", WITH_TABLES)
def test_the_arithmetic_covers_no_table_and_is_seen_with_the_number_that_was_opened(at_size, key, size):
    here, _ = at_size(key, size)
    panel = here.card.locator(".attn-arithmetic")
    for table in range(here.card.locator(".attn-grid").count()):
        cell = here.cell(table, 0, 0)
        before = cell.evaluate(
            "cell => { cell.scrollIntoView({ block: 'center' }); return cell.getBoundingClientRect().x; }"
        )
        cell.click()
        assert cell.evaluate("cell => cell.getBoundingClientRect().x") == before, (
            "no number moves aside when it is opened"
        )
        over = panel.evaluate("""panel => {
          const p = panel.getBoundingClientRect();
          return [...panel.parentElement.querySelectorAll(".attn-grid")].filter((grid) => {
            const g = grid.querySelector("table").getBoundingClientRect();
            return g.left < p.right && p.left < g.right && g.top < p.bottom && p.top < g.bottom;
          }).length;
        }""")
        assert over == 0
        height = SIZES[size][1]
        top, bottom = cell.evaluate("cell => [cell.getBoundingClientRect().top, cell.getBoundingClientRect().bottom]")
        assert top >= 0 and bottom <= height
        assert panel.evaluate("panel => panel.getBoundingClientRect().top") < height - 40


def test_another_word_closes_the_arithmetic(figure):
    here, state = figure("head")
    here.cell(7, 2, 5).click()
    here.press_word(1)
    assert here.panel() is None and here.differences(state.but(word=1)) == []


@pytest.mark.parametrize("key", WITH_TABLES)
def test_on_a_phone_every_number_can_be_touched_and_nothing_is_cut(at_size, key):
    here, _ = at_size(key, "narrow")
    sizes = here.card.locator(".attn-grid td button").evaluate_all(
        "all => all.map(b => [b.offsetWidth, b.offsetHeight])"
    )
    assert min(min(size) for size in sizes) >= 32
    cut = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    assert here.card.locator(".attn-grid, .attn-grid th, .attn-corner, .attn-grid button").evaluate_all(cut) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "key, name", [pair for pair in SLIDERS if pair[0] != "scaling"], ids=lambda part: part.replace(" ", "-")
)
def test_no_column_moves_while_a_slider_moves(at_size, key, name, size):
    here, _ = at_size(key, size)
    places = """card => JSON.stringify([...card.querySelectorAll(".attn-grid tr:last-child button")].map((b) => {
      const box = b.getBoundingClientRect();
      return [box.x, box.width];
    }))"""
    start = here.card.evaluate(places)
    for press in ("Home", "PageUp", "ArrowRight", "End", "ArrowLeft"):
        here.press(name, press)
        assert here.card.evaluate(places) == start, press


def test_a_table_is_walked_with_the_arrow_keys_and_opened_with_enter(figure):
    here, state = figure("head")
    press = here.tab.keyboard.press

    def at():
        label = here.tab.evaluate("document.activeElement.getAttribute('aria-label')")
        return label.split(": ", 1)[1].rpartition(":")[0]

    here.cell(7, 0, 0).focus()
    walk = {
        "ArrowUp": "The asks, The answers",
        "ArrowDown": "cat asks, The answers",
        "ArrowRight": "cat asks, cat answers",
        "End": "cat asks, mat answers",
        "Home": "cat asks, The answers",
        "ArrowLeft": "cat asks, The answers",
        "Control+End": "mat asks, mat answers",
        "Control+Home": "The asks, The answers",
    }
    assert {key: (press(key), at())[1] for key in walk} == walk
    stops = here.card.locator(".attn-grid").nth(7).locator("td button[tabindex='0']")
    assert stops.count() == 1
    press("Control+End")
    press("Enter")
    assert here.panel()["title"] == "score: mat asks, mat answers"
    press("Escape")
    assert here.panel() is None and at() == "mat asks, mat answers"


OURS = ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End", "Enter", "Space")


@pytest.fixture
def heard(figure):
    """A function that gives the head, and one that tells which keys have come out of it since it was last asked."""
    here, _ = figure("head")
    here.tab.evaluate("""() => {
      globalThis.heard = [];
      globalThis.hears = ({ key }) => heard.push(key);
      addEventListener("keydown", hears);
    }""")
    yield here, lambda: here.tab.evaluate("heard.splice(0)")
    here.tab.evaluate("removeEventListener('keydown', hears)")


def test_a_notebook_hears_no_key_that_a_figure_has_use_for(heard):
    """In VS Code an arrow would lead to another cell, and Enter to the start of the output."""
    here, said = heard
    for key in OURS[:-2]:
        here.press("strength", key)
    assert here.value("strength") == "20.0"
    assert said() == []
    here.cell(7, 2, 5).focus()
    for key in OURS:
        here.tab.keyboard.press(key)
    assert said() == []
    here.reset()
    for key in OURS[:6]:
        here.card.locator(".attn-follow").press(key)
    here.card.locator(".attn-follow").press("Enter")
    assert here.card.locator(".attn-place").text_content() == "1 of 5"
    here.card.locator(".attn-next").press("Space")
    assert here.card.locator(".attn-place").text_content() == "2 of 5"
    assert said() == []


def test_a_notebook_hears_the_keys_that_are_its_own(heard):
    here, said = heard
    for at in (here.handle("strength"), here.cell(7, 2, 5)):
        at.press("Shift+Enter")
        assert said() == ["Shift", "Enter"]
        at.press("Control+ArrowDown")
        assert said()[0] == "Control"
        at.press("x")
        assert said() == ["x"]


def test_escape_is_heard_outside_only_where_there_was_nothing_to_close(heard):
    here, said = heard
    here.cell(7, 2, 5).press("Enter")
    assert here.panel() is not None
    here.tab.keyboard.press("Escape")
    assert here.panel() is None and said() == []
    here.tab.keyboard.press("Escape")
    assert said() == ["Escape"]
    here.card.locator(".attn-follow").press("Enter")
    here.card.locator(".attn-next").press("Escape")
    assert here.panel() is None and said() == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("spacing", ["0", ".13em"], ids=["our type", "letters as wide as those of DejaVu Sans"])
def test_no_name_of_the_map_lies_over_its_number(at_size, size, spacing):
    here, _ = at_size("head", size)
    here.visit.frame()
    over = here.card.locator(".attn-map").evaluate(
        """(map, spacing) => {
      map.style.letterSpacing = spacing;
      const found = [...map.querySelectorAll("circle.step")].flatMap((circle) => {
        const name = circle.previousElementSibling, size = Number(name.getAttribute("font-size"));
        const [c, n, { left }] = [circle, name, map].map((one) => one.getBoundingClientRect());
        const near = n.left - c.right < size && Math.abs(n.top + n.bottom - c.top - c.bottom) < size;
        return n.left > c.right && near && c.left >= left ? [] : [name.textContent];
      });
      map.style.letterSpacing = "";
      return [map.querySelectorAll("circle.step").length, found];
    }""",
        spacing,
    )
    assert over == [7 if size == "wide" else 5, []]


@every_kind
def test_on_the_way_back_every_line_of_the_arithmetic_is_seen(at_size, key):
    """Beside a drawing its place does not grow."""
    here, _ = at_size(key, "wide")
    if here.card.locator(".attn-follow").count() == 0:
        return
    here.card.locator(".attn-follow").click()
    while True:
        hidden = here.card.locator(".attn-arithmetic").evaluate("panel => panel.scrollHeight - panel.clientHeight")
        assert hidden <= 0, here.card.locator(".attn-title").text_content()
        last = here.card.locator(".attn-next").text_content() == "Done"
        here.card.locator(".attn-next").click()
        if last:
            break


def test_escape_leaves_the_arithmetic_for_the_number_that_was_opened(figure):
    here, _ = figure("head")
    here.cell(8, 2, 5).press("Enter")
    here.card.locator('.attn-arithmetic [data-at="Z,2,5"]').press("Enter")
    here.tab.keyboard.press("Escape")
    assert here.panel() is None
    assert (
        here.tab.evaluate("document.activeElement.getAttribute('aria-label')")
        == "share: sat attends to mat: .22, 22\u00a0%"
    )


@every_kind
def test_reset_brings_back_the_start(figure, key):
    here, state = figure(key)
    before = here.texts()
    here.go(changes_for(here))
    if key in WITH_TABLES:
        here.cell(0, 0, 0).click()
    here.reset()
    assert here.texts() == before and here.differences(state) == [] and here.panel() is None
    for of, name in SLIDERS:
        if of == key:
            assert value_of(key, here.value(name)) == pytest.approx(SLIDERS[of, name][0])
