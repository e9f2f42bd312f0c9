// Predict, then look: the reader commits to a guess before the numbers are shown. It can be skipped, and it is kept
// in this browser alone.

import { make } from "./dom.js";
import { percent } from "./format.js";

const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const store = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* a file or a private window keeps nothing */ } };

export class Question {
  // config: { question, choices: words, share: true if a share is to be guessed as well, answer: { word, share } as the
  // figure starts }; hidden: the elements that are not seen before the guess; the last takes the focus when there is no
  // answer to tell: the button that had it is gone.
  constructor(key, { question, choices, share, answer }, hidden) {
    this.key = `attn-guess-${key}`;
    this.answer = answer;
    this.hidden = hidden;
    this.element = make("form", { class: "attn-ask", onsubmit: (event) => { event.preventDefault(); this.commit(); } });
    const old = read(this.key);
    if (old && choices.includes(old.word) && (old.share === null || Number.isFinite(old.share))) this.take(old);
    else this.form(question, choices, share);
  }

  form(question, choices, share) {
    const name = `${this.key}-word`;
    const options = choices.map((word) => make("label", { class: "attn-option" }, make("input", { type: "radio", name, value: word, required: true }), make("span", {}, word)));
    this.element.append(make("fieldset", {}, make("legend", {}, question), make("div", { class: "attn-options" }, ...options)));
    if (share) {
      this.percent = make("input", { type: "range", min: "0", max: "100", step: "1", value: "50", "aria-label": "Your guess of its share, in percent" });
      const says = make("output", {}, "50 %");
      this.percent.addEventListener("input", () => { says.textContent = `${this.percent.value} %`; });
      this.element.append(make("label", { class: "attn-guess" }, "its share ", this.percent, says));
    }
    this.element.append(make("p", { class: "attn-buttons" }, make("button", { type: "submit", class: "attn-main" }, "Look"),
      make("button", { type: "button", onclick: () => this.done({ word: null }) }, "Skip")));
    this.show(false);
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
    (this.element.querySelector(".attn-answer") ?? this.hidden.at(-1)).focus({ preventScroll: true });
  }

  take(guess) {
    this.close();
    if (guess.word) this.tell(guess);
  }

  // A link opens the figure: who follows it came to see what it shows.
  close() {
    this.element.replaceChildren();
    this.show(true);
  }

  show(all) {
    this.open = !all;
    for (const element of this.hidden) element.hidden = !all;
  }

  tell(guess) {
    const { answer } = this, right = guess.word === answer.word;
    const mine = guess.share === null ? guess.word : `${guess.word}, ${percent(guess.share)}`;
    const truth = answer.share === undefined ? answer.word : `${answer.word}, ${percent(answer.share)}`;
    this.element.append(make("p", { class: "attn-answer", tabindex: "-1" }, `You guessed ${mine}. It is ${truth}${right ? ": the right word." : "."} `,
      make("button", { type: "button", class: "attn-step", onclick: () => this.forget() }, "forget my guess")));
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ }
    this.done({ word: null });
  }
}
