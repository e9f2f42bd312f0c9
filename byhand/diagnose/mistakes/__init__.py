"""The table of mistakes: one file for each step of the calculation, found by being there.

A file holds CHAPTER, the number of the chapter that explains the step, TITLE, the heading above its mistakes in the
catalogue, and MISTAKES, a tuple of `Mistake`. The files come in the order of their chapters. The tests say whether the
probes can tell a new mistake from all others.
"""

import sys
from dataclasses import replace

from byhand import discover

_files = discover.modules(sys.modules[__name__]).items()
FILES = [module for _, module in sorted(_files, key=lambda pair: (int(pair[1].CHAPTER), pair[0]))]
MISTAKES = tuple(replace(mistake, chapter=file.CHAPTER) for file in FILES for mistake in file.MISTAKES)
BY_ID = {mistake.id: mistake for mistake in MISTAKES}
if len(BY_ID) < len(MISTAKES):
    raise ValueError("two mistakes have one id")


def of_call(call, seen=("core", "edge", "shapes", "long", "batch")):
    """The mistakes that a call can show, by the inputs that show them."""
    return [mistake for mistake in MISTAKES if call in mistake.calls and mistake.seen in seen]


def spellings(mistakes):
    """These mistakes, each followed by the other ways to make it, under the same id."""
    return [
        spelling
        for mistake in mistakes
        for spelling in (mistake, *(replace(mistake, replaced=other, also=()) for other in mistake.also))
    ]


def rarer_spellings(mistakes):
    """The ways to make these mistakes that are looked for only where no other fits, each under the mistake's id."""
    return [replace(mistake, replaced=other, also=(), rarer=()) for mistake in mistakes for other in mistake.rarer]
