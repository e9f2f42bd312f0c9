// A monkey on a live figure: it does at random what a reader can do, and looks at the screen after every event.
// One seed gives one run. A function of the card, and of seed and number of events -> { done: {kind: count}, wrong: [texts] }.

(card, [seed, events]) => {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(random() * n);
  const any = (list) => list[below(list.length)];
  const all = (selector) => [...card.querySelectorAll(selector)].filter((element) => element.getClientRects().length);
  const fire = (element, Type, name, options) => element.dispatchEvent(new Type(name, { bubbles: true, cancelable: true, ...options }));

  const TEXTS = ["", "cat", "The cat sat on the mat", "the the the the", "A dog slept under the table", "A bird saw a fish in the river",
    "xyzzy", "cat ".repeat(200), "🐈 sat", "قطة جلست", "ca\u0301t", "<img src=x onerror=alert(1)>", "  \u200b ", "constructor", "cat, “sat”!"];
  const KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "Enter", "Escape", "Tab", "a"];
  const SLIDES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];
  const NUMBERS = () => any([2 * random() - 1, below(3) - 1, 1000 * (2 * random() - 1), 1e-9, -0]);

  function key(element, name, options = {}) {
    element.focus();
    fire(element, KeyboardEvent, "keydown", { key: name, ...options });
    fire(element, KeyboardEvent, "keyup", { key: name, ...options });
    if (name === "Enter" && element.tagName === "BUTTON") element.click();
  }

  // Drag the handle to a place on its slider, or beyond.
  function drag(handle) {
    const track = handle.closest(".noUi-base"), box = track.getBoundingClientRect(), from = handle.getBoundingClientRect();
    const at = (x) => ({ clientX: x, clientY: box.top + box.height / 2, pageX: x, pageY: scrollY + box.top, buttons: 1 });
    fire(handle, MouseEvent, "mousedown", at(from.left + from.width / 2));
    for (let step = 0; step < 3; step++) fire(document.documentElement, MouseEvent, "mousemove", at(box.left + (1.4 * random() - 0.2) * box.width));
    fire(document.documentElement, MouseEvent, "mouseup", { ...at(box.left), buttons: 0 });
  }

  // Drag something of the drawing, over its end as well.
  function pull(hand) {
    const box = hand.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2, far = () => 300 * (2 * random() - 1);
    const at = (dx, dy) => ({ pointerId: 1, pointerType: random() < 0.8 ? "mouse" : "touch", clientX: x + dx, clientY: y + dy, button: 0 });
    fire(hand, PointerEvent, "pointerdown", at(0, 0));
    for (let step = 0; step < 3; step++) fire(hand, PointerEvent, "pointermove", at(far(), far()));
    fire(hand, PointerEvent, random() < 0.9 ? "pointerup" : "pointercancel", at(0, 0));
  }

  const encode = (value) => btoa(unescape(encodeURIComponent(JSON.stringify(value)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  // The fields of the figure as the page's state has them, with values that fit and some that do not.
  const states = Object.values(JSON.parse(document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]').textContent).state);
  const { config } = states.map((model) => model.state).find((state) => state.key === card.dataset.attnKey && state.config);
  const shapes = Object.entries(config.base).map(([table, rows]) => [table, rows.length, rows[0].length]);
  const place = () => { const [table, rows, columns] = any([...shapes, ["Q", 7, 6], ["A", 2, 2]]); return `${table},${below(rows + 1)},${below(columns + 1)}`; };
  const span = ({ low, high }) => low + random() * (high - low);
  const VALUES = {
    int: ({ low, high }) => low + below(high - low + 2), word: () => below(config.tokens.length + 2), float: span, bool: () => random() < 0.5,
    bools: () => Array.from({ length: below(8) }, () => random() < 0.5), text: () => any(TEXTS), address: () => any(["", place()]),
    numbers: () => Object.fromEntries(Array.from({ length: below(5) }, () => [place(), NUMBERS()])),
  };
  function link() {
    const fields = Object.fromEntries(config.fields.filter((field) => field.linked).map((field) => [field.name, VALUES[field.type](field)]));
    const some = Object.fromEntries(Object.entries(fields).filter(() => random() < 0.4));
    const text = random() < 0.7 ? encode(some).slice(0, random() < 0.9 ? undefined : 9) : any(["", "!!!", "AAAA", "~~"]);
    history.replaceState(null, "", `#figure=${encodeURIComponent(card.dataset.attnKey)}~${text}`.normalize());
    dispatchEvent(new HashChangeEvent("hashchange"));
  }

  const ACTS = {
    cell: [".attn-grid td button", (cell) => cell.click(), 6],
    walk: [".attn-grid td button", (cell) => key(cell, any(KEYS), { ctrlKey: random() < 0.2 }), 4],
    point: [".attn-grid td button", (cell) => { fire(cell, PointerEvent, "pointerenter"); if (random() < 0.5) fire(cell, PointerEvent, "pointerleave"); }, 1],
    over: [".attn-map [data-at]", (mark) => fire(mark, PointerEvent, "pointerover"), 1],
    open: [".attn-map [data-at]", (mark) => fire(mark, MouseEvent, "click"), 4],
    fold: [".attn-numbers > summary", (summary) => summary.click(), 1],
    step: [".attn-follow, .attn-next, .attn-back", (button) => button.click(), 3],
    number: [".attn-arithmetic button", (button) => button.click(), 5],
    escape: [".attn-arithmetic", (panel) => key(panel, "Escape"), 1],
    press: [".attn-hand", (hand) => fire(hand, MouseEvent, "click"), 6],
    hand: [".attn-hand", (hand) => key(hand, any([...SLIDES, "Enter", " ", "Delete"])), 5],
    pull: [".attn-hand", pull, 5],
    undo: [".attn-hand", (hand) => fire(hand, MouseEvent, "dblclick"), 1],
    slide: [".noUi-handle", (handle) => key(handle, any(SLIDES)), 6],
    drag: [".noUi-handle", drag, 5],
    again: [".noUi-handle", (handle) => fire(handle, MouseEvent, "dblclick"), 1],
    type: [".widget-readout[contenteditable=true]", (out) => { out.focus(); out.textContent = any(["0.3", "−0.4", "x", "", "1e9", "NaN"]); fire(out, KeyboardEvent, "keydown", { key: "Enter", keyCode: 13 }); out.blur(); }, 1],
    menu: ["select", (menu) => { menu.selectedIndex = below(menu.options.length); fire(menu, Event, "change"); }, 3],
    toggle: [".widget-toggle-button", (button) => button.click(), 2],
    check: ["input[type=checkbox]", (box) => box.click(), 2],
    text: ["input[type=text]", (box) => { box.value = any(TEXTS); fire(box, Event, "input"); fire(box, Event, "change"); }, 3],
    ask: [".attn-ask input[type=radio], .attn-ask input[type=range], .attn-ask button, .attn-answer button", (part) => part.click(), 1],
    reset: [".attn-reset", (button) => button.click(), 1],
    link: [null, link, 2],
  };
  const bag = Object.entries(ACTS).flatMap(([name, [, , weight]]) => Array(weight).fill(name));

  const BAD = /NaN|no number|no share|undefined|\[object|null|Infinity/;
  function bad() {
    const labels = [...card.querySelectorAll("[aria-label], [aria-valuetext]")].map((e) => `${e.getAttribute("aria-label")} ${e.getAttribute("aria-valuetext") ?? ""}`);
    const shown = all(".attn-live, .widget-label, .widget-readout:not(:focus), .attn-message").map((e) => e.textContent);
    return [...labels, ...shown].find((text) => BAD.test(text));
  }

  const done = {}, wrong = [], faults = [];
  const caught = (event) => faults.push(String(event.reason ?? event.message));
  addEventListener("error", caught);
  addEventListener("unhandledrejection", caught);
  return (async () => {
    let count = 0, tried = 0;
    while (count < events && tried++ < 40 * events) {
      const name = any(bag), [selector, act] = ACTS[name], targets = selector ? all(selector) : [null];
      if (!targets.length) continue;
      act(any(targets));
      done[name] = (done[name] ?? 0) + 1;
      await null;
      const seen = bad();
      if (seen) faults.push(`on the screen: ${seen.slice(0, 200)}`);
      if (faults.length) wrong.push(`event ${count}, ${name}: ${faults.splice(0).join("; ")}`);
      if (++count % 25 === 0) await new Promise((next) => requestAnimationFrame(next));
    }
    await new Promise((next) => setTimeout(next));
    removeEventListener("error", caught);
    removeEventListener("unhandledrejection", caught);
    return { done, wrong: [...wrong, ...faults].slice(0, 10) };
  })();
}
