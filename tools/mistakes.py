"""Write the pages on mistakes from the table of mistakes, so that pages and diagnoser say the same.

chapters/mistakes.md: the mistakes, those that people really make first, the others folded by step, all of them with
what is seen of them. chapters/mistakes_and_checks.md: what hides them, which checks let them pass, what the diagnoser
says of them.
"""

import sys
from dataclasses import dataclass

import mistake_checks
import numpy as np
import symptoms
from project import ROOT

sys.path.insert(0, str(ROOT))

from byhand import htmltable, wording
from byhand.closeness import gap
from byhand.diagnose.calls import CALLS
from byhand.diagnose.compare import last, trace
from byhand.diagnose.conditions import where
from byhand.diagnose.mistakes import BY_ID, FILES, MISTAKES
from byhand.diagnose.report import page_of
from byhand.figures import small
from byhand.head import RUNNING

TOKENS = RUNNING.tokens
PAGE = ROOT / "chapters" / "mistakes.md"
HEAD = """# Catalogue of mistakes

Your attention runs, and its numbers are wrong? Here are the {count} mistakes that `byhand.diagnose` knows by name:
first the {common} that people really make, then the others, folded by the step in which they happen. Most of them run
without an error and return the right shape.
"""
SYMPTOMS = """What you see of each mistake was computed: it was made in the calculation of *The cat sat on the mat*
and on a few other tables. A mistake that is not in the catalogue can look the same."""
READING = """<details class="aside">
<summary>How to read an entry</summary>

Each entry shows two tables, the right one and the one with the mistake. Most are the weights of *The cat sat on the
mat*: a row for every query, a column for every key. Where the weights stay right, both are the output, a column for
every channel. The more colour, the larger the number; violet is negative, and NaN is no number at all. Where rows do
not sum to 1, their sums stand behind them. The frame is around the row that changes most.

The lines of code use these names: `q`, `k`, `v` for queries, keys and values, `n` for the number of words, `d_k` for
the number of channels of a key. `scores` is what goes into the softmax (in the group “Scale” it is not divided by √d_k
yet), `powers` is `np.exp(scores)` with the largest score of each row subtracted first, `weights` is what the softmax
gives. A `mask` is True where a query may attend to a key. With several heads, `x` holds the words, `out` the outputs of
all heads, and `merged` holds them side by side. A *batch* is several sentences that are computed at once.

</details>"""
COMMON = """Public threads about code for attention tell of them, and each has a reason that makes it likely: two
conventions that disagree, a shape that fits either way, a test that cannot see it. Each entry names its reason."""
GROUPS = {}  # chapter -> heading, in the order of the book
for _file in FILES:
    GROUPS.setdefault(_file.CHAPTER, _file.TITLE)
FULL = {"weights": 0.6, "output": None}  # the share from which a cell has its full colour; of outputs, the largest
WIDEST = 8  # rows and columns of a table that is drawn
SHOWN_BY = {  # what shows a mistake that the sentence hides
    "ordinary-scores": "scores far above or below 0 show it",
    "no-empty-row": "a query that may attend to nothing shows it",
    "shapes": "values with another number of channels show it",
    "long": "more keys than queries show it",
    "batch": "a batch shows it",
    "core": "another number of channels shows it",
}
VISIBLE = 1e-3  # a change that two decimals could show


def page():
    """The page of the mistakes."""
    shared = {}
    common = [mistake for mistake in MISTAKES if mistake.common]
    parts = [
        symptom_list(),
        READING,
        f"## {len(common)} mistakes that people really make",
        COMMON,
        *(entry(mistake, shared) for mistake in common),
        *(step(number, title, shared) for number, title in GROUPS.items()),
    ]
    head = [mistake_checks.NOTE + "\n" + HEAD.format(count=len(MISTAKES), common=len(common)), hidden(shared)]
    return "\n\n".join(part.strip() for part in [*head, *parts]) + "\n"


def symptom_list():
    """What is seen, each with the mistakes of which it is seen. The site makes a filter of it."""
    lines = [
        f"- **{symptom.mine}:** {'; '.join(f'[{mistake.title}](#{mistake.id})' for mistake in mistakes)}"
        for symptom, mistakes in symptoms.index().items()
    ]
    return "\n".join([
        '<details class="aside symptoms">',
        "<summary>Find yours by what you see</summary>",
        "",
        *lines,
        "",
        SYMPTOMS,
        "",
        "</details>",
    ])


