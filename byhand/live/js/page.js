// The page of a figure: its elements, in their order, and what each one shows.

import { matches, valueAt } from "./address.js";
import { Arithmetic } from "./arithmetic.js";
import { lowered, make, write } from "./dom.js";
import { fly } from "./follow.js";
import { title, wordsOf } from "./explain.js";
import { Grid } from "./grid.js";
import { Narrator } from "./narrator.js";
import { panelsOf } from "./panels.js";
import { Stage } from "./stage.js";

let messages = 0; // how many messages have an id

export class Page {
  // act: what a reader does, see figure.js; spoken: the element of what is said aloud.
  constructor(kind, config, act, spoken) {
    this.kind = kind;
    this.config = config;
    this.act = act;
    this.grids = new Map();
    this.message = make("p", { class: "attn-message", role: "alert", id: `attn-message-${messages++}` });
    this.undo = make("button", { type: "button", class: "attn-reset", onclick: () => act.reset() }, "Reset");
    this.steps = make("span", { class: "attn-steps" });
    this.buttons = make("p", { class: "attn-buttons" }, this.steps, this.undo);
    this.arithmetic = new Arithmetic(kind, { open: act.follow, back: act.goBack, close: act.close, undo: act.undo });
    this.hint = make("p", { class: "attn-hint" }, kind.picture?.hint ?? "Open any number to see how it came about.");
    this.narrator = new Narrator(this.arithmetic.element, this.buttons);
    this.line = this.narrator.line;
    this.panels = make("div", { class: `attn-panels ${kind.layout ?? "beside"}` });
    this.results = make("div", { class: "attn-results", tabindex: "-1" }, ...this.parts());
    this.root = make("div", { class: "attn-live", onkeydown: (event) => this.key(event) }, this.message, this.results, spoken);
  }

  // Where a kind draws, the drawing is the figure, and its tables are folded. Else its tables are.
  parts() {
    const { kind, config } = this;
    const names = Object.entries(config.legend).map(([name, meaning]) => `${name}: ${meaning}`).join("; ");
    const legend = names ? [make("p", { class: "attn-legend" }, ...lowered(names))] : [];
    if (!kind.picture) return [this.hint, this.narrator.element, ...legend, this.panels];
    this.stage = new Stage(kind.picture, this.act, () => this.drawAgain());
    this.stage.sheet.append(this.narrator.element);
    this.links = make("p", { class: "attn-links" });
    this.fold = make("details", { class: "attn-numbers", ontoggle: () => this.drawAgain() }, make("summary", {}, "All numbers as tables"), this.panels);
    return [this.hint, this.stage.element, ...legend, make("div", { class: "attn-below" }, this.links, this.fold)];
  }

  // The controls are siblings in the same box: what is wrong with a sentence is said right below its control.
  placed(box) {
    const control = box?.querySelector(".attn-sets-text");
    control?.after(this.message);
    this.input = control?.querySelector("input");
  }

  // --- what is shown ------------------------------------------------------------------------------------------------

  // says: [template, facts]
  update(state, trail, says) {
    this.last = [state, trail, says];
    const { s, t } = state;
    this.s = s;
    this.arithmetic.show(trail, t, s);
    this.stage?.update(s, t);
    this.showSteps(s, t, trail.frame);
    this.undo.hidden = !state.isChanged && !trail.open;
    this.narrator.update(...says, this.stage?.layout);
    if (!this.fold || this.fold.open) this.showGrids(panelsOf(this.kind, s, t), t);
    this.placeArithmetic(trail.frame ? null : trail.grid);
  }

  // What leads a number back to where it came from: one button, and on the way back and next.
  showSteps(s, t, frame) {
    const follows = this.kind.follow?.(s, t);
    const wanted = !follows ? [] : !frame ? [["follow", `Follow the ${follows.name}`, 1]]
      : [["back", frame.place > 1 ? "Back" : "Close", s.step - 1], ["next", frame.place < frame.of ? "Next" : "Done", frame.place < frame.of ? s.step + 1 : 0]];
    const key = JSON.stringify(wanted);
    if (key === this.wantedSteps) return;
    this.wantedSteps = key;
    this.steps.replaceChildren(...wanted.map(([name, text, to]) => make("button", { type: "button", class: `attn-${name}`, onclick: () => this.act.step(to) }, text)));
    this.root.classList.toggle("on-way", Boolean(frame));
  }

  focusOnWay() {
    (this.steps.querySelector(".attn-next") ?? this.steps.firstChild)?.focus({ preventScroll: true });
  }

  // Each number of the arithmetic comes from its place in the drawing.
  fly() {
    if (this.stage) fly(this.stage, this.arithmetic.element);
  }

