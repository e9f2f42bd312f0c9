// Predict, then look: the reader commits to a guess before the numbers are shown. It can be skipped, and it is kept
// in this browser alone.

import { make } from "./dom.js";
import { percent } from "./words.js";

const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const store = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* a file or a private window keeps nothing */ } };

export class Ask {
  // question: text, choices: words, share: true if a share is to be guessed as well; reveal() shows the figure, and
  // takes the focus: the button that had it is gone.
  constructor({ key, question, choices, share }, reveal) {
    this.key = `attn-guess-${key}`;
    this.reveal = reveal;
    this.element = make("form", { class: "attn-ask", onsubmit: (event) => { event.preventDefault(); this.commit(); } });
    const old = read(this.key);
    if (old && choices.includes(old.word) && (old.share === null || Number.isFinite(old.share))) this.done(old);
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
    this.open = true;
  }

  commit() {
    const word = this.element.querySelector("input:checked")?.value;
    if (!word) return;
    const guess = { word, share: this.percent ? Number(this.percent.value) / 100 : null };
    store(this.key, guess);
    this.done(guess);
  }

  done(guess) {
    this.open = false;
    this.guess = guess.word ? guess : null;
    this.element.replaceChildren();
    this.reveal();
  }

  // A link opens the figure: who follows it came to see what it shows.
  close() {
    this.open = false;
    this.element.replaceChildren();
  }

  // answer: { word, share } as the figure starts.
  tell(answer) {
    if (!this.guess || this.element.childElementCount) return;
    const right = this.guess.word === answer.word;
    const mine = this.guess.share === null ? this.guess.word : `${this.guess.word}, ${percent(this.guess.share)}`;
    const truth = answer.share === undefined ? answer.word : `${answer.word}, ${percent(answer.share)}`;
    this.element.append(make("p", { class: "attn-answer", tabindex: "-1" }, `You guessed ${mine}. It is ${truth}${right ? ": the right word." : "."} `,
      make("button", { type: "button", class: "attn-step", onclick: () => this.forget() }, "forget my guess")));
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ }
    this.guess = null;
    this.element.replaceChildren();
    this.reveal();
  }
}
