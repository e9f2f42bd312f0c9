// Every number of a figure has an address, "TABLE,row,column": "S,2,5". In a pattern a star stands for all: "A,2,*".

export const address = (table, i, j) => `${table},${i},${j}`;

export function parse(at) {
  const [table, i, j] = at.split(",");
  return { table, i: Number(i), j: Number(j) };
}

// The number at an address, or undefined. t: the tables by name, arrays of rows.
export function valueAt(at, t) {
  const { table, i, j } = parse(at);
  return Object.hasOwn(t, table) ? t[table][i]?.[j] : undefined;
}

export function matches(pattern, at) {
  const [a, b] = [pattern.split(","), at.split(",")];
  return a.length === b.length && a.every((part, d) => part === "*" || b[d] === "*" || part === b[d]);
}
