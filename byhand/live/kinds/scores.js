// A query as an arrow among the keys, in a plane of two channels that a reader chooses: all that lies on one line across it
// scores alike. What is asked is dragged, and the score bars follow. Everything can be turned, and no bar moves: the first
// two channels of queries and keys are what is turned.

const ENDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1e4, 1e5]; // the axes are marked at the smallest that holds all arrows
const SCORES = [1.5, 5, 10, 25, 100, 1000, 1e4, 1e5, 1e6, 1e7]; // the scale of the bars: the smallest that holds them
const KNOB = "knob_0"; // the field of the slider, which moves the chosen number
const QUIET = 0.004; // what is smaller is written as 0, quietly
const SAME = 1e-9; // scores that differ by less are equal; the same in scores.py
const RING = 1.45; // how far out the ring stands, where an axis is marked at 1: an arrow to (1, 1) fits into it
const CORNER = -Math.PI / 4; // where the knob of the ring is when nothing is turned
const RADIANS = Math.PI / 180;
const DASHED = { class: "way", "stroke-dasharray": "3 2" }; // where the plane shows less than the whole

export default ({ oneHead, address, parse, argmax, brief, number, factor, sum, plane, shapes }) => {
  const { smallest, axesOf, short, arrow, boxAt, overlap, placed, grouped, stackOf, ticks, tickBoxes, axisChoices } = plane;
  const { PHONE, rect, line, circle, path, text, hand, clamp, fitted, lengthOf } = shapes;
  const head = oneHead(), channelsOf = (s) => s.names.channels, { hypot } = Math;

  // --- where everything stands -------------------------------------------------------------------------------------

  const layout = (s, room) => (room < PHONE ? onPhone(s, clamp(room, 300, 540)) : onDesk(s));

  function onDesk(s) {
    const height = 470, channels = channelsOf(s).length, c0 = 540, right = 994, each = (right - c0) / s.tokens.length;
    const left = 92, long = 380, radius = long / 2 - 4;
    const row = Math.min(20, 100 / channels), zero = 84 + row * channels + 78;
    return { width: 1000, height, c0, right, wide: each, label: 532, size: 12.5, name: 15,
      words: { top: 0, tall: 38, size: each > 50 ? 18 : each > 38 ? 14 : 12 },
      query: { y: 44, wide: (right - c0) / channels, tall: 30, size: 13 },
      keys: { y: 84, row, gap: each > 60 ? 14 : 5, size: 12.5, name: 52 },
      bars: { zero, unit: 40, wide: Math.min(38, each - 12) },
      disc: { x: left + long / 2, y: radius + 6, radius },
      up: { x: 0, y: 26, wide: 84, tall: Math.min(32, 360 / channels), size: 13 },
      turn: { x: left, y: 2 * radius + 12, wide: long, tall: 26, size: 13 },
      across: { x: left, y: 2 * radius + 44, wide: long / channels, tall: 32, size: 13 },
      narrator: [500, zero + 86, 486, height - zero - 86] };
  }

  // On a phone keys are told by the channels of the plane only.
  function onPhone(s, width) {
    const channels = channelsOf(s).length, c0 = 50, left = 62, each = Math.max((width - c0) / s.tokens.length, 42), right = c0 + each * s.tokens.length;
    const zero = 76 + 16 * Math.min(channels, 2) + 46, top = zero + 46, radius = Math.min((width - left) / 2, 100), below = top + 2 * radius + 4;
    return { narrow: true, width: Math.max(width, right), height: below + 60, scrolls: right > width + 1,
      c0, right, wide: each, label: 46, size: 11.5, name: 14,
      words: { top: 0, tall: 36, size: 15 },
      query: { y: 37, wide: (width - c0) / channels, tall: 34, size: 12 },
      keys: { y: 76, row: 16, gap: 5, size: 11, name: 34 },
      bars: { zero, unit: 20, wide: Math.min(24, each - 14) },
      disc: { x: left + (width - left) / 2, y: top + radius, radius },
      up: { x: 0, y: top + 12, wide: 58, tall: Math.min(38, (2 * radius - 12) / channels), size: 12 },
      turn: { x: left, y: below, wide: width - left, tall: 24, size: 11.5 },
      across: { x: left, y: below + 24, wide: (width - left) / channels, tall: 36, size: 12 } };
  }

  const column = (L) => (j) => L.c0 + L.wide * (j + 0.5);

  // Where there is one channel, nothing can be turned; a plane shows it turned if it shows the first two.
  const canTurn = (s) => channelsOf(s).length > 1;
  const keysShown = (s, L, { axes }) => (L.narrow ? axes.toSorted((a, b) => a - b) : channelsOf(s).map((_, c) => c));

  // The plane of a state: where the arrows of the query and of the keys end, in the numbers of the axes; at: the same in
  // units of the drawing. Its scale holds all queries and keys, however they are turned.
  function planeOf(s, t, L) {
    const axes = axesOf(s, channelsOf(s)), { x, y, radius } = L.disc, turns = axes.length > 1 && Math.max(...axes) === 1;
    const longest = (row, turned = hypot(...row.slice(0, 2))) => (turns ? turned : hypot(...axes.map((c) => (c < 2 ? turned : row[c]))));
    const end = smallest(ENDS, [...t.Q, ...t.K].map((row) => longest(row) / Math.SQRT2)), unit = radius / RING / end;
    const point = (row) => [row[axes[0]], axes.length > 1 ? row[axes[1]] : 0];
    return { axes, turns, end, unit, zero: [x, y], radius, query: point(t.Q[s.word]), keys: t.K.map(point), at: ([a, b]) => [x + a * unit, y - b * unit] };
  }

  // The word whose score is brought out: the one that was opened last, or else the one that scores highest.
  const pickOf = (s, t) => (s.pick >= 0 && s.pick < s.tokens.length ? s.pick : argmax(t.S[s.word]));

  // --- what a reader does ------------------------------------------------------------------------------------------

  // Another word asks: the slider moves the same number of its query.
  function choose(s, act, j) {
    const { table, j: channel } = parse(s.selected);
    act.set({ word: j, pick: -1, selected: address("Q", j, table === "Q" ? channel : axesOf(s, channelsOf(s))[0]) });
  }

  // The query that is asked becomes this one, of which the numbers `moved` were moved. What a reader sets is the query
  // before it is turned and multiplied by the strength; the slider takes hold of one of its numbers.
  function ask(s, t, act, query, moved) {
    const i = s.word, angle = canTurn(s) ? s.angle * RADIANS : 0, c = Math.cos(angle), d = Math.sin(angle), [a, b] = query;
    const before = angle ? [c * a + d * b, c * b - d * a, ...query.slice(2)].map((value) => Number(value.toFixed(4))) : query;
    before.forEach((value, channel) => { if (Math.abs(value - t.Q0[i][channel]) > 1e-4) act.edit(address("Q", i, channel), value / s.strength); });
    const chosen = parse(s.selected), kept = chosen.i === i && moved.includes(chosen.j) ? chosen.j : moved[0];
    act.select(address("Q", i, kept));
    act.set({ [KNOB]: before[kept] / s.strength });
  }

  const withNumbers = (row, channels, values) => row.map((value, c) => (channels.includes(c) ? values[channels.indexOf(c)] : value));
  const putBack = (s, act, channels) => channels.forEach((c) => act.undo(address("Q", s.word, c)));

  // --- the plane ---------------------------------------------------------------------------------------------------

  function ground(L, P) {
    const { zero: [x, y], radius } = P;
    const lines = [line("axis-across", x - radius, y, x + radius, y), line("axis-up", x, y - radius, x, y + radius)];
    return [circle("disc", x, y, radius, { class: "frame" }), ...lines, ...ticks(P, L.size)];
  }

  // All that scores alike with the query lies on one line across it: here that of the key in focus. null: there is no query.
  function alike(s, t, L, P, you) {
    const [a, b] = P.query, long = hypot(a, b), [x, y] = P.zero;
    if (long < 1e-9) return null;
    const c = a / long, d = b / long, [keyA, keyB] = P.keys[you], by = (keyA * c + keyB * d) * P.unit, half = Math.sqrt(Math.max(P.radius ** 2 - by ** 2, 0));
    const at = (along, aside) => [x + c * along - d * aside, y - d * along - c * aside];
    const part = t.SP[s.word][you], whole = t.S[s.word][you], hidden = Math.abs(part - whole) > QUIET;
    const says = hidden ? `${brief(part)} of ${brief(whole)}` : L.narrow ? brief(whole) : `score ${brief(whole)}`;
    // The score is written on the line; places for it, of which the one is taken that is free and farthest from the key.
    const places = [0.85, 0.7, 0.5, 0.3].flatMap((far) => [at(by, far * half), at(by, -far * half)]);
    return { line: [at(by, -half), at(by, half)], ray: [at(-P.radius, 0), at(P.radius, 0)], foot: at(by, 0), says, wide: lengthOf(says, L.size) + 8,
      places: places.filter((place) => hypot(place[0] - x, place[1] - y) < P.radius - 16), shows: address(hidden ? "SP" : "S", s.word, you) };
  }

  function placeOfScore(same, key, taken) {
    const apart = (place) => hypot(place[0] - key[0], place[1] - key[1]);
    const free = same.places.filter((place) => !taken.some((other) => overlap(boxAt(...place, same.wide, 17), other)));
    return free.length ? free.reduce((a, b) => (apart(b) > apart(a) ? b : a)) : null;
  }

  function arrows(s, t, L, P, you, act) {
    const tip = P.at(P.query), angleOf = ([a, b]) => Math.atan2(b, a), names = s.tokens.map((token) => fitted(token, 80, L.name));
    const keys = grouped(P.keys, [you, ...s.tokens.keys()], P.end * 1e-6).map((group) => {
      const point = P.keys[group[0]], none = hypot(...point) < 1e-9;
      return { group, tip: P.at(point), ahead: none ? angleOf(P.query) + Math.PI : angleOf(point), ...stackOf(group.map((j) => names[j]), L.name) };
    });
    const same = alike(s, t, L, P, you), taken = [...tickBoxes(P), boxAt(...tip, 22, 22), ...keys.map((one) => boxAt(...one.tip, 12, 12))];
    const score = same && placeOfScore(same, P.at(P.keys[you]), taken);
    if (score) taken.push(boxAt(...score, same.wide, 17));
    const lines = [[P.zero, tip], ...keys.map((one) => [P.zero, one.tip]), ...(same ? [same.line] : [])];
    const asks = names[s.word] + (L.narrow ? "" : " asks"), me = { tip, ahead: angleOf(P.query), wide: lengthOf(asks, L.name) + 8, tall: L.name + 4 };
    const [own, ...boxes] = placed([me, ...keys], { taken, lines, fits: insideOf(P) });
    const marks = [circle("halo", ...tip, 17, { class: "ground q" }), circle("origin", ...P.zero, 3.5, { class: "k" })];
    marks.push(...(same ? acrossQuery(same) : []), ...shafts(P, keys, tip, you));
    keys.forEach(({ group, cell }, g) => boxes[g] && group.forEach((j, k) => {
      const [x, y, wide, tall] = cell(boxes[g], k);
      marks.push(text(`key${j}-name`, x + wide / 2, y + tall * 0.74, names[j], { class: `k number${j === you ? " bold" : ""}`, "font-size": L.name }));
    }));
    if (own) marks.push(text("query-name", (own.x0 + own.x1) / 2, own.y1 - 5, asks, { class: "q bold number", "font-size": L.name }));
    const look = { class: "number bold", "font-size": L.size };
    if (score) marks.push(text("alike-score", score[0], score[1] + 4.5, same.says, { ...look, at: same.shows, beat: 1 }));
    return [...marks, ...keyHands(s, keys, you, act), ...(s.strength > 0 ? [tipHand(s, t, P, tip, act)] : [])];
  }

  // Whether a box lies in the ring.
  function insideOf({ zero: [x, y], radius }) {
    return ({ x0, y0, x1, y1 }) => hypot(Math.max(x - x0, x1 - x), Math.max(y - y0, y1 - y)) < radius - 4;
  }

  // The line of the query, and across it the line of all that scores alike.
  function acrossQuery({ ray, line: [from, to], foot }) {
    return [line("ray", ...ray[0], ...ray[1], { class: "way", "stroke-dasharray": "1 4" }),
      line("alike", ...from, ...to, { class: "tick", opacity: 0.55 }), circle("foot", ...foot, 3.5, { class: "q" })];
  }

  function shafts(P, keys, tip, you) {
    const all = keys.flatMap(({ group }) => group).toReversed();
    const key = (j) => arrow(`key${j}`, P.zero, P.at(P.keys[j]), { thick: j === you ? 3.5 : 2.5, tip: 11, class: "k", opacity: j === you ? 1 : 0.55 });
    return [...all.map(key), arrow("query", P.zero, tip, { thick: 5, tip: 16, class: "q" })];
  }

  // A press on a key brings out its score; of keys at one point, that of the next. Their order may not follow what is in
  // focus: a node that is moved loses the keyboard.
  function keyHands(s, keys, you, act) {
    const first = ({ group }) => Math.min(...group);
    return keys.toSorted((a, b) => first(a) - first(b)).map((one) => {
      const { group, tip: [x, y] } = one, next = group[(group.indexOf(you) + 1) % group.length];
      const names = group.toSorted((a, b) => a - b).map((j) => s.tokens[j]);
      const label = `${group.length > 1 ? "keys" : "key"} of ${names.join(", ")}: show the score`;
      return hand(`key${first(one)}-hand`, x - 20, y - 20, 40, 40, { label, group: "key", down: group.includes(you), press: () => act.set({ pick: next }) });
    });
  }

  function tipHand(s, t, P, [x, y], act) {
    const says = P.axes.map((c, d) => `${channelsOf(s)[c]} ${brief(P.query[d])}`).join(", "), by = 0.05 * P.end;
    const scale = { value: P.query, low: -P.end, high: P.end, step: s.angle ? 0.01 * P.end : by, by, unit: P.unit };
    return hand("query-hand", x - 22, y - 22, 44, 44, { label: `query of ${s.tokens[s.word]}`, says, ...scale,
      move: (to) => ask(s, t, act, withNumbers(t.Q[s.word], P.axes, to), P.axes), back: () => putBack(s, act, P.axes) });
  }

  // --- turning -----------------------------------------------------------------------------------------------------

  const turning = (s, L, P, act) => (!canTurn(s) ? [] : P.turns ? ring(s, L, P, act) : toRing(s, L, act));

  // A plane that does not show what is turned says so, and leads to the one that does.
  function toRing(s, L, act) {
    const { x, y, wide, tall, size } = L.turn, [first, second] = channelsOf(s);
    const words = `${s.angle ? `turned by ${brief(s.angle)}° in` : "turning mixes"} ${first} and ${second}: show them`;
    return [rect("turn-ground", x, y, wide, tall, { rx: 12, class: "ground ink" }),
      text("turn", x + wide / 2, y + tall / 2 + 4.5, fitted(words, wide - 12, size), { "font-size": size }),
      hand("turn-both", x, y - 2, wide, tall + 2, { label: `Show ${first} and ${second}, which are turned`, press: () => act.set({ across: 0, up: 1 }) })];
  }

  // The ring: its knob is dragged to an angle, in steps of the slider, half a turn each way.
  function ring(s, L, P, act) {
    const { x, y, wide, size } = L.turn, by = `${brief(s.angle)}°`, sense = P.axes[0] === 0 ? 1 : -1;
    const turnOf = (degrees) => CORNER + sense * degrees * RADIANS, place = turnOf(s.angle);
    const on = (degrees) => [P.zero[0] + Math.cos(turnOf(degrees)) * P.radius, P.zero[1] - Math.sin(turnOf(degrees)) * P.radius];
    const knob = on(s.angle), way = Array.from({ length: 49 }, (_, k) => on((s.angle * k) / 48).map((value) => value.toFixed(2)).join(" "));
    const turn = ([a, b]) => {
      const degrees = 5 * Math.round((sense * (Math.atan2(b, a) - CORNER)) / RADIANS / 5);
      act.set({ angle: ((((degrees + 180) % 360) + 360) % 360) - 180 });
    };
    return [
      circle("ring", ...P.zero, P.radius, { fill: "none", stroke: "var(--attn-line)", "stroke-width": L.narrow ? 8 : 10 }),
      path("ring-turned", `M${way.join("L")}`, { class: "arc", "stroke-width": 3, "stroke-opacity": 0.6 }),
      circle("ring-halo", ...knob, 17, { class: "band" }),
      circle("ring-knob", ...knob, 10, { fill: "var(--attn-card)", stroke: "var(--attn-ink)", "stroke-width": 2 }),
      text("turn", x + wide, y + size, s.angle ? `all turned by ${by}` : "turn everything",
        { "text-anchor": "end", "font-size": size, class: s.angle ? "bold" : "" }),
      hand("turn-hand", knob[0] - 22, knob[1] - 22, 44, 44, { label: "ring that turns queries and keys", says: by,
        value: [Math.cos(place), Math.sin(place)], step: 0.001, by: 0.12, unit: P.radius, move: turn, back: () => act.set({ angle: 0 }) }),
    ];
  }

  // --- the numbers -------------------------------------------------------------------------------------------------

  const named = (L, key, y, words, more) => text(`label-${key}`, L.label, y, words, { "text-anchor": "end", "font-size": L.size, ...more });

  // What the word asks: a cell for each channel.
  function query(s, t, L, P, act) {
    const { y, wide, tall } = L.query;
    const cells = channelsOf(s).flatMap((_, c) => asked(s, t, L, P, act, c, L.c0 + c * wide + 1, wide - 3));
    return [named(L, "query", y + tall / 2 + 4.5, "query", { class: "q bold" }), ...cells];
  }

  // One number of the query, with a bar from the middle of its cell that is dragged.
  function asked(s, t, L, P, act, c, x, wide) {
    const { y, tall, size } = L.query, i = s.word, channel = channelsOf(s)[c], value = t.Q[i][c], at = address("Q", i, c);
    const room = wide - 1.15 * lengthOf(brief(value), size) - 18, look = `q bold number${Object.hasOwn(s.edits, at) ? " own" : ""}`;
    const middle = x + wide / 2, unit = (wide / 2 - 4) / P.end, to = middle + clamp(value, -P.end, P.end) * unit, bottom = y + tall;
    const marks = [
      rect(`q${c}-ground`, x, y, wide, tall, { rx: 6, class: "ground q", at }),
      line(`q${c}-zero`, middle, bottom - 12, middle, bottom - 2, { class: "rule zero" }),
      rect(`q${c}`, Math.min(middle, to), bottom - 10, Math.abs(to - middle), 6, { class: value < 0 ? "minus" : "q pale", at }),
      rect(`q${c}-cap`, to - 2, bottom - 12, 4, 10, { rx: 2, class: "q" }),
      ...(s.selected === at ? [rect("chosen", x, y, wide, tall, { rx: 6, class: "tick", fill: "none" })] : []),
      text(`q${c}-name`, x + 7, y + tall / 2, room < 18 ? "" : fitted(channel, room, size), { class: "q", "text-anchor": "start", "font-size": size }),
      text(`q${c}-number`, x + wide - 7, y + tall / 2, brief(value), { class: look, "text-anchor": "end", "font-size": size, at }),
    ];
    if (!(s.strength > 0)) return marks;
    const put = (next) => ask(s, t, act, withNumbers(t.Q[i], [c], [next]), [c]);
    return [...marks, hand(`q${c}-hand`, x, y - 2, wide, tall + 4, { label: `query of ${s.tokens[i]}, ${channel}`, value, low: -P.end, high: P.end,
      step: 0.01, by: 0.05, axis: "x", unit, put, press: () => act.select(at), back: () => putBack(s, act, [c]) })];
  }

  // What each word offers.
  function keys(s, t, L, P) {
    const { y, row, gap, size, name } = L.keys, x = column(L), wide = L.wide - gap, tight = L.wide < 40;
    const sign = (c) => (c === P.axes[0] ? "→ " : c === P.axes[1] ? "↑ " : "");
    return keysShown(s, L, P).flatMap((c, k) => {
      const cells = s.tokens.flatMap((_, j) => shapes.cell(`k${j},${c}`, x(j) - wide / 2, y + row * k + 1.5, wide, row - 3, t.K[j][c],
        { role: "k", at: address("K", j, c), size: tight ? 11 : size }));
      const shortened = (mark) => (mark.tag === "text" ? { ...mark, text: short(t.K[parse(mark.at).i][c]) } : mark);
      const label = named(L, `key${c}`, y + row * (k + 0.5) + 4, sign(c) + fitted(channelsOf(s)[c], name, L.size), { class: "k" });
      return [label, ...(tight ? cells.map(shortened) : cells)];
    });
  }

  // The scores; where the plane hides a part, what it shows is outlined.
  function bars(s, t, L, you) {
    const { zero, unit: one } = L.bars, i = s.word, x = column(L), range = smallest(SCORES, [...t.S[i], ...t.SP[i]]);
    const unit = (one * 1.5) / range, end = range === 1.5 ? 1 : range;
    const hides = s.tokens.some((_, j) => Math.abs(t.S[i][j] - t.SP[i][j]) > QUIET), note = { class: "soft number", "text-anchor": "end", "font-size": 12 };
    return [...shapes.ruler("score-rule", [end, -end], { x0: L.c0, x1: L.right, zero, unit, labels: "left", size: 11 }),
      line("score-zero", L.c0, zero, L.right, zero, { class: "rule zero" }), named(L, "score", zero + 4, "score", { class: "bold" }),
      ...s.tokens.flatMap((_, j) => bar(s, t, L, j, { x: x(j), range, unit, bright: j === you })),
      ...(hides && !L.narrow ? [text("part-name", L.right, zero + one * 1.5 + 22, "dashed: what the plane shows of it", note)] : [])];
  }

  function bar(s, t, L, j, { x, range, unit, bright }) {
    const { zero, wide } = L.bars, i = s.word, score = t.S[i][j], part = t.SP[i][j], tight = L.wide < 40, at = address("S", i, j);
    const look = `number ${Math.abs(score) < QUIET ? "soft" : "bold"}`;
    const extent = (value) => { const tall = clamp(value, -range, range) * unit; return [zero - Math.max(tall, 0), Math.abs(tall)]; };
    const [y, tall] = extent(score), [top, high] = extent(part), above = score >= -QUIET;
    const end = above ? Math.min(top, y) - 5 : Math.max(top + high, y + tall) + L.size + 1;
    return [
      rect(`score${j}`, x - wide / 2, y, wide, tall, { class: "ink full", opacity: bright ? 1 : 0.75, at, beat: 2 }),
      rect(`part${j}`, x - wide / 2 - 3, top, wide + 6, high, { ...DASHED, at: address("SP", i, j), beat: 2, opacity: Math.abs(score - part) > QUIET ? 1 : 0 }),
      text(`score${j}-number`, x, end, (tight ? short : brief)(score), { class: look, "font-size": tight ? 11 : L.size + 0.5, at, beat: 2 }),
    ];
  }

  function marks(s, t, L, act) {
    const you = pickOf(s, t), P = planeOf(s, t, L), x = column(L), bottom = L.bars.zero + L.bars.unit * 1.5 + 14;
    return [
      rect("band", x(you) - L.wide / 2 + 2, L.keys.y - 2, L.wide - 4, bottom - L.keys.y + 4, { rx: 8, class: "band" }),
      ...shapes.words(s, { x, wide: L.wide, ...L.words, choose: (j) => choose(s, act, j) }),
      ...query(s, t, L, P, act), ...keys(s, t, L, P), ...bars(s, t, L, you),
      ...ground(L, P), ...turning(s, L, P, act), ...arrows(s, t, L, P, you, act), ...axisChoices(channelsOf(s), P.axes, L, act),
    ];
  }

  // --- numbers and words -------------------------------------------------------------------------------------------

  // SP: the scores as far as the plane shows them.
  function compute(s) {
    const t = head.compute(s), axes = axesOf(s, channelsOf(s));
    return { ...t, SP: t.Q.map((q) => t.K.map((k) => axes.reduce((all, c) => all + q[c] * k[c], 0))) };
  }

  const tokens = (s) => s.tokens;
  const tables = {
    ...head.tables,
    Q: { ...head.tables.Q, selectable: true },
    SP: { rows: tokens, columns: tokens, words: (i, j) => [i, j],
      title: (i, j, s) => `score as far as the plane shows it: ${s.tokens[i]} asks, ${s.tokens[j]} answers`,
      from: (i, j, t, s) => sum(axesOf(s, channelsOf(s)).map((c) => [channelsOf(s)[c], factor(t, "Q", i, c), factor(t, "K", j, c)])) },
  };

  function say(s, t) {
    const row = t.S[s.word], score = Math.max(...row), best = s.tokens.filter((_, j) => score - row[j] <= SAME * Math.max(1, Math.abs(score)));
    const which = row.length === 1 ? "alone" : best.length === row.length ? "same" : best.length > 1 ? "several" : "highest";
    const facts = { word: s.tokens[s.word], query: t.Q[s.word], best, score, angle: s.angle };
    return [s.angle && canTurn(s) ? `${which}_turned` : which, facts];
  }

  return {
    tables,
    compute,
    picture: {
      name: (s) => `The query of ${s.tokens[s.word]} among the keys`,
      hint: "Drag the blue tip. Click a word: it asks. Turn everything: no bar moves.", layout, marks,
    },
    panels: () => ["Q", "K", { table: "S", leads: true }],
    say,
  };
};
