"""A live figure in a page, with the hands of a reader: sliders, menus and buttons, tables and arithmetic."""

import base64
import json
import re

from .expected import NUMBER, Read, number_at, same_number, same_text, sentence, shown, tables

READ = """(card) => [...card.querySelectorAll(".attn-grid table")].map((table) => ({
  caption: table.caption.textContent,
  columns: [...table.tHead.querySelectorAll("th")].map((th) => th.textContent),
  rows: [...table.tBodies[0].rows].map((row) => row.querySelector("th").textContent),
  cells: [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("button")].map((cell) =>
    ({ at: cell.dataset.at, text: cell.textContent,
      said: cell.getAttribute("aria-label"), mark: cell.dataset.mark ?? "" }))),
}))"""
PANEL = """(panel) => panel.hidden ? null : ({
  title: panel.querySelector(".attn-title").textContent,
  trail: [...panel.querySelectorAll(".attn-trail .attn-step")].map((step) => step.textContent),
  lines: [...panel.querySelectorAll(".attn-line")].map((line) => [...line.children].map((part) => part.textContent)),
  sums: [...panel.querySelectorAll(".attn-sum")].map((p) => p.textContent),
  total: panel.querySelector(".attn-total").textContent,
  note: panel.querySelector(".attn-note")?.textContent ?? "",
  opens: [...panel.querySelectorAll("[data-at]")].map((button) => [button.dataset.at, button.textContent]),
})"""
# Open what is folded, and wait until its tables are drawn.
UNFOLD = """(card) => Promise.all([...card.querySelectorAll("details.attn-numbers:not([open])")].map((fold) =>
  new Promise((done) => {
    fold.addEventListener("toggle", () => done(), { once: true }); setTimeout(done, 2000);
    fold.open = true;
  })))"""
# What the drawing shows: each text that has the address of a number.
DRAWN = """(card) => [...card.querySelectorAll(".attn-map text[data-at]")].filter((text) => text.textContent)
  .map((text) => ({ at: text.dataset.at, text: text.textContent }))"""
OPEN_ALL = f"""(card) => {{
  const panel = card.querySelector(".attn-arithmetic"), read = {PANEL}, found = [];
  card.querySelectorAll(".attn-grid").forEach((grid, table) => grid.querySelectorAll("tbody tr").forEach((row, i) =>
    row.querySelectorAll("td button").forEach((cell, j) => {{
      cell.click();
      if (panel.hidden) cell.click();
      found.push({{ table, i, j, text: cell.textContent,
        expanded: cell.getAttribute("aria-expanded"), panel: read(panel) }});
    }})));
  return found;
}}"""
# From one cell down: every number in the panel is opened in turn, once, and its own panel is read.
FOLLOW = f"""(card, cell) => {{
  const panel = card.querySelector(".attn-arithmetic"), read = {PANEL}, found = {{}};
  const back = (depth) => panel.querySelectorAll(".attn-trail .attn-step")[depth].click();
  const visit = (at, depth) => {{
    found[at] = read(panel);
    for (const [next] of found[at].opens) {{
      if (next in found) continue;
      panel.querySelector(`[data-at="${{next}}"]`).click();
      visit(next, depth + 1);
      back(depth);
    }}
  }};
  const button = card.querySelectorAll(".attn-grid")[cell[0]].querySelectorAll("tbody tr")[cell[1]]
    .querySelectorAll("td button")[cell[2]];
  button.click();
  if (panel.hidden) button.click();
  visit("start", 0);
  return found;
}}"""


def fragment(key, state):
    """The end of an address that puts the figure into a state; `state` is what JSON can hold, or text as it is."""
    text = (
        state if isinstance(state, str) else base64.urlsafe_b64encode(json.dumps(state).encode()).decode().rstrip("=")
    )
    return f"#figure={key}~{text}"


