"""Another running example: the numbers of a chapter that computes with it no longer hold. Run by `make soak`.

Each such chapter is executed once more, so this is no part of `make test`. What it alone finds: a chapter whose text is
tied to variables that its cells set to literals, where attnlib computes them.
"""

import re

import pytest
from nbformat.v4 import new_code_cell
from prose_numbers import check_chapter

from website import chapters, execution

CHANGE = """import attnlib, attnlib.sentence
attnlib.sentence.X = attnlib.X = attnlib.sentence.X.copy()
attnlib.X[attnlib.sentence.TOKENS.index("mat"), 0] = 0.9"""


def computes_scores(path):
    """True if a chapter computes queries from the embeddings of the running example."""
    code = "\n".join(cell.source for cell in chapters.read(path).code)
    return re.search(r"import .*\bX\b", code) and "X @ W_Q" in code


@pytest.mark.parametrize("path", list(filter(computes_scores, chapters.paths())), ids=lambda path: path.stem)
def test_the_numbers_of_the_text_fail_when_an_input_of_the_example_changes(path, tmp_path):
    notebook = execution.read(path)
    notebook.cells.insert(0, new_code_cell(CHANGE))
    (run,) = execution.run_all({path: notebook}, tmp_path).values()
    report = check_chapter(chapters.Chapter(path, chapters.cells_of(notebook)), run)
    assert any("printed" in problem for problem in report.problems)
