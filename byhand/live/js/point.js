// One number, several places: pointing at it in the text, in a table or in the arithmetic lights it up in all of them.
// In the text: <span data-at="S,2,5">0.85</span>; a star stands for a whole row or column: data-at="A,2,*".
// Such a phrase is a button as well: it brings the figure that shows the number into the window.

import { matches } from "./address.js";

const listeners = new Map();

export function point(at) {
  for (const listen of listeners.keys()) listen(at);
  if (typeof document === "undefined") return;
  document.querySelectorAll("span[data-at]").forEach((span) => span.classList.toggle("lit", Boolean(at) && matches(span.dataset.at, at)));
}

// listen(at): a number is pointed at, or none (null). place(at): the element that shows it, or null.
export function onPoint(listen, place) {
  listeners.set(listen, place);
  return () => listeners.delete(listen);
}

// Of several figures that show the number, the nearest is meant.
function follow(span) {
  const top = (element) => element.getBoundingClientRect().top, far = (element) => Math.abs(top(element) - top(span));
  const [nearest] = [...listeners.values()].map((place) => place(span.dataset.at)).filter(Boolean).sort((a, b) => far(a) - far(b));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  nearest?.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
}

const ready = new WeakSet();

// Make the phrases of the page point, once each; they can be reached by keyboard as well.
export function phrases(root) {
  root.querySelectorAll("span[data-at]").forEach((span) => {
    if (ready.has(span)) return;
    ready.add(span);
    span.tabIndex = 0;
    span.setAttribute("role", "button");
    span.addEventListener("click", () => { span.focus({ preventScroll: true }); follow(span); });
    span.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      follow(span);
    });
    span.addEventListener("pointerenter", () => point(span.dataset.at));
    span.addEventListener("focus", () => point(span.dataset.at));
    span.addEventListener("pointerleave", () => { if (span !== document.activeElement) point(null); }); // it moves away when the page scrolls
    span.addEventListener("blur", () => point(null));
  });
}
