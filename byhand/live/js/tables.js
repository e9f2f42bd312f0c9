// All the tables of a head, from embeddings to output, and where each of their numbers comes from.
//
// state: { tokens, base: {X, W_Q, W_K, W_V}, edits: {"X,1,0": 0.7}, temperature, scaled, cut: [], angle, names }
// A reader's change of a number is an edit; everything is computed again from the base and the edits.

import { matmul, softmax, transpose } from "./math.js";

export const address = (table, i, j) => `${table},${i},${j}`;

export function parse(text) {
  const [table, i, j] = text.split(",");
  return { table, i: Number(i), j: Number(j) };
}

function edited(name, values, edits) {
  const rows = values.map((row) => row.slice());
  for (const key in edits) {
    const { table, i, j } = parse(key);
    if (table === name && i in rows && j in rows[i]) rows[i][j] = edits[key];
  }
  return rows;
}

// Turning leaves crumbs such as 1e-17 where a number is 0.
const settled = (rows) => rows.map((row) => row.map((x) => (Math.abs(x) < 1e-14 ? 0 : x)));

function rotated(rows, angle) {
  const c = Math.cos(angle), s = Math.sin(angle);
  return settled(rows.map(([a, b, ...rest]) => [c * a - s * b, s * a + c * b, ...rest]));
}

export function compute(state) {
  if (state.scores) return fromScores(state);
  const { base, edits } = state, t = {};
  for (const name of ["X", "W_Q", "W_K", "W_V"]) t[name] = edited(name, base[name], edits);
  t.XX = matmul(t.X, transpose(t.X));
  t.Q0 = edited("Q", matmul(t.X, t.W_Q), edits);
  t.K0 = matmul(t.X, t.W_K);
  t.Q = state.angle ? rotated(t.Q0, state.angle) : t.Q0;
  t.K = state.angle ? rotated(t.K0, state.angle) : t.K0;
  t.V = matmul(t.X, t.W_V);
  t.S = matmul(t.Q, transpose(t.K));
  if (state.angle) t.S = settled(t.S);
  weigh(t, state, t.K[0].length);
  t.O = matmul(t.A, t.V);
  if (state.cut?.some(Boolean)) {
    t.OB = matmul(t.S.map((row) => softmax(row.map((x) => x / t.divisor))), t.V);
  } else t.OB = t.O;
  t.D = t.O.map((row, i) => row.map((x, c) => x - t.OB[i][c]));
  t.P = t.V.map((row, k) => row.map((x) => t.A[state.word][k] * x));
  return t;
}

// The figure on scaling has no words: its scores are given.
function fromScores(state) {
  const t = { S: [state.scores] };
  weigh(t, state, state.width);
  return t;
}

function weigh(t, state, width) {
  const divisor = (state.scaled ? Math.sqrt(width) : 1) * state.temperature;
  t.width = width;
  t.divisor = divisor;
  t.Z = t.S.map((row) => row.map((x, j) => (state.cut?.[j] ? -Infinity : x / divisor)));
  t.A = t.Z.map(softmax);
  t.N = t.A.map((row) => row.map((p) => p * (1 - p)));
}

const factor = (table, i, j, t) => ({ value: t[table][i][j], at: address(table, i, j) });

// One number as the sum of products: `pairs` holds [label, factor, factor].
const sum = (pairs, value) => ({ kind: "sum", pairs, value });

