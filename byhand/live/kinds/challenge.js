// A challenge: a goal of attention, the numbers that may be changed, and at once whether it is reached. The goals and their
// rules come from challenge.py; both judge alike.

const SAME = 1e-9; // what differs by less is equal
const KNOB = "knob_0"; // the field of the slider, which moves the chosen number
const DRAG = 40; // units of the drawing for which a dragged number changes by one
const TABLES = [
  { name: "X", colour: "ink" },
  { name: "W_Q", colour: "q", result: "Q", says: "asks" },
  { name: "W_K", colour: "k", result: "K", says: "offers" },
];
const sentence = (letter) => letter.toUpperCase();

export default ({ oneHead, address, parse, brief, percent, number, shapes }) => {
  const { PHONE, rect, line, text, hand, clamp, fitted, lengthOf } = shapes;
  const levelOf = (s) => s.config.levels[s.level];

  // --- the judge ---------------------------------------------------------------------------------------------------

  const partsOf = (goal) => goal.goals ?? [goal];
  const askerOf = (goal) => goal.asker ?? goal.word;
  const wantedBy = (goal) => goal.answerers ?? (goal.answerer === undefined ? [] : [goal.answerer]);

  // Whether a goal is reached, by its type; the same as `met` in challenge.py.
  const GOALS = {
    most: (goal, t) => rivals(goal, t).every((share) => t.A[goal.asker][goal.answerer] > share + SAME),
    share: (goal, t) => t.A[goal.asker][goal.answerer] >= goal.least - SAME,
    equal(goal, t) {
      const shares = goal.answerers.map((j) => t.A[goal.asker][j]), most = Math.max(...shares);
      return most - Math.min(...shares) <= goal.within + SAME && rivals(goal, t).every((share) => most >= share - SAME);
    },
    output: (goal, t) => t.O[goal.word][goal.channel] >= goal.least - SAME,
    all: (goal, t) => goal.goals.every((one) => met(one, t)),
  };
  const met = (goal, t) => GOALS[goal.type](goal, t);
  const rivals = (goal, t) => t.A[goal.asker].filter((_, j) => !wantedBy(goal).includes(j));

  // What the reader has done, by the rules of the level: status is a key of STATUS in challenge.py.
  function judge(s, t) {
    const level = levelOf(s), inBase = (at) => { const { table, i, j } = parse(at); return s.base[table]?.[i]?.[j]; };
    const changes = Object.entries(s.edits).filter(([at, value]) => !(Math.abs(value - inBase(at)) <= SAME)).map(([at, value]) => ({ table: parse(at).table, value }));
    const elsewhere = [...new Set(changes.map(({ table }) => table).filter((table) => !level.tables.includes(table)))];
    const large = changes.some(({ value }) => Math.abs(value) > s.config.bound + SAME), count = changes.length, reached = met(level.goal, t);
    const other = s.strength !== 1 || !s.scaled || s.cut.some(Boolean);
    const status = other ? "other" : elsewhere.length ? "elsewhere" : large ? "large" : count > level.limit ? "many" : reached ? "solved" : "open";
    return { status, solved: status === "solved", reached, count, limit: level.limit, best: level.best, tables: elsewhere, bound: s.config.bound };
  }

  // --- what is said ------------------------------------------------------------------------------------------------

  function bestOf(s, t, i) {
    const share = Math.max(...t.A[i]);
    return { share: 100 * share, best: s.tokens.filter((_, j) => t.A[i][j] >= share * (1 - SAME)) };
  }

  // How things stand with a goal: the name of a sentence in NOW in challenge.py, and its facts.
  function now(s, t, goal) {
    const parts = partsOf(goal), failed = parts.find((one) => !met(one, t)), part = failed ?? parts[0];
    if (goal.type === "output") return ["output", { word: s.tokens[goal.word], channel: s.names.values[goal.channel], value: t.O[goal.word][goal.channel], least: goal.least }];
    if (goal.type === "all" && !failed) return ["all_met", { all: parts.length }];
    const i = part.asker, [a, b = a] = wantedBy(part), top = bestOf(s, t, i);
    const facts = { ...top, asker: s.tokens[i], goal: s.tokens[a], first: s.tokens[a], second: s.tokens[b], mine: 100 * t.A[i][a], other: 100 * t.A[i][b],
      least: part.least, kept: parts.filter((one) => met(one, t)).length, all: parts.length };
    const below = goal.type === "equal" && Math.max(facts.mine, facts.other) < top.share * (1 - SAME);
    return [goal.type + (below ? "_below" : goal.type === "most" && !failed ? "_met" : ""), facts];
  }

  function say(s, t) {
    const found = judge(s, t), [name, facts] = now(s, t, levelOf(s).goal);
    return [`${found.status}_${name}`, { ...found, ...facts }];
  }

  // --- where everything stands -------------------------------------------------------------------------------------

  // A text in lines, broken between words.
  function wrapped(words, width, size) {
    const lines = [];
    for (const word of words.split(" ")) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && lengthOf(longer, size) * 1.05 <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  const channelsOf = (s) => s.names.channels.length;

  // x: of the table of embeddings and of each matrix, which share their rows.
  function tableAt(s, left, names, one, step, gap) {
    const x = left + names, w = TABLES.slice(1).map((_, k) => x + one + gap + k * (step * channelsOf(s) + gap));
    return { names: x - 6, x, one, w, step, right: w.at(-1) + step * channelsOf(s) };
  }

  function layout(s, room) {
    const { goal, task } = levelOf(s), n = s.tokens.length, features = s.names.features.length, channels = channelsOf(s), narrow = room < PHONE;
    const strips = new Set(partsOf(goal).map(askerOf)).size, gauge = goal.least !== undefined;
    if (narrow) {
      const width = clamp(room, 300, 540), table = tableAt(s, 0, 50, 36, (width - 50 - 36 - 10) / (2 * channels), 5), words = (width - 4) / n;
      const lines = wrapped(task, width, 15), rule = 44 + lines.length * 19, arcs = rule + 70, top = arcs + 38 + 44, end = top + features * 34;
      const strip = end + 10, row = strips > 1 ? 23 : 30, bottom = strip + strips * row + (gauge ? 30 : 0);
      return { narrow, width, height: bottom + 20, lines, task: { x: 0, y: 58, step: 19, size: 15 }, buttons: { x: 0, wide: width / s.config.levels.length, tall: 36 }, rule: { x: 0, y: rule + 12, size: 12 },
        state: { x: width - 72, y: rule + 18, wide: 72, tall: 24 }, c0: 2, wide: words, label: null, arcs: { base: arcs + 1, top: rule + 36, ribbon: 26, peak: (d) => 5 + 5 * d }, words: { top: arcs + 3, tall: 34, size: 15 },
        table, top, row: 34, result: null, keys: null, strip: { x: 46, y: strip, width: width - 48, row, tall: row - 5 }, gauge: bottom - 26, note: bottom + 12, size: 12, small: 11.5 };
    }
    const table = tableAt(s, 16, 74, 46, 138 / channels, 12), wide = 450 / n, c0 = 540, lines = wrapped(task, 690, 17), rule = 22 + lines.length * 22;
    const top = 128, row = clamp(160 / features, 24, 32), end = top + features * row, keys = 206, score = keys + channels * 18 + 16;
    const strip = score + 16, step = strips > 1 ? 24 : 38, bottom = strip + strips * step + (gauge ? 40 : 0) + 22, result = end + 8, height = Math.max(bottom, result + 190);
    return { width: 1000, height, lines, task: { x: 300, y: 22, step: 22, size: 17 }, buttons: { x: 16, wide: 44, tall: 38 }, rule: { x: 300, y: rule, size: 13.5 },
      state: { x: 16, y: 50, wide: 120, tall: 26 }, c0, wide, label: c0 - 10, arcs: { base: 146, top: 74, ribbon: 36, peak: (d) => 11 + 10 * d }, words: { top: 149, tall: 42, size: 18 },
      table, top, row, result, keys, score, strip: { x: c0, y: strip, width: wide * n, row: step, tall: step - 6 }, gauge: bottom - 54, note: bottom - 4, size: 12.5, small: 12,
      narrator: [16, result + 40, 430, height - result - 42] };
  }

  // --- the task ----------------------------------------------------------------------------------------------------

  function task(s, t, L, act) {
    const { levels } = s.config, { buttons, state } = L, level = levelOf(s), { solved, count, limit } = judge(s, t), marks = [];
    levels.forEach((one, k) => {
      const x = buttons.x + k * buttons.wide, on = k === s.level;
      marks.push(rect(`level${k}`, x + 2, 2, buttons.wide - 4, buttons.tall - 4, { rx: 8, class: on ? "ink" : "ground ink" }));
      marks.push(text(`level${k}-number`, x + buttons.wide / 2, buttons.tall / 2 + 5, k + 1, { class: on ? "paper bold" : "bold", "font-size": 15 }));
      marks.push(hand(`level${k}-hand`, x, 0, buttons.wide, buttons.tall, { label: `${k + 1}: ${one.task}`, group: "level", down: on,
        press: () => act.set({ level: k, edits: {}, word: one.asker, selected: one.selected }) }));
    });
    L.lines.forEach((words, k) => marks.push(text(`task${k}`, L.task.x, L.task.y + k * L.task.step, words, { class: "bold", "text-anchor": "start", "font-size": L.task.size })));
    wrapped(level.rule, L.narrow ? state.x - 6 : 690, L.rule.size).forEach((words, k) => marks.push(text(`rule${k}`, L.rule.x, L.rule.y + k * 17, words, { class: "soft", "text-anchor": "start", "font-size": L.rule.size })));
    marks.push(rect("state", state.x, state.y, state.wide, state.tall, { rx: state.tall / 2, class: solved ? "ink" : "frame" }));
    marks.push(text("state-text", state.x + state.wide / 2, state.y + state.tall / 2 + 4.5, solved ? "✓ solved" : `${count} of ${limit}${L.narrow ? "" : " changed"}`, { class: solved ? "paper bold" : count > limit ? "bold" : "soft", "font-size": L.size + 0.5 }));
    return marks;
  }

  // --- the numbers -------------------------------------------------------------------------------------------------

  function cell(s, L, act, at, x, y, wide, value, colour, label) {
    const { bound, levels } = s.config, open = levels[s.level].tables.includes(parse(at).table), own = Object.hasOwn(s.edits, at), tall = L.row - 4, zero = Math.abs(value) < 0.005;
    const written = L.narrow ? brief(value).replace(/^(−?)0\./, "$1.") : brief(value);
    return [
      ...(open ? [rect(`${at}-ground`, x + 1.5, y, wide - 3, tall, { rx: 5, class: `ground ${colour}`, at }),
        rect(`${at}-bar`, x + 1.5, y, (wide - 3) * clamp(Math.abs(value) / bound, 0, 1), tall, { rx: 5, class: value < 0 ? "minus" : `${colour} pale`, at })] : []),
      text(`${at}-number`, x + wide / 2, y + tall / 2 + L.size * 0.36, written, { class: `${open && !zero ? "bold" : "soft"}${own ? " own" : ""}`, "font-size": L.size, at, "pointer-events": open ? "none" : "auto" }),
      ...(at === s.selected ? [rect("chosen", x + 1.5, y, wide - 3, tall, { rx: 5, fill: "none", class: "tick" })] : []),
      ...(open ? [hand(`${at}-hand`, x, y - 2, wide, tall + 4, { label, value, low: -bound, high: bound, step: 0.01, by: 0.05, axis: "x", unit: DRAG,
        press: () => act.select(at), back: () => act.undo(at), put: (to) => { act.select(at); act.set({ [KNOB]: to }); } })] : []),
    ];
  }

  // The row of the word that asks, upright, and the matrices beside it; below them what comes out.
  function numbers(s, t, L, act) {
    const { table, top, row, size } = L, { features, channels } = s.names, me = s.word, marks = [];
    const title = (key, x, y, words, more) => marks.push(text(key, x, y, words, { class: "bold", "font-size": size, ...more }));
    title("x-title", table.x + table.one / 2, top - 9, fitted(s.tokens[me], table.one + 16, size + 1), { class: "q bold", "font-size": size + 1 });
    TABLES.slice(1).forEach(({ name, colour }, k) => {
      title(`${name}-title`, table.w[k] + (table.step * channels.length) / 2, top - 27, `× ${name}`, { class: `${colour} bold`, "font-size": size + 0.5 });
      channels.forEach((channel, c) => title(`${name}-column${c}`, table.w[k] + table.step * (c + 0.5), top - 9, fitted(channel, table.step, L.small), { class: colour, "font-size": L.small }));
    });
    features.forEach((feature, f) => {
      const y = top + f * row, on = Math.abs(t.X[me][f]) > 0.004;
      title(`feature${f}`, table.names, y + row / 2 + 2.5, fitted(feature, table.names, size), { class: on ? "bold" : "soft", "text-anchor": "end" });
      marks.push(...cell(s, L, act, address("X", me, f), table.x, y, table.one, t.X[me][f], "ink", `embedding of ${s.tokens[me]}, ${feature}`));
      TABLES.slice(1).forEach(({ name, colour }, k) => channels.forEach((channel, c) => marks.push(...cell(s, L, act, address(name, f, c), table.w[k] + c * table.step, y, table.step, t[name][f][c], colour, `${name} from ${feature} to ${channel}`))));
    });
    if (L.result === null) return marks;
    title("result-title", table.x + table.one, L.result + 16, fitted(`${s.tokens[me]} asks, offers`, 124, size), { class: "soft", "text-anchor": "end" });
    marks.push(line("result-line", table.w[0], L.result - 5, table.right, L.result - 5, { class: "rule zero" }));
    TABLES.slice(1).forEach(({ result, colour }, k) => channels.forEach((_, c) => title(`${result}${c}`, table.w[k] + table.step * (c + 0.5), L.result + 16, brief(t[result][me][c]), { class: Math.abs(t[result][me][c]) < 0.005 ? "soft" : `${colour} bold`, at: address(result, me, c), beat: 1 })));
    return marks;
  }

  // --- what follows ------------------------------------------------------------------------------------------------

  function sentenceAbove(s, t, L, act) {
    const x = (j) => L.c0 + L.wide * (j + 0.5), { goal } = levelOf(s), mine = partsOf(goal).find((one) => askerOf(one) === s.word);
    const goals = (mine ? wantedBy(mine) : []).map((j) => rect(`goal${j}`, x(j) - L.wide / 2 + 6, L.words.top + L.words.tall - 1, L.wide - 12, 3.5, { rx: 1.5, class: "k" }));
    return [...shapes.arcs(s, t.A[s.word], { x, ...L.arcs }), ...shapes.words(s, { x, wide: L.wide, ...L.words, shares: t.A[s.word], choose: (j) => act.set({ word: j }) }), ...goals];
  }

  // What each word offers, and what the word that asks scores with it.
  function keys(s, t, L) {
    if (L.keys === null) return [];
    const x = (j) => L.c0 + L.wide * (j + 0.5), wide = L.wide - 12, label = (key, y, words, more) => text(key, L.label, y, words, { class: "k", "text-anchor": "end", "font-size": L.size, ...more });
    return [
      label("keys", L.keys - 5, "keys", { class: "k bold" }),
      ...s.names.channels.flatMap((channel, c) => [label(`key${c}`, L.keys + c * 18 + 13, fitted(channel, 66, L.size)),
        ...s.tokens.flatMap((_, j) => shapes.cell(`key${j},${c}`, x(j) - wide / 2, L.keys + c * 18 + 1, wide, 16, t.K[j][c], { role: "k", at: address("K", j, c), size: 12, beat: 1 }))]),
      label("score", L.score, "score", { class: "bold" }),
      ...s.tokens.map((_, j) => text(`score${j}`, x(j), L.score, brief(t.S[s.word][j]), { class: Math.abs(t.S[s.word][j]) < 0.005 ? "soft" : "bold", "font-size": L.size, at: address("S", s.word, j), beat: 2 })),
    ];
  }

  // For each word of the goal its shares; a line in the colour of who answers marks where they should go.
  function strips(s, t, L) {
    const { strip } = L, parts = partsOf(levelOf(s).goal), askers = [...new Set(parts.map(askerOf))];
    return askers.flatMap((i, k) => {
      const y = strip.y + k * strip.row, mine = parts.filter((one) => askerOf(one) === i), good = mine.every((one) => met(one, t)), pieces = shapes.piecesOf(t.A[i], strip.x, strip.width);
      const name = `${good ? "✓ " : ""}${s.tokens[i]}`;
      return [
        text(`strip${k}-asker`, strip.x - 6, y + strip.tall / 2 + 4, L.narrow ? fitted(name, 44, L.size) : name, { class: "q bold", "text-anchor": "end", "font-size": L.size }),
        ...shapes.strip(s.tokens, t.A[i], { x: strip.x, y, width: strip.width, height: strip.tall, at: (j) => address("A", i, j), key: `strip${k}-`, size: L.size }),
        ...mine.flatMap(wantedBy).map((j) => rect(`strip${k}-goal${j}`, pieces[j][0] + 1, y + strip.tall - 2, Math.max(pieces[j][1] - 2, 1), 4, { rx: 1.5, class: "k", beat: 3 })),
      ];
    });
  }

  // A number that is to reach a mark, on a scale from 0 to 1: a share, or what arrives on a channel.
  function gauge(s, t, L) {
    const { goal } = levelOf(s), { x, width } = L.strip, y = L.gauge;
    if (goal.least === undefined) return [];
    const output = goal.type === "output", value = output ? t.O[goal.word][goal.channel] : t.A[goal.asker][goal.answerer], role = output ? "v" : "k", written = (one) => (output ? brief(one) : percent(one));
    const at = output ? address("O", goal.word, goal.channel) : address("A", goal.asker, goal.answerer), long = clamp(value, 0, 1) * width, mark = x + goal.least * width;
    return [
      text("gauge-name", x - 6, y + 13, fitted(output ? s.names.values[goal.channel] : s.tokens[goal.answerer], L.narrow ? 42 : 72, L.size), { class: `${role} bold`, "text-anchor": "end", "font-size": L.size }),
      rect("gauge-frame", x, y, width, 18, { rx: 4, class: "frame" }),
      rect("gauge", x, y, long, 18, { rx: 3, class: `${role} pale`, at, beat: 4 }),
      text("gauge-number", Math.min(x + Math.max(long, 0) + 6, x + width - 40), y + 13.5, written(value), { class: `${role} bold number`, "text-anchor": "start", "font-size": L.size, at, beat: 4 }),
      line("gauge-mark", mark, y - 4, mark, y + 22, { class: "tick" }),
      text("gauge-mark-number", mark, y + 35, `${L.narrow ? "" : "wanted: "}${written(goal.least)}`, { "font-size": L.small }),
    ];
  }

  const NOTES = { most: "orange: who is to get the largest share", share: "orange: who is to get more", equal: "orange: the two that are to be equal", all: "orange: who is to get the largest share of each" };

  function marks(s, t, L, act) {
    const note = NOTES[levelOf(s).goal.type];
    return [
      ...task(s, t, L, act),
      ...sentenceAbove(s, t, L, act),
      ...numbers(s, t, L, act),
      ...keys(s, t, L),
      ...strips(s, t, L),
      ...gauge(s, t, L),
      ...(note && levelOf(s).goal.least === undefined ? [text("note", L.strip.x, L.note, note, { class: "soft", "text-anchor": "start", "font-size": L.small })] : []),
    ];
  }

  return {
    ...oneHead(),
    layout: "rows",
    picture: { name: (s) => `Challenge ${s.level + 1}: ${levelOf(s).task} ${levelOf(s).rule}`, hint: "Drag a number. Click a word: it asks. Press the challenge again to start over.", layout, marks },
    panels: () => ["X", "W_Q", "W_K", "Q", "K", "A", "O"],
    say,
  };
};
