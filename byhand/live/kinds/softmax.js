export default ({ oneHead, steps, attention }) => ({
  ...oneHead(),

  panels: (s, t) => [steps(s, { caption: `${s.tokens[s.word]} asks: from scores to shares`, names: s.tokens, i: s.word, width: t.K[0].length })],
  say: (s, t) => attention(s.tokens[s.word], s.tokens, t.A[s.word]),
});
