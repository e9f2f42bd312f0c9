// One word asks: its scores become shares. A word owns a column, from its score through ÷ √d_k and e to the power of that
// down to its piece of one strip of 100 %. Beside e to that is its curve, at the same height: a word stands on it as far
// back as its score is behind the largest, and that alone decides how much it gets. So this scale never changes.

const RANGES = [1.5, 4, 10, 25, 100, 1000]; // the scale of scores: the smallest that holds all scores of the sentence
const BEHIND = 6; // points, the length of the curve; what is further behind gets less than 0.3 % of what the largest gets

export default ({ oneHead, steps, attention, argmax, address, brief, number, percent, shapes }) => {
  const { PHONE, rect, line, circle, path, text, clamp, fitted } = shapes;

  // The word whose column is brought out: the one that was opened last, or else the one with the largest share.
  const inFocus = (s, t) => (s.pick >= 0 && s.pick < s.tokens.length ? s.pick : argmax(t.A[s.word]));

  // --- where everything stands -------------------------------------------------------------------------------------

  // below: some scores are negative. A narrow drawing has no curve; nor has one of more words than find room beside it.
  function layout(s, room, t) {
    const n = s.tokens.length, below = t.S.flat().some((score) => score < -0.004);
    if (room < PHONE || n > 12) {
      const width = clamp(room, 300, n > 12 ? 960 : 540), c0 = 50, wide = Math.max((width - c0 - 6) / n, 42), end = c0 + wide * n;
      const tall = below ? 98 : 66, divided = 66 + tall, bars = Math.min(24, wide - 14);
      return { narrow: true, width: Math.max(width, end + 6), height: divided + 132, scrolls: end + 6 > width + 1, below,
        c0, wide, end, label: 45, size: 11.5, small: 11, words: { top: 10, tall: 36, size: 15 },
        scores: { top: 48, tall }, divided, bars, power: { top: divided + 22, base: divided + 64 }, strip: { y: divided + 84, height: 24 } };
    }
    const wide = Math.max((83 * 6) / n, 40), c0 = 468, end = c0 + wide * n, tall = 136, divided = 86 + tall;
    return { width: end + 34, height: divided + 222, c0, wide, end, label: 456, size: 12.5, small: 12, below, narrator: [24, 8, 376, divided - 4],
      words: { top: 14, tall: 42, size: 18 }, scores: { top: 62, tall }, divided, bars: Math.min(38, wide - 12),
      power: { top: divided + 34, base: divided + 130 }, curve: { x0: 30, x1: 396 }, strip: { y: divided + 158, height: 28 } };
  }

  const column = (L) => (j) => L.c0 + L.wide * (j + 0.5);
  const named = (L, words, y, more) => text(`label ${words}`, L.label, y, words, { "text-anchor": "end", "font-size": L.size, class: "bold", ...more });
  const note = (L, key, x, y, words, more) => text(key, x, y, words, { class: "soft", "font-size": L.small, ...more });

  // --- from scores to e to the power of them -----------------------------------------------------------------------

  function scores(s, t, L) {
    const { top, tall } = L.scores, largest = Math.max(...t.S.flat().map(Math.abs)), range = RANGES.find((one) => largest <= one) ?? RANGES.at(-1);
    const unit = (L.below ? (tall - 34) / 2 : tall - 18) / range, zero = top + 18 + range * unit, x = column(L), i = s.word;
    const end = range === 1.5 ? 1 : range, ups = range === 1.5 || L.narrow || L.below ? [end] : [range / 2, range];
    return [
      ...shapes.ruler("score-rule", [0, ...ups, ...(L.below ? [-end] : [])], { x0: L.c0, x1: L.end, zero, unit, labels: L.narrow ? null : "right" }),
      named(L, "score", zero + 4),
      ...(L.narrow ? [note(L, "score-scale", L.label, zero - end * unit + 4, brief(end), { "text-anchor": "end" })] : []),
      ...s.tokens.flatMap((_, j) => shapes.bar(`score${j}`, x(j), zero, t.S[i][j],
        { unit, wide: L.bars, low: -range, high: range, at: address("S", i, j), beat: 1, size: L.size })),
    ];
  }

  function divided(s, t, L) {
    const x = column(L), i = s.word, name = s.scaled ? `÷ √${t.K[0].length}` : L.narrow ? "not ÷" : "not divided";
    return [named(L, name, L.divided, { class: "soft" }),
      ...s.tokens.map((_, j) => text(`z${j}`, x(j), L.divided, brief(t.Z[i][j]),
        { class: "soft number", "font-size": L.size, at: address("Z", i, j), beat: 2 }))];
  }

  // A power of e, as exactly as its column allows.
  function shortly(power, { wide, size }) {
    const whole = brief(power);
    return shapes.lengthOf(whole, size) <= wide ? whole : power < 1 ? "<0.01" : power < 1e5 ? number(power, 0) : power.toExponential(0);
  }

  // The bars are as high as the words get much, compared with the one that gets most: e^(how far they are behind).
  function powers(s, t, L, you) {
    const { top, base } = L.power, x = column(L), i = s.word, largest = Math.max(...t.Z[i]), marks = [];
    s.tokens.forEach((_, j) => {
      const high = t.Z[i][j] === -Infinity ? 0 : Math.exp(t.Z[i][j] - largest) * (base - top), at = address("E", i, j);
      marks.push(rect(`power${j}`, x(j) - L.bars / 2, base - high, L.bars, high, { class: "ink full", at, beat: 3 }));
      marks.push(text(`power${j}-number`, x(j), base - high - 5, shortly(t.E[i][j], L),
        { class: `number${j === you ? " bold" : ""}`, "font-size": L.size, at, beat: 3 }));
    });
    const zero = line("power-zero", L.curve?.x0 ?? L.c0, base, L.end, base, { class: "rule zero" });
    return [zero, ...marks, named(L, "e to that", base - (L.curve ? 20 : 12))];
  }

  // Where something stands on the curve that is so far behind the largest.
  function onCurve({ curve: { x0, x1 }, power: { top, base } }) {
    return (behind) => [x1 - (behind * (x1 - x0)) / BEHIND, base - Math.exp(-behind) * (base - top)];
  }

  // The curve with its axes, as high as the bars.
  function axes(L) {
    const { x0, x1 } = L.curve, { top, base } = L.power, at = onCurve(L), half = (top + base) / 2, start = { "text-anchor": "start" };
    const points = Array.from({ length: 61 }, (_, k) => at((BEHIND * (60 - k)) / 60).map((value) => value.toFixed(1)).join(" "));
    return [
      line("curve-top", x0, top, L.end, top), note(L, "curve-top-name", x0, top - 5, "as much as the largest", start),
      line("curve-half", x0, half, L.end, half), note(L, "curve-half-name", x0, half - 5, "half as much", start),
      path("curve", `M${points.join("L")}`, { class: "arc", "stroke-width": 2, "stroke-opacity": 0.55 }),
      ...Array.from({ length: BEHIND + 1 }, (_, behind) => note(L, `curve-mark${behind}`, at(behind)[0], base + 15, String(behind))),
      note(L, "curve-name", (x0 + x1) / 2, base + 31, "how far behind the largest"),
      ...[1, 2].map((behind) => note(L, `curve-note${behind}`, at(behind)[0] - 7, at(behind)[1] - 4, `${behind} behind: ${percent(Math.exp(-behind))} as much`,
        { class: "soft number", "text-anchor": "end" })),
    ];
  }

  // Each word stands on the curve and sends its height over to its bar; what would stand further left is counted.
  function curve(s, t, L, you) {
    const i = s.word, largest = Math.max(...t.Z[i]), behind = t.Z[i].map((z) => largest - z), at = onCurve(L), x = column(L);
    const ways = [], points = [], start = { "text-anchor": "start" };
    const words = s.tokens.map((_, j) => j).filter((j) => t.Z[i][j] > -Infinity).sort((a, b) => (a === you) - (b === you));
    for (const j of words) {
      const [px, py] = at(Math.min(behind[j], BEHIND)), on = j === you;
      ways.push(line(`curve${j}-over`, px, py, x(j) - L.bars / 2, py, { class: on ? "rule zero" : "rule", beat: 3, "stroke-dasharray": "2 3" }));
      points.push(circle(`curve${j}`, px, py, on ? 6.5 : 5,
        { class: "ink", "fill-opacity": on ? 1 : 0.55, stroke: "var(--attn-card)", "stroke-width": 1.5, at: address("E", i, j), beat: 3 }));
      if (on) points.push(text("curve-word", px + 11, py + 13, fitted(s.tokens[j], 60, 13), { class: "bold number", "font-size": 13, beat: 3, ...start }));
    }
    const off = words.filter((j) => behind[j] > BEHIND).length;
    const beyond = { class: "number bold", "font-size": 12, ...start };
    if (off) points.push(text("curve-beyond", L.curve.x0 - 10, L.power.base - 12, `◂ ${off} further behind`, beyond));
    return [...ways, ...axes(L), ...points];
  }

  // --- shares ------------------------------------------------------------------------------------------------------

  function shares(s, t, L) {
    const { y, height } = L.strip, i = s.word, n = s.tokens.length, long = L.end - L.c0, below = y + height;
    const all = t.E[i].reduce((a, b) => a + b, 0), equal = L.narrow ? `equal: ${percent(1 / n)}` : `equal shares: ${percent(1 / n)} each`;
    const evenly = Array.from({ length: n + 1 }, (_, k) => L.c0 + (k * long) / n);
    return [
      ...shapes.funnels(t.A[i], { x: column(L), half: L.bars / 2, from: L.power.base + 1, to: y, stripX: L.c0, stripWidth: long, beat: 4 }),
      ...shapes.strip(s.tokens, t.A[i], { x: L.c0, y, width: long, height, at: (j) => address("A", i, j), size: L.size, cut: s.cut, beat: 4 }),
      named(L, "share", y + height / 2 + 4.5),
      ...evenly.map((x, k) => line(`even${k}`, x, below + 1, x, below + 7, { class: "rule zero" })),
      note(L, "even-name", L.c0, below + 19, equal, { "text-anchor": "start" }),
      note(L, "all", L.end, below + 19, Number.isFinite(all) && all > 0 ? `all of e to that, ${brief(all)}, is 100 %` : "", { "text-anchor": "end" }),
    ];
  }

  function marks(s, t, L, act) {
    const you = inFocus(s, t), x = column(L);
    return [
      rect("band", x(you) - L.wide / 2 + 2, L.words.top, L.wide - 4, L.power.base - L.words.top, { rx: 8, class: "band" }),
      ...shapes.words(s, { x, wide: L.wide, ...L.words, shares: t.A[s.word], choose: (j) => act.set({ word: j, pick: -1 }) }),
      ...scores(s, t, L),
      ...divided(s, t, L),
      ...(L.curve ? curve(s, t, L, you) : []),
      ...powers(s, t, L, you),
      ...shares(s, t, L),
    ];
  }

  // --- in words ----------------------------------------------------------------------------------------------------

  // Where one word leads: by how much, and how many times as much it gets for that.
  function say(s, t) {
    const i = s.word, row = t.A[i], [which, facts] = attention(s.tokens[i], s.tokens, row);
    if (which !== "one") return [which, facts];
    if (1 - facts.share < 0.005) return ["all", facts];
    const best = argmax(row), others = s.tokens.map((_, j) => j).filter((j) => j !== best), second = Math.max(...others.map((j) => row[j]));
    const next = others.filter((j) => Math.abs(row[j] - second) <= 1e-9 * second), lead = t.Z[i][best] - t.Z[i][next[0]], times = Math.exp(lead);
    return [times < 1.005 ? "close" : "one", { ...facts, next: next.map((j) => s.tokens[j]), lead, times }];
  }

  function follow(s, t) {
    const i = s.word, j = inFocus(s, t), meets = `What ${s.tokens[i]} asks meets what ${s.tokens[j]} offers, channel by channel.`;
    return { name: percent(t.A[i][j]), frames: [
      { title: "A share is a part of a sum", at: [address("A", i, j)] },
      { title: "Made positive by e", at: [address("E", i, j), address("Z", i, j)], note: "e to any power is positive, whatever the score." },
      { title: "A score is products, added", at: [address("S", i, j)], note: meets },
    ] };
  }

  const hint = "Drag the strength. Click a word: it asks. Click any number to see how it came about.";
  return {
    ...oneHead(),
    picture: { name: (s) => `From scores to shares: ${s.tokens[s.word]} asks`, hint, layout, marks },
    follow,
    panels: (s, t) => [steps(s, { caption: `${s.tokens[s.word]} asks: from scores to shares`, names: s.tokens, i: s.word, width: t.K[0].length })],
    say,
  };
};
