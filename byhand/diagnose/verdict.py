"""Try a function on the probes and say what it does.

What is tried, in this order; the first that applies is the report:

1. failed: it cannot be called, is too slow, or gives no table at all.
2. by_chance: it gives other numbers when it is called again.
3. named: on the core it is right, makes one listed mistake, or two in different steps. What large scores show besides
   is named, too.
4. unknown: it does nothing listed. `reveal` works out the first step that can be told apart.

A function that is right on the core must still pass beyond_the_core: the edges, other shapes and long tables, batches
if asked for. Last come the remarks, on what else it does: changes its inputs, prints, returns the weights first.
"""

import functools
import itertools

import numpy as np

from byhand.closeness import ANY, AT_EDGES, VISIBLE, close, gap
from byhand.diagnose import reveal
from byhand.diagnose.calls import CALLS
from byhand.diagnose.compare import edge_class, finite_or_nan, last, outcome, trace
from byhand.diagnose.conditions import examples
from byhand.diagnose.failures import failure, what_failed, wrong_signature
from byhand.diagnose.mistakes import BY_ID, of_call, rarer_spellings, spellings
from byhand.diagnose.report import Numbers, Report
from byhand.diagnose.running import SECONDS, TimeIsUp, bound
from byhand.diagnose.steps import SOFTMAX, value_at
from byhand.diagnose.trial import BATCH, CORE, EDGE, KINDS, LONG, SHAPES, Trial

MASK_EDGES = ("hidden high", "empty row")  # the edges that are about masks


def diagnose(call, fn, *, batch=False, seconds=SECONDS):
    """The Report on fn as an answer to `call`."""
    if not callable(fn):
        raise TypeError(f"diagnose.{call} takes a function: got {type(fn).__name__}")
    if bound(fn, CALLS[call].parameters, CALLS[call].parameters) is None:
        return wrong_signature(call)
    trial = Trial(call, fn, batch, seconds)
    report = failed(trial) or by_chance(trial) or named(trial) or unknown(trial)
    if report.verdict == "correct":
        report = beyond_the_core(trial, report)
    return with_remarks(trial, report)


def function_of(call):
    """The function of a Call, as `byhand.diagnose` has it: it takes somebody's function and returns a Report."""

    def diagnose_call(fn, *, batch=False):
        return diagnose(call.name, fn, batch=batch)

    diagnose_call.__name__ = diagnose_call.__qualname__ = call.name
    diagnose_call.__doc__ = f"Report on {call.signature}: {call.expected} batch=True: batches must work, too."
    return diagnose_call


# ---- no numbers to compare


def failed(trial):
    """The report on a function that never returns, or that gives no table on any core probe."""
    late = [answer for answer in trial.answers.values() if isinstance(answer.error, TimeIsUp)]
    if late:
        return failure(trial.name, "time", "It did not return in time.")
    core = trial.of(CORE)
    if all(answer.failed for _, answer in core):
        probe, answer = core[0]
        kind, explanation = what_failed(answer.error, probe)
        if kind == "error" and not trial.batch and trial.wants_a_batch():
            explanation += f" For a batch it runs: diagnose.{trial.name}(fn, batch=True) tries it with one."
        return failure(trial.name, kind, explanation)
    return None


# ---- what the table knows


def named(trial):
    """The report on a function that is right on the core, or that does what the table lists, once or twice."""
    if trial.matches({}, CORE):
        return right(trial)
    single = matching(trial, singles(trial.name, trial.batch)) or matching(trial, rarer(trial.name))
    if nothing_but_zeros(trial):  # as a function gives that is not written yet
        single = [m for m in single if matches_one_word(trial, m.replaced) and trial.matches(m.replaced, EDGE)]
    if single:
        chosen = twins(trial, single)
        besides = edge_mistakes_besides(trial, chosen[0].replaced)
        if besides:
            return mistaken(trial, "several", [chosen[0], *besides], steps_of([chosen[0], *besides]))
        return mistaken(trial, chosen[0].id, chosen, chosen[0].replaced)
    pairs = [] if nothing_but_zeros(trial) else matching_pairs(trial)
    if not pairs:
        return None
    certain = [m for m in pairs[0][:2] if all(m.id in (a.id, b.id) for a, b, _ in pairs)]
    if len(pairs) > 1:
        listed = "; or ".join(f"“{a.title}” and “{b.title}”" for a, b, _ in pairs)
        return mistaken(trial, "several", certain, pairs[0][2], f"Two mistakes at once give these numbers: {listed}.")
    return mistaken(trial, "several", pairs[0][:2], pairs[0][2])


