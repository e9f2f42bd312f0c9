// What arrives at a word: its shares as one strip of 100 %. For each value channel the pieces of the strip shrink in their
// places (share × value) and are pushed together into one bar. Scissors below a word cut it: its piece goes, the others swell.

const SIZES = [1, 2, 5, 10, 20, 50, 100, 1000, 1e6]; // how far the scale of the bars may reach: the smallest that holds all values
// An icon, 24 by 24: the type of the site has no such sign.
const SCISSORS = "M9 6a3 3 0 1 1-6 0a3 3 0 1 1 6 0M9 18a3 3 0 1 1-6 0a3 3 0 1 1 6 0M20 4L8.1 15.9M14.5 14.5L20 20M8.1 8.1L12 12";

export default ({ oneHead, address, brief, number, shapes }) => {
  const { PHONE, rect, line, path, text, hand, clamp, fitted, lengthOf, stacked, besideTick } = shapes;

  // --- where everything stands -------------------------------------------------------------------------------------

  // Only embeddings and W_V change the scale: neither scissors nor strength do. An output is never larger than the values.
  function scaleOf(V) {
    const holds = (largest) => SIZES.find((size) => largest <= size) ?? 10 ** Math.ceil(Math.log10(largest));
    const all = V.flat(), least = Math.min(...all), low = least < 0 ? -holds(-least) : 0, high = holds(Math.max(...all));
    return { low, high, rules: [low, low < 0 ? 0 : high / 2, high] };
  }

  // c0, end: of the columns of words, and of the strip; wide: of one column. Of a channel: head is the line of its name,
  // piece the height of the shrunk pieces, pour the way down, bar the height of the bar; step: from one channel to the next.
  function layout(s, room) {
    const narrow = room < PHONE, channels = s.names.values.length, L = (narrow ? below : beside)(s.tokens.length, room);
    const least = L.head + L.piece + L.pour + L.bar + 6, step = Math.max(least, Math.min(L.step, L.most / channels)), bottom = L.first + step * channels;
    const height = Math.max(bottom + L.foot, narrow ? 0 : 400);
    return { ...L, narrow, step, bottom, height, label: L.c0 - 12, narrator: [24, 6, 290, height - 12] };
  }

  function beside(n) {
    const wide = Math.max(480 / n, 40), c0 = 418, end = c0 + wide * n, width = end + 102, larger = Math.max(1, width / 1000);
    return { c0, end, wide, width, size: 12.5 * larger, words: { top: 4, tall: 42, size: clamp(wide * 0.36, 14.2, 18) * larger }, cut: { y: 50, tall: 34 },
      strip: { y: 108, height: 28 }, first: 152, head: 0, piece: 20, pour: 20, bar: 24, step: 80, most: 240, foot: 30 };
  }

  function below(n, room) {
    const wide = Math.max((clamp(room, 300, 540) - 8) / n, 42), c0 = 4, end = c0 + wide * n, width = end + 4;
    return { c0, end, wide, width, size: 12, words: { top: 2, tall: 38, size: 16 }, cut: { y: 42, tall: 42 }, strip: { y: 102, height: 24 },
      first: 132, head: 19, piece: 13, pour: 10, bar: 17, step: 69, most: 207, foot: 26, scrolls: width > room + 1 };
  }

  const column = (L) => (j) => L.c0 + L.wide * (j + 0.5);

  // --- the parts ---------------------------------------------------------------------------------------------------

  const settled = (x) => (Math.abs(x) < 0.005 ? 0 : x); // what two decimals do not show
  const still = (change) => Math.abs(change) < 0.0005;
  const signed = (x) => (still(x) ? "0" : `${x > 0 ? "+" : ""}${number(x, Math.abs(x) < 0.1 ? 3 : 2)}`);

  // A text that begins or ends at x.
  const from = (key, x, y, words, size, look, more) => text(key, x, y, words, { class: look, "text-anchor": "start", "font-size": size, ...more });
  const upTo = (key, x, y, words, size, look, more) => text(key, x, y, words, { class: look, "text-anchor": "end", "font-size": size, ...more });

  // A row of scissors, one below each word; those of a cut word are dark.
  function scissors(s, L, act) {
    const { y, tall } = L.cut, x = column(L), wide = Math.min(L.wide - 6, 44), icon = Math.min(tall, wide) * (L.narrow ? 0.46 : 0.56);
    return s.tokens.flatMap((token, j) => {
      const gone = s.cut[j], press = () => act.set({ cut: s.cut.map((cut, k) => (k === j ? !cut : cut)) });
      const place = `translate(${x(j) - icon / 2} ${y + (tall - icon) / 2}) scale(${icon / 24})`;
      return [rect(`cut${j}`, x(j) - wide / 2, y + 2, wide, tall - 4, { rx: 8, class: gone ? "ink" : "frame" }),
        path(`cut${j}-icon`, SCISSORS, { class: gone ? "edge" : "arc", "stroke-width": 2, "stroke-linecap": "round", transform: place }),
        hand(`cut${j}-hand`, x(j) - L.wide / 2 + 1, y, L.wide - 2, tall, { label: `cut ${token}, word ${j + 1}`, group: "scissors", down: gone, press })];
    });
  }

  const stripOf = (s, t, L) => shapes.piecesOf(t.A[s.word], L.c0, L.end - L.c0);

  // The pieces of the strip in their places, each shrunk to share × value, for channel c.
  function shrunk(s, t, L, c, y, unit) {
    const size = L.size - 0.5, base = y + L.piece / 2 + size * 0.36;
    return stripOf(s, t, L).flatMap(([x, wide], j) => {
      const part = t.P[j][c], value = t.V[j][c], label = `× ${brief(value)}`, fits = wide > lengthOf(label, size) + 6 && L.piece > size;
      const given = { at: address("V", j, c), beat: 1 }, brought = { at: address("P", j, c), beat: 1 };
      return [rect(`shrunk${c},${j}-ground`, x + 0.5, y, wide - 1, L.piece, { rx: 2, class: "ground v", ...given }),
        rect(`shrunk${c},${j}`, x + 0.5, y, Math.abs(part) * unit - 1, L.piece, { rx: 2, class: part < 0 ? "minus" : "v pale", ...brought }),
        text(`shrunk${c},${j}-value`, x + wide / 2, base, fits ? label : "", { class: value ? "" : "soft", "font-size": size, ...given })];
    });
  }

  // Down from a shrunk piece to its place in the bar.
  const pour = (start, a, x, b, wide, middle = (a + b) / 2) =>
    `M${start} ${a}C${start} ${middle} ${x} ${middle} ${x} ${b}H${x + wide}C${x + wide} ${middle} ${start + wide} ${middle} ${start + wide} ${a}Z`;

  // One channel: the shrunk pieces, pushed together into a bar; a tick where the bar ends with all words.
  function channel(s, t, L, c, { zero, unit, rules }) {
    const top = L.first + c * L.step + L.head, bar = top + L.piece + L.pour, base = bar + L.bar / 2 + L.size * 0.36, tick = zero + t.OB[s.word][c] * unit;
    const parts = t.P.map((row) => row[c]), { places, plus } = stacked(parts, zero, unit), strip = stripOf(s, t, L);
    const pieces = places.flatMap(([x, wide], j) => {
      const [middle, name] = besideTick(tick, x, wide, s.tokens[j], L.size), at = address("P", j, c), seen = wide > 0.3;
      const [role, faint] = parts[j] < 0 ? ["minus", 0.4] : ["v", 0.16];
      return [path(`pour${c},${j}`, pour(strip[j][0], top + L.piece + 1, x, bar - 1, wide), { class: role, beat: 2, opacity: seen ? faint : 0 }),
        rect(`bar${c},${j}`, x, bar, wide, L.bar, { rx: 2, class: `${role} piece`, at, beat: 2, opacity: seen ? 1 : 0 }),
        text(`bar${c},${j}-name`, middle, base, name, { "font-size": L.size, at, beat: 2, "pointer-events": "none" })];
    });
    const upright = (key, x, look) => line(key, x, bar - 4, x, bar + L.bar + 4, look);
    return [...rules.map((value) => upright(`rule${c},${value}`, zero + value * unit, { class: value ? "rule" : "rule zero" })),
      ...shrunk(s, t, L, c, top, unit), ...pieces,
      upright(`tick${c}`, tick, { class: "tick", at: address("OB", s.word, c), beat: 2 }), ...result(s, t, L, c, { top, base, right: Math.max(plus, tick) })];
  }

  // The name of a channel, what arrives on it, and by how much that has changed.
  function result(s, t, L, c, { top, base, right }) {
    const { size, narrow } = L, i = s.word, change = t.D[i][c], value = brief(settled(t.O[i][c])), channels = s.names.values;
    const total = { at: address("O", i, c), beat: 2 }, moved = { at: address("D", i, c), beat: 2 }, look = `number ${still(change) ? "soft" : "bold"}`;
    if (!narrow) {
      return [upTo(`times${c}`, L.label, top + L.piece / 2 + size * 0.36, "share × value", size - 1, "soft"),
        upTo(`name${c}`, L.label, base, fitted(channels[c], 90, size), size, "v bold"),
        from(`total${c}`, Math.min(right + 8, L.end + 4), base, value, size + 1, "v bold number", total),
        upTo(`change${c}`, L.width - 8, base, signed(change), size + 1, look, moved)];
    }
    const names = channels.map((name) => fitted(name, 120, size)), y = top - 5;
    return [from(`name${c}`, L.c0, y, names[c], size, "v bold"),
      from(`total${c}`, L.c0 + 10 + Math.max(...names.map((name) => lengthOf(name, size))), y, value, size + 1, "v bold number", total),
      upTo(`change${c}-name`, L.end - 46, y, "change", size - 0.5, "soft"), upTo(`change${c}`, L.end, y, signed(change), size + 1, look, moved)];
  }

  // The numbers of the scale, and what a tick is.
  function scale(L, { rules, zero, unit }) {
    const { size, bottom } = L, y = bottom + (L.narrow ? 18 : 26), x = L.c0 + 1, anchor = ["start", "middle", "end"];
    const look = (k) => ({ class: "soft", "font-size": size - 1, "text-anchor": anchor[k] });
    return [...rules.map((value, k) => text(`rule${value}-label`, zero + value * unit, bottom + (L.narrow ? 3 : 5), brief(value), look(k))),
      line("key-tick", x, y - 11, x, y + 3, { class: "tick" }), from("key", x + 8, y, "end of the bar with all words", size - 0.5, "soft")];
  }

  // What stands at the sides of a wide drawing.
  function labels(L) {
    const { size, label, cut, strip } = L, share = strip.y + strip.height / 2 + 4.5;
    return [upTo("cut-label", label, cut.y + cut.tall / 2 + 4.5, "cut", size, "soft"), upTo("share-label", label, share, "share", size, "bold"),
      upTo("change-label", L.width - 8, share, "change", size, "bold")];
  }

  function marks(s, t, L, act) {
    const { strip, cut, size, c0, end } = L, i = s.word, x = column(L), shares = t.A[i], { low, high, rules } = scaleOf(t.V);
    const unit = (end - c0) / (high - low), bars = { rules, unit, zero: c0 - low * unit }, half = Math.min(14, L.wide / 3);
    const empty = [text("empty", (c0 + end) / 2, strip.y + strip.height / 2 + 4.5, "no word is left", { class: "soft", "font-size": size })];
    return [
      ...shapes.words(s, { x, wide: L.wide, ...L.words, shares, choose: (j) => act.set({ word: j }) }),
      ...scissors(s, L, act),
      ...shapes.funnels(shares, { x, half, from: cut.y + cut.tall + 1, to: strip.y, stripX: c0, stripWidth: end - c0, beat: 0 }),
      ...scale(L, bars),
      ...shapes.strip(s.tokens, shares, { x: c0, width: end - c0, ...strip, at: (j) => address("A", i, j), size, beat: 0, cut: s.cut }),
      ...(s.cut.every(Boolean) ? empty : []),
      ...s.names.values.flatMap((_, c) => channel(s, t, L, c, bars)),
      ...(L.narrow ? [] : labels(L)),
    ];
  }

  // --- the tables and the sentence ---------------------------------------------------------------------------------

  // The share of each word, and what arrives from it on each channel.
  const mixture = (s) => ({ id: "mixture", caption: `${s.tokens[s.word]} attends: share, and share × value`, rows: s.tokens,
    columns: ["share", ...s.names.values], percent: 0, groups: [0, ...s.names.values.map(() => 1)], fill: "v", rowRole: "k",
    at: (k, c) => (c === 0 ? address("A", s.word, k) : address("P", k, c - 1)) });
  const outcome = (s) => ({ id: "result", caption: `What ${s.tokens[s.word]} knows afterwards`, rows: ["now", "with all words", "change"],
    columns: s.names.values, at: (k, c) => address(["O", "OB", "D"][k], s.word, c), fill: "v" });

  function say(s, t) {
    const word = s.tokens[s.word], cut = s.tokens.filter((_, j) => s.cut[j]), count = s.tokens.length;
    if (!cut.length) return [count === 1 ? "alone" : "whole", { word, count, output: t.O[s.word].map(settled) }];
    const change = t.D[s.word].reduce((sum, x) => sum + Math.abs(x), 0);
    return [cut.length === count ? "nothing" : change < 1e-9 ? "still" : "cut", { word, cut, change }];
  }

  return {
    ...oneHead(),
    picture: {
      name: (s) => `What arrives at ${s.tokens[s.word]}: shares times values`,
      hint: "Press the scissors to cut a word, or a word to let it ask. Which cut moves the output most? Guess again at strength 10.",
      layout, marks,
    },
    panels: (s) => [mixture(s), outcome(s)],
    say,
  };
};
