"""A call: one thing that a reader writes, `attention` for example, with all that is needed to try a function of it."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from byhand.diagnose.steps import SOFTMAX


@dataclass(frozen=True)
class Probe:
    """One set of inputs on which a function is tried.

    kind: "core", "edge", "shapes", "long" or "batch", see probes.py. what: what it shows, for a sentence. inputs:
    {parameter: value}.
    """

    name: str
    kind: str
    what: str
    inputs: dict


@dataclass(frozen=True, eq=False)
class Call:
    """One thing that a reader writes.

    name: of the function in `diagnose`, and the name under which a hand-in's function is found. chapter: that teaches
    it. title: its name for people. parameters: the names of what the function takes, in their order. steps:
    {step: function}, the right calculation, see steps.py. expected: what goes in and what comes out, in words.
    groups: the kinds of calculation that it contains, by which mistakes find it: "softmax"; "attention"; "plain"
    without and "masked" with a mask; "single" for one head and "heads" for several. probes: the inputs it is tried on.
    examples: examples(condition, rng, seed), inputs that meet a condition of conditions.py, or None where there are
    none. conditions: conditions that only this call knows, {name: in words}. find_step: of a wrong function that makes
    no listed mistake, (step, explanation, Numbers), see reveal.py; None for the way that fits its steps.
    """

    name: str
    chapter: str
    title: str
    parameters: tuple
    steps: dict
    expected: str
    groups: tuple
    probes: tuple
    examples: object
    conditions: dict = field(default_factory=dict)
    find_step: object = None

    @property
    def signature(self):
        """How the function is called: fn(q, k, v)."""
        return f"fn({', '.join(self.parameters)})"

    @property
    def core(self):
        """{name: inputs} of the probes that tell all mistakes apart."""
        return {probe.name: probe.inputs for probe in self.probes if probe.kind == "core"}

    @property
    def gives_shares(self):
        """True for a softmax that stands alone: its result are the shares."""
        return list(self.steps)[-1] == "division"

    @property
    def has_heads(self):
        """True if there are several heads."""
        return "split" in self.steps

    def probes_of(self, *kinds):
        """The probes of these kinds."""
        return [probe for probe in self.probes if probe.kind in kinds]

    def trace(self, inputs, replaced=(), begun=None):
        """All values of the calculation, step by step: {step: array}. The last one is the result.

        inputs: {name: array}, replaced: {step: function} for the steps to be done differently. begun: what `begin`
        gives for these inputs, so that the steps before the first one replaced need not be done again.
        """
        replaced = dict(replaced)
        steps = self.steps | replaced
        first = next((name for name in steps if name in replaced), None) if begun else None
        c = SimpleNamespace(**(begun[first] if first else inputs | {"trace": {}}))
        c.trace = dict(c.trace)
        value = list(c.trace.values())[-1] if c.trace else None
        with np.errstate(all="ignore"):
            for name in list(steps)[len(c.trace) :]:
                value = c.trace[name] = steps[name](value, c)
        return c.trace

    def begin(self, inputs):
        """{step: what the right calculation knows before it}, for `trace`."""
        c, value, begun = SimpleNamespace(**inputs, trace={}), None, {}
        with np.errstate(all="ignore"):
            for name, step in self.steps.items():
                begun[name] = vars(c) | {"trace": dict(c.trace)}
                value = c.trace[name] = step(value, c)
        return begun

    def shown_step(self, name):
        """The name under which a step is reported: the three parts of a softmax are one step of an attention."""
        return "softmax" if name in SOFTMAX and not self.gives_shares else name