  // Nothing has changed but the room, or tables that were folded.
  drawAgain() {
    if (!this.last) return;
    this.update(...this.last);
    this.act.mark();
  }

  showGrids(panels, t) {
    const ids = panels.map((panel) => panel.id);
    for (const [id, grid] of this.grids) if (!ids.includes(id)) { grid.element.remove(); this.grids.delete(id); }
    const shown = this.panels.getElementsByClassName("attn-grid"); // follows what is inserted
    panels.forEach((panel, place) => {
      let grid = this.grids.get(panel.id);
      if (!grid) {
        grid = new Grid(panel, this.config.shades, {
          open: (i, j) => this.act.openCell(grid, i, j), hover: (i, j) => this.act.point(i === null ? null : grid.spec.at(i, j)),
          label: (i, j, value) => `${title(this.kind, grid.spec.at(i, j), this.s)}: ${value}`,
        });
        this.grids.set(panel.id, grid);
      }
      grid.update(panel.rows.map((_, i) => panel.columns.map((_, j) => valueAt(panel.at(i, j), t))), panel);
      if (shown[place] !== grid.element) this.panels.insertBefore(grid.element, shown[place] ?? null);
    });
  }

  // The arithmetic of a number stands below the table in which it was opened, or else in the narrator's place.
  placeArithmetic(grid) {
    const { element } = this.arithmetic, home = this.narrator.element;
    if (grid?.element.isConnected) { if (grid.element.nextSibling !== element) grid.element.after(element); } else if (element.parentNode !== home) this.narrator.line.after(element);
  }

  // unfit: the text in the box of the own sentence is what is wrong.
  say(text, unfit = false) {
    write(this.message, text);
    if (!this.input) return;
    for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", this.message.id]]) {
      if (unfit) this.input.setAttribute(name, value);
      else this.input.removeAttribute(name);
    }
  }

  key(event) {
    if (event.key === "Escape") {
      if (this.act.escape()) event.stopPropagation();
      return;
    }
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], { step } = this.s ?? {};
    if (!step || !by || !this.narrator.element.contains(event.target)) return;
    event.preventDefault();
    const last = this.steps.querySelector(".attn-next").textContent === "Done";
    if (by < 0 || !last) this.act.step(step + by);
  }

  // --- where a number is --------------------------------------------------------------------------------------------

  // All cells with their addresses: { grid, i, j, at }.
  *cells() {
    if (this.fold && !this.fold.open) return;
    for (const grid of this.grids.values()) yield* grid.places();
  }

  // The first cell that shows the number at an address; at: may hold stars, or be undefined.
  find(at) {
    if (at) for (const cell of this.cells()) if (matches(at, cell.at)) return cell;
    return null;
  }

  // The element to look at for a number of this figure: the drawing, or the table; while a question is open, that.
  place(at) {
    if (this.results.hidden) return this.root;
    return this.stage?.element ?? this.find(at)?.grid.element ?? this.root;
  }

  // An opened number and its arithmetic are seen together: the page moves as far as the number allows.
  reveal(element) {
    const box = this.arithmetic.element.getBoundingClientRect(), below = box.bottom + 8 - innerHeight, above = box.top - 8;
    if (this.arithmetic.element.hidden) return;
    const from = element?.getBoundingClientRect().top - 8;
    if (below > 0) scrollBy(0, Math.min(below, Math.max(from, 0)));
    else if (above < 0) scrollBy(0, above);
  }

  // --- what is lit --------------------------------------------------------------------------------------------------

  // lit: what is pointed at, with stars; selected: the address of what the slider moves.
  mark({ s, t }, trail, lit, selected) {
    const shown = new Set([...this.cells()].map(({ at }) => at));
    for (const { at } of this.stage?.scene.numbers() ?? []) shown.add(at);
    const from = trail.sources(shown, t, s), open = new Set(trail.shown);
    const kinds = (at) => {
      const marks = [];
      if (open.has(at)) marks.push("open");
      if (from.has(at)) marks.push("source", this.kind.tables[at.split(",")[0]].role ?? "plain");
      if (at === selected) marks.push("selected");
      if (Object.hasOwn(s.edits, at)) marks.push("own");
      if (lit && matches(lit, at)) marks.push("lit");
      return marks.join(" ");
    };
    this.stage?.mark(kinds, open.size > 0);
    for (const grid of this.grids.values()) {
      const classes = {};
      for (const { i, j, at } of grid.places()) if (kinds(at)) classes[`${i},${j}`] = kinds(at);
      grid.mark(classes);
    }
  }

  stop() {
    this.stage?.stop();
    this.message.remove();
  }
}