def hidden(shared):
    """The tables that several pictures show, drawn once: none is seen here."""
    symbols = "".join(f'<symbol id="{name}">{inside}</symbol>' for inside, name in shared.items())
    return f'<div hidden><svg aria-hidden="true">{symbols}</svg></div>'


def step(number, title, shared):
    """The mistakes of one step, folded; those that stand above are linked."""
    mistakes = [mistake for mistake in MISTAKES if mistake.chapter == number]
    above = [f"[{mistake.title}](#{mistake.id})" for mistake in mistakes if mistake.common]
    others = [mistake for mistake in mistakes if not mistake.common]
    amount = f"{len(others)} {'other ' * bool(above)}mistake{'' if len(others) == 1 else 's'}"
    place = f"chapter {number}" if page_of(number) else "no chapter yet"
    parts = [
        f"## {title}",
        f'<details class="step">\n<summary>{amount} · {place}</summary>',
        "" if page_of(number) else "No chapter explains this step yet.",
        f"Above: {'; '.join(above)}." if above else "",
        *(entry(mistake, shared, folded=True) for mistake in others),
        "</details>",
    ]
    return "\n\n".join(part for part in parts if part)


# ---- one mistake


def entry(mistake, shared, folded=False):
    """One mistake as Markdown."""
    seen = f"*What you see:* {'; '.join(symptom.yours for symptom in symptoms.of(mistake))}."
    why = f"{mistake.why}{threads(mistake)}{' ' * bool(mistake.common)}{mistake.common}"
    parts = [
        f"({mistake.id})=\n### {mistake.title}",
        '<details class="mistake">\n<summary>What it does</summary>' if folded else "",
        ("" if "_" not in mistake.id else f'<span id="{mistake.id}"></span>') + seen,  # the site writes - for _
        f"Wrong: `{mistake.wrong}`<br>\nRight: `{mistake.right}`",
        effect(mistake, shared),
        why,
        f"{invisible(mistake)} {explained(mistake)}",
        "</details>" if folded else "",
    ]
    return "\n\n".join(part for part in parts if part)


def explained(mistake):
    """The chapter that explains the step, or that none does yet."""
    page = page_of(mistake.explained_in)
    if page:
        return f"[Chapter {mistake.explained_in}]({page}) explains this step."
    return "No chapter explains this yet."


def threads(mistake):
    """The public threads about a mistake, as a sentence with links, or ""."""
    names = [thread.strip() for thread in mistake.source.split(";") if thread.strip()]
    links = [f"[{thread}](https://github.com/{thread.replace('#', '/issues/')})" for thread in names]
    return f" People met it in {wording.listing(links)}." if links else ""


def invisible(mistake):
    """On which inputs nobody can see it."""
    return f"*When is it invisible?* {' '.join(unseen(mistake))}"


def unseen(mistake):
    if mistake.unseen:
        yield mistake.unseen
    elif mistake.hidden:
        yield f"Where {'; where '.join(where(mistake))}."
    else:
        yield "No kind of input in our list hides it."
    if mistake.same:
        twins = [f"[{BY_ID[name].title}](#{name})" for name in mistake.same]
        yield f"It is the same function as {wording.listing(twins)}: no input tells them apart."
    if mistake.harmless:
        yield mistake.harmless


# ---- what it does


@dataclass
class Shown:
    """Two tables of one kind, the right one and the one with the mistake; what they are, and the names around them."""

    what: str
    of: str
    right: np.ndarray
    wrong: np.ndarray
    rows: tuple
    columns: tuple

    @property
    def apart(self):
        """How far the rows lie apart, each."""
        return np.nan_to_num(np.abs(self.right - self.wrong), nan=1e9, posinf=1e9).sum(axis=1)

    @property
    def drawable(self):
        return max(self.right.shape) <= WIDEST


