// Predict, then look: the reader commits to a guess before the numbers are shown. It can be skipped, and it is kept
// in this browser alone.

import { make } from "./dom.js";
import { percent } from "./format.js";

const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const store = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* a file or a private window keeps nothing */ } };

export class Question {
  // config: { question, choices: words, share: true if a share is to be guessed as well, answer: { word, share } as the
  // figure starts }; shown(open): the question opens or closes, and the figure is hidden or seen.
  constructor(key, config, shown) {
    this.key = `attn-guess-${key}`;
    this.config = config;
    this.shown = shown;
    this.element = make("form", { class: "attn-ask", onsubmit: (event) => { event.preventDefault(); this.commit(); } });
    const old = read(this.key), { choices } = config;
    if (old && choices.includes(old.word) && (old.share === null || Number.isFinite(old.share))) this.take(old);
    else this.ask();
  }

  ask() {
    const { question, choices, share } = this.config, name = `${this.key}-word`;
    const options = choices.map((word) => make("label", { class: "attn-option" }, make("input", { type: "radio", name, value: word, required: true }), make("span", {}, word)));
    this.element.replaceChildren(make("fieldset", {}, make("legend", {}, question), make("div", { class: "attn-options" }, ...options)));
    this.percent = null;
    if (share) {
      this.percent = make("input", { type: "range", min: "0", max: "100", step: "1", value: "50", "aria-label": "Your guess of its share, in percent" });
      const says = make("output", {}, "50 %");
      this.percent.addEventListener("input", () => { says.textContent = `${this.percent.value} %`; });
      this.element.append(make("label", { class: "attn-guess" }, "its share ", this.percent, says));
    }
    this.element.append(make("p", { class: "attn-buttons" }, make("button", { type: "submit", class: "attn-main" }, "Look"),
      make("button", { type: "button", onclick: () => this.done({ word: null }) }, "Skip")));
    this.open = true;
    this.shown(true);
  }

  commit() {
    const word = this.element.querySelector("input:checked")?.value;
    if (!word) return;
    const guess = { word, share: this.percent ? Number(this.percent.value) / 100 : null };
    store(this.key, guess);
    this.done(guess);
  }

  // The guess is made or skipped: the figure is shown, with the answer.
  done(guess) {
    this.take(guess);
    const next = this.element.querySelector(".attn-answer") ?? this.element.parentNode?.querySelector(".attn-results");
    next?.focus({ preventScroll: true });
  }

  take(guess) {
    this.close();
    if (guess.word) this.tell(guess);
  }

  // A link opens the figure: who follows it came to see what it shows.
  close() {
    this.element.replaceChildren();
    this.open = false;
    this.shown(false);
  }

  tell(guess) {
    const { answer } = this.config, right = guess.word === answer.word;
    const mine = guess.share === null ? guess.word : `${guess.word}, ${percent(guess.share)}`;
    const truth = answer.share === undefined ? answer.word : `${answer.word}, ${percent(answer.share)}`;
    this.element.append(make("p", { class: "attn-answer", tabindex: "-1" }, `You guessed ${mine}. It is ${truth}${right ? ": the right word." : "."} `,
      make("button", { type: "button", class: "attn-step", onclick: () => this.forget() }, "ask me again")));
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ }
    this.ask();
    this.element.querySelector("input").focus();
  }
}
