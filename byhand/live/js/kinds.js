// The figures of the family: which tables each one shows, in which order, and the sentence that says what is seen.
// panels(state, t) gives tables; each cell has an address, and the address says how the number came about.

import { address } from "./tables.js";
import { argmax, count, number, percent, vector } from "./words.js";

const whole = (table, rows, columns, caption, look = {}) => ({
  id: table, caption, rows, columns, at: (i, j) => address(table, i, j), ...look,
});

const asks = { rowRole: "q", columnRole: "k", corner: "asks ↓", fill: "ink", heat: true };

const tables = {
  X: (s) => whole("X", s.tokens, s.names.features, "X: the embeddings", { fill: "ink", edit: true }),
  XX: (s) => whole("XX", s.tokens, s.tokens, "What two words have in common", { fill: "ink", heat: true }),
  W_Q: (s) => whole("W_Q", s.names.features, s.names.channels, "W_Q: makes queries", { fill: "q", edit: true }),
  W_K: (s) => whole("W_K", s.names.features, s.names.channels, "W_K: makes keys", { fill: "k", edit: true }),
  W_V: (s) => whole("W_V", s.names.features, s.names.values, "W_V: makes values", { fill: "v", edit: true }),
  Q: (s) => whole("Q", s.tokens, s.names.channels, "Q: what each word asks", { fill: "q", rowRole: "q" }),
  K: (s) => whole("K", s.tokens, s.names.channels, "K: what each word offers", { fill: "k", rowRole: "k" }),
  V: (s) => whole("V", s.tokens, s.names.values, "V: what each word gives", { fill: "v", rowRole: "v" }),
  S: (s) => whole("S", s.tokens, s.tokens, "Scores: rows ask, columns answer", asks),
  A: (s) => whole("A", s.tokens, s.tokens, "Shares: rows ask, columns answer", { ...asks, shares: true, top: 1 }),
  O: (s) => whole("O", s.tokens, s.names.values, "Output: what arrives", { fill: "v", rowRole: "q" }),
};

// One word asks; a row for each word that answers, a column for each step from score to share.
function steps(s, t) {
  const names = s.scores ? s.names.keys : s.tokens, i = s.scores ? 0 : s.word;
  const cold = s.temperature === 1 ? "" : ` ÷ ${number(s.temperature, 2)}`;
  const columns = ["score", `${s.scaled ? `÷ √${t.width}` : "not scaled"}${cold}`, "share", "nudge"];
  return { id: "steps", caption: s.scores ? "One query and six keys" : `${s.tokens[i]} asks: from scores to shares`, rows: names, columns,
    at: (k, c) => address(["S", "Z", "A", "N"][c], i, k), fill: "ink", rowRole: "k", bars: 2 };
}

// One word asks; its share of each word, and what arrives from it on each channel.
function mixture(s) {
  return { id: "mixture", caption: `${s.tokens[s.word]} listens: share, and share × value`, rows: s.tokens, columns: ["share", ...s.names.values],
    at: (k, c) => (c === 0 ? address("A", s.word, k) : address("P", k, c - 1)), fill: "v", rowRole: "k", bars: 0 };
}

function result(s) {
  return { id: "result", caption: `What ${s.tokens[s.word]} knows afterwards`, rows: ["now", "with all words", "change"], columns: s.names.values,
    at: (k, c) => address(["O", "OB", "D"][k], s.word, c), fill: "v" };
}

const list = (names) => (names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);

// The same sentence as attention_sentence in byhand/wording.py.
function largest(s, t) {
  const row = t.A[s.word], n = row.length, me = s.tokens[s.word], top = Math.max(...row), even = percent(1 / n);
  if (!(top > 0)) return `${me} gives no word any attention.`;
  const best = s.tokens.filter((_, j) => Math.abs(row[j] - top) <= 1e-9 * top);
  if (n === 1) return `${me} has one word to look at, ${me}: ${percent(top)}.`;
  if (best.length === n) return `${me} gives all ${count(n)} words the same share: ${even}.`;
  const [shares, each] = best.length > 1 ? ["largest shares", " each"] : ["largest share", ""];
  return `${me} gives its ${shares} to ${list(best)}: ${percent(top)}${each}. Equal shares would be ${even} each.`;
}

export const KINDS = {
  words: {
    panels: (s) => [tables.X(s), tables.XX(s)],
    say(s, t) {
      const others = t.XX[s.word].map((x, j) => (j === s.word ? -Infinity : x)), j = argmax(others);
      const most = others[j] > 0 ? `it has most in common with ${s.tokens[j]}: ${number(others[j])}` : "it has nothing in common with any";
      return `${s.tokens[s.word]} is now ${vector(t.X[s.word])}. Of the other words ${most}.`;
    },
  },
  projection: {
    panels: (s) => [tables.X(s), tables[["W_Q", "W_K", "W_V"][s.role]](s), tables[["Q", "K", "V"][s.role]](s)],
    say(s, t) {
      const made = ["Q", "K", "V"][s.role], name = ["query", "key", "value"][s.role];
      return `${s.tokens[s.word]}'s row of X times the matrix is its ${name}: ${vector(t[made][s.word])}.`;
    },
  },
  scores: {
    panels: (s) => [tables.Q(s), tables.K(s), { ...tables.S(s), leads: true }],
    say(s, t) {
      const row = t.S[s.word], j = argmax(row);
      const turned = s.angle ? ` Queries and keys are turned by ${number((s.angle * 180) / Math.PI, 0)}°, and no score has moved.` : "";
      return `${s.tokens[s.word]} with the query ${vector(t.Q[s.word])} scores highest with ${s.tokens[j]}: ${number(row[j])}.${turned}`;
    },
  },
  softmax: { sentence: true, panels: (s, t) => [steps(s, t)], say: largest },
  scaling: {
    panels: (s, t) => [steps(s, t)],
    say(s, t) {
      const [spread, bare, divided] = s.typical;
      return `With ${count(s.width)} ${s.width === 1 ? "channel" : "channels"} scores spread by ${number(spread, 2)} on average over many draws; the largest of six shares is then ${percent(bare)}, and ${percent(divided)} after dividing by √${s.width}. In this draw it is ${percent(Math.max(...t.A[0]))}.`;
    },
  },
  mixing: {
    sentence: true, scissors: true, panels: (s) => [mixture(s), result(s)],
    say(s, t) {
      const cut = s.tokens.filter((_, j) => s.cut[j]), change = t.D[s.word].reduce((sum, x) => sum + Math.abs(x), 0);
      if (!cut.length) return `${s.tokens[s.word]} listens to all ${count(s.tokens.length)} words and gets ${vector(t.O[s.word].map((x) => Math.round(x * 100) / 100))}.`;
      return `Without ${list(cut)} the output of ${s.tokens[s.word]} changes by ${number(change, 3)}, all channels added up.`;
    },
  },
  head: {
    sentence: true, zooms: ["the sentence", "scores and shares", "everything"],
    panels: (s) => [[], ["S", "A"], ["X", "W_Q", "W_K", "W_V", "Q", "K", "V", "S", "A", "O"]][s.zoom].map((name) => tables[name](s)),
    say: largest,
  },
};
