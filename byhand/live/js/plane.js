// A plane in which vectors stand as arrows: two of their numbers, which a reader chooses. What figures of such planes share:
// scales, arrows, labels that keep out of each other's way, ticks, and the choices on the axes.

import { brief, number } from "./format.js";
import { fitted, hand, lengthOf, line, path, rect, text } from "./shapes.js";

const { hypot } = Math;

// The first of a list of ends of a scale that holds all these numbers.
export function smallest(list, numbers) {
  const most = Math.max(...numbers.map(Math.abs));
  return list.find((end) => most <= end * (1 + 1e-9)) ?? list.at(-1);
}

// Which numbers the plane shows, as places: two, or the only one.
export function axesOf({ across, up }, { length }) {
  const a = Math.min(across, length - 1), b = Math.min(up, length - 1);
  return length < 2 ? [0] : [a, a === b ? (a + 1) % length : b];
}

// In a narrow column, a number with one decimal: .9, −1.2
export const short = (value) => number(value, 1).replace(/^(−?)0\./, "$1.");

// An arrow as one shape, so that it glides and takes the colour of its role. from, to: in units of the drawing.
export function arrow(key, [x0, y0], [x1, y1], { thick, tip, ...look }) {
  const long = hypot(x1 - x0, y1 - y0), [dx, dy] = long ? [(x1 - x0) / long, (y1 - y0) / long] : [1, 0];
  const head = Math.min(tip, long), neck = long - head, wide = head * 0.52, half = long ? thick / 2 : 0;
  const at = (along, aside) => `${(x0 + dx * along - dy * aside).toFixed(2)} ${(y0 + dy * along + dx * aside).toFixed(2)}`;
  const corners = [at(0, half), at(neck, half), at(neck, wide), at(long, 0), at(neck, -wide), at(neck, -half), at(0, -half)];
  return path(key, `M${corners.join("L")}Z`, look);
}

