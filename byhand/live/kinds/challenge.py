"""Six challenges: reach a goal of attention by changing a few numbers of the running example.

A goal is data, so that Python and the figure's script judge it alike (`met` here, `GOALS` in challenge.js):

    {"type": "most", "asker": 2, "answerer": 1}                  its largest share, alone
    {"type": "share", "asker": 2, "answerer": 5, "least": 0.4}   at least this share
    {"type": "equal", "asker": 2, "answerers": [1, 5], "within": 0.005}   equal shares, and no other word gets more
    {"type": "output", "word": 5, "channel": 2, "least": 0.6}    at least this number on a channel of its output
    {"type": "all", "goals": [...]}                              all of these
"""

from dataclasses import dataclass, replace

import numpy as np

from byhand import figures, wording
from byhand.head import RUNNING
from byhand.live.base import build
from byhand.live.controls import question, slider
from byhand.live.state import Field, knob

BOUND = 3  # a number may be set from −3 to 3
SAME = 1e-9  # what differs by less is equal
MATRICES = ("W_Q", "W_K")
_THE, _CAT, _SAT, _ON, _THE_2, _MAT = range(6)


def _most(asker, answerer):
    return {"type": "most", "asker": asker, "answerer": answerer}


@dataclass(frozen=True)
class Level:
    """One challenge. limit: how many numbers may be changed, in which tables. selected: what the slider moves first."""

    task: str
    goal: dict
    limit: int = 1
    tables: tuple = MATRICES
    selected: str = "W_Q,2,0"

    @property
    def asker(self):
        """The word whose attention is seen first."""
        first = self.goal.get("goals", [self.goal])[0]
        return first["asker"] if "asker" in first else first["word"]

    @property
    def rule(self):
        """What may be changed, in words."""
        where = "an embedding" if self.tables == ("X",) else " or ".join(self.tables)
        many = "one number" if self.limit == 1 else f"up to {wording.amount(self.limit, 'number')}"
        return f"Change {many} of {where}. Numbers may go from −{BOUND} to {BOUND}."


PLACE = RUNNING.value_channels[-1]
ENOUGH, ALIKE, MUCH = 0.4, 0.005, 0.6  # a share, how far two shares may differ, a number of an output
LEVELS = (
    Level("Make sat attend most to cat.", _most(_SAT, _CAT)),
    Level(
        f"Make sat attend to mat with at least {wording.percent(ENOUGH)}.",
        {"type": "share", "asker": _SAT, "answerer": _MAT, "least": ENOUGH},
    ),
    Level(
        "Make on attend most to cat, although cat stands before it.", _most(_ON, _CAT), tables=("X",), selected="X,3,3"
    ),
    Level(
        f"Make sat unable to choose: cat and mat get the same share, to {wording.percent(ALIKE)}, "
        "and no word gets more.",
        {"type": "equal", "asker": _SAT, "answerers": [_CAT, _MAT], "within": ALIKE},
    ),
    Level(
        f"Let mat know that something is on it: bring “{PLACE}” of its output to {MUCH}.",
        {"type": "output", "word": _MAT, "channel": len(RUNNING.value_channels) - 1, "least": MUCH},
        limit=2,
        selected="W_Q,0,1",
    ),
    Level(
        "Only sat changes its mind: it attends most to cat, and every other word keeps its favourite.",
        {
            "type": "all",
            "goals": [
                _most(_SAT, _CAT),
                _most(_THE, _MAT),
                _most(_CAT, _SAT),
                _most(_ON, _MAT),
                _most(_THE_2, _MAT),
                _most(_MAT, _ON),
            ],
        },
    ),
)
# For each level what solves it with as few changes as are known, as edits by address.
SOLUTIONS = (
    {"W_K,1,0": 1.0},  # a living thing can be found as a thing
    {"W_Q,2,0": 3.0},  # an action asks for a thing, loudly
    {"X,1,0": 1.5},  # cat is more of an object than mat
    {"W_K,1,0": 0.53},
    {"W_Q,0,2": 3.0, "W_K,3,2": 3.0},  # an object asks for what can be found so, and a word like on answers louder
    {"W_K,1,2": 0.75},  # the one channel on which sat asks, and on does not
)

STATUS = {
    "open": "Not yet: ",
    "solved": "Solved with {count:amount change}; the fewest known is {fewest:count}. Now ",
    "many": "You made {count:amount change}, and the task allows {limit:count}. Now ",
    "elsewhere": "You changed {tables:list}, and the task does not allow that. Now ",
    "large": "The task allows numbers from −{bound:number} to {bound:number}. Now ",
    "other": "Something else than a number was changed, so this does not count. Now ",
}
NOW = {
    "most": (
        "{asker:text q} attends to {goal:text k} with {mine:number 1}\u00a0%, "
        "and most to {best:list k}, with {share:number 1}\u00a0%."
    ),
    "most_met": "{asker:text q} attends most to {goal:text k}: {mine:number 1}\u00a0%.",
    "share": "{asker:text q} attends to {goal:text k} with {mine:number 1}\u00a0%; wanted is at least {least:percent}.",
    "equal": (
        "{asker:text q} attends to {first:text k} with {mine:number 1}\u00a0% "
        "and to {second:text k} with {other:number 1}\u00a0%."
    ),
    "equal_below": (
        "{asker:text q} attends to {first:text k} with {mine:number 1}\u00a0% and to {second:text k} with "
        "{other:number 1}\u00a0%, but to {best:list k} with {share:number 1}\u00a0%."
    ),
    "output": "the output of {word:text q} on {channel:text v} is {value:number}; wanted is at least {least:number}.",
    "all": (
        "{kept:count} of {all:count} words do what is asked. "
        "{asker:text q} attends most to {best:list k}, not to {goal:text k}."
    ),
    "all_met": "all {all:count} words do what is asked.",
}
SENTENCES = {f"{status}_{now}": STATUS[status] + NOW[now] for status in STATUS for now in NOW}


