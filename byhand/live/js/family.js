// The front end of all live figures: one module for anywidget in a notebook, and for the website's own runtime.

import { Figure } from "./figure.js";
import { improve } from "./sliders.js";

function render({ model, el }) {
  const figure = new Figure(model, el);
  let still = () => {};
  // The controls are siblings in the same box; they appear when the page has put the view into it.
  const place = requestAnimationFrame(() => {
    const box = el.closest(".attn-figure");
    if (box) still = improve(box, (name) => figure.resetSlider(name));
    figure.placed(box);
  });
  return () => {
    cancelAnimationFrame(place);
    still();
    figure.stop();
  };
}

export default { render };
