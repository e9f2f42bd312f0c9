"""Where a function that the table does not know leaves the right calculation.

Only the output can be seen, so the steps before it are worked out from it, as far as that goes:

- The weights: the average of the rows of an identity matrix is the row of weights itself. (Or they were returned.)
- The scores, up to a constant for each row: the logarithms of the weights.
- Whether the scores are dot products of one query and one key: then q M and k M⁻ᵀ give the same for any M, and
  another query changes no other row.

A step is named only where the numbers leave no other: shares that were changed afterwards look like shares of other
powers, and values that were changed before they are mixed look like other weights. Where it is open, the report says
what the numbers show, and no more. The same goes for what is nearly right: rounding can look like anything.
"""

import itertools
import math
from functools import partial

import numpy as np

from byhand import wording
from byhand.closeness import FLOAT16, FLOAT32, SAME, close, gap
from byhand.diagnose.compare import last, outcome
from byhand.diagnose.measures import add_up_to_1, centred, dropped, in_proportion, logs_of, one_factor, slope, sums_of
from byhand.diagnose.report import Numbers

WEIGHTS_RIGHT = "Your weights are right; what becomes of the values is not."
PROPORTIONS_RIGHT = (
    "Within each row your {} stand in the right proportions, but they should add up to 1, and yours add up to {}."
)
DROPOUT = "Some of your {} are 0, and the others are those of a softmax times one factor. Is dropout left on?"


def first_divergence(trial, probe):
    """(step or None, explanation, Numbers) for a probe on which the output has the right shape and is wrong."""
    if not trial.answers[probe.name].output.any():
        return of_output(trial, probe)
    with np.errstate(all="ignore"):
        return returned_right(trial, probe) or a_factor(trial, probe) or finder(trial.call)(trial, probe)


def finder(call):
    """The function that finds the first step that differs in a call."""
    if call.find_step:
        return call.find_step
    if call.gives_shares:
        return of_softmax
    if call.has_heads:
        return of_heads if "three heads" in call.core else of_output
    return of_attention if {"q", "k", "v"} <= set(call.parameters) else of_output


def of_output(trial, probe, says="Which step differs cannot be told from the output."):
    """For calls of which the steps cannot be worked out from the output, and for what leaves the step open."""
    right = trial.call.trace(probe.inputs)
    numbers = Numbers.at(list(right)[-1], probe, trial.answers[probe.name].output, last(right))
    return None, says, numbers


def returned_right(trial, probe):
    """What is said of a function that returns the right weights beside a wrong output, or None."""
    answers = [(p, answer) for p, answer in trial.of("core") if not answer.failed]
    if trial.call.has_heads or not all(
        answer.weights is not None and close(trial.call.trace(p.inputs)["division"], answer.weights)
        for p, answer in answers
    ):
        return None
    return "mixing", WEIGHTS_RIGHT, of_output(trial, probe)[2]


def a_factor(trial, probe, tolerance=FLOAT32):
    """What is said of an output that is the right one times a number, or None."""
    pairs = [(outcome(trial.name, {}, p.inputs), answer.output) for p, answer in trial.of("core")]
    factor = one_factor(pairs, tolerance)
    if factor is None or abs(factor) < SAME or abs(factor - 1) < FLOAT32:
        return None
    what = "shares are the right ones" if trial.call.gives_shares else "output is the right one"
    return of_output(trial, probe, f"Your {what}, times {wording.number(factor, digits=6)}.")


# ---- nearly right


def nearly_right(trial):
    """(step, explanation, Numbers) if all numbers of the core are right, but for the last digits; else None."""
    core = [(p, a.output, outcome(trial.name, {}, p.inputs)) for p, a in trial.of("core")]
    if any(output is None or output.shape != right.shape for _, output, right in core):
        return None
    probe = next(probe for probe, output, right in core if not close(output, right))
    with np.errstate(all="ignore"):
        how = rounded([found[1:] for found in core])
        if how:
            step = list(trial.call.steps)[-1]
            return step, *of_output(trial, probe, f"Your numbers are the right ones, {how}.")[1:]
        if any(gap(right, output) >= FLOAT16 for _, output, right in core):
            return None
        says = "All your numbers are close to the right ones, but not as close as float32 comes."
        return (
            returned_right(trial, probe)
            or a_factor(trial, probe)
            or exact_divergence(trial, probe)
            or of_output(trial, probe, says)
        )


