// No words, but random vectors: the scores of one draw are given for each width.

export default ({ count, given, shareTables, steps, weigh }) => {
  const draw = (s) => s.config.draws[s.width_index];
  const query = () => ["one query"], keys = (s) => draw(s).scores.map((_, j) => `key ${j + 1}`);
  const title = { Z: (i, j, s) => `${keys(s)[j]}, what goes into exp`, A: (i, j, s) => `share of ${keys(s)[j]}` };
  return {
    tables: {
      S: { rows: query, columns: keys, title: (i, j, s) => `score of ${keys(s)[j]}`, from: (i, j, t, s) => given(`The dot product of two random vectors with ${draw(s).width} channels.`) },
      ...shareTables({ rows: query, columns: keys, title, width: (t, s) => draw(s).width }),
    },
    compute(s) {
      const S = [draw(s).scores], { Z, A, N } = weigh(s, S, draw(s).width);
      return { S, Z, A, N };
    },
    panels: (s) => [steps(s, { caption: `One query and ${count(keys(s).length)} keys`, names: keys(s), i: 0, width: draw(s).width })],
    say(s, t) {
      const { width, typical: [spread, bare, divided] } = draw(s);
      return ["typical", { width, spread, bare, divided, largest: Math.max(...t.A[0]), keys: t.A[0].length }];
    },
  };
};
