const HEADS = ["1", "2"];

export default ({ argmax, attend, constant, draw, embeddings, embeddingTables, factor, headTables, sum }) => {
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
    words: true,
    scissors: true,
    layout: "rows",
    shares: (s, t) => t.A1[s.word],
    panels: () => ["X", "W_Q1", "W_Q2", "Q1", "Q2", "K1", "K2", "S1", "S2", "A1", "A2", "O1", "O2", "Y"],
    say: (s, t) => ["both", { word: s.tokens[s.word], first: s.tokens[argmax(t.A1[s.word])], second: s.tokens[argmax(t.A2[s.word])], gate: s.gate }],
    // A bar as long as the gate: a click opens it half, and opens the number that it mixes.
    draw(root, s, t, act) {
      if (!root.firstChild) {
        const bar = draw("rect", { height: 20, class: "gate" });
        bar.addEventListener("click", () => { act.set({ gate: 0.25 }); act.open(`Y,${s.word},0`); });
        root.append(draw("svg", { viewBox: "0 0 100 20", width: 200, height: 40 }, bar));
      }
      root.querySelector("rect").setAttribute("width", 100 * s.gate);
    },
    style: ".gate { fill: var(--attn-k); }",
  };
};
