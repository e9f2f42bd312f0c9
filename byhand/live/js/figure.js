// A live figure: the state of its model in, tables, arithmetic and one sentence out. Here is what a reader does; what is
// shown stands in page.js, the state in state.js, the open number in trail.js.

import { play } from "./autoplay.js";
import { address, matches, parse, valueAt } from "./address.js";
import { make, write } from "./dom.js";
import { label, wordsOf } from "./explain.js";
import { frameOf } from "./follow.js";
import { fill, number, percent } from "./format.js";
import { Link } from "./link.js";
import { Memory } from "./memory.js";
import { Page } from "./page.js";
import { onPoint, phrases, point } from "./point.js";
import { Question } from "./question.js";
import { Speech } from "./speech.js";
import { spoken } from "./spoken.js";
import { State } from "./state.js";
import { Trail } from "./trail.js";

const WRONG_LINK = "The link holds no state that this figure can read. It starts as usual.";
const OLD_LINK = "This link was made for an earlier form of the figure, which had other controls. The figure starts as usual.";
const MESSAGES = [WRONG_LINK, OLD_LINK];
const COPY = "Copy link";

export class Figure {
  constructor(kind, model, host) {
    this.kind = kind;
    this.host = host;
    this.stops = [];
    this.state = new State(kind, model);
    this.trail = new Trail(kind);
    this.speech = new Speech();
    const { config } = this.state;
    this.page = new Page(kind, config, this.acts(), this.speech.element);
    if (config.ask) {
      this.question = new Question(model.get("key"), config.ask, (open) => this.ask(open));
      this.page.root.prepend(this.question.element);
    }
    host.replaceChildren(this.page.root);
    phrases(document);
    this.listen();
    this.state.fillKnobs();
    this.update();
  }

  // The view stands in its page now. On the website its state can be linked to; a notebook has no address for it.
  placed(box) {
    if (this.stopped) return;
    this.box = box;
    this.page.placed(box);
    this.ask(this.question?.open);
    this.update(); // there is room now, and it is known how much
    if (!this.host.closest("[data-attn-live]")) return;
    this.link = new Link(this.state);
    (this.page.links ?? this.page.buttons).append(make("button", { type: "button", onclick: (event) => this.copyLink(event.currentTarget) }, COPY));
    const fromAddress = () => { this.takeLink(); this.state.fillKnobs(); this.schedule(); };
    addEventListener("hashchange", fromAddress);
    this.stops.push(() => removeEventListener("hashchange", fromAddress));
    this.remember();
    fromAddress();
    this.play();
  }

  // Once, where nobody has set anything and nothing is asked.
  play() {
    const { state } = this, { plays, start } = state.config;
    if (!plays || state.isChanged || this.question?.open || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.playing = true;
    this.stops.push(play(this.box, (strength) => state.set({ strength }), () => {
      this.playing = false;
      state.set({ strength: start.strength });
      this.memory.keep();
    }));
  }

  // While a question is open nothing of the figure is seen: neither its answer, nor what would change it.
  ask(open) {
    this.page.results.hidden = Boolean(open);
    this.box?.classList.toggle("asking", Boolean(open));
    this.textBelow().forEach((part) => { part.inert = Boolean(open); part.classList.toggle("attn-waits", Boolean(open)); });
    if (!open && this.box) this.update();
  }

  // On the website: what stands between the figure and the next heading. It may tell the answer.
  textBelow() {
    const found = [];
    let part = this.host.closest("[data-attn-live]")?.closest(".cell")?.nextElementSibling;
    for (; part && !part.matches("h1, h2, h3, section"); part = part.nextElementSibling) found.push(part);
    return found;
  }

  stop() {
    this.stopped = true;
    this.speech.stop();
    this.sliders?.stop();
    this.memory?.stop();
    this.stops.forEach((stop) => stop());
    this.page.stop();
  }

  // --- when something changes -----------------------------------------------------------------------------------------

  // What follows from a change of a field, by the effect that the table of fields gives it.
  effects() {
    const fill = () => { this.state.fillKnobs(); this.schedule(); };
    return {
      draw: () => this.schedule(),
      fill,
      // Another word or another level: what is open and what the sliders move may be another number now.
      move: (name) => { this.react(name); this.trail.close(); fill(); },
      read: () => this.takeSentence(),
    };
  }

  listen() {
    const { model, config } = this.state, effects = this.effects();
    let knobs = 0;
    for (const { name, effect } of config.fields) {
      const k = effect === "knob" ? knobs++ : null;
      const act = k === null ? () => effects[effect](name) : () => this.state.moved(k);
      model.on(`change:${name}`, act);
      this.stops.push(() => model.off(`change:${name}`, act));
    }
    this.stops.push(onPoint((at) => { this.lit = at; this.mark(); }, (at) => this.saysOf(at), (at) => this.page.place(at)));
  }

  // What the numbers at an address are, a line each, or null if the figure has no such number; at: may hold stars.
  saysOf(at) {
    const { s, t } = this.state, { table } = parse(at), rows = Object.hasOwn(t, table) ? t[table] : [];
    const found = rows.flatMap((row, i) => row.map((_, j) => address(table, i, j))).filter((one) => matches(at, one));
    if (!found.length) return null;
    return found.length === 1 ? [spoken(this.kind, found[0], t, s)] : found.map((one) => `${label(this.kind, one, s)}: ${(this.kind.tables[table].shares ? percent : number)(valueAt(one, t))}`);
  }

  // What a kind changes together with a field.
  react(name) {
    const changes = this.kind.react?.[name]?.(this.state.now());
    if (changes) this.state.set(changes);
  }

  // Several fields can change in one move; the figure is drawn once.
  schedule() {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => { this.waiting = false; if (!this.stopped) this.update(); });
  }

