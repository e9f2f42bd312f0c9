"""A function on trial: its answers to the probes of one call."""

import time

import numpy as np

from byhand.diagnose.compare import close, outcome
from byhand.diagnose.mistakes import of_call, spellings
from byhand.diagnose.probes import PROBES
from byhand.diagnose.running import TimeIsUp, ask

KINDS = CORE, EDGE, SHAPES, BATCH = "core", "edge", "shapes", "batch"


class Trial:
    """One function and its answers to the probes of one call."""

    def __init__(self, call, fn, batch, seconds):
        self.call, self.fn, self.batch = call, fn, batch
        self.deadline = time.monotonic() + seconds
        self.answers = {}
        for probe in PROBES[call]:
            self.answers[probe.name] = self.ask_as_it_is(probe.inputs)
            if isinstance(self.answers[probe.name].error, TimeIsUp):
                break
        # One table whose shapes show it is enough: six words with six channels do not.
        self.weights_first = any(self.turned(answer, probe.inputs) for probe, answer in self.of(*KINDS))
        for answer in self.answers.values():
            self.in_place(answer)

    @property
    def listed(self):
        """The mistakes of the table that the core can show, and with batches those that only these tell apart."""
        return spellings(of_call(self.call, seen=(CORE, BATCH) if self.batch else (CORE,)))

    def ask(self, inputs):
        """What came back for these inputs; weights that came first are put in their place."""
        return self.in_place(self.ask_as_it_is(inputs))

    def ask_as_it_is(self, inputs):
        return ask(self.fn, inputs, outcome(self.call, {}, inputs).shape, self.deadline)

    def turned(self, answer, inputs):
        """True if the shapes say that the weights came before the output."""
        shape = outcome(self.call, {}, inputs).shape
        return answer.weights is not None and answer.output.shape != shape == answer.weights.shape

    def in_place(self, answer):
        if self.weights_first and answer.weights is not None:
            answer.output, answer.weights = answer.weights, answer.output
        return answer

    def of(self, *kinds):
        """(probe, answer) for the probes of these kinds."""
        return [
            (probe, self.answers[probe.name])
            for probe in PROBES[self.call]
            if probe.kind in kinds and probe.name in self.answers
        ]

    def wrong(self, *kinds):
        """(probe, answer) where the answer is not the right result."""
        return [
            (probe, answer)
            for probe, answer in self.of(*kinds)
            if answer.failed or not close(outcome(self.call, {}, probe.inputs), answer.output)
        ]

    def matches(self, replaced, *kinds):
        """True if the function does what the calculation with these steps replaced does.

        On the core it must fail where that fails. Of shapes and batches it may refuse what it likes. At least one
        number must agree: that both give NaN says little.
        """
        numbers = 0
        for probe, answer in self.of(*kinds):
            expected = outcome(self.call, replaced, probe.inputs)
            if answer.failed or expected is None:
                if probe.kind == CORE and not (answer.failed and expected is None):
                    return False
                continue
            if not close(expected, answer.output):
                return False
            numbers += np.isfinite(expected).sum()  # neither NaN nor ANY
        return numbers > 0
