"""What a reader sees of a mistake, in the reader's words, computed: each mistake is run, and its numbers are looked at.

    python tools/symptoms.py        the symptoms, each with its mistakes

They are looked for in the calculation that the catalogue draws: on our sentence and the other small tables of its core,
and, where the words say so, on a batch, on large scores and on other shapes. A symptom that no mistake has is left out,
and what has none looks right: only its numbers differ.
"""

import sys
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from project import ROOT

sys.path.insert(0, str(ROOT))

from byhand.closeness import VISIBLE, gap
from byhand.diagnose.calls import CALLS
from byhand.diagnose.compare import last, outcome, trace
from byhand.diagnose.mistakes import MISTAKES

EXACT = 1e-9
DRAWS = 20  # random tables on which a symptom must hold that an example could show by chance


def drawn_call(mistake):
    """The call that is looked at: the first of the book that mixes values, or else a softmax."""
    return min(mistake.calls, key=lambda call: (CALLS[call].gives_shares, list(CALLS).index(call)))


@dataclass(frozen=True)
class Pair:
    """One table, and what the right calculation and the mistake make of it: all their steps."""

    call: object
    inputs: dict
    right: dict
    wrong: dict | None

    def step(self, name):
        """(right, wrong) values of a step, or None where it is missing, has other shapes or not only numbers."""
        if self.wrong is None or name not in self.right:
            return None
        right, wrong = (np.asarray(values[name], dtype=float) for values in (self.right, self.wrong))
        return (right, wrong) if right.shape == wrong.shape and not np.isnan(wrong).any() else None

    @cached_property
    def weights(self):
        return self.step("division")

    @cached_property
    def outputs(self):
        return self.step(list(self.right)[-1])

    @cached_property
    def masks(self):
        """(right, wrong): True where a key is let through, or None where nothing is hidden."""
        pair = self.step("mask")
        return None if pair is None else tuple(values > -np.inf for values in pair)

    @cached_property
    def is_right(self):
        return self.outputs is not None and gap(*self.outputs) <= EXACT

    @property
    def loses(self):
        """True if a number is missing that is there in the right result.

        A row of which all is hidden gives 0 here; in a softmax that takes no care of it, it gives NaN.
        """
        if self.wrong is None:
            return False
        right, wrong = (np.asarray(last(values), dtype=float) for values in (self.right, self.wrong))
        emptied = self.masks is not None and bool((self.masks[0].any(axis=-1) & ~self.masks[1].any(axis=-1)).any())
        return bool(np.isfinite(right).all() and not np.isfinite(wrong).all()) or emptied


@dataclass(frozen=True)
class Case:
    """A mistake beside the right calculation, on the probes of its call."""

    mistake: object

    @cached_property
    def call(self):
        return CALLS[drawn_call(self.mistake)]

    def on(self, *kinds):
        """A `Pair` for each probe of these kinds."""
        return [self.pair(probe.inputs) for probe in self.call.probes_of(*kinds)] if self.mistake.replaced else []

    @cached_property
    def core(self):
        return self.on("core")

    @cached_property
    def random(self):
        """A `Pair` for each of some random tables: what holds on all of them is no chance of an example."""
        found = (self.call.examples("ordinary-scores", np.random.default_rng(seed), seed) for seed in range(DRAWS))
        return [self.pair(inputs) for inputs in found if inputs is not None] if self.mistake.replaced else []

    def pair(self, inputs):
        return Pair(self.call, inputs, *(trace(self.call.name, steps, inputs) for steps in self.steps))

    @property
    def steps(self):
        return ({}, self.mistake.replaced)

    @property
    def sentence(self):
        """The `Pair` of our sentence, or None."""
        return next(iter(self.core), None)

    @property
    def right_here(self):
        """True if all numbers of our sentence are right."""
        return self.sentence is not None and self.sentence.is_right

    def differs(self, *kinds):
        """True if the results differ on a probe of these kinds."""
        return any(
            gap(*(outcome(self.call.name, steps, pair.inputs) for steps in self.steps)) > VISIBLE
            for pair in self.on(*kinds)
        )


