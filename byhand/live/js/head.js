// The tables of an attention head, from embeddings to output: how they are computed, what they are called, and where each
// of their numbers comes from. A kind that shows one head takes `oneHead`; one that shows several calls `headTables` and
// `attend` for each, with a suffix: "Q1" is the Q of the head "1".
//
// s: the state of a figure, see state.js: { tokens, names, base: {X, W_Q, …}, edits, word, strength, scaled, angle, cut }
// t: the tables by name, arrays of rows.

import { address, parse } from "./address.js";
import { constant, difference, divided, factor, given, power, share, sum } from "./explain.js";
import { matmul, softmax, transpose } from "./matrix.js";

// --- numbers --------------------------------------------------------------------------------------------------------

// A table of the base with what the reader has set. values: others than those of the base.
export function edited(s, name, values = s.base[name]) {
  const rows = values.map((row) => row.slice());
  for (const at in s.edits) {
    const { table, i, j } = parse(at);
    if (table === name && i in rows && j in rows[i]) rows[i][j] = s.edits[at];
  }
  return rows;
}

// Turning leaves crumbs such as 1e-17 where a number is 0.
const settled = (rows) => rows.map((row) => row.map((x) => (Math.abs(x) < 1e-14 ? 0 : x)));

// Vectors are turned in the plane of their first two channels; angle: in degrees.
const turns = (s, width) => Boolean(s.angle) && width > 1;
const cosine = (s) => Math.cos((s.angle * Math.PI) / 180), sine = (s) => Math.sin((s.angle * Math.PI) / 180);

function turned(rows, s) {
  if (!turns(s, rows[0].length)) return rows;
  const c = cosine(s), d = sine(s);
  return settled(rows.map(([a, b, ...rest]) => [c * a - d * b, d * a + c * b, ...rest]));
}

export function embeddings(s) {
  const X = edited(s, "X");
  return { X, XX: matmul(X, transpose(X)) };
}

// From scores to shares: Z is what goes into exp, E what comes out, A the shares, N what a nudge of a score moves.
// width: the channels d_k.
export function weigh(s, S, width) {
  const divisor = s.scaled ? Math.sqrt(width) : 1;
  const Z = S.map((row) => row.map((x, j) => (s.cut[j] ? -Infinity : x / divisor)));
  const A = Z.map(softmax);
  return { Z, E: Z.map((row) => row.map(Math.exp)), A, N: A.map((row) => row.map((p) => p * (1 - p))), divisor };
}

// All tables of one head, with the suffix behind their names. X: the embeddings.
export function attend(s, X, suffix = "") {
  const id = (name) => name + suffix, t = {};
  for (const name of ["W_Q", "W_K", "W_V"]) t[name] = edited(s, id(name));
  // The strength multiplies W_Q, and with it every query; what a reader sets of a query is multiplied, too.
  t.CW_Q = t.W_Q.map((row) => row.map((x) => s.strength * x));
  t.Q0 = edited(s, id("Q"), matmul(X, t.W_Q)).map((row) => row.map((x) => s.strength * x));
  t.K0 = matmul(X, t.W_K);
  t.Q = turned(t.Q0, s);
  t.K = turned(t.K0, s);
  t.V = matmul(X, t.W_V);
  t.S = matmul(t.Q, transpose(t.K));
  if (s.angle) t.S = settled(t.S);
  const { divisor, ...shares } = weigh(s, t.S, t.K[0].length);
  Object.assign(t, shares);
  t.O = matmul(t.A, t.V);
  t.OB = s.cut.some(Boolean) ? matmul(t.S.map((row) => softmax(row.map((x) => x / divisor))), t.V) : t.O;
  t.D = t.O.map((row, i) => row.map((x, c) => x - t.OB[i][c]));
  t.P = t.V.map((row, k) => row.map((x) => t.A[s.word][k] * x));
  return Object.fromEntries(Object.entries(t).map(([name, rows]) => [id(name), rows]));
}

// --- what they are --------------------------------------------------------------------------------------------------

const tokens = (s) => s.tokens, features = (s) => s.names.features;
const WEIGHT = "A weight, written by hand here. In a trained model it is learned.";