def effect(mistake, shared):
    """What the mistake does, drawn: to our sentence if that shows it, else to the first table that does."""
    if not mistake.replaced:
        return ""
    call = CALLS[symptoms.drawn_call(mistake)]
    for kind in ("core", "edge", "shapes", "long", "batch"):
        for probe in call.probes_of(kind):
            found = shown(mistake, call, probe)
            if isinstance(found, str):
                return found
            if found and found.drawable:
                return drawn(mistake, found, probe, shared)
    return f"On our sentence all numbers are right; {SHOWN_BY.get(hint(mistake), 'other inputs show it')}."


def hint(mistake):
    return mistake.hidden[0] if mistake.seen == "edge" else mistake.seen


def shown(mistake, call, probe):
    """The `Shown` of a probe; None where nothing differs; of our sentence a sentence where nothing can be drawn."""
    wrong, right = (trace(call.name, replaced, probe.inputs) for replaced in (mistake.replaced, {}))
    ours = probe.name == "sentence"
    if wrong is None:
        return "On our sentence it ends with an error: the shapes do not fit." if ours else None
    for what, theirs, mine in (("weights", wrong["division"], right["division"]), ("output", last(wrong), last(right))):
        theirs, mine = (np.asarray(values, dtype=float) for values in (theirs, mine))
        if theirs.shape != mine.shape:
            have = "weights have" if what == "weights" else "output has"
            if ours:
                return f"On our sentence the {have} the shape {theirs.shape}; it should be {mine.shape}."
            continue
        if np.nan_to_num(np.abs(theirs - mine), nan=np.inf, posinf=np.inf).max() > VISIBLE:
            return one_table(what, call, probe, mine, theirs)
    return None


def one_table(what, call, probe, right, wrong):
    """The `Shown` of two results: of several heads or sentences, those of the one that changes most."""
    of = [] if probe.name == "sentence" else [probe.what]
    while right.ndim > 2:
        most = int(np.argmax([gap(*pair) for pair in zip(right, wrong)]))
        heads = right.ndim == 3 and call.has_heads and (what == "weights")
        of.append(f"{'head' if heads else 'sentence'} {most + 1} of {len(right)}")
        right, wrong = right[most], wrong[most]
    rows, columns = right.shape
    words = TOKENS if probe.name == "sentence" else tuple(f"{i + 1}" for i in range(rows))
    if what == "weights":
        names = TOKENS if probe.name == "sentence" else tuple(f"{j + 1}" for j in range(columns))
    else:
        named = probe.name == "sentence" and not call.has_heads and columns == len(RUNNING.value_channels)
        names = RUNNING.value_channels if named else tuple(f"{j + 1}" for j in range(columns))
    return Shown(what, ", ".join([call.title, *of]), right, wrong, words, names)


def drawn(mistake, found, probe, shared):
    """Both tables beside each other. The right ones are few, and drawn once."""
    row, weights = int(found.apart.argmax()), found.what == "weights"
    sums = weights and not np.allclose(found.wrong.sum(axis=1), 1, atol=VISIBLE, equal_nan=False)
    size = FULL[found.what] or max(np.abs(found.right).max(), 1e-9)
    look = {"colour": "q", "column_colour": "k"} if weights else {"colour": "v", "column_colour": "v"}
    pictures = []
    for title, table in (("right", found.right), ("wrong", found.wrong)):
        inside, extent = small.small(table, found.rows, found.columns, size=size, sums=sums, title=title, **look)
        if title == "right":
            name = shared.setdefault(inside, f"right-{len(shared) + 1}")
            inside = f'<use href="#{name}"/>'
        numbers = ", ".join(small.written(value) for value in table[row])
        total = f"; it sums to {small.written(table[row].sum())}" if sums else ""
        says = f"{found.what.capitalize()}, {title}. The row of {found.rows[row]}: {numbers}{total}."
        pictures.append(small.svg(inside + small.frame(row, len(found.columns)), extent, says))
    loses = any("NaN" in symptom.yours for symptom in symptoms.of(mistake))
    emptied = weights and loses and bool((found.right.any(axis=1) & ~found.wrong.any(axis=1)).any())
    besides = ". A row of which all is hidden is 0 here; a plain softmax makes it NaN." if emptied else ""
    caption = htmltable.element("p", f"{found.what.capitalize()}, {found.of}{besides}", class_="of")
    return f'<div class="pair">{caption}{"".join(pictures)}</div>'


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    mistake_checks.PAGE.write_text(mistake_checks.page(), encoding="utf-8")