# ---- one question each: case -> bool


def somewhere(question):
    """True on the sentence or another table of the core: question(pair)."""
    return lambda case: any(map(question, case.core))


def here(question):
    """True on our sentence: question(pair)."""
    return lambda case: case.sentence is not None and bool(question(case.sentence))


def everywhere(sign):
    """True if no row of any table has a larger largest share than it should (sign 1), or none a smaller one (−1).

    And if every row adds up to 1, and on our sentence one differs.
    """

    def holds(case):
        pairs = [pair.weights for pair in [*case.core, *case.random] if pair.weights is not None]
        if case.sentence is None or case.sentence.weights is None:
            return False
        changes = [sign * (wrong.max(axis=-1) - right.max(axis=-1)) for right, wrong in pairs]
        adds_up = all(add_up(wrong) for _, wrong in pairs)
        return adds_up and all((change <= EXACT).all() for change in changes) and bool((changes[0] < -VISIBLE).any())

    return holds


def weights_that(question):
    """A question about the weights of a pair: question(wrong weights), (..., n, n)."""
    return lambda pair: pair.weights is not None and bool(question(pair.weights[1]))


def add_up(weights, axis=-1):
    return np.allclose(weights.sum(axis=axis), 1, atol=VISIBLE)


def all_alike(pair):
    """True if each row gives all that it sees one share, and it sees what it should."""
    if pair.weights is None or not np.array_equal(*(weights != 0 for weights in pair.weights)):
        return False
    rows = pair.weights[1].reshape(-1, pair.weights[1].shape[-1])
    return all(np.ptp(row[row != 0]) < EXACT for row in rows)


def one_output(pair):
    return pair.outputs is not None and np.ptp(pair.outputs[1], axis=-2).max() < EXACT


def nothing(pair):
    return pair.outputs is not None and not pair.outputs[1].any()


def seen_though_hidden(pair):
    return bool(pair.masks and pair.weights) and bool((pair.weights[1][~pair.masks[0]] > VISIBLE).any())


def hidden_though_seen(pair):
    return bool(pair.masks and pair.weights) and bool((pair.weights[1][pair.masks[0]] < EXACT).any())


def one_step_off(pair):
    """True if what a word sees ends one word too early or too late."""
    if pair.masks is None:
        return False
    right, wrong = pair.masks
    ends = [np.tri(right.shape[-1], k=k, dtype=bool) for k in (-1, 0, 1)]
    return np.array_equal(right, ends[1]) and any(np.array_equal(wrong, end) for end in ends[::2])


def turned_over(pair):
    """True if a table stands with its rows as columns: scores, mask, or the weights when they mix the values."""
    for both in (pair.step("scores"), pair.masks):
        if both is not None and np.array_equal(both[1], both[0].mT) and not np.array_equal(*both):
            return True
    outputs = pair.step("mixing")
    if outputs is None or pair.call.has_heads:
        return False
    return np.allclose(outputs[1], pair.right["division"].mT @ pair.inputs["v"], atol=EXACT)


def symmetric(pair):
    scores = pair.step("scores")
    return scores is not None and np.allclose(scores[1], scores[1].mT) and not np.allclose(scores[0], scores[0].mT)


def another_shape(pair):
    return pair.wrong is not None and np.shape(last(pair.wrong)) != np.shape(last(pair.right))


def only_the_output(pair):
    return pair.weights is not None and gap(*pair.weights) <= EXACT and not pair.is_right


def by_one_factor(pair):
    """True if the output is the right one times a number other than 0."""
    if pair.outputs is None or pair.is_right or nothing(pair):
        return False
    right, wrong = pair.outputs
    there = np.abs(right) > EXACT
    return np.allclose(wrong[~there], 0, atol=EXACT) and np.ptp(wrong[there] / right[there]) < EXACT


