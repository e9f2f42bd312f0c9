// One head as a map: a word owns a column. Its key stands above its score, its score above its share, its value below; to
// the left is the way of the word that asks, from its embedding through W_Q to its query.

const RANGES = [1.5, 10, 25, 100, 1000, 1e6]; // the scale of queries and scores: the smallest that holds them all

export default ({ oneHead, argmax, attention, address, brief, number, percent, shapes }) => {
  const { PHONE, rect, line, path, text, hand, clamp, fitted } = shapes;

  // The word whose share is followed: the one that was opened last, or else the one with the largest share.
  const followed = (s, t) => (s.pick >= 0 && s.pick < s.tokens.length ? s.pick : argmax(t.A[s.word]));

  // --- where everything stands -------------------------------------------------------------------------------------

  function layout(s, room) {
    const n = s.tokens.length, narrow = room < PHONE, { channels, values, features } = s.names;
    if (narrow) {
      const width = clamp(room, 320, 540), wide = Math.max((width - 62) / n, 42), c0 = 56;
      const keys = 148, scores = keys + 17 * channels.length + 64, strip = scores + 34, out = strip + 42;
      return { narrow, width: Math.max(width, c0 + wide * n + 6), height: out + 19 * values.length + 16, scrolls: c0 + wide * n + 6 > width + 1, c0, wide, label: 50,
        arcs: { base: 58, ribbon: 28, peak: (d) => 8 + 8 * d }, words: { top: 60, tall: 36, size: 15 }, query: 106, keys, row: 17, cell: 11,
        scores: { zero: scores, unit: 50, low: 12, wide: Math.min(24, wide - 14) }, strip: { y: strip, height: 24 }, out: { y: out, row: 19, tall: 15 }, size: 11.5 };
    }
    const wide = Math.max(83 * 6 / n, 40), c0 = 468, keys = 128;
    const zero = keys + 19 * channels.length + 70, steps = zero + 38, strip = steps + 34, valuesAt = strip + 42, out = valuesAt + 18 * values.length + 18;
    const cell = Math.min(43, 158 / channels.length), left = Math.min(43, 215 / features.length), top = 26, bars = Math.max(top + 20 * features.length + 78, 206);
    const height = Math.max(out + 18 * values.length + 16, bars + 270);
    return { width: c0 + wide * n + 34, height, c0, wide, label: 456, arcs: { base: 66, ribbon: 40, peak: (d) => 11 + 10 * d }, words: { top: 69, tall: 42, size: 18 },
      x: { left: 28, step: left, zero: bars, unit: 38 }, weights: { left: 264, step: cell, top, row: 20 }, query: { zero: bars, unit: 54 },
      keys, row: 19, cell: 12.5, scores: { zero, unit: 54, low: 18, wide: Math.min(38, wide - 12) }, steps, strip: { y: strip, height: 26 },
      values: valuesAt, out: { y: out, row: 18, tall: 15 }, size: 12.5, narrator: [24, bars + 70, 376, height - bars - 72] };
  }

  // The order in which a map is read: a number in a circle before the name of each part. The name begins behind the circle,
  // wherever it is to end, so that in no type the one lies over the other; in a narrow drawing all circles stand at its edge.
  function part(key, x, y, place, name, more) {
    const size = more["font-size"], small = size < 12, r = small ? 6.5 : 7.5, ends = more["text-anchor"] === "end";
    const long = 0.96 * shapes.lengthOf(name, size), left = !ends ? x - long / 2 : small ? 2 * r + 3.5 : x - long, middle = left - r - 3;
    return [text(key, left, y, name, { ...more, class: `${more.class ?? ""} bold`, "text-anchor": "start" }), shapes.circle(`${key}-circle`, middle, y - size * 0.34, r, { class: "step" }),
      text(`${key}-place`, middle, y - size * 0.34 + 3.6, String(place), { class: "soft", "font-size": 10.5 })];
  }

  const column = (L) => (j) => L.c0 + L.wide * (j + 0.5);

  // --- the parts ---------------------------------------------------------------------------------------------------

  // The way to the query: the embedding stands upright, W_Q beside it; a product stands in the column that it falls down.
  function question(s, t, L, act, range) {
    const { features, channels } = s.names, me = s.word, { x, weights, query } = L, marks = [];
    const unit = query.unit / range, name = s.strength === 1 ? "W_Q" : "CW_Q";
    marks.push(text("w-title", weights.left + (weights.step * channels.length) / 2, weights.top - 8, s.strength === 1 ? "× W_Q" : `× ${brief(s.strength)} W_Q`, { class: "q bold", "font-size": 13 }));
    marks.push(...shapes.ruler("x-rule", [1], { x0: x.left - 4, x1: x.left + x.step * features.length - 2, zero: x.zero, unit: x.unit, labels: "left" }));
    marks.push(line("x-zero", x.left - 4, x.zero, x.left + x.step * features.length - 2, x.zero, { class: "rule zero" }));
    marks.push(...shapes.ruler("q-rule", [range === 1.5 ? 1 : range], { x0: weights.left - 2, x1: weights.left + weights.step * channels.length, zero: query.zero, unit, labels: "right" }));
    marks.push(line("q-zero", weights.left - 4, query.zero, weights.left + weights.step * channels.length, query.zero, { class: "rule zero" }));
    features.forEach((feature, f) => {
      const value = t.X[me][f], on = Math.abs(value) > 0.004, middle = x.left + x.step * (f + 0.5), y = weights.top + f * weights.row, at = address("X", me, f);
      const label = fitted(feature, 68, 12.5), edge = weights.left - 14 - shapes.lengthOf(label, 13), from = x.zero - Math.max(value, 0) * x.unit - 22, to = y + weights.row / 2;
      if (on) marks.push(path(`x${f}-way`, middle < edge - 8 ? `M${middle} ${from}V${to + 8}Q${middle} ${to} ${middle + 8} ${to}H${edge}` : `M${middle} ${from}V${y + weights.row + 4}`, { class: "way" }));
      marks.push(text(`w${f}-name`, weights.left - 8, y + 14.5, label, { class: on ? "bold" : "soft", "text-anchor": "end", "font-size": 12.5 }));
      channels.forEach((_, c) => {
        const left = weights.left + c * weights.step, number = t[name][f][c];
        marks.push(rect(`w${f},${c}`, left, y + 1, weights.step - 3, weights.row - 2, { rx: 4, class: "ground q", at: address(name, f, c) }));
        marks.push(text(`w${f},${c}-number`, left + weights.step / 2 - 1.5, y + 14.5, brief(number), { class: `${on ? "q bold" : "soft"} number`, "font-size": 12.5, at: address(name, f, c) }));
      });
      marks.push(...shapes.bar(`x${f}`, middle, x.zero, value, { unit: x.unit, wide: 24, low: -1, high: 1.5, at, handle: true, own: Object.hasOwn(s.edits, at) }));
      marks.push(text(`x${f}-name`, middle, x.zero + 44, fitted(feature, x.step, 11.5), { class: on ? "" : "soft", "font-size": 11.5 }));
      marks.push(hand(`x${f}-hand`, middle - x.step / 2 + 1, x.zero - 70, x.step - 2, 126, { label: `embedding of ${s.tokens[me]}, ${feature}`, value, low: -1, high: 1, step: 0.01, by: 0.05, axis: "y", unit: x.unit,
        put: (to) => act.edit(at, to), press: () => act.open(at), back: () => act.undo(at) }));
    });
    marks.push(...part("x-title", x.left + (x.step * features.length) / 2, x.zero + 61, 1, `${s.tokens[me]}’s embedding`, { "font-size": 12.5 }));
    channels.forEach((channel, c) => {
      const middle = weights.left + weights.step * (c + 0.5) - 1.5, value = t.Q[me][c], at = address("Q", me, c);
      marks.push(...shapes.bar(`q${c}`, middle, query.zero, value, { unit, wide: 28, low: -range * 0.35, high: range * 1.1, at, role: "q", handle: true, beat: 1, own: Object.hasOwn(s.edits, at) }));
      marks.push(text(`q${c}-name`, middle, query.zero + 44, fitted(channel, weights.step, 12), { class: "q", "font-size": 12 }));
      if (s.strength > 0) marks.push(hand(`q${c}-hand`, middle - weights.step / 2 + 1, query.zero - 70, weights.step - 2, 126, { label: `query of ${s.tokens[me]}, ${channel}`, value, low: -range / 3, high: range, step: 0.01, by: range / 20, axis: "y", unit,
        put: (to) => act.edit(at, to / s.strength), press: () => act.open(at), back: () => act.undo(at) }));
    });
    marks.push(...part("q-title", weights.left + (weights.step * channels.length) / 2, query.zero + 61, 2, "its query", { class: "q", "font-size": 12.5 }));
    return marks;
  }

  // In a narrow drawing the query is a row of cells; a finger moves them sideways.
  function shortQuestion(s, t, L, act, largest) {
    const range = largest === RANGES[0] ? 1 : largest; // as in the cells of the keys, 1 is a full cell
    const { channels } = s.names, wide = (L.width < 560 ? L.width - L.c0 - 8 : 480) / channels.length, me = s.word;
    return [...part("q-title", L.label, L.query + 17, 1, "query", { class: "q", "text-anchor": "end", "font-size": 11.5 }), ...channels.flatMap((channel, c) => {
      const left = L.c0 + c * wide, value = t.Q[me][c], at = address("Q", me, c);
      return [rect(`q${c}`, left, L.query, wide - 5, 26, { rx: 5, class: "ground q", at }), rect(`q${c}-bar`, left, L.query, (wide - 5) * clamp(Math.abs(value) / range, 0, 1), 26, { rx: 5, class: value < 0 ? "minus" : "q pale", at, beat: 1 }),
        text(`q${c}-name`, left + 6, L.query + 17, fitted(channel, wide * 0.55, 11.5), { class: "q", "text-anchor": "start", "font-size": 11.5 }),
        text(`q${c}-number`, left + wide - 10, L.query + 17.5, brief(value), { class: `q bold number${Object.hasOwn(s.edits, at) ? " own" : ""}`, "text-anchor": "end", "font-size": 12.5, at }),
        ...(s.strength > 0 ? [hand(`q${c}-hand`, left, L.query - 8, wide - 4, 42, { label: `query of ${s.tokens[me]}, ${channel}`, value, low: -range / 3, high: range, step: 0.01, by: range / 20, axis: "x", unit: wide / range,
          put: (to) => act.edit(at, to / s.strength), press: () => act.open(at), back: () => act.undo(at) })] : [])];
    })];
  }

  function vectors(s, L, name, y, row, table, columns, role, place, title) {
    const marks = part(`${name}-title`, L.label, y - (L.narrow ? 5 : 6), place, title, { class: role, "text-anchor": "end", "font-size": L.size });
    const x = column(L), wide = L.wide - (L.wide > 60 ? 16 : 6);
    columns.forEach((channel, c) => {
      marks.push(text(`${name}${c}-name`, L.label, y + c * row + row / 2 + 4, fitted(channel, L.narrow ? 48 : 70, L.size), { class: role, "text-anchor": "end", "font-size": L.size }));
      s.tokens.forEach((_, j) => marks.push(...shapes.cell(`${name}${j},${c}`, x(j) - wide / 2, y + c * row + 1.5, wide, row - 3, table[j][c], { role, at: address(name.toUpperCase(), j, c), size: L.cell })));
    });
    return marks;
  }

  function answers(s, t, L, range) {
    const { scores, strip } = L, x = column(L), end = L.c0 + L.wide * s.tokens.length, unit = scores.unit / range, i = s.word, marks = [];
    const asks = (words, y, more) => text(`label ${words}`, L.label, y, words, { "text-anchor": "end", "font-size": L.size, ...more });
    marks.push(...shapes.ruler("score-rule", [0, range === 1.5 ? 1 : range / 2, ...(range === 1.5 ? [] : [range])], { x0: L.c0, x1: end, zero: scores.zero, unit, labels: L.narrow ? null : "right" }));
    marks.push(...part("label score", L.label, scores.zero + 4, L.narrow ? 3 : 4, "score", { "text-anchor": "end", "font-size": L.size }), ...(L.narrow ? [asks("scale", scores.zero - scores.unit + 3, { class: "soft" }), text("scale-to", L.label, scores.zero - scores.unit + 15, `to ${range}`, { class: "soft", "text-anchor": "end", "font-size": 11 })] : []));
    s.tokens.forEach((_, j) => marks.push(...shapes.bar(`score${j}`, x(j), scores.zero, t.S[i][j], { unit, wide: scores.wide, low: -scores.low / unit, high: (scores.unit * 1.1) / unit, at: address("S", i, j), beat: 2, size: L.size + 0.5 })));
    if (L.steps) {
      marks.push(asks(s.scaled ? `÷ √${t.K[0].length}` : "not scaled", L.steps, { class: "soft" }), asks("e to that", L.steps + 17, { class: "soft" }));
      s.tokens.forEach((_, j) => {
        marks.push(text(`z${j}`, x(j), L.steps, brief(t.Z[i][j]), { class: "soft", "font-size": L.size, at: address("Z", i, j) }));
        marks.push(text(`e${j}`, x(j), L.steps + 17, brief(t.E[i][j]), { "font-size": L.size, at: address("E", i, j) }));
      });
    }
    marks.push(...shapes.funnels(t.A[i], { x, half: Math.min(14, L.wide / 3), from: L.steps ? L.steps + 23 : scores.zero + 14, to: strip.y, stripX: L.c0, stripWidth: end - L.c0 }));
    marks.push(...part("label share", L.label, strip.y + strip.height / 2 + 4.5, L.narrow ? 4 : 5, "share", { "text-anchor": "end", "font-size": L.size }));
    marks.push(...shapes.strip(s.tokens, t.A[i], { x: L.c0, y: strip.y, width: end - L.c0, height: strip.height, at: (j) => address("A", i, j), size: L.size }));
    return marks;
  }

  function marks(s, t, L, act) {
    const x = column(L), i = s.word, end = L.c0 + L.wide * s.tokens.length, you = followed(s, t), all = s.names.values.map((_, c) => t.A[i].map((share, j) => share * t.V[j][c]));
    const largest = Math.max(...t.S[i].map(Math.abs), ...t.Q[i].map(Math.abs)), range = RANGES.find((one) => largest <= one) ?? RANGES.at(-1);
    const high = Math.max(1, ...all.map((parts) => Math.ceil(parts.reduce((a, b) => a + Math.abs(b), 0))));
    return [
      rect("band", x(you) - L.wide / 2 + 2, L.words.top, L.wide - 4, L.strip.y - L.words.top - (L.steps ? 10 : 20), { rx: 8, class: "band" }),
      ...(L.values ? [rect("band-below", x(you) - L.wide / 2 + 2, L.values - 4, L.wide - 4, 18 * s.names.values.length + 5, { rx: 8, class: "band" })] : []),
      ...shapes.arcs(s, t.A[i], { x, ...L.arcs }),
      ...shapes.words(s, { x, wide: L.wide, ...L.words, shares: t.A[i], choose: (j) => act.set({ word: j, pick: -1 }) }),
      ...(L.narrow ? shortQuestion : question)(s, t, L, act, range),
      ...vectors(s, L, "k", L.keys, L.row, t.K, s.names.channels, "k", L.narrow ? 2 : 3, "keys"),
      ...answers(s, t, L, range),
      ...(L.values ? vectors(s, L, "v", L.values, 18, t.V, s.names.values, "v", 6, "values") : []),
      ...shapes.outputs(s.tokens, all, { x: L.c0, y: L.out.y, unit: (end - L.c0) / high, high, row: L.out.row, tall: L.out.tall, names: s.names.values, chosen: you, label: L.label, size: L.size,
        at: (c, j) => address("P", j, c), totalAt: (c) => address("O", i, c) }),
      ...part("out-title", L.label, L.out.y - 5, L.narrow ? 5 : 7, "output", { class: "v", "text-anchor": "end", "font-size": L.size }),
    ];
  }

  // --- the way back ------------------------------------------------------------------------------------------------

  function follow(s, t) {
    const i = s.word, j = followed(s, t), share = percent(t.A[i][j]), { channels, features } = s.names;
    const used = channels.map((_, c) => c).filter((c) => Math.abs(t.Q[i][c] * t.K[j][c]) > 1e-12), counted = used.length ? used : [0];
    const begins = (word) => features.map((_, f) => f).filter((f) => t.X[word][f] !== 0).map((f) => address("X", word, f));
    const key = counted.map((c) => `${channels[c]} ${brief(t.K[j][c])}`).join(", ");
    return { name: share, frames: [
      { title: "A share is a part of a sum", at: [address("A", i, j)] },
      { title: "Made positive by e", at: [address("Z", i, j), address("E", i, j)], note: "e to any power is positive, whatever the score." },
      { title: "A score is products, added", at: [address("S", i, j)], note: `What ${s.tokens[i]} asks meets what ${s.tokens[j]} offers, channel by channel.` },
      { title: "A query is a row times a column", at: counted.map((c) => address("Q", i, c)), note: `The key of ${s.tokens[j]} comes about in the same way, with W_K: ${key}.` },
      { title: `Here the ${share} began`, at: [...new Set([...begins(i), ...begins(j)])], note: "Embeddings. All else was multiplying, adding and sharing out." },
    ] };
  }

  return {
    ...oneHead(),
    layout: "rows",
    picture: { name: (s) => `One attention head: ${s.tokens[s.word]} asks`, hint: "Click a word: it asks. Drag a bar. Click any number to see how it came about.", layout, marks },
    follow,
    panels: () => ["X", "W_Q", "W_K", "W_V", "Q", "K", "V", "S", "A", "O"],
    say: (s, t) => attention(s.tokens[s.word], s.tokens, t.A[s.word]),
  };
};
