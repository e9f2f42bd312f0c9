// The figures' view among ipywidgets: what the anywidget package does in a notebook, without fetching the module again.

import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";
import { view } from "../../byhand/live/js/index.js";
import { loadKind } from "./kinds.js";

export class AnyModel extends DOMWidgetModel {
  defaults() {
    return { ...super.defaults(), _model_name: "AnyModel", _view_name: "AnyView" };
  }
}

export class AnyView extends DOMWidgetView {
  async render() {
    const stop = new AbortController();
    this.once("remove", () => stop.abort());
    const kind = await loadKind(this.model.get("kind"));
    const clean = view(kind).render({ model: this.model, el: this.el, signal: stop.signal });
    if (clean) this.once("remove", clean);
  }

  // A figure has no description and no tooltip of its own.
  updateTooltip() {}
}
