// The arithmetic behind one number. Every number in it can be opened in turn, down to the embeddings; a trail leads back.

import { lowered, make } from "./dom.js";
import { parse } from "./address.js";
import { explain, label, product } from "./explain.js";
import { number, percent, precise, rounded } from "./format.js";

export class Arithmetic {
  // open(address): a reader follows a number; undo(address): the number as it was before a reader set it; close(): the panel
  // is no longer wanted.
  constructor(kind, hooks) {
    this.kind = kind;
    this.hooks = hooks;
    this.element = make("div", { class: "attn-arithmetic", role: "group", "aria-label": "Where this number comes from", hidden: true, tabindex: "-1" });
  }

  // trail: the addresses from the cell that was opened to the number that is shown. frame: of a followed number, see follow.js.
  show({ addresses, frame }, t, s) {
    this.element.hidden = !addresses.length && !frame;
    if (this.element.hidden) return this.element.replaceChildren();
    this.s = s;
    if (frame) return this.element.replaceChildren(...this.frame(frame, t));
    const why = explain(this.kind, addresses.at(-1), t, s);
    this.element.replaceChildren(this.head(addresses, why, t), ...this[why.form](why));
  }

  // One step on the way of a followed number; it can hold the arithmetic of several.
  frame({ title, place, of, at, note }, t) {
    const parts = at.map((one) => explain(this.kind, one, t, this.s));
    const head = make("header", {}, make("p", { class: "attn-title" }, title), make("p", { class: "attn-place" }, `${place} of ${of}`));
    const body = parts.flatMap((why) => (why.form === "given"
      ? [make("p", { class: "attn-start" }, ...lowered(`${why.title} `), make("b", { "data-at": why.at }, precise(why.value)))]
      : [...(parts.length > 1 ? [make("p", { class: "attn-of" }, ...lowered(why.title))] : []), ...this[why.form](why)]));
    return [head, ...body, ...(note ? [make("p", { class: "attn-note" }, ...lowered(note))] : [])];
  }

  head(trail, why, t) {
    const before = trail.slice(0, -1).map((at, depth) => {
      const { title } = explain(this.kind, at, t, this.s);
      return make("button", { type: "button", class: "attn-step", title, onclick: () => this.hooks.back(depth) }, ...lowered(title));
    });
    return make("header", {},
      before.length ? make("p", { class: "attn-trail" }, ...before.flatMap((b) => [b, " ← "]).slice(0, -1)) : "",
      make("p", { class: "attn-title" }, ...lowered(why.title)),
      make("button", { type: "button", class: "attn-close", "aria-label": "Close the arithmetic", onclick: this.hooks.close }, "×"));
  }

  // A number that can be opened if it has an address.
  value(part, digits = 6) {
    const text = precise(part.value, digits);
    if (!part.at) return make("span", {}, text);
    return make("button", { type: "button", class: `attn-number attn-${this.kind.tables[parse(part.at).table].role ?? "plain"}`, "data-at": part.at,
      "aria-label": `${label(this.kind, part.at, this.s)}: ${text}`, onclick: () => this.hooks.open(part.at) }, text);
  }

  total(text) {
    return make("p", { class: "attn-total" }, text);
  }

  given(why) {
    const undo = why.own ? [" ", make("button", { type: "button", class: "attn-step", onclick: () => this.hooks.undo(why.own) }, "Put it back")] : [];
    return [this.total(precise(why.value)), make("p", { class: "attn-note" }, ...lowered(why.note), ...undo)];
  }

  sum(why) {
    const lines = why.pairs.map((pair) => {
      const [label, a, b] = pair, result = product(pair);
      return make("div", { class: result === 0 ? "attn-line zero" : "attn-line" },
        make("span", { class: "attn-label" }, label), this.value(a), make("span", {}, "×"), this.value(b),
        make("span", {}, "="), make("span", {}, precise(result)));
    });
    return [make("div", { class: "attn-lines" }, ...lines), this.total(`together ${precise(why.value)}`)];
  }

  divided(why) {
    if (why.cut) return [this.total("−∞"), make("p", { class: "attn-note" }, "This word is cut: its score becomes minus infinity, and exp of that is 0.")];
    const parts = [this.value(why.from, 8)];
    if (why.scaled) parts.push(` ÷ √${why.width}`);
    return [make("p", { class: "attn-sum" }, ...parts, ` = ${precise(why.value)}`), this.total(precise(why.value))];
  }

  power(why) {
    return [make("p", { class: "attn-sum" }, "exp(", this.value(why.from), `) = ${precise(why.value)}`), this.total(precise(why.value))];
  }

  difference(why) {
    return [make("p", { class: "attn-sum" }, this.value(why.from), " − ", this.value(why.minus)), this.total(precise(why.value))];
  }

  share(why) {
    const top = Math.max(...why.row.map((part) => part.value));
    const shift = top > 300 ? top : 0; // exp would overflow: the largest is subtracted first, and no share changes
    const powers = why.row.map((part) => Math.exp(part.value - shift)), total = powers.reduce((a, b) => a + b, 0);
    const { mine } = why;
    const written = (x) => (x !== 0 && x < 1e-4 ? precise(x, 2) : number(x, 4));
    let digits = 4; // more, until the printed numbers give the printed share
    while (digits < 12 && written(rounded(powers[mine], digits) / rounded(total, digits)) !== written(why.value)) digits++;
    const lines = why.row.map((part, k) => make("div", { class: k === mine ? "attn-line mine" : "attn-line" },
      make("span", { class: "attn-label" }, part.word), make("span", {}, "exp(", this.value(part), shift ? ` − ${precise(shift)})` : ")"),
      make("span", {}, "="), make("span", {}, precise(powers[k], digits))));
    return [make("div", { class: "attn-lines exp" }, ...lines),
      make("p", { class: "attn-sum" }, `sum of the row ${precise(total, digits)}`),
      this.total(`${precise(powers[mine], digits)} ÷ ${precise(total, digits)} = ${written(why.value)} = ${percent(why.value)}`)];
  }
}
