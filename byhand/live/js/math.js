// The arithmetic of attention, the same as attnlib/attention.py: tokens are rows, matrices are arrays of rows.
// A test runs these functions against attnlib on thousands of inputs.

export const transpose = (a) => a[0].map((_, j) => a.map((row) => row[j]));

export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

// (n, m) times (m, k) -> (n, k)
export function matmul(a, b) {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

export const times = (a, factor) => a.map((row) => row.map((x) => x * factor));

// One row of scores -> shares. −∞ gets 0, a row of nothing but −∞ gets zeros, a row with NaN or +∞ becomes NaN.
export function softmax(row) {
  let top = row[0];
  for (const x of row) top = x > top || x !== x ? x : top;
  if (top === -Infinity) return row.map(() => 0);
  const powers = row.map((x) => Math.exp(x - top));
  let total = 0;
  for (const p of powers) total += p;
  return powers.map((p) => p / total);
}

// mask: rows of booleans, true where the query (row) may attend to the key (column).
export function attentionWeights(q, k, { mask = null, scale = 1 / Math.sqrt(q[0].length) } = {}) {
  const scores = times(matmul(q, transpose(k)), scale);
  return scores.map((row, i) => softmax(mask ? row.map((x, j) => (mask[i][j] ? x : -Infinity)) : row));
}

export const attention = (q, k, v, options) => matmul(attentionWeights(q, k, options), v);
