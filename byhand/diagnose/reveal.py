"""Where a function that the table does not know leaves the right calculation.

Only the output can be seen, so the steps before it are worked out from it, as far as that goes:

- The weights: the average of the rows of an identity matrix is the row of weights itself. (Or they were returned.)
- The scores, up to a constant for each row: the logarithms of the weights.
- Whether the scores are dot products of one query and one key: then q M and k M⁻ᵀ give the same for any M, and
  another query changes no other row.

What is named is the first step that can be told apart by this. Of numbers that are nearly right, none is named unless
what is wrong with it is exact: rounding alone can look like anything.
"""

import itertools
import math
from functools import partial

import numpy as np

from byhand import wording
from byhand.closeness import CALCULATED, FLOAT16, FLOAT32, SAME, close, gap
from byhand.diagnose.compare import last, outcome
from byhand.diagnose.report import Numbers

WEIGHTS_RIGHT = "Your weights are right; what becomes of the values is not."
DROPOUT = " Is dropout left on? It puts 0 in the place of some weights."


def first_divergence(trial, probe):
    """(step, explanation, Numbers) for a probe on which the output has the right shape and is wrong."""
    with np.errstate(all="ignore"):
        return finder(trial.call)(trial, probe)


def finder(call):
    """The function that finds the first step that differs in a call."""
    if call.find_step:
        return call.find_step
    if call.gives_shares:
        return of_softmax
    if call.has_heads:
        return of_heads if "three heads" in call.core else of_output
    return of_attention if {"q", "k", "v"} <= set(call.parameters) else of_output


def of_output(trial, probe):
    """For calls of which the steps cannot be worked out from the output."""
    right = trial.call.trace(probe.inputs)
    numbers = Numbers.at(list(right)[-1], probe, trial.answers[probe.name].output, last(right))
    return None, "Which step differs cannot be told from the output.", numbers


# ---- nearly right


