// The arithmetic of attention, the same as attnlib/attention.py: tokens are rows, matrices are arrays of rows.
// A test holds the tables that are made with these functions against attnlib on thousands of random states.

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

export function argmax(row) {
  let best = 0;
  row.forEach((x, j) => { if (x > row[best]) best = j; });
  return best;
}
