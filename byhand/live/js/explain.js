// Where a number comes from: what a kind tells of its tables, made into one explanation that can be shown and spoken.
//
// A kind's table has `from(i, j, t, s)`, which gives one of the explanations below: given, sum, divided, power, share
// or difference. None of them names its result: that is the number in the table, and an explanation whose parts do not give
// it is not shown. So no equation on the screen is false.

import { address, parse, valueAt } from "./address.js";
import { number } from "./format.js";

// A number of a table, as a part of an explanation; it can be opened in turn.
export const factor = (t, table, i, j) => ({ value: t[table][i][j], at: address(table, i, j) });

// A part that stands in no table.
export const constant = (value) => ({ value });

// Where the calculation starts; note: a sentence.
export const given = (note) => ({ form: "given", note });

// A sum of products. pairs: [label, part, part] each.
export const sum = (pairs) => ({ form: "sum", pairs });

// A score on its way into exp: divided by √width if it is scaled; of a cut word it is −∞.
export const divided = (from, { width, scaled, cut = false }) => ({ form: "divided", from, width, scaled, cut });

// e to the power of a number.
export const power = (from) => ({ form: "power", from });

// One share of a row. row: parts, each with its `word`; at: the address of the part whose share it is.
export const share = (row, at) => ({ form: "share", row, mine: row.findIndex((part) => part.at === at) });

export const difference = (from, minus) => ({ form: "difference", from, minus });

export const product = ([, a, b]) => a.value * b.value;

const total = (numbers) => numbers.reduce((a, b) => a + b, 0);

// What the parts give, and how large the numbers are on the way: rounding grows with them.
const RESULTS = {
  sum: ({ pairs }) => [total(pairs.map(product)), total(pairs.map((pair) => Math.abs(product(pair))))],
  divided({ from, width, scaled, cut }) {
    const value = cut ? -Infinity : from.value / (scaled ? Math.sqrt(width) : 1);
    return [value, Math.abs(value)];
  },
  power: ({ from }) => [Math.exp(from.value), Math.exp(from.value)],
  share({ row, mine }) {
    const top = Math.max(...row.map((part) => part.value));
    return [top === -Infinity ? 0 : Math.exp(row[mine]?.value - top) / total(row.map((part) => Math.exp(part.value - top))), 1];
  },
  difference: ({ from, minus }) => [from.value - minus.value, Math.abs(from.value) + Math.abs(minus.value)],
};

// Whether the parts of an explanation give this value.
export function holds(why, value) {
  if (why.form === "given") return true;
  const [result, size] = RESULTS[why.form](why);
  return Object.is(result, value) || Math.abs(result - value) <= 1e-9 * Math.max(1, size);
}

// The address under which a reader's own number would stand, if a reader can set the number at this address.
function settableAs(kind, { table, i, j }, s) {
  const { settable, setAs } = kind.tables[table];
  return setAs ? setAs(i, j, s) : settable ? address(table, i, j) : null;
}

// { title, value, form, … } for the number at an address.
export function explain(kind, at, t, s) {
  const place = parse(at), { table, i, j } = place, value = valueAt(at, t);
  const tell = () => {
    const own = settableAs(kind, place, s);
    if (own !== null && Object.hasOwn(s.edits, own)) {
      const unit = kind.tables[table].unit?.(s) ?? 1;
      const note = unit === 1 ? "You set this number yourself." : `You set this number yourself, to ${number(s.edits[own])}; the strength multiplies it by ${number(unit)}.`;
      return { ...given(note), own };
    }
    const why = kind.tables[table].from?.(i, j, t, s);
    if (why && holds(why, value)) return why;
    if (why) console.error(`the explanation of ${at} does not give its number ${value}`);
    return given("This figure does not tell how this number comes about.");
  };
  return { ...tell(), at, value, title: title(kind, at, s) };
}

// What the number at an address is, in words: "query of sat: thing".
export function title(kind, at, s) {
  const { table, i, j } = parse(at), { title: say, rows, columns } = kind.tables[table];
  return say ? say(i, j, s) : `${table}, ${rows(s)[i]}: ${columns(s)[j]}`;
}

// The same for a label that ends with a colon and the number: "query of sat, thing".
export function label(kind, at, s) {
  return (kind.tables[parse(at).table].prefix ?? "") + title(kind, at, s).replace(": ", ", ");
}

// The words that a number belongs to, by their places in the sentence: the one that asks first. at: may hold stars.
export function wordsOf(kind, at, s) {
  const { table, i, j } = parse(at), words = kind.tables[table]?.words;
  return words ? words(i, j, s).filter(Number.isInteger) : [];
}

// The addresses of the numbers that a number is made of directly.
export function sources(kind, at, t, s) {
  const why = explain(kind, at, t, s);
  const parts = [...(why.pairs ?? []).flatMap(([, a, b]) => [a, b]), why.from, why.minus, ...(why.row ?? [])];
  return new Set(parts.map((part) => part?.at).filter(Boolean));
}
