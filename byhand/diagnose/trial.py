"""A function on trial: its answers to the probes of one call."""

import sys
import time

import numpy as np

from byhand.closeness import close
from byhand.diagnose.calls import CALLS
from byhand.diagnose.compare import outcome
from byhand.diagnose.running import BadReturn, Form, TimeIsUp, ask

KINDS = CORE, EDGE, SHAPES, LONG, BATCH = "core", "edge", "shapes", "long", "batch"


class Trial:
    """One function and its answers to the probes of one call.

    name, call: the name of the call, and the Call. answers: {name of a probe: Returned}. form: how the function takes
    its inputs. place: where among what it returns the output stands, from 0.
    """

    def __init__(self, call, fn, batch, seconds):
        self.name, self.call, self.fn, self.batch = call, CALLS[call], fn, batch
        self.deadline = time.monotonic() + seconds
        self.form, self.place = Form(), 0
        self.try_probes()
        if self.raises_everywhere():
            self.try_other_forms()
        self.place = self.place_of_output()
        for answer in self.answers.values():
            self.arranged(answer)

    def try_probes(self):
        """Ask the function all probes, in its form."""
        self.answers = {}
        for probe in self.call.probes:
            self.answers[probe.name] = self.ask(probe.inputs)
            if isinstance(self.answers[probe.name].error, TimeIsUp):
                break

    def raises_everywhere(self):
        """True if no table of the core can be calculated, in this form at least."""
        errors = [answer.error for _, answer in self.of(CORE)]
        return all(errors) and not any(isinstance(error, (TimeIsUp, BadReturn)) for error in errors)

    def try_other_forms(self):
        """Take the first form in which the function can be called: with tensors, or as a batch if one is asked for."""
        first, answers = self.form, self.answers
        for form in other_forms(self.call, self.batch):
            self.form = form
            self.try_probes()
            if not self.raises_everywhere():
                return
        self.form, self.answers = first, answers

    def wants_a_batch(self):
        """True if a function that raises everywhere gives something where all tables have one more dimension."""
        probe = self.call.probes[0]
        forms = [form for form in other_forms(self.call, batch=True) if form.dimensions]
        return any(not self.asked(probe.inputs, form).failed for form in forms)

    @property
    def required(self):
        """The kinds of probes beside core and edges that a right function must know: those of plain tables.

        A softmax that stands alone may be one for tables, and need not know a single row.
        """
        return (LONG,) if self.call.gives_shares else (SHAPES, LONG)

    def ask(self, inputs):
        """What came back for these inputs, the output in its place."""
        return self.arranged(self.asked(inputs, self.form))

    def asked(self, inputs, form):
        return ask(self.fn, inputs, outcome(self.name, {}, inputs).shape, self.deadline, form)

    def place_of_output(self):
        """Where the output stands: where most tables have its shape, first if they allow it.

        Six words with six channels do not tell it from the weights; other tables do.
        """
        found = [(answer.tables, outcome(self.name, {}, p.inputs).shape) for p, answer in self.of(*KINDS)]
        several = [(tables, shape) for tables, shape in found if len(tables) > 1]

        def fitting(place):
            return sum(tables[place] is not None and tables[place].shape == shape for tables, shape in several)

        return max(range(min((len(tables) for tables, _ in several), default=1)), key=fitting)

    def arranged(self, answer):
        """The answer, with the table in the right place as its output."""
        if self.place < len(answer.tables):
            answer.take(self.place)
        return answer

    def of(self, *kinds):
        """(probe, answer) for the probes of these kinds."""
        return [
            (probe, self.answers[probe.name])
            for probe in self.call.probes
            if probe.kind in kinds and probe.name in self.answers
        ]

    def wrong(self, *kinds):
        """(probe, answer) where the answer is not the right result."""
        return [
            (probe, answer)
            for probe, answer in self.of(*kinds)
            if answer.failed or not close(outcome(self.name, {}, probe.inputs), answer.output)
        ]

    def matches(self, replaced, *kinds):
        """True if the function does what the calculation with these steps replaced does.

        On the core it must fail where that fails; elsewhere it may fail besides. At least one number must agree: that
        both give NaN says little.
        """
        numbers = 0
        for probe, answer in self.of(*kinds):
            expected = outcome(self.name, replaced, probe.inputs)
            if answer.failed or expected is None:
                if probe.kind == CORE and not (answer.failed and expected is None):
                    return False
                continue
            if not close(expected, answer.output):
                return False
            numbers += np.isfinite(expected).sum()  # neither NaN nor ANY
        return numbers > 0


def other_forms(call, batch):
    """The ways to hand over inputs to a function that cannot take them as they are."""
    with_batch = [probe.inputs for probe in call.probes_of(BATCH)][:1]
    stacked = tuple(name for inputs in with_batch for name, value in inputs.items() if np.ndim(value) == 3)
    as_tensors = [Form(tensors=True)] * ("torch" in sys.modules)  # loaded by the function, or beside it
    as_batches = [
        Form(form.tensors, stacked, dimensions) for dimensions in (3, 4) for form in (Form(), *as_tensors) if stacked
    ]
    return as_tensors + as_batches * batch
