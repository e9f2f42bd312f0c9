// What is said aloud when a number is opened: its arithmetic in one short sentence.

import { explain, name, product } from "./tables.js";
import { number, percent } from "./words.js";

const signed = (x) => (x < 0 ? `(${number(x)})` : number(x));

export function spoken(at, t, state) {
  const why = explain(at, t, state);
  return `${name(at, state)}: ${{ given, sum, divided, share, difference }[why.kind](why)}`;
}

const given = ({ value }) => number(value);

// The first product that counts stands for all of them.
function sum({ pairs, value }) {
  const some = pairs.filter((pair) => product(pair) !== 0);
  if (!some.length) return `only zeros, ${number(value)}`;
  const [, a, b] = some[0];
  return `${signed(a.value)} × ${signed(b.value)}${some.length > 1 ? " + …" : ""} = ${number(value)}`;
}

function divided({ from, width, scaled, temperature, cut, value }) {
  if (cut) return "minus infinity, the word is cut";
  return `${number(from.value)}${scaled ? ` ÷ √${width}` : ""}${temperature === 1 ? "" : ` ÷ ${number(temperature)}`} = ${number(value)}`;
}

const share = ({ from, value }) => `exp(${number(from.value)}) ÷ the sum of its row = ${percent(value)}`;

const difference = ({ from, minus, value }) => `${number(from.value)} − ${signed(minus.value)} = ${number(value)}`;
