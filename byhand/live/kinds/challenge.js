// A challenge: a goal of attention, the numbers that may be changed, and at once whether it is reached. The goals and their
// rules come from challenge.py; both judge alike.

const SAME = 1e-9; // what differs by less is equal
const ZERO = 0.005; // what is smaller is written as 0, quietly
const KNOB = "knob_0"; // the field of the slider, which moves the chosen number
const DRAG = 40; // units of the drawing for which a dragged number changes by one
const MATRICES = [{ name: "W_Q", colour: "q", result: "Q" }, { name: "W_K", colour: "k", result: "K" }];
const NOTES = { // what the orange lines say, by the type of the goal
  most: "orange: who is to get the largest share",
  equal: "orange: the two that are to be equal",
  all: "orange: who is to get the largest share of each",
};

export default ({ oneHead, address, parse, brief, percent, shapes }) => {
  const { PHONE, rect, line, text, hand, clamp, fitted, lengthOf } = shapes;
  const levelOf = (s) => s.config.levels[s.level], isZero = (value) => Math.abs(value) < ZERO;

  // --- the judge ---------------------------------------------------------------------------------------------------

  const partsOf = (goal) => goal.goals ?? [goal];
  const askerOf = (goal) => goal.asker ?? goal.word;
  const wantedBy = (goal) => goal.answerers ?? (goal.answerer === undefined ? [] : [goal.answerer]);
  const rivals = (goal, t) => t.A[goal.asker].filter((_, j) => !wantedBy(goal).includes(j));

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

  // The numbers that are not as they were: { table, value } each. One that was put back does not count.
  const changesOf = (s) => Object.entries(s.edits).map(([at, value]) => ({ ...parse(at), value }))
    .filter(({ table, i, j, value }) => !(Math.abs(value - s.base[table]?.[i]?.[j]) <= SAME));

  // What the reader has done, by the rules of the level; status: a key of STATUS in challenge.py.
  function judge(s, t) {
    const { goal, limit, fewest, tables: allowed } = levelOf(s), { bound } = s.config, changes = changesOf(s), count = changes.length;
    const tables = [...new Set(changes.map(({ table }) => table).filter((table) => !allowed.includes(table)))];
    const large = changes.some(({ value }) => Math.abs(value) > bound + SAME), other = s.strength !== 1 || !s.scaled || s.cut.some(Boolean);
    const wrong = other ? "other" : tables.length ? "elsewhere" : large ? "large" : count > limit ? "many" : null;
    return { status: wrong ?? (met(goal, t) ? "solved" : "open"), count, limit, fewest, tables, bound };
  }

  // --- the sentence ------------------------------------------------------------------------------------------------

  // How the word stands that was to give its attention to others.
  function sharesOf(s, t, part) {
    const shares = t.A[part.asker], [a, b = a] = wantedBy(part), largest = Math.max(...shares);
    return { asker: s.tokens[part.asker], goal: s.tokens[a], first: s.tokens[a], second: s.tokens[b], mine: 100 * shares[a], other: 100 * shares[b],
      share: 100 * largest, best: s.tokens.filter((_, j) => shares[j] >= largest * (1 - SAME)), least: part.least };
  }

  // How things stand: the name of a sentence of NOW in challenge.py, and its facts.
  function now(s, t, goal) {
    const { type, word, channel, least } = goal, parts = partsOf(goal), failed = parts.find((part) => !met(part, t));
    if (type === "output") return ["output", { word: s.tokens[word], channel: s.names.values[channel], value: t.O[word][channel], least }];
    if (type === "all" && !failed) return ["all_met", { all: parts.length }];
    const facts = { ...sharesOf(s, t, failed ?? parts[0]), kept: parts.filter((part) => met(part, t)).length, all: parts.length };
    if (type === "most" && !failed) return ["most_met", facts];
    const below = type === "equal" && Math.max(facts.mine, facts.other) < facts.share * (1 - SAME);
    return [below ? "equal_below" : type, facts];
  }

  function say(s, t) {
    const judged = judge(s, t), [name, facts] = now(s, t, levelOf(s).goal);
    return [`${judged.status}_${name}`, { ...judged, ...facts }];
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

  // The columns of the numbers: names of features, one embedding, the matrices; all share their rows.
  function columns(s, { left, names, one, step, gap }) {
    const x = left + names, wide = step * s.names.channels.length;
    return { names: x - 6, x, one, step, wide, w: MATRICES.map((_, k) => x + one + gap + k * (wide + gap)) };
  }

  // What the goal needs: strips, and a scale with a mark.
  const needs = ({ goal }) => ({ strips: new Set(partsOf(goal).map(askerOf)).size, scale: goal.least !== undefined });

  function layout(s, room) {
    const { task } = levelOf(s), { strips, scale } = needs(levelOf(s));
    return room < PHONE ? narrow(s, clamp(room, 300, 540), task, strips, scale) : wide(s, task, strips, scale);
  }

  function narrow(s, width, task, strips, scale) {
    const lines = wrapped(task, width, 15), rule = 56 + lines.length * 19, base = rule + 62, row = 34, top = base + 80;
    const strip = top + row * s.names.features.length + 8, pitch = strips > 1 ? 23 : 30, end = strip + strips * pitch + (scale ? 30 : 0);
    const table = columns(s, { left: 0, names: 50, one: 36, step: (width - 96) / (2 * s.names.channels.length), gap: 5 });
    return { narrow: true, width, height: end + 18, size: 12, small: 11.5, buttons: { x: 0, wide: width / s.config.levels.length, tall: 36 },
      task: { lines, x: 0, y: 58, step: 19, size: 15 }, rule: { x: 0, y: rule, width: width - 80, size: 12 },
      state: { x: width - 73, y: rule + 5, wide: 72, tall: 24 }, c0: 2, wide: (width - 4) / s.tokens.length,
      arcs: { base, top: rule + 33, ribbon: 26, peak: (d) => 5 + 5 * d }, words: { top: base + 2, tall: 34, size: 15 },
      table, top, row, strip: { x: 56, y: strip, width: width - 58, pitch }, scale: end - 26, note: end + 10 };
  }

  function wide(s, task, strips, scale) {
    const lines = wrapped(task, 690, 17), rule = 22 + lines.length * 22, c0 = 540, wide = 450 / s.tokens.length, channels = s.names.channels.length;
    const top = 110, row = clamp(155 / s.names.features.length, 24, 31), result = top + row * s.names.features.length + 8;
    const keys = 198, score = keys + channels * 18 + 16, strip = score + 16, pitch = strips > 1 ? 24 : 38;
    const end = strip + strips * pitch + (scale ? 62 : 22);
    const table = columns(s, { left: 16, names: 74, one: 46, step: 138 / channels, gap: 12 }), height = Math.max(end, result + 200);
    return { width: 1000, height, size: 12.5, small: 12, buttons: { x: 16, wide: 44, tall: 38 },
      task: { lines, x: 300, y: 22, step: 22, size: 17 }, rule: { x: 300, y: rule, width: 550, size: 13.5 },
      state: { x: 866, y: rule - 17, wide: 118, tall: 25 },
      c0, wide, arcs: { base: 138, top: 82, ribbon: 36, peak: (d) => 11 + 10 * d }, words: { top: 141, tall: 42, size: 18 },
      table, top, row, result, keys, score, strip: { x: c0, y: strip, width: 450, pitch }, scale: end - 54, note: end - 4,
      narrator: [16, result + 40, 430, height - result - 42] };
  }

  const label = (key, x, y, words, size, more) => text(key, x, y, words, { "text-anchor": "end", "font-size": size, ...more });
  const middleOf = (L) => (j) => L.c0 + L.wide * (j + 0.5);

  // --- the task ----------------------------------------------------------------------------------------------------

  // The challenges by their numbers. Who presses the one that is open starts it again.
  function levels(s, L, act) {
    const { x, wide, tall } = L.buttons;
    const choose = (k, { asker: word, selected }) => {
      act.set({ level: k, edits: {}, word, selected });
      act.undo(selected); // there is nothing to undo, but the slider goes where its number is
    };
    return s.config.levels.flatMap((level, k) => {
      const left = x + k * wide, on = k === s.level;
      return [
        rect(`level${k}`, left + 2, 2, wide - 4, tall - 4, { rx: 8, class: on ? "ink" : "ground ink" }),
        text(`level${k}-number`, left + wide / 2, tall / 2 + 5, k + 1, { class: on ? "paper bold" : "bold", "font-size": 15 }),
        hand(`level${k}-hand`, left, 0, wide, tall, { label: `${k + 1}: ${level.task}`, group: "level", down: on, press: () => choose(k, level) }),
      ];
    });
  }

  function task(s, t, L) {
    const { state, size } = L, { status, count, limit } = judge(s, t), solved = status === "solved";
    const lines = (name, { x, y, size: tall, step = 17 }, all, look) => all.map((words, k) => label(`${name}${k}`, x, y + k * step, words, tall,
      { class: look, "text-anchor": "start" }));
    const says = solved ? "✓ solved" : `${count} of ${limit}${L.narrow ? "" : " changed"}`, middle = state.x + state.wide / 2;
    return [
      ...lines("task", L.task, L.task.lines, "bold"),
      ...lines("rule", L.rule, wrapped(levelOf(s).rule, L.rule.width, L.rule.size), "soft"),
      rect("state", state.x, state.y, state.wide, state.tall, { rx: state.tall / 2, class: solved ? "ink" : "frame" }),
      text("state-text", middle, state.y + state.tall / 2 + 4.5, says,
        { class: solved ? "paper bold" : count > limit ? "bold" : "soft", "font-size": size + 0.5 }),
    ];
  }

  // --- the numbers -------------------------------------------------------------------------------------------------

  // A cell that is filled as far as its number is large: to the end by the largest number that may be set.
  function box(key, s, x, y, wide, tall, value, colour, more) {
    const long = wide * clamp(Math.abs(value) / s.config.bound, 0, 1);
    return [rect(`${key}-ground`, x, y, wide, tall, { rx: 5, class: `ground ${colour}`, ...more }),
      rect(`${key}-bar`, x, y, long, tall, { rx: 5, class: value < 0 ? "minus" : `${colour} pale`, ...more })];
  }

  // One number. Where the task allows it, it can be moved; one that is touched becomes the one that the slider moves.
  function cell(s, L, act, at, x, y, wide, value, colour, name) {
    const { bound } = s.config, open = levelOf(s).tables.includes(parse(at).table), own = Object.hasOwn(s.edits, at), tall = L.row - 4;
    const written = L.narrow ? brief(value).replace(/^(−?)0\./, "$1.") : brief(value), place = [x + 1.5, y, wide - 3, tall];
    const number = text(`${at}-number`, x + wide / 2, y + tall / 2 + L.size * 0.36, written,
      { class: `${open && !isZero(value) ? "bold" : "soft"}${own ? " own" : ""}`, "font-size": L.size, at, "pointer-events": open ? "none" : "auto" });
    const chosen = at === s.selected ? [rect("chosen", ...place, { rx: 5, fill: "none", class: "tick" })] : [];
    if (!open) return [number, ...chosen];
    return [
      ...box(at, s, ...place, value, colour, { at }),
      number, ...chosen,
      hand(`${at}-hand`, x, y - 2, wide, tall + 4, { label: name, value, low: -bound, high: bound, step: 0.01, by: 0.05, axis: "x", unit: DRAG,
        press: () => act.select(at), back: () => act.undo(at), put: (to) => { act.select(at); act.set({ [KNOB]: to }); } }),
    ];
  }

  // The row of the word that asks, upright, and beside it the matrices.
  function numbers(s, t, L, act) {
    const { table, top, row, size, small } = L, { features, channels } = s.names, me = s.word, marks = [];
    const title = (key, x, y, words, look, tall = size) => marks.push(text(key, x, y, words, { class: look, "font-size": tall }));
    title("x-title", table.x + table.one / 2, top - 9, fitted(s.tokens[me], table.one + 16, size + 1), "q bold", size + 1);
    MATRICES.forEach(({ name, colour }, k) => {
      title(`${name}-title`, table.w[k] + table.wide / 2, top - 27, `× ${name}`, `${colour} bold`, size + 0.5);
      channels.forEach((channel, c) => {
        title(`${name}-column${c}`, table.w[k] + table.step * (c + 0.5), top - 9, fitted(channel, table.step, small), colour, small);
      });
    });
    features.forEach((feature, f) => {
      const y = top + f * row, x = t.X[me][f];
      marks.push(label(`feature${f}`, table.names, y + row / 2 + 2.5, fitted(feature, table.names, size), size, { class: isZero(x) ? "soft" : "bold" }));
      marks.push(...cell(s, L, act, address("X", me, f), table.x, y, table.one, x, "ink", `embedding of ${s.tokens[me]}, ${feature}`));
      MATRICES.forEach(({ name, colour }, k) => channels.forEach((channel, c) => {
        const about = `${name} from ${feature} to ${channel}`;
        marks.push(...cell(s, L, act, address(name, f, c), table.w[k] + c * table.step, y, table.step, t[name][f][c], colour, about));
      }));
    });
    return L.narrow ? marks : [...marks, ...results(s, t, L)];
  }

  // Below the matrices what comes out of them for this word: its query, its key.
  function results(s, t, L) {
    const { table, result: top, size } = L, me = s.word, y = top + 16;
    return [
      line("result-line", table.w[0], top - 5, table.w.at(-1) + table.wide, top - 5, { class: "rule zero" }),
      label("result-title", table.x + table.one, y, fitted(`${s.tokens[me]} asks, offers`, 124, size), size, { class: "soft" }),
      ...MATRICES.flatMap(({ result, colour }, k) => t[result][me].map((value, c) => text(`${result}${c}`, table.w[k] + table.step * (c + 0.5), y, brief(value),
        { class: isZero(value) ? "soft" : `${colour} bold`, "font-size": size, at: address(result, me, c), beat: 1 }))),
    ];
  }

  // --- what follows ------------------------------------------------------------------------------------------------

  // A line in the colour of who answers, below a word that the goal names.
  const marked = (key, x, y, width) => rect(key, x, y, Math.max(width, 1), 3.5, { rx: 1.5, class: "k", beat: 3 });

  function theSentence(s, t, L, act) {
    const x = middleOf(L), { wide, words } = L, mine = partsOf(levelOf(s).goal).filter((goal) => askerOf(goal) === s.word);
    return [
      ...shapes.arcs(s, t.A[s.word], { x, ...L.arcs }),
      ...shapes.words(s, { x, wide, ...words, shares: t.A[s.word], choose: (j) => act.set({ word: j }) }),
      ...mine.flatMap(wantedBy).map((j) => marked(`goal${j}`, x(j) - wide / 2 + 6, words.top + words.tall - 1, wide - 12)),
    ];
  }

  // What each word offers, and what the word that asks scores with it.
  function keys(s, t, L) {
    const x = middleOf(L), wide = L.wide - 12, left = L.c0 - 10, me = s.word, y = (c) => L.keys + c * 18 + 1;
    const score = (value, j) => text(`score${j}`, x(j), L.score, brief(value),
      { class: isZero(value) ? "soft" : "bold", "font-size": L.size, at: address("S", me, j), beat: 2 });
    const cellOf = (value, j, c) => {
      const at = address("K", j, c), look = { class: isZero(value) ? "soft" : "", "font-size": L.small };
      return [
        ...box(`key${j},${c}`, s, x(j) - wide / 2, y(c), wide, 16, value, "k", { at, beat: 1 }),
        text(`key${j},${c}-number`, x(j), y(c) + 12.5, brief(value), { ...look, at, beat: 1 }),
      ];
    };
    return [
      label("keys", left, L.keys - 5, "keys", L.size, { class: "k bold" }),
      ...s.names.channels.flatMap((channel, c) => [
        label(`key${c}`, left, y(c) + 12, fitted(channel, 66, L.size), L.size, { class: "k" }),
        ...t.K.flatMap((key, j) => cellOf(key[c], j, c)),
      ]),
      label("score", left, L.score, "score", L.size, { class: "bold" }),
      ...t.S[me].map(score),
    ];
  }

  // The shares of each word that the goal speaks of.
  function strips(s, t, L) {
    const { x, width, pitch } = L.strip, goals = partsOf(levelOf(s).goal), height = pitch - 6;
    return [...new Set(goals.map(askerOf))].flatMap((i, k) => {
      const y = L.strip.y + k * pitch, mine = goals.filter((goal) => askerOf(goal) === i), pieces = shapes.piecesOf(t.A[i], x, width);
      const name = `${mine.every((goal) => met(goal, t)) ? "✓ " : ""}${s.tokens[i]}`;
      return [
        label(`strip${k}-asker`, x - 6, y + height / 2 + 4, fitted(name, L.narrow ? 52 : 70, L.size), L.size, { class: "q bold" }),
        ...shapes.strip(s.tokens, t.A[i], { x, y, width, height, at: (j) => address("A", i, j), key: `strip${k}-`, size: L.size }),
        ...mine.flatMap(wantedBy).map((j) => marked(`strip${k}-goal${j}`, pieces[j][0] + 1, y + height - 2, pieces[j][1] - 2)),
      ];
    });
  }

  // A number that is to reach a mark, on a scale from 0 to 1: a share, or what arrives on a channel.
  function scale(s, t, L) {
    const { type, asker, answerer, word, channel, least } = levelOf(s).goal, { x, width } = L.strip, y = L.scale, { size } = L;
    const [value, name, at, role, written] = type === "output" ? [t.O[word][channel], s.names.values[channel], address("O", word, channel), "v", brief]
      : [t.A[asker][answerer], s.tokens[answerer], address("A", asker, answerer), "k", percent];
    const long = clamp(value, 0, 1) * width, mark = x + least * width, after = Math.min(x + long + 6, x + width - 40);
    return [
      label("scale-name", x - 6, y + 13, fitted(name, L.narrow ? 52 : 70, size), size, { class: `${role} bold` }),
      rect("scale-frame", x, y, width, 18, { rx: 4, class: "frame" }),
      rect("scale", x, y, long, 18, { rx: 3, class: `${role} pale`, at, beat: 4 }),
      line("scale-mark", mark, y - 4, mark, y + 22, { class: "tick" }),
      text("scale-number", after, y + 13.5, written(value), { class: `${role} bold number`, "text-anchor": "start", "font-size": size, at, beat: 4 }),
      text("scale-mark-number", mark, y + 35, `wanted: ${written(least)}`, { "font-size": L.small }),
    ];
  }

  function marks(s, t, L, act) {
    const { goal } = levelOf(s), note = NOTES[goal.type];
    return [
      ...levels(s, L, act),
      ...task(s, t, L),
      ...theSentence(s, t, L, act),
      ...numbers(s, t, L, act),
      ...(L.narrow ? [] : keys(s, t, L)),
      ...strips(s, t, L),
      ...(needs(levelOf(s)).scale ? scale(s, t, L) : []),
      ...(note ? [label("note", L.strip.x, L.note, note, L.small, { class: "soft", "text-anchor": "start" })] : []),
    ];
  }

  const hint = "Drag a number. Click a word: its row and its shares are shown.";
  return {
    ...oneHead(),
    layout: "rows",
    restart: (s) => ({ level: s.level, word: levelOf(s).asker, selected: levelOf(s).selected }),
    picture: { name: (s) => `Challenge ${s.level + 1}: ${levelOf(s).task} ${levelOf(s).rule}`, hint, layout, marks },
    panels: () => ["X", "W_Q", "W_K", "Q", "K", "A", "O"],
    say,
  };
};
