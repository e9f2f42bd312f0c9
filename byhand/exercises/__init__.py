"""The exercises of the chapters: check("5.1", mine) says what is right in an answer.

A chapter's file, chNN.py, is found by being there. It names its page in PAGE.
"""

import sys

from byhand import discover
from byhand.diagnose import report
from byhand.exercises.answers import Answer, answer, choose, construct
from byhand.exercises.registry import check, observe

CHAPTERS = discover.modules(sys.modules[__name__], "ch")  # {"ch05": its module}
PAGES = {name.removeprefix("ch"): module.PAGE for name, module in CHAPTERS.items()}  # {"05": "05_softmax.ipynb"}
report.PAGES.update(PAGES)

__all__ = ["PAGES", "Answer", "answer", "check", "choose", "construct", "observe"]
