// What ipywidgets leaves out on its sliders: a name that a screen reader speaks, a rounded value, a double click that
// resets. It works on the page and in a notebook, on the controls that stand in the same box as the figure. Each control
// has the name of the field that it sets in its class: attn-sets-strength.

import { spell, write } from "./dom.js";
import { number } from "./format.js";

const SETS = "attn-sets-";
const OURS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End", "Enter", " "]);
const controlOf = (handle) => handle.closest(`[class*="${SETS}"]`);
const fieldOf = (control) => [...control.classList].find((name) => name.startsWith(SETS)).slice(SETS.length);

function speak(handle, control) {
  const now = control.querySelector(".widget-readout")?.textContent.trim() || number(Number(handle.getAttribute("aria-valuenow")), 2);
  if (handle.getAttribute("aria-valuetext") !== now) handle.setAttribute("aria-valuetext", now);
  // noUiSlider rounds the value to one decimal. Of a slider of choices it says the place, which is another number.
  const exact = now.replace("−", "-"), said = handle.getAttribute("aria-valuenow");
  if (exact !== said && Math.abs(Number(exact) - Number(said)) < 0.06) handle.setAttribute("aria-valuenow", exact);
}

// A finger that begins on a handle and goes up or down scrolls the page: the slider hears nothing of it.
function leaveScrolling(control) {
  let from = null, scrolls = null;
  control.addEventListener("touchstart", ({ touches: [{ clientX: x, clientY: y }] }) => { from = { x, y }; scrolls = null; }, { capture: true, passive: true });
  control.addEventListener("touchmove", (event) => {
    const { clientX, clientY } = event.touches[0];
    scrolls ??= Math.abs(clientY - from.y) > Math.abs(clientX - from.x); // the first step decides
    if (scrolls) event.stopImmediatePropagation();
  }, { capture: true, passive: true });
}

// nameOf(field): the name of its control now; reset(field): put what the slider moves back to its start.
// Returns { look, stop }: names are written again, and no more.
export function improve(box, nameOf, reset) {
  const seen = new WeakSet();
  const sharpen = (handle) => {
    const control = controlOf(handle), name = control && nameOf(fieldOf(control));
    if (!name) return;
    if (handle.getAttribute("aria-label") !== name) handle.setAttribute("aria-label", name);
    spell(control.querySelector(".widget-label"), name);
    const readout = control.querySelector(".widget-readout");
    if (readout?.getAttribute("aria-label") !== `${name}: value`) readout?.setAttribute("aria-label", `${name}: value`);
    speak(handle, control);
    if (seen.has(handle)) return;
    seen.add(handle);
    control.addEventListener("dblclick", () => reset(fieldOf(control)));
    leaveScrolling(control);
  };
  const look = () => {
    box.querySelectorAll(".noUi-handle").forEach(sharpen);
    box.querySelectorAll(".widget-label-basic > span").forEach((name) => spell(name, name.textContent));
  };
  // A comma is a decimal point, and any minus is a minus, before ipywidgets reads what was typed.
  const tidy = ({ target }) => {
    if (!target.matches?.(".widget-readout")) return;
    const text = target.textContent.trim().replace(",", ".").replace("−", "-");
    if (/^-?\d*\.?\d+$/.test(text)) write(target, text);
  };
  box.addEventListener("blur", tidy, true);
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") tidy(event); }, true);
  // VS Code takes every key of an output for its own as well: an arrow would leave the figure for the next cell.
  box.addEventListener("keydown", (event) => {
    if (OURS.has(event.key) && !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)) event.stopPropagation();
  });
  const watch = new MutationObserver(look);
  watch.observe(box, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-valuenow"] });
  look();
  return { look, stop: () => watch.disconnect() };
}
