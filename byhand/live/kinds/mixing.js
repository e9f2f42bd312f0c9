// What arrives at a word: its shares as one strip of 100 %. For each value channel the pieces of the strip shrink in their
// places (share × value) and are pushed together into one bar. Scissors below a word cut it: its piece goes, the others swell.

const SIZES = [1, 2, 5, 10, 20, 50, 100, 1000, 1e6]; // how far the scale of the bars may reach: the smallest that holds all values
const SCISSORS = "M9 6a3 3 0 1 1-6 0a3 3 0 1 1 6 0M9 18a3 3 0 1 1-6 0a3 3 0 1 1 6 0M20 4L8.1 15.9M14.5 14.5L20 20M8.1 8.1L12 12"; // 24 by 24

export default ({ oneHead, address, brief, number, shapes }) => {
  const { PHONE, rect, line, path, text, hand, clamp, fitted, lengthOf } = shapes;

  // --- where everything stands -------------------------------------------------------------------------------------

  // Only embeddings and W_V change the scale: neither scissors nor strength do. An output is never larger than the values.
  function scaleOf(V) {
    const holds = (largest) => SIZES.find((size) => largest <= size) ?? 10 ** Math.ceil(Math.log10(largest));
    const all = V.flat(), least = Math.min(...all);
    return { low: least < 0 ? -holds(-least) : 0, high: holds(Math.max(...all)) };
  }

  function layout(s, room) {
    const n = s.tokens.length, narrow = room < PHONE, channels = s.names.values.length;
    const wide = narrow ? Math.max((clamp(room, 300, 540) - 8) / n, 42) : Math.max(480 / n, 40), c0 = narrow ? 4 : 418, end = c0 + wide * n;
    const width = end + (narrow ? 4 : 102), size = narrow ? 12 : 12.5 * Math.max(1, width / 1000);
    const L = narrow
      ? { words: { top: 2, tall: 38, size: 16 }, cut: { y: 42, tall: 42 }, strip: { y: 102, height: 24 }, first: 132, head: 19, piece: 13, pour: 10, bar: 17, step: 69 }
      : { words: { top: 4, tall: 42, size: 18 * Math.min(1, wide / 50) }, cut: { y: 50, tall: 34 }, strip: { y: 108, height: 28 }, first: 152, head: 0, piece: 20, pour: 20, bar: 24, step: 80 };
    const step = Math.max(L.head + L.piece + L.pour + L.bar + 6, Math.min(L.step, (narrow ? 207 : 240) / channels)), bottom = L.first + step * channels;
    const height = Math.max(bottom + (narrow ? 26 : 30), narrow ? 0 : 400);
    return { ...L, narrow, width, height, c0, end, wide, size, step, bottom, scrolls: narrow && width > room + 1, label: c0 - 12, narrator: [24, 6, 290, height - 12] };
  }

  const column = (L) => (j) => L.c0 + L.wide * (j + 0.5);

  // --- the parts ---------------------------------------------------------------------------------------------------

  // A row of scissors, one below each word; those of a cut word are dark.
  function scissors(s, L, act) {
    const { y, tall } = L.cut, x = column(L), wide = Math.min(L.wide - 6, 44), icon = Math.min(tall, wide) * (L.narrow ? 0.46 : 0.56);
    return s.tokens.flatMap((token, j) => {
      const gone = s.cut[j], press = () => act.set({ cut: s.cut.map((cut, k) => (k === j ? !cut : cut)) });
      return [rect(`cut${j}`, x(j) - wide / 2, y + 2, wide, tall - 4, { rx: 8, class: gone ? "ink" : "frame" }),
        path(`cut${j}-icon`, SCISSORS, { class: gone ? "edge" : "arc", "stroke-width": 2, "stroke-linecap": "round", transform: `translate(${x(j) - icon / 2} ${y + (tall - icon) / 2}) scale(${icon / 24})` }),
        hand(`cut${j}-hand`, x(j) - L.wide / 2 + 1, y, L.wide - 2, tall, { label: `cut ${token}, word ${j + 1}`, group: "scissors", down: gone, press })];
    });
  }

  // The pieces of the strip in their places, each shrunk to share × value; a channel c.
  function shrunk(s, t, L, c, y, unit) {
    const i = s.word;
    return shapes.piecesOf(t.A[i], L.c0, L.end - L.c0).flatMap(([x, wide], j) => {
      const part = t.P[j][c], label = `× ${brief(t.V[j][c])}`, size = L.size - 0.5, room = wide > lengthOf(label, size) + 6 && L.piece > size;
      return [rect(`shrunk${c},${j}-ground`, x + 0.5, y, wide - 1, L.piece, { rx: 2, class: "ground v", beat: 1, at: address("V", j, c) }),
        rect(`shrunk${c},${j}`, x + 0.5, y, Math.abs(part) * unit - 1, L.piece, { rx: 2, class: part < 0 ? "minus" : "v pale", beat: 1, at: address("P", j, c) }),
        text(`shrunk${c},${j}-value`, x + wide / 2, y + L.piece / 2 + size * 0.36, room ? label : "", { class: t.V[j][c] ? "" : "soft", "font-size": size, beat: 1, at: address("V", j, c) })];
    });
  }

  // Where each part stands in the bar: from zero to the right, negative ones to the left.
  function stacked(parts, zero, unit) {
    let plus = zero, minus = zero;
    const places = parts.map((part) => {
      const wide = Math.abs(part) * unit;
      if (part < 0) return [minus -= wide, wide];
      plus += wide;
      return [plus - wide, wide];
    });
    return { places, plus };
  }

  // The middle of the name of a piece, out of the way of the tick; no name where it does not fit.
  function beside(tick, x, wide, name, size) {
    const needed = lengthOf(name, size) + 6, sides = tick > x && tick < x + wide ? [[x, tick - 1 - x], [tick + 1, x + wide - tick - 1]] : [[x, wide]];
    const [start, free] = sides.sort((a, b) => b[1] - a[1])[0], open = x + wide / 2, clear = Math.abs(tick - open) > needed / 2;
    return clear && wide > needed ? [open, name] : [start + free / 2, free > needed ? name : ""];
  }

  // One channel: the shrunk pieces, pushed together into a bar; a tick where the bar ends with all words.
  function channel(s, t, L, c, y, { zero, unit, rules }) {
    const i = s.word, parts = s.tokens.map((_, j) => t.P[j][c]), { places, plus } = stacked(parts, zero, unit), { size } = L, marks = [];
    const top = y + L.head, bar = top + L.piece + L.pour, from = shapes.piecesOf(t.A[i], L.c0, L.end - L.c0), tick = zero + t.OB[i][c] * unit;
    marks.push(...rules.map((value) => line(`rule${c},${value}`, zero + value * unit, bar - 4, zero + value * unit, bar + L.bar + 4, { class: value ? "rule" : "rule zero" })));
    marks.push(...shrunk(s, t, L, c, top, unit));
    places.forEach(([x, wide], j) => {
      const [start] = from[j], a = top + L.piece + 1, b = bar - 1, middle = (a + b) / 2;
      marks.push(path(`pour${c},${j}`, `M${start} ${a}C${start} ${middle} ${x} ${middle} ${x} ${b}H${x + wide}C${x + wide} ${middle} ${start + wide} ${middle} ${start + wide} ${a}Z`,
        { class: parts[j] < 0 ? "minus" : "v", beat: 2, opacity: wide < 0.3 ? 0 : parts[j] < 0 ? 0.4 : 0.16 }));
    });
    places.forEach(([x, wide], j) => {
      const [middle, name] = beside(tick, x, wide, s.tokens[j], size);
      marks.push(rect(`bar${c},${j}`, x, bar, wide, L.bar, { rx: 2, class: `${parts[j] < 0 ? "minus" : "v"} piece`, at: address("P", j, c), beat: 2, opacity: wide > 0.3 ? 1 : 0 }),
        text(`bar${c},${j}-name`, middle, bar + L.bar / 2 + size * 0.36, name, { "font-size": size, at: address("P", j, c), beat: 2, "pointer-events": "none" }));
    });
    marks.push(line(`tick${c}`, tick, bar - 4, tick, bar + L.bar + 4, { class: "tick", at: address("OB", i, c), beat: 2 }));
    marks.push(...result(s, t, L, c, { top, bar, right: Math.max(plus, tick) }));
    return marks;
  }

  const signed = (x) => (Math.abs(x) < 0.0005 ? "0" : `${x > 0 ? "+" : ""}${number(x, Math.abs(x) < 0.1 ? 3 : 2)}`);

  // The name of a channel, what arrives on it, and by how much that has changed.
  function result(s, t, L, c, { top, bar, right }) {
    const i = s.word, { size, narrow } = L, middle = bar + L.bar / 2 + size * 0.37, change = t.D[i][c], still = Math.abs(change) < 0.0005;
    const total = { class: "v bold number", "text-anchor": "start", "font-size": size + 1, at: address("O", i, c), beat: 2 };
    const moved = { class: `number ${still ? "soft" : "bold"}`, "text-anchor": "end", "font-size": size + 1, at: address("D", i, c), beat: 2 };
    if (!narrow) {
      return [text(`times${c}`, L.label, top + L.piece / 2 + size * 0.36, "share × value", { class: "soft", "text-anchor": "end", "font-size": size - 1 }),
        text(`name${c}`, L.label, middle, fitted(s.names.values[c], 90, size), { class: "v bold", "text-anchor": "end", "font-size": size }),
        text(`total${c}`, Math.min(right + 8, L.end + 4), middle, brief(t.O[i][c]), total),
        text(`change${c}`, L.width - 8, middle, signed(change), moved)];
    }
    const name = fitted(s.names.values[c], 120, size), names = Math.max(...s.names.values.map((one) => Math.min(lengthOf(one, size), 120)));
    return [text(`name${c}`, L.c0, top - 5, name, { class: "v bold", "text-anchor": "start", "font-size": size }),
      text(`total${c}`, L.c0 + names + 10, top - 5, brief(t.O[i][c]), total),
      text(`change${c}-name`, L.end - 46, top - 5, "change", { class: "soft", "text-anchor": "end", "font-size": size - 0.5 }), text(`change${c}`, L.end, top - 5, signed(change), moved)];
  }

  // The numbers of the scale, and what a tick is.
  function scale(L, { rules, zero, unit }) {
    const { size, bottom } = L, y = bottom + (L.narrow ? 18 : 26), x = L.narrow ? L.c0 : L.c0 + 2;
    const anchor = (k) => (k === 0 ? "start" : k === rules.length - 1 ? "end" : "middle");
    return [...rules.map((value, k) => text(`rule${value}-label`, zero + value * unit, bottom + (L.narrow ? 3 : 5), brief(value), { class: "soft", "font-size": size - 1, "text-anchor": anchor(k) })),
      line("key-tick", x, y - 11, x, y + 3, { class: "tick" }), text("key", x + 8, y, "end of the bar with all words", { class: "soft", "text-anchor": "start", "font-size": size - 0.5 })];
  }

  function marks(s, t, L, act) {
    const i = s.word, x = column(L), wide = L.end - L.c0, { low, high } = scaleOf(t.V), unit = wide / (high - low);
    const of = { rules: [low, low < 0 ? 0 : high / 2, high], unit, zero: L.c0 - low * unit };
    const label = (key, y, words, more) => text(key, L.label, y, words, { class: "bold", "text-anchor": "end", "font-size": L.size, ...more });
    return [
      ...shapes.words(s, { x, wide: L.wide, ...L.words, shares: t.A[i], choose: (j) => act.set({ word: j }) }),
      ...scissors(s, L, act),
      ...shapes.funnels(t.A[i], { x, half: Math.min(14, L.wide / 3), from: L.cut.y + L.cut.tall + 1, to: L.strip.y, stripX: L.c0, stripWidth: wide, beat: 0 }),
      ...scale(L, of),
      ...shapes.strip(s.tokens, t.A[i], { x: L.c0, width: wide, ...L.strip, at: (j) => address("A", i, j), size: L.size, beat: 0, cut: s.cut }),
      ...(s.cut.every(Boolean) ? [text("empty", (L.c0 + L.end) / 2, L.strip.y + L.strip.height / 2 + 4.5, "no word is left", { class: "soft", "font-size": L.size })] : []),
      ...s.names.values.flatMap((_, c) => channel(s, t, L, c, L.first + c * L.step, of)),
      ...(L.narrow ? [] : [label("cut-label", L.cut.y + L.cut.tall / 2 + 4.5, "cut", { class: "soft" }), label("share-label", L.strip.y + L.strip.height / 2 + 4.5, "share"),
        text("change-label", L.width - 8, L.strip.y + L.strip.height / 2 + 4.5, "change", { class: "bold", "text-anchor": "end", "font-size": L.size })]),
    ];
  }

  // --- the tables --------------------------------------------------------------------------------------------------

  // The share of each word, and what arrives from it on each channel.
  const mixture = (s) => ({ id: "mixture", caption: `${s.tokens[s.word]} listens: share, and share × value`, rows: s.tokens, columns: ["share", ...s.names.values],
    at: (k, c) => (c === 0 ? address("A", s.word, k) : address("P", k, c - 1)), fill: "v", rowRole: "k", percent: 0, groups: [0, ...s.names.values.map(() => 1)] });
  const outcome = (s) => ({ id: "result", caption: `What ${s.tokens[s.word]} knows afterwards`, rows: ["now", "with all words", "change"], columns: s.names.values,
    at: (k, c) => address(["O", "OB", "D"][k], s.word, c), fill: "v" });

  function say(s, t) {
    const word = s.tokens[s.word], cut = s.tokens.filter((_, j) => s.cut[j]), count = s.tokens.length, change = t.D[s.word].reduce((sum, x) => sum + Math.abs(x), 0);
    if (!cut.length) return [count === 1 ? "alone" : "whole", { word, count, output: t.O[s.word] }];
    return [cut.length === count ? "nothing" : change < 1e-9 ? "still" : "cut", { word, cut, change }];
  }

  const hint = "Press the scissors to cut a word, or a word to let it ask. Which cut moves the output most? Guess again at strength 10.";
  return {
    ...oneHead(),
    picture: { name: (s) => `What arrives at ${s.tokens[s.word]}: shares times values`, hint, layout, marks },
    panels: (s) => [mixture(s), outcome(s)],
    say,
  };
};