  update() {
    this.state.compute();
    const { s, t, config } = this.state, [which, facts] = this.kind.say(s, t), text = fill(config.sentences[which], facts);
    this.text = text;
    this.trail.keepWhatIsIn(t);
    this.trail.frame = frameOf(this.kind, s, t);
    this.page.update(this.state, this.trail, [config.sentences[which], facts]);
    this.mark();
    this.sliders?.look();
    if (!this.playing) this.memory?.keep();
    this.speech.announce(text, this.question?.open || this.playing);
    this.host.dispatchEvent(new CustomEvent("attn-drawn", { bubbles: true }));
  }

  mark() {
    this.page.mark(this.state, this.trail, this.lit, this.state.choosesNumbers ? this.state.s.selected : "");
  }

  // --- what a reader does ---------------------------------------------------------------------------------------------

  acts() {
    return {
      reset: () => this.reset(),
      escape: () => this.escape(),
      follow: (at) => this.follow(at),
      goBack: (depth) => { this.trail.goBack(depth); this.showArithmetic(); },
      close: () => this.close(),
      choose: (j) => this.state.set({ word: j }),
      cut: (j) => this.state.set({ cut: this.state.s.cut.map((c, k) => (k === j ? !c : c)) }),
      openCell: (grid, i, j) => this.openCell(grid, i, j),
      point,
      mark: () => this.mark(),
      // for the drawing of a kind
      set: (changes) => this.state.set(changes),
      edit: (at, value) => { this.state.edit(at, value); this.state.fillKnobs(); },
      undo: (at) => this.state.undo(at),
      select: (at) => this.state.select(at),
      open: (at) => this.openNumber(at),
      step: (to) => this.step(to),
    };
  }

  reset() {
    this.trail.close();
    this.page.say("");
    this.link?.forget();
    this.state.reset(this.state.restart);
    this.state.fillKnobs();
    this.schedule();
  }

  // A number of the drawing; where a slider moves numbers, it moves this one now.
  openNumber(at) {
    if (this.trail.open === at && !this.state.s.step) return this.close();
    this.leaveTheWay();
    this.trail.start(at);
    this.state.select(at);
    this.pick(at);
    this.update();
    this.page.fly();
    this.tell();
    this.page.reveal(this.page.stage?.element);
  }

  // The word whose number was opened is the one that is followed.
  pick(at) {
    const { s } = this.state, [asks, answers] = wordsOf(this.kind, at, s);
    if ("pick" in s && asks === s.word && answers !== undefined) this.state.set({ pick: answers });
  }

