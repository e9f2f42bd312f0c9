// What the drawings of all kinds are made of: marks for words, bars, arcs, strips and cells, so that the same thing looks
// the same everywhere. Every function gives marks, or the numbers from which marks follow. Sizes are in units of the drawing.

import { brief, number, percent } from "./format.js";

export const PHONE = 820; // px of room below which a drawing is narrow

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
export const rect = (key, x, y, width, height, more) => ({ key, tag: "rect", x, y, width: Math.max(width, 0), height: Math.max(height, 0), ...more });
export const line = (key, x1, y1, x2, y2, more) => ({ key, tag: "line", x1, y1, x2, y2, class: "rule", ...more });
export const circle = (key, cx, cy, r, more) => ({ key, tag: "circle", cx, cy, r, ...more });
export const path = (key, d, more) => ({ key, tag: "path", d, ...more });
export const text = (key, x, y, words, more) => ({ key, tag: "text", x, y, text: words, "text-anchor": "middle", ...more });

// What is touched: a rectangle above the drawing; see hands.js for the hand.
export const hand = (key, x, y, width, height, how) => ({ ...rect(key, x, y, width, height), hand: how });

const WIDE = 0.5; // of a letter, in its size

// About how wide a text is, in the type of the site, at this size.
export const lengthOf = (words, size) => WIDE * size * [...words].length;

// The longest beginning of a word that fits, with … if it is cut. It is never broken over lines.
export function fitted(word, width, size) {
  const letters = [...word];
  if (lengthOf(word, size) <= width) return word;
  const most = Math.max(1, Math.floor(width / (WIDE * size)) - 1);
  return `${letters.slice(0, most).join("")}…`;
}

// The opacity of ink for a share: the same scale from 0 to 1 in every figure. Around one half it jumps over the greys on which
// neither ink nor paper can be read.
export function weightOf(share) {
  const part = clamp(share, 0, 1);
  return part <= 0.5 ? 0.1 + 0.5 * part : 0.63 + 0.44 * (part - 0.5);
}

// --- words ----------------------------------------------------------------------------------------------------------

// The words of a sentence, each at the head of its column; the one that asks on its own ground. top: of the ground.
// x(j): the middle of a column; wide: of a column. shares: percent below the words, if given. choose(j): it asks now.
export function words(s, { x, wide, top, tall = 40, size = 18, shares = null, choose, label = (word) => `${word}: let this word ask`, key = "word", asks = s.word, cut = s.cut }) {
  const marks = [];
  s.tokens.forEach((token, j) => {
    const on = j === asks, small = Math.min(12.5, size * 0.78);
    if (on) marks.push(rect(`${key}-ground`, x(j) - wide / 2 + 2, top, wide - 4, tall, { rx: 9, class: "ground q" }));
    marks.push(text(`${key}${j}`, x(j), top + (shares ? tall * 0.46 : tall * 0.64), fitted(token, wide - 4, size), { class: `${on ? "q bold" : ""}${cut?.[j] ? " gone" : ""}`, "font-size": size }));
    if (shares) marks.push(text(`${key}${j}-share`, x(j), top + tall * 0.85, cut?.[j] ? "cut" : percent(shares[j]), { class: on ? "q" : "soft", "font-size": small, ...(cut?.[j] ? {} : { at: `A,${asks},${j}` }) }));
    if (choose) marks.push(hand(`${key}${j}-hand`, x(j) - wide / 2 + 1, top - 2, wide - 2, tall + 4, { label: label(token), group: key, down: on, press: () => choose(j) }));
  });
  return marks;
}

// --- arcs -----------------------------------------------------------------------------------------------------------

// The attention of one word as arcs: it owns a ribbon of fixed width at its head and divides it by its shares, the nearest
// words inside. base: the line on which arcs stand; peak(d): how high one over d words goes; ribbon: the width for 100 %.
export function arcs(s, shares, { x, base, ribbon = 40, peak, top = 6, asks = s.word, key = "arc", gap = 3, beat = 3 }) {
  const before = [], after = [];
  for (let j = asks - 1; j >= 0; j--) before.push(j);
  for (let j = asks + 1; j < shares.length; j++) after.push(j);
  const high = {};
  for (const side of [before, after]) {
    let below = 0;
    for (const j of side) {
      const wide = shares[j] * ribbon;
      high[j] = Math.max(peak(Math.abs(j - asks)), below + gap + wide / 2);
      below = high[j] + wide / 2;
    }
  }
  const tallest = Math.max(1, ...Object.entries(high).map(([j, height]) => height + (shares[j] * ribbon) / 2)), room = base - top, shrink = Math.min(1, room / tallest);
  const marks = [];
  let from = x(asks) - ribbon / 2;
  const place = {};
  for (const j of [...before, asks, ...after.slice().reverse()]) { place[j] = from + (shares[j] * ribbon) / 2; from += shares[j] * ribbon; }
  const far = [...before, ...after].sort((a, b) => Math.abs(b - asks) - Math.abs(a - asks));
  for (const j of far) {
    const wide = Math.max(shares[j] * ribbon, 0.6), a = place[j], b = x(j), h = high[j] * shrink;
    const d = `M${a} ${base + 2} V${base} C${a} ${base - 1.33 * h} ${b} ${base - 1.33 * h} ${b} ${base} v2`;
    marks.push(path(`${key}${j}-edge`, d, { class: "edge", "stroke-width": wide + 2.4, beat, opacity: shares[j] > 0 ? 1 : 0 }));
    marks.push(path(`${key}${j}`, d, { class: "arc", "stroke-width": wide, "stroke-opacity": (0.35 + 0.5 * shares[j]).toFixed(3), beat, opacity: shares[j] > 0 ? 1 : 0, at: `A,${asks},${j}` }));
  }
  const own = Math.max(shares[asks] * ribbon, 0.6);
  marks.push(path(`${key}${asks}`, `M${place[asks]} ${base + 2} V${base - 7}`, { class: "arc", "stroke-width": own, "stroke-opacity": (0.35 + 0.5 * shares[asks]).toFixed(3), "stroke-linecap": "round", beat, at: `A,${asks},${asks}` }));
  return marks;
}

