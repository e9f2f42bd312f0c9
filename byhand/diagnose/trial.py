"""A function on trial: its answers to the probes of one call."""

import time

import numpy as np

from byhand.closeness import close
from byhand.diagnose.calls import CALLS
from byhand.diagnose.compare import outcome
from byhand.diagnose.mistakes import of_call, spellings
from byhand.diagnose.running import TimeIsUp, ask

KINDS = CORE, EDGE, SHAPES, LONG, BATCH = "core", "edge", "shapes", "long", "batch"


class Trial:
    """One function and its answers to the probes of one call.

    name, call: the name of the call, and the Call. answers: {name of a probe: Returned}.
    """

    def __init__(self, call, fn, batch, seconds):
        self.name, self.call, self.fn, self.batch = call, CALLS[call], fn, batch
        self.deadline = time.monotonic() + seconds
        self.answers = {}
        for probe in self.call.probes:
            self.answers[probe.name] = self.answer_as_it_is(probe.inputs)
            if isinstance(self.answers[probe.name].error, TimeIsUp):
                break
        # One table whose shapes show it is enough: six words with six channels do not.
        self.weights_first = any(self.weights_came_first(answer, probe.inputs) for probe, answer in self.of(*KINDS))
        for answer in self.answers.values():
            self.reordered(answer)

    @property
    def required(self):
        """The kinds of probes beside core and edges that a right function must know: those of plain tables.

        A softmax that stands alone may be one for tables, and need not know a single row.
        """
        return (LONG,) if self.call.gives_shares else (SHAPES, LONG)

    @property
    def listed(self):
        """The mistakes of the table that the core can show, and with batches those that only these tell apart."""
        return spellings(of_call(self.name, seen=(CORE, BATCH) if self.batch else (CORE,)))

    def ask(self, inputs):
        """What came back for these inputs; weights that came first are put in their place."""
        return self.reordered(self.answer_as_it_is(inputs))

    def answer_as_it_is(self, inputs):
        """What came back for these inputs."""
        return ask(self.fn, inputs, outcome(self.name, {}, inputs).shape, self.deadline)

    def weights_came_first(self, answer, inputs):
        """True if the shapes say that the weights came before the output."""
        shape = outcome(self.name, {}, inputs).shape
        return answer.weights is not None and answer.output.shape != shape == answer.weights.shape

    def reordered(self, answer):
        """The answer, output and weights exchanged if the function returns the weights first."""
        if self.weights_first and answer.weights is not None:
            answer.output, answer.weights = answer.weights, answer.output
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
