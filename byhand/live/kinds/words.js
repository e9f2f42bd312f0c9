export default ({ oneHead, argmax }) => ({
  ...oneHead(),
  panels: () => ["X", "XX"],
  say(s, t) {
    const others = t.XX[s.word].map((x, j) => (j === s.word ? -Infinity : x)), j = argmax(others);
    const facts = { word: s.tokens[s.word], row: t.X[s.word], other: s.tokens[j], most: others[j] };
    return [others[j] > 0 ? "common" : "nothing", facts];
  },
});
