// Everything here is an extra: without scripts each page reads, folds and prints the same.
"use strict";

const root = document.documentElement;
const modes = ["auto", "light", "dark"];

function showMode(button) {
  const mode = root.dataset.theme || "auto";
  button.textContent = `Theme: ${mode}`;
  button.setAttribute("aria-label", `Theme: ${mode}. Change to ${modes[(modes.indexOf(mode) + 1) % 3]}`);
}

function nextMode(button) {
  const mode = modes[(modes.indexOf(root.dataset.theme || "auto") + 1) % 3];
  if (mode === "auto") delete root.dataset.theme;
  else root.dataset.theme = mode;
  try {
    localStorage.setItem("theme", mode);
  } catch {
    // A page opened as a file may not store anything: the choice then lasts for this page.
  }
  showMode(button);
}

// A box that does not overflow needs no stop on the way of the tab key. All are measured before any is changed.
function markScrollable() {
  const boxes = [...document.querySelectorAll(".scroll, pre.code, pre.out")];
  const wide = boxes.map((box) => box.scrollWidth > box.clientWidth + 1);
  boxes.forEach((box, i) => (wide[i] ? (box.tabIndex = 0) : box.removeAttribute("tabindex")));
}

function addCopyButton(pre) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy this code");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = "Press Ctrl C";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  const frame = document.createElement("div");
  frame.className = "with-copy";
  pre.replaceWith(frame);
  frame.append(pre, button);
}

// Mark the section being read in the list at the right.
function followSections() {
  const links = new Map([...document.querySelectorAll(".here a")].map((a) => [a.hash.slice(1), a]));
  if (!links.size) return;
  const sections = [...links.keys()].map((id) => document.getElementById(id));
  const follow = () => {
    const passed = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 3);
    const current = passed.length ? passed[passed.length - 1].id : "";
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", follow, { passive: true });
  follow();
}

// Figures that move: what moves them is fetched when the first one comes near the window, and each is made live when it
// comes near itself. Where that fails, its picture stays.
class Figures {
  constructor(source) {
    this.source = source;
    this.slots = [...document.querySelectorAll("[data-attn-live]")];
    this.started = new Map();
    if (this.slots.length) this.rememberHeights();
  }

  follow() {
    if (!this.slots.length) return;
    const watch = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.start(target);
    }, { rootMargin: "100% 0px" });
    this.slots.forEach((slot) => watch.observe(slot));
    this.keepPlace();
    document.addEventListener("click", (event) => this.followLink(event));
  }

  start(slot) {
    if (!this.started.has(slot)) this.started.set(slot, this.makeLive(slot));
    return this.started.get(slot);
  }

  async makeLive(slot) {
    try {
      await this.fetch();
      await attnLive(slot);
    } catch (error) {
      console.error(error);
      this.offerAgain(slot);
    }
    for (const name of ["height", "overflow"]) slot.style.removeProperty(name);
  }

  // What failed, perhaps for want of a network, is tried again when there is one, or when the reader asks.
  offerAgain(slot) {
    const note = document.createElement("p"), button = document.createElement("button");
    const again = () => {
      removeEventListener("online", again);
      note.remove();
      this.started.delete(slot);
      this.start(slot);
    };
    note.className = "live-fault";
    note.append("This figure could not be set in motion. The picture shows its first state. ", button);
    button.type = "button";
    button.textContent = "Try again";
    button.addEventListener("click", again);
    addEventListener("online", again);
    slot.append(note);
  }

  fetch() {
    this.fetched ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = this.source;
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => { this.fetched = null; reject(new Error(`${this.source} did not load`)); });
      document.head.append(script);
    });
    return this.fetched;
  }

  // A live figure is higher than its picture. So before the page moves to a place, the figures above it are made live;
  // when that takes too long, it moves anyway.
  ready(target) {
    const above = this.slots.filter((slot) => slot === target
      || slot.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (above.every((slot) => slot.matches(".is-live"))) return null;
    const late = new Promise((resolve) => setTimeout(resolve, 2000));
    return Promise.race([late, Promise.all(above.map((slot) => this.start(slot)))]);
  }

  async followLink(event) {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || link === this.following || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const ready = this.ready(target);
    if (!ready) return;
    event.preventDefault();
    await ready;
    this.following = link;
    link.click();
    this.following = null;
  }

  // The place that the address names: a figure (#figure=KEY~…; the first one if there is none of this name: it says so),
  // or any other. A reader who scrolls meanwhile stays.
  async keepPlace() {
    const key = /^#figure=([^~]*)/.exec(location.hash)?.[1];
    const target = key !== undefined ? this.slots.find((slot) => encodeURIComponent(slot.dataset.attnKey) === key) ?? this.slots[0]
      : document.getElementById(location.hash.slice(1));
    const ready = target && this.ready(target);
    if (!ready) return;
    let moved = false;
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      addEventListener(kind, () => (moved = true), { once: true, passive: true });
    }
    await ready;
    if (!moved) target.scrollIntoView({ behavior: "instant" });
  }

  // On the way back to a page, or when it is loaded again, the browser looks for the old place before the figures live.
  rememberHeights() {
    const name = `heights of ${location.pathname}`;
    try {
      const [width, ...heights] = JSON.parse(sessionStorage.getItem(name) ?? "[]");
      if (width === innerWidth) {
        this.slots.forEach((slot, i) => Object.assign(slot.style, { height: `${heights[i]}px`, overflow: "hidden" }));
      }
      addEventListener("pagehide", () => {
        sessionStorage.setItem(name, JSON.stringify([innerWidth, ...this.slots.map((slot) => slot.offsetHeight)]));
      });
    } catch {
      // A page opened as a file may not store anything.
    }
  }
}

