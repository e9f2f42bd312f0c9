// A live figure: the model's state in, tables, arithmetic and one sentence out.

import { Arithmetic, ROLES } from "./arithmetic.js";
import { Ask } from "./ask.js";
import { make, write } from "./dom.js";
import { Grid } from "./grid.js";
import { KINDS } from "./kinds.js";
import { FIELD_NAMES, forget, fromLink, linkTo } from "./link.js";
import { matches, onPoint, phrases, point } from "./point.js";
import { Sentence } from "./sentence.js";
import { spoken } from "./spoken.js";
import { address, compute, parse, sources, title, wordsOf } from "./tables.js";
import { read } from "./text.js";

const KNOBS = ["knob_0", "knob_1", "knob_2", "knob_3", "knob_4"];
const WRONG_LINK = "The link holds no state that this figure can read. It starts as usual.";
const keys = () => [...document.querySelectorAll("[data-attn-live]")].map((slot) => slot.dataset.attnKey);
let messages = 0; // how many messages have an id
const SPEAK_AFTER = 600; // ms of rest before a change is announced

export class Figure {
  constructor(model, host) {
    this.model = model;
    this.host = host;
    this.config = model.get("config");
    this.kind = KINDS[model.get("kind")];
    this.trail = [];
    this.grids = new Map();
    this.stops = [];
    this.build();
    this.listen();
    this.fillKnobs();
    this.update();
  }

  // The view stands in its page now. On the website its state can be linked to; a notebook has no address for it.
  placed(box) {
    if (this.stopped) return;
    box?.querySelector(".widget-text")?.after(this.message); // what is wrong with a sentence is said right below it
    this.input = box?.querySelector(".widget-text input");
    this.onSite = Boolean(this.host.closest("[data-attn-live]"));
    if (!this.onSite) return;
    this.buttons.append(make("button", { type: "button", onclick: (event) => this.copyLink(event.currentTarget) }, "Copy a link to this state"));
    const fromAddress = () => { this.takeLink(); this.fillKnobs(); this.schedule(); };
    addEventListener("hashchange", fromAddress);
    this.stops.push(() => removeEventListener("hashchange", fromAddress));
    fromAddress();
  }

  // --- state ---------------------------------------------------------------------------------------------------------

  // The state that the tables are computed from, as the model's traits have it.
  state() {
    const get = (name) => this.model.get(name), { config } = this;
    const base = this.own ? { ...config.base, X: this.own.x } : config.base;
    const tokens = this.own ? this.own.tokens : config.tokens;
    const state = { tokens, base, names: config.names, edits: get("edits"), temperature: get("temperature"), scaled: get("scaled"),
      word: Math.min(get("word"), Math.max(tokens.length - 1, 0)), role: get("role"), angle: (get("angle") * Math.PI) / 180,
      zoom: get("zoom"), cut: tokens.map((_, j) => Boolean(get("cut")[j])) };
    if (config.draws) {
      const draw = config.draws[get("width_index")];
      Object.assign(state, { scores: draw.scores, width: draw.width, typical: draw.typical, cut: [] });
    }
    return state;
  }

  set(changes) {
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.model.save_changes();
  }

  edit(at, value) {
    const { table, i, j } = parse(at), now = this.t[table === "Q" ? "Q0" : table]?.[i]?.[j];
    if (now === undefined || !Number.isFinite(value) || Math.abs(value - now) < 1e-9) return;
    this.set({ edits: { ...this.model.get("edits"), [at]: value } });
  }

  reset() {
    this.own = null;
    this.trail = [];
    this.say("");
    if (this.onSite) forget(this.model.get("key"), keys());
    this.set({ ...this.config.start, edits: {} });
    this.fillKnobs();
    this.schedule();
  }

  // A double click on a slider: its number as it was at the start.
  resetSlider(label) {
    const trait = this.config.sliders[label];
    if (!trait) return;
    const k = KNOBS.indexOf(trait), at = k < 0 ? null : this.target(k);
    if (k < 0) return this.set({ [trait]: this.config.start[trait] });
    if (!at) return;
    const edits = { ...this.model.get("edits") };
    delete edits[at];
    this.set({ edits });
    this.fillKnobs();
  }