def nothing_but_zeros(trial):
    """True if all that came back for the core is 0."""
    return not any(answer.failed or answer.output.any() for _, answer in trial.of(CORE))


def matches_one_word(trial, replaced):
    """True if the function does what the calculation with these steps replaced does to a single word."""
    words = examples(trial.name, "one-word")[:1]
    return all(close(outcome(trial.name, replaced, inputs), trial.ask(inputs).output) for inputs in words)


def right(trial):
    """The report on a right output; weights that come with it must be right, too. (Of several heads any will do.)"""
    for probe, answer in trial.of(CORE):
        weights = trial.call.trace(probe.inputs)["division"]
        if (
            not trial.call.has_heads
            and len(answer.tables) == 2  # of more, nobody knows which are meant to be the weights
            and answer.weights is not None
            and answer.weights.shape == weights.shape
            and not close(weights, answer.weights)
        ):
            return Report(
                trial.name,
                "unknown",
                (),
                "weights returned",
                "The output is right, but what is returned beside it are not the weights.",
                numbers=Numbers.at("softmax", probe, answer.weights, weights),
            )
    return Report(trial.name, "correct", (), None, "")


def twins(trial, matching):
    """Of several mistakes that match the core: the one that says most, and those that are the same function."""
    optional = (SHAPES, BATCH) if trial.batch else (SHAPES,)

    def fit(mistake):
        """A key: how many of the optional probes it explains, then how few numbers it leaves open."""
        others = [
            (outcome(trial.name, mistake.replaced, probe.inputs), answer)
            for probe, answer in trial.of(*optional)
            if not answer.failed
        ]
        return sum(close(table, answer.output) for table, answer in others), -open_numbers(trial, mistake.replaced)

    best = max(matching, key=fit)  # the first of the best
    same = [best, *(m for m in matching if m.id in best.same)]
    return [m for m in same if weights_agree(trial, m.replaced)] or same


def open_numbers(trial, replaced):
    """The count of numbers of the core where a calculation allows ANY and the function gives something else."""
    found = [
        (outcome(trial.name, replaced, probe.inputs), raw(trial.name, replaced, probe), answer.output)
        for probe, answer in trial.of(CORE)
        if not answer.failed
    ]
    return sum(
        int(((table == ANY) & ~np.isclose(exact, output)).sum()) for table, exact, output in found if table is not None
    )


def weights_agree(trial, replaced):
    """True if the weights that the function returned are those of this calculation; False if it returned none."""
    pairs = [(probe, answer) for probe, answer in trial.of(CORE) if answer.weights is not None]
    return bool(pairs) and all(
        close(finite_or_nan(trace(trial.name, replaced, probe.inputs)["division"]), answer.weights)
        for probe, answer in pairs
    )


def matching(trial, expected):
    """The mistakes that the function makes. expected: (mistake, outcome on the sentence) pairs."""
    first = trial.of(CORE)[0][1].output
    return [m for m, table in expected if close(table, first) and trial.matches(m.replaced, CORE)]


def matching_pairs(trial):
    """(first, second, replaced) for all pairs of mistakes in different steps that the function makes at once."""
    first = trial.of(CORE)[0][1].output
    found = [
        (a, b, replaced)
        for a, b, replaced, expected in pairs_of(trial.name)
        if close(expected, first) and trial.matches(replaced, CORE)
    ]
    found = list({(a.id, b.id): (a, b, replaced) for a, b, replaced in reversed(found)}.values())[::-1]
    fewest = min((open_numbers(trial, replaced) for *_, replaced in found), default=0)
    return [pair for pair in found if open_numbers(trial, pair[2]) == fewest]


