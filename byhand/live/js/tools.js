// What a kind gets to build its figure from: `export default (tools) => ({ … })` in kinds/NAME.js. A kind imports nothing,
// so that a notebook and the website can load it as it stands.
//
// A kind has
//   tables      { NAME: table } what each table is, see head.js: rows(s), columns(s), title(i, j, s), from(i, j, t, s), …
//   compute(s)  the numbers: { NAME: rows } for each table
//   panels(s, t)  what is shown, see panels.js
//   say(s, t)   [which of its sentences, { fact: value }]; the sentences stand in kinds/NAME.py
// and, if it wants,
//   picture     { name(s), hint, layout(s, room, t), marks(s, t, layout, act) } its drawing, see below; then its tables are folded
//   follow(s, t)  the way of a number back to where it came from, see follow.js
//   layout      "rows" for many panels; else "beside"
//   restart(s)  fields that a reset does not put back to the start
//   react       { FIELD: (s) => changes }: what else changes with a field
//
// A drawing: `layout` gives { width, height } in units of its own, room: the pixels that there are; narrow: true below 820;
// narrator: [x, y, width, height], the place of the sentence if that is not below; scrolls: true if it may be wider than the
// room. `marks` gives what is seen, see scene.js, and what is touched, see hands.js and shapes.js.
// act: { set(changes), edit(at, value), undo(at), select(at), open(at), point(at), step(n) }
//
// s is the state, see state.js; t are the numbers.

import { address, parse } from "./address.js";
import { draw, make, write } from "./dom.js";
import { constant, difference, divided, factor, given, power, share, sum } from "./explain.js";
import { brief, count, number, percent } from "./format.js";
import { attend, edited, embeddings, embeddingTables, headTables, oneHead, shareTables, weigh } from "./head.js";
import { argmax, dot, matmul, softmax, transpose } from "./matrix.js";
import { steps } from "./panels.js";
import * as plane from "./plane.js";
import * as shapes from "./shapes.js";

// What a word does with its attention: which of the sentences of byhand/wording.py says it, and with which facts.
function attention(word, tokens, shares) {
  const share = Math.max(...shares), best = tokens.filter((_, j) => Math.abs(shares[j] - share) <= 1e-9 * share);
  const facts = { word, best, share, count: shares.length, even: 1 / shares.length };
  if (!(share > 0)) return ["none", facts];
  if (shares.length === 1) return ["alone", facts];
  if (best.length === shares.length) return ["same", facts];
  if (percent(share) === percent(facts.even)) return ["almost", facts];
  return [best.length > 1 ? "several" : "one", facts];
}

export const tools = {
  address, parse, draw, make, write, constant, difference, divided, factor, given, power, share, sum, count, number, percent,
  attend, edited, embeddings, embeddingTables, headTables, oneHead, shareTables, weigh,
  argmax, dot, matmul, softmax, transpose, steps, attention, brief, plane, shapes,
};