def nearly_right(trial):
    """(step, explanation, Numbers) if all numbers of the core are right, but for the last digits; else None."""
    core = [(p, a.output, outcome(trial.name, {}, p.inputs)) for p, a in trial.of("core")]
    if any(output is None or output.shape != right.shape for _, output, right in core):
        return None
    probe, output, right = next(found for found in core if not close(*found[1:]))
    step = list(trial.call.steps)[-1]
    numbers = Numbers.at(step, probe, output, right)
    with np.errstate(all="ignore"):
        how = rounded([found[1:] for found in core])
        if how:
            return step, f"Your numbers are the right ones, {how}.", numbers
        if any(gap(right, output) >= FLOAT16 for _, output, right in core):
            return None
        return exact_divergence(trial, probe) or (
            None,
            (
                "All your numbers are close, but not as close as float32 comes: is something rounded, or calculated in "
                "float16?"
            ),
            numbers,
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
    answer, values = trial.answers[probe.name], trial.call.trace(probe.inputs)
    right, what = values["division"], "shares" if trial.call.gives_shares else "weights"
    if not trial.call.has_heads and answer.weights is not None and close(right, answer.weights, FLOAT32):
        return "mixing", WEIGHTS_RIGHT, Numbers.at("output", probe, answer.output, values["mixing"])
    weights, seen = exact_weights(trial, probe, values), right > 0
    if weights is None:
        return None
    numbers = Numbers.at(trial.call.shown_step("division"), probe, weights, right)
    how = rounded([(weights, right)])
    if how:
        return "softmax", f"Your weights are the right ones, {how}.", numbers
    expected, logs = (centred(np.log(np.where(seen, table, 1)), seen) for table in (right, weights))
    factor = slope(expected, logs, FLOAT32) if (weights[seen] > 0).all() else None
    if factor is None:
        return None
    if np.abs(weights[~seen]).max(initial=0) > SAME:
        return "mask", "A word that is hidden still gets some weight.", numbers
    if not close(expected, logs, FLOAT32):
        return (
            "powers" if trial.call.gives_shares else "scaling",
            (f"Your {what} are those of the right scores times {wording.number(factor, digits=6)}."),
            numbers,
        )
    return (
        trial.call.shown_step("sum"),
        (
            f"Within each row your {what} stand in the right proportions, but they should add up to 1, and yours "
            f"add up to {sums_of(weights, 6)}."
        ),
        numbers,
    )


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
    shares = trial.answers[probe.name].output
    right = trial.call.trace(probe.inputs)["division"]
    numbers = Numbers.at("division", probe, shares, right)
    if (shares > 0).all() and close(centred(np.log(right)), centred(np.log(shares))):
        return (
            "sum",
            (
                "Within each row your shares stand in the right proportions, so the powers are right; "
                "what each row is divided by is not its sum."
            ),
            numbers,
        )
    if dropped(shares):
        return (
            "division",
            f"The shares of a row should add up to 1; your rows add up to {sums_of(shares)}.{DROPOUT}",
            numbers,
        )
    factor = proportion(probe.inputs["scores"], shares)
    if factor is not None:
        return "powers", f"Your shares are those of scores multiplied by {wording.number(factor)}.", numbers
    return (
        "powers",
        ("Two shares of a row should stand to each other as e raised to the difference of their scores; yours do not."),
        numbers,
    )


# ---- attention, masked or not


def of_attention(trial, probe):
    right = trial.call.trace(probe.inputs)
    answer = trial.answers[probe.name]
    weights = answer.weights
    if weights is None:
        weights = revealed(trial, probe.inputs)
        if weights is None or not close(weights @ probe.inputs["v"], answer.output):
            return (
                "mixing",
                (
                    "Your output is no weighted average of the values: twice the values, or the sum of two "
                    "tables of values, do not give twice the output, or the sum of two."
                ),
                Numbers.at("output", probe, answer.output, right["mixing"]),
            )
    if weights.shape != right["division"].shape or close(right["division"], weights):
        return "mixing", WEIGHTS_RIGHT, Numbers.at("output", probe, answer.output, right["mixing"])
    return of_weights(trial, probe, weights, right)


def of_weights(trial, probe, weights, right):
    """The first step that makes these weights wrong."""
    wrong = Numbers.at("softmax", probe, weights, right["division"])
    how = rounded([(weights, right["division"])])
    if how:
        return "softmax", f"Your weights are the right ones, {how}.", wrong
    seen = np.ones(weights.shape, dtype=bool)
    if "mask" in right:
        seen = ~np.isneginf(right["mask"])
        left_out = seen & (np.abs(weights) < SAME) & (right["division"] > 1e-3)
        if left_out.any() and not (dropped(weights, seen) and one_factor(weights, right["division"])):
            return "mask", f"A word that may be seen gets no weight.{DROPOUT * dropped(weights, seen)}", wrong
    if np.isnan(weights).any():
        return "softmax", "Some of your weights are not numbers.", wrong
    positive = (weights[seen] > 0).all()
    logs = centred(np.log(np.where(seen & (weights > 0), weights, 1)), seen)
    scores_agree = positive and close(centred(right["scaling"], seen), logs)
    if scores_agree and np.abs(weights[~seen]).max(initial=0) > SAME:
        return "mask", "A word that is hidden still gets some weight.", wrong
    if not positive or not close(np.ones(len(weights)), weights.sum(axis=-1)):
        return "softmax", not_a_softmax(weights, seen), wrong
    return of_scores(trial, probe, logs, right, seen, wrong)


def not_a_softmax(weights, seen):
    """What keeps these weights from being a softmax of anything."""
    if sums_of(weights) == "1" and (weights >= 0).all():
        return "In a softmax every word gets some weight; in yours " + (
            "each row leaves some word without."
            if (seen & (weights == 0)).any(axis=-1).all()
            else "some row leaves a word without."
        )
    return (
        "Weights are positive and add up to 1 in each row; in yours the smallest is "
        f"{wording.number(weights.min())}, and the rows add up to {sums_of(weights)}.{DROPOUT * dropped(weights, seen)}"
    )


def dropped(weights, seen=True):
    """True if some of the weights that are seen are exactly 0 and the rows do not add up to 1, as dropout leaves them.

    Other chance is found by calling again; this finds dropout with a fixed seed.
    """
    return bool(
        (seen & (np.abs(weights) < SAME)).any()
        and (weights > -SAME).all()
        and not close(np.ones(weights.shape[:-1]), weights.sum(axis=-1))
    )


def one_factor(weights, right):
    """True if all weights that are not 0 are the right ones, times the same factor."""
    kept = (weights > 0) & (right > 0)
    return bool(kept.any()) and slope(right[kept], weights[kept]) is not None


def sums_of(weights, digits=4):
    """What the rows add up to: "1", or "0.5 to 1.2"."""
    sums = weights.sum(axis=-1)
    return " to ".join(
        dict.fromkeys((wording.number(sums.min(), digits=digits), wording.number(sums.max(), digits=digits)))
    )


def of_scores(trial, probe, logs, right, seen, wrong):
    """The first step that makes the logarithms of the weights wrong: scores, scaling, mask or softmax."""
    d_k = probe.inputs["q"].shape[-1]
    factor = slope(centred(right["scores"], seen), logs)
    if factor is not None:
        return (
            "scaling",
            (
                f"Your weights are those of scores multiplied by {wording.number(factor)}; "
                f"1/√d_k is {wording.number(1 / math.sqrt(d_k))}."
            ),
            Numbers.at("scaling", probe, right["scores"] * factor, right["scaling"]),
        )
    doubled = log_weights(trial, {**probe.inputs, "q": 2 * probe.inputs["q"]}, seen)
    if doubled is not None and close(centred(right["scaling"], seen), doubled - logs):
        step = "mask" if "mask" in right else "scaling"
        return step, "Something that does not depend on the words is added to your scores.", wrong
    if not is_dot_product(trial, probe.inputs, logs, seen):
        shown = logs * math.sqrt(d_k) + means(right["scores"], seen)
        return (
            "scores",
            (
                "Your scores are not the dot products of one query with one key: they change where those "
                "do not, or other queries and keys change them. Yours are shown up to a constant."
            ),
            Numbers.at("scores", probe, np.where(seen, shown, np.nan), np.where(seen, right["scores"], np.nan)),
        )
    if doubled is not None and close(2 * logs, doubled):
        return (
            "scaling",
            (
                "Your scores come from the right dot products, but something else than a factor is done "
                "to them before the softmax."
            ),
            wrong,
        )
    return "softmax", "Your scores come from the right dot products, but your weights are not their softmax.", wrong


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
    return centred(np.log(np.where(seen, weights, 1)), seen)


def is_dot_product(trial, inputs, logs, seen):
    """False if the scores change where dot products do not: in another basis, with another query, in another order."""
    q, k = inputs["q"], inputs["k"]
    basis = np.eye(q.shape[-1]) + 0.3 * np.tri(q.shape[-1], k=-1)
    again = log_weights(trial, {**inputs, "q": q @ basis, "k": k @ np.linalg.inv(basis).T}, seen)
    if again is None or not close(logs, again):
        return False
    for i in (0, len(q) - 1):
        others = np.arange(len(q)) != i
        again = log_weights(trial, {**inputs, "q": np.where(others[:, None], q, 0.5 - q)}, seen)
        if again is None or not close(logs[others], again[others]):
            return False
    return trial.call.name == "causal_attention" or keeps_order(trial, inputs, logs, seen)


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
    if trial.answers["three heads"].failed or probe.name == "three words":
        return None, "Something is different with few words only.", None
    probe = next(probe for probe, _ in trial.of("core") if probe.name == "three heads")
    inputs, output = probe.inputs, trial.answers[probe.name].output
    right = trial.call.trace(inputs)
    wrong = Numbers.at("output", probe, output, right["output projection"])
    plain = trial.ask({**inputs, "w_o": np.eye(6)})
    if plain.failed or not close(plain.output @ inputs["w_o"], output):
        return "output projection", "Your output is not the merged heads times W_O.", wrong
    weights = revealed_heads(trial, inputs)
    merged = Numbers.at("merged heads", probe, plain.output, right["merge"])
    if weights is None:
        return None, "What your heads do cannot be told apart from the output.", wrong
    for order in itertools.permutations(range(inputs["heads"])):
        if close(right["division"][list(order)], weights):
            if list(order) == sorted(order):
                return "mixing", "The weights of your heads are right; what becomes of the values is not.", merged
            return "merge", "Your heads are right but stand in another order.", merged
    shares = weights / weights.sum(axis=-1, keepdims=True)
    if close(right["division"], shares):
        factors = ", ".join(wording.number(f) for f in weights.sum(axis=-1).mean(axis=-1))
        return "merge", f"Your heads are right but count differently: {factors} times what they should.", merged
    return of_head_weights(weights, right, probe)


def of_head_weights(weights, right, probe):
    numbers = Numbers.at("softmax", probe, weights, right["division"])
    if not (weights > 0).all() or not close(np.ones(weights.shape[:-1]), weights.sum(axis=-1)):
        return (
            "softmax",
            (
                "The weights of a head are positive and add up to 1 in each row; yours do not."
                f"{DROPOUT * dropped(weights)}"
            ),
            numbers,
        )
    factor = slope(centred(right["scores"]), centred(np.log(weights)))
    if factor is not None:
        return "scaling", f"Your weights are those of scores multiplied by {wording.number(factor)}.", numbers
    return "scores", "The weights of your heads belong to other scores.", numbers


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


# ---- small things


def centred(table, seen=True):
    """Each row less its mean over what is seen; 0 elsewhere."""
    seen = np.broadcast_to(seen, table.shape)
    return np.where(seen, table - means(table, seen), 0.0)


def means(table, seen):
    """The mean of each row over what is seen (..., 1)."""
    return np.where(seen, table, 0.0).sum(axis=-1, keepdims=True) / seen.sum(axis=-1, keepdims=True)


def slope(x, y, tolerance=CALCULATED):
    """The factor c for which y = c x, or None if there is none."""
    factor = (x * y).sum() / (x * x).sum()
    return factor if close(x * factor, y, tolerance) else None


def proportion(scores, shares):
    if not (shares > 0).all():
        return None
    return slope(centred(scores), centred(np.log(shares)))
