// Beside the drawing, in one place: the sentence that says what is to be seen, or the arithmetic of an opened number, and
// what a reader can do next.

import { lowered, make } from "./dom.js";
import { pieces } from "./format.js";

export class Narrator {
  // arithmetic: its element; buttons: the element of the buttons.
  constructor(arithmetic, buttons) {
    this.line = make("p", { class: "attn-say" });
    this.element = make("div", { class: "attn-narrator" }, this.line, arithmetic, make("div", { class: "attn-foot" }, buttons));
    this.arithmetic = arithmetic;
  }

  // layout: that of the drawing, if it has a place for the narrator.
  update(template, facts, layout) {
    const found = pieces(template, facts), text = found.map((piece) => piece.text).join("");
    if (text !== this.text) {
      this.text = text;
      this.line.replaceChildren(...found.flatMap(({ text: part, role }) => (role ? make("b", { class: `attn-${role}` }, ...lowered(part)) : lowered(part))));
    }
    this.line.hidden = !this.arithmetic.hidden && this.arithmetic.parentNode === this.element;
    this.stand(layout);
  }

  stand({ width, height, narrator, narrow } = {}) {
    const { style } = this.element, beside = narrator && !narrow;
    this.element.classList.toggle("beside", Boolean(beside));
    const [x, y, w, h] = beside ? narrator : [];
    const place = beside ? { left: (100 * x) / width, top: (100 * y) / height, width: (100 * w) / width, height: (100 * h) / height } : {};
    for (const name of ["left", "top", "width", "height"]) {
      const value = beside ? `${place[name].toFixed(2)}%` : "";
      if (style[name] !== value) style[name] = value;
    }
  }
}
