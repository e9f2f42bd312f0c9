// The front end of all live figures: `view` makes one kind of figure for anywidget, in a notebook and in the website's own
// runtime. A kind stands in a file of its own, kinds/NAME.js, and is not part of any bundle.

import { Figure } from "./figure.js";
import { improve } from "./sliders.js";
import { tools } from "./tools.js";

// make: what kinds/NAME.js exports, a function of the tools. Returns what anywidget asks of a module.
export function view(make) {
  const kind = make(tools);
  return {
    render({ model, el }) {
      const figure = new Figure(kind, model, el);
      // The controls are siblings in the same box; they appear when the page has put the view into it.
      const place = requestAnimationFrame(() => {
        const box = el.closest(".attn-figure");
        if (box) figure.sliders = improve(box, (field) => figure.state.nameOf(field), (field) => figure.state.resetControl(field));
        figure.placed(box);
      });
      return () => {
        cancelAnimationFrame(place);
        figure.stop();
      };
    },
  };
}