@functools.cache
def singles(call, batch):
    """[(mistake, outcome on the sentence)] of what the core can show, with batches what only these tell apart."""
    return on_the_sentence(call, spellings(of_call(call, seen=(CORE, BATCH) if batch else (CORE,))))


@functools.cache
def rarer(call):
    """[(mistake, outcome on the sentence)] of the ways to make a mistake that are looked for last."""
    return on_the_sentence(call, rarer_spellings(of_call(call)))


def on_the_sentence(call, mistakes):
    sentence = CALLS[call].probes[0].inputs
    begun = CALLS[call].begin(sentence)
    return [(m, outcome(call, m.replaced, sentence, begun)) for m in mistakes]


@functools.cache
def pairs_of(call):
    """[(first, second, replaced, outcome on the sentence)] for all pairs of mistakes in different steps.

    Of mistakes that are the same function the first stands for all.
    """
    same = set()
    alone = spellings(m for m in of_call(call, seen=(CORE,)) if m.id not in same and not same.update(m.same))
    pairs = [
        (a, b, steps_of((a, b)))
        for a, b in itertools.combinations(alone, 2)
        if not a.replaced.keys() & b.replaced.keys()
    ]
    sentence = CALLS[call].probes[0].inputs
    begun = CALLS[call].begin(sentence)
    return [(a, b, replaced, outcome(call, replaced, sentence, begun)) for a, b, replaced in pairs]


def mistaken(trial, verdict, mistakes, replaced, explanation=None):
    """The report on named mistakes, with the numbers of the first step that differs."""
    ids = tuple(m.id for m in mistakes)
    step = first_step(trial.name, mistakes, replaced)
    shown = next((m.shown for m in mistakes if m.shown and step in m.replaced), step)
    return Report(
        trial.name,
        verdict,
        ids,
        step,
        explanation or " ".join(m.why for m in mistakes),
        numbers=numbers_at(trial, replaced, shown),
    )


def first_step(call, mistakes, replaced):
    """The first step that differs, in the order of the calculation."""
    order = list(CALLS[call].steps)
    names = [m.step or min(m.replaced, key=order.index) for m in mistakes] or list(replaced)
    return CALLS[call].shown_step(min(names, key=order.index))


def numbers_at(trial, replaced, step):
    """The numbers of one step, wrong beside right, on the sentence or else on the first probe that shows it.

    Only where the function returned what the calculation with these steps replaced gives: nothing else is known of it.
    """
    for probe, answer in trial.of(CORE, EDGE, SHAPES, LONG):
        theirs, right = trace(trial.name, replaced, probe.inputs), trace(trial.name, {}, probe.inputs)
        expected = outcome(trial.name, replaced, probe.inputs)
        if answer.failed or expected is None or gap(expected, answer.output) > AT_EDGES:
            continue
        theirs, right = value_at(theirs, step), value_at(right, step)
        if np.shape(theirs) == np.shape(right):  # rows that are left open may hold anything: they are not shown
            theirs = np.where((expected == ANY).all(axis=-1, keepdims=True), right, theirs)
        if gap(finite_or_nan(theirs), finite_or_nan(right)) > VISIBLE:
            return Numbers.at(step, probe, theirs, right)
    return None


# ---- right on the core: the edges, other shapes, batches


def beyond_the_core(trial, report):
    """The report on a function that is right on the core: `report`, or what other inputs show."""
    lost = [probe for probe, answer in trial.of(EDGE) if edge_class(trial.name, probe, answer.output) != "right"]
    if lost:
        return edges(trial, lost)
    for kinds in (trial.required, (BATCH,) if trial.batch else ()):
        wrong = [probe for probe, answer in trial.wrong(*kinds) if not (answer.failed and probe.name == "two batches")]
        if wrong:
            return beyond(trial, kinds) or unlisted(trial, wrong[0])
    return report


def edges(trial, lost):
    """The report on a function that is right for ordinary numbers only."""
    group = edge_mistakes(trial, {})
    if group is None or any(not arithmetic(trial.answers[probe.name]) for probe in lost):
        return unlisted(trial, lost[0])
    if lost[-1].name == "empty row":
        group = (*group, BY_ID["empty-row-nan"])
    return mistaken(trial, group[0].id if len(group) == 1 else "several", group, steps_of(group))