// --- the strip of 100 % ---------------------------------------------------------------------------------------------

// Where the pieces of a strip stand: [start, width] each.
export function piecesOf(shares, x0, width) {
  let x = x0;
  return shares.map((share) => { const piece = [x, share * width]; x += share * width; return piece; });
}

// The shares as one strip of 100 %, a word in each piece where it fits. at(j): the address of a share.
export function strip(tokens, shares, { x, y, width, height = 28, at, key = "strip", size = 12.5, beat = 3, cut = [] }) {
  const marks = [rect(`${key}-frame`, x, y, width, height, { rx: 4, class: "frame" })];
  piecesOf(shares, x, width).forEach(([start, wide], j) => {
    const gap = wide > 3 ? 1 : 0, name = `${tokens[j]}${/\d$/.test(tokens[j]) ? ":" : ""} ${percent(shares[j])}`;
    const words = wide > lengthOf(name, size) + 8 ? name : wide > lengthOf(tokens[j], size) + 6 ? tokens[j] : "";
    marks.push(rect(`${key}${j}`, start + gap, y, Math.max(wide - 2 * gap, 0), height, { rx: 3, class: "ink", "fill-opacity": weightOf(shares[j]), at: at(j), beat, opacity: cut[j] ? 0 : 1 }));
    marks.push(text(`${key}${j}-name`, start + wide / 2, y + height / 2 + size * 0.36, words, { class: weightOf(shares[j]) > 0.5 ? "paper" : "", "font-size": size, at: at(j), beat, "pointer-events": "none" }));
  });
  return marks;
}

// From each column down into its piece of the strip.
export function funnels(shares, { x, half = 14, from, to, stripX, stripWidth, key = "funnel", beat = 3 }) {
  const middle = (from + to) / 2;
  return piecesOf(shares, stripX, stripWidth).map(([start, wide], j) => path(`${key}${j}`,
    `M${x(j) - half} ${from}C${x(j) - half} ${middle} ${start} ${middle} ${start} ${to}H${start + wide}C${start + wide} ${middle} ${x(j) + half} ${middle} ${x(j) + half} ${from}Z`,
    { class: "funnel", beat, opacity: shares[j] > 0 ? 1 : 0 }));
}

// --- bars and cells -------------------------------------------------------------------------------------------------

// An upright bar over a zero line, with its number; one that is larger than the scale is marked with an open end.
export function bar(key, middle, zero, value, { unit, wide, low, high, at, role = "ink", size = 13, beat = 0, handle = false, own = false, digits }) {
  const shown = clamp(value, low, high), tall = Math.abs(shown) * unit, y = shown >= 0 ? zero - tall : zero, end = shown >= 0 ? zero - tall : zero + tall;
  const marks = [rect(key, middle - wide / 2, y, wide, tall, { class: `${role} ${handle ? "pale" : "full"}`, at, beat })];
  if (handle) marks.push(rect(`${key}-cap`, middle - wide / 2 - 3, end - 2, wide + 6, 4, { rx: 2, class: role, beat }));
  const up = shown >= 0 ? 1 : -1;
  if (shown !== value) marks.push(path(`${key}-beyond`, `M${middle - wide / 2} ${end + 5 * up} l${wide / 2} ${-4 * up} l${wide / 2} ${4 * up}`, { class: "beyond" }));
  const above = value >= 0 || value === 0;
  marks.push(text(`${key}-number`, middle, above ? end - (handle ? 6 : 5) : end + size + 1, digits === undefined ? brief(value) : number(value, digits),
    { class: `${role} number${Math.abs(value) < 0.005 ? " zero" : " bold"}${own ? " own" : ""}`, "font-size": size, at, beat }));
  return marks;
}

