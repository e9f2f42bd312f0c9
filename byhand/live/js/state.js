// The state of a figure: the traits of its model as the fields of byhand/live/state.py name them, the tables that follow
// from them, and what changes them: edits, sliders that move a number of a table, an own sentence, the reset.

import { address, parse, valueAt } from "./address.js";
import { title } from "./explain.js";
import { read } from "./read.js";

const SAME = 1e-9; // a slider that moves a number by less has only been put in its place

export class State {
  constructor(kind, model) {
    this.kind = kind;
    this.model = model;
    this.config = model.get("config");
    this.own = null; // the reader's sentence: { tokens, x }
    this.compute();
  }

  get(name) {
    return this.model.get(name);
  }

  set(changes) {
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.model.save_changes();
  }

  // The fields as the tables are computed from them: no word and no cut outside of the sentence.
  now() {
    const { config, own } = this, tokens = own ? own.tokens : config.tokens;
    const fields = Object.fromEntries(config.fields.map(({ name }) => [name, this.get(name)]));
    return { ...fields, config, names: config.names, tokens, base: own ? { ...config.base, X: own.x } : config.base,
      word: Math.min(fields.word, Math.max(tokens.length - 1, 0)), cut: tokens.map((_, j) => Boolean(fields.cut[j])) };
  }

  compute() {
    this.s = this.now();
    this.t = this.kind.compute(this.s);
  }

  // The number at an address as a reader sets it: of a query the one before it is turned and multiplied.
  held(at) {
    const { table, i, j } = parse(at), { heldBy = table, unit = () => 1 } = this.kind.tables[table] ?? {};
    const value = valueAt(address(heldBy, i, j), this.t) / unit(this.s);
    return Number.isFinite(value) ? value : undefined; // at strength 0 no query can be set
  }

  // --- edits and sliders --------------------------------------------------------------------------------------------

  edit(at, value) {
    const now = this.held(at);
    if (now === undefined || !Number.isFinite(value) || Math.abs(value - now) < SAME) return;
    this.set({ edits: { ...this.get("edits"), [at]: value } });
  }

  // Whether a slider moves the number that the reader has chosen.
  get choosesNumbers() {
    return this.config.knobs.includes("selected");
  }

  // Choose the number that the slider moves, if there is such a slider and a reader may set this number.
  select(at) {
    if (this.choosesNumbers && this.kind.tables[parse(at).table].selectable) this.set({ selected: at });
  }

  // The field behind the slider that moves number k of config.knobs, and back: -1 for a field that is none of these.
  knob(k) {
    return this.config.fields.filter(({ effect }) => effect === "knob")[k].name;
  }

  // The address that slider k moves: a column of the row of the chosen word, or the selected number.
  target(k) {
    const knob = this.config.knobs[k];
    if (knob === "selected") return this.get("selected") || null;
    return address(knob[0], this.now().word, knob[1]);
  }

  // What a control is called: one that moves the chosen number has the name of that number, as it is set.
  nameOf(field) {
    const k = this.config.knobs.findIndex((knob, k) => knob === "selected" && this.knob(k) === field);
    if (k < 0 || !this.s.selected) return this.config.controls[field];
    const { table, i, j } = parse(this.s.selected), { setAs, heldBy } = this.kind.tables[table];
    const held = heldBy && setAs?.(i, j, this.s) === null ? address(heldBy, i, j) : this.s.selected;
    return title(this.kind, held, this.s);
  }

  moved(k) {
    const at = this.target(k);
    if (at && !this.filling) this.edit(at, this.get(this.knob(k)));
  }

  // Put the sliders where their numbers are, after a number has been chosen or everything was reset.
  fillKnobs() {
    this.compute();
    const values = {};
    this.config.knobs.forEach((_, k) => {
      const at = this.target(k), value = at ? this.held(at) : undefined;
      if (value !== undefined) values[this.knob(k)] = Math.round(value * 1e6) / 1e6;
    });
    if (!Object.keys(values).length) return;
    this.filling = true; // a slider shows a rounded number, and must not make it the number
    this.set(values);
    this.filling = false;
  }

  // The number as it was before the reader set it.
  undo(at) {
    const edits = { ...this.get("edits") };
    delete edits[at];
    this.set({ edits });
    this.fillKnobs();
  }

  // Whether a reader has changed anything. What a link does not hold, as the place of a slider, does not count.
  get isChanged() {
    const { fields } = this.config, start = { ...this.config.start, ...this.restart };
    return fields.some(({ name, linked }) => linked && JSON.stringify(this.get(name)) !== JSON.stringify(start[name]));
  }

  // --- back to the start --------------------------------------------------------------------------------------------

  // What a reset leaves as it is, where a kind says so: the task that is being solved.
  get restart() {
    return this.kind.restart?.(this.now()) ?? {};
  }

  // All fields as they were at the start; changes: what is to be different.
  reset(changes = {}) {
    this.own = null;
    this.set({ ...this.config.start, ...changes });
  }

  // One control: its field, or the number that it moves.
  resetControl(field) {
    const k = this.config.knobs.findIndex((_, k) => this.knob(k) === field);
    if (k < 0) return this.set({ [field]: this.config.start[field] });
    this.undo(this.target(k));
  }

  // --- own sentence -------------------------------------------------------------------------------------------------

  // The words of a text: { tokens, x }, or { error }; {} where a figure takes no sentence.
  read(text) {
    const { lexicon, most_words: most } = this.config;
    return lexicon ? read(text, lexicon, most) : {};
  }

  // What the slider moves in a sentence of other words: the same number, or that of the last word.
  stays(at) {
    const { table, i, j } = parse(at);
    return at && this.kind.tables[table].words ? address(table, Math.min(i, this.own.tokens.length - 1), j) : at;
  }

  // Take the sentence of the field `text`; returns what is wrong with it, or "". A wrong one changes nothing.
  takeSentence() {
    const { tokens, x, error } = this.read(this.get("text"));
    if (error) return `${error} Still shown: ${this.s.tokens.slice(0, this.config.most_words).join(" ")}.`;
    if (!tokens) return "";
    this.own = { tokens, x };
    // What was set in rows of words belongs to the old words.
    const kept = Object.entries(this.get("edits")).filter(([at]) => !this.kind.tables[parse(at).table]?.words);
    this.set({ edits: Object.fromEntries(kept), word: Math.min(this.get("word"), tokens.length - 1), selected: this.stays(this.get("selected")) });
    return "";
  }
}
