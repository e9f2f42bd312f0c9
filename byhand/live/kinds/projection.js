const MATRICES = ["W_Q", "W_K", "W_V"];
const RESULTS = ["Q", "K", "V"];

export default ({ oneHead, address, parse }) => ({
  ...oneHead(),
  panels: (s) => ["X", MATRICES[s.role], RESULTS[s.role]],
  react: {
    // The slider moves the number at the same place of the other matrix, where there is one.
    role(s) {
      const { table, i, j } = parse(s.selected), columns = s.base[MATRICES[s.role]][0].length;
      return MATRICES.includes(table) ? { selected: address(MATRICES[s.role], i, Math.min(j, columns - 1)) } : {};
    },
  },
  say: (s, t) => ["row", { word: s.tokens[s.word], role: ["query", "key", "value"][s.role], row: t[RESULTS[s.role]][s.word] }],
});
