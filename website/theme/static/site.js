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

// Figures that move: what moves them is fetched when the first one comes near the window. Where that fails, the picture
// stays. A figure that the address names (#figure=KEY~…) is fetched and shown at once.
function followFigures(source) {
  let fetched;
  const fetchOnce = () => (fetched ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`${source} did not load`)));
    document.head.append(script);
  }));
  const start = async (slot) => {
    watch.unobserve(slot);
    try {
      await fetchOnce();
      await attnLive(slot);
    } catch (error) {
      console.error(error);
      const note = document.createElement("p");
      note.className = "live-fault";
      note.textContent = "This figure could not be set in motion. The picture shows its first state.";
      slot.append(note);
    }
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) start(target);
  }, { rootMargin: "100% 0px" });
  const named = /^#figure=([^~]+)~/.exec(location.hash)?.[1];
  for (const slot of document.querySelectorAll("[data-attn-live]")) {
    watch.observe(slot);
    if (encodeURIComponent(slot.dataset.attnKey) === named) start(slot).then(() => slot.scrollIntoView());
  }
}

// The questions at the end of a chapter: the answer that was opened first counts, and is kept in this browser alone.
function followQuestions() {
  const questions = [...document.querySelectorAll("section.question")];
  if (!questions.length) return;
  const key = `answers:${location.pathname.split("/").pop()}`;
  let answers = {};
  try {
    answers = JSON.parse(localStorage.getItem(key)) ?? {};
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
  const options = (question) => [...question.querySelectorAll("details.option")];
  const show = () => {
    const given = questions.filter((question) => question.id in answers);
    const right = given.filter((question) => options(question)[answers[question.id]]?.classList.contains("right"));
    says.textContent = given.length ? `${given.length} of ${questions.length} answered, ${right.length} right at the first try.` : `${questions.length} questions, none answered yet.`;
    forget.hidden = !given.length;
  };
  for (const question of questions) {
    options(question).forEach((option, i) => {
      option.open = answers[question.id] === i;
      option.addEventListener("toggle", () => {
        if (!option.open || question.id in answers) return;
        answers[question.id] = i;
        keep();
        show();
      });
    });
  }
  forget.addEventListener("click", () => {
    answers = {};
    keep();
    document.querySelectorAll("details.option").forEach((option) => (option.open = false));
    show();
  });
  show();
}

const mode = document.querySelector("button.mode");
mode.hidden = false;
showMode(mode);
mode.addEventListener("click", () => nextMode(mode));
document.querySelectorAll("details").forEach((details) => details.addEventListener("toggle", markScrollable));
addEventListener("resize", markScrollable, { passive: true });
const { live } = document.currentScript.dataset; // known only while the script runs for the first time
requestAnimationFrame(() => setTimeout(() => {
  markScrollable();
  followSections();
  followFigures(live);
  followQuestions();
  document.querySelectorAll("pre.code").forEach(addCopyButton);
}));
