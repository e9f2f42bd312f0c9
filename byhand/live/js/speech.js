// What is said aloud: the sentence of the figure when it has changed and rests, and the arithmetic of an opened number.

import { make, write } from "./dom.js";

const REST = 600; // ms before a change is announced

export class Speech {
  constructor() {
    this.element = make("p", { class: "attn-spoken", role: "status", "aria-live": "polite" });
  }

  // A sentence that is announced if it is another one than the last. The first is not: nothing is said when a page opens.
  // silent: not now, and not later either: what is hidden from the eye is not said.
  announce(text, silent) {
    clearTimeout(this.waiting);
    const first = this.last === undefined;
    if (text === this.last) return;
    if (first || silent) { this.last = text; return; }
    this.waiting = setTimeout(() => { this.last = text; write(this.element, text); }, REST);
  }

  // Something that is said at once and alone; sentence: the one that is now on the screen, and is not announced any more.
  tell(text, sentence) {
    clearTimeout(this.waiting);
    this.last = sentence;
    write(this.element, text);
  }

  // So that the same can be said again.
  clear() {
    write(this.element, "");
  }

  stop() {
    clearTimeout(this.waiting);
  }
}