def rounded(pairs):
    """How all outputs of these (output, right) are rounded, if nothing else is wrong with them, or ""."""
    ways = [
        (
            f"rounded to {d} decimal{'s' * (d > 1)}: round only what is printed",
            partial(np.round, decimals=d),
            0.5 * 10.0**-d,
        )
        for d in (1, 2, 3)
    ]
    size = max(np.abs(right).max() for _, right in pairs)
    ways.append(("kept in float16, which holds about three digits", np.float16, size / 2**11))
    ways.append(("kept in bfloat16, which holds about two digits", bfloat16, size / 2**8))
    return next(
        (
            how
            for how, coarse, half in ways
            if all(
                close(coarse(output), output, SAME) and np.abs(output - right).max() <= half + 1e-6
                for output, right in pairs
            )
        ),
        "",
    )


def bfloat16(table):
    """The table rounded to what bfloat16 holds: the upper half of a float32."""
    bits = np.asarray(table, dtype=np.float32).view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000).view(np.float32)


def exact_divergence(trial, probe):
    """(step, explanation, Numbers) where something is wrong that rounding does not bring about, or None."""
    values = trial.call.trace(probe.inputs)
    right, what = values["division"], "shares" if trial.call.gives_shares else "weights"
    weights, seen = exact_weights(trial, probe, values), right > 0
    if weights is None:
        return None
    numbers = Numbers.at(trial.call.shown_step("division"), probe, weights, right)
    how = rounded([(weights, right)])
    if how:
        return "softmax", f"Your weights are the right ones, {how}.", numbers
    factor = slope(logs_of(right), logs_of(weights, seen), FLOAT32) if (weights[seen] > 0).all() else None
    if factor is None:
        return None
    if np.abs(weights[~seen]).max(initial=0) > SAME:
        return "mask", "A word that is hidden still gets some weight.", numbers
    if not in_proportion(right, weights, seen, FLOAT32):
        step = "powers" if trial.call.gives_shares else "scaling"
        return step, f"Your {what} are those of the right scores times {wording.number(factor, digits=6)}.", numbers
    return trial.call.shown_step("sum"), PROPORTIONS_RIGHT.format(what, sums_of(weights, 6)), numbers


def exact_weights(trial, probe, values):
    """The weights that give the output exactly, or None: then something happens to the values or the output, too."""
    answer = trial.answers[probe.name]
    if trial.call.gives_shares:
        return answer.output
    weights = (revealed_heads if trial.call.has_heads else revealed)(trial, probe.inputs)
    given = {"division": lambda total, c: weights}
    if weights is None or weights.shape != values["division"].shape:
        return None
    output = last(trial.call.trace(probe.inputs, given))
    return weights if close(output, answer.output, FLOAT32) else None


# ---- softmax


def of_softmax(trial, probe):
    """The first step that makes these shares wrong."""
    shares, scores = trial.answers[probe.name].output, probe.inputs["scores"]
    right = trial.call.trace(probe.inputs)["division"]
    numbers = Numbers.at("division", probe, shares, right)
    pairs = [(centred(p.inputs["scores"]), logs_of(answer.output)) for p, answer in trial.of("core")]
    positive = all((answer.output > 0).all() for _, answer in trial.of("core"))
    if in_proportion(right, shares):
        return "sum", PROPORTIONS_RIGHT.format("shares", sums_of(shares)), numbers
    if dropped(scores, shares):
        return "division", DROPOUT.format("shares"), numbers
    factor = one_factor(pairs) if positive else None
    if factor is not None:
        return "powers", f"Your shares are those of scores multiplied by {wording.number(factor)}.", numbers
    if positive and made_of_own_scores(trial, scores, shares):
        return (
            "powers",
            "Two shares of a row should stand to each other as e raised to the difference of their scores. How yours "
            "stand to each other hangs on their two scores, but in another way.",
            numbers,
        )
    if not add_up_to_1(shares):
        return None, f"The shares of a row should add up to 1; your rows add up to {sums_of(shares)}.", numbers
    return (
        None,
        "Two shares of a row should stand to each other as e raised to the difference of their scores; yours do not.",
        numbers,
    )


