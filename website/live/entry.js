// The runtime of the live figures on the website. Loaded when the first figure comes near the window.

import { Widget } from "@lumino/widgets";
import { AnyModel, AnyView } from "./anywidget.js";
import { controls } from "./controls.js";
import { Manager } from "./manager.js";
import controlStyle from "./controls.css";
import figureStyle from "../../byhand/live/js/figure.css";

let manager;

// All figures of a page stand in one state, so their models are made once.
function page() {
  if (!manager) {
    const style = document.createElement("style");
    style.textContent = controlStyle + figureStyle;
    document.head.prepend(style);
    const state = document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
    const made = new Manager({ ...controls, AnyModel, AnyView }, JSON.parse(state.textContent).state);
    manager = made.start().then(() => made);
  }
  return manager;
}

// A view is complete when its children are, and the styles of all. Throws the error of the first that cannot be made.
async function complete(view) {
  if (view.error) throw view.error;
  await Promise.all([view.layoutPromise, view.stylePromise]);
  for (const child of await Promise.all(view.children_views?.views ?? [])) await complete(child);
}

// Make the figure of this slot live. Until it is complete it has no height, so the page does not move.
globalThis.attnLive = async (slot) => {
  const models = await page();
  const view = await models.create_view(await models.get_model(slot.dataset.attnLive));
  const place = document.createElement("div");
  place.className = "live-view";
  slot.append(place);
  Widget.attach(view.luminoWidget, place);
  try {
    await complete(view);
  } catch (error) {
    view.luminoWidget.dispose();
    place.remove();
    throw error;
  }
  slot.classList.add("is-live");
};
