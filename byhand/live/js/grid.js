// A matrix as a real table whose cells are buttons: arrow keys walk, Enter opens, colours follow the values.

import { lowered, make, spell, write } from "./dom.js";
import { number, percent, short } from "./format.js";

// Vectors stay light, so that their numbers are always in ink.
const light = (size, [low]) => ({ mix: low * Math.min(Math.abs(size), 1), dark: false });

// The opacity of a cell of scores or shares. Around one half it jumps over the greys on which no text can be read (theme.py, shade).
export function shade(size, [low, high]) {
  const s = Math.min(Math.max(Math.abs(size), 0), 1);
  return s <= 0.5 ? { mix: low * s * 2, dark: false } : { mix: high + (0.96 - high) * (2 * s - 1), dark: true };
}

const SIZES = [1, 2, 5, 10, 20, 50, 100, 1000, 1e6];
const sizeFor = (largest) => SIZES.find((size) => largest <= size * (1 + 1e-9)) ?? 1e300;

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// A number that is too small for two decimals and yet not 0, in the width of a cell.
function fitting(x) {
  const text = short(x);
  if (Math.abs(x) >= 0.005 || text === "0") return text;
  return x < 0 ? ">−.01" : "<.01";
}

// spec: a panel, see panels.js. `percent`: the column of shares that are written as such; `groups`: for columns of
// different things the group of each, which has one scale; such columns have bars, except those in `plain`.
// hooks: { open(i, j), hover(i, j | null), label(i, j, value) }
export class Grid {
  constructor(spec, shades, hooks) {
    this.spec = spec;
    this.shades = shades;
    this.hooks = hooks;
    this.at = [0, 0];
    this.element = make("div", { class: "attn-grid" });
    this.build();
  }

  build() {
    const { caption, rows, columns, rowRole, columnRole, corner = "" } = this.spec;
    this.values = rows.map(() => columns.map(() => undefined));
    this.marks = rows.map(() => columns.map(() => ""));
    this.cells = rows.map((_, i) => columns.map((_, j) => this.cell(i, j)));
    const head = columns.map((name) => make("th", { scope: "col", class: columnRole && `attn-${columnRole}` }, name));
    this.heads = { columns: head, rows: rows.map((name) => make("th", { scope: "row", class: rowRole && `attn-${rowRole}` }, name)) };
    this.table = make("table", { role: "grid", onkeydown: (event) => this.walk(event) },
      make("caption", {}, ...lowered(caption)),
      make("thead", {}, make("tr", {}, make("td", { class: "attn-corner" }, corner), ...head)),
      make("tbody", {}, ...rows.map((_, i) => make("tr", {}, this.heads.rows[i], ...this.cells[i].map((c) => c.td)))));
    this.element.replaceChildren(this.table);
    this.element.dataset.table = this.spec.id;
    const longest = (names) => Math.max(...names.map((name) => name.length));
    this.element.classList.toggle("half", columns.length <= 3 && longest(columns) <= 6 && longest(rows) <= 4);
    this.element.classList.toggle("leads", Boolean(this.spec.leads)); // first where all tables stand below each other
    this.element.classList.toggle("many", columns.length > 7);
    this.element.style.setProperty("--columns", columns.length);
    this.element.style.setProperty("--names", Math.max(longest(rows), corner.length));
    this.focusable(0, 0);
  }

  cell(i, j) {
    const button = make("button", {
      type: "button", tabindex: "-1", "aria-expanded": "false", onclick: () => { this.focusable(i, j); this.hooks.open(i, j); },
      onpointerenter: (event) => { if (event.pointerType !== "touch") this.hooks.hover(i, j); }, onpointerleave: () => this.hooks.hover(null),
      onfocus: () => { this.focusable(i, j); this.hooks.hover(i, j); }, onblur: () => this.hooks.hover(null),
    });
    return { button, td: make("td", { role: "gridcell" }, button) };
  }

  // New words or a new size: the table is built again. Else only what changed is written.
  update(values, spec) {
    const rebuilt = String([spec.columns.length, spec.rows]) !== String([this.spec.columns.length, this.spec.rows]);
    this.spec = spec;
    if (rebuilt) this.build();
    else {
      spell(this.table.caption, spec.caption);
      this.heads.columns.forEach((th, j) => write(th, spec.columns[j]));
    }
    const tops = this.tops(values);
    values.forEach((row, i) => row.forEach((value, j) => {
      const { dataset } = this.cells[i][j].button, at = spec.at(i, j);
      if (Object.is(this.values[i][j], value) && dataset.at === at && this.scale?.[j] === tops[j]) return;
      this.values[i][j] = value;
      dataset.at = at;
      this.paint(i, j, value, value / tops[j]);
    }));
    this.scale = tops;
    if (this.spec.shares) this.lead(values);
  }