def made_of_own_scores(trial, scores, shares):
    """True if the proportions of shares stay when other scores change, in the row or not, and go with their places."""
    column, row = scores.copy(), scores.copy()
    column[:, -1] = 0.3 - column[:, -1]
    row[0] = 0.3 - row[0]
    found = [trial.ask({"scores": given}).output for given in (column, row, scores[:, ::-1].copy())]
    if any(table is None or table.shape != shares.shape or not (table > 0).all() for table in found):
        return False
    column, row, turned = found
    return (
        close(logs_of(shares[:, :-1]), logs_of(column[:, :-1]))
        and close(logs_of(shares[1:]), logs_of(row[1:]))
        and close(shares, turned[:, ::-1])
    )


# ---- attention, masked or not


def of_attention(trial, probe):
    """The first step of an attention that differs."""
    right = trial.call.trace(probe.inputs)
    answer = trial.answers[probe.name]
    given = answer.weights
    fits = given is not None and given.shape == right["division"].shape
    if fits and close(given @ probe.inputs["v"], answer.output):  # they are those that it used
        return of_weights(trial, probe, given, right, own=True)
    if not np.isfinite(answer.output).all():
        return of_output(trial, probe)
    weights = revealed(trial, probe.inputs)
    if weights is not None and are_mixed(trial, probe.inputs, weights):
        return of_weights(trial, probe, weights, right)
    says = (
        "Your output is no weighted average of the values: twice the values, or the sum of two tables of values, do "
        "not give twice the output, or the sum of two."
    )
    if made_of_right_averages(trial, probe.inputs, right["division"]):
        says = "Your output is made of the right weighted averages of the values, but it is not they."
        return "mixing", says, Numbers.at("output", probe, answer.output, right["mixing"])
    return of_output(trial, probe, says)


def are_mixed(trial, inputs, weights):
    """True if the output is the average of the values with these weights, of other values, too."""
    others = 2.7 * inputs["v"][::-1] + 0.3
    return all(close(weights @ v, trial.ask(inputs | {"v": v}).output) for v in (inputs["v"], others))


def made_of_right_averages(trial, inputs, weights):
    """True if the output stays where the values change and their right weighted averages do not.

    Two queries leave the values room for that. (Not asked where the mask is part of the function.)
    """
    if trial.call.name == "causal_attention":
        return False
    given = inputs | {name: inputs[name][:2] for name in ("q", "mask") if name in inputs}
    v, few = inputs["v"], weights[:2]
    change = np.cos(np.arange(v.size)).reshape(v.shape)
    unseen = change - np.linalg.pinv(few) @ (few @ change)
    before, same, other = (trial.ask(given | {"v": values}).output for values in (v, v + unseen, v + change))
    if before is None or not np.isfinite(before).all() or np.abs(unseen).max() < 0.1:
        return False
    return close(before, same) and not close(before, other)


def of_weights(trial, probe, weights, right, own=False):
    """The first step that makes these weights wrong. own: they were returned, and not worked out from the output."""
    numbers = Numbers.at("softmax", probe, weights, right["division"])
    how = rounded([(weights, right["division"])])
    if how:
        return "softmax", f"Your weights are the right ones, {how}.", numbers
    seen = ~np.isneginf(right["mask"]) if "mask" in right else np.ones(weights.shape, dtype=bool)
    hidden_gets_some = np.abs(weights[~seen]).max(initial=0) > SAME
    if in_proportion(right["division"], weights, seen) and (hidden_gets_some or not add_up_to_1(weights)):
        if hidden_gets_some:
            return "mask", "A word that is hidden still gets some weight.", numbers
        return "softmax", PROPORTIONS_RIGHT.format("weights", sums_of(weights)), numbers
    if dropped(right["scores"], weights, seen):
        return "softmax", DROPOUT.format("weights"), numbers
    if "mask" in right and hides_too_much(trial, probe.inputs, weights, right["division"], seen):
        return "mask", "A word that may be seen gets no weight.", numbers
    says = not_a_softmax(weights, seen)
    step = "softmax" if own and says else None
    if not says:
        step, says = of_scores(trial, probe.inputs, weights, right, seen)
    return (step, says, numbers) if step or own else of_output(trial, probe, says)


def hides_too_much(trial, inputs, weights, right, seen):
    """True if words that may be seen get no weight, whatever is asked, and the others share it out rightly."""
    left = seen & (np.abs(weights) > SAME)
    again = revealed(trial, inputs | {"q": 0.5 - inputs["q"]})
    if (left == seen).all() or again is None or not add_up_to_1(weights):
        return False
    return in_proportion(np.where(left, right, 0), weights, left) and bool(
        (left == (seen & (np.abs(again) > SAME))).all()
    )


