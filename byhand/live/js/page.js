// The page of a figure: its elements, in their order, and what each one shows.

import { matches, valueAt } from "./address.js";
import { Arithmetic } from "./arithmetic.js";
import { make, write } from "./dom.js";
import { title, wordsOf } from "./explain.js";
import { Grid } from "./grid.js";
import { panelsOf } from "./panels.js";
import { Sentence } from "./sentence.js";

let messages = 0; // how many messages have an id

export class Page {
  // act: what a reader does, see figure.js; spoken: the element of what is said aloud.
  constructor(kind, config, act, spoken) {
    this.kind = kind;
    this.config = config;
    this.act = act;
    this.grids = new Map();
    this.message = make("p", { class: "attn-message", role: "alert", id: `attn-message-${messages++}` });
    this.line = make("p", { class: "attn-say" });
    this.selected = make("p", { class: "attn-selected" });
    this.buttons = make("p", { class: "attn-buttons" }, make("button", { type: "button", onclick: () => act.reset() }, "Reset"));
    this.results = make("div", { class: "attn-results", tabindex: "-1" }, ...this.parts());
    this.root = make("div", { class: "attn-live", onkeydown: (event) => { if (event.key === "Escape") act.escape(); } },
      kind.style ? make("style", {}, kind.style) : "", this.message, this.results, this.buttons, spoken);
  }

  // What has changed is said right below what changed it: controls above the figure, or words and scissors in it.
  parts() {
    const { kind, config, act } = this;
    this.arithmetic = new Arithmetic(kind, { open: act.follow, back: act.goBack, close: act.close });
    this.sentence = kind.words ? new Sentence({ choose: act.choose, hover: act.pointAtShare }) : null;
    this.scissors = kind.scissors ? make("div", { class: "attn-scissors", role: "group", "aria-label": "Cut words" }) : null;
    this.drawing = kind.draw ? make("div", { class: "attn-drawing" }) : null;
    this.panels = make("div", { class: `attn-panels ${kind.layout ?? "beside"}` }, this.arithmetic.element,
      make("p", { class: "attn-hint" }, "Open any number to see how it came about.", config.sliders.length ? " Double click a slider to reset it." : ""));
    const top = [this.sentence?.element, this.scissors], below = this.scissors || !Object.keys(config.controls).length;
    const legend = Object.entries(config.legend).map(([name, meaning]) => `${name}: ${meaning}`).join("; ");
    return [...(below ? [...top, this.line] : [this.line, ...top]), this.selected, this.drawing,
      legend ? make("p", { class: "attn-legend" }, legend) : null, this.panels].filter(Boolean);
  }

  // The controls are siblings in the same box: what is wrong with a sentence is said right below its control.
  placed(box) {
    const control = box?.querySelector(".attn-sets-text");
    control?.after(this.message);
    this.input = control?.querySelector("input");
  }

  // --- what is shown ------------------------------------------------------------------------------------------------

  update({ s, t, get }, trail, says) {
    this.s = s;
    this.showGrids(panelsOf(this.kind, s, t), t);
    this.sentence?.update(s.tokens, s.word, this.kind.shares?.(s, t) ?? t.A[s.word], s.cut);
    this.showScissors();
    this.kind.draw?.(this.drawing, s, t, this.act);
    this.placeArithmetic(trail.first);
    this.arithmetic.show(trail.addresses, t, s);
    write(this.line, says);
    write(this.selected, s.selected && this.config.knobs.includes("selected") ? `The slider moves ${title(this.kind, s.selected, s)}.` : "");
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
      if (shown[place] !== grid.element) this.panels.insertBefore(grid.element, shown[place] ?? this.panels.lastChild);
    });
  }

  showScissors() {
    if (!this.scissors) return;
    const { tokens, cut } = this.s;
    if (this.scissors.childElementCount !== tokens.length) {
      this.scissors.replaceChildren(...tokens.map((_, j) => make("button", { type: "button", class: "attn-cut", onclick: () => this.act.cut(j) })));
    }
    [...this.scissors.children].forEach((button, j) => {
      write(button, `✂ ${tokens[j]}`);
      button.setAttribute("aria-pressed", String(cut[j]));
      button.setAttribute("aria-label", `cut ${tokens[j]}, word ${j + 1}`);
    });
  }

  // The arithmetic follows the table of the open number: in a narrow card, and for a keyboard in any.
  placeArithmetic(at) {
    const grid = this.find(at)?.grid, { element } = this.arithmetic;
    if (grid && grid.element.nextSibling !== element) grid.element.after(element);
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

  // --- where a number is --------------------------------------------------------------------------------------------

  // All cells with their addresses: { grid, i, j, at }.
  *cells() {
    for (const grid of this.grids.values()) yield* grid.places();
  }

  // The first cell that shows the number at an address; at: may hold stars, or be undefined.
  find(at) {
    if (at) for (const cell of this.cells()) if (matches(at, cell.at)) return cell;
    return null;
  }

  // The element that shows a number in this figure, or null; while a question is open, that is the question.
  place(at) {
    const found = this.find(at)?.grid.element ?? (this.sentence && wordsOf(this.kind, at, this.s).length ? this.sentence.element : null);
    return found && (this.results.hidden ? this.root : found);
  }

  // An opened number and its arithmetic are seen together: the page moves as far as the number allows.
  reveal({ button }) {
    const below = this.arithmetic.element.getBoundingClientRect().bottom + 8 - innerHeight;
    const room = button.getBoundingClientRect().top - 8;
    if (!this.arithmetic.element.hidden && Math.min(below, room) > 0) scrollBy(0, Math.min(below, room));
  }

  // --- what is lit --------------------------------------------------------------------------------------------------

  // open: the address of the open number; lit: what is pointed at, with stars; selected: what the slider moves.
  mark({ s, t }, trail, lit, selected) {
    const shown = new Set([...this.cells()].map(({ at }) => at)), from = trail.sources(shown, t, s), { open } = trail;
    for (const grid of this.grids.values()) {
      const classes = {};
      for (const { i, j, at } of grid.places()) {
        const marks = [];
        if (at === open) marks.push("open");
        if (from.has(at)) marks.push("source", this.kind.tables[at.split(",")[0]].role ?? "plain");
        if (at === selected) marks.push("selected");
        if (lit && matches(lit, at)) marks.push("lit");
        if (marks.length) classes[`${i},${j}`] = marks.join(" ");
      }
      grid.mark(classes);
    }
    const meant = [open, lit].filter(Boolean).map((at) => wordsOf(this.kind, at, s));
    const arcs = meant.filter(([from, to]) => from === s.word && to !== from).map(([, to]) => to);
    this.sentence?.light(new Set(meant.flat()), new Set(arcs));
  }
}