  // The largest share of each row is set in bold: shares can be nearly alike, and shades of grey then are.
  lead(values) {
    values.forEach((row, i) => {
      const top = Math.max(...row) * (1 - 1e-9);
      row.forEach((value, j) => this.cells[i][j].button.classList.toggle("largest", value > 0 && value >= top));
    });
  }

  // The value that gets full colour in each column, or the full bar: 1, or the next of a few sizes that holds all numbers.
  // So a colour means the same number while numbers are moved.
  tops(values) {
    const { top, groups, columns, percent: shares } = this.spec, size = (numbers) => sizeFor(Math.max(0, ...numbers.filter(Number.isFinite).map(Math.abs)));
    if (!groups) return columns.map(() => top ?? size(values.flat()));
    return columns.map((_, j) => (j === shares ? 1 : size(values.flatMap((row) => row.filter((_, c) => groups[c] === groups[j])))));
  }

  paint(i, j, value, size) {
    const cell = this.cells[i][j], { button } = cell, { percent: inPercent, groups, plain = [], shares } = this.spec;
    const fill = size < 0 ? "neg" : inPercent === j ? "ink" : this.spec.fill;
    const known = Number.isFinite(size) ? size : 0;
    const { mix, dark } = groups ? { mix: 0, dark: false } : (this.spec.heat ? shade : light)(known, this.shades[fill]);
    const text = inPercent === j ? percent(value) : fitting(value), said = shares || inPercent === j ? percent(value) : number(value);
    write(button, text);
    button.classList.toggle("bar", Boolean(groups) && !plain.includes(j));
    if (groups) button.style.setProperty("--size", `${(100 * Math.min(Math.abs(known), 1)).toFixed(1)}%`);
    else button.style.setProperty("--mix", `${(100 * mix).toFixed(1)}%`);
    if (cell.fill !== fill) button.style.setProperty("--fill", `var(--attn-${fill})`);
    cell.fill = fill;
    button.classList.toggle("dark", dark);
    button.classList.toggle("zero", value === 0);
    // The name holds what the cell shows: who steers a page by voice says what is written there (WCAG 2.5.3).
    button.setAttribute("aria-label", this.hooks.label(i, j, said.includes(text) ? said : `${text}, ${said}`));
  }

  // classes: { "i,j": "open" | "source" | "lit" }
  mark(classes) {
    this.marks.forEach((row, i) => row.forEach((old, j) => {
      const now = classes[`${i},${j}`] ?? "";
      if (now === old) return;
      row[j] = now;
      const { button } = this.cells[i][j];
      button.dataset.mark = now;
      button.setAttribute("aria-expanded", String(now.includes("open"))); // it opens its arithmetic
    }));
    this.heads.rows.forEach((th, i) => th.classList.toggle("lit", this.marks[i].some((m) => m !== "")));
    this.heads.columns.forEach((th, j) => th.classList.toggle("lit", this.marks.some((row) => row[j] !== "")));
  }

  focusable(i, j) {
    const [a, b] = this.at;
    this.cells[a]?.[b]?.button.setAttribute("tabindex", "-1");
    this.at = [i, j];
    this.cells[i][j].button.setAttribute("tabindex", "0");
  }

  walk(event) {
    const last = [this.cells.length - 1, this.cells[0].length - 1], [i, j] = this.at;
    let to = null;
    if (event.key in STEPS) to = [i + STEPS[event.key][0], j + STEPS[event.key][1]];
    else if (event.key === "Home") to = event.ctrlKey ? [0, 0] : [i, 0];
    else if (event.key === "End") to = event.ctrlKey ? last : [i, last[1]];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    to = to.map((x, d) => Math.min(Math.max(x, 0), last[d]));
    this.focusable(...to);
    this.cells[to[0]][to[1]].button.focus();
  }

  // Each cell with the address of its number.
  *places() {
    for (let i = 0; i < this.cells.length; i++) for (let j = 0; j < this.cells[i].length; j++) yield { grid: this, i, j, at: this.spec.at(i, j) };
  }

  focus(i, j) {
    this.focusable(i, j);
    this.cells[i][j].button.focus();
  }
}
