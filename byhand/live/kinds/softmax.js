// One word asks: its scores become shares. A word owns a column, from its score through ÷ √d_k and e to the power of that
// down to its piece of one strip of 100 %. Beside e to that is its curve, at the same height: a word stands on it as far
// back as its score is behind the largest, and that alone decides how much it gets. So this scale never changes.

const RANGES = [1.5, 4, 10, 25, 100, 1000]; // the scale of scores: the smallest that holds all scores of the sentence
const MARKS = [0, 0.5, 1, 2, 5, 10, 20]; // of the strength, equally far apart on its thermometer
const BEHIND = 6; // points, the length of the curve; what is further behind gets less than 0.3 % of what the largest gets

export default ({ oneHead, steps, attention, argmax, address, brief, number, percent, shapes }) => {
  const { PHONE, rect, line, circle, path, text, hand, clamp, fitted } = shapes;

  // The word whose column is brought out: the one that was opened last, or else the one with the largest share.
  const inFocus = (s, t) => (s.pick >= 0 && s.pick < s.tokens.length ? s.pick : argmax(t.A[s.word]));

  // --- where everything stands -------------------------------------------------------------------------------------

  // A narrow drawing has no curve; nor has one of more words than find room beside it.
  function layout(s, room, t) {
    const n = s.tokens.length, below = t.S.flat().some((score) => score < -0.004);
    if (room < PHONE || n > 12) {
      const width = clamp(room, 300, n > 12 ? 960 : 540), c0 = 50, wide = Math.max((width - c0 - 6) / n, 42), end = c0 + wide * n, bars = Math.min(24, wide - 14);
      const scores = below ? 98 : 66, divided = 122 + scores;
      return { narrow: true, width: Math.max(width, end + 6), height: divided + 132, scrolls: end + 6 > width + 1, c0, wide, end, label: 45, size: 11.5, below,
        heat: { x0: 30, x1: width - 30, y: 24 }, words: { top: 66, tall: 36, size: 15 }, scores: { top: 104, tall: scores, wide: bars },
        divided, power: { top: divided + 22, base: divided + 64, wide: bars }, strip: { y: divided + 84, height: 24 } };
    }
    const wide = Math.max((83 * 6) / n, 40), c0 = 468, end = c0 + wide * n, bars = Math.min(38, wide - 12), scores = below ? 124 : 100, divided = 154 + scores;
    return { width: end + 34, height: divided + 222, c0, wide, end, label: 456, size: 12.5, below,
      heat: { x0: c0 + 16, x1: end - 16, y: 30 }, words: { top: 82, tall: 42, size: 18 }, scores: { top: 130, tall: scores, wide: bars },
      divided, power: { top: divided + 34, base: divided + 130, wide: bars }, curve: { x0: 30, x1: 396 }, strip: { y: divided + 158, height: 28 }, narrator: [24, 8, 376, divided - 4] };
  }

  const column = (L) => (j) => L.c0 + L.wide * (j + 0.5);
  const named = (L, words, y, more) => text(`label ${words}`, L.label, y, words, { "text-anchor": "end", "font-size": L.size, class: "bold", ...more });

  // --- strength ----------------------------------------------------------------------------------------------------

  // Where a strength stands on the thermometer, counted in marks, and back.
  function placeOf(strength) {
    const k = Math.min(MARKS.findLastIndex((mark) => strength >= mark), MARKS.length - 2);
    return k + (strength - MARKS[k]) / (MARKS[k + 1] - MARKS[k]);
  }

  // A mark catches what is dragged close to it.
  function strengthAt(place) {
    const near = Math.round(place), k = Math.min(Math.floor(place), MARKS.length - 2);
    return Math.abs(place - near) < 0.04 ? MARKS[near] : Math.round(10 * (MARKS[k] + (place - k) * (MARKS[k + 1] - MARKS[k]))) / 10;
  }

  function thermometer(s, L, act) {
    const { x0, x1, y } = L.heat, last = MARKS.length - 1, unit = (x1 - x0) / last, x = (strength) => x0 + unit * placeOf(strength), now = x(s.strength);
    const notes = [[1, "the article’s numbers"], [10, "temperature 0.1"]];
    // A press on the tube jumps there, but not one on the knob.
    const start = ({ target, clientX }) => {
      const box = target.ownerSVGElement.getBoundingClientRect(), at = ((clientX - box.left) * L.width) / box.width;
      return Math.abs(at - now) < 14 ? placeOf(s.strength) : (at - x0) / unit;
    };
    return [
      ...(L.narrow ? [] : [named(L, "strength", y + 4, { class: "q bold" })]),
      rect("heat-tube", x0 - 6, y - 6, x1 - x0 + 12, 12, { rx: 6, class: "ground q" }),
      circle("heat-bulb", x0 - 9, y, 9, { class: "q" }),
      rect("heat-fill", x0 - 6, y - 4, now - x0 + 6, 8, { rx: 4, class: "q" }),
      ...MARKS.flatMap((mark) => [line(`heat-tick${mark}`, x(mark), y + 9, x(mark), y + 14, { class: "rule zero" }),
        text(`heat-mark${mark}`, x(mark), y + 26, String(mark), { class: mark === 1 || mark === 10 ? "bold" : "soft", "font-size": L.size })]),
      ...notes.map(([mark, words]) => text(`heat-note${mark}`, x(mark), y + 39, words, { class: "soft", "font-size": L.narrow ? 11 : 12 })),
      circle("heat-knob", now, y, 11, { class: "q", stroke: "var(--attn-card)", "stroke-width": 2.5 }),
      text("heat-now", now, y - 15, `× ${number(s.strength, 1)}`, { class: "q bold", "font-size": L.size + 1 }),
      hand("heat-hand", x0 - 20, y - 22, x1 - x0 + 40, 44, { label: "strength, on the thermometer", says: number(s.strength, 1), value: placeOf(s.strength), low: 0, high: last, step: 0.01, by: 0.2,
        axis: "x", unit, start, put: (to) => act.set({ strength: strengthAt(to) }), back: () => act.set({ strength: s.config.start.strength }) }),
    ];
  }

  // --- from scores to shares ---------------------------------------------------------------------------------------

  function scores(s, t, L) {
    const { top, tall, wide } = L.scores, { below } = L, largest = Math.max(...t.S.flat().map(Math.abs)), range = RANGES.find((one) => largest <= one) ?? RANGES.at(-1);
    const room = tall - 18 - (below ? 16 : 0), unit = room / (below ? 2 : 1) / range, zero = top + 18 + range * unit;
    const ends = range === 1.5 ? [1] : L.narrow || below ? [range] : [range / 2, range], x = column(L), i = s.word;
    return [
      ...shapes.ruler("score-rule", [0, ...ends, ...(below ? ends.map((end) => -end) : [])], { x0: L.c0, x1: L.end, zero, unit, labels: L.narrow ? null : "right" }),
      named(L, "score", zero + 4),
      ...(L.narrow ? [text("score-scale", L.label, zero - ends.at(-1) * unit + 4, brief(ends.at(-1)), { class: "soft", "text-anchor": "end", "font-size": 11 })] : []),
      ...s.tokens.flatMap((_, j) => shapes.bar(`score${j}`, x(j), zero, t.S[i][j], { unit, wide, low: -range, high: range, at: address("S", i, j), beat: 1, size: L.size })),
    ];
  }

  function divided(s, t, L) {
    const x = column(L), i = s.word;
    return [named(L, s.scaled ? `÷ √${t.K[0].length}` : L.narrow ? "not ÷" : "not divided", L.divided, { class: "soft" }),
      ...s.tokens.map((_, j) => text(`z${j}`, x(j), L.divided, brief(t.Z[i][j]), { class: "soft number", "font-size": L.size, at: address("Z", i, j), beat: 2 }))];
  }

  // A power of e, as exactly as its column allows.
  function shortly(power, { wide, size }) {
    const whole = brief(power);
    return shapes.lengthOf(whole, size) <= wide ? whole : power < 1 ? "<0.01" : power < 1e5 ? number(power, 0) : power.toExponential(0);
  }

  // How much the word gets, compared with the one that gets most: the same as e^(how far it is behind).
  const compared = (z, largest) => (z === -Infinity ? 0 : Math.exp(z - largest));

  function powers(s, t, L, you) {
    const { top, base, wide } = L.power, x = column(L), i = s.word, largest = Math.max(...t.Z[i]), tall = base - top, marks = [];
    s.tokens.forEach((_, j) => {
      const high = compared(t.Z[i][j], largest) * tall;
      marks.push(rect(`power${j}`, x(j) - wide / 2, base - high, wide, high, { class: "ink full", at: address("E", i, j), beat: 3 }));
      marks.push(text(`power${j}-number`, x(j), base - high - 5, shortly(t.E[i][j], L), { class: `number${j === you ? " bold" : ""}`, "font-size": L.size, at: address("E", i, j), beat: 3 }));
    });
    return [line("power-zero", L.curve?.x0 ?? L.c0, base, L.end, base, { class: "rule zero" }), ...marks, named(L, "e to that", base - (L.curve ? 20 : 12))];
  }

  // The curve, as high as the bars. Each word stands on it and sends its height over to its bar.
  function curve(s, t, L, you) {
    const { x0, x1 } = L.curve, { top, base, wide } = L.power, i = s.word, largest = Math.max(...t.Z[i]), unit = (x1 - x0) / BEHIND;
    const at = (behind) => [x1 - behind * unit, base - Math.exp(-behind) * (base - top)], middle = (top + base) / 2, steps = Array.from({ length: 61 }, (_, k) => at((BEHIND * (60 - k)) / 60));
    const small = { class: "soft", "font-size": 12, "text-anchor": "start" }, marks = [
      line("curve-top", x0, top, L.end, top), line("curve-half", x0, middle, L.end, middle),
      text("curve-top-name", x0, top - 5, "as much as the largest", small), text("curve-half-name", x0, middle - 5, "half as much", small),
      path("curve", `M${steps.map((point) => point.map((value) => value.toFixed(1)).join(" ")).join("L")}`, { class: "arc", "stroke-width": 2, "stroke-opacity": 0.55 }),
    ];
    for (let behind = 0; behind <= BEHIND; behind++) marks.push(text(`curve-mark${behind}`, at(behind)[0], base + 15, String(behind), { class: "soft", "font-size": 12 }));
    marks.push(text("curve-name", (x0 + x1) / 2, base + 31, "how far behind the largest", { class: "soft", "font-size": 12 }));
    for (const behind of [1, 2]) marks.push(text(`curve-note${behind}`, at(behind)[0] - 7, at(behind)[1] - 4, `${behind} behind: ${percent(Math.exp(-behind))} as much`, { class: "soft number", "font-size": 12, "text-anchor": "end" }));
    const words = s.tokens.map((_, j) => j).filter((j) => t.Z[i][j] > -Infinity).sort((a, b) => (a === you) - (b === you)), x = column(L);
    for (const j of words) {
      const [px, py] = at(Math.min(largest - t.Z[i][j], BEHIND)), on = j === you;
      marks.unshift(line(`curve${j}-over`, px, py, x(j) - wide / 2, py, { class: on ? "rule zero" : "rule", beat: 3, "stroke-dasharray": "2 3" }));
      marks.push(circle(`curve${j}`, px, py, on ? 6.5 : 5, { class: "ink", "fill-opacity": on ? 1 : 0.55, stroke: "var(--attn-card)", "stroke-width": 1.5, at: address("E", i, j), beat: 3 }));
      if (on) marks.push(text("curve-word", px + 11, py + 13, fitted(s.tokens[j], 60, 13), { class: "bold number", "text-anchor": "start", "font-size": 13, beat: 3 }));
    }
    const off = words.filter((j) => largest - t.Z[i][j] > BEHIND).length;
    if (off) marks.push(text("curve-beyond", x0 - 10, base - 12, `◂ ${off} further behind`, { ...small, class: "number bold" }));
    return marks;
  }

  function shares(s, t, L) {
    const { y, height } = L.strip, i = s.word, n = s.tokens.length, long = L.end - L.c0, below = y + height, all = t.E[i].reduce((a, b) => a + b, 0), marks = [];
    for (let k = 0; k <= n; k++) marks.push(line(`even${k}`, L.c0 + (k * long) / n, below + 1, L.c0 + (k * long) / n, below + 7, { class: "rule zero" }));
    return [
      ...shapes.funnels(t.A[i], { x: column(L), half: L.power.wide / 2, from: L.power.base + 1, to: y, stripX: L.c0, stripWidth: long, beat: 4 }),
      ...shapes.strip(s.tokens, t.A[i], { x: L.c0, y, width: long, height, at: (j) => address("A", i, j), size: L.size, cut: s.cut, beat: 4 }),
      named(L, "share", y + height / 2 + 4.5), ...marks,
      text("even-name", L.c0, below + 19, `${L.narrow ? "equal" : "equal shares"}: ${percent(1 / n)}${L.narrow ? "" : " each"}`, { class: "soft", "text-anchor": "start", "font-size": L.narrow ? 11 : 12 }),
      text("all", L.end, below + 19, Number.isFinite(all) && all > 0 ? `all of e to that, ${brief(all)}, is 100 %` : "", { class: "soft", "text-anchor": "end", "font-size": L.narrow ? 11 : 12 }),
    ];
  }

  function marks(s, t, L, act) {
    const you = inFocus(s, t), x = column(L);
    return [
      rect("band", x(you) - L.wide / 2 + 2, L.words.top, L.wide - 4, L.power.base - L.words.top, { rx: 8, class: "band" }),
      ...thermometer(s, L, act),
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
    const i = s.word, [which, facts] = attention(s.tokens[i], s.tokens, t.A[i]);
    if (which !== "one") return [which, facts];
    if (1 - facts.share < 0.005) return ["all", facts];
    const best = argmax(t.A[i]), others = s.tokens.map((_, j) => j).filter((j) => j !== best), second = Math.max(...others.map((j) => t.A[i][j]));
    const next = others.filter((j) => Math.abs(t.A[i][j] - second) <= 1e-9 * second), lead = t.Z[i][best] - t.Z[i][next[0]], times = Math.exp(lead);
    return [times < 1.005 ? "close" : "one", { ...facts, next: next.map((j) => s.tokens[j]), lead, times }];
  }

  function follow(s, t) {
    const i = s.word, j = inFocus(s, t), share = percent(t.A[i][j]);
    return { name: share, frames: [
      { title: "A share is a part of a sum", at: [address("A", i, j)] },
      { title: "Made positive by e", at: [address("E", i, j), address("Z", i, j)], note: "e to any power is positive, whatever the score." },
      { title: "A score is products, added", at: [address("S", i, j)], note: `What ${s.tokens[i]} asks meets what ${s.tokens[j]} offers, channel by channel.` },
    ] };
  }

  return {
    ...oneHead(),
    picture: { name: (s) => `From scores to shares: ${s.tokens[s.word]} asks`, hint: "Drag the strength. Click a word: it asks. Click any number to see how it came about.", layout, marks },
    follow,
    panels: (s, t) => [steps(s, { caption: `${s.tokens[s.word]} asks: from scores to shares`, names: s.tokens, i: s.word, width: t.K[0].length })],
    say,
  };
};