export function embeddingTables() {
  const common = (i, j, t, s) => sum(features(s).map((f, c) => [f, factor(t, "X", i, c), factor(t, "X", j, c)]));
  return {
    X: { caption: "X: the embeddings", rows: tokens, columns: features, fill: "ink", settable: true, selectable: true, words: (i) => [i], prefix: "embedding of ",
      title: (i, j, s) => `${s.tokens[i]}: ${features(s)[j]}`,
      from: (i, j, t, s) => given(`“${features(s)[j]}” of ${s.tokens[i]}. An embedding is where the calculation starts; this one was written by hand.`) },
    XX: { caption: "What two words have in common", rows: tokens, columns: tokens, fill: "ink", heat: true, asks: true, words: (i, j) => [i, j],
      title: (i, j, s) => `${s.tokens[i]} and ${s.tokens[j]} in common`, from: common },
  };
}

// Z, A and N of scores S. rows, columns: who asks and who answers; title: { Z, A }; width(t, s): the channels d_k.
export function shareTables({ suffix = "", rows, columns, words, title, width }) {
  const [S, Z, E, A, N] = ["S", "Z", "E", "A", "N"].map((name) => name + suffix), of = { rows, columns, words };
  const row = (i, t, s) => columns(s).map((word, k) => ({ ...factor(t, Z, i, k), word }));
  return {
    [Z]: { ...of, title: title.Z, from: (i, j, t, s) => divided(factor(t, S, i, j), { width: width(t, s), scaled: s.scaled, cut: Boolean(s.cut[j]) }) },
    [E]: { ...of, title: (i, j, s) => `e to the power of that: ${columns(s)[j]}`, from: (i, j, t) => power(factor(t, Z, i, j)) },
    [A]: { ...of, title: title.A, from: (i, j, t, s) => share(row(i, t, s), address(Z, i, j)) },
    [N]: { ...of, title: () => "what a nudge of this score still moves, per point", from: (i, j, t) => sum([["share × the rest", factor(t, A, i, j), constant(1 - t[A][i][j])]]) },
  };
}

