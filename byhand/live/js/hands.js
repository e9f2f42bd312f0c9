// What can be touched in a drawing: a word that is pressed, a bar that is dragged, the tip of an arrow. Each hand lies above
// the drawing, is reached by keyboard, and does with the arrow keys what a mouse does by dragging.
//
// A mark with a `hand` is one: { label, press } a button; { label, value, low, high, step, unit, put(value) } a slider, whose
// `unit` is the pixels of one, `axis` "x" or "y"; { label, value: [x, y], step, unit, move([x, y]) } a point in a plane.
// `group`: of buttons with the same group the keyboard reaches one, and arrow keys the others. `back()`: a double click
// undoes it. `says`: the value in words. `shown`: [value, low, high] as they are spoken, where the scale is another. `down`: whether a button is pressed. `start(place)`: where a press on the track jumps.

const KEYS = { ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowLeft: [-1, 0], ArrowDown: [0, -1] };
const START = 3; // px before a press is a drag
const limited = (value, low, high) => Math.min(Math.max(value, low), high);

// On the steps of the slider, and free of the crumbs of floating point.
function stepped(value, { low = -Infinity, high = Infinity, step }) {
  const digits = Math.max(0, Math.ceil(-Math.log10(step)) + 1);
  return Number(limited(Math.round(value / step) * step, low, high).toFixed(digits));
}

// What a screen reader is told of a hand, as attributes of its mark.
export function described({ label, value, low, high, says, press, down, move, shown }) {
  const many = Array.isArray(value);
  if (press && value === undefined) return { role: "button", "aria-label": label, ...(down === undefined ? {} : { "aria-pressed": String(down) }) };
  const [now, from, to] = shown ?? [value, low, high];
  if (move || many) return { role: "application", "aria-roledescription": "point that moves", "aria-label": says ? `${label}: ${says}` : label };
  return { role: "slider", "aria-label": label, "aria-valuenow": Number(now.toFixed(4)), "aria-valuemin": from, "aria-valuemax": to,
    ...(says ? { "aria-valuetext": says } : {}) };
}

export class Hands {
  // scene: the scene of the hands; scale(): how many pixels one unit of the drawing is; busy(on): a drag begins or ends.
  constructor(root, scene, scale, busy) {
    this.scene = scene;
    this.scale = scale;
    this.busy = busy;
    this.last = {}; // group -> the key of the hand that the keyboard reaches
    root.addEventListener("pointerdown", (event) => this.begin(event));
    root.addEventListener("pointermove", (event) => this.drag(event));
    root.addEventListener("pointerup", (event) => this.end(event));
    root.addEventListener("pointercancel", () => this.cancel());
    // Inside an SVG, Chromium takes no notice of touch-action: what is dragged must itself keep the page from scrolling.
    root.addEventListener("touchmove", (event) => { if (event.cancelable && this.keepsPage()) event.preventDefault(); }, { passive: false });
    root.addEventListener("dblclick", (event) => this.hand(event)?.hand.back?.());
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("click", (event) => this.click(event));
  }

  hand(event) {
    const key = event.target.closest?.("[data-hand]")?.dataset.hand, entry = key && this.scene.drawn.get(key);
    return entry ? { key, node: entry.node, hand: entry.mark.hand } : null;
  }

  // Which hand of each group the keyboard reaches.
  show(marks) {
    const groups = {};
    for (const { key, hand } of marks) if (hand.group) (groups[hand.group] ??= []).push({ key, hand });
    for (const [group, all] of Object.entries(groups)) {
      if (!all.some(({ key }) => key === this.last[group])) this.last[group] = (all.find(({ hand }) => hand.down) ?? all[0]).key;
      for (const { key } of all) this.scene.drawn.get(key).node.setAttribute("tabindex", key === this.last[group] ? 0 : -1);
    }
  }

