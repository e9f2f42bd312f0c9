export default ({ oneHead, argmax }) => ({
  ...oneHead(),
  panels: () => ["Q", "K", { table: "S", leads: true }],
  say(s, t) {
    const row = t.S[s.word], j = argmax(row);
    return [s.angle ? "turned" : "highest", { word: s.tokens[s.word], query: t.Q[s.word], other: s.tokens[j], score: row[j], angle: s.angle }];
  },
});
