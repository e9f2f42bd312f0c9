// One word in two sentences: the same row of X, the same matrices, one strength. Each sentence is a head of its own, with the
// arcs of the word above it and below it what arrives, as the same bars; a tick is at the plain average of its words.
//
// The first sentence is given, the second is the reader's: it is the sentence that the state holds. The tables of each are
// those of one head, with "1" or "2" behind their names; the matrices belong to both.

const HEADS = ["1", "2"];
const SHARED = ["W_Q", "W_K", "W_V", "CW_Q"];
const OWN = ["X", "Q0", "K0", "Q", "K", "V", "S", "Z", "E", "A", "O", "P", "M"];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 1000, 1e6]; // how far the scale of the bars may reach: the smallest that holds all values
const NEAR = 0.05; // an output that is nearer to the plain average on all channels has hardly moved
const SAME = 1e-9; // two outputs that are nearer to each other are the same

export default ({ address, attend, argmax, brief, constant, embeddingTables, factor, headTables, number, parse, shapes, sum }) => {
  const { PHONE, rect, line, path, text, hand, clamp, fitted, lengthOf, stacked, besideTick } = shapes;

  // --- two heads ---------------------------------------------------------------------------------------------------

  const spelled = (word) => word.toLowerCase().replace(/’/g, "'");
  const placeIn = (tokens, word) => tokens.findIndex((token) => spelled(token) === spelled(word));

  // The state as if one sentence was all: a word that asks, no word cut. holds: whether the word that asks is in it.
  function only(s, h) {
    const { first } = s.config, { tokens, X } = h === "1" ? first : { tokens: s.tokens, X: s.base.X };
    const asks = Math.min(s.asks, first.tokens.length - 1), place = h === "1" ? asks : placeIn(tokens, first.tokens[asks]);
    const edits = Object.fromEntries(Object.entries(s.edits).filter(([at]) => SHARED.includes(parse(at).table)));
    return { ...s, tokens, word: Math.max(place, 0), holds: place >= 0, base: { ...s.base, X }, edits, cut: tokens.map(() => false) };
  }

  const named = (name, h) => (SHARED.includes(name) ? name : name + h);
  const inHead = (at, h) => { const { table, i, j } = parse(at); return address(named(table, h), i, j); };
  // Of all tables those of one head, by their plain names.
  const ofHead = (t, h) => Object.fromEntries([...SHARED, ...OWN].map((name) => [name, t[named(name, h)]]));

  function compute(s) {
    const t = {};
    for (const h of HEADS) {
      const one = only(s, h), { X } = one.base, found = { X, ...attend(one, X) }, n = one.tokens.length;
      found.M = [found.V[0].map((_, c) => found.V.reduce((all, row) => all + row[c] / n, 0))];
      for (const name of [...SHARED, ...OWN]) t[named(name, h)] = found[name];
    }
    return t;
  }

  // An explanation with the addresses of this head.
  function moved(why, h) {
    const part = (one) => (one?.at ? { ...one, at: inHead(one.at, h) } : one), own = { ...why };
    if (why.pairs) own.pairs = why.pairs.map(([label, a, b]) => [label, part(a), part(b)]);
    if (why.row) own.row = why.row.map(part);
    if (why.from) own.from = part(why.from);
    return own;
  }

  // The tables of one head; none of their numbers can be set, for the row of X is to be the same in both.
  function tablesOf(h) {
    const where = ` in the ${h === "1" ? "first" : "second"} sentence`, tables = { ...embeddingTables(), ...headTables({ where }), M: average(where) };
    tables.X.title = (i, j, s) => `${s.tokens[i]}${where}: ${s.names.features[j]}`;
    return Object.fromEntries(OWN.map((name) => {
      const { settable, selectable, asks, setAs, heldBy, unit, ...table } = tables[name];
      const caption = table.caption?.replace(/^([XQKV]):/, `$1${h}:`), words = table.words && ((i, j, s) => table.words(i, j, only(s, h)));
      return [name + h, { ...table, caption, words, rows: (s) => table.rows(only(s, h)), columns: (s) => table.columns(only(s, h)),
        title: (i, j, s) => table.title(i, j, only(s, h)), from: (i, j, t, s) => moved(table.from(i, j, ofHead(t, h), only(s, h)), h) }];
    }));
  }

  const average = (where) => ({ caption: `Plain average${where}`, rows: () => ["all words"], columns: (s) => s.names.values, fill: "v",
    title: (i, j, s) => `plain average${where}: ${s.names.values[j]}`,
    from: (i, j, t, s) => sum(s.tokens.map((word, k) => [word, factor(t, "V", k, j), constant(1 / s.tokens.length)])) });

  const { W_Q, W_K, W_V, CW_Q } = headTables();

  // --- where everything stands -------------------------------------------------------------------------------------

  // One scale for both: only embeddings and W_V change it.
  function scaleOf(t) {
    const holds = (largest) => SIZES.find((size) => largest <= size) ?? 10 ** Math.ceil(Math.log10(largest));
    const all = [...t.V1, ...t.V2].flat(), least = Math.min(...all), low = least < 0 ? -holds(-least) : 0, high = holds(Math.max(...all));
    return { low, high, rules: [low, low < 0 ? 0 : high / 2, high] };
  }

  // frames: where the two sentences stand; label: the room for the names of channels; unit: of the bars.
  function layout(s, room, t) {
    const counts = HEADS.map((h) => only(s, h).tokens.length), scale = scaleOf(t), L = (room < PHONE ? below : beside)(counts, s.names.values.length, room);
    return { ...L, ...scale, unit: (L.shown - L.label - 48) / (scale.high - scale.low) };
  }

  // Side by side: a longer sentence has more room.
  function beside(counts, channels) {
    const bars = 170, row = 29, end = bars + row * channels + 18, first = clamp((912 * counts[0]) / (counts[0] + counts[1]), 300, 612);
    const halves = Math.max(...counts) <= 9 ? [456, 456] : [first, 912 - first], arcs = { base: 84, ribbon: 40, peak: (d) => 13 + 12 * d, top: 24 };
    const frames = halves.map((wide, k) => frame(k ? 976 - wide : 24, 0, wide, counts[k], 72, arcs));
    return { frames, end, bars, row, tall: 21, label: 80, shown: Math.min(...halves), width: 1000, height: end + 226, size: 12.5, key: 776,
      words: { top: 87, tall: 43, size: 18 }, narrator: [24, end + 22, 952, 202] };
  }

  // One below the other: the fewer words, the lower the arcs.
  function below(counts, channels, room) {
    const shown = clamp(room, 300, 540), width = Math.max(shown, 40 * Math.max(...counts)), bars = 50, row = 20, tall = bars + row * channels + 16;
    const heights = counts.map((n) => 16 + Math.min(28, 7 * n)), tops = [0, heights[0] + tall + 6], end = tops[1] + heights[1] + tall;
    const arcs = (k) => ({ base: -2, ribbon: 26, peak: (d) => 7 + 7 * d, top: 14 - heights[k] });
    const frames = counts.map((n, k) => frame(0, tops[k] + heights[k], Math.max(shown, 40 * n), n, 62, arcs(k)));
    return { frames, end, bars, row, tall: 16, label: 62, shown, width, height: end + 18, size: 12, key: 8, narrow: true, scrolls: width > room + 1,
      words: { top: 0, tall: 37, size: 16 } };
  }

  // Where a sentence stands: its words in the middle of its place, its bars at the left.
  function frame(x, y, wide, n, most, arcs) {
    const column = Math.min(wide / n, most), left = x + (wide - column * n) / 2;
    return { x, y, arcs, wide: column, at: (j) => left + column * (j + 0.5) };
  }

  // --- the parts ---------------------------------------------------------------------------------------------------

  const settled = (x) => (Math.abs(x) < 0.005 ? 0 : x); // what two decimals do not show

  // Two small tips beside the word that asks: it can be dragged sideways.
  function grip(L, F, word, token) {
    const { top, tall, size } = L.words, y = top + tall * 0.46 - size * 0.33;
    const tip = (side) => `M${F.at(word) + side * (F.wide / 2 - 5)} ${y}l${-side * 4} -4v8z`;
    return 1.2 * lengthOf(token, size) < F.wide - 22 ? [path("grip", `${tip(-1)}${tip(1)}`, { class: "q" })] : [];
  }

  // A word of both sentences is pressed: it asks. Over the one that asks lies what is dragged: it asks more strongly.
  function hands(s, one, other, L, F, h, act) {
    const { low, high } = s.config.fields.find(({ name }) => name === "strength"), { top, tall } = L.words, token = one.tokens[one.word];
    const place = (j) => [F.at(j) - F.wide / 2 + 1, top - 2, F.wide - 2, tall + 4];
    const asks = (word, j) => ({ label: `${word}: let this word ask, sentence ${h}`, group: `words${h}`, down: one.holds && j === one.word,
      press: () => act.set({ asks: placeIn(s.config.first.tokens, word) }) });
    const strength = { label: `how strongly ${token} asks, sentence ${h}`, value: s.strength, low, high, step: 0.1, by: 0.5, axis: "x", unit: L.narrow ? 9 : 14,
      put: (to) => act.set({ strength: to }), back: () => act.set({ strength: s.config.start.strength }) };
    const words = one.tokens.flatMap((word, j) => (placeIn(other.tokens, word) < 0 ? [] : [hand(`word${j}-hand`, ...place(j), asks(word, j))]));
    return one.holds ? [...words, hand("strength-hand", ...place(one.word), strength)] : words;
  }

  // One channel of the output: what each word brings, the largest share dark; a tick at the plain average.
  function bar(one, t, L, F, c, zero) {
    const { size } = L, y = L.bars + c * L.row, base = y + L.tall / 2 + size * 0.36, over = (L.row - L.tall) / 2 - 1, tick = zero + t.M[0][c] * L.unit;
    const parts = t.P.map((row) => row[c]), { places, plus } = stacked(parts, zero, L.unit), chosen = argmax(t.A[one.word]);
    const pieces = places.flatMap(([x, wide], j) => {
      const [middle, name] = besideTick(tick, x, wide, one.tokens[j], size - 0.5), at = address("P", j, c), dark = j === chosen;
      const look = `${parts[j] < 0 ? "minus" : "v"} piece${dark ? " chosen" : ""}`;
      return [rect(`part${c},${j}`, x, y, wide, L.tall, { rx: 2, class: look, at, beat: 4, opacity: wide < 0.3 ? 0 : 1 }),
        text(`part${c},${j}-name`, middle, base, name, { class: dark ? "paper" : "", "font-size": size - 0.5, at, beat: 4, "pointer-events": "none" })];
    });
    const name = fitted(one.names.values[c], L.label - 10, size), total = number(settled(t.O[one.word][c]), 2), at = address("O", one.word, c);
    return [text(`name${c}`, F.x + L.label - 9, base, name, { class: "v", "text-anchor": "end", "font-size": size }), ...pieces,
      line(`tick${c}`, tick, y - over, tick, y + L.tall + over, { class: "tick", at: address("M", 0, c) }),
      text(`total${c}`, Math.max(plus, tick) + 8, base, total, { class: "v bold number", "text-anchor": "start", "font-size": size + 0.5, at, beat: 4 })];
  }

  // The output as bars, on the scale of both sentences.
  function output(one, t, L, F) {
    const zero = F.x + L.label - L.low * L.unit, channels = one.names.values, bottom = L.bars + L.row * channels.length;
    const rules = L.rules.flatMap((value) => {
      const x = zero + value * L.unit;
      return [line(`rule${value}`, x, L.bars - 4, x, bottom - 3, { class: value ? "rule" : "rule zero" }),
        text(`rule${value}-label`, x, bottom + L.size - 2, brief(value), { class: "soft", "font-size": L.size - 1 })];
    });
    return [...rules, ...channels.flatMap((_, c) => bar(one, t, L, F, c, zero))];
  }

  function sentence(s, all, L, h, act) {
    const one = only(s, h), other = only(s, h === "1" ? "2" : "1"), t = ofHead(all, h), F = L.frames[HEADS.indexOf(h)], { word, tokens, holds } = one;
    const size = clamp(F.wide * 0.36, 14.2, L.words.size), asking = holds ? { asks: word, shares: t.A[word] } : { asks: -1 };
    const look = { class: "soft", "text-anchor": "start", "font-size": L.size + 2 }, missing = `no ${other.tokens[other.word]} here`;
    const marks = [
      ...(holds ? shapes.arcs(one, t.A[word], { x: F.at, ...F.arcs }) : []),
      ...shapes.words(one, { x: F.at, wide: F.wide, ...L.words, size, ...asking }),
      ...(holds ? [...grip(L, F, word, tokens[word]), ...output(one, t, L, F)] : [text("missing", F.x + L.label, L.bars + 16, missing, look)]),
      ...hands(s, one, other, L, F, h, act),
    ];
    return marks.map((mark) => ({ ...mark, ...lower(mark, F.y), key: `${mark.key}-${h}`, ...(mark.at ? { at: inHead(mark.at, h) } : {}) }));
  }

  // In a narrow drawing a sentence stands lower.
  function lower(mark, by) {
    if (!by) return {};
    if (mark.d) return { transform: `translate(0 ${by})` };
    return Object.fromEntries(["y", "y1", "y2"].filter((name) => name in mark).map((name) => [name, mark[name] + by]));
  }

  // What both have in common, where there is room to say it.
  function same(s, L) {
    const [from, to] = HEADS.map((h, k) => L.frames[k].at(only(s, h).word)), y = L.words.top + L.words.tall + 12, middle = (from + to) / 2;
    const words = "same row of X, same matrices", half = lengthOf(words, L.size) / 2 + 2;
    if (L.narrow || !only(s, "2").holds || middle - half < from + 20) return [];
    return [path("same", `M${from} ${y - 9}V${y}H${middle - half}M${middle + half} ${y}H${to}V${y - 9}`, { class: "way" }),
      text("same-name", middle, y + 4.5, words, { class: "soft", "font-size": L.size })];
  }

  function marks(s, t, L, act) {
    const y = L.end + (L.narrow ? 12 : 10), look = { class: "soft", "text-anchor": "start", "font-size": L.size };
    const key = [line("key-tick", L.key, y - 12, L.key, y + 3, { class: "tick" }), text("key", L.key + 8, y, "plain average of the words", look)];
    return [...same(s, L), ...sentence(s, t, L, "1", act), ...sentence(s, t, L, "2", act), ...key];
  }

  // --- what is said ------------------------------------------------------------------------------------------------

  const farOf = (away) => Math.max(Math.ceil(100 * away - 1e-9), 1) / 100; // rounded up, so that “within” is true

  // What one sentence has made of the word: its largest share, and the channel that tells most of it: the one that has risen
  // most above the plain average, or else the one that is furthest from it.
  function facts(s, t, h) {
    const { word, tokens } = only(s, h), { A, O, M } = ofHead(t, h), share = Math.max(...A[word]);
    const best = tokens.filter((_, j) => A[word][j] >= share * (1 - 1e-9)), rise = O[word].map((x, c) => x - M[0][c]), distances = rise.map(Math.abs);
    const c = argmax(Math.max(...rise) >= NEAR ? rise : distances), away = Math.max(...distances);
    const found = { share, best, away, far: farOf(away), channel: s.names.values[c], output: settled(O[word][c]), average: settled(M[0][c]) };
    return Object.fromEntries(Object.entries(found).map(([name, value]) => [name + h, value]));
  }

  function say(s, t) {
    const one = only(s, "1"), two = only(s, "2"), all = { word: one.tokens[one.word], ...facts(s, t, "1"), ...facts(s, t, "2") };
    const moves = HEADS.filter((h) => all[`away${h}`] >= NEAR), alike = t.O1[one.word].every((x, c) => Math.abs(x - t.O2[two.word][c]) < SAME);
    if (!two.holds) return ["missing", all];
    if (s.strength === 0) return ["nothing", all];
    if (!moves.length) return [s.strength <= 2 ? "mild" : "calm", { ...all, far: Math.max(all.far1, all.far2) }];
    if (alike) return ["same", all];
    return [moves.length === 2 ? "both" : moves[0] === "1" ? "first" : "second", all];
  }

  return {
    tables: { W_Q, W_K, W_V, CW_Q, ...tablesOf("1"), ...tablesOf("2") },
    compute,
    layout: "rows",
    picture: {
      name: (s) => `${only(s, "1").tokens[only(s, "1").word]} in two sentences`,
      hint: "Drag the blue word sideways: one strength for both sentences. Or press another word that both have.",
      layout, marks,
    },
    panels: () => ["X1", "X2", "W_Q", "W_K", "W_V", ...["Q", "K", "V", "S", "A", "O", "M"].flatMap((name) => HEADS.map((h) => name + h))],
    say,
  };
};