// Where the number at an address comes from: { title, value, kind, … }. Every number in it can be opened in turn.
export function explain(at, t, state) {
  const { table, i, j } = parse(at), n = state.names, word = (k) => state.tokens[k];
  const value = t[table][i][j];
  const turned = state.angle && j < 2 && (table === "Q" || table === "K");
  if (!turned && at.replace("Q0", "Q") in state.edits) return { kind: "given", value, title: title(table, i, j, state), note: "You set this number yourself." };
  const projected = (weights) => sum(n.features.map((f, c) => [f, factor("X", i, c, t), factor(weights, c, j, t)]), value);
  const tell = {
    X: () => ({ kind: "given", value, note: `“${n.features[j]}” of ${word(i)}. An embedding is where the calculation starts; this one was written by hand.` }),
    W_Q: () => given(value), W_K: () => given(value), W_V: () => given(value),
    XX: () => sum(n.features.map((f, c) => [f, factor("X", i, c, t), factor("X", j, c, t)]), value),
    Q: () => (turned ? turn("Q0", i, j, t, state, value) : projected("W_Q")),
    K: () => (turned ? turn("K0", i, j, t, state, value) : projected("W_K")),
    Q0: () => projected("W_Q"), K0: () => projected("W_K"),
    V: () => projected("W_V"),
    S: () => (state.scores ? { kind: "given", value, note: `The dot product of two random vectors with ${state.width} channels.` }
      : sum(n.channels.map((c, d) => [c, factor("Q", i, d, t), factor("K", j, d, t)]), value)),
    Z: () => ({ kind: "divided", value, from: factor("S", i, j, t), width: t.width, scaled: state.scaled, temperature: state.temperature, cut: Boolean(state.cut?.[j]) }),
    A: () => ({ kind: "share", value, from: factor("Z", i, j, t), row: t.Z[i].map((_, k) => ({ ...factor("Z", i, k, t), word: state.scores ? n.keys[k] : word(k) })) }),
    N: () => sum([["share × the rest", factor("A", i, j, t), { value: 1 - t.A[i][j] }]], value),
    P: () => sum([[word(i), factor("A", state.word, i, t), factor("V", i, j, t)]], value),
    OB: () => ({ kind: "given", value, note: "The output with no word cut. Put all words back, and open “now” to see how it comes about." }),
    D: () => ({ kind: "difference", value, from: factor("O", i, j, t), minus: factor("OB", i, j, t) }),
    O: () => sum(state.tokens.map((w, k) => [w, factor("A", i, k, t), factor("V", k, j, t)]), value),
  }[table];
  return { title: title(table, i, j, state), ...tell() };
}

const given = (value) => ({ kind: "given", value, note: "A weight, written by hand here. In a trained model it is learned." });

// A query or key is turned: from two of its numbers as they were before.
function turn(before, i, j, t, state, value) {
  const c = Math.cos(state.angle), s = Math.sin(state.angle), [by] = settled([j ? [s, c] : [c, -s]]);
  return sum([0, 1].map((d) => [state.names.channels[d], factor(before, i, d, t), { value: by[d] }]), value);
}

const ROLE = { Q: "query", K: "key", V: "value", W_Q: "W_Q", W_K: "W_K", W_V: "W_V" };

// What the number at an address is, in words.
export function title(table, i, j, state) {
  const n = state.names, a = state.tokens?.[i], b = state.tokens?.[j];
  switch (table) {
    case "X": return `${a}: ${n.features[j]}`;
    case "XX": return `${a} and ${b} in common`;
    case "Q": case "K": return `${ROLE[table]} of ${a}: ${n.channels[j]}`;
    case "Q0": case "K0": return `${ROLE[table[0]]} of ${a} before turning: ${n.channels[j]}`;
    case "V": return `value of ${a}: ${n.values[j]}`;
    case "W_V": return `W_V from ${n.features[i]} to ${n.values[j]}`;
    case "W_Q": case "W_K": return `${table} from ${n.features[i]} to ${n.channels[j]}`;
    case "S": return state.scores ? `score of ${n.keys[j]}` : `score: ${a} asks, ${b} answers`;
    case "Z": return state.scores ? `${n.keys[j]}, what goes into exp` : `${a} asks, ${b} answers: what goes into exp`;
    case "A": return state.scores ? `share of ${n.keys[j]}` : `share: ${a} listens to ${b}`;
    case "N": return `what a nudge of this score still moves, per point`;
    case "P": return `from ${a} arrives: ${n.values[j]}`;
    case "OB": return `output of ${a} with all words: ${n.values[j]}`;
    case "D": return `change of the output of ${a}: ${n.values[j]}`;
    case "O": return `output of ${a}: ${n.values[j]}`;
    default: return table;
  }
}

// The same for a label that ends with a colon and the number: "query of sat, thing".
export function name(at, state) {
  const { table, i, j } = parse(at);
  return (table === "X" ? "embedding of " : "") + title(table, i, j, state).replace(": ", ", ");
}

// The words that a number belongs to, by their places in the sentence: the one that asks first. at: may hold stars.
export function wordsOf(at, asking) {
  const { table, i, j } = parse(at);
  if (table.startsWith("W_")) return [];
  const both = table === "P" ? [asking, i] : ["S", "Z", "A", "N", "XX"].includes(table) ? [i, j] : [i];
  return both.filter(Number.isInteger);
}

// The cells that a number is made of directly, as a set of addresses.
export function sources(at, t, state) {
  const found = new Set(), why = explain(at, t, state);
  const add = (part) => part?.at && found.add(part.at);
  (why.pairs ?? []).forEach(([, a, b]) => { add(a); add(b); });
  add(why.from);
  add(why.minus);
  (why.row ?? []).forEach(add);
  return found;
}

export const product = ([, a, b]) => a.value * b.value;