class Figure:
    """The live figure with this key on the page of `visit`; `card` says where it is if the page is none of the book."""

    def __init__(self, visit, key, card=None):
        self.visit, self.tab, self.key = visit, visit.tab, key
        self.card = card or visit.tab.locator(f'[data-attn-key="{key}"]')

    def reset(self):
        """Bring back the start, as the reader can."""
        self.skip()
        self.card.locator(".attn-reset").evaluate("button => button.click()")
        self.tab.mouse.move(0, 0)

    @property
    def config(self):
        """What the page's state tells the figure besides its fields: see byhand/live/base.py, build."""
        text = self.tab.locator('script[type="application/vnd.jupyter.widget-state+json"]').text_content()
        states = [model["state"] for model in json.loads(text)["state"].values()]
        return next(state["config"] for state in states if state.get("key") == self.key)

    def skip(self):
        """Skip the question of the figure, if it is still open."""
        if self.card.locator(".attn-ask fieldset").count():
            self.click("Skip")

    def go(self, state):
        """Follow a link to a state of the figure, see `fragment`."""
        self.tab.evaluate(
            """(hash) => new Promise((done) => {
          history.replaceState(null, "", location.pathname);
          addEventListener("hashchange", () => setTimeout(done), { once: true });
          setTimeout(done, 2000);
          location.hash = hash;
        })""",
            fragment(self.key, state),
        )

    # What it shows

    def texts(self):
        """The texts of all cells, whatever is marked."""
        return [[[cell["text"] for cell in row] for row in table["cells"]] for table in self.tables()]

    def unfold(self):
        """Open the tables of the figure, if they are folded."""
        self.card.evaluate(UNFOLD)

    def tables(self):
        self.unfold()
        return self.card.evaluate(READ)

    def drawn(self):
        return self.card.evaluate(DRAWN)

    def misdrawn(self, numbers):
        """The numbers in the drawing that are not those of these tables; a piece of a strip says its word as well."""
        found = []
        for shows in self.drawn():
            if shows["at"].startswith("A") and "%" not in shows["text"]:
                continue  # a piece of a strip that has room for its word alone
            value, texts = number_at(shows["at"], numbers), NUMBER.findall(shows["text"])
            if "hardly" in shows["text"] and abs(value) < 0.005:
                continue
            if value is not None and texts and not same_number(texts[-1], value):
                found.append(f"the drawing has {shows['text']} for {shows['at']}, not {value}")
        return found

    @property
    def sentence(self):
        return self.card.locator(".attn-say").text_content()

    @property
    def message(self):
        return self.card.locator(".attn-message").text_content()

    def differences(self, state):
        """Where the figure does not show what attnlib computes for `state`; an empty list if all is well."""
        if isinstance(state, Read):
            return self._misread(state.tables())
        found, wanted = self.tables(), shown(state)
        names = [(table["caption"], tuple(table["rows"]), tuple(table["columns"])) for table in found]
        expected = [(table.caption, tuple(table.rows), tuple(table.columns)) for table in wanted]
        if names != expected:
            return [f"shows the tables {names}, not {expected}"]
        wrong = [
            f"{table.caption}, {table.rows[i]}, {table.columns[j]}: {cell['text']} ({cell['said']}), not {value}"
            for shows, table in zip(found, wanted)
            for i, row in enumerate(shows["cells"])
            for j, (cell, value) in enumerate(zip(row, table.values[i]))
            if not (same_number(cell["text"], value) and same_number(re.split(": |, ", cell["said"])[-1], value))
        ]
        wrong += self.misdrawn(tables(state))
        said = self.sentence
        if state.kind == "projection":
            said = re.match(r".*?\)\.", said)[0]  # what it adds is about the number that the slider moves
        if not same_text(said, sentence(state)):
            wrong.append(f"says {self.sentence!r}, not {sentence(state)!r}")
        return wrong

    def values(self, state):
        """The number that attnlib computes for each cell of each table, in order; None where it is not known."""
        if not isinstance(state, Read):
            return [value for table in shown(state) for value in table.values.ravel()]
        tables = state.tables()
        return [number_at(cell["at"], tables) for table in self.tables() for row in table["cells"] for cell in row]

    def _misread(self, tables):
        """As `differences`, for a kind that these tests do not know: every number of a table that Python reads."""
        cells = [cell for table in self.tables() for row in table["cells"] for cell in row]
        known = [(cell, value) for cell in cells if (value := number_at(cell["at"], tables)) is not None]
        if cells and not known:
            return ["Python reads none of these numbers: the figure of this kind needs `tables`"]
        return self.misdrawn(tables) + [
            f"{cell['said']}, not {value}"
            for cell, value in known
            if not (same_number(cell["text"], value) and same_number(re.split(": |, ", cell["said"])[-1], value))
        ]

    # What a reader moves

    def handle(self, name):
        """The handle of the control with this name; that of the chosen number is called as the number is."""
        if name == "chosen number":
            return self.card.locator(".attn-sets-knob_0 .noUi-handle")
        return self.card.locator(f'.noUi-handle[aria-label="{name}"]')

    def hand(self, label):
        """What is touched in the drawing under this label."""
        return self.card.locator(f'.attn-hand[aria-label="{label}"]')

    def press_word(self, j):
        """Press word j of the sentence in the drawing: now it asks."""
        self.card.locator('.attn-hand[aria-label$=": let this word ask"]').nth(j).click()

    def pull(self, label, dx, dy):
        """Drag something of the drawing by so many pixels."""
        self.hand(label).scroll_into_view_if_needed()
        box = self.hand(label).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.tab.mouse.move(x, y)
        self.tab.mouse.down()
        self.tab.mouse.move(x + dx / 2, y + dy / 2, steps=2)
        self.tab.mouse.move(x + dx, y + dy)
        self.tab.mouse.up()

    def value(self, name):
        """The number that the slider has now, as a screen reader speaks it."""
        return self.handle(name).get_attribute("aria-valuetext")

    def press(self, name, *keys):
        """Press keys on the handle of a slider."""
        self.handle(name).focus()
        for key in keys:
            self.tab.keyboard.press(key)

    def drag(self, name, share):
        """Drag the handle of a slider with the mouse to a share of its length."""
        self.handle(name).scroll_into_view_if_needed()
        track = self.track(name).bounding_box()
        at = self.handle(name).bounding_box()
        self.tab.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
        self.tab.mouse.down()
        x, y = track["x"] + share * track["width"], track["y"] + track["height"] / 2
        self.tab.mouse.move(x - 3, y, steps=3)
        self.tab.mouse.move(x, y)
        self.tab.mouse.up()

    def track(self, name):
        return self.handle(name).locator("xpath=ancestor::*[contains(@class, 'noUi-base')]")

    def choose(self, name, option):
        """Take an option of a menu."""
        self.card.get_by_label(name, exact=True).select_option(label=option)

    def click(self, name):
        """Press the button with this name."""
        self.card.get_by_role("button", name=name, exact=True).click()

    def write(self, text):
        """Write an own sentence and press Enter."""
        box = self.card.get_by_label("your sentence")
        box.fill(text)
        box.press("Enter")

    def cell(self, table, i, j):
        self.unfold()
        return self.card.locator(".attn-grid").nth(table).locator("tbody tr").nth(i).locator("td button").nth(j)

    # The arithmetic

    def panel(self):
        """What the open arithmetic holds, or None."""
        return self.card.locator(".attn-arithmetic").evaluate(PANEL)

    def open_all(self):
        """Open every cell of every table; a list of cells with what they opened."""
        self.unfold()
        return self.card.evaluate(OPEN_ALL)

    def follow(self, table, i, j):
        """Open one cell, and every number below it in turn: address -> what it opened; the cell itself is "start"."""
        self.unfold()
        return self.card.evaluate(FOLLOW, [table, i, j])