def not_a_softmax(weights, seen):
    """What keeps these weights from being a softmax of anything, as a sentence, or ""."""
    if (weights[seen] > 0).all() and add_up_to_1(weights):
        return ""
    if not (add_up_to_1(weights) and (weights >= 0).all()):
        return (
            "Weights are positive and add up to 1 in each row; as far as your output shows them, the smallest of yours "
            f"is {wording.number(weights.min())}, and the rows add up to {sums_of(weights)}."
        )
    every = (seen & (weights == 0)).any(axis=-1).all()
    where = "each row leaves some word without" if every else "some row leaves a word without"
    return f"In a softmax every word gets some weight; in yours {where}."


def of_scores(trial, inputs, weights, right, seen):
    """(step or None, explanation): what the logarithms of the weights say about the scores."""
    logs, d_k = logs_of(weights, seen), inputs["q"].shape[-1]
    factor = slope(centred(right["scores"], seen), logs)
    if factor is not None and abs(factor) > SAME:
        return "scaling", (
            f"Your weights are those of scores multiplied by {wording.number(factor)}; "
            f"1/√d_k is {wording.number(1 / math.sqrt(d_k))}."
        )
    of_keys, of_queries = (added_depends_on(trial, inputs, logs, right, seen, name) for name in "kq")
    if of_queries is False and of_keys:
        return None, "Something that hangs on the keys alone is added to your scores."
    if of_queries is False and of_keys is False:
        step = "mask" if "mask" in right else "scaling"
        return step, "Something that does not depend on the words is added to your scores."
    if changes_with_the_basis(trial, inputs, logs, seen):
        return "scores", (
            "Your weights change where queries and keys change and no dot product of a query with a key does: your "
            "scores are something else than these dot products."
        )
    if not own_rows(trial, inputs, logs, seen):
        return None, "The weights of a query change when another query does."
    if trial.call.name != "causal_attention" and not keeps_order(trial, inputs, logs, seen):
        return None, "Two keys that change places do not exchange their weights."
    return None, "Your weights come from the right dot products, but are not the softmax of them times a factor."


def added_depends_on(trial, inputs, logs, right, seen, name):
    """True if what is added to the scores changes with "q" or "k" (`name`), False if it does not, None if open."""
    other = inputs | {name: 0.7 - 1.3 * inputs[name][::-1] ** 2}
    again = log_weights(trial, other, seen)
    if again is None:
        return None
    before = logs - centred(right["scaling"], seen)
    after = again - centred(trial.call.trace(other)["scaling"], seen)
    return not close(before, after)


def revealed(trial, inputs):
    """The weights (n_q, n_k) that the output amounts to, or None if it is not linear in the values."""
    d_v, n_k = inputs["v"].shape[-1], inputs["k"].shape[-2]
    eye = np.hstack([np.eye(n_k), np.zeros((n_k, -n_k % d_v))])  # in pieces as wide as the values
    pieces = [trial.ask({**inputs, "v": eye[:, start : start + d_v]}) for start in range(0, eye.shape[1], d_v)]
    if any(piece.failed or piece.output.shape != (inputs["q"].shape[-2], d_v) for piece in pieces):
        return None
    return np.hstack([piece.output for piece in pieces])[:, :n_k]


def log_weights(trial, inputs, seen):
    """The centred logarithms of the weights for other inputs, or None."""
    weights = revealed(trial, inputs)
    if weights is None or not (weights[seen] > 0).all():
        return None
    return logs_of(weights, seen)


def changes_with_the_basis(trial, inputs, logs, seen):
    """True if the weights change when queries and keys do and their dot products do not."""
    width = inputs["q"].shape[-1]
    basis = np.eye(width) + 0.3 * np.tri(width, k=-1)
    turned = inputs | {"q": inputs["q"] @ basis, "k": inputs["k"] @ np.linalg.inv(basis).T}
    again = log_weights(trial, turned, seen)
    if again is None or close(logs, again):
        return False
    nearby = (log_weights(trial, inputs | {"q": inputs["q"] + e}, seen) for e in (1e-9, -1e-9))
    return all(table is not None and close(logs, table) for table in nearby)  # else it is rounding that shows


