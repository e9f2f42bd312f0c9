// No words, but random vectors: how far their scores spread, for each width, is a curve on which a point is dragged. Beside
// it is what becomes of the shares at that width, as they are and ÷ √d_k: two strips of 100 %, the average of many draws,
// and below them one of these draws, whose numbers can be followed.

const HIGH = 35; // of the axis of the curve

export default ({ address, brief, count, divided, factor, given, number, percent, shareTables, shapes, steps, weigh }) => {
  const { PHONE, rect, line, circle, path, text, hand, clamp } = shapes;

  const draw = (s) => s.config.draws[s.width_index];
  const query = () => ["one query"], keys = (s) => draw(s).scores.map((_, j) => `key ${j + 1}`);
  const ways = (s) => ["as they are", `÷ √${draw(s).width}`];
  const rank = (j) => (j ? `${j + 1}${["nd", "rd"][j - 1] ?? "th"}` : "largest"), ranks = (s) => keys(s).map((_, j) => rank(j));
  const spreads = ({ width, typical: [spread] }) => [spread, spread / Math.sqrt(width)];

  // --- where everything stands -------------------------------------------------------------------------------------

  function layout(s, room) {
    if (room < PHONE) {
      const width = clamp(room, 300, 540);
      return { narrow: true, width, height: 352, size: 11.5, plot: { x0: 28, x1: width - 18, top: 22, base: 128 },
        strips: { x: 4, width: width - 8, title: 173, tops: [200, 257], height: 22 }, one: { heading: 313, y: 320, height: 22 } };
    }
    return { width: 1000, height: 496, size: 12.5, plot: { x0: 56, x1: 526, top: 46, base: 282 }, narrator: [24, 330, 560, 166],
      strips: { x: 652, width: 324, title: 28, tops: [74, 188], height: 28 }, one: { heading: 312, explained: 330, scores: 360, y: 394, height: 28 } };
  }

  const above = (key, x, y, words, L, more) => text(key, x, y, words, { "text-anchor": "start", "font-size": L.size, ...more });

  // --- the curve ---------------------------------------------------------------------------------------------------

  function curve(s, L, act) {
    const { x0, x1, top, base } = L.plot, { draws } = s.config, last = draws.length - 1, unit = (base - top) / HIGH, step = (x1 - x0) / last, on = Number(s.scaled), marks = [];
    const x = (k) => x0 + step * k, y = (spread) => base - spread * unit, all = draws.map(spreads), here = all[s.width_index], now = x(s.width_index);
    marks.push(...shapes.ruler("spread-rule", [0, 10, 20, 30], { x0, x1, zero: base, unit, labels: "left" }));
    marks.push(above("spread-name", L.narrow ? 4 : 24, top - (L.narrow ? 9 : 18), "spread of the scores", L, { class: "bold" }));
    draws.forEach(({ width }, k) => marks.push(text(`width${k}`, x(k), base + 18, String(width), { class: k === s.width_index ? "bold" : "soft", "font-size": L.narrow ? 11 : 12 })));
    marks.push(text("width-name", x1, base + (L.narrow ? 32 : 36), "channels d_k", { "text-anchor": "end", "font-size": L.size, class: "bold" }));
    marks.push(line("now", now, y(here[0]), now, base, { class: "rule zero", "stroke-dasharray": "3 3" }));
    [0, 1].forEach((way) => {
      const strong = way === on, points = all.map((both, k) => `${x(k).toFixed(1)} ${y(both[way]).toFixed(1)}`), end = y(all[last][way]);
      marks.push(path(`line${way}`, `M${points.join("L")}`, { class: "arc", "stroke-width": strong ? 3 : 2, "stroke-opacity": strong ? 0.85 : 0.4 }));
      draws.forEach((_, k) => marks.push(circle(`line${way},${k}`, x(k), y(all[k][way]), 2.5, { class: "ink", "fill-opacity": strong ? 1 : 0.55 })));
      const name = ["as they are", "÷ √d_k"][way], look = { class: strong ? "bold" : "soft", "font-size": L.size };
      // The lines are furthest apart at their ends, where a narrow drawing has room beside or above them only.
      marks.push(L.narrow ? text(`line${way}-name`, way ? x1 + 14 : x(last - 0.7), way ? end - 10 : y(28), name, { ...look, "text-anchor": "end" })
        : text(`line${way}-name`, x1 + 20, end + 4, name, { ...look, "text-anchor": "start" }));
    });
    // One handle, a point on each line; that of the line which counts now is full.
    marks.push(circle("halo", now, y(here[on]), 17, { class: "ink", "fill-opacity": 0.1 }));
    for (const way of [1 - on, on]) {
      marks.push(circle(`point${way}-edge`, now, y(here[way]), 11, { fill: "var(--attn-card)" }));
      marks.push(circle(`point${way}`, now, y(here[way]), way === on ? 9 : 7, { ...(way === on ? { class: "ink" } : { fill: "var(--attn-card)", stroke: "var(--attn-ink)", "stroke-width": 2.5 }), at: address("SPREAD", way, 0) }));
    }
    const start = ({ target, clientX }) => { const box = target.ownerSVGElement.getBoundingClientRect(); return (((clientX - box.left) * L.width) / box.width - x0) / step; };
    marks.push(hand("point-hand", x0 - 18, top - 8, x1 - x0 + 36, base - top + 30, { label: "channels d_k, on the curve", says: String(draws[s.width_index].width), value: s.width_index, low: 0, high: last, step: 1,
      axis: "x", unit: step, start, put: (to) => act.set({ width_index: to }), back: () => act.set({ width_index: s.config.start.width_index }) }));
    return marks;
  }

  // --- the strips --------------------------------------------------------------------------------------------------

  // What is usual: the average shares, and below them where the largest share lies in eight of ten draws.
  function usual(s, t, L, way) {
    const { x, width, tops, height } = L.strips, y = tops[way], strong = way === Number(s.scaled), [low, high] = draw(s).usual[way], below = y + height + 7, end = x + width;
    const range = `in 8 of 10 draws ${percent(low)} to ${percent(high)}`, name = `${ways(s)[way]}${L.narrow ? "" : `: spread ${number(t.SPREAD[way][0], 1)}`}`;
    return [
      ...(strong ? [rect("on", x - (L.narrow ? 3 : 14), y - 22, width + (L.narrow ? 6 : 28), height + (L.narrow ? 33 : 54), { rx: 9, class: "band" })] : []),
      above(`usual${way}-name`, x, y - 7, name, L, { class: strong ? "bold" : "", at: address("SPREAD", way, 0) }),
      ...shapes.strip(ranks(s), t.TYPICAL[way], { x, y, width, height, at: (j) => address("TYPICAL", way, j), key: `usual${way}`, size: L.size, beat: 1 }),
      line(`usual${way}-range`, x + low * width, below, x + high * width, below, { class: "tick", beat: 1 }),
      ...[low, high].map((edge, k) => line(`usual${way}-edge${k}`, x + edge * width, below - 4, x + edge * width, below + 4, { class: "tick", beat: 1 })),
      L.narrow ? text(`usual${way}-says`, end, y - 7, range, { class: "soft", "text-anchor": "end", "font-size": 11 })
        : above(`usual${way}-says`, x, below + 19, `${range} for the largest share`, L, { class: "soft", "font-size": 12 }),
    ];
  }

  // One draw, from its scores to its shares.
  function one(s, t, L) {
    const { x, width } = L.strips, { heading, explained, scores, y, height } = L.one, n = keys(s).length, column = (j) => x + (width * (j + 0.5)) / n, way = ways(s)[Number(s.scaled)];
    return [
      above("one-name", x, heading, L.narrow ? `one draw, nearest to the averages, ${way}` : `one of these draws, ${way}`, L, { class: "bold" }),
      ...(explained ? [above("one-chosen", x, explained, `the one nearest to the averages; its ${count(n)} scores:`, L, { class: "soft", "font-size": 12 })] : []),
      ...(scores ? t.S[0].map((score, j) => text(`score${j}`, column(j), scores, brief(score), { class: "number", "font-size": L.size, at: address("S", 0, j), beat: 1 })) : []),
      ...(scores ? shapes.funnels(t.A[0], { x: column, half: 14, from: scores + 6, to: y, stripX: x, stripWidth: width, beat: 2 }) : []),
      ...shapes.strip(keys(s), t.A[0], { x, y, width, height, at: (j) => address("A", 0, j), key: "one", size: L.size, beat: 2 }),
    ];
  }

  function marks(s, t, L, act) {
    const { title, x } = L.strips, many = `typical shares of ${count(keys(s).length)} keys`;
    return [
      above("usual-name", x, title, `${many}, average of ${s.config.many} draws`, L, { class: "soft", "font-size": L.narrow ? 11 : 12.5 }),
      ...curve(s, L, act), ...usual(s, t, L, 0), ...usual(s, t, L, 1), ...one(s, t, L),
    ];
  }

  // --- numbers -----------------------------------------------------------------------------------------------------

  const of = { words: () => [] };
  const typical = (i, j, t, s) => given(`The average over ${s.config.many} draws of one query and ${count(keys(s).length)} keys, the shares of each draw in their order.`);
  const spread = (i, j, t, s) => (i ? divided(factor(t, "SPREAD", 0, 0), { width: draw(s).width, scaled: true })
    : given(`The standard deviation of ${s.config.many * keys(s).length} scores: ${s.config.many} draws of one query and ${count(keys(s).length)} keys.`));

  return {
    tables: {
      S: { rows: query, columns: keys, title: (i, j, s) => `score of ${keys(s)[j]}`, from: (i, j, t, s) => given(`The dot product of two random vectors with ${draw(s).width} channels.`) },
      ...shareTables({ rows: query, columns: keys, width: (t, s) => draw(s).width,
        title: { Z: (i, j, s) => `${keys(s)[j]}, what goes into exp`, A: (i, j, s) => `share of ${keys(s)[j]}` } }),
      TYPICAL: { rows: ways, columns: ranks, title: (i, j, s) => `typical ${rank(j)} share, ${ways(s)[i]}`, from: typical },
      SPREAD: { rows: ways, columns: () => ["spread"], title: (i, j, s) => `spread of the scores, ${ways(s)[i]}`, from: spread },
    },
    compute(s) {
      const S = [draw(s).scores], { Z, E, A, N } = weigh(s, S, draw(s).width);
      return { S, Z, E, A, N, TYPICAL: draw(s).shares, SPREAD: spreads(draw(s)).map((value) => [value]) };
    },
    picture: { name: (s) => `Scores of random vectors with ${draw(s).width} channels, and their shares`, hint: "Drag the point along the curve. Click any number to see how it came about.", layout, marks },
    panels: (s) => [steps(s, { caption: `One query and ${count(keys(s).length)} keys`, names: keys(s), i: 0, width: draw(s).width })],
    say(s) {
      const { width, typical: [, bare, shared] } = draw(s), [spread, held] = spreads(draw(s)), facts = { width, keys: keys(s).length, spread, held, bare, divided: shared };
      return [width === 1 ? "single" : s.scaled ? "divided" : "bare", facts];
    },
  };
};
