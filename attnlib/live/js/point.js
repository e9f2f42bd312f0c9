// One number, several places: pointing at it in the text, in a table or in the arithmetic lights it up in all of them.
// In the text: <span data-at="S,2,5">0.85</span>; a star stands for a whole row or column: data-at="A,2,*".

const listeners = new Set();

export const matches = (pattern, at) => {
  const [a, b] = [pattern.split(","), at.split(",")];
  return a.length === b.length && a.every((part, d) => part === "*" || b[d] === "*" || part === b[d]);
};

export function point(at) {
  listeners.forEach((listen) => listen(at));
  if (typeof document === "undefined") return;
  document.querySelectorAll("span[data-at]").forEach((span) => span.classList.toggle("lit", Boolean(at) && matches(span.dataset.at, at)));
}

export function onPoint(listen) {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

const ready = new WeakSet();

// Make the phrases of the page point, once each; they can be reached by keyboard as well.
export function phrases(root) {
  root.querySelectorAll("span[data-at]").forEach((span) => {
    if (ready.has(span)) return;
    ready.add(span);
    span.tabIndex = 0;
    span.addEventListener("pointerenter", () => point(span.dataset.at));
    span.addEventListener("focus", () => point(span.dataset.at));
    span.addEventListener("pointerleave", () => point(null));
    span.addEventListener("blur", () => point(null));
  });
}
