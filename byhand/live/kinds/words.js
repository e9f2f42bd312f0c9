// The words of a sentence as arrows in a plane of two features that a reader chooses. The dot product of two arrows is the
// shadow of one on the line of the other, times the length of that: it stands in the plane, as an equation, and as a bar
// below each word. What the plane hides of a product is outlined. The chosen word's features are bars to be dragged, too.

const ENDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]; // the axes of the plane are marked at the smallest that holds all words
const PRODUCTS = [1.5, 5, 25, 100, 1000, 1e4, 1e5, 1e6, 1e7]; // the scale of the bars: the smallest that holds them all
const KNOB = "knob_0"; // the field of the slider, which moves the chosen number
const QUIET = 0.004; // what is smaller is written as 0, quietly
const CRUMB = 1e-12; // a dot product that is smaller is 0; the same in words.py

export default ({ oneHead, address, parse, argmax, brief, number, constant, factor, given, sum, shapes }) => {
  const { PHONE, rect, line, circle, path, text, hand, clamp, fitted, lengthOf } = shapes;
  const head = oneHead(), featuresOf = (s) => s.names.features, hypot = Math.hypot;
  const smallest = (list, numbers) => { const most = Math.max(...numbers.map(Math.abs)); return list.find((one) => most <= one * (1 + 1e-9)) ?? list.at(-1); };

  // --- a plane of two numbers of each vector (the same in scores.js) -------------------------------------------------

  // Which numbers the plane shows: two, or the only one.
  function axesOf({ across, up }, { length }) {
    const a = Math.min(across, length - 1), b = Math.min(up, length - 1);
    return length < 2 ? [0] : [a, a === b ? (a + 1) % length : b];
  }

  // An arrow as one shape, so that it glides and takes the colour of its role. from, to: in units of the drawing.
  function arrow(key, [x0, y0], [x1, y1], { thick = 3, tip = 11, ...look }) {
    const long = hypot(x1 - x0, y1 - y0), [dx, dy] = long ? [(x1 - x0) / long, (y1 - y0) / long] : [1, 0];
    const neck = long - Math.min(tip, long), wide = (Math.min(tip, long) / tip) * tip * 0.52, half = long ? thick / 2 : 0;
    const at = (along, aside) => `${(x0 + dx * along - dy * aside).toFixed(2)} ${(y0 + dy * along + dx * aside).toFixed(2)}`;
    return path(key, `M${at(0, half)}L${at(neck, half)}L${at(neck, wide)}L${at(long, 0)}L${at(neck, -wide)}L${at(neck, -half)}L${at(0, -half)}Z`, look);
  }

  // How far one can go from a point in a direction before a box ends: [back, ahead].
  function reach([x, y], [dx, dy], { x0, y0, x1, y1 }) {
    const [a, b] = [[x, dx, x0, x1], [y, dy, y0, y1]].map(([at, by, low, high]) => (Math.abs(by) < 1e-9 ? [-Infinity, Infinity] : [(low - at) / by, (high - at) / by].sort((p, q) => p - q)));
    return [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
  }

  const crosses = ([from, to], box) => {
    const long = hypot(to[0] - from[0], to[1] - from[1]) || 1, [back, ahead] = reach(from, [(to[0] - from[0]) / long, (to[1] - from[1]) / long], box);
    return Math.max(back, 0) < Math.min(ahead, long);
  };
  const common = (a, b) => Math.max(0, Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)) * Math.max(0, Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0));
  const boxAt = (x, y, wide, tall) => ({ x0: x - wide / 2, y0: y - tall / 2, x1: x + wide / 2, y1: y + tall / 2 });
  const isIn = (box, all) => box.x0 >= all.x0 && box.y0 >= all.y0 && box.x1 <= all.x1 && box.y1 <= all.y1;

  // A box for each label: near its tip, best ahead of the arrow, never on another label, better not on a line. One that has
  // no place gets null. labels: { tip, ahead, wide, tall } by importance; taken: boxes; lines: [from, to] each.
  function placed(labels, { taken, lines, inside }) {
    const boxes = [...taken];
    return labels.map(({ tip, ahead, wide, tall }) => {
      let best = null, least = Infinity;
      for (const away of [9, 18, 30]) {
        for (let turn = 0; turn < 16; turn++) {
          const by = ((turn % 2 ? 1 : -1) * Math.ceil(turn / 2) * Math.PI) / 8, angle = ahead + by, c = Math.cos(angle), d = Math.sin(angle);
          const box = boxAt(tip[0] + c * (away + wide / 2), tip[1] - d * (away + tall / 2), wide, tall);
          const cost = Math.abs(by) + away / 12 + 4 * lines.filter((one) => crosses(one, box)).length;
          if (cost < least && isIn(box, inside) && !boxes.some((other) => common(box, other))) { best = box; least = cost; }
        }
      }
      if (best) boxes.push(best);
      return best;
    });
  }

  // The numbers that an axis can show, as buttons of which one is pressed.
  function choices(group, names, chosen, { place, size, words, choose }) {
    return names.flatMap((name, k) => {
      const [x, y, wide, tall] = place(k), on = k === chosen;
      return [rect(`${group}${k}-ground`, x + 1, y + 1, wide - 2, tall - 2, { rx: 7, class: "ground ink", opacity: on ? 1 : 0 }),
        text(`${group}${k}`, x + wide / 2, y + tall / 2 + size * 0.36, fitted(name, wide - 4, size), { class: on ? "bold" : "soft", "font-size": size }),
        hand(`${group}${k}-hand`, x, y, wide, tall, { label: `${words}: ${name}`, group, down: on, press: () => choose(k) })];
    });
  }

  // --- where everything stands -------------------------------------------------------------------------------------

  function layout(s, room) {
    const n = s.tokens.length, features = featuresOf(s).length;
    if (room < PHONE) {
      const width = clamp(room, 300, 540), c0 = 40, wide = Math.max((width - c0) / n, 42), full = Math.max(width, c0 + wide * n);
      const plane = { x: 62, y: 160, w: width - 64, h: clamp(width * 0.64, 196, 250) }, below = plane.y + plane.h + 4;
      return { narrow: true, width: full, height: below + 28 + 36, scrolls: full > width + 1, c0, wide, label: 36, words: { top: 0, tall: 34, size: 15 },
        bars: { zero: 82, unit: 27, wide: Math.min(24, wide - 12) }, equation: { x: 2, y: 140, step: (width - 4) / 4, size: 13 }, plane,
        up: { x: 0, y: plane.y + 16, wide: 58, tall: Math.min(38, (plane.h - 16) / features), size: 12 },
        strip: { x: plane.x, y: below, step: plane.w / features, tall: 28 }, across: { x: plane.x, y: below + 30, wide: plane.w / features, tall: 34, size: 11.5 }, size: 11.5, name: 14 };
    }
    const height = 470, c0 = 500, wide = (986 - c0) / n, plane = { x: 92, y: 4, w: 352, h: 426 };
    const row = Math.min(30, 186 / features);
    return { width: 1000, height, c0, wide, label: 492, words: { top: 0, tall: 38, size: wide > 50 ? 18 : 14 }, bars: { zero: 110, unit: 34, wide: Math.min(38, wide - 12) },
      equation: { x: 476, y: 214, step: 126, size: 16 }, plane, up: { x: 0, y: 24, wide: 84, tall: Math.min(32, 400 / features), size: 13 },
      across: { x: plane.x, y: plane.y + plane.h + 4, wide: plane.w / features, tall: 32, size: 13 }, features: { x: 566, y: 276, w: 92, row, label: 558 }, size: 12.5, name: 15,
      narrator: [712, 262, 284, height - 262] };
  }

  const column = (L) => (j) => L.c0 + L.wide * (j + 0.5);

  // The plane of a state: where a word's arrow ends.
  function planeOf(s, t, L) {
    const axes = axesOf(s, featuresOf(s)), { x, y, w, h } = L.plane, end = smallest(ENDS, t.X.flatMap((row) => axes.map((f) => row[f])));
    const unit = Math.min(w, h) / 2.4 / end, zero = [x + w / 2, y + h / 2], points = t.X.map((row) => [row[axes[0]], axes.length > 1 ? row[axes[1]] : 0]);
    return { axes, end, unit, zero, points, at: ([a, b]) => [zero[0] + a * unit, zero[1] - b * unit], box: { x0: x + 2, y0: y + 2, x1: x + w - 2, y1: y + h - 2 } };
  }

  // The other word whose shadow is shown: the one that was touched last, or else the one that has most in common.
  function pickOf(s, t) {
    if (s.pick >= 0 && s.pick < s.tokens.length && s.pick !== s.word) return s.pick;
    return s.tokens.length < 2 ? s.word : argmax(t.XX[s.word].map((value, j) => (j === s.word ? -Infinity : value)));
  }

  // --- what a reader does ------------------------------------------------------------------------------------------

  // Move a number; the slider takes hold of it.
  function move(s, act, at, to) {
    act.select(at);
    act.edit(at, to);
    act.set({ [KNOB]: to });
  }

  // Another word is chosen: the slider moves the same feature of that word.
  const choose = (s, act, j) => act.set({ word: j, pick: -1, selected: address("X", j, parse(s.selected).j) });

  function moveTip(s, act, j, axes, to) {
    if (j !== s.word) act.set({ pick: j });
    axes.forEach((f, d) => act.edit(address("X", j, f), to[d]));
    const { i, j: chosen } = parse(s.selected), at = i === j && axes.includes(chosen) ? chosen : axes[0];
    act.select(address("X", j, at));
    act.set({ [KNOB]: to[axes.indexOf(at)] });
  }

  // --- the plane ---------------------------------------------------------------------------------------------------

  function grid(s, L, P) {
    const { x, y, w, h } = L.plane, [x0, y0] = P.zero, far = P.end * P.unit, soft = (key, at, below, words, anchor) => text(key, at, below, words, { class: "soft", "text-anchor": anchor, "font-size": L.size });
    return [rect("plane", x, y, w, h, { rx: 8, class: "frame" }), line("axis-across", x + 2, y0, x + w - 2, y0), line("axis-up", x0, y + 2, x0, y + h - 2),
      ...[-1, 1].flatMap((side) => [line(`tick-across${side}`, x0 + side * far, y0 - 4, x0 + side * far, y0 + 4, { class: "rule zero" }), line(`tick-up${side}`, x0 - 4, y0 - side * far, x0 + 4, y0 - side * far, { class: "rule zero" }),
        soft(`end-across${side}`, x0 + side * far, y0 + 16, brief(side * P.end), "middle"), soft(`end-up${side}`, x0 - 8, y0 - side * far + 4, brief(side * P.end), "end")])];
  }

  // What labels may not cover: the numbers on the axes.
  const ends = (L, P) => [-1, 1].flatMap((side) => [boxAt(P.zero[0] + side * P.end * P.unit, P.zero[1] + 12, 26, 16), boxAt(P.zero[0] - 16, P.zero[1] - side * P.end * P.unit, 26, 16)]);

  // The line of the chosen word, and on it the shadows of the others, of which one is brought out.
  function shadows(s, t, L, P, you) {
    const me = P.points[s.word], long = hypot(...me), marks = [], lines = [];
    if (long < 1e-9) return { marks, lines };
    const un = [me[0] / long, me[1] / long], [back, ahead] = reach(P.zero, [un[0], -un[1]], P.box), along = (by) => [P.zero[0] + un[0] * by, P.zero[1] - un[1] * by];
    const [from, to] = [along(back), along(ahead)];
    marks.push(line("own-line", ...from, ...to, { class: "way", "stroke-dasharray": "1 4" }));
    s.tokens.forEach((_, j) => {
      const tip = P.at(P.points[j]), foot = along(t.SH[s.word][j] * P.unit), on = j === you;
      if (j === s.word || hypot(tip[0] - foot[0], tip[1] - foot[1]) < 1) return;
      marks.push(line(`drop${j}`, ...tip, ...foot, { class: "way", "stroke-dasharray": "4 3", opacity: on ? 1 : 0.45 }));
      if (on) lines.push([tip, foot]);
    });
    if (you !== s.word) marks.push(...shadow(t, P, s.word, you, un));
    return { marks, lines };
  }

  // The shadow of one word: a broad stroke on the line, square to what falls on it.
  function shadow(t, P, i, j, un) {
    const by = t.SH[i][j] * P.unit, foot = [P.zero[0] + un[0] * by, P.zero[1] - un[1] * by], tip = P.at(P.points[j]), n = [un[1], un[0]];
    const corner = (along, aside) => `${(P.zero[0] + un[0] * along + n[0] * aside).toFixed(2)} ${(P.zero[1] - un[1] * along + n[1] * aside).toFixed(2)}`;
    const high = hypot(tip[0] - foot[0], tip[1] - foot[1]), side = Math.sign((tip[0] - foot[0]) * n[0] + (tip[1] - foot[1]) * n[1]), s = by > 0 ? -8 : 8;
    return [path("shadow", `M${corner(0, 7)}L${corner(by, 7)}L${corner(by, -7)}L${corner(0, -7)}Z`, { class: "ink", "fill-opacity": 0.28, at: address("SH", i, j), beat: 1 }),
      ...(high > 16 && Math.abs(by) > 12 ? [path("square", `M${corner(by + s, 0)}L${corner(by + s, 8 * side)}L${corner(by, 8 * side)}`, { class: "way" })] : [])];
  }

  // Words at one point share an arrow. In a group the chosen word comes first, then the one whose shadow is shown.
  function groupsOf(s, P, you) {
    const order = [s.word, you, ...s.tokens.keys()].filter((j, k, all) => all.indexOf(j) === k), groups = [];
    for (const j of order) {
      const same = groups.find(([k]) => hypot(P.points[j][0] - P.points[k][0], P.points[j][1] - P.points[k][1]) < P.end * 1e-6);
      if (same) same.push(j); else groups.push([j]);
    }
    return groups;
  }

  function arrows(s, t, L, P, you, lines, act) {
    const tall = L.name + 4, groups = groupsOf(s, P, you), [dx, dy] = P.points[s.word];
    const labels = groups.map((group) => {
      const [a, b] = P.points[group[0]], zero = hypot(a, b) < 1e-9, wide = Math.max(...group.map((j) => lengthOf(fitted(s.tokens[j], 90, L.name), L.name))) + 10, rows = Math.min(group.length, 4);
      return { tip: P.at([a, b]), ahead: zero ? Math.atan2(-dy, -dx) : Math.atan2(b, a), wide: wide * Math.ceil(group.length / rows), tall: tall * rows, each: wide, rows };
    });
    const tips = labels.map(({ tip }) => boxAt(...tip, 12, 12)), all = [...lines, ...labels.map(({ tip }) => [P.zero, tip])];
    const found = shadowLength(s, t, L, P, you), boxes = placed(labels, { taken: [...ends(L, P), ...tips, ...(found ? [found.box] : [])], lines: all, inside: P.box });
    const marks = [...labels.map(({ tip }, g) => circle(`halo${groups[g][0]}`, ...tip, 14, { class: "band" })), circle("origin", ...P.zero, 4, { class: "ink" })], hands = [];
    groups.toReversed().forEach((group) => group.toReversed().forEach((j) => marks.push(arrow(`arrow${j}`, P.zero, P.at(P.points[j]), { thick: j === s.word ? 5 : 3, tip: j === s.word ? 15 : 11, class: "ink", opacity: j === s.word || j === you ? 1 : 0.5 }))));
    groups.forEach((group, g) => {
      const { tip, each, rows } = labels[g], box = boxes[g];
      group.forEach((j, k) => {
        const x = box && box.x0 + each * Math.floor(k / rows), y = box && box.y0 + tall * (k % rows), on = j === s.word;
        if (box) marks.push(...(on ? [rect("chosen-name", x + 1, y, each - 2, tall, { rx: 6, class: "ground ink" })] : []),
          text(`name${j}`, x + each / 2, y + tall * 0.74, fitted(s.tokens[j], 90, L.name), { class: `${on || j === you ? "bold" : ""} ${on ? "" : "number"}`, "font-size": L.name }));
        const place = k && box ? [x, y, each, tall] : [tip[0] - 22, tip[1] - 22, 44, 44];
        hands.push(tipHand(s, P, j, place, act));
      });
    });
    return [...marks, ...(found ? found.marks : []), ...hands.toReversed()];
  }

  function tipHand(s, P, j, place, act) {
    const says = P.axes.map((f, d) => `${featuresOf(s)[f]} ${brief(P.points[j][d])}`).join(", ");
    return hand(`tip${j}`, ...place, { label: `arrow of ${s.tokens[j]}`, says, value: P.points[j], low: -P.end, high: P.end, step: P.end / 20, by: P.end / 20, unit: P.unit,
      move: (to) => moveTip(s, act, j, P.axes, to), press: () => choose(s, act, j), back: () => P.axes.forEach((f) => act.undo(address("X", j, f))) });
  }

  // The length of the shadow, beside its middle, on the side where nothing falls.
  function shadowLength(s, t, L, P, you) {
    const me = P.points[s.word], long = hypot(...me), by = t.SH[s.word][you];
    if (long < 1e-9 || you === s.word || Math.abs(by) * P.unit < 14) return null;
    const un = [me[0] / long, me[1] / long], n = [un[1], un[0]], p = P.points[you], side = p[0] * n[0] - p[1] * n[1] > 0 ? -1 : 1;
    const x = P.zero[0] + (un[0] * by * P.unit) / 2 + n[0] * side * 24, y = P.zero[1] - (un[1] * by * P.unit) / 2 + n[1] * side * 18;
    return { box: boxAt(x, y, lengthOf(brief(by), L.size + 1) + 6, 16), marks: [text("shadow-number", x, y + 4.5, brief(by), { class: "bold number", "font-size": L.size + 1, at: address("SH", s.word, you), beat: 1 })] };
  }

  function axisChoices(s, L, P, act) {
    const features = featuresOf(s), { up, across } = L, [a, b = a] = P.axes, wide = up.wide, narrow = L.narrow ? 11 : 12;
    const pick = (own, other, now, than) => (k) => act.set(k === than ? { [own]: k, [other]: now } : { [own]: k, [other]: than });
    const first = choices("across", features, a, { place: (k) => [across.x + k * across.wide, across.y, across.wide, across.tall], size: across.size, words: "to the right", choose: pick("across", "up", a, b) });
    const corner = [text("across-name", across.x - 8, across.y + across.tall / 2 + 4, "right →", { class: "soft", "text-anchor": "end", "font-size": narrow })];
    if (P.axes.length < 2) return [...first, ...corner];
    return [...first, ...corner, text("up-name", up.x + wide / 2, up.y - 6, "up ↑", { class: "soft", "font-size": narrow }),
      ...choices("up", features, b, { place: (k) => [up.x, up.y + k * up.tall, wide, up.tall], size: up.size, words: "upwards", choose: pick("up", "across", b, a) })];
  }

  // --- the products ------------------------------------------------------------------------------------------------

  function words(s, L, act) {
    const { top, tall, size } = L.words, x = column(L), wide = L.wide;
    return s.tokens.flatMap((token, j) => [rect(`word${j}-ground`, x(j) - wide / 2 + 2, top + 1, wide - 4, tall - 2, { rx: 9, class: "ground ink", opacity: j === s.word ? 1 : 0 }),
      text(`word${j}`, x(j), top + tall * 0.66, fitted(token, wide - 6, size), { class: j === s.word ? "bold" : "", "font-size": size }),
      hand(`word${j}-hand`, x(j) - wide / 2 + 1, top, wide - 2, tall, { label: `${token}: compare it with the others`, group: "word", down: j === s.word, press: () => choose(s, act, j) })]);
  }

  // The scale holds the products with other words; with itself a word may have more, and its bar then has an open end.
  function rangeOf(s, t) {
    const others = [...t.XX[s.word], ...t.XP[s.word]].filter((_, j, all) => all.length < 3 || j % s.tokens.length !== s.word);
    return smallest(PRODUCTS, others);
  }

  // Below each word its product with the chosen one: what the plane shows as a bar, the whole as an outline if it differs.
  function bars(s, t, L, you) {
    const { zero, unit: one, wide } = L.bars, i = s.word, x = column(L), range = rangeOf(s, t), unit = (one * 1.5) / range, end = range === 1.5 ? 1 : range, marks = [];
    marks.push(...shapes.ruler("product", [end, 0, -end], { x0: L.c0, x1: L.c0 + L.wide * s.tokens.length, zero, unit, labels: "left", size: 11 }));
    const extent = (value) => { const high = clamp(value, -range, range) * unit; return [zero - Math.max(high, 0), Math.abs(high)]; };
    s.tokens.forEach((_, j) => {
      const whole = t.XX[i][j], part = t.XP[i][j], [y, tall] = extent(part), [top, high] = extent(whole), differs = Math.abs(whole - part) > QUIET, own = j === i, at = address("XX", i, j);
      marks.push(rect(`bar${j}`, x(j) - wide / 2, y, wide, tall, { class: own ? "ink pale" : "ink full", opacity: own || j === you ? 1 : 0.75, at: address("XP", i, j), beat: 2 }));
      marks.push(rect(`whole${j}`, x(j) - wide / 2 - 2, top, wide + 4, high, { class: "way", "stroke-dasharray": "3 2", at, beat: 2, opacity: differs ? 1 : 0 }));
      if (Math.abs(part) > range) marks.push(path(`bar${j}-beyond`, `M${x(j) - wide / 2} ${part > 0 ? y + 7 : y + tall - 7}l${wide / 2} ${part > 0 ? -4 : 4}l${wide / 2} ${part > 0 ? 4 : -4}`, { class: "beyond" }));
      const above = whole >= -QUIET, far = above ? Math.min(top, y) - 5 : Math.max(top + high, part < 0 ? y + tall : zero) + L.size + 1;
      marks.push(text(`bar${j}-number`, x(j), far, brief(whole), { class: `number ${Math.abs(whole) < QUIET ? "soft" : own ? "" : "bold"}`, "font-size": L.size + 0.5, at, beat: 2 }));
    });
    return marks;
  }

  // The shadow times the length: the dot product, or the part of it that the plane shows.
  function equation(s, t, L, you) {
    const { x, y, step, size } = L.equation, i = s.word, whole = t.XX[i][you], part = t.XP[i][you], hidden = Math.abs(whole - part) > QUIET;
    const name = (j) => fitted(s.tokens[j], step * 0.5, L.size), of = L.narrow ? "" : "of ", all = L.narrow ? "dot product" : "dot product, all features";
    const parts = [["", t.SH[i][you], address("SH", i, you), `shadow ${of}${name(you)}`], ["×", t.LEN[i][0], address("LEN", i, 0), `length ${of}${name(i)}`],
      ["=", part, address("XP", i, you), !hidden ? "dot product" : L.narrow ? "in plane" : "in this plane"], ...(hidden ? [["", whole, address("XX", i, you), all]] : [])];
    return parts.flatMap(([sign, value, at, words], k) => {
      const middle = x + step * (k + 0.5);
      return [text(`equation${k}`, middle, y, brief(value), { class: `number${k > 1 ? " bold" : ""}`, "font-size": size, at, beat: k }),
        text(`equation${k}-name`, middle, y + (L.narrow ? 14 : 18), words, { class: "soft", "font-size": L.narrow ? 11 : 12 }),
        ...(sign ? [text(`equation${k}-sign`, middle - step / 2, y, sign, { class: "soft", "font-size": size })] : []),
        ...(k > 2 ? [rect("equation-whole", middle - 28, y - size - 1, 56, size + 8, { rx: 4, class: "way", "stroke-dasharray": "3 2" })] : [])];
    });
  }

  // --- the chosen word's features ------------------------------------------------------------------------------------

  // A number as a bar from the middle of its cell, to the right if it is positive, with a cap that is dragged.
  function feature(s, t, L, act, f, [x, y, wide, tall]) {
    const i = s.word, value = t.X[i][f], at = address("X", i, f), end = smallest(ENDS, t.X[i]), unit = (wide / 2 - 5) / end, zero = x + wide / 2, to = zero + value * unit, low = y + (L.narrow ? tall - 10 : 5), high = L.narrow ? 8 : tall - 10;
    const place = L.narrow ? { x: zero, y: y + 13, anchor: "middle" } : { x: x + wide + 8, y: y + tall / 2 + 4.5, anchor: "start" };
    return [rect(`f${f}-ground`, x, y + 1, wide, tall - 2, { rx: 6, class: "ground ink" }), line(`f${f}-zero`, zero, low - 1, zero, low + high + 1, { class: "rule zero" }),
      rect(`f${f}`, Math.min(zero, to), low, Math.abs(to - zero), high, { class: value < 0 ? "minus" : "ink pale", at }), rect(`f${f}-cap`, to - 2, low - 2, 4, high + 4, { rx: 2, class: "ink" }),
      ...(s.selected === at ? [rect("chosen", x, y + 1, wide, tall - 2, { rx: 6, class: "tick", fill: "none" })] : []),
      text(`f${f}-number`, place.x, place.y, brief(value), { class: `number${Math.abs(value) < QUIET ? " soft" : " bold"}${Object.hasOwn(s.edits, at) ? " own" : ""}`, "text-anchor": place.anchor, "font-size": L.size + 0.5, at }),
      hand(`f${f}-hand`, x, y - 2, wide, tall + 4, { label: `embedding of ${s.tokens[i]}, ${featuresOf(s)[f]}`, value, low: -end, high: end, step: 0.01, by: 0.05, axis: "x", unit,
        put: (next) => move(s, act, at, next), press: () => act.select(at), back: () => act.undo(at) })];
  }

  function strip(s, t, L, P, act) {
    const names = featuresOf(s);
    if (L.narrow) return names.flatMap((_, f) => feature(s, t, L, act, f, [L.strip.x + f * L.strip.step + 1, L.strip.y, L.strip.step - 2, L.strip.tall]));
    const { x, y, w, row, label } = L.features;
    return [text("features-name", x + w / 2, y - 6, fitted(`${s.tokens[s.word]}’s features`, 150, 13), { class: "bold", "font-size": 13 }),
      ...names.flatMap((name, f) => [text(`f${f}-name`, label, y + row * (f + 0.5) + 4.5, `${f === P.axes[0] ? "→ " : f === P.axes[1] ? "↑ " : ""}${fitted(name, 64, L.size)}`, { class: P.axes.includes(f) ? "bold" : "", "text-anchor": "end", "font-size": L.size }),
        ...feature(s, t, L, act, f, [x, y + row * f, w, row])])];
  }

  function marks(s, t, L, act) {
    const you = pickOf(s, t), P = planeOf(s, t, L), fall = shadows(s, t, L, P, you);
    return [
      rect("band", column(L)(you) - L.wide / 2 + 2, L.words.top, L.wide - 4, L.bars.zero + L.bars.unit * 1.5 + 18 - L.words.top, { rx: 8, class: "band" }),
      ...words(s, L, act),
      ...bars(s, t, L, you), ...equation(s, t, L, you),
      ...grid(s, L, P), ...fall.marks, ...arrows(s, t, L, P, you, fall.lines, act), ...axisChoices(s, L, P, act), ...strip(s, t, L, P, act),
    ];
  }

  // --- numbers and words -------------------------------------------------------------------------------------------

  // XP: the products as the plane shows them; SH: the shadow of word j on the line of word i; LEN: how long arrows are.
  function compute(s) {
    const t = head.compute(s), axes = axesOf(s, featuresOf(s)), XP = t.X.map((a) => t.X.map((b) => axes.reduce((all, f) => all + a[f] * b[f], 0)));
    const LEN = t.X.map((row) => [hypot(...axes.map((f) => row[f]))]);
    return { ...t, XP, SH: XP.map((row, i) => row.map((product) => (LEN[i][0] ? product / LEN[i][0] : 0))), LEN };
  }

  const pairs = { rows: (s) => s.tokens, columns: (s) => s.tokens, words: (i, j) => [i, j] };
  const tables = {
    XP: { ...pairs, title: (i, j, s) => `${s.tokens[i]} and ${s.tokens[j]} in common, in this plane`,
      from: (i, j, t, s) => sum(axesOf(s, featuresOf(s)).map((f) => [featuresOf(s)[f], factor(t, "X", i, f), factor(t, "X", j, f)])) },
    SH: { ...pairs, title: (i, j, s) => `shadow of ${s.tokens[j]} on the line of ${s.tokens[i]}`,
      from: (i, j, t, s) => (t.LEN[i][0] ? sum(axesOf(s, featuresOf(s)).map((f) => [`${featuresOf(s)[f]} × direction`, factor(t, "X", j, f), constant(t.X[i][f] / t.LEN[i][0])]))
        : given(`${s.tokens[i]} has no length in this plane, so there is no line on which a shadow could fall.`)) },
    LEN: { rows: (s) => s.tokens, columns: () => ["length"], words: (i) => [i], title: (i, j, s) => `length of the arrow of ${s.tokens[i]}, in this plane`,
      from: (i, j, t) => given(`The square root of ${number(t.XP[i][i])}: that is the arrow’s dot product with itself, in this plane.`) },
  };

  function say(s, t) {
    const i = s.word, others = s.tokens.map((_, j) => j).filter((j) => j !== i), found = Math.max(...others.map((j) => t.XX[i][j])), most = Math.abs(found) <= CRUMB ? 0 : found;
    const best = others.filter((j) => Math.abs(t.XX[i][j] - most) <= CRUMB * Math.max(1, Math.abs(most))), facts = { word: s.tokens[i], row: t.X[i], best: best.map((j) => s.tokens[j]), most };
    if (others.length < 2) return [others.length ? "single" : "alone", facts];
    if (most <= 0) return [most < 0 ? "below" : best.length === others.length ? "nothing" : "zero", facts];
    return [best.length === others.length ? "same" : best.length > 1 ? "several" : "common", facts];
  }

  return {
    tables: { ...head.tables, ...tables },
    compute,
    picture: { name: (s) => `Words as arrows: ${s.tokens[s.word]} and what it has in common with the others`, hint: "Drag a tip or a bar. Click a word: it is compared with the others. Choose what goes right and up.", layout, marks },
    panels: () => ["X", "XX"],
    say,
  };
};
