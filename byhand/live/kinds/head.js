const SHOWN = [[], ["S", "A"], ["X", "W_Q", "W_K", "W_V", "Q", "K", "V", "S", "A", "O"]];

export default ({ oneHead, attention }) => ({
  ...oneHead(),
  words: true,
  layout: "rows",
  panels: (s) => SHOWN[s.zoom],
  say: (s, t) => attention(s.tokens[s.word], s.tokens, t.A[s.word]),
});
