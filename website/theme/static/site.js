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
  document.querySelectorAll("pre.code").forEach(addCopyButton);
}));