def edge_mistakes(trial, replaced):
    """The fewest listed mistakes that, beside the steps replaced, do to large scores what the function does, or None.

    The query that may attend to nothing is left out: it has a mistake of its own.
    """
    listed = [
        m
        for m in spellings(of_call(trial.name, seen=(EDGE,)))
        if m.id != "empty-row-nan" and not m.replaced.keys() & replaced.keys()
    ]
    found = [
        (probe, edge_class(trial.name, probe, answer.output, replaced))
        for probe, answer in trial.of(EDGE)
        if probe.name != "empty row"
    ]
    for size in (0, 1, 2):
        for group in itertools.combinations(listed, size):
            both = {**replaced, **steps_of(group)}
            if all(
                edge_class(trial.name, probe, raw(trial.name, both, probe), replaced) == kind for probe, kind in found
            ) and same_numbers(trial, both, found):
                return group
    return None


def same_numbers(trial, replaced, found):
    """False if the calculation gives other wrong numbers than the function."""
    return all(
        gap(raw(trial.name, replaced, probe), trial.answers[probe.name].output) <= AT_EDGES
        for probe, kind in found
        if kind == "wrong"
    )


def edge_mistakes_besides(trial, replaced):
    """The mistakes that large scores and the empty row show besides these steps, if the softmax is not among them."""
    if replaced.keys() & SOFTMAX.keys():
        return []
    return [*(edge_mistakes(trial, replaced) or ()), *empty_row(trial, replaced)]


def empty_row(trial, replaced):
    """The mistake of the query that may attend to nothing, in a list, if the function makes it beside these steps."""
    answer = trial.answers.get("empty row")
    if answer is None or answer.failed or "mask" in replaced or not np.isnan(answer.output).any():
        return []
    (probe,) = (probe for probe in trial.call.probes if probe.name == "empty row")
    guarded = raw(trial.name, replaced, probe)
    return [] if guarded is None or np.isnan(guarded).any() else [BY_ID["empty-row-nan"]]


def steps_of(mistakes):
    """The steps that several mistakes replace."""
    return {name: step for mistake in mistakes for name, step in mistake.replaced.items()}


def arithmetic(answer):
    """False for an answer that failed for another reason than the size of the numbers."""
    return answer.error is None or isinstance(answer.error, ArithmeticError)


def raw(call, replaced, probe):
    """The outcome without ANY: what a calculation really gives on a probe, or None where its shapes do not fit."""
    values = trace(call, replaced, probe.inputs)
    return None if values is None else finite_or_nan(last(values))


def beyond(trial, kinds):
    """The report on one mistake, or two, that only probes of these kinds show, or None."""
    if all(answer.failed for _, answer in trial.wrong(*kinds)):  # it refuses them, which is no mistake of the table
        return None
    listed = of_call(trial.name, seen=kinds)
    alone = [*listed, *rarer_spellings(of_call(trial.name))]
    for group in [*((mistake,) for mistake in alone), *itertools.combinations(listed, 2)]:
        replaced = steps_of(group)
        if trial.matches(replaced, CORE) and trial.matches(replaced, *kinds):
            return mistaken(trial, group[0].id if len(group) == 1 else "several", group, replaced)
    return None


def unlisted(trial, probe):
    """The report on a function that is wrong, in no listed way, on a probe beyond the core only."""
    answer, right = trial.answers[probe.name], trial.call.trace(probe.inputs)
    explanation = f"Right for our sentence and ordinary tables, but not for {probe.what}."
    if answer.failed:
        return Report(trial.name, "unknown", (), None, f"{explanation} {what_failed(answer.error, probe)[1]}")
    if answer.output.shape != last(right).shape:
        explanation += f" It returned a table {answer.output.shape}; it should be {last(right).shape}."
        return Report(trial.name, "unknown", (), None, explanation)
    if probe.kind == SHAPES:
        step, why, numbers = reveal.first_divergence(trial, probe)
        return Report(trial.name, "unknown", (), step, f"{explanation} {why}", numbers=numbers)
    return Report(
        trial.name,
        "unknown",
        (),
        "mask" if probe.name in MASK_EDGES else None,  # the edges before these are right
        explanation,
        numbers=Numbers.at(list(right)[-1] if trial.call.gives_shares else "output", probe, answer.output, last(right)),
    )