// The questions at the end of a chapter: the answer that was opened first counts, and is kept in this browser alone.
function followQuestions() {
  const questions = [...document.querySelectorAll("section.question")];
  if (!questions.length) return;
  const key = `answers:${location.pathname.split("/").pop()}`;
  // {id of a question: the text of the first option that was opened}: options may move or change in a later edition.
  let answers = {};
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    answers = kept && typeof kept === "object" ? kept : {};
  } catch {
    // Nothing was kept, or nothing that can be read.
  }
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(answers));
    } catch {
      // A page opened as a file may not store anything: the answers then last for this page.
    }
  };
  const count = document.createElement("p");
  count.className = "answered";
  const says = document.createElement("span");
  says.setAttribute("role", "status");
  const forget = document.createElement("button");
  forget.type = "button";
  forget.textContent = "Forget my answers";
  count.append(says, " ", forget);
  questions[0].before(count);
  const options = [...document.querySelectorAll("section.question details.option")];
  const texts = new Map(options.map((option) => [option, option.querySelector("summary").textContent.trim()]));
  const chosen = (question) => options.find((option) => question.contains(option) && texts.get(option) === answers[question.id]);
  const mark = document.createElement("span");
  mark.className = "mine";
  mark.textContent = " · your first answer";
  const show = () => {
    const given = questions.map(chosen).filter(Boolean);
    document.querySelectorAll(".option .mine").forEach((old) => old.remove());
    given.forEach((option) => option.querySelector("summary").append(mark.cloneNode(true)));
    const right = given.filter((option) => option.classList.contains("right"));
    says.textContent = given.length ? `${given.length} of ${questions.length} answered, ${right.length} right at the first try.` : `${questions.length} questions, none answered yet.`;
    forget.hidden = !given.length;
  };
  for (const question of questions) {
    for (const option of question.querySelectorAll("details.option")) {
      option.open = option === chosen(question);
      option.addEventListener("toggle", () => {
        if (!option.open || chosen(question)) return;
        answers[question.id] = texts.get(option);
        keep();
        show();
      });
    }
  }
  forget.addEventListener("click", () => {
    answers = {};
    keep();
    options.forEach((option) => (option.open = false));
    show();
    questions[0].querySelector("summary").focus();
  });
  show();
}

// What is folded opens when the address names it, or what stands in it; so does an entry that is folded with its title.
function openTarget() {
  let target;
  try {
    target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return; // no part of an address
  }
  if (!target) return;
  const folds = [], own = target.closest("section")?.querySelector(":scope > :is(.mistake, .step)");
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
  if (own && !own.contains(target)) folds.push(own);
  const closed = folds.filter((fold) => !fold.open);
  closed.forEach((fold) => (fold.open = true));
  if (closed.length || document.querySelector(".filter")) (own ? own.parentElement : target).scrollIntoView({ behavior: "instant" });
}

