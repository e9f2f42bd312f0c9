// No words, but random vectors: how far their scores spread, for each width, is a curve on which a point is dragged. Beside
// it is what becomes of the shares at that width, as they are and ÷ √d_k: two strips of 100 %, the average of many draws,
// and below them one of these draws, whose numbers can be followed.

const HIGH = 35; // of the axis of the curve

export default ({ address, argmax, brief, count, divided, factor, given, number, percent, shareTables, shapes, steps, weigh }) => {
  const { PHONE, rect, line, circle, path, text, hand, clamp } = shapes;

  // A way: 0 is the scores as they are, 1 is the scores divided by √d_k.
  const draw = (s) => s.config.draws[s.width_index], chosen = (s) => Number(s.scaled);
  const ways = (s) => ["as they are", `÷ √${draw(s).width}`];
  const spreads = ({ width, typical: [spread] }) => [spread, spread / Math.sqrt(width)];
  const query = () => ["one query"], keys = (s) => draw(s).scores.map((_, j) => `key ${j + 1}`);
  const rank = (j) => (j ? `${j + 1}${["nd", "rd"][j - 1] ?? "th"}` : "largest"), ranks = (s) => keys(s).map((_, j) => rank(j));

  // --- where everything stands -------------------------------------------------------------------------------------

  function layout(s, room) {
    if (room < PHONE) {
      const width = clamp(room, 300, 540);
      return { narrow: true, width, height: 366, size: 11.5, small: 11, plot: { x0: 28, x1: width - 18, top: 22, base: 128, name: 4 },
        strips: { x: 4, width: width - 8, title: 173, tops: [200, 257], height: 22, edge: 3, below: 11 }, one: { heading: 313, y: 320, height: 22 } };
    }
    return { width: 1000, height: 506, size: 12.5, small: 12, plot: { x0: 56, x1: 526, top: 40, base: 236, name: 24 }, narrator: [24, 286, 600, 218],
      strips: { x: 652, width: 324, title: 22, tops: [68, 184], height: 28, edge: 14, below: 32 },
      one: { heading: 310, explained: 328, scores: 360, y: 396, height: 28 } };
  }

  const left = (L, key, x, y, words, more) => text(key, x, y, words, { "text-anchor": "start", "font-size": L.size, ...more });
  const note = (L, key, x, y, words, more) => left(L, key, x, y, words, { class: "soft", "font-size": L.small, ...more });

  // --- the curve ---------------------------------------------------------------------------------------------------

  function curve(s, L, act) {
    const { x0, x1, top, base, name } = L.plot, { draws } = s.config, k = s.width_index, last = draws.length - 1;
    const unit = (base - top) / HIGH, step = (x1 - x0) / last;
    const x = (place) => x0 + step * place, y = (spread) => base - spread * unit, here = spreads(draws[k]).map(y), on = chosen(s);
    return [
      ...shapes.ruler("spread-rule", [0, 10, 20, 30], { x0, x1, zero: base, unit, labels: "left" }),
      left(L, "spread-name", name, top - (L.narrow ? 9 : 18), "spread of the scores", { class: "bold" }),
      ...draws.map(({ width }, place) => text(`width${place}`, x(place), base + 18, String(width),
        { class: place === k ? "bold" : "soft", "font-size": L.small })),
      text("width-name", x1, base + (L.narrow ? 32 : 36), "channels d_k", { "text-anchor": "end", "font-size": L.size, class: "bold" }),
      line("now", x(k), here[0], x(k), base, { class: "rule zero", "stroke-dasharray": "3 3" }),
      ...[0, 1].flatMap((way) => oneLine(L, way, draws.map((one, place) => [x(place), y(spreads(one)[way])]), way === on)),
      // One handle, a point on each line; that of the way which counts now is full.
      circle("halo", x(k), here[on], 17, { class: "ink", "fill-opacity": 0.1 }),
      ...[1 - on, on].flatMap((way) => [
        circle(`point${way}-edge`, x(k), here[way], 11, { fill: "var(--attn-card)" }),
        circle(`point${way}`, x(k), here[way], way === on ? 9 : 7,
          way === on ? { fill: "var(--attn-ink)" } : { fill: "var(--attn-card)", stroke: "var(--attn-ink)", "stroke-width": 2.5 }),
      ]),
      hand("point-hand", x0 - 18, top - 8, x1 - x0 + 36, base - top + 30, { label: "channels d_k, on the curve", says: String(draws[k].width),
        axis: "x", unit: step, value: k, low: 0, high: last, step: 1, put: (to) => act.set({ width_index: to }),
        start: (press) => (unitsAt(press, L) - x0) / step, back: () => act.set({ width_index: s.config.start.width_index }) }),
    ];
  }

  // Where a press is, in units of the drawing.
  function unitsAt({ target, clientX }, L) {
    const box = target.ownerSVGElement.getBoundingClientRect();
    return ((clientX - box.left) * L.width) / box.width;
  }

  // The lines are furthest apart at their ends: there stand their names, beside them or, in a narrow drawing, above.
  function oneLine(L, way, points, strong) {
    const [x1, end] = points.at(-1), [before] = points.at(-2), name = ["as they are", "÷ √d_k"][way];
    const look = { class: `number ${strong ? "bold" : "soft"}`, "font-size": L.size, "text-anchor": L.narrow ? "end" : "start" };
    const [x, y] = L.narrow ? (way ? [x1 + 14, end - 10] : [before - 16, L.plot.top + 33]) : [x1 + 20, end + 4];
    return [
      path(`line${way}`, `M${points.map((point) => point.map((value) => value.toFixed(1)).join(" ")).join("L")}`,
        { class: "arc", "stroke-width": strong ? 3 : 2, "stroke-opacity": strong ? 0.85 : 0.4 }),
      ...points.map(([cx, cy], place) => circle(`line${way},${place}`, cx, cy, 2.5, { class: "ink", "fill-opacity": strong ? 1 : 0.55 })),
      text(`line${way}-name`, x, y, name, look),
    ];
  }

  // --- the strips --------------------------------------------------------------------------------------------------

  // What is usual: the average shares, and below them where the largest share lies in eight of ten draws.
  function usual(s, t, L, way) {
    const { x, width, tops, height, edge, below } = L.strips, y = tops[way], key = `usual${way}`, under = y + height + 7, on = way === chosen(s);
    const ends = draw(s).usual[way], [low, high] = ends, range = `in ${s.config.often} of 10 draws ${percent(low)} to ${percent(high)}`;
    const name = L.narrow ? ways(s)[way] : `${ways(s)[way]}: spread ${number(t.SPREAD[way][0], 1)}`;
    return [
      ...(on ? [rect("on", x - edge, y - 22, width + 2 * edge, height + 22 + below, { rx: 9, class: "band" })] : []),
      left(L, `${key}-name`, x, y - 7, name, { class: on ? "bold" : "", at: address("SPREAD", way, 0) }),
      ...shapes.strip(ranks(s), t.TYPICAL[way], { x, y, width, height, at: (j) => address("TYPICAL", way, j), key, size: L.size, beat: 1 }),
      line(`${key}-range`, x + low * width, under, x + high * width, under, { class: "tick", beat: 1 }),
      ...ends.map((end, k) => line(`${key}-end${k}`, x + end * width, under - 4, x + end * width, under + 4, { class: "tick", beat: 1 })),
      L.narrow ? note(L, `${key}-says`, x + width, y - 7, range, { "text-anchor": "end" })
        : note(L, `${key}-says`, x, under + 19, `${range} for the largest share`),
    ];
  }

  // One draw, from its scores to its shares, and what a nudge of its largest score still moves.
  function one(s, t, L) {
    const { x, width } = L.strips, { heading, explained, scores, y, height } = L.one, n = keys(s).length, column = (j) => x + (width * (j + 0.5)) / n;
    const way = ways(s)[chosen(s)], best = argmax(t.A[0]), nudge = t.N[0][best];
    const moves = nudge < 0.005 ? "hardly moves its share" : `moves its share by ${brief(nudge)} per point`;
    return [
      left(L, "one-name", x, heading, L.narrow ? `one draw, nearest to the averages, ${way}` : `one of these draws, ${way}`, { class: "bold" }),
      ...(explained ? [note(L, "one-chosen", x, explained, `the one nearest to the averages; its ${count(n)} scores:`)] : []),
      ...(scores ? t.Z[0].map((score, j) => text(`score${j}`, column(j), scores, brief(score),
        { class: "number", "font-size": L.size, at: address("Z", 0, j), beat: 1 })) : []),
      ...(scores ? shapes.funnels(t.A[0], { x: column, half: 14, from: scores + 6, to: y, stripX: x, stripWidth: width, beat: 2 }) : []),
      ...shapes.strip(keys(s), t.A[0], { x, y, width, height, at: (j) => address("A", 0, j), key: "one", size: L.size, beat: 2 }),
      note(L, "nudge", x, y + height + 17, `a nudge of ${keys(s)[best]}’s score ${moves}`, { at: address("N", 0, best) }),
    ];
  }

  function marks(s, t, L, act) {
    const { x, title } = L.strips;
    return [
      note(L, "usual-name", x, title, `typical shares of ${count(keys(s).length)} keys, average of ${s.config.many} draws`),
      ...curve(s, L, act), ...usual(s, t, L, 0), ...usual(s, t, L, 1), ...one(s, t, L),
    ];
  }

  // --- numbers -----------------------------------------------------------------------------------------------------

  const many = (s) => `${s.config.many} draws of one query and ${count(keys(s).length)} keys`;
  const title = { Z: (i, j, s) => `${keys(s)[j]}, what goes into exp`, A: (i, j, s) => `share of ${keys(s)[j]}` };
  const spread = (i, j, t, s) => (i ? divided(factor(t, "SPREAD", 0, 0), { width: draw(s).width, scaled: true })
    : given(`The standard deviation of ${s.config.many * keys(s).length} scores: ${many(s)}.`));
  const hint = "Drag the point along the curve. Click any number to see how it came about.";

  return {
    tables: {
      S: { rows: query, columns: keys, title: (i, j, s) => `score of ${keys(s)[j]}`,
        from: (i, j, t, s) => given(`The dot product of two random vectors with ${draw(s).width} channels.`) },
      ...shareTables({ rows: query, columns: keys, title, width: (t, s) => draw(s).width }),
      TYPICAL: { rows: ways, columns: ranks, title: (i, j, s) => `typical ${rank(j)} share, ${ways(s)[i]}`,
        from: (i, j, t, s) => given(`The average over ${many(s)}, the shares of each draw put in order.`) },
      SPREAD: { rows: ways, columns: () => ["spread"], title: (i, j, s) => `spread of the scores, ${ways(s)[i]}`, from: spread },
    },
    compute(s) {
      const S = [draw(s).scores], { Z, E, A, N } = weigh(s, S, draw(s).width);
      return { S, Z, E, A, N, TYPICAL: draw(s).shares, SPREAD: spreads(draw(s)).map((value) => [value]) };
    },
    picture: { name: (s) => `Scores of random vectors with ${draw(s).width} channels, and their shares`, hint, layout, marks },
    panels: (s) => [steps(s, { caption: `One query and ${count(keys(s).length)} keys`, names: keys(s), i: 0, width: draw(s).width })],
    say(s) {
      const { width, typical: [, bare, shared] } = draw(s), [wide, held] = spreads(draw(s));
      return [width === 1 ? "single" : s.scaled ? "divided" : "bare", { width, keys: keys(s).length, spread: wide, held, bare, divided: shared }];
    },
  };
};
