// One number, several places: pointing at it in the text, in a drawing, in a table or in the arithmetic lights it up in all of
// them. In the text: <span data-at="S,2,5">0.85</span>; a star stands for a whole row or column: data-at="A,2,*".
// Such a phrase is a button as well: a note beside it says what the number is, and leads to the figure and back.

import { matches } from "./address.js";
import { make } from "./dom.js";

const figures = new Map(); // what lights a number in a figure -> { tell, place }
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function point(at) {
  for (const light of figures.keys()) light(at);
  if (typeof document === "undefined") return;
  document.querySelectorAll("span[data-at]").forEach((span) => span.classList.toggle("lit", Boolean(at) && matches(span.dataset.at, at)));
}

// light(at): a number is pointed at, or none (null). tell(at): what it is, as lines of text, or null if the figure does not
// know it. place(at): the element to look at.
export function onPoint(light, tell, place) {
  figures.set(light, { tell, place });
  return () => figures.delete(light);
}

// Of several figures that know the number, the nearest is meant.
function nearest(span) {
  const top = (element) => element.getBoundingClientRect().top, far = ({ place }) => Math.abs(top(place(span.dataset.at)) - top(span));
  return [...figures.values()].filter(({ tell, place }) => tell(span.dataset.at) && place(span.dataset.at)).sort((a, b) => far(a) - far(b))[0];
}

let note = null;

function close(focus) {
  const { span, element } = note ?? {};
  note = null;
  element?.remove();
  span?.setAttribute("aria-expanded", "false");
  if (focus) span?.focus({ preventScroll: true });
}

// The note stands right behind its phrase, so a keyboard comes to it next.
function open(span) {
  const again = note?.span === span;
  close();
  const figure = again ? null : nearest(span);
  if (!figure) return;
  const lines = figure.tell(span.dataset.at);
  const show = make("button", { type: "button", onclick: () => leadTo(span, figure) }, "Show it in the figure");
  const element = make("span", { class: "attn-aside", role: "note", onkeydown: (event) => { if (event.key === "Escape") close(true); } },
    ...lines.map((line) => make("span", { class: "attn-aside-line" }, line)), make("span", { class: "attn-aside-line" }, show));
  span.after(element);
  span.setAttribute("aria-expanded", "true");
  note = { span, element };
  const over = element.getBoundingClientRect().right + 8 - document.documentElement.clientWidth;
  if (over > 0) element.style.marginLeft = `${-over}px`;
}

// To the figure; a button over it leads back to the phrase.
function leadTo(span, { place }) {
  const at = span.dataset.at, figure = place(at);
  close();
  figure.scrollIntoView({ block: "center", behavior: still() ? "instant" : "smooth" });
  point(at);
  document.querySelector(".attn-back-to-text")?.remove();
  const back = make("button", { type: "button", class: "attn-back-to-text", onclick: () => {
    back.remove();
    point(null);
    span.scrollIntoView({ block: "center", behavior: still() ? "instant" : "smooth" });
    span.focus({ preventScroll: true });
  } }, "↑ Back to the text");
  figure.closest(".attn-live").append(back);
  back.focus({ preventScroll: true });
}

const ready = new WeakSet();

// Make the phrases of the page point, once each; they can be reached by keyboard as well.
export function phrases(root) {
  root.querySelectorAll("span[data-at]").forEach((span) => {
    if (ready.has(span)) return;
    ready.add(span);
    span.tabIndex = 0;
    span.setAttribute("role", "button");
    span.setAttribute("aria-expanded", "false");
    span.addEventListener("click", () => { span.focus({ preventScroll: true }); open(span); });
    span.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return close(true);
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open(span);
    });
    span.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") point(span.dataset.at); });
    span.addEventListener("focus", () => point(span.dataset.at));
    span.addEventListener("pointerleave", () => { if (span !== document.activeElement) point(null); }); // it moves away when the page scrolls
    span.addEventListener("blur", () => point(null));
  });
}

if (typeof document !== "undefined") {
  document.addEventListener("pointerdown", (event) => {
    if (note && !note.element.contains(event.target) && event.target !== note.span) close();
    if (!event.target.closest?.("[data-at], .attn-back-to-text")) point(null); // what was lit by a finger stays lit no longer
  });
}