  // The number that slider k moves: a fixed cell, the same cell of the chosen word, or the selected one.
  target(k) {
    const knob = this.config.knobs[k];
    if (!knob) return null;
    if (knob === "selected") return this.model.get("selected") || null;
    return address(knob[0], this.s?.word ?? this.model.get("word"), knob[1]);
  }

  // Put the sliders where their numbers are, after a number has been chosen or everything was reset.
  fillKnobs() {
    this.s = this.state();
    this.t = compute(this.s);
    const values = {};
    this.config.knobs.forEach((_, k) => {
      const at = this.target(k);
      if (!at) return;
      const { table, i, j } = parse(at), value = this.t[table === "Q" ? "Q0" : table]?.[i]?.[j];
      if (value !== undefined) values[KNOBS[k]] = Math.round(value * 1e6) / 1e6;
    });
    if (!Object.keys(values).length) return;
    this.filling = true; // a slider shows a rounded number, and must not make it the number
    this.set(values);
    this.filling = false;
  }

  // --- page ----------------------------------------------------------------------------------------------------------

  build() {
    const { kind, config } = this;
    this.arithmetic = new Arithmetic({ open: (at) => this.follow(at), back: (depth) => this.goBack(depth), close: () => this.closeArithmetic() });
    this.sentence = kind.sentence ? new Sentence({ choose: (j) => this.choose(j), hover: (j) => point(j === null ? null : address("A", this.s.word, j)) }) : null;
    this.panels = make("div", { class: `attn-panels ${kind.zooms ? "rows" : "beside"}` }, this.arithmetic.element);
    this.selectedLine = make("p", { class: "attn-selected" });
    this.message = make("p", { class: "attn-message", role: "alert", id: `attn-message-${messages++}` });
    this.scissors = kind.scissors ? make("div", { class: "attn-scissors", role: "group", "aria-label": "Cut words" }) : null;
    this.sentenceLine = make("p", { class: "attn-say" });
    this.live = make("p", { class: "attn-spoken", role: "status", "aria-live": "polite" });
    // What has changed is said right below what changed it: controls above the figure, or words and scissors in it.
    const top = [this.sentence?.element, this.scissors], sliders = Object.values(config.sliders);
    if (this.scissors || !sliders.length) top.push(this.sentenceLine);
    else top.unshift(this.sentenceLine);
    this.panels.append(make("p", { class: "attn-hint" }, "Open any number to see how it came about.",
      sliders.some((trait) => /knob|temperature|angle|width/.test(trait)) ? " Double click a slider to reset it." : ""));
    this.results = make("div", { class: "attn-results", tabindex: "-1" }, ...[...top, this.selectedLine, this.panels].filter(Boolean));
    this.buttons = make("p", { class: "attn-buttons" }, make("button", { type: "button", onclick: () => this.reset() }, "Reset"));
    const onkeydown = (event) => { if (event.key === "Escape" && this.trail.length) this.closeArithmetic(); };
    this.root = make("div", { class: "attn-live", onkeydown }, this.message, this.results, this.buttons, this.live);
    this.host.replaceChildren(this.root);
    if (config.ask) this.ask();
    phrases(document);
  }

  ask() {
    const { config } = this;
    const show = (open) => { this.results.hidden = this.buttons.hidden = !open; };
    show(false);
    this.showAtOnce = () => { this.question.close(); show(true); };
    const reveal = () => {
      show(true);
      if (!this.question) return; // it was answered on an earlier visit
      this.question.tell(config.ask.answer);
      (this.question.element.querySelector(".attn-answer") ?? this.results).focus({ preventScroll: true });
    };
    this.question = new Ask({ key: this.model.get("key"), ...config.ask }, reveal);
    if (!this.question.open) this.question.tell(config.ask.answer);
    this.root.prepend(this.question.element);
  }