def own_rows(trial, inputs, logs, seen):
    """True if another first or last query changes no other row."""
    q = inputs["q"]
    for i in (0, len(q) - 1):
        others = np.arange(len(q)) != i
        again = log_weights(trial, {**inputs, "q": np.where(others[:, None], q, 0.5 - q)}, seen)
        if again is None or not close(logs[others], again[others]):
            return False
    return True


def keeps_order(trial, inputs, logs, seen):
    """True if the first two keys, exchanged, exchange their weights. (Not for a mask that is part of the function.)"""
    order = np.arange(len(inputs["k"]))
    order[:2] = 1, 0
    moved = {**inputs, "k": inputs["k"][order]}
    if "mask" in inputs:
        moved["mask"] = inputs["mask"][:, order]
    again = log_weights(trial, moved, seen[:, order])
    return again is not None and close(logs[:, order], again)


# ---- several heads


def of_heads(trial, probe):
    """On the table of three heads, whose five words with six features allow any values."""
    if "three heads" not in [wrong.name for wrong, answer in trial.wrong("core") if not answer.failed]:
        return of_output(trial, probe)
    probe = next(probe for probe, _ in trial.of("core") if probe.name == "three heads")
    inputs, output = probe.inputs, trial.answers[probe.name].output
    right = trial.call.trace(inputs)
    plain = trial.ask({**inputs, "w_o": np.eye(6)})
    if plain.failed or not close(plain.output @ inputs["w_o"], output):
        wrong = Numbers.at("output", probe, output, right["output projection"])
        return "output projection", "Your output is not the merged heads times W_O.", wrong
    says = of_merged(np.stack(np.split(plain.output, inputs["heads"], axis=-1)), right["mixing"])
    if says:
        return "merge", says, Numbers.at("merged heads", probe, plain.output, right["merge"])
    weights = revealed_heads(trial, inputs)
    if weights is None:
        return of_output(trial, probe, "What your heads do cannot be told apart from the output.")
    used = last(trial.call.trace({**inputs, "w_o": np.eye(6)}, {"division": lambda total, c: weights}))
    if not close(used, plain.output):
        return of_output(trial, probe, "Your heads give no weighted averages of the values.")
    return of_head_weights(trial, probe, weights, right)


def of_merged(heads, right):
    """What is wrong with heads that are right one by one, as a sentence, or ""."""
    if any(close(right[list(order)], heads) for order in itertools.permutations(range(len(heads)))):
        return "Your heads are right but stand in another order."
    factors = [one_factor([pair]) for pair in zip(right, heads)]
    if None in factors:
        return ""
    listed = ", ".join(map(wording.number, factors))
    return f"Your heads are right but count differently: {listed} times what they should."


def of_head_weights(trial, probe, weights, right):
    """The first step that makes the weights of the heads wrong."""
    numbers = Numbers.at("softmax", probe, weights, right["division"])
    if in_proportion(right["division"], weights):
        return "softmax", PROPORTIONS_RIGHT.format("weights", sums_of(weights)), numbers
    if dropped(right["scores"], weights):
        return "softmax", DROPOUT.format("weights"), numbers
    if not (weights > 0).all() or not add_up_to_1(weights):
        says = "The weights of a head are positive and add up to 1 in each row; yours do not."
        return of_output(trial, probe, says)
    factor = slope(centred(right["scores"]), logs_of(weights))
    if factor is not None:
        return "scaling", f"Your weights are those of scores multiplied by {wording.number(factor)}.", numbers
    return of_output(trial, probe, "The weights of your heads are not the right ones.")


def revealed_heads(trial, inputs):
    """The weights (heads, n, n) that the output amounts to, or None."""
    n, d_head = len(inputs["x"]), inputs["x"].shape[-1] // inputs["heads"]
    eye = np.hstack([np.eye(n), np.zeros((n, -n % d_head))])
    pieces = []
    for start in range(0, eye.shape[1], d_head):
        values = np.tile(eye[:, start : start + d_head], inputs["heads"])  # the same values for every head
        given = {**inputs, "w_v": np.linalg.pinv(inputs["x"]) @ values, "w_o": np.eye(inputs["x"].shape[-1])}
        answer = trial.ask(given)
        if answer.failed or answer.output.shape != values.shape:
            return None
        pieces.append(np.stack(np.split(answer.output, inputs["heads"], axis=-1)))
    return np.concatenate(pieces, axis=-1)[..., :n]