// A cell of a vector: its number on a bar that is as long as it is large; full: the size of 1 in the width of the cell.
export function cell(key, x, y, wide, tall, value, { role, at, size = 12.5, beat = 0, own = false }) {
  const part = clamp(Math.abs(value), 0, 1);
  return [rect(`${key}-ground`, x, y, wide, tall, { rx: 4, class: `ground ${role}`, at }),
    rect(`${key}-bar`, x, y, wide * part, tall, { rx: 4, class: value < 0 ? "minus" : `${role} pale`, at, beat }),
    text(`${key}-number`, x + wide / 2, y + tall / 2 + size * 0.36, brief(value), { class: `number${Math.abs(value) < 0.005 ? " zero" : ""}${own ? " own" : ""}`, "font-size": size, at, beat, "pointer-events": "none" })];
}

// A scale that is stated: lines with their numbers at the values, upright.
export function ruler(key, values, { x0, x1, zero, unit, labels = "right", size = 11 }) {
  return values.flatMap((value) => {
    const y = zero - value * unit;
    return [line(`${key}${value}`, x0, y, x1, y, { class: value ? "rule" : "rule zero" }),
      ...(labels ? [text(`${key}${value}-label`, labels === "right" ? x1 + 5 : x0 - 5, y + size * 0.36, brief(value), { class: "soft", "text-anchor": labels === "right" ? "start" : "end", "font-size": size })] : [])];
  });
}

// Where each part stands in a bar: from zero to the right, negative ones to the left; plus: where the bar ends.
export function stacked(parts, zero, unit) {
  let plus = zero, minus = zero;
  const places = parts.map((part) => {
    const wide = Math.abs(part) * unit;
    if (part < 0) return [minus -= wide, wide];
    plus += wide;
    return [plus - wide, wide];
  });
  return { places, plus };
}

// The middle of the name of a piece, out of the way of the tick, and the name; "" where it does not fit.
export function besideTick(tick, x, wide, name, size) {
  const needed = lengthOf(name, size) + 6, middle = x + wide / 2;
  if (Math.abs(tick - middle) > needed / 2 || tick < x || tick > x + wide) return [middle, wide > needed ? name : ""];
  const [start, free] = tick - x > wide / 2 ? [x, tick - 1 - x] : [tick + 1, x + wide - tick - 1];
  return [start + free / 2, free > needed ? name : ""];
}

// The outputs as stacked bars: the pieces of the strip, shrunk by the values; the same ruler as the strip: 1 is 100 %.
// parts[c][j]: what word j brings to channel c.
export function outputs(tokens, parts, { x, y, unit, row, tall, names, at, totalAt, key = "out", size = 12.5, beat = 4, chosen = -1, ticks = [], label = x - 12, high = 1 }) {
  const marks = [];
  for (const value of [0, high / 2, high]) {
    marks.push(line(`${key}-rule${value}`, x + value * unit, y - 3, x + value * unit, y + row * names.length, { class: value ? "rule" : "rule zero" }));
    marks.push(text(`${key}-rule${value}-label`, x + value * unit, y + row * names.length + size, brief(value) || "0", { class: "soft", "font-size": size * 0.88 }));
  }
  names.forEach((name, c) => {
    const at0 = y + c * row, total = parts[c].reduce((a, b) => a + b, 0);
    marks.push(text(`${key}-name${c}`, label, at0 + tall / 2 + size * 0.36, fitted(name, 70, size), { class: "v", "text-anchor": "end", "font-size": size }));
    let plus = x, minus = x;
    parts[c].forEach((part, j) => {
      const wide = Math.abs(part) * unit, start = part >= 0 ? plus : minus - wide;
      if (part >= 0) plus += wide; else minus -= wide;
      marks.push(rect(`${key}${c},${j}`, start, at0, wide, tall, { rx: 2, class: `${part < 0 ? "minus" : "v"} piece${j === chosen ? " chosen" : ""}`, at: at(c, j), beat, opacity: wide < 0.3 ? 0 : 1 }));
      const fits = wide > lengthOf(tokens[j], size * 0.92) + 6;
      marks.push(text(`${key}${c},${j}-name`, start + wide / 2, at0 + tall / 2 + size * 0.34, fits ? tokens[j] : "", { class: j === chosen ? "paper" : "", "font-size": size * 0.92, beat, at: at(c, j), "pointer-events": "none" }));
    });
    if (ticks.length) marks.push(line(`${key}-tick${c}`, x + ticks[c] * unit, at0 - 3, x + ticks[c] * unit, at0 + tall + 3, { class: "tick" }));
    const end = Math.max(plus, ticks.length ? x + ticks[c] * unit : plus);
    marks.push(text(`${key}-total${c}`, end + 7, at0 + tall / 2 + size * 0.38, number(total, 2), { class: "v bold number", "text-anchor": "start", "font-size": size + 0.5, at: totalAt(c), beat }));
  });
  return marks;
}
