// What is said aloud when a number is opened: its arithmetic in one short sentence.

import { explain, label, product } from "./explain.js";
import { percent, precise } from "./format.js";

const signed = (x) => (x < 0 ? `(${precise(x, 4)})` : precise(x, 4));

export function spoken(kind, at, t, s) {
  const why = explain(kind, at, t, s);
  return `${label(kind, at, s)}: ${{ given, sum, divided, power, share, difference }[why.form](why)}`;
}

const given = ({ value }) => precise(value, 4);

// The first product that counts stands for all of them.
function sum({ pairs, value }) {
  const some = pairs.filter((pair) => product(pair) !== 0);
  if (!some.length) return `only zeros, ${precise(value, 4)}`;
  const [, a, b] = some[0];
  return `${signed(a.value)} × ${signed(b.value)}${some.length > 1 ? " + …" : ""} = ${precise(value, 4)}`;
}

function divided({ from, width, scaled, cut, value }) {
  if (cut) return "minus infinity, the word is cut";
  return `${precise(from.value, 4)}${scaled ? ` ÷ √${width}` : ""} = ${precise(value, 4)}`;
}

const power = ({ from, value }) => `exp(${precise(from.value, 4)}) = ${precise(value, 4)}`;

const share = ({ row, mine, value }) => `exp(${precise(row[mine].value, 4)}) ÷ the sum of its row = ${percent(value)}`;

const difference = ({ from, minus, value }) => `${precise(from.value, 4)} − ${signed(minus.value)} = ${precise(value, 4)}`;
