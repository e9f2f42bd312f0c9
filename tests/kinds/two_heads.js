const HEADS = ["1", "2"];

export default ({ argmax, attend, brief, constant, embeddings, embeddingTables, factor, headTables, shapes, sum }) => {
  const heads = HEADS.map((suffix) => headTables({ suffix, where: ` in head ${suffix}`, channels: (s) => s.names[`channels${suffix}`] }));
  const gates = (s) => [s.gate, 1 - s.gate];
  return {
    tables: {
      ...embeddingTables(), ...heads[0], ...heads[1],
      Y: { caption: "Both outputs, mixed", rows: (s) => s.tokens, columns: (s) => s.names.values, fill: "v", words: (i) => [i],
        from: (i, j, t, s) => sum(HEADS.map((h, k) => [`head ${h}`, factor(t, `O${h}`, i, j), constant(gates(s)[k])])) },
    },
    compute(s) {
      const t = embeddings(s);
      for (const h of HEADS) Object.assign(t, attend(s, t.X, h));
      t.Y = t.O1.map((row, i) => row.map((x, j) => gates(s)[0] * x + gates(s)[1] * t.O2[i][j]));
      return t;
    },
    layout: "rows",
    picture: {
      name: () => "Two heads",
      hint: "Drag the bar.",
      layout: (s, room) => ({ width: Math.min(room, 600), height: 60 }),
      // A bar as long as the gate: dragged, it moves the gate; pressed, it opens the number that it mixes.
      marks: (s, t, L, act) => [
        shapes.rect("gate", 0, 10, 100 * s.gate, 20, { class: "k full" }),
        shapes.text("mixed", 250, 25, brief(t.Y[s.word][0]), { at: `Y,${s.word},0` }),
        shapes.hand("gate-hand", 0, 0, 120, 44, { label: "gate", value: s.gate, low: 0, high: 1, step: 0.05, axis: "x", unit: 100,
          put: (gate) => act.set({ gate }), press: () => act.open(`Y,${s.word},0`), back: () => act.set({ gate: 0.5 }) }),
        ...s.tokens.map((token, j) => shapes.hand(`cut${j}`, 300 + 46 * j, 0, 44, 44, { label: `cut ${token}`, group: "cut", down: s.cut[j],
          press: () => act.set({ cut: s.cut.map((one, k) => (k === j ? !one : one)) }) })),
      ],
    },
    panels: () => ["X", "W_Q1", "W_Q2", "Q1", "Q2", "K1", "K2", "S1", "S2", "A1", "A2", "O1", "O2", "Y"],
    say: (s, t) => ["both", { word: s.tokens[s.word], first: s.tokens[argmax(t.A1[s.word])], second: s.tokens[argmax(t.A2[s.word])], gate: s.gate }],
  };
};
