"""Answers to the exercises, a file for each chapter, found by being there; test_exercise_checks tries them.

RIGHT, WRONG: [(number, answers …)]. SLIPS: [(number, answers …, words that name the slip)]. ZEROS: [(number, answers
…)], empty answers that earn nothing. Choices need not be listed. A chapter that brings a call of the diagnoser has
RIGHT_FUNCTIONS, MISTAKEN_FUNCTIONS and UNKNOWN_FUNCTIONS, too, in the form of right_functions.py and its like.
"""

import sys

from byhand import discover

CHAPTERS = discover.modules(sys.modules[__name__], "ch")


def listed(name):
    """The entries of a list, RIGHT for example, of all chapters."""
    return [entry for module in CHAPTERS.values() for entry in getattr(module, name, [])]
