// A drawing as a list of marks. Each call of `show` says what is to be seen; the scene makes, moves and removes what
// stands in the page, and lets numbers glide from what they were to what they are: so cause and effect are seen.
//
// A mark is { key, tag, …attributes } with, if it wants, `text`; `at`, the address of the number that it shows; `beat`, how
// many steps after its cause it moves. Marks lie above each other in the order of the list.

import { draw, write } from "./dom.js";

const DURATION = 260, BEAT = 70; // ms
const OWN = new Set(["key", "tag", "text", "at", "beat", "hand"]);
const NUMBERS = /-?\d+(?:\.\d+)?/g;
const ease = (part) => 1 - (1 - part) ** 3;
const between = (from, to, part) => from + (to - from) * part;

// Rounded to a hundredth of a pixel: a path stays short, and a mark that has not moved is not written again.
const tidy = (value) => (typeof value === "number" ? Math.round(value * 100) / 100 : value);

// A function of the part that is done, from one value of an attribute to the next; null if it can only jump.
function way(from, to) {
  if (typeof from === "number" && typeof to === "number") return (part) => tidy(between(from, to, part));
  if (typeof from !== "string" || typeof to !== "string" || from.replace(NUMBERS, "#") !== to.replace(NUMBERS, "#")) return null;
  const a = from.match(NUMBERS)?.map(Number), b = to.match(NUMBERS)?.map(Number);
  if (!a) return null;
  return (part) => { let k = 0; return to.replace(NUMBERS, () => tidy(between(a[k], b[k++], part))); };
}

const GLIDES = new Set(["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "d", "opacity", "fill-opacity", "stroke-width"]);

// A text; what follows a low line is a letter set lower: W_Q, d_k.
function inscribe(node, words) {
  if (!words.includes("_")) return write(node, words);
  const parts = words.split(/_(\w)/).map((part, k) => (k % 2 ? draw("tspan", { class: "low", dy: "0.25em" }, part) : draw("tspan", k ? { dy: "-0.18em" } : {}, part)));
  node.replaceChildren(...parts.filter((part) => part.textContent));
}

export class Scene {
  constructor(root) {
    this.root = root;
    this.drawn = new Map(); // key -> { node, mark, now: the attributes as they are on the screen }
    this.moving = new Map(); // key -> what glides: { start, ways }
  }

  // glide: whether what has changed moves there, or stands there at once.
  show(marks, glide) {
    const seen = new Set();
    let next = this.root.firstChild;
    for (const mark of marks) {
      seen.add(mark.key);
      const entry = this.entry(mark);
      if (entry.node === next) next = next.nextSibling;
      else this.root.insertBefore(entry.node, next);
      this.change(entry, mark, glide && entry.mark !== undefined);
      entry.mark = mark;
    }
    for (const [key, { node }] of this.drawn) {
      if (seen.has(key)) continue;
      node.remove();
      this.drawn.delete(key);
      this.moving.delete(key);
    }
    if (this.moving.size && !this.frame) this.frame = requestAnimationFrame((time) => this.step(time));
  }

  entry(mark) {
    let entry = this.drawn.get(mark.key);
    if (entry && entry.mark.tag !== mark.tag) { entry.node.remove(); entry = null; }
    if (!entry) this.drawn.set(mark.key, entry = { node: draw(mark.tag), now: {} });
    return entry;
  }

  change(entry, mark, glide) {
    const { node, now, mark: before } = entry, ways = {};
    let glides = false;
    for (const name in mark) {
      if (OWN.has(name)) continue;
      const value = tidy(mark[name]);
      if (before && tidy(before[name]) === value) { // it is there, or on its way
        const on = this.moving.get(mark.key)?.ways[name];
        if (on && glide) { ways[name] = on; glides = true; continue; }
        if (now[name] === value) continue;
      }
      const path = glide && GLIDES.has(name) && way(now[name], value);
      if (path) { ways[name] = { path, start: performance.now() + BEAT * (mark.beat ?? 0) }; glides = true; } else this.put(entry, name, value);
    }
    if (before) for (const name in before) if (!(name in mark) && !OWN.has(name)) { node.removeAttribute(name); delete now[name]; }
    if (mark.text !== undefined && mark.text !== before?.text) inscribe(node, String(mark.text));
    if (mark.at !== before?.at) { if (mark.at) node.dataset.at = mark.at; else delete node.dataset.at; }
    if (glides) this.moving.set(mark.key, { entry, ways });
    else this.moving.delete(mark.key);
  }

  put({ node, now }, name, value) {
    if (value === undefined || value === null) return;
    now[name] = value;
    node.setAttribute(name, value);
  }

  step(time) {
    for (const [key, { entry, ways }] of this.moving) {
      for (const name in ways) {
        const { path, start } = ways[name], part = Math.min(Math.max((time - start) / DURATION, 0), 1);
        if (time >= start || part > 0) this.put(entry, name, path(ease(part)));
        if (part === 1) delete ways[name];
      }
      if (!Object.keys(ways).length) this.moving.delete(key);
    }
    this.frame = this.moving.size ? requestAnimationFrame((next) => this.step(next)) : 0;
  }

  // All marks that show a number, as { node, at }.
  *numbers() {
    for (const { node, mark } of this.drawn.values()) if (mark.at) yield { node, at: mark.at };
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.moving.clear();
  }
}
