// Numbers and sentences as the book writes them.

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

// In a cell: two decimals at the most, no zero before the point: .22, 1, −.3
export function short(x) {
  const tie = Math.abs(((Math.abs(x) * 100) % 1) - 0.5) < 1e-7; // .425 is neither .42 nor .43
  const text = number(x, Math.abs(x) >= 10 ? 1 : tie ? 3 : 2);
  if (/e/.test(text)) return Math.abs(x) < 1 ? sign((0 * x).toFixed(0)) : text;
  return text.replace(/^(−?)0\./, "$1.");
}

export const percent = (x) => (Number.isNaN(x) ? "no share" : `${Math.round(100 * x)}\u00a0%`);

export const vector = (row) => `(${row.map((x) => number(x)).join(", ")})`;

export function argmax(row) {
  let best = 0;
  row.forEach((x, j) => { if (x > row[best]) best = j; });
  return best;
}

const COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
export const count = (n) => COUNTS[n] ?? String(n);