  begin(event) {
    const found = this.hand(event);
    if (!found || event.button) return;
    const { hand, node, key } = found;
    this.pressed = null;
    if (hand.group) this.reach(key, hand.group);
    if (!hand.put && !hand.move) return;
    // A finger moves along a line only: across it, the page scrolls.
    if (event.pointerType === "touch" && hand.axis === "y") return;
    if (event.isTrusted) node.setPointerCapture(event.pointerId); // an event that a script makes has no pointer
    this.held = { key, x: event.clientX, y: event.clientY, value: hand.value, moved: false };
    node.focus({ preventScroll: true, focusVisible: false });
    if (event.pointerType !== "touch") event.preventDefault();
  }

  // Whether the page stays where it is: a point is held, or a drag along a line has begun.
  keepsPage() {
    return Boolean(this.held && (this.held.moved || this.scene.drawn.get(this.held.key)?.mark.hand.move));
  }

  drag(event) {
    const { held } = this, hand = held && this.scene.drawn.get(held.key)?.mark.hand;
    if (!hand) return;
    const dx = event.clientX - held.x, dy = held.y - event.clientY, scale = this.scale();
    const far = hand.move ? Math.hypot(dx, dy) : Math.abs(hand.axis === "y" ? dy : dx);
    // A slanted swipe of a finger over a line is meant for the page.
    if (!held.moved && (far < START || (event.pointerType === "touch" && !hand.move && Math.abs(dx) <= Math.abs(dy)))) return;
    if (!held.moved) { held.moved = true; this.busy(true); }
    if (hand.move) hand.move([held.value[0] + dx / scale / hand.unit, held.value[1] + dy / scale / hand.unit].map((value) => stepped(value, hand)));
    else hand.put(stepped(held.value + (hand.axis === "y" ? dy : dx) / scale / hand.unit, hand));
  }

  end(event) {
    const { held } = this;
    if (!held) return;
    this.held = null;
    this.pressed = held.moved ? held.key : null;
    if (held.moved) return this.busy(false);
    const hand = this.scene.drawn.get(held.key)?.mark.hand;
    if (hand?.start) hand.put(stepped(hand.start(event), hand));
  }

  cancel() {
    if (this.held?.moved) this.busy(false);
    this.held = null;
  }

  click(event) {
    const found = this.hand(event);
    if (!found?.hand.press || this.pressed === found.key) return;
    found.node.focus({ preventScroll: true, focusVisible: false });
    found.hand.press();
  }

  key(event) {
    const found = this.hand(event);
    if (!found || event.ctrlKey || event.metaKey || event.altKey) return;
    const { hand, key } = found, arrow = KEYS[event.key], done = () => { event.preventDefault(); event.stopPropagation(); };
    if ((event.key === "Enter" || event.key === " ") && hand.press) { done(); hand.press(); }
    else if ((event.key === "Delete" || event.key === "Backspace") && hand.back) { done(); hand.back(); }
    else if (hand.move && arrow) { done(); hand.move(hand.value.map((value, d) => stepped(value + arrow[d] * hand.by, hand))); }
    else if (hand.put) {
      const by = hand.by ?? hand.step, more = arrow ? (arrow[0] + arrow[1]) * by : { PageUp: 10 * by, PageDown: -10 * by }[event.key];
      const to = more !== undefined ? hand.value + more : { Home: hand.low, End: hand.high }[event.key];
      if (to !== undefined) { done(); hand.put(stepped(to, hand)); }
    } else if (hand.group && arrow) {
      const all = [...this.scene.drawn].filter(([, { mark }]) => mark.hand.group === hand.group).map(([name]) => name);
      const to = all[limited(all.indexOf(key) + arrow[0] - arrow[1], 0, all.length - 1)];
      done();
      this.reach(to, hand.group);
      this.scene.drawn.get(to).node.focus();
    }
  }

  reach(key, group) {
    this.scene.drawn.get(this.last[group])?.node.setAttribute("tabindex", -1);
    this.last[group] = key;
    this.scene.drawn.get(key).node.setAttribute("tabindex", 0);
  }
}
