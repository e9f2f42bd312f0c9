// How far every word lies behind the word that answers best: R is the best score of a row less each of its scores.

export default ({ oneHead, address, argmax, difference, factor, shapes }) => {
  const head = oneHead(), column = (L) => (j) => L.wide * (j + 0.5);
  return {
    tables: {
      ...head.tables,
      R: {
        caption: "Behind the best: rows ask, columns answer", rows: (s) => s.tokens, columns: (s) => s.tokens, fill: "ink", heat: true, rowRole: "q", columnRole: "k",
        words: (i, j) => [i, j], title: (i, j, s) => `${s.tokens[j]}, behind the best answer to ${s.tokens[i]}`,
        from: (i, j, t) => difference(factor(t, "S", i, argmax(t.S[i])), factor(t, "S", i, j)),
      },
    },
    compute(s) {
      const t = head.compute(s);
      return { ...t, R: t.S.map((row) => row.map((score) => Math.max(...row) - score)) };
    },
    // Words that are pressed, and below each the score of its answer.
    picture: {
      name: (s) => `${s.tokens[s.word]} asks`,
      hint: "Press a word: it asks. Move what it asks.",
      layout: (s, room) => ({ width: Math.min(room, 600), height: 170, wide: Math.min(room, 600) / s.tokens.length }),
      marks: (s, t, L, act) => [
        ...shapes.words(s, { x: column(L), wide: L.wide, top: 0, choose: (word) => act.set({ word }) }),
        ...t.S[s.word].flatMap((score, j) => shapes.bar(`score${j}`, column(L)(j), 150, score, { unit: 60, wide: 24, low: -0.2, high: 1.5, at: address("S", s.word, j) })),
      ],
    },
    panels: () => ["Q", "K", "S", "R"],
    say(s, t) {
      const row = t.S[s.word], order = row.map((_, j) => j).sort((a, b) => row[b] - row[a]);
      return ["behind", { word: s.tokens[s.word], best: s.tokens[order[0]], second: s.tokens[order[1]], score: row[order[0]], behind: row[order[0]] - row[order[1]] }];
    },
  };
};
