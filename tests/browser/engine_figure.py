"""A live figure in any of the three engines: `Figure` with the little that all of them can do."""

import json

from .figure import DRAWN, FOLLOW, OPEN_ALL, PANEL, READ, UNFOLD, Figure
from .visit import SLOT

LIVE = f"""() => [...document.querySelectorAll("{SLOT}")].every((slot) => {{
  if (!slot.matches(".is-live")) slot.scrollIntoView({{ behavior: "instant" }});
  return slot.matches(".is-live") && slot.querySelector(".attn-live") &&
    !slot.querySelector(".noUi-handle:not([aria-label])");
}})"""
MIDDLE = """(card, selector, n) => {
  const element = card.querySelectorAll(selector)[n];
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const box = element.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
NAMED = """(card, name) => [...card.querySelectorAll("button")].findIndex((button) =>
  (button.getAttribute("aria-label") ?? button.textContent).trim() === name)"""
HANDLE = """(card, name) => [...card.querySelectorAll(".noUi-handle")].findIndex((handle) =>
  handle.getAttribute("aria-label") === name)"""
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def start_figures(tab):
    """Bring each figure of the page near the window, as a reader who scrolls does, until all are live."""
    tab.wait(LIVE)
    tab.evaluate(NEXT_FRAME)


class EngineFigure(Figure):
    """The figure with this key on the page that `tab` (engines.Tab) shows."""

    def __init__(self, tab, key):
        self.tab, self.key = tab, key

    def on_card(self, function, *arguments):
        """What a JavaScript function of the card and of these arguments returns."""
        card = f"document.querySelector('[data-attn-key={json.dumps(self.key)}]')"
        return self.tab.evaluate(f"(...all) => ({function})({card}, ...all)", *arguments)

    def text(self, selector):
        return self.on_card("(card, selector) => card.querySelector(selector)?.textContent ?? ''", selector)

    # What it shows

    def unfold(self):
        self.on_card(UNFOLD)

    def tables(self):
        self.unfold()
        return self.on_card(READ)

    def drawn(self):
        return self.on_card(DRAWN)

    @property
    def sentence(self):
        return self.text(".attn-say")

    @property
    def message(self):
        return self.text(".attn-message")

    def value(self, name):
        return self.on_card(
            "(card, n) => card.querySelectorAll('.noUi-handle')[n].getAttribute('aria-valuetext')", self.handle(name)
        )

    def panel(self):
        return self.on_card(f"(card) => ({PANEL})(card.querySelector('.attn-arithmetic'))")

    def open_all(self):
        self.unfold()
        return self.on_card(OPEN_ALL)

    def follow(self, table, i, j):
        self.unfold()
        return self.on_card(FOLLOW, [table, i, j])

    # What a reader moves

    def place(self, selector, n=0):
        """Where the middle of an element is, after it was brought into the window."""
        x, y = self.on_card(MIDDLE, selector, n)
        return x, y

    def click_at(self, selector, n=0):
        self.tab.drag(self.place(selector, n))

    def click(self, name):
        n = self.on_card(NAMED, name)
        assert n >= 0, f"the figure {self.key} has no button {name!r}"
        self.click_at("button", n)

    def skip(self):
        if self.on_card("(card) => card.querySelector('.attn-ask fieldset') !== null"):
            self.click("Skip")

    def reset(self):
        self.skip()
        self.on_card("(card) => card.querySelector('.attn-reset').click()")

    def handle(self, name):
        n = self.on_card(HANDLE, name)
        assert n >= 0, f"the figure {self.key} has no slider {name!r}"
        return n

    def press(self, name, *keys):
        self.on_card("(card, n) => card.querySelectorAll('.noUi-handle')[n].focus()", self.handle(name))
        self.tab.press(*keys)

    def drag(self, name, share):
        n = self.handle(name)
        x, y = self.place(".noUi-handle", n)
        left, width = self.on_card(
            """(card, n) => {
          const box = card.querySelectorAll(".noUi-handle")[n].closest(".noUi-base").getBoundingClientRect();
          return [box.x, box.width];
        }""",
            n,
        )
        there = left + share * width
        self.tab.drag((x, y), ((x + there) / 2, y), (there - 3, y), (there, y))

    def write(self, text):
        """Write an own sentence with the keyboard, over the one that is there, and press Enter."""
        self.on_card("(card) => { const box = card.querySelector('input[type=text]'); box.focus(); box.select(); }")
        self.tab.press(*text, "Enter")

    def open_cell(self, table, i, j):
        """Press a number of a table with the mouse."""
        self.unfold()
        n = self.on_card(
            """(card, [table, i, j]) => {
          const row = card.querySelectorAll(".attn-grid")[table].querySelectorAll("tbody tr")[i];
          const cell = row.querySelectorAll("td button")[j];
          return [...card.querySelectorAll("td button")].indexOf(cell);
        }""",
            [table, i, j],
        )
        self.click_at("td button", n)
