// What ipywidgets leaves out on its sliders: a name that a screen reader speaks, a rounded value, a double click that
// resets. It works on the page and in a notebook, on the controls that stand in the same box as the figure.

import { number } from "./words.js";

const label = (handle) => handle.closest(".jupyter-widgets.widget-inline-hbox, .widget-slider")?.querySelector(".widget-label")?.textContent.trim();

function speak(handle) {
  const text = number(Number(handle.getAttribute("aria-valuenow")), 2);
  const readout = handle.closest(".jupyter-widgets")?.querySelector(".widget-readout")?.textContent.trim();
  const now = readout || text;
  if (handle.getAttribute("aria-valuetext") !== now) handle.setAttribute("aria-valuetext", now);
}

// reset(label): put the slider with this name back to its start.
export function improve(box, reset) {
  const seen = new WeakSet();
  const look = () => box.querySelectorAll(".noUi-handle").forEach((handle) => {
    const name = label(handle);
    if (!name) return;
    if (handle.getAttribute("aria-label") !== name) handle.setAttribute("aria-label", name);
    speak(handle);
    if (seen.has(handle)) return;
    seen.add(handle);
    handle.closest(".widget-slider, .jupyter-widgets").addEventListener("dblclick", () => reset(label(handle)));
  });
  const watch = new MutationObserver(look);
  watch.observe(box, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-valuenow"] });
  look();
  return () => watch.disconnect();
}
