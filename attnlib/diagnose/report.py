"""The report: what it knows, as text and as HTML."""
from dataclasses import dataclass, field
from html import escape

import numpy as np

from attnlib.diagnose.mistakes import BY_ID
from attnlib.sentence import TOKENS

SAT = 2


@dataclass
class Numbers:
    """One row of numbers, theirs beside the right ones. what: where they stand."""
    what: str
    theirs: list
    right: list
    names: tuple = ()

    @classmethod
    def at(cls, call, step, probe, theirs, right):
        theirs, right = np.asarray(theirs, dtype=float), np.asarray(right, dtype=float)
        if theirs.shape != right.shape or theirs.ndim < 2:
            index = (0,) * (theirs.ndim - 2) + (SAT if theirs.shape[-2] > SAT else 0,) if theirs.ndim > 1 else ()
            other = index[-right.ndim + 1:]
            return cls(f"{step}, {probe.what}", theirs[index].ravel().tolist(), right[other].ravel().tolist())
        differ = (theirs != right) & ~(np.isnan(theirs) & np.isnan(right))
        with np.errstate(invalid="ignore"):
            apart = np.where(differ, np.nan_to_num(np.abs(theirs - right), nan=1e300, posinf=1e300), 0).max(axis=-1)
        index = np.unravel_index(apart.argmax(), apart.shape)
        if probe.name == "sentence":
            sat = index[:-1] + (SAT,)
            index = sat if apart[sat] > 0.3 * apart[index] else index
        word = TOKENS[index[-1]] if probe.name == "sentence" else f"row {index[-1] + 1}"
        names = TOKENS if probe.name == "sentence" and theirs.shape[-1] == len(TOKENS) and step in (
            "scores", "scaling", "mask", "softmax", "powers", "sum", "division") else ()
        return cls(f"{step} of {word}, {probe.what}", theirs[index].tolist(), right[index].tolist(), names)

    @classmethod
    def of_output(cls, call, probe, theirs, right):
        return cls.at(call, "output", probe, theirs, right)


@dataclass
class Report:
    """What the diagnoser found.

    verdict: "correct", the id of a mistake, "several" or "unknown". mistakes: ids. first_divergence: the name of the
    first step that differs, or None. explanation: sentences. failure: why there were no numbers to compare, or None.
    """
    call: str
    verdict: str
    mistakes: tuple
    first_divergence: str | None
    explanation: str
    remarks: list = field(default_factory=list)
    numbers: Numbers | None = None
    failure: str | None = None

    @property
    def title(self):
        if self.verdict == "correct":
            return "Correct"
        if self.mistakes:
            return " and ".join(BY_ID[name].title for name in self.mistakes)
        return {"several": "Several mistakes at once"}.get(self.verdict, "Not in the catalogue")

    def __str__(self):
        lines = [self.title]
        if self.first_divergence:
            lines.append(f"First differs at: {self.first_divergence}")
        if self.numbers:
            lines += [self.numbers.what, f"  yours: {_row(self.numbers.theirs)}", f"  right: {_row(self.numbers.right)}"]
        lines += [self.explanation] if self.explanation else []
        lines += self.remarks
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self):
        return f'<div class="attn-diagnosis"><pre>{escape(str(self))}</pre></div>'

    def raise_if_wrong(self):
        """Raise AssertionError with the text of the report unless the verdict is "correct"."""
        if self.verdict != "correct":
            raise AssertionError(str(self))


def _row(values):
    return "  ".join(f"{value:.3g}" for value in values)