def edited(edits, head=RUNNING):
    """The head with numbers set by address: edited({"W_K,1,0": 1.0})."""
    tables = {name: np.array(getattr(head, name.lower())) for name in ("X", "W_Q", "W_K", "W_V")}
    for address, value in edits.items():
        table, i, j = address.split(",")
        tables[table][int(i), int(j)] = value
    return replace(head, **{name.lower(): table for name, table in tables.items()})


def number_at(address, head=RUNNING):
    """The number at an address: number_at("W_Q,2,0") is 0.8."""
    table, i, j = address.split(",")
    return float(getattr(head, table.lower())[int(i), int(j)])


def met(goal, head):
    """Whether a head reaches a goal."""
    if goal["type"] == "all":
        return all(met(one, head) for one in goal["goals"])
    if goal["type"] == "output":
        return bool(head.output[goal["word"], goal["channel"]] >= goal["least"] - SAME)
    shares = head.weights[goal["asker"]]
    if goal["type"] == "share":
        return bool(shares[goal["answerer"]] >= goal["least"] - SAME)
    wanted = goal["answerers"] if goal["type"] == "equal" else [goal["answerer"]]
    others = np.delete(shares, wanted).max()
    if goal["type"] == "equal":
        return bool(np.ptp(shares[wanted]) <= goal["within"] + SAME and shares[wanted].max() >= others - SAME)
    return bool(shares[wanted[0]] > others + SAME)


def solves(edits, level, head=RUNNING):
    """Whether these edits, by address, reach the goal of a level by its rules."""
    changed = {address: value for address, value in edits.items() if abs(value - number_at(address, head)) > SAME}
    allowed = all(
        address.split(",")[0] in level.tables and abs(value) <= BOUND + SAME for address, value in changed.items()
    )
    return allowed and len(changed) <= level.limit and met(level.goal, edited(edits, head))


HEIGHTS = (566, 712)


def challenge(key=None, *, head=RUNNING, level=1, ask=False):
    """Chapters 01 and 08: reach a goal by changing a few numbers. It judges at once, and a link holds the solution.

    level: the challenge with which it starts, 1 to 6. The goals are about words and numbers of the running example, so
    ValueError for another head, and for a level that there is not.
    """
    if head is not RUNNING:
        raise ValueError(
            "the challenges are made for the running example, and have no solutions for another head: leave out `head`"
        )
    if level not in range(1, len(LEVELS) + 1):
        raise ValueError(f"level must be a whole number from 1 to {len(LEVELS)}: got {level!r}")
    now, shares = LEVELS[level - 1], head.weights[_SAT]
    best = int(shares.argmax())
    sentence = _sentence(now, head)
    return build(
        __file__,
        key,
        figures.arcs(head.tokens, head.weights, query=now.asker, title=f"{now.task} {now.rule}", sentence=sentence),
        head=head,
        sentences=SENTENCES,
        controls=[slider(knob(0).name, "chosen number", -BOUND, BOUND, 0.01, number_at(now.selected, head))],
        fields=[Field("level", "int", 0, low=0, high=len(LEVELS) - 1, effect="move")],
        knobs=["selected"],
        start={"word": now.asker, "selected": now.selected, "level": level - 1},
        ask=question("Which word gets most of sat's attention now?", head.tokens, head.tokens[best]) if ask else None,
        levels=[_sent(one, solution) for one, solution in zip(LEVELS, SOLUTIONS, strict=True)],
        bound=BOUND,
    )


def _sent(level, solution):
    """What the script has to know of a level."""
    names = ("task", "rule", "goal", "limit", "selected", "asker")
    return {name: getattr(level, name) for name in names} | {"tables": list(level.tables), "fewest": len(solution)}


def _sentence(level, head):
    """What the figure says of a level before anything is changed."""
    goal = level.goal
    if goal["type"] == "output":
        facts = {
            "word": head.tokens[goal["word"]],
            "channel": head.value_channels[goal["channel"]],
            "value": head.output[goal["word"], goal["channel"]],
            "least": goal["least"],
        }
        return wording.fill(SENTENCES["open_output"], **facts)
    goals = goal.get("goals", [goal])
    failed = next(one for one in goals if not met(one, head))
    shares = head.weights[failed["asker"]]
    first, second = (failed.get("answerers") or [failed["answerer"], failed["answerer"]])[:2]
    facts = {
        "asker": head.tokens[failed["asker"]],
        "goal": head.tokens[first],
        "first": head.tokens[first],
        "second": head.tokens[second],
        "mine": 100 * shares[first],
        "other": 100 * shares[second],
        "best": [head.tokens[j] for j in np.flatnonzero(shares >= shares.max() * (1 - SAME))],
        "share": 100 * shares.max(),
        "least": failed.get("least"),
        "kept": sum(met(one, head) for one in goals),
        "all": len(goals),
    }
    below = goal["type"] == "equal" and max(shares[first], shares[second]) < shares.max() * (1 - SAME)
    return wording.fill(SENTENCES[f"open_{goal['type']}{'_below' if below else ''}"], **facts)
