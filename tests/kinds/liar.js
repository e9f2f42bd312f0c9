export default ({ constant, embeddings, embeddingTables, factor, sum }) => {
  const look = { rows: (s) => s.tokens, columns: (s) => s.names.features };
  return {
    tables: {
      ...embeddingTables(),
      TWICE: { ...look, from: (i, j, t) => sum([["once", factor(t, "X", i, j), constant(1)]]) },
      SILENT: look,
    },
    compute(s) {
      const { X, XX } = embeddings(s), twice = X.map((row) => row.map((x) => 2 * x));
      return { X, XX, TWICE: twice, SILENT: twice };
    },
    panels: () => ["X", "TWICE", "SILENT"],
    say: () => ["all", {}],
  };
};