# ---- not in the table


def unknown(trial):
    """The report on a function that does nothing listed: the first step that can be told apart."""
    probe, answer = trial.wrong(CORE)[0]
    right = outcome(trial.name, {}, probe.inputs)
    if answer.failed:
        return failure(trial.name, *what_failed(answer.error, probe))
    if answer.output.shape != right.shape:
        return failure(
            trial.name,
            "shape",
            f"For {probe.what} it returned a table {answer.output.shape}; it should be {right.shape}.",
        )
    nearly = reveal.nearly_right(trial)
    if nearly:
        step, explanation, numbers = nearly
        return Report(trial.name, "unknown", (), step, explanation, numbers=numbers)
    step, explanation, numbers = reveal.first_divergence(trial, probe)
    explanation = f"{at_first_sight(trial)}{explanation}"
    missing = int(np.isnan(answer.output).sum())
    if missing:
        explanation = f"{missing} of {answer.output.size} numbers are NaN or infinite, for {probe.what}. {explanation}"
    return Report(trial.name, "unknown", (), step, explanation, numbers=numbers, failure="nan" if missing else None)


def at_first_sight(trial):
    """What is the same in all tables and can be seen without knowing any step, as a sentence, or ""."""
    if nothing_but_zeros(trial):
        return "All numbers of your output are 0. "
    tables = [answer.output for _, answer in trial.of(CORE) if not answer.failed]
    if all(table.ndim > 1 and (table == table[..., :1, :]).all() for table in tables):
        return "All rows of your output are the same. "
    if not trial.call.gives_shares and all((table == table.round()).all() for table in tables):
        return "Your output holds whole numbers only. "
    return ""


# ---- what is worth saying besides


def behaves(call, name, remarks=()):
    """The report on a function whose numbers are not what is wrong."""
    return Report(call, name, (name,), None, BY_ID[name].why, remarks=list(remarks))


def by_chance(trial):
    """The report on a function that gives other numbers when it is called again."""
    probe, answer = trial.of(CORE)[0]
    again = trial.ask(probe.inputs)
    if answer.failed or again.failed or close(answer.output, again.output):
        return None
    return behaves(trial.name, "changes-each-time")


def with_remarks(trial, report):
    """The report, with what else the function does."""
    core = trial.of(CORE)
    changed = sorted({name for _, answer in core for name in answer.changed})
    if changed:
        report.remarks.append(f"It changes its input {' and '.join(changed)}; work on a copy, as {changed[0]}.copy().")
        if report.verdict == "correct":
            report = behaves(trial.name, "changes-inputs", report.remarks)
    if any(answer.printed for _, answer in core):
        report.remarks.append("It prints while it calculates; what it prints is not shown here.")
    if trial.place:
        first = "the weights first" if trial.place == 1 else f"the output in place {trial.place + 1}"
        report.remarks.append(f"It returns {first}; expected is the output, or (output, weights).")
    if trial.form.tensors:
        report.remarks.append("It takes tensors of PyTorch, and was given them.")
    if report.verdict == "correct":
        others = len(trial.answers) - len(trial.wrong(*KINDS)) - 1
        report.explanation = (
            f"The numbers are right for our sentence and for {others} other inputs, huge scores among them."
        )
        report.remarks += refused(trial)
    return report


def refused(trial):
    """A sentence on what a function that is right for plain tables does with other shapes or batches, in a list."""
    before = "Right for a batch." if trial.batch else "Right for plain tables."
    return [
        f"{before} More than the chapters ask: for {probe.what} "
        f"it {'fails' if answer.failed else 'gives other numbers'}."
        for probe, answer in trial.wrong(SHAPES, BATCH)[:1]
    ]