  // Leave what is open; returns whether anything was.
  escape() {
    const { step } = this.state.s, open = Boolean(step || this.trail.open);
    if (step) this.step(0);
    else if (open) this.close();
    return open;
  }

  // The way of a followed number; 0: it is not followed.
  step(to) {
    this.trail.close();
    this.state.set({ step: to });
    this.update();
    this.page.fly();
    const { frame } = this.trail;
    if (frame) this.speech.tell(`${frame.title}, ${frame.place} of ${frame.of}. ${frame.at.map((at) => spoken(this.kind, at, this.state.t, this.state.s)).join("; ")}`, this.text);
    else this.speech.clear();
    this.page.reveal(this.page.stage?.element);
    this.page.focusOnWay();
  }

  leaveTheWay() {
    if (this.state.s.step) this.state.set({ step: 0 });
  }

  openCell(grid, i, j) {
    const at = grid.spec.at(i, j);
    if (valueAt(at, this.state.t) === undefined) return; // tables that were folded may still show words that are gone
    if (this.trail.first === at && this.trail.open === at) return this.close();
    this.leaveTheWay();
    this.trail.start(at, grid);
    if (grid.spec.selectable) this.state.select(at);
    if (grid.spec.asks) this.letAsk(i);
    this.update();
    this.tell();
    this.page.reveal(grid.cells[i][j].button);
  }

  // The row of an opened number becomes the word that asks; that alone must not close what was opened.
  letAsk(word) {
    const { addresses, grid } = this.trail;
    if (word !== this.state.s.word) this.state.set({ word });
    Object.assign(this.trail, { addresses, grid });
  }

  follow(at) {
    this.trail.follow(at);
    this.state.select(at);
    this.showArithmetic();
  }

  showArithmetic() {
    this.update();
    this.page.fly();
    this.tell();
    this.page.arithmetic.element.focus();
  }

  // The arithmetic that is open now, for who cannot see it. It is the one thing said, though another word may ask now.
  tell() {
    const { s, t } = this.state;
    this.speech.tell(spoken(this.kind, this.trail.open, t, s), this.text);
  }

  // The focus goes back to the number that was opened: what had it is gone with the panel.
  close() {
    const at = this.trail.first, inside = this.page.arithmetic.element.contains(document.activeElement);
    this.trail.close();
    this.speech.clear(); // so that the same number is said when it is opened again
    this.update();
    if (!inside) return;
    const found = this.page.find(at);
    if (found) found.grid.focus(found.i, found.j);
    else this.page.results.focus({ preventScroll: true });
  }

  // Own sentence: a good one is taken, a bad one gets a message and changes nothing.
  takeSentence() {
    if (!this.state.config.lexicon) return;
    const wrong = this.state.takeSentence();
    this.page.say(wrong, Boolean(wrong));
    if (wrong) return;
    this.trail.close();
    this.state.fillKnobs();
    this.schedule();
  }

  // --- links ----------------------------------------------------------------------------------------------------------

  takeLink() {
    const found = this.link.read(), { page } = this;
    if (!found) return MESSAGES.includes(page.message.textContent) && page.say(""); // the link that was wrong is gone
    if (found.wrong || found.old) return page.say(found.old ? OLD_LINK : WRONG_LINK);
    page.say("");
    if (this.question?.open) this.question.close();
    this.restore(found.changes);
  }

  // Put the figure into a state that is known to fit. It says all: what it does not name is as at the start.
  restore(changes) {
    this.state.reset(changes);
    if (changes.text === undefined) return;
    this.state.compute();
    this.takeSentence();
    this.state.set(changes); // a new sentence has put back what belonged to the words of the old one
  }

  // What the reader had set before the page was loaded again; a link in the address is stronger.
  remember() {
    const memory = new Memory(this.state), changes = this.link.read() ? null : memory.read();
    if (changes) this.restore(changes);
    this.memory = memory;
  }

  async copyLink(button) {
    const url = this.link.write();
    try {
      await navigator.clipboard.writeText(url);
      write(button, "Copied");
    } catch {
      write(button, "It is in the address bar");
    }
    this.speech.tell("The link is in the address bar, and copied if your browser allows it.", this.text);
    clearTimeout(this.copied);
    this.copied = setTimeout(() => write(button, COPY), 3000);
  }
}
