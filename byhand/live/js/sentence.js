// The sentence: each word is a button that makes it ask, arcs lead to the words that answer, thickness is share.

import { draw, make, write } from "./dom.js";
import { percent } from "./format.js";

const LIMIT = 12; // with more words the arcs would be a knot: then the shares below the words must do

export class Sentence {
  constructor({ choose, hover }) {
    this.hooks = { choose, hover };
    this.words = make("div", { class: "attn-words", role: "group", "aria-label": "Choose the word that asks" });
    this.arcs = draw("svg", { class: "attn-arcs", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.element = make("div", { class: "attn-sentence" }, this.words, this.arcs);
    this.tokens = [];
  }

  update(tokens, asking, shares, cut = []) {
    if (String(tokens) !== String(this.tokens)) this.build(tokens);
    this.buttons.forEach(({ button, share, says }, j) => {
      button.setAttribute("aria-pressed", String(j === asking));
      button.classList.toggle("cut", Boolean(cut[j]));
      write(share, percent(shares[j]));
      write(says, j === asking ? "asks" : cut[j] ? "cut" : "");
    });
    if (tokens.length > LIMIT) return;
    const top = Math.max(1e-9, ...shares.filter((s, j) => j !== asking && s === s));
    this.paths.forEach((path, j) => {
      const shown = j !== asking && shares[j] > 0;
      path.style.display = shown ? "" : "none";
      if (!shown) return;
      path.setAttribute("d", arc(asking, j, Math.max(asking, tokens.length - 1 - asking)));
      path.style.strokeWidth = `${1 + 20 * shares[j]}px`;
      path.style.strokeOpacity = (0.25 + 0.7 * (shares[j] / top)).toFixed(3);
    });
  }

  // words: the places of those that are meant; arcs: where the arcs lead that are meant.
  light(words, arcs) {
    this.buttons.forEach(({ button }, j) => button.classList.toggle("lit", words.has(j)));
    this.paths.forEach((path, j) => path.classList.toggle("lit", arcs.has(j)));
  }

  build(tokens) {
    this.tokens = tokens.slice();
    this.buttons = tokens.map((token, j) => {
      const share = make("small", {}), says = make("small", { class: "attn-role" });
      const button = make("button", { type: "button", class: "attn-word", onclick: () => this.hooks.choose(j),
        onpointerenter: () => this.hooks.hover(j), onpointerleave: () => this.hooks.hover(null) }, says, make("span", {}, token), share);
      return { button, share, says };
    });
    this.words.replaceChildren(...this.buttons.map((b) => b.button));
    this.words.classList.toggle("many", tokens.length > LIMIT);
    this.arcs.setAttribute("viewBox", `0 0 ${100 * tokens.length} 100`);
    this.paths = tokens.map(() => draw("path", { class: "attn-arc" }));
    this.arcs.replaceChildren(...this.paths);
    this.arcs.style.display = tokens.length > LIMIT ? "none" : "";
  }
}

// The farthest word's arc reaches the bottom of the picture; half of the thickest line fits below it.
function arc(from, to, farthest) {
  const x = (j) => 50 + 100 * j, depth = 35 + (80 * Math.abs(to - from)) / Math.max(farthest, 1);
  return `M${x(from)} 2 C ${x(from)} ${depth} ${x(to)} ${depth} ${x(to)} 2`;
}
