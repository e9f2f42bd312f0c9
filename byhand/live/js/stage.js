// Where a kind draws: one SVG of two layers, what is seen and above it what is touched. The kind gives its marks as a
// function of state, numbers and layout; the stage chooses the layout by the room that there is, and knows whether what
// changes shall glide.

import { draw, make } from "./dom.js";
import { described, Hands } from "./hands.js";
import { Scene } from "./scene.js";

const CALM = "(prefers-reduced-motion: reduce)";
const OFTEN = 150; // ms: changes that follow each other faster, as from a slider, are not played

export class Stage {
  // picture: what a kind says of its drawing, see tools.js; act: what a reader does; redraw(): draw it all again.
  constructor(picture, act, redraw) {
    this.picture = picture;
    this.act = act;
    this.seen = draw("g", { "aria-hidden": "true" });
    this.touched = draw("g");
    this.svg = draw("svg", { role: "group", class: "attn-map" }, this.seen, this.touched);
    // On the sheet lie the drawing and the narrator; what is wider than the room scrolls in its own box.
    this.sheet = make("div", { class: "attn-sheet" }, make("div", { class: "attn-scroller" }, this.svg));
    this.element = make("div", { class: "attn-drawing" }, this.sheet);
    this.scene = new Scene(this.seen);
    this.grips = new Scene(this.touched);
    this.hands = new Hands(this.touched, this.grips, () => this.svg.getBoundingClientRect().width / this.layout.width, (on) => { this.dragging = on; });
    this.seen.addEventListener("click", (event) => { const at = this.numberAt(event); if (at) act.open(at); });
    this.seen.addEventListener("pointerover", (event) => { if (event.pointerType !== "touch") act.point(this.numberAt(event)); });
    this.seen.addEventListener("pointerleave", () => act.point(null));
    this.watch = new ResizeObserver(([{ contentRect }]) => {
      this.seenWidth = Math.round(contentRect.width);
      if (this.room !== this.seenWidth) redraw();
    });
    this.watch.observe(this.element);
  }

  // Asking the page for it would lay the page out anew, at every move.
  width() {
    return this.seenWidth ||= Math.round(this.element.clientWidth);
  }

  numberAt(event) {
    return event.target.closest?.("[data-at]")?.dataset.at ?? null;
  }

  update(s, t) {
    const room = this.width() || 960, now = performance.now();
    const still = this.dragging || !this.layout || room !== this.room || now - this.last < OFTEN || matchMedia(CALM).matches;
    this.last = now;
    this.room = room;
    this.layout = this.picture.layout(s, room, t);
    const { width, height } = this.layout, fits = Math.min(room, width * 1.04);
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, "aria-label": this.picture.name(s) })) {
      if (this.svg.getAttribute(name) !== value) this.svg.setAttribute(name, value);
    }
    const shown = this.layout.scrolls ? width : fits;
    this.svg.style.width = `${shown}px`;
    this.svg.style.height = `${(shown * height) / width}px`;
    this.sheet.style.width = this.layout.scrolls ? "" : `${shown}px`;
    this.element.classList.toggle("attn-narrow", Boolean(this.layout.narrow));
    const marks = this.picture.marks(s, t, this.layout, this.act);
    const hands = marks.filter((mark) => mark.hand).map((mark) => this.grip(mark));
    this.scene.show(marks.filter((mark) => !mark.hand), !still);
    this.grips.show(hands, false);
    this.hands.show(hands);
  }

  grip(mark) {
    const { hand } = mark, touch = hand.move ? "none" : hand.put && hand.axis !== "y" ? "pan-y" : "auto";
    const cursor = hand.cursor ?? (hand.move ? "grab" : hand.put ? (hand.axis === "y" ? "ns-resize" : "ew-resize") : "pointer");
    return { tag: "rect", rx: 7, tabindex: 0, ...mark, key: mark.key, class: "attn-hand", "data-hand": mark.key, style: `touch-action:${touch};cursor:${cursor}`, ...described(hand) };
  }

  // addresses of numbers to bring out; with `alone`, all other numbers step back.
  mark(kinds, alone) {
    this.svg.classList.toggle("follows", alone);
    for (const { node, at } of this.scene.numbers()) {
      const now = kinds(at);
      if ((node.dataset.mark ?? "") !== now) { if (now) node.dataset.mark = now; else delete node.dataset.mark; }
    }
  }

  // The first element that shows the number at an address that `fits` holds for, or null.
  find(fits) {
    for (const { node, at } of this.scene.numbers()) if (fits(at)) return node;
    return null;
  }

  stop() {
    this.watch.disconnect();
    this.scene.stop();
  }
}
