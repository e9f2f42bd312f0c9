export default ({ oneHead, address }) => {
  // The share of each word, and what arrives from it on each channel.
  const mixture = (s) => ({ id: "mixture", caption: `${s.tokens[s.word]} listens: share, and share × value`, rows: s.tokens, columns: ["share", ...s.names.values],
    at: (k, c) => (c === 0 ? address("A", s.word, k) : address("P", k, c - 1)), fill: "v", rowRole: "k", percent: 0, groups: [0, ...s.names.values.map(() => 1)] });
  const result = (s) => ({ id: "result", caption: `What ${s.tokens[s.word]} knows afterwards`, rows: ["now", "with all words", "change"], columns: s.names.values,
    at: (k, c) => address(["O", "OB", "D"][k], s.word, c), fill: "v" });
  return {
    ...oneHead(),


    panels: (s) => [mixture(s), result(s)],
    say(s, t) {
      const word = s.tokens[s.word], cut = s.tokens.filter((_, j) => s.cut[j]);
      if (!cut.length) return ["whole", { word, count: s.tokens.length, output: t.O[s.word] }];
      return ["cut", { word, cut, change: t.D[s.word].reduce((sum, x) => sum + Math.abs(x), 0) }];
    },
  };
};
