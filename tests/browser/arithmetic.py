"""The arithmetic that a cell opens, done again from the numbers that it shows."""

import math

from .expected import NUMBER, parsed, same_number

CLOSE = 1e-5  # the panel shows six decimals of each number


def mistakes(panel, value):
    """What does not add up in an open panel whose cell has this value; an empty list if all is well."""
    check = _sum if panel["lines"] and "×" in panel["lines"][0] else _share if panel["lines"] else _line
    wrong = check(panel, value)
    shown = NUMBER.findall(panel["total"])[-2 if check is _share else -1]
    if not same_number(shown, value):
        wrong.append(f"ends with {shown}, not {value}")
    return [f"{panel['title']}: {what}" for what in wrong]


def _near(a, b):
    return a == b or math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE)


def _sum(panel, value):
    """Lines of a × b = c, added up."""
    wrong, total = [], 0.0
    for label, a, _, b, _, result in panel["lines"]:
        product = parsed(a)[0] * parsed(b)[0]
        total += product
        if not _near(parsed(result)[0], product):
            wrong.append(f"{label}: {a} × {b} is {product}, not {result}")
    return wrong if _near(total, value) else [*wrong, f"the lines add up to {total}, not {value}"]


def _share(panel, value):
    """Lines of exp(x) = y, and one of the y divided by their sum."""
    wrong, powers = [], []
    for label, power, _, result in panel["lines"]:
        score, *shift = (parsed(text)[0] for text in NUMBER.findall(power))
        powers.append(math.exp(score - sum(shift)))
        if not _roughly(result, powers[-1]):
            wrong.append(f"{label}: {power} is {powers[-1]}, not {result}")
    mine, total, share, percent = NUMBER.findall(panel["total"])
    if not (_roughly(total, sum(powers)) and _roughly(NUMBER.findall(panel["sums"][0])[0], sum(powers))):
        wrong.append(f"the row adds up to {sum(powers)}, not {total}")
    if not same_number(share, parsed(mine)[0] / parsed(total)[0]):
        wrong.append(f"{mine} ÷ {total} is not the printed {share}")
    if not any(_roughly(mine, power) and _near(power / sum(powers), value) for power in powers):
        wrong.append(f"{mine} ÷ {total} is not {value}")
    return wrong if same_number(share, value) and same_number(percent, value) else [*wrong, f"says {share}, {percent}"]


def _roughly(text, value):
    """Like same_number, for a value that comes from rounded numbers."""
    number, unit = parsed(text)
    return abs(number - value) <= 0.5 * unit + 2 * CLOSE * abs(value)


def _line(panel, value):
    """One line: a number as it is, one that is divided, or a difference."""
    if not panel["sums"]:
        return [] if panel["note"] else ["does not say where the number comes from"]
    left, right = panel["sums"][0].split(" = ") if " = " in panel["sums"][0] else (panel["sums"][0], panel["total"])
    if left.startswith("exp("):
        result = math.exp(parsed(left[4:-1])[0])
        return [] if _roughly(right, result) else [f"{left} is {result}, not {right}"]
    first, *others = left.split(" ÷ ")
    result = parsed(first)[0] if others or "−" not in first[1:] else _minus(first)
    for divisor in others:
        result /= math.sqrt(float(divisor[1:])) if divisor.startswith("√") else parsed(NUMBER.findall(divisor)[0])[0]
    return [] if _near(result, parsed(right)[0]) else [f"{left} is {result}, not {right}"]


def _minus(text):
    a, b = text.split(" − ")
    return parsed(a)[0] - parsed(b)[0]