def now_and_then(case):
    return not here(lambda pair: pair.loses)(case) and any(pair.loses for pair in case.on("core", "edge"))


def only_in_a_batch(case):
    kinds = {probe.kind for probe in case.call.probes}
    return case.right_here and case.differs("batch") and not case.differs(*kinds - {"batch"})


def not_while_small(case):
    return case.right_here and case.differs("edge") and not case.differs("core") and not now_and_then(case)


def elsewhere(case):
    return case.right_here and case.differs(*{probe.kind for probe in case.call.probes} - {"edge", "batch"})


@dataclass(frozen=True)
class Symptom:
    """What is seen: words, with {my} for whose it is, and holds(case)."""

    words: str
    holds: object

    @property
    def mine(self):
        """As a reader says it: My rows do not sum to 1."""
        return _upper(self.words.format(my="my", I="I"))

    @property
    def yours(self):
        """As it is said to a reader: your rows do not sum to 1."""
        return self.words.format(my="your", I="you")


def _upper(text):
    return text[0].upper() + text[1:]


SYMPTOMS = (
    Symptom("{I} get an error about shapes", here(lambda pair: pair.wrong is None)),
    Symptom("{my} output has the wrong shape", here(another_shape)),
    Symptom("{I} get NaN", here(lambda pair: pair.loses)),
    Symptom("{I} get NaN, but only now and then", now_and_then),
    Symptom("{my} rows do not sum to 1", somewhere(weights_that(lambda wrong: not add_up(wrong)))),
    Symptom("{my} columns sum to 1", here(weights_that(lambda wrong: add_up(wrong, axis=-2) and not add_up(wrong)))),
    Symptom("some of {my} weights are negative", somewhere(weights_that(lambda wrong: (wrong < -EXACT).any()))),
    Symptom("all words get the same weight", here(all_alike)),
    Symptom("all words get the same output", here(one_output)),
    Symptom("{my} output is 0 throughout", here(nothing)),
    Symptom("{my} weights are too even", everywhere(1)),
    Symptom("{my} weights are too sharp: one word takes too much", everywhere(-1)),
    Symptom("a word that should be hidden gets a share", somewhere(seen_though_hidden)),
    Symptom("a word that should not be hidden gets no share", somewhere(hidden_though_seen)),
    Symptom("{my} weights look one step off", here(one_step_off)),
    Symptom("rows and columns have changed places", here(turned_over)),
    Symptom("{my} table of scores is symmetric", here(symmetric)),
    Symptom("{my} weights are right, {my} output is not", here(only_the_output)),
    Symptom("{my} output is wrong by one factor throughout", here(by_one_factor)),
    Symptom("right on one sentence, wrong in a batch", only_in_a_batch),
    Symptom("right with small scores, wrong with large ones", not_while_small),
    Symptom("right on one example, wrong with other shapes", elsewhere),
    Symptom("it changes {my} input", lambda case: case.mistake.id == "changes-inputs"),  # these two are no steps
    Symptom("each call gives other numbers", lambda case: case.mistake.id == "changes-each-time"),
)
UNSUSPECTED = Symptom("everything looks right, but the numbers differ", lambda case: True)


@cache
def of(mistake):
    """The symptoms of a mistake, in their order; never none."""
    case = Case(mistake)
    return tuple(symptom for symptom in SYMPTOMS if symptom.holds(case)) or (UNSUSPECTED,)


def index():
    """{symptom: its mistakes} of those that a mistake has."""
    found = {
        symptom: [mistake for mistake in MISTAKES if symptom in of(mistake)] for symptom in [*SYMPTOMS, UNSUSPECTED]
    }
    return {symptom: mistakes for symptom, mistakes in found.items() if mistakes}


if __name__ == "__main__":
    for _symptom, _mistakes in index().items():
        print(f"{_symptom.mine}\n    {', '.join(mistake.id for mistake in _mistakes)}")
