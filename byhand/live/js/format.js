// Numbers and sentences as the book writes them. A test holds the sentences against byhand/wording.py.

const MINUS = "−";

// Without zeros at the end: 0.50 is 0.5; the zeros of a power stay.
const trim = (text) => (/^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text);
const sign = (text) => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text).replaceAll("-", MINUS);

// Up to `digits` decimals, without zeros at the end: 0.85, −0.3, 0.6175. Large numbers as 1.2e+8.
export function number(x, digits = 4) {
  if (Number.isNaN(x)) return "no number";
  if (x === Infinity || x === -Infinity) return x > 0 ? "∞" : `${MINUS}∞`;
  if (Math.abs(x) >= 1e6) return sign(x.toExponential(2));
  const text = trim(x.toFixed(digits));
  return text.replace("-", "") === "0" && x !== 0 ? sign(trim(x.toPrecision(2))) : sign(text);
}

// The arithmetic shows more: `digits` behind the point, and as many for a small number behind its zeros; a large or a
// tiny one as 2.415495 × 10⁷.
const far = (x) => Math.abs(x) >= 1e6 || Math.abs(x) < 1e-4;
const places = (x, digits) => digits + Math.max(0, -Math.floor(Math.log10(Math.abs(x))) - 1);
const power = (e) => String(Number(e)).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

export function precise(x, digits = 6) {
  if (x === 0 || !Number.isFinite(x)) return number(x);
  if (!far(x)) return number(x, places(x, digits));
  const [front, e] = x.toExponential(digits).split("e");
  return `${sign(trim(front))} × 10${power(e)}`;
}

// The number that precise(x, digits) shows.
export function rounded(x, digits = 6) {
  if (x === 0 || !Number.isFinite(x)) return x;
  return Number(far(x) ? x.toExponential(digits) : x.toFixed(places(x, digits)));
}

// In a drawing: two decimals at the most: 0.22, 1, −0.3
export function brief(x) {
  const tie = Math.abs(((Math.abs(x) * 100) % 1) - 0.5) < 1e-7; // 0.425 is neither 0.42 nor 0.43
  const text = number(x, Math.abs(x) >= 10 ? 1 : tie ? 3 : 2);
  return /e/.test(text) && Math.abs(x) < 1 ? sign((0 * x).toFixed(0)) : text;
}

// In a cell, without the zero before the point: .22, 1, −.3
export const short = (x) => brief(x).replace(/^(−?)0\./, "$1.");

// A share as percent; an exact half keeps its decimal.
export function percent(x) {
  if (Number.isNaN(x)) return "no share";
  const tie = Math.abs(((100 * x) % 1) - 0.5) < 1e-9;
  return `${number(tie ? Math.round(1000 * x) / 10 : Math.round(100 * x), 1)}\u00a0%`;
}

const COUNTS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
export const count = (n) => COUNTS[n] ?? String(n);
const listing = (names) => (names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);

// --- sentences ------------------------------------------------------------------------------------------------------

// How a fact is written in a sentence, by the name of its format; the same as FORMATS in byhand/wording.py.
const FORMATS = {
  text: (x) => String(x), // the argument of names, "q", "k" or "v", is the role in which the sentence has them: a colour
  list: (names) => listing(names),
  count,
  amount: (n, thing) => `${count(n)} ${thing}${n === 1 ? "" : "s"}`,
  number: (x, digits = 4) => number(x, Number(digits)),
  vector: (row, digits = 4) => `(${row.map((x) => number(x, Number(digits))).join(", ")})`,
  percent,
};

// A template with its facts, in pieces: "{word:text q} asks.", { word: "cat" } -> [{ text: "cat", role: "q" }, { text: " asks." }]
export function pieces(template, facts) {
  const found = [];
  let end = 0;
  for (const { 0: place, 1: name, 2: format = "text", 3: argument, index } of template.matchAll(/\{(\w+)(?::(\w+)(?: (\w+))?)?\}/g)) {
    if (index > end) found.push({ text: template.slice(end, index) });
    const role = format === "text" || format === "list" ? argument : format === "percent" ? "strong" : undefined;
    found.push({ text: FORMATS[format](facts[name], argument), role });
    end = index + place.length;
  }
  return end < template.length ? [...found, { text: template.slice(end) }] : found;
}

// The sentence: "{word} is now {row:vector}.", { word: "cat", row: [1, 0] } -> "cat is now (1, 0)."
export const fill = (template, facts) => pieces(template, facts).map(({ text }) => text).join("");
