// The words of a sentence as arrows in a plane of two features that a reader chooses. The dot product of two arrows is the
// shadow of one on the line of the other, times the length of that: it stands in the plane, as an equation, and as a bar
// below each word. What the plane hides of a product is outlined. The chosen word's features are bars to be dragged, too.

const ENDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]; // the axes are marked at the smallest that holds all words
const PRODUCTS = [1.5, 5, 10, 25, 100, 1000, 1e4, 1e5, 1e6, 1e7]; // the scale of the bars: the smallest that holds them
const KNOB = "knob_0"; // the field of the slider, which moves the chosen number
const QUIET = 0.004; // what is smaller is written as 0, quietly
const CRUMB = 1e-12; // a dot product that is smaller is 0; the same in words.py
const DASHED = { class: "way", "stroke-dasharray": "3 2" }; // of what the plane hides

export default ({ oneHead, address, parse, argmax, brief, number, constant, factor, given, sum, plane, shapes }) => {
  const { smallest, axesOf, short, arrow, reach, boxAt, placed, grouped, stackOf, ticks, tickBoxes, axisChoices } = plane;
  const { PHONE, rect, line, circle, path, text, hand, clamp, fitted, lengthOf } = shapes;
  const head = oneHead(), featuresOf = (s) => s.names.features, { hypot } = Math;

  // --- where everything stands -------------------------------------------------------------------------------------

  const layout = (s, room) => (room < PHONE ? onPhone(s, clamp(room, 300, 540)) : onDesk(s));

  function onDesk(s) {
    const height = 470, features = featuresOf(s).length, c0 = 500, each = (986 - c0) / s.tokens.length, plane = { x: 92, y: 4, w: 352, h: 426 };
    return { width: 1000, height, c0, wide: each, size: 12.5, name: 15, touch: 27, plane,
      words: { top: 0, tall: 38, size: each > 50 ? 18 : each > 38 ? 14 : 12 },
      bars: { zero: 110, unit: 34, wide: Math.min(38, each - 12) },
      equation: { x: 476, y: 214, step: 126, size: 16 },
      up: { x: 0, y: 24, wide: 84, tall: Math.min(32, 400 / features), size: 13 },
      across: { x: plane.x, y: plane.y + plane.h + 4, wide: plane.w / features, tall: 32, size: 13 },
      strip: { x: 566, y: 276, wide: 92, row: Math.min(30, 186 / features), label: 558 },
      narrator: [712, 246, 284, height - 246] };
  }

  function onPhone(s, width) {
    const features = featuresOf(s).length, c0 = 46, each = Math.max((width - c0) / s.tokens.length, 42), end = c0 + each * s.tokens.length;
    const plane = { x: 62, y: 172, w: width - 64, h: clamp(width * 0.62, 190, 250) }, below = plane.y + plane.h + 4, step = plane.w / features;
    return { narrow: true, width: Math.max(width, end), height: below + 74, scrolls: end > width + 1, c0, wide: each, size: 11.5, name: 14, touch: 26, plane,
      words: { top: 0, tall: 34, size: 15 },
      bars: { zero: 82, unit: 27, wide: Math.min(24, each - 12) },
      equation: { x: 2, y: 151, step: (width - 4) / 4, size: 13 },
      up: { x: 0, y: plane.y + 16, wide: 58, tall: Math.min(38, (plane.h - 16) / features), size: 12 },
      strip: { x: plane.x, y: below, step, tall: 34 },
      across: { x: plane.x, y: below + 37, wide: step, tall: 36, size: 11.5 } };
  }

  const column = (L) => (j) => L.c0 + L.wide * (j + 0.5);

  // The plane of a state: where the words' arrows end, in the numbers of the axes; at: the same in units of the drawing.
  function planeOf(s, t, L) {
    const axes = axesOf(s, featuresOf(s)), { x, y, w, h } = L.plane, zero = [x + w / 2, y + h / 2];
    const box = { x0: x + 2, y0: y + 2, x1: x + w - 2, y1: y + h - 2 };
    const points = t.X.map((row) => [row[axes[0]], axes.length > 1 ? row[axes[1]] : 0]), end = smallest(ENDS, points.flat()), unit = Math.min(w, h) / 2.4 / end;
    return { axes, end, unit, zero, points, box, at: ([a, b]) => [zero[0] + a * unit, zero[1] - b * unit] };
  }

  // The other word whose shadow is shown: the one that was touched last, or else the one that has most in common.
  function pickOf(s, t) {
    if (s.pick >= 0 && s.pick < s.tokens.length && s.pick !== s.word) return s.pick;
    return s.tokens.length < 2 ? s.word : argmax(t.XX[s.word].map((value, j) => (j === s.word ? -Infinity : value)));
  }

  // --- what a reader does ------------------------------------------------------------------------------------------

  // Another word is chosen: the slider moves the same feature of that word.
  function choose(s, act, j) {
    const { j: feature } = parse(s.selected);
    act.set({ word: j, pick: -1, selected: address("X", j, Number.isInteger(feature) ? feature : axesOf(s, featuresOf(s))[0]) });
  }

  // A number is moved; the slider takes hold of it.
  function move(act, at, to) {
    act.select(at);
    act.edit(at, to);
    act.set({ [KNOB]: to });
  }

  // A tip is moved, and with it two numbers; the slider takes hold of one of them.
  function moveTip(s, act, j, axes, to) {
    const { i, j: feature } = parse(s.selected), kept = i === j && axes.includes(feature) ? feature : axes[0];
    if (j !== s.word) act.set({ pick: j });
    axes.forEach((f, d) => act.edit(address("X", j, f), to[d]));
    move(act, address("X", j, kept), to[axes.indexOf(kept)]);
  }

  // --- the plane ---------------------------------------------------------------------------------------------------

  function ground(L, P) {
    const { x, y, w, h } = L.plane, [x0, y0] = P.zero;
    const lines = [line("axis-across", x + 2, y0, x + w - 2, y0), line("axis-up", x0, y + 2, x0, y + h - 2)];
    return [rect("plane", x, y, w, h, { rx: 8, class: "frame" }), ...lines, ...ticks(P, L.size)];
  }

  // The line of the chosen word: its direction, and where one is after so many units along it and aside; null: it has none.
  function lineOf(s, P) {
    const [a, b] = P.points[s.word], long = hypot(a, b), [x, y] = P.zero;
    if (long < 1e-9) return null;
    const c = a / long, d = b / long;
    return { c, d, ends: reach(P.zero, [c, -d], P.box), at: (along, aside = 0) => [x + c * along + d * aside, y - d * along + c * aside] };
  }

  // The shadows of all other words on the line of the chosen one; of one of them it is brought out.
  function shadows(s, t, P, own, you) {
    if (!own) return [];
    const marks = [line("own-line", ...own.at(own.ends[0]), ...own.at(own.ends[1]), { class: "way", "stroke-dasharray": "1 4" })];
    s.tokens.forEach((_, j) => {
      const tip = P.at(P.points[j]), foot = own.at(t.SH[s.word][j] * P.unit);
      if (j === s.word || hypot(tip[0] - foot[0], tip[1] - foot[1]) < 1) return;
      marks.push(line(`drop${j}`, ...tip, ...foot, { class: "way", "stroke-dasharray": "4 3", opacity: j === you ? 1 : 0.45 }));
    });
    return you === s.word ? marks : [...marks, ...shadow(s, t, P, own, you)];
  }

  // One shadow: a broad stroke on the line, square to what falls on it.
  function shadow(s, t, P, own, j) {
    const by = t.SH[s.word][j] * P.unit, spot = (point) => own.at(...point).map((value) => value.toFixed(2)).join(" ");
    const way = (...points) => points.map(spot).join("L");
    const [a, b] = P.points[j], aside = (a * own.d - b * own.c) * P.unit, back = by > 0 ? -8 : 8, side = 8 * Math.sign(aside);
    const look = { class: "ink", "fill-opacity": 0.28, at: address("SH", s.word, j), beat: 1 };
    const marks = [path("shadow", `M${way([0, 7], [by, 7], [by, -7], [0, -7])}Z`, look)];
    if (Math.abs(aside) > 16 && Math.abs(by) > 12) marks.push(path("square", `M${way([by + back, 0], [by + back, side], [by, side])}`, { class: "way" }));
    return marks;
  }

  // The length of the shadow, beside its middle, on the side where nothing falls: { at, box }, or null if it is too short.
  function lengthLabel(s, t, L, P, own, you) {
    const by = t.SH[s.word][you];
    if (!own || you === s.word || Math.abs(by) * P.unit < 14) return null;
    const [a, b] = P.points[you], side = a * own.d - b * own.c > 0 ? -1 : 1, [x, y] = own.at((by * P.unit) / 2);
    const at = [x + own.d * side * 24, y + own.c * side * 18];
    return { at, box: boxAt(...at, lengthOf(brief(by), L.size + 1) + 6, 16) };
  }

  function arrows(s, t, L, P, own, you, act) {
    const groups = grouped(P.points, [s.word, you, ...s.tokens.keys()], P.end * 1e-6), names = s.tokens.map((token) => fitted(token, 90, L.name));
    const back = Math.atan2(-P.points[s.word][1], -P.points[s.word][0]); // where nothing of the chosen word lies
    const labels = groups.map((group) => {
      const [a, b] = P.points[group[0]], none = hypot(a, b) < 1e-9;
      return { group, tip: P.at([a, b]), ahead: none ? back : Math.atan2(b, a), ...stackOf(group.map((j) => names[j]), L.name, L.touch) };
    });
    const drop = own && you !== s.word ? [[P.at(P.points[you]), own.at(t.SH[s.word][you] * P.unit)]] : [];
    const lines = [...drop, ...labels.map(({ tip }) => [P.zero, tip])], long = lengthLabel(s, t, L, P, own, you);
    const taken = [...tickBoxes(P), ...labels.map(({ tip }) => boxAt(...tip, 12, 12)), ...(long ? [long.box] : [])];
    const fits = (box) => box.x0 >= P.box.x0 && box.y0 >= P.box.y0 && box.x1 <= P.box.x1 && box.y1 <= P.box.y1;
    const boxes = placed(labels, { taken, lines, fits }), hands = [];
    const halos = labels.map(({ group, tip }) => circle(`halo${group[0]}`, ...tip, 14, { class: "band" }));
    const marks = [...halos, circle("origin", ...P.zero, 4, { class: "ink" }), ...shafts(s, P, groups, you)];
    labels.forEach(({ group, tip, cell }, g) => group.forEach((j, k) => {
      const box = boxes[g] && cell(boxes[g], k);
      if (box) marks.push(...nameOf(s, L, names, j, box, j === s.word || j === you));
      hands[j] = tipHand(s, P, j, k && box ? box : [tip[0] - 22, tip[1] - 22, 44, 44], act);
    }));
    if (long) {
      const look = { class: "bold number", "font-size": L.size + 1, at: address("SH", s.word, you), beat: 1 };
      marks.push(text("shadow-number", long.at[0], long.at[1] + 4.5, brief(t.SH[s.word][you]), look));
    }
    // The order of the hands may not follow what is dragged: a node that is moved loses its pointer.
    return [...marks, ...hands.filter((_, j) => j !== s.word), hands[s.word]];
  }

  // The arrows themselves, the chosen word's above the others.
  function shafts(s, P, groups, you) {
    return groups.flat().toReversed().map((j) => {
      const own = j === s.word, look = { class: "ink", opacity: own || j === you ? 1 : 0.5 };
      return arrow(`arrow${j}`, P.zero, P.at(P.points[j]), own ? { thick: 5, tip: 15, ...look } : { thick: 3, tip: 11, ...look });
    });
  }

  function nameOf(s, L, names, j, [x, y, wide, tall], bold) {
    const own = j === s.word, look = { class: `${bold ? "bold" : ""}${own ? "" : " number"}`, "font-size": L.name };
    const words = text(`name${j}`, x + wide / 2, y + tall / 2 + L.name * 0.34, names[j], look);
    return own ? [rect("chosen-name", x + 1, y, wide - 2, tall, { rx: 6, class: "ground ink" }), words] : [words];
  }

  // A tip, or the name of a word that shares its arrow with another: it is dragged away from there.
  function tipHand(s, P, j, place, act) {
    const step = P.end / 20, says = P.axes.map((f, d) => `${featuresOf(s)[f]} ${brief(P.points[j][d])}`).join(", ");
    return hand(`tip${j}`, ...place, { label: `arrow of ${s.tokens[j]}`, says, value: P.points[j], low: -P.end, high: P.end, step, by: step, unit: P.unit,
      move: (to) => moveTip(s, act, j, P.axes, to), press: () => choose(s, act, j), back: () => P.axes.forEach((f) => act.undo(address("X", j, f))) });
  }

  // --- the products ------------------------------------------------------------------------------------------------

  function words(s, L, act) {
    const { top, tall, size } = L.words, x = column(L);
    return s.tokens.flatMap((token, j) => {
      const left = x(j) - L.wide / 2, on = j === s.word;
      return [rect(`word${j}-ground`, left + 2, top + 1, L.wide - 4, tall - 2, { rx: 9, class: "ground ink", opacity: on ? 1 : 0 }),
        text(`word${j}`, x(j), top + tall * 0.66, fitted(token, L.wide - 6, size), { class: on ? "bold" : "", "font-size": size }),
        hand(`word${j}-hand`, left + 1, top, L.wide - 2, tall,
          { label: `${token}: compare it with the others`, group: "word", down: on, press: () => choose(s, act, j) })];
    });
  }

  // The scale holds the products with other words; with itself a word may have more, and its bar then has an open end.
  function rangeOf(s, t) {
    const others = s.tokens.map((_, j) => j).filter((j, _, all) => j !== s.word || all.length < 2);
    return smallest(PRODUCTS, others.flatMap((j) => [t.XX[s.word][j], t.XP[s.word][j]]));
  }

  // Below each word its product with the chosen one: what the plane shows as a bar, the whole as an outline if it differs.
  function bars(s, t, L, you) {
    const { zero, unit: one } = L.bars, x = column(L), range = rangeOf(s, t), unit = (one * 1.5) / range, end = range === 1.5 ? 1 : range;
    const ruler = shapes.ruler("product", [end, 0, -end], { x0: L.c0, x1: L.c0 + L.wide * s.tokens.length, zero, unit, labels: "left", size: 11 });
    const title = L.narrow ? [] : [text("bars-name", L.c0, L.bars.zero + one * 1.5 + 15, `dot product with ${s.tokens[s.word]}`, { class: "soft", "text-anchor": "start", "font-size": 12 })];
    return [...ruler, ...title, ...s.tokens.flatMap((_, j) => bar(s, t, L, j, { x: x(j), range, unit, bright: j === you }))];
  }

  function bar(s, t, L, j, { x, range, unit, bright }) {
    const { zero, wide } = L.bars, i = s.word, whole = t.XX[i][j], part = t.XP[i][j], own = j === i, tight = L.wide < 40, at = address("XX", i, j);
    const extent = (value) => { const tall = clamp(value, -range, range) * unit; return [zero - Math.max(tall, 0), Math.abs(tall)]; };
    const [y, tall] = extent(part), [top, high] = extent(whole), above = whole >= -QUIET, up = part > 0 ? 1 : -1;
    const end = above ? Math.min(top, y) - 5 : Math.max(top + high, y + tall) + L.size + 1;
    const look = `number ${Math.abs(whole) < QUIET ? "soft" : own ? "" : "bold"}`;
    const body = { class: own ? "ink pale" : "ink full", opacity: own || bright ? 1 : 0.75 };
    const marks = [
      rect(`bar${j}`, x - wide / 2, y, wide, tall, { ...body, at: address("XP", i, j), beat: 2 }),
      rect(`whole${j}`, x - wide / 2 - 2, top, wide + 4, high, { ...DASHED, at, beat: 2, opacity: Math.abs(whole - part) > QUIET ? 1 : 0 }),
      text(`bar${j}-number`, x, end, (tight ? short : brief)(whole), { class: look, "font-size": tight ? 11 : L.size + 0.5, at, beat: 2 }),
    ];
    if (Math.abs(part) <= range) return marks;
    const open = `M${x - wide / 2} ${zero - up * (range * unit - 7)}l${wide / 2} ${-4 * up}l${wide / 2} ${4 * up}`;
    return [...marks, path(`bar${j}-beyond`, open, { class: "beyond" })];
  }

  // The shadow times the length: the dot product, or the part of it that the plane shows.
  function equation(s, t, L, you) {
    const { x, y, step, size } = L.equation, i = s.word, whole = t.XX[i][you], part = t.XP[i][you], hidden = Math.abs(whole - part) > QUIET;
    const of = L.narrow ? "" : "of ", name = (j) => of + fitted(s.tokens[j], step * 0.5, L.size);
    const parts = [
      { value: t.SH[i][you], at: address("SH", i, you), words: `shadow ${name(you)}` },
      { sign: "×", value: t.LEN[i][0], at: address("LEN", i, 0), words: `length ${name(i)}` },
      { sign: "=", value: part, at: address("XP", i, you), words: !hidden ? "dot product" : L.narrow ? "in plane" : "in this plane", bold: true },
      { value: whole, at: address("XX", i, you), words: L.narrow ? "dot product" : "dot product, all features", bold: true, outlined: true },
    ].slice(0, hidden ? 4 : 3);
    return parts.flatMap(({ sign, value, at, words: below, bold, outlined }, k) => {
      const middle = x + step * (k + 0.5);
      return [text(`equation${k}`, middle, y, brief(value), { class: bold ? "number bold" : "number", "font-size": size, at, beat: k }),
        text(`equation${k}-name`, middle, y + (L.narrow ? 14 : 18), below, { class: "soft", "font-size": L.narrow ? 11 : 12 }),
        ...(sign ? [text(`equation${k}-sign`, middle - step / 2, y, sign, { class: "soft", "font-size": size })] : []),
        ...(outlined ? [rect("equation-whole", middle - 28, y - size, 56, size + 4, { rx: 4, ...DASHED })] : [])];
    });
  }

  // --- the chosen word's features ------------------------------------------------------------------------------------

  // On a wide drawing below each other with their names; on a phone side by side, above the names of the axis.
  function strip(s, t, L, P, act) {
    const names = featuresOf(s);
    const { x, y, wide: long, row, label, step, tall } = L.strip;
    if (L.narrow) return names.flatMap((_, f) => feature(s, t, L, act, f, [x + f * step + 1, y, step - 2, tall]));
    const sign = (f) => (f === P.axes[0] ? "→ " : f === P.axes[1] ? "↑ " : "");
    const title = text("features-name", x + long / 2, y - 6, fitted(`${s.tokens[s.word]}’s features`, 150, 13), { class: "bold", "font-size": 13 });
    return [title, ...names.flatMap((name, f) => [
      text(`f${f}-name`, label, y + row * (f + 0.5) + 4.5, sign(f) + fitted(name, 64, L.size),
        { class: sign(f) ? "bold" : "", "text-anchor": "end", "font-size": L.size }),
      ...feature(s, t, L, act, f, [x, y + row * f, long, row]),
    ])];
  }

  // A number as a bar from the middle of its cell, to the right if it is positive, with a cap that is dragged.
  function feature(s, t, L, act, f, [x, y, long, tall]) {
    const i = s.word, value = t.X[i][f], at = address("X", i, f), end = smallest(ENDS, t.X[i]), unit = (long / 2 - 5) / end;
    const zero = x + long / 2, to = zero + value * unit, [top, thick] = L.narrow ? [y + tall - 14, 9] : [y + 5, tall - 10];
    const place = L.narrow ? [zero, y + 15, "middle"] : [x + long + 8, y + tall / 2 + 4.5, "start"];
    const look = `number${Math.abs(value) < QUIET ? " soft" : " bold"}${Object.hasOwn(s.edits, at) ? " own" : ""}`;
    return [
      rect(`f${f}-ground`, x, y + 1, long, tall - 2, { rx: 6, class: "ground ink" }),
      line(`f${f}-zero`, zero, top - 1, zero, top + thick + 1, { class: "rule zero" }),
      rect(`f${f}`, Math.min(zero, to), top, Math.abs(to - zero), thick, { class: value < 0 ? "minus" : "ink pale", at }),
      rect(`f${f}-cap`, to - 2, top - 2, 4, thick + 4, { rx: 2, class: "ink" }),
      ...(s.selected === at ? [rect("chosen", x, y + 1, long, tall - 2, { rx: 6, class: "tick", fill: "none" })] : []),
      text(`f${f}-number`, place[0], place[1], brief(value), { class: look, "text-anchor": place[2], "font-size": L.size + 0.5, at }),
      hand(`f${f}-hand`, x, y - 2, long, tall + 4, { label: `embedding of ${s.tokens[i]}, ${featuresOf(s)[f]}`, value, low: -end, high: end,
        step: 0.01, by: 0.05, axis: "x", unit, put: (next) => move(act, at, next), press: () => act.select(at), back: () => act.undo(at) }),
    ];
  }

  function marks(s, t, L, act) {
    const you = pickOf(s, t), P = planeOf(s, t, L), own = lineOf(s, P), left = column(L)(you) - L.wide / 2 + 2;
    return [
      ...(you === s.word ? [] : [rect("band", left, L.words.top, L.wide - 4, L.bars.zero + L.bars.unit * 1.5 + 17 - L.words.top, { rx: 8, class: "band" })]),
      ...words(s, L, act), ...bars(s, t, L, you), ...equation(s, t, L, you),
      ...ground(L, P), ...shadows(s, t, P, own, you), ...arrows(s, t, L, P, own, you, act),
      ...axisChoices(featuresOf(s), P.axes, L, act), ...strip(s, t, L, P, act),
    ];
  }

  // --- numbers and words -------------------------------------------------------------------------------------------

  // XP: the products as the plane shows them; LEN: how long the arrows are; SH: the shadow of word j on the line of word i.
  function compute(s) {
    const t = head.compute(s), axes = axesOf(s, featuresOf(s));
    const XP = t.X.map((a) => t.X.map((b) => axes.reduce((all, f) => all + a[f] * b[f], 0)));
    const LEN = t.X.map((row) => [hypot(...axes.map((f) => row[f]))]);
    const SH = XP.map((row, i) => row.map((product) => (LEN[i][0] ? product / LEN[i][0] : 0)));
    return { ...t, XP, LEN, SH };
  }

  const tokens = (s) => s.tokens, pairs = { rows: tokens, columns: tokens, words: (i, j) => [i, j] };
  const shown = (s, tell) => axesOf(s, featuresOf(s)).map((f) => tell(f, featuresOf(s)[f]));
  const tables = {
    XP: { ...pairs, title: (i, j, s) => `${s.tokens[i]} and ${s.tokens[j]} in common, in this plane`,
      from: (i, j, t, s) => sum(shown(s, (f, name) => [name, factor(t, "X", i, f), factor(t, "X", j, f)])) },
    LEN: { rows: tokens, columns: () => ["length"], words: (i) => [i], title: (i, j, s) => `length of the arrow of ${s.tokens[i]}, in this plane`,
      from: (i, j, t) => given(`The square root of ${number(t.XP[i][i])}: that is the arrow’s dot product with itself, in this plane.`) },
    SH: { ...pairs, title: (i, j, s) => `shadow of ${s.tokens[j]} on the line of ${s.tokens[i]}`,
      from(i, j, t, s) {
        const [long] = t.LEN[i];
        if (!long) return given(`${s.tokens[i]} has no length in this plane, so there is no line on which a shadow could fall.`);
        return sum(shown(s, (f, name) => [`${name} × direction`, factor(t, "X", j, f), constant(t.X[i][f] / long)]));
      } },
  };

  function say(s, t) {
    const i = s.word, row = t.XX[i], others = s.tokens.map((_, j) => j).filter((j) => j !== i);
    const found = Math.max(...others.map((j) => row[j])), most = Math.abs(found) <= CRUMB ? 0 : found;
    const best = others.filter((j) => Math.abs(row[j] - most) <= CRUMB * Math.max(1, Math.abs(most)));
    const facts = { word: s.tokens[i], row: t.X[i], best: best.map((j) => s.tokens[j]), most }, all = best.length === others.length;
    if (others.length < 2) return [others.length ? "single" : "alone", facts];
    if (most <= 0) return [most < 0 ? "below" : all ? "nothing" : "zero", facts];
    return [all ? "same" : best.length > 1 ? "several" : "common", facts];
  }

  return {
    tables: { ...head.tables, ...tables },
    compute,
    picture: {
      name: (s) => `Words as arrows: ${s.tokens[s.word]} and what it has in common with the others`,
      hint: "Drag a tip or a bar. Click a word to compare it with the others.", layout, marks,
    },
    panels: () => ["X", "XX"],
    say,
  };
};
