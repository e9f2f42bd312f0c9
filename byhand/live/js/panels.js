// What a figure shows of its tables: a panel is a grid of numbers, each with its address.
//
// A panel is the name of a table, { table, …what is different here }, or whole: { id, caption, rows, columns, at(i, j) }
// with the look: fill, heat, rowRole, columnRole, corner, shares, top, percent, groups, plain (see grid.js), leads (it
// comes first where all stand below each other), asks (opening a number makes its row the word that asks).

import { address } from "./address.js";

// The panel that shows a whole table.
function whole(kind, name, s) {
  const { rows, columns, caption, fill, heat, rowRole, columnRole, corner, shares, top, asks, selectable } = kind.tables[name];
  return { id: name, caption: caption ?? name, rows: rows(s), columns: columns(s), at: (i, j) => address(name, i, j),
    fill: fill ?? "ink", heat, rowRole, columnRole, corner, shares, top, asks, selectable };
}

// All panels of a figure in a state.
export function panelsOf(kind, s, t) {
  return kind.panels(s, t).map((panel) => (typeof panel === "string" ? whole(kind, panel, s)
    : panel.table ? { ...whole(kind, panel.table, s), ...panel } : panel));
}

// One word asks, in row i of the tables: a row for each word that answers, a column for each step from score to share.
export function steps(s, { caption, names, i, width }) {
  return { id: "steps", caption, rows: names, columns: ["score", s.scaled ? `÷ √${width}` : "not scaled", "share", "nudge"],
    at: (k, c) => address(["S", "Z", "A", "N"][c], i, k), fill: "ink", rowRole: "k", percent: 2, groups: [0, 1, 2, 3], plain: [0, 1] };
}