  listen() {
    const onChange = (name, act) => {
      this.model.on(`change:${name}`, act);
      this.stops.push(() => this.model.off(`change:${name}`, act));
    };
    KNOBS.forEach((name, k) => onChange(name, () => { const at = this.target(k); if (at && !this.filling) this.edit(at, this.model.get(name)); }));
    for (const name of ["edits", "temperature", "scaled", "angle", "cut", "width_index"]) onChange(name, () => this.schedule());
    onChange("zoom", () => { this.trail = []; this.schedule(); }); // the table of the open number may be gone
    for (const name of ["word", "role"]) onChange(name, () => { this.moved(name); this.schedule(); });
    onChange("selected", () => { this.fillKnobs(); this.schedule(); });
    onChange("text", () => this.readText());
    this.stops.push(onPoint((at) => { this.lit = at; this.mark(); }, (at) => this.place(at)));
  }

  // Another word or another role: what is open and what the sliders move may be another number now.
  moved(name) {
    const selected = this.model.get("selected") || "W_Q,0,0";
    if (name === "role" && this.config.knobs.includes("selected") && selected.startsWith("W_")) {
      const { i, j } = parse(selected);
      this.set({ selected: address(["W_Q", "W_K", "W_V"][this.model.get("role")], i, j) });
    }
    this.trail = [];
    this.fillKnobs();
  }

  stop() {
    clearTimeout(this.speaking);
    this.stopped = true;
    this.stops.forEach((stop) => stop());
    this.message.remove();
  }