// How far one can go from a point in a direction before a box ends: [back, ahead].
export function reach([x, y], [dx, dy], { x0, y0, x1, y1 }) {
  const [a, b] = [[x, dx, x0, x1], [y, dy, y0, y1]].map(([at, by, low, high]) => {
    if (Math.abs(by) < 1e-9) return at > low && at < high ? [-Infinity, Infinity] : [Infinity, -Infinity];
    return [(low - at) / by, (high - at) / by].sort((p, q) => p - q);
  });
  return [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
}

export const boxAt = (x, y, wide, tall) => ({ x0: x - wide / 2, y0: y - tall / 2, x1: x + wide / 2, y1: y + tall / 2 });
export const overlap = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

export function crosses([from, to], box) {
  const long = hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const [back, ahead] = reach(from, [(to[0] - from[0]) / long, (to[1] - from[1]) / long], box);
  return Math.max(back, 0) < Math.min(ahead, long);
}

// A box for each label: near its tip, best ahead of the arrow, never on another label, better not on a line. One that has
// no place gets null. labels: { tip, ahead, wide, tall } by importance; taken: boxes; lines: [from, to] each; fits(box).
export function placed(labels, { taken, lines, fits }) {
  const boxes = [...taken];
  return labels.map(({ tip, ahead, wide, tall }) => {
    let best = null, least = Infinity;
    for (const away of [9, 18, 30]) {
      for (let turn = 0; turn < 16; turn++) {
        const by = ((turn % 2 ? 1 : -1) * Math.ceil(turn / 2) * Math.PI) / 8, far = Math.abs(by) + away / 12;
        if (far >= least) break; // what comes now is farther still
        const box = boxAt(tip[0] + Math.cos(ahead + by) * (away + wide / 2), tip[1] - Math.sin(ahead + by) * (away + tall / 2), wide, tall);
        if (!fits(box) || boxes.some((other) => overlap(box, other))) continue;
        const cost = far + 7 * lines.filter((one) => crosses(one, box)).length;
        if (cost < least) { best = box; least = cost; }
      }
    }
    if (best) boxes.push(best);
    return best;
  });
}

// Vectors at one point share an arrow: groups of places, in the order of `order`.
export function grouped(points, order, near) {
  const groups = [];
  for (const j of new Set(order)) {
    const same = groups.find(([k]) => hypot(points[j][0] - points[k][0], points[j][1] - points[k][1]) < near);
    if (same) same.push(j);
    else groups.push([j]);
  }
  return groups;
}

// The names of a group stand in a stack, of at most four rows. high: of a row, where there are several.
export function stackOf(names, size, high = size + 4) {
  const each = Math.max(...names.map((name) => lengthOf(name, size))) + 10, rows = Math.min(names.length, 4), row = rows > 1 ? high : size + 4;
  const cell = (box, k) => [box.x0 + each * Math.floor(k / rows), box.y0 + row * (k % rows), each, row];
  return { wide: each * Math.ceil(names.length / rows), tall: row * rows, cell };
}

// The numbers on the axes. P: the plane, with { zero, unit, end }: the middle, the length of 1, and the number at the ends.
export function ticks({ zero: [x, y], unit, end }, size) {
  const far = end * unit, soft = { class: "soft number", "font-size": size };
  const words = (key, left, top, value, anchor) => text(key, left, top, brief(value), { ...soft, "text-anchor": anchor });
  return [-1, 1].flatMap((side) => [
    line(`tick-across${side}`, x + side * far, y - 4, x + side * far, y + 4, { class: "rule zero" }),
    line(`tick-up${side}`, x - 4, y - side * far, x + 4, y - side * far, { class: "rule zero" }),
    words(`end-across${side}`, x + side * far, y + 16, side * end, "middle"),
    words(`end-up${side}`, x - 8, y - side * far + 4, side * end, "end"),
  ]);
}

export function tickBoxes({ zero: [x, y], unit, end }) {
  return [-end, end].flatMap((value) => [boxAt(x + value * unit, y + 12, 26, 16), boxAt(x - 16, y - value * unit, 26, 16)]);
}

// The numbers that an axis can show, as buttons of which one is pressed. place(k): [x, y, width, height].
export function choices(group, names, chosen, { place, size, label, choose }) {
  return names.flatMap((name, k) => {
    const [x, y, wide, tall] = place(k), on = k === chosen;
    return [rect(`${group}${k}-ground`, x + 1, y + 1, wide - 2, tall - 2, { rx: 7, class: "ground ink", opacity: on ? 1 : 0 }),
      text(`${group}${k}`, x + wide / 2, y + tall / 2 + size * 0.36, fitted(name, wide - 4, size), { class: on ? "bold" : "soft", "font-size": size }),
      hand(`${group}${k}-hand`, x, y, wide, tall, { label: `${label}: ${name}`, group, down: on, press: () => choose(k) })];
  });
}

// What goes to the right and what goes up; who chooses what the other axis shows, exchanges the two.
export function axisChoices(names, [a, b], { up, across, narrow }, act) {
  const pick = (own, other, now, than) => (k) => act.set(k === than ? { [own]: k, [other]: now } : { [own]: k, [other]: than });
  const note = (key, x, y, words, anchor) => text(key, x, y, words, { class: "soft", "text-anchor": anchor, "font-size": narrow ? 11 : 12 });
  const beside = (k) => [across.x + k * across.wide, across.y, across.wide, across.tall], below = (k) => [up.x, up.y + k * up.tall, up.wide, up.tall];
  const right = { place: beside, size: across.size, label: "to the right", choose: pick("across", "up", a, b) };
  const marks = [...choices("across", names, a, right), note("across-name", across.x - 8, across.y + across.tall / 2 + 4, "right →", "end")];
  if (names.length < 2) return marks;
  const upwards = { place: below, size: up.size, label: "upwards", choose: pick("up", "across", b, a) };
  return [...marks, ...choices("up", names, b, upwards), note("up-name", up.x + up.wide / 2, up.y - 6, "up ↑", "middle")];
}
