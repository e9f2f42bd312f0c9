"""What every live figure has: controls, a reset button, a table, and a sentence that says what it shows."""

from html import escape

import ipywidgets as widgets

from .parts import STYLE

LABEL = "9.5em"  # the width of the names of controls
WIDE = {"description_width": LABEL}


class LiveFigure(widgets.VBox):
    """A block of controls with numbers that follow them.

    `.sentence` says what the figure shows now; its repr and its still picture are those of the start state, so that a
    stored notebook does not depend on the run. A figure is made by a class with two methods: `compute` takes the state
    of the controls into attributes, `show` returns the HTML of the numbers and the sentence.
    """

    def __init__(self, title, controls, still):
        """controls: dict name -> control whose value is part of the state. still: start picture from a sentence."""
        self.controls = controls
        self._start_values = {name: control.value for name, control in controls.items()}
        self._busy = False
        self._numbers, self._says = widgets.HTML(), widgets.HTML()
        reset = widgets.Button(description="Reset", tooltip="Back to the start values")
        reset.on_click(lambda _: self.reset())
        head = widgets.HTML(f'<style>{STYLE}</style><p class="attn-title">{escape(title)}</p>')
        super().__init__([head, *self.layout_of_controls(), reset, self._numbers, self._says])
        self.add_class("attn-live")
        for name, control in controls.items():
            control.observe(lambda change, name=name: self._moved(name), "value")
        self.update()
        self._start = still(self.sentence)

    def layout_of_controls(self):
        """The controls as they stand in the figure, from top to bottom."""
        return list(self.controls.values())

    def value(self, name):
        """The value of a control."""
        return self.controls[name].value

    def set(self, **values):
        """Set several controls at once, and update once."""
        self._busy = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._busy = False
        self.update()

    def reset(self):
        """Back to the start values."""
        self.set(**self._start_values)

    def update(self):
        """Compute and show, from the state of the controls."""
        self.compute()
        numbers, self.sentence = self.show()
        self._numbers.value = numbers
        self._says.value = f'<p class="attn-say" role="status">{escape(self.sentence)}</p>'

    def _moved(self, name):
        if not self._busy:
            self.moved(name)

    def moved(self, name):
        """A reader has moved the control `name`."""
        self.update()

    def __repr__(self):
        return self._start.sentence

    def _repr_mimebundle_(self, **kwargs):
        view = super()._repr_mimebundle_(**kwargs)
        return {**view, "image/svg+xml": self._start.svg, "text/plain": self._start.sentence}


def slider(name, value, low, high, step, number_format=".2f"):
    """A slider with a name and a rounded value beside it."""
    return widgets.FloatSlider(value=value, min=low, max=high, step=step, description=name,
                               readout_format=number_format, style=WIDE, layout={"width": "100%"})


def choice(name, options, value):
    """A menu; `options` are names, or (name, value) pairs."""
    return widgets.Dropdown(options=options, value=value, description=name, style=WIDE, layout={"width": "20em"})


def word_choice(name, tokens, index):
    """A menu of the words of a sentence; its value is the index of the word."""
    return choice(name, [(token, i) for i, token in enumerate(tokens)], index)