// The catalogue of mistakes: its list of what is seen becomes a filter. The address keeps it: #see=i-get-nan~step=softmax.
class Filter {
  constructor(list) {
    const named = (id) => document.getElementById(decodeURIComponent(id));
    const linked = (part) => [...part.querySelectorAll("a[href^='#']")].map((a) => named(a.hash.slice(1)).closest("section"));
    this.seen = new Map([...list.querySelectorAll("li")].map((item) => {
      const words = item.querySelector("strong").textContent.replace(/:$/, "");
      return [this.nameOf(words), { words, entries: new Set(linked(item)) }];
    }));
    this.steps = new Map([...document.querySelectorAll(".step")].map((step) => {
      const above = [...step.children].filter((part) => part.matches("p")).flatMap(linked);
      const [, chapter] = step.querySelector(".said").textContent.split(" · ");
      const words = `${step.querySelector("h2").textContent} · ${chapter}`, inside = [...step.querySelectorAll("section")];
      return [step.parentElement.id, { words, fold: step, entries: new Set([...above, ...inside]) }];
    }));
    this.entries = new Set([...this.seen.values()].flatMap(({ entries }) => [...entries]));
    this.groups = new Set([...this.entries].map((entry) => entry.parentElement.closest("section")));
    this.see = this.menu("What do you see?", "anything", this.seen);
    this.step = this.menu("In which step?", "any step", this.steps);
    this.says = document.createElement("span");
    this.says.setAttribute("role", "status");
    this.link = document.createElement("a");
    this.link.textContent = "Link to this list";
    this.all = document.createElement("button");
    this.all.type = "button";
    this.all.textContent = "Show all";
    this.all.addEventListener("click", () => {
      this.see.value = this.step.value = "";
      this.choose();
      this.see.focus();
    });
    const form = document.createElement("form"), line = document.createElement("p");
    form.className = "filter card";
    form.setAttribute("aria-label", "Find a mistake");
    form.addEventListener("submit", (event) => event.preventDefault());
    line.append(this.says, " ", this.link);
    form.append(...[this.see, this.step].flatMap((menu) => [menu.labels[0] ?? menu.label, menu]), line, this.all);
    list.replaceWith(form);
    addEventListener("hashchange", () => this.read());
    this.read();
  }

  nameOf(words) {
    return words.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  }

  menu(question, none, choices) {
    const menu = document.createElement("select"), label = document.createElement("label");
    menu.id = `filter-${this.nameOf(question)}`;
    label.htmlFor = menu.id;
    label.textContent = question;
    menu.label = label;
    menu.append(new Option(none, ""), ...[...choices].map(([name, { words }]) => new Option(words, name)));
    menu.addEventListener("change", () => this.choose());
    return menu;
  }

  get address() {
    const parts = Object.entries({ see: this.see.value, step: this.step.value }).filter(([, value]) => value);
    return `#${parts.map((part) => part.join("=")).join("~")}`;
  }

  choose() {
    history.replaceState(null, "", this.address === "#" ? location.pathname + location.search : this.address);
    this.show();
  }

  // The filter that the address names; a place that it names instead must be seen, so then there is none.
  read() {
    const named = Object.fromEntries(location.hash.slice(1).split("~").map((part) => part.split("=")));
    this.see.value = this.seen.has(named.see) ? named.see : "";
    this.step.value = this.steps.has(named.step) ? named.step : "";
    this.show();
  }

  show() {
    const filtered = Boolean(this.see.value || this.step.value);
    const chosen = [this.seen.get(this.see.value), this.steps.get(this.step.value)].filter(Boolean);
    const kept = new Set([...this.entries].filter((entry) => chosen.every(({ entries }) => entries.has(entry))));
    this.entries.forEach((entry) => (entry.hidden = !kept.has(entry)));
    for (const group of this.groups) {
      const empty = ![...kept].some((entry) => group.contains(entry));
      group.hidden = empty;
      document.querySelectorAll(`.here a[href='#${CSS.escape(group.id)}']`).forEach((a) => (a.parentElement.hidden = empty));
    }
    for (const { fold } of this.steps.values()) {
      if (filtered) fold.open = true;
      else if (this.filtered) fold.open = false;
      for (const part of fold.children) if (part.matches("p, .said")) part.hidden = filtered;
      fold.querySelector(".said").hidden = filtered;
    }
    this.filtered = filtered;
    this.link.hidden = this.all.hidden = !filtered;
    this.link.href = this.address;
    this.says.textContent = kept.size || !filtered ? `${kept.size} of ${this.entries.size} mistakes.`
      : "No mistake of the catalogue has both: choose one of the two only.";
  }
}

const mode = document.querySelector("button.mode");
mode.hidden = false;
showMode(mode);
mode.addEventListener("click", () => nextMode(mode));
document.querySelectorAll("details").forEach((details) => details.addEventListener("toggle", markScrollable));
addEventListener("resize", markScrollable, { passive: true });
const figures = new Figures(document.currentScript.dataset.live);
requestAnimationFrame(() => setTimeout(() => {
  markScrollable();
  followSections();
  figures.follow();
  followQuestions();
  document.querySelectorAll(".symptoms").forEach((list) => new Filter(list));
  openTarget();
  addEventListener("hashchange", openTarget);
  document.querySelectorAll("pre.code").forEach(addCopyButton);
}));
