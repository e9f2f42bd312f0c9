// One word in two sentences: the same row of X, the same matrices, one strength. Each sentence is a head of its own with the
// arcs of the word above it and below it what arrives, as the same bars; a tick is at the plain average of its words.
//
// The first sentence is given, the second is the reader's: it is the sentence that the state holds. The tables of each are
// those of one head, with "1" or "2" behind their names; the matrices belong to both.

const HEADS = ["1", "2"];
const SHARED = ["W_Q", "W_K", "W_V", "CW_Q"];
const OWN = ["X", "Q0", "K0", "Q", "K", "V", "S", "Z", "E", "A", "O", "P", "M"];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 1000, 1e6]; // how far the scale of the bars may reach: the smallest that holds all values
const NEAR = 0.05; // an output that is nearer to the plain average on all channels has hardly moved

export default ({ address, attend, argmax, brief, constant, embeddingTables, factor, headTables, number, parse, shapes, sum }) => {
  const { PHONE, rect, line, path, text, hand, clamp, fitted, lengthOf } = shapes;

  // --- two heads ---------------------------------------------------------------------------------------------------

  const spelled = (word) => word.toLowerCase().replace(/’/g, "'");
  const placeIn = (tokens, word) => tokens.findIndex((token) => spelled(token) === spelled(word));

  // The state as if one sentence was all. holds: whether the word that asks is in it.
  function only(s, h) {
    const { tokens, X } = h === "1" ? s.config.first : { tokens: s.tokens, X: s.base.X }, first = s.config.first.tokens;
    const asks = Math.min(s.asks, first.length - 1), place = h === "1" ? asks : placeIn(tokens, first[asks]);
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
      const one = only(s, h), { X } = one.base, found = { X, ...attend(one, X) };
      found.M = [found.V[0].map((_, c) => found.V.reduce((all, row) => all + row[c] / found.V.length, 0))];
      for (const name of [...SHARED, ...OWN]) t[named(name, h)] = found[name];
    }
    return t;
  }

  // An explanation with the addresses of this head.
  function moved(why, h) {
    const part = (one) => (one?.at ? { ...one, at: inHead(one.at, h) } : one);
    return { ...why, ...(why.pairs ? { pairs: why.pairs.map(([label, a, b]) => [label, part(a), part(b)]) } : {}), ...(why.row ? { row: why.row.map(part) } : {}),
      ...(why.from ? { from: part(why.from) } : {}) };
  }

  function tablesOf(h) {
    const where = ` in the ${h === "1" ? "first" : "second"} sentence`, tables = { ...embeddingTables(), ...headTables({ where }) };
    tables.X.title = (i, j, s) => `${s.tokens[i]}${where}: ${s.names.features[j]}`;
    tables.M = { caption: `Plain average${where}`, rows: () => ["all words"], columns: (s) => s.names.values, fill: "v", title: (i, j, s) => `plain average${where}: ${s.names.values[j]}`,
      from: (i, j, t, s) => sum(s.tokens.map((word, k) => [word, factor(t, "V", k, j), constant(1 / s.tokens.length)])) };
    return Object.fromEntries(OWN.map((name) => {
      const { rows, columns, title, from, words, fill, heat, role, rowRole, columnRole, corner, shares, top, prefix, caption } = tables[name];
      return [name + h, { fill, heat, role, rowRole, columnRole, corner, shares, top, prefix, caption: caption?.replace(/^(\w+):/, `$1${h}:`).replace(/^Shares\d|^Scores\d/, (word) => word.slice(0, -1)),
        rows: (s) => rows(only(s, h)), columns: (s) => columns(only(s, h)), words: words && ((i, j, s) => words(i, j, only(s, h))),
        title: (i, j, s) => title(i, j, only(s, h)), from: (i, j, t, s) => moved(from(i, j, ofHead(t, h), only(s, h)), h) }];
    }));
  }

  const { W_Q, W_K, W_V, CW_Q } = headTables();

  // --- where everything stands -------------------------------------------------------------------------------------

  // One scale for both: only embeddings and W_V change it.
  function scaleOf(t) {
    const holds = (largest) => SIZES.find((size) => largest <= size) ?? 10 ** Math.ceil(Math.log10(largest));
    const all = [...t.V1.flat(), ...t.V2.flat()], least = Math.min(...all);
    return { low: least < 0 ? -holds(-least) : 0, high: holds(Math.max(...all)) };
  }

  // Side by side, a longer sentence has more room; in a narrow drawing one stands below the other.
  function layout(s, room, t) {
    const counts = HEADS.map((h) => only(s, h).tokens.length), { low, high } = scaleOf(t);
    return (room < PHONE ? below : beside)(s, room, counts, { low, high, rules: [low, low < 0 ? 0 : high / 2, high] });
  }

  function beside(s, room, counts, scale) {
    const bars = 170, row = 29, label = 80, end = bars + row * s.names.values.length + 18, first = (counts[0] / (counts[0] + counts[1])) * 912;
    const halves = Math.max(...counts) <= 9 ? [456, 456] : [clamp(first, 300, 612), 912 - clamp(first, 300, 612)], unit = (Math.min(...halves) - label - 48) / (scale.high - scale.low);
    const frames = halves.map((wide, k) => frame(k ? 976 - wide : 24, 0, wide, counts[k], 72, { base: 84, ribbon: 40, peak: (d) => 13 + 12 * d }));
    return { ...scale, unit, frames, end, label, width: 1000, height: end + 226, words: { top: 87, tall: 43, size: 18 }, bars, row, tall: 21, size: 12.5, key: 776, narrator: [24, end + 22, 952, 202] };
  }

  function below(s, room, counts, scale) {
    const shown = clamp(room, 300, 540), width = Math.max(shown, 40 * Math.max(...counts)), bars = 48, row = 20, label = 62, tall = bars + row * s.names.values.length + 16;
    // The fewer words, the lower the arcs.
    const heights = counts.map((n) => 16 + Math.min(28, 7 * n)), tops = [0, heights[0] + tall + 6];
    const frames = counts.map((n, k) => frame(0, tops[k] + heights[k], width, n, 62, { base: -2, ribbon: 26, peak: (d) => 7 + 7 * d, top: 3 - heights[k] }));
    const end = tops[1] + heights[1] + tall;
    return { ...scale, unit: (shown - label - 48) / (scale.high - scale.low), frames, end, label, narrow: true, width, height: end + 18, words: { top: 0, tall: 35, size: 16 }, bars, row, tall: 16, size: 12, key: 8, scrolls: width > room + 1 };
  }

  // Where a sentence stands: its words in the middle of its place, its bars at the left.
  function frame(x, y, wide, n, most, arcs) {
    const column = Math.min(wide / n, most), left = x + (wide - column * n) / 2;
    return { x, y, arcs, wide: column, at: (j) => left + column * (j + 0.5) };
  }

  // --- the parts ---------------------------------------------------------------------------------------------------

  // Two small tips beside the word that asks: it can be dragged sideways.
  function grip(L, x, y, wide, word) {
    const tip = (side) => `M${x + side * (wide / 2 - 5)} ${y}l${-side * 4} -4v8z`;
    return 1.2 * lengthOf(word, L.words.size) < wide - 22 ? [path("grip", `${tip(-1)}${tip(1)}`, { class: "q" })] : [];
  }

  // A word of both sentences is pressed: it asks. Over the one that asks lies what is dragged: it asks more strongly.
  function hands(s, one, other, L, F, h, act) {
    const { low, high } = s.config.fields.find(({ name }) => name === "strength"), { top, tall } = L.words;
    const place = (j) => [F.at(j) - F.wide / 2 + 1, top - 2, F.wide - 2, tall + 4];
    const words = one.tokens.flatMap((token, j) => (placeIn(other.tokens, token) < 0 ? [] : [hand(`word${j}-hand`, ...place(j), { label: `${token}: let this word ask, sentence ${h}`, group: `words${h}`,
      down: one.holds && j === one.word, press: () => act.set({ asks: placeIn(s.config.first.tokens, token) }) })]));
    if (!one.holds) return words;
    return [...words, hand("strength-hand", ...place(one.word), { label: `how strongly ${one.tokens[one.word]} asks, sentence ${h}`, value: s.strength, low, high, step: 0.1, by: 0.5, axis: "x", unit: L.narrow ? 9 : 14,
      put: (strength) => act.set({ strength }), back: () => act.set({ strength: s.config.start.strength }) })];
  }

  // Where each part stands in a bar: from zero to the right, negative ones to the left.
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
  function besideTick(tick, x, wide, name, size) {
    const needed = lengthOf(name, size) + 6, sides = tick > x && tick < x + wide ? [[x, tick - 1 - x], [tick + 1, x + wide - tick - 1]] : [[x, wide]];
    const [start, free] = sides.sort((a, b) => b[1] - a[1])[0], open = x + wide / 2, clear = Math.abs(tick - open) > needed / 2;
    return clear && wide > needed ? [open, name] : [start + free / 2, free > needed ? name : ""];
  }

  // One channel of the output: what each word brings, the largest share dark; a tick at the plain average.
  function bar(one, t, L, F, c, zero) {
    const { word, tokens } = one, y = L.bars + c * L.row, parts = tokens.map((_, j) => t.P[j][c]), { places, plus } = stacked(parts, zero, L.unit), tick = zero + t.M[0][c] * L.unit, chosen = argmax(t.A[word]);
    const base = y + L.tall / 2 + L.size * 0.36, marks = [text(`name${c}`, F.x + L.label - 9, base, fitted(one.names.values[c], L.label - 10, L.size), { class: "v", "text-anchor": "end", "font-size": L.size })];
    places.forEach(([x, wide], j) => {
      const [middle, name] = besideTick(tick, x, wide, tokens[j], L.size - 0.5), at = address("P", j, c);
      marks.push(rect(`part${c},${j}`, x, y, wide, L.tall, { rx: 2, class: `${parts[j] < 0 ? "minus" : "v"} piece${j === chosen ? " chosen" : ""}`, at, beat: 2, opacity: wide < 0.3 ? 0 : 1 }),
        text(`part${c},${j}-name`, middle, base, name, { class: j === chosen ? "paper" : "", "font-size": L.size - 0.5, at, beat: 2, "pointer-events": "none" }));
    });
    const over = (L.row - L.tall) / 2 - 1;
    marks.push(line(`tick${c}`, tick, y - over, tick, y + L.tall + over, { class: "tick", at: address("M", 0, c), beat: 2 }),
      text(`total${c}`, Math.max(plus, tick) + 8, base, number(t.O[word][c], 2), { class: "v bold number", "text-anchor": "start", "font-size": L.size + 0.5, at: address("O", word, c), beat: 2 }));
    return marks;
  }

  // The output as bars on the scale of both sentences.
  function output(one, t, L, F) {
    const zero = F.x + L.label - L.low * L.unit, channels = one.names.values, bottom = L.bars + L.row * channels.length;
    const rules = L.rules.flatMap((value) => [line(`rule${value}`, zero + value * L.unit, L.bars - 4, zero + value * L.unit, bottom - 3, { class: value ? "rule" : "rule zero" }),
      text(`rule${value}-label`, zero + value * L.unit, bottom + L.size - 2, brief(value), { class: "soft", "font-size": L.size - 1 })]);
    return [...rules, ...channels.flatMap((_, c) => bar(one, t, L, F, c, zero))];
  }

  function sentence(s, all, L, h, act) {
    const [one, other] = h === "1" ? [only(s, "1"), only(s, "2")] : [only(s, "2"), only(s, "1")], t = ofHead(all, h), F = L.frames[HEADS.indexOf(h)], { word, tokens, holds } = one;
    const words = shapes.words(one, { x: F.at, wide: F.wide, ...L.words, size: Math.min(L.words.size, F.wide * 0.36), asks: holds ? word : -1, shares: holds ? t.A[word] : null });
    const middle = L.words.top + L.words.tall * 0.46 - L.words.size * 0.33;
    const marks = holds ? [...shapes.arcs(one, t.A[word], { x: F.at, ...F.arcs }), ...words, ...grip(L, F.at(word), middle, F.wide, tokens[word]), ...output(one, t, L, F)]
      : [...words, text("missing", F.x + L.label, L.bars + 16, `no ${other.tokens[other.word]} here`, { class: "soft", "text-anchor": "start", "font-size": L.size + 2 })];
    return [...marks, ...hands(s, one, other, L, F, h, act)].map((mark) => ({ ...mark, key: `${mark.key}-${h}`, ...(mark.at ? { at: inHead(mark.at, h) } : {}), ...lower(mark, F.y) }));
  }

  // A mark of the second sentence stands lower in a narrow drawing.
  function lower(mark, by) {
    if (!by) return {};
    if (mark.d) return { transform: `translate(0 ${by})` };
    return Object.fromEntries(["y", "y1", "y2", "cy"].filter((name) => name in mark).map((name) => [name, mark[name] + by]));
  }

  // What both have in common, where there is room to say it.
  function same(s, L) {
    const [one, two] = HEADS.map((h) => only(s, h)), y = L.words.top + L.words.tall + 12, from = L.frames[0].at(one.word), to = L.frames[1].at(two.word);
    const words = "same row of X, same matrices", half = lengthOf(words, L.size) / 2 + 2, middle = (from + to) / 2;
    if (L.narrow || !two.holds || middle - half < from + 20) return [];
    return [path("same", `M${from} ${y - 9}V${y}H${middle - half}M${middle + half} ${y}H${to}V${y - 9}`, { class: "way" }), text("same-name", middle, y + 4.5, words, { class: "soft", "font-size": L.size })];
  }

  function marks(s, t, L, act) {
    const y = L.end + (L.narrow ? 12 : 10), key = [line("key-tick", L.key, y - 12, L.key, y + 3, { class: "tick" }), text("key", L.key + 8, y, "plain average of the words", { class: "soft", "text-anchor": "start", "font-size": L.size })];
    return [...same(s, L), ...sentence(s, t, L, "1", act), ...sentence(s, t, L, "2", act), ...key];
  }

  // --- what is said ------------------------------------------------------------------------------------------------

  // What one sentence has made of the word: its largest share, and the channel that tells most of it: the one that has risen
  // most above the plain average, or else the one that is furthest from it.
  function facts(s, t, h) {
    const one = only(s, h), { A, O, M } = ofHead(t, h), shares = A[one.word], share = Math.max(...shares), rise = O[one.word].map((x, c) => x - M[0][c]), away = rise.map(Math.abs);
    const best = one.tokens.filter((_, j) => shares[j] >= share * (1 - 1e-9)), c = argmax(Math.max(...rise) >= NEAR ? rise : away), most = Math.max(...away);
    const found = { share, best, away: most, far: farOf(most), channel: s.names.values[c], output: O[one.word][c], average: M[0][c] };
    return Object.fromEntries(Object.entries(found).map(([name, value]) => [name + h, value]));
  }

  const farOf = (away) => Math.max(Math.ceil(100 * away - 1e-9), 1) / 100; // rounded up, so that “within” is true

  function say(s, t) {
    const one = only(s, "1"), word = one.tokens[one.word], all = { word, ...facts(s, t, "1"), ...facts(s, t, "2") }, moves = HEADS.filter((h) => all[`away${h}`] >= NEAR);
    if (!only(s, "2").holds) return ["missing", all];
    if (s.strength === 0) return ["nothing", all];
    if (!moves.length) return [s.strength <= 2 ? "mild" : "calm", { ...all, far: Math.max(all.far1, all.far2) }];
    return [moves.length === 2 ? "both" : moves[0] === "1" ? "first" : "second", all];
  }

  return {
    tables: { W_Q, W_K, W_V, CW_Q, ...tablesOf("1"), ...tablesOf("2") },
    compute,
    layout: "rows",
    picture: { name: (s) => `${only(s, "1").tokens[only(s, "1").word]} in two sentences`, layout, marks,
      hint: "Drag the blue word sideways: one strength for both sentences. Or press another word that both have." },
    panels: () => ["X1", "X2", "W_Q", "W_K", "W_V", ...["Q", "K", "V", "S", "A", "O", "M"].flatMap((name) => HEADS.map((h) => name + h))],
    say,
  };
};