// The tables of one head. suffix: as in attend; where: stands behind what belongs to the head: " in head 1";
// channels(s), values(s): the names of the columns of queries and keys, and of values.
export function headTables({ suffix = "", where = "", channels = (s) => s.names.channels, values = (s) => s.names.values } = {}) {
  const id = (name) => name + suffix, word = (s, k) => s.tokens[k];
  const projected = (weights) => (i, j, t, s) => sum(features(s).map((f, c) => [f, factor(t, "X", i, c), factor(t, id(weights), c, j)]));
  const vectors = (role, columns) => ({ rows: tokens, columns, fill: role, rowRole: role, role, asks: true, words: (i) => [i] });
  const weights = (name, columns, role, makes) => ({ caption: `${id(name)}: makes ${makes}`, rows: features, columns, fill: role, role, settable: true, selectable: true,
    title: (i, j, s) => `${id(name)} from ${features(s)[i]} to ${columns(s)[j]}`, from: () => given(WEIGHT) });
  const pairs = { rows: tokens, columns: tokens, words: (i, j) => [i, j] };
  const heat = { ...pairs, rowRole: "q", columnRole: "k", corner: "asks ↓", fill: "ink", heat: true, asks: true };
  const isTurned = (j, s) => turns(s, channels(s).length) && j < 2;
  // A query or key is turned: from two of its numbers as they were before.
  const turn = (before) => (i, j, t, s) => {
    const [by] = settled([j ? [sine(s), cosine(s)] : [cosine(s), -sine(s)]]);
    return sum([0, 1].map((d) => [channels(s)[d], factor(t, id(before), i, d), constant(by[d])]));
  };
  const query = (i, j, t, s) => projected(s.strength === 1 ? "W_Q" : "CW_Q")(i, j, t, s);
  const straight = { Q: query, K: projected("W_K") };
  const either = (name) => (i, j, t, s) => (isTurned(j, s) ? turn(`${name}0`) : straight[name])(i, j, t, s);
  const before = (role) => ({ rows: tokens, columns: channels, role, words: (i) => [i] });
  const output = (title) => ({ rows: tokens, columns: values, words: (i) => [i], title: (i, j, s) => `${title(word(s, i))}${where}: ${values(s)[j]}` });
  const t = {
    W_Q: weights("W_Q", channels, "q", "queries"), W_K: weights("W_K", channels, "k", "keys"), W_V: weights("W_V", values, "v", "values"),
    CW_Q: { rows: features, columns: channels, role: "q", title: (i, j, s) => `W_Q times the strength${where}, from ${features(s)[i]} to ${channels(s)[j]}`,
      from: (i, j, t, s) => sum([["strength", constant(s.strength), factor(t, id("W_Q"), i, j)]]) },
    // A slider can set a query; where all are turned, it sets the query as it was before.
    Q: { ...vectors("q", channels), caption: `${id("Q")}: what each word asks`, settable: true, heldBy: id("Q0"), unit: (s) => s.strength,
      setAs: (i, j, s) => (isTurned(j, s) ? null : address(id("Q"), i, j)), title: (i, j, s) => `query of ${word(s, i)}${where}: ${channels(s)[j]}`, from: either("Q") },
    K: { ...vectors("k", channels), caption: `${id("K")}: what each word offers`, title: (i, j, s) => `key of ${word(s, i)}${where}: ${channels(s)[j]}`, from: either("K") },
    Q0: { ...before("q"), setAs: (i, j) => address(id("Q"), i, j), unit: (s) => s.strength, title: (i, j, s) => `query of ${word(s, i)}${where} before turning: ${channels(s)[j]}`, from: query },
    K0: { ...before("k"), title: (i, j, s) => `key of ${word(s, i)}${where} before turning: ${channels(s)[j]}`, from: projected("W_K") },
    V: { ...vectors("v", values), caption: `${id("V")}: what each word delivers`, title: (i, j, s) => `value of ${word(s, i)}${where}: ${values(s)[j]}`, from: projected("W_V") },
    S: { ...heat, caption: `Scores${where}: rows ask, columns answer`, title: (i, j, s) => `score${where}: ${word(s, i)} asks, ${word(s, j)} answers`,
      from: (i, j, t, s) => sum(channels(s).map((c, d) => [c, factor(t, id("Q"), i, d), factor(t, id("K"), j, d)])) },
    O: { ...output((me) => `output of ${me}`), caption: `Output${where}: what arrives`, fill: "v", rowRole: "q", asks: true,
      from: (i, j, t, s) => sum(s.tokens.map((w, k) => [w, factor(t, id("A"), i, k), factor(t, id("V"), k, j)])) },
    P: { ...output((me) => `from ${me} arrives`), words: (i, j, s) => [s.word, i], from: (i, j, t, s) => sum([[word(s, i), factor(t, id("A"), s.word, i), factor(t, id("V"), i, j)]]) },
    OB: { ...output((me) => `output of ${me} with all words`), from: () => given("The output with no word cut. Put all words back, and open “now” to see how it comes about.") },
    D: { ...output((me) => `change of the output of ${me}`), from: (i, j, t) => difference(factor(t, id("O"), i, j), factor(t, id("OB"), i, j)) },
  };
  const all = Object.fromEntries(Object.entries(t).map(([name, table]) => [id(name), table]));
  const title = {
    Z: (i, j, s) => `${word(s, i)} asks, ${word(s, j)} answers${where}: what goes into exp`,
    A: (i, j, s) => `share${where}: ${word(s, i)} attends to ${word(s, j)}`,
  };
  const shares = shareTables({ ...pairs, suffix, title, width: (t) => t[id("K")][0].length });
  Object.assign(shares[id("A")], heat, { fill: "q", caption: `Shares${where}: rows ask, columns answer`, shares: true, top: 1 });
  return { ...all, ...shares };
}

// What a kind that shows one head is made of: its tables and their computation.
export const oneHead = () => ({
  tables: { ...embeddingTables(), ...headTables() },
  compute(s) {
    const t = embeddings(s);
    return { ...t, ...attend(s, t.X) };
  },
});