  // Several traits can change in one move; the figure is drawn once.
  schedule() {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => { this.waiting = false; if (!this.stopped) this.update(); });
  }

  update() {
    this.s = this.state();
    this.t = compute(this.s);
    const specs = this.kind.panels(this.s, this.t);
    this.showGrids(specs);
    this.sentence?.update(this.s.tokens, this.s.word, this.t.A[this.s.word], this.s.cut);
    this.showScissors();
    this.trail = this.trail.filter((at) => { const { table, i, j } = parse(at); return this.t[table]?.[i]?.[j] !== undefined; });
    this.placeArithmetic();
    this.arithmetic.show(this.trail, this.t, this.s);
    this.mark();
    const text = this.kind.say(this.s, this.t);
    write(this.sentenceLine, text);
    this.speak(text);
    const at = this.model.get("selected");
    write(this.selectedLine, at && this.config.knobs.includes("selected") ? `The slider moves ${title(...Object.values(parse(at)), this.s)}.` : "");
    this.host.dispatchEvent(new CustomEvent("attn-drawn", { bubbles: true }));
  }

  showGrids(specs) {
    const ids = specs.map((spec) => spec.id);
    for (const [id, grid] of this.grids) if (!ids.includes(id)) { grid.element.remove(); this.grids.delete(id); }
    const shown = this.panels.getElementsByClassName("attn-grid"); // follows what is inserted
    specs.forEach((spec, place) => {
      let grid = this.grids.get(spec.id);
      if (!grid) {
        grid = new Grid(spec, this.config.shades, {
          open: (i, j) => this.openCell(grid, i, j), hover: (i, j) => point(i === null ? null : grid.spec.at(i, j)),
          label: (i, j, value) => `${title(...Object.values(parse(grid.spec.at(i, j))), this.s)}: ${value}`,
        });
        this.grids.set(spec.id, grid);
      }
      grid.update(spec.rows.map((_, i) => spec.columns.map((_, j) => this.look(spec.at(i, j)))), spec);
      if (shown[place] !== grid.element) this.panels.insertBefore(grid.element, shown[place] ?? this.panels.lastChild);
    });
  }

  // The arithmetic follows the table of the open number: in a narrow card, and for a keyboard in any.
  placeArithmetic() {
    const grid = this.gridOf(this.trail[0])?.grid, { element } = this.arithmetic;
    if (grid && grid.element.nextSibling !== element) grid.element.after(element);
  }

  // The table that shows this number, and where in it.
  gridOf(at) {
    for (const grid of this.grids.values()) {
      for (let i = 0; i < grid.cells.length; i++) {
        const j = grid.cells[i].findIndex((_, c) => grid.spec.at(i, c) === at);
        if (j >= 0) return { grid, i, j };
      }
    }
    return null;
  }

  // An opened number and its arithmetic are seen together: the page moves as far as the number allows.
  reveal({ button }) {
    const below = this.arithmetic.element.getBoundingClientRect().bottom + 8 - innerHeight;
    const room = button.getBoundingClientRect().top - 8;
    if (!this.arithmetic.element.hidden && Math.min(below, room) > 0) scrollBy(0, Math.min(below, room));
  }

  look(at) {
    const { table, i, j } = parse(at);
    return this.t[table][i][j];
  }

  // Where a number stands in this figure, or null; while a question is open, that is the question.
  place(at) {
    const shows = (grid) => grid.cells.some((row, i) => row.some((_, j) => matches(at, grid.spec.at(i, j))));
    const found = [...this.grids.values()].find(shows)?.element ?? (this.sentence && wordsOf(at).length ? this.sentence.element : null);
    return found && (this.results.hidden ? this.root : found);
  }

  // The numbers on show that an opened one is made of. One that is on show nowhere is followed to what it is made of.
  madeOf(open) {
    const shown = new Set(), found = new Set();
    for (const grid of this.grids.values()) grid.cells.forEach((row, i) => row.forEach((_, j) => shown.add(grid.spec.at(i, j))));
    const follow = (at) => sources(at, this.t, this.s).forEach((from) => (shown.has(from) ? found.add(from) : follow(from)));
    follow(open);
    return found;
  }

  mark() {
    const open = this.trail.at(-1), from = open ? this.madeOf(open) : new Set(), selected = this.model.get("selected");
    for (const grid of this.grids.values()) {
      const classes = {};
      grid.cells.forEach((row, i) => row.forEach((_, j) => {
        const at = grid.spec.at(i, j), marks = [];
        if (at === open) marks.push("open");
        if (from.has(at)) marks.push("source", ROLES[parse(at).table] ?? "plain");
        if (at === selected && this.config.knobs.includes("selected")) marks.push("selected");
        if (this.lit && matches(this.lit, at)) marks.push("lit");
        if (marks.length) classes[`${i},${j}`] = marks.join(" ");
      }));
      grid.mark(classes);
    }
    const meant = [open, this.lit].filter(Boolean).map((at) => wordsOf(at, this.s.word));
    const arcs = meant.filter(([from, to]) => from === this.s.word && to !== from).map(([, to]) => to);
    this.sentence?.light(new Set(meant.flat()), new Set(arcs));
  }

  showScissors() {
    if (!this.scissors) return;
    if (this.scissors.childElementCount !== this.s.tokens.length) {
      this.scissors.replaceChildren(...this.s.tokens.map((token, j) => make("button", { type: "button", class: "attn-cut", onclick: () => this.cut(j) }, `✂ ${token}`)));
    }
    [...this.scissors.children].forEach((button, j) => {
      button.setAttribute("aria-pressed", String(this.s.cut[j]));
      button.setAttribute("aria-label", `cut ${this.s.tokens[j]}, word ${j + 1}`);
    });
  }

  // --- what a reader does ---------------------------------------------------------------------------------------------

  choose(j) {
    this.set({ word: j });
  }

  cut(j) {
    this.set({ cut: this.s.cut.map((c, k) => (k === j ? !c : c)) });
  }

  openCell(grid, i, j) {
    const at = grid.spec.at(i, j), { table } = parse(at);
    if (this.trail.at(-1) === at && this.trail.length === 1) return this.closeArithmetic();
    this.trail = [at];
    if (grid.spec.edit && this.config.knobs.includes("selected")) this.set({ selected: at });
    if (["S", "Z", "A", "O", "Q", "K", "V", "XX"].includes(table) && !this.s.scores && grid.spec.rows.length === this.s.tokens.length && !["steps", "mixture"].includes(grid.spec.id)) this.keepTrail(i);
    this.update();
    this.tell();
    this.reveal(grid.cells[i][j]);
  }

  // The row of an opened number becomes the word that asks; that alone must not close what was opened.
  keepTrail(word) {
    const { trail } = this;
    if (word !== this.s.word) this.set({ word });
    this.trail = trail;
  }

  follow(at) {
    this.trail = [...this.trail, at];
    const { table } = parse(at);
    if (/^(X|W_.)$/.test(table) && this.config.knobs.includes("selected")) this.set({ selected: at });
    this.update();
    this.tell();
    this.arithmetic.element.focus();
  }

  goBack(depth) {
    this.trail = this.trail.slice(0, depth + 1);
    this.update();
    this.tell();
    this.arithmetic.element.focus();
  }

  // The focus goes back to the number that was opened: what had it is gone with the panel.
  closeArithmetic() {
    const at = this.trail[0], inside = this.arithmetic.element.contains(document.activeElement);
    this.trail = [];
    write(this.live, ""); // so that the same number is said when it is opened again
    this.update();
    const found = inside && this.gridOf(at);
    if (found) found.grid.focus(found.i, found.j);
  }

  // Own sentence: a good one is taken, a bad one gets a message and changes nothing.
  readText() {
    const text = this.model.get("text");
    if (!this.config.lexicon) return;
    const { tokens, x, error } = read(text, this.config.lexicon);
    if (error) return this.say(`${error} Still shown: ${this.s.tokens.slice(0, 16).join(" ")}.`, true);
    this.say("");
    this.own = { tokens, x };
    const kept = Object.entries(this.model.get("edits")).filter(([at]) => at.startsWith("W_"));
    this.trail = [];
    this.set({ edits: Object.fromEntries(kept), word: Math.min(this.model.get("word"), tokens.length - 1), selected: "" });
    this.fillKnobs();
    this.schedule();
  }

  // unfit: the text in the sentence box is what is wrong.
  say(text, unfit = false) {
    write(this.message, text);
    if (!this.input) return;
    for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", this.message.id]]) {
      if (unfit) this.input.setAttribute(name, value);
      else this.input.removeAttribute(name);
    }
  }

  // The arithmetic that is open now, for who cannot see it. It is the one thing said, though another word may ask now.
  tell() {
    clearTimeout(this.speaking);
    this.spoken = this.sentenceLine.textContent;
    write(this.live, spoken(this.trail.at(-1), this.t, this.s));
  }

  speak(text) {
    clearTimeout(this.speaking);
    if (this.spoken === undefined) { this.spoken = text; return; } // nothing is announced when the page opens
    if (this.question?.open) { this.spoken = text; return; } // what is hidden from the eye is not said either
    if (text === this.spoken) return;
    this.speaking = setTimeout(() => { this.spoken = text; write(this.live, text); }, SPEAK_AFTER);
  }

  // --- links ----------------------------------------------------------------------------------------------------------

  takeLink() {
    const found = fromLink(this.model.get("key"), keys(), (text) => (this.config.lexicon && read(text, this.config.lexicon).tokens) || this.config.tokens);
    if (!found) return this.message.textContent === WRONG_LINK && this.say(""); // the link that was wrong is gone
    if (found.wrong) return this.say(WRONG_LINK);
    this.say("");
    if (this.question?.open) this.showAtOnce();
    this.own = null; // a link says all: what it does not name is as at the start
    this.set({ ...this.config.start, edits: {}, ...found.state });
    if (found.state.text !== undefined) { this.s = this.state(); this.readText(); this.set({ ...found.state }); }
  }

  async copyLink(button) {
    const now = Object.fromEntries(FIELD_NAMES.map((name) => [name, this.model.get(name)])
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(name === "edits" ? {} : this.config.start[name])));
    const url = linkTo(this.model.get("key"), now);
    history.replaceState(null, "", url);
    try {
      await navigator.clipboard.writeText(url);
      write(button, "Copied: the link is in the address bar, too");
    } catch {
      write(button, "The link is in the address bar");
    }
    setTimeout(() => write(button, "Copy a link to this state"), 3000);
  }
}

