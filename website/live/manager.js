// Makes the models and views of a page from the state that its notebook left: a widget manager without a kernel.

import { DOMWidgetView } from "@jupyter-widgets/base";

export class Manager {
  #classes;
  #states;
  #models = new Map();

  constructor(classes, states) {
    this.#classes = classes;
    this.#states = states;
  }

  // Links are named by no other model, so all models are made at once.
  start() {
    return Promise.all(Object.keys(this.#states).map((id) => this.get_model(id)));
  }

  has_model(id) {
    return id in this.#states;
  }

  get_model(id) {
    if (!this.#models.has(id)) this.#models.set(id, this.#make(id));
    return this.#models.get(id);
  }

  async #make(id) {
    if (!this.has_model(id)) throw new Error(`the page holds no state of the widget ${id}`);
    const { model_name: name, state } = this.#states[id];
    const Model = this.#class(name);
    const attributes = await Model._deserialize_state(state, this);
    // Without a tooltip, the label of a control would get the title “null”.
    return new Model({ tooltip: "", ...attributes }, { model_id: id, widget_manager: this });
  }

  #class(name) {
    const found = this.#classes[name];
    if (!found) throw new Error(`the page's widgets do not include ${name}`);
    return found;
  }

  // A view that cannot be made is an empty one that carries its error: the box around it then stays whole, and whoever
  // asked for the figure finds the error in it.
  async create_view(model, options = {}) {
    try {
      const View = this.#class(model.get("_view_name"));
      const view = new View({ model, options });
      await view.render();
      return this.#kept(view, model);
    } catch (error) {
      return Object.assign(new DOMWidgetView({ model, options }), { error });
    }
  }

  #kept(view, model) {
    model.views[view.cid] = Promise.resolve(view);
    view.listenTo(model, "destroy", view.remove);
    view.once("remove", () => delete model.views[view.cid]);
    return view;
  }

  callbacks() {
    return {};
  }

  // Descriptions are text here: nothing in them is taken as HTML.
  inline_sanitize(text) {
    return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
  }
}
