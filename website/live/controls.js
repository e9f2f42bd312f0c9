// The controls in use, from the official package, with what they lack: names that are spoken, and rounded values.
// The double click that resets a slider is the figure's, as in a notebook: it knows which number the slider moves.

import { LayoutModel, LayoutView, StyleView } from "@jupyter-widgets/base";
import { CheckboxModel, CheckboxStyleModel, CheckboxView } from "@jupyter-widgets/controls/lib/widget_bool.js";
import {
  BoxModel, BoxView, HBoxModel, HBoxView, VBoxModel, VBoxView,
} from "@jupyter-widgets/controls/lib/widget_box.js";
import { ButtonModel, ButtonStyleModel, ButtonView } from "@jupyter-widgets/controls/lib/widget_button.js";
import { DescriptionStyleModel } from "@jupyter-widgets/controls/lib/widget_description.js";
import { FloatSliderModel, FloatSliderView } from "@jupyter-widgets/controls/lib/widget_float.js";
import { IntSliderModel, IntSliderView, SliderStyleModel } from "@jupyter-widgets/controls/lib/widget_int.js";
import { DirectionalLinkModel, LinkModel } from "@jupyter-widgets/controls/lib/widget_link.js";
import {
  DropdownModel, DropdownView, SelectionSliderModel, SelectionSliderView, ToggleButtonsModel, ToggleButtonsStyleModel,
  ToggleButtonsView,
} from "@jupyter-widgets/controls/lib/widget_selection.js";
import {
  HTMLModel, HTMLStyleModel, HTMLView, LabelModel, LabelStyleModel, LabelView, TextModel, TextStyleModel, TextView,
} from "@jupyter-widgets/controls/lib/widget_string.js";

// A slider whose handle and number have names, and whose value is spoken as it is shown.
const named = (View) => class extends View {
  render() {
    super.render();
    this.listenTo(this.model, "change:description", this.giveNames);
  }

  createSlider() {
    super.createSlider();
    this.handle = this.$slider.querySelector(".noUi-handle");
    this.$slider.noUiSlider.on("update", () => this.speak());
    this.giveNames();
  }

  giveNames() {
    const description = this.model.get("description");
    this.handle.setAttribute("aria-label", description);
    this.readout.setAttribute("aria-label", `${description}: value`);
  }

  speak() {
    this.handle.setAttribute("aria-valuetext", this.readout.textContent);
  }
};

const decimals = (number) => {
  const [digits, exponent = 0] = String(number).split("e");
  return Math.max(0, (digits.split(".")[1] ?? "").length - Number(exponent));
};

// A slider of numbers: its values lie on its steps exactly, and its number can be typed.
const numeric = (View) => class extends named(View) {
  _validate_slide_value = (x) => {
    const places = Math.max(decimals(this.model.get("step")), decimals(this.model.get("min")));
    return Number(x.toFixed(Math.min(places, 20)));
  };

  createSlider() {
    this.readout.setAttribute("role", "textbox");
    super.createSlider();
  }
};

class OptionSliderView extends named(SelectionSliderView) {
  update(options) {
    super.update(options);
    this.readout.removeAttribute("contenteditable");
    this.speak();
  }
}

class NamedToggleButtonsView extends ToggleButtonsView {
  render() {
    super.render();
    this.buttongroup.setAttribute("role", "group");
    this.buttongroup.setAttribute("aria-label", this.model.get("description"));
  }

  update(options) {
    super.update(options);
    for (const button of this.buttongroup.children) {
      button.setAttribute("aria-pressed", Number(button.value) === this.model.get("index"));
    }
  }
}

export const controls = {
  BoxModel, BoxView, HBoxModel, HBoxView, VBoxModel, VBoxView, LayoutModel, LayoutView, StyleView,
  ButtonModel, ButtonStyleModel, ButtonView, CheckboxModel, CheckboxStyleModel, CheckboxView, DescriptionStyleModel,
  DropdownModel, DropdownView, TextModel, TextStyleModel, TextView,
  HTMLModel, HTMLStyleModel, HTMLView, LabelModel, LabelStyleModel, LabelView,
  DirectionalLinkModel, LinkModel, SliderStyleModel, FloatSliderModel, IntSliderModel, SelectionSliderModel,
  FloatSliderView: numeric(FloatSliderView), IntSliderView: numeric(IntSliderView),
  SelectionSliderView: OptionSliderView,
  ToggleButtonsModel, ToggleButtonsStyleModel, ToggleButtonsView: NamedToggleButtonsView,
};
