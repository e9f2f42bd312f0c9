// A word's row times a matrix, drawn as an L: the row stands upright, left of the matrix; each of its numbers multiplies the
// weights beside it, and the products go down their columns, where they are added up. Three matrices give three results.
//
// Every bar starts at a zero line. One scale holds for all that is above the line of the sum, one for the results below it.

const ROLES = [
  { name: "query", colour: "q", weights: "W_Q", result: "Q", columns: "channels" },
  { name: "key", colour: "k", weights: "W_K", result: "K", columns: "channels" },
  { name: "value", colour: "v", weights: "W_V", result: "V", columns: "values" },
];
const RANGES = [1, 2, 5, 10, 100, 1000, 1e6]; // a scale goes to the smallest that holds its numbers
const KNOB = "knob_0"; // the field of the slider, which moves the chosen number
const ZERO = 0.004; // what is smaller is written as 0, quietly

export default ({ oneHead, address, parse, brief, shapes }) => {
  const { PHONE, rect, line, path, text, hand, clamp, fitted, lengthOf } = shapes;
  const head = oneHead(), roleOf = (s) => ROLES[s.role], columnsOf = (s, role = roleOf(s)) => s.names[role.columns];
  const isZero = (value) => Math.abs(value) < ZERO;
  const rangeFor = (numbers) => {
    const largest = Math.max(...numbers.map(Math.abs));
    return RANGES.find((range) => largest <= range * (1 + 1e-9)) ?? RANGES.at(-1);
  };

  // The products of the word's row with the weights beside it: a row for each feature, a column for each channel.
  const productsOf = (s, t) => t[roleOf(s).weights].map((row, f) => row.map((weight) => t.X[s.word][f] * weight));

  // Whether the products give the result. By a link a query can be set, scaled or turned as well.
  const addsUp = (s, t, products) => t[roleOf(s).result][s.word].every((value, c) => {
    const parts = products.map((row) => row[c]);
    return Math.abs(value - parts.reduce((a, b) => a + b, 0)) <= 1e-9 * Math.max(1, ...parts.map(Math.abs));
  });

  // --- where everything stands -------------------------------------------------------------------------------------

  // Words stand in lines above the matrix, as many in each as have room.
  function wordsIn(s, width, narrow) {
    const most = Math.max(1, Math.floor(width / (narrow ? 50 : 62))), lines = Math.ceil(s.tokens.length / most);
    return { perLine: most, lines, each: Math.min(narrow ? 90 : 96, width / Math.min(s.tokens.length, most)),
      tall: narrow ? 36 : 40, size: narrow || lines > 1 ? 15 : 18, left: narrow ? 0 : 10 };
  }

  function layout(s, room) {
    const features = s.names.features.length, columns = columnsOf(s).length, narrow = room < PHONE;
    const x = narrow ? { left: 1, wide: 72 } : { left: 92, wide: 110 }, gap = narrow ? 14 : 26, left = x.left + x.wide + gap;
    const step = narrow ? Math.max((clamp(room, 300, 540) - left) / columns, 58) : (606 - left) / columns, right = left + step * columns;
    const words = wordsIn(s, narrow ? right : 596, narrow), top = words.lines * words.tall + (narrow ? 24 : 44);
    const row = narrow ? clamp(170 / features, 34, 38) : clamp(232 / features, 34, 46);
    const sum = top + features * row + 8, tall = narrow ? 36 : 40, end = sum + tall + 19;
    const exits = narrow ? { left: 1, top: end + 5, wide: (right + 6) / 3, row: 17 } : { left: 644, wide: 116, row: 19 };
    exits.tall = 26 + Math.max(s.names.channels.length, s.names.values.length) * exits.row + 6;
    if (!narrow) exits.top = Math.max(end - exits.tall, 250);
    return { narrow, width: narrow ? right : 1000, height: Math.max(end, exits.top + exits.tall) + 2, right, scrolls: right > room + 1,
      words, x, gap, w: { left, step }, top, row, sum, tall, exits, unit: Math.min(x.wide, step) / 2 - 7,
      size: narrow ? 12 : 13, small: narrow ? 11.5 : 12.5, tight: step < 70, narrator: narrow ? null : [644, 4, 344, exits.top - 26] };
  }

  // --- words, and numbers that can be moved ------------------------------------------------------------------------

  function words(s, L, act) {
    const { each, perLine, tall, size, left } = L.words;
    return s.tokens.flatMap((token, j) => {
      const x = left + each * (j % perLine), y = tall * Math.floor(j / perLine), on = j === s.word;
      return [
        rect(`word${j}-ground`, x + 2, y + 2, each - 4, tall - 4, { rx: 9, class: "ground ink", opacity: on ? 1 : 0 }),
        text(`word${j}`, x + each / 2, y + tall * 0.64, fitted(token, each - 8, size), { class: on ? "bold" : "", "font-size": size }),
        hand(`word${j}-hand`, x + 1, y + 1, each - 2, tall - 2,
          { label: `${token}: take its row`, group: "word", down: on, press: () => act.set({ word: j }) }),
      ];
    });
  }

  // In narrow columns as tables have it: without the zero before the point.
  const written = (value, L) => (L.tight ? brief(Math.round(value * 100) / 100).replace(/^(−?)0\./, "$1.") : brief(value));

  // A bar from its zero line, to the right if it is positive; its number stands at the other side of the line.
  // cap: it can be dragged; solid: it is a result; quiet: it counts for nothing.
  function bar(key, L, zero, middle, tall, value, { limit, colour, at, beat = 0, solid, cap, quiet, own, size = L.size }) {
    const shown = clamp(value, -limit, limit), end = zero + (shown * L.unit) / limit, minus = value < 0 && !isZero(value), side = minus ? -1 : 1;
    const look = minus ? { class: "minus", style: solid ? "fill-opacity:.8" : "" } : { class: `${colour} ${solid ? "full" : "pale"}` };
    const marks = [rect(key, Math.min(zero, end), middle - tall / 2, Math.abs(end - zero), tall, { ...look, at, beat, opacity: quiet ? 0.6 : 1 })];
    if (cap) {
      marks.push(rect(`${key}-cap`, end - 2, middle - tall / 2 - 2, 4, tall + 4,
        { rx: 2, class: minus ? "minus" : colour, style: "fill-opacity:1", at, beat, opacity: quiet ? 0.5 : 1 }));
    }
    if (shown !== value) {
      marks.push(path(`${key}-beyond`, `M${end - 8 * side} ${middle - tall / 2}l${4 * side} ${tall / 2} l${-4 * side} ${tall / 2}`, { class: "beyond" }));
    }
    const weight = `${isZero(value) || quiet ? "soft" : "bold"}${own ? " own" : ""}`;
    marks.push(text(`${key}-number`, zero - (L.tight ? 3 : 6) * side, middle + size * 0.36, written(value, L),
      { class: weight, "text-anchor": minus ? "start" : "end", "font-size": size, at, beat, "pointer-events": "none" }));
    return marks;
  }

  // A number that is touched becomes the one that the slider moves; it is moved with the slider.
  const movable = (s, L, act, limit, at, value, label, says) => ({ label, says, value, low: -s.config.limit, high: s.config.limit, step: 0.01, by: 0.05,
    axis: "x", unit: L.unit / limit, press: () => act.select(at), back: () => act.undo(at), put: (to) => { act.select(at); act.set({ [KNOB]: to }); } });

  // --- the L -------------------------------------------------------------------------------------------------------

  function row(s, t, L, act, limit) {
    const { x, narrow } = L, zero = x.left + x.wide / 2, me = s.word;
    return s.names.features.flatMap((feature, f) => {
      const y = L.top + f * L.row, value = t.X[me][f], at = address("X", me, f), middle = narrow ? y + L.row - 11 : y + L.row / 2;
      const name = narrow ? [zero, y + 13, "middle", x.wide - 4] : [x.left - 8, y + L.row / 2 + 4, "end", 82];
      return [
        rect(`x${f}-ground`, x.left, y + 2, x.wide, L.row - 4, { rx: 6, class: "ground ink" }),
        line(`x${f}-zero`, zero, narrow ? middle - 6 : y + 5, zero, y + L.row - 5, { class: "rule zero" }),
        text(`x${f}-name`, name[0], name[1], fitted(feature, name[3], L.size),
          { class: isZero(value) ? "soft" : "bold", "text-anchor": name[2], "font-size": L.size }),
        ...bar(`x${f}`, L, zero, middle, narrow ? 8 : 14, value, { limit, colour: "ink", at, cap: true, own: Object.hasOwn(s.edits, at) }),
        hand(`x${f}-hand`, x.left, y + 1, x.wide, L.row - 2, movable(s, L, act, limit, at, value, `embedding of ${s.tokens[me]}, ${feature}`)),
      ];
    });
  }

  // A weight with its product below it. What is multiplied with 0 is quiet.
  function cell(s, t, L, act, limit, products, f, c) {
    const { name, colour, weights } = roleOf(s), { w, narrow } = L, y = L.top + f * L.row + 2, left = w.left + c * w.step, zero = left + w.step / 2;
    const at = address(weights, f, c), value = t[weights][f][c], quiet = isZero(t.X[s.word][f]), tall = L.row - 4, product = products[f][c];
    const label = `${weights} from ${s.names.features[f]} to ${columnsOf(s)[c]}`;
    const says = quiet ? undefined : `${brief(value)}, adds ${brief(product)} to the ${name}`, own = Object.hasOwn(s.edits, at);
    return [
      rect(`w${f},${c}-ground`, left + 2, y, w.step - 4, tall, { rx: 6, class: `ground ${colour}`, opacity: quiet ? 0.55 : 1 }),
      line(`w${f},${c}-zero`, zero, y + 3, zero, y + tall - 3, { class: "rule zero" }),
      ...bar(`w${f},${c}`, L, zero, y + tall * 0.28, narrow ? 8 : 10, value, { limit, colour, at, cap: true, quiet, own }),
      ...(quiet ? [] : bar(`part${f},${c}`, L, zero, y + tall * 0.76, 7, product, { limit, colour, size: L.small, beat: 1, solid: true })),
      hand(`w${f},${c}-hand`, left + 2, y - 1, w.step - 4, tall + 2, movable(s, L, act, limit, at, value, label, says)),
    ];
  }

  function headings(s, t, L) {
    const { x, w, narrow, size } = L, { colour, weights } = roleOf(s), y = L.top - 6, marks = [];
    const title = (key, left, top, words, more) => marks.push(text(key, left, top, words, { class: "bold", "font-size": size, ...more }));
    title("x-title", x.left + x.wide / 2, y, narrow ? "row" : fitted(`${s.tokens[s.word]}’s row`, x.wide + 20, size));
    if (!narrow) title("w-title", (w.left + L.right) / 2, y - 18, `× ${weights}`, { class: `${colour} bold`, "font-size": size + 1 });
    columnsOf(s).forEach((channel, c) => title(`column${c}`, w.left + (c + 0.5) * w.step, y, fitted(channel, w.step - 6, size), { class: `${colour} bold` }));
    const sign = (words, f, part) => title(`${words}${f}`, w.left - L.gap / 2, L.top + f * L.row + 7 + (L.row - 4) * part, words,
      { class: "soft", "font-size": narrow ? 13 : Math.min(16, L.row * 0.36) });
    t.X[s.word].forEach((value, f) => { if (!isZero(value)) { sign("×", f, 0.28); sign("=", f, 0.76); } });
    return marks;
  }

  // The chosen number, and where it goes: along its row, down its column. What lies below all, and what lies above.
  function chosen(s, L) {
    const { table, i, j } = parse(s.selected), { x, w } = L, mine = table === "X" && i === s.word, f = mine ? j : i, y = L.top + f * L.row;
    if (!mine && table !== roleOf(s).weights) return [[], []];
    const left = mine ? x.left : w.left + j * w.step + 2, wide = mine ? x.wide : w.step - 4, to = mine ? L.right : left + wide + 2;
    const below = [rect("band-row", x.left - 2, y, to - x.left + 2, L.row, { rx: 7, class: "band" })];
    if (!mine) below.push(rect("band-column", left - 2, y + L.row, w.step, L.sum + L.tall - y - L.row, { rx: 7, class: "band" }));
    return [below, [rect("chosen", left, y + 2, wide, L.row - 4, { rx: 6, fill: "none", class: "tick" })]];
  }

  // --- what comes out ----------------------------------------------------------------------------------------------

  // The products of one column, one behind the other: to the right what is positive, to the left what is not.
  function pieces(s, parts, L, c, zero, middle, unit, at) {
    const ends = { plus: zero, minus: zero }, most = L.w.step / 2 - 4;
    return parts.map((part, f) => {
      const side = part < 0 ? "minus" : "plus", from = ends[side], to = clamp(from + part * unit, zero - most, zero + most);
      ends[side] = to;
      return rect(`sum${c}-${f}`, Math.min(from, to), middle - 6, Math.abs(to - from), 12,
        { class: part < 0 ? "minus" : `${roleOf(s).colour} piece chosen`, at, beat: 2, opacity: Math.abs(to - from) < 0.3 ? 0 : 1 });
    });
  }

  function results(s, t, L, range, products) {
    const { name, colour, result } = roleOf(s), { w, narrow } = L, unit = L.unit / range, me = s.word, y = L.sum, marks = [], size = L.size + 1.5;
    const crowded = w.step - 2 * unit * range < lengthOf(`−${brief(range)}${brief(range)}`, L.small) / 2 + 6; // labels of two columns
    marks.push(line("sum", w.left, y - 3, L.right, y - 3, { class: "tick" }));
    marks.push(text("sum-name", w.left - (narrow ? 5 : 12), y + L.tall / 2 + 5, fitted(`${s.tokens[me]}’s ${name}`, w.left - (narrow ? 5 : 14), size),
      { class: `${colour} bold`, "text-anchor": "end", "font-size": narrow ? L.size : size }));
    columnsOf(s).forEach((_, c) => {
      const left = w.left + c * w.step, zero = left + w.step / 2, total = t[result][me][c], at = address(result, me, c), minus = total < -ZERO;
      marks.push(rect(`sum${c}-ground`, left + 2, y + 2, w.step - 4, L.tall - 4, { rx: 6, class: `ground ${colour}`, at }));
      for (const value of [-range, 0, range]) {
        const at0 = zero + value * unit, key = `sum${c}-rule${Math.sign(value)}`;
        marks.push(line(key, at0, value ? y + L.tall - 18 : y + 4, at0, y + L.tall + 2, { class: value ? "rule" : "rule zero" }));
        marks.push(text(`${key}-label`, at0, y + L.tall + 14, crowded && c && value < 0 ? "" : brief(value), { class: "soft", "font-size": L.small - 0.5 }));
      }
      marks.push(...pieces(s, products.map((row) => row[c]), L, c, zero, y + L.tall - 11, unit, at));
      marks.push(text(`sum${c}-number`, zero + (minus ? 5 : -5), y + (L.tall > 38 ? 17 : 15), written(total, L),
        { class: isZero(total) ? "soft" : `${colour} bold`, "text-anchor": minus ? "start" : "end", "font-size": size, at, beat: 2 }));
    });
    return marks;
  }

  // One number of a result: its name, its size, and a bar below.
  function exitNumber(key, L, left, wide, y, channel, value, colour, range) {
    const { small } = L, zero = left + wide / 2, long = clamp(Math.abs(value) / range, 0, 1) * (wide / 2 - 6), quiet = isZero(value);
    return [
      line(`${key}-zero`, zero, y + 1, zero, y + 6, { class: "rule zero" }),
      rect(key, value < 0 ? zero - long : zero, y + 2, long, 3, { class: value < 0 ? "minus" : colour, style: "fill-opacity:.8", beat: 3 }),
      text(`${key}-name`, left + 8, y, fitted(channel, wide - 50, small), { class: quiet ? "soft" : colour, "text-anchor": "start", "font-size": small }),
      text(`${key}-number`, left + wide - 8, y, brief(value), { class: quiet ? "soft" : "bold", "text-anchor": "end", "font-size": small, beat: 3 }),
    ];
  }

  // One of the three results; pressed, it is shown large.
  function exit(s, t, L, act, range, k) {
    const role = ROLES[k], { name, colour, result } = role, { exits: E } = L, left = E.left + k * E.wide, wide = E.wide - 8, on = k === s.role;
    const number = (channel, c) => exitNumber(`exit${k},${c}`, L, left, wide, E.top + 21 + (c + 1) * E.row, channel, t[result][s.word][c], colour, range);
    return [
      rect(`exit${k}`, left, E.top, wide, E.tall, { rx: 8, class: `ground ${colour}`, opacity: on ? 1 : 0.55 }),
      ...(on ? [rect("exit-on", left, E.top + 1, wide, E.tall - 1, { rx: 8, fill: "none", class: "tick" })] : []),
      text(`exit${k}-name`, left + 8, E.top + 18, name, { class: `${colour} bold`, "text-anchor": "start", "font-size": L.size + 0.5 }),
      ...columnsOf(s, role).flatMap(number),
      hand(`exit${k}-hand`, left, E.top, wide, E.tall,
        { label: `${name} of ${s.tokens[s.word]}: show it large`, group: "exit", down: on, press: () => act.set({ role: k }) }),
    ];
  }

  // From the result that is large to its exit.
  function wayOut(s, L) {
    const { exits: E } = L, from = L.sum + L.tall / 2, over = E.top - 16, end = E.top - 2;
    const turn = (L.right + E.left) / 2, to = E.left + (s.role + 0.5) * E.wide - 4;
    const up = `M${L.right + 2} ${from}H${turn - 8}Q${turn} ${from} ${turn} ${from - 8}V${over + 8}Q${turn} ${over} ${turn + 8} ${over}`;
    const down = `H${to - 8}Q${to} ${over} ${to} ${over + 8}V${end}M${to - 4} ${end - 5}L${to} ${end}L${to + 4} ${end - 5}`;
    return path("exit-way", up + down, { class: "way", beat: 2 });
  }

  function marks(s, t, L, act) {
    const { weights } = roleOf(s), products = productsOf(s, t), limit = rangeFor([...t.X[s.word], ...t[weights].flat(), ...products.flat()]);
    const range = Math.max(limit, rangeFor(ROLES.flatMap(({ result }) => t[result][s.word]))), [below, above] = chosen(s, L);
    return [
      ...below,
      ...words(s, L, act),
      ...headings(s, t, L),
      ...row(s, t, L, act, limit),
      ...t[weights].flatMap((numbers, f) => numbers.flatMap((_, c) => cell(s, t, L, act, limit, products, f, c))),
      ...results(s, t, L, range, products),
      ...(L.narrow ? [] : [wayOut(s, L)]),
      ...ROLES.flatMap((_, k) => exit(s, t, L, act, range, k)),
      ...above,
    ];
  }

  // --- the sentence ------------------------------------------------------------------------------------------------

  function say(s, t) {
    const { name, weights, result } = roleOf(s), { table, i, j } = parse(s.selected), columns = columnsOf(s), products = productsOf(s, t);
    const facts = { word: s.tokens[s.word], role: name, row: t[result][s.word] };
    if (!addsUp(s, t, products)) return ["set", facts];
    if (table === "X" && i === s.word) return [`${name}_number`, facts];
    if (table !== weights || !(i < s.names.features.length && j < columns.length)) return [`${name}_plain`, facts];
    const x = t.X[s.word][i], chosen = { feature: s.names.features[i], channel: columns[j], x, weight: t[weights][i][j], product: products[i][j] };
    return [`${name}_${x ? "weight" : "none"}`, { ...facts, ...chosen }];
  }

  const hint = "Drag a bar. Click a word, a weight or a result.";
  return {
    ...head,
    picture: { name: (s) => `The row of ${s.tokens[s.word]} times ${roleOf(s).weights}`, hint, layout, marks },
    panels: (s) => ["X", roleOf(s).weights, roleOf(s).result],
    react: {
      // The slider moves the number at the same place of the other matrix, where there is one.
      role(s) {
        const { table, i, j } = parse(s.selected), { weights } = roleOf(s), last = columnsOf(s).length - 1;
        return ROLES.some((role) => role.weights === table) ? { selected: address(weights, i, Math.min(j, last)) } : {};
      },
    },
    say,
  };
};
