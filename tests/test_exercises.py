"""The exercises and questions of the chapters: their form, and that a reader finds them waiting, not solved."""

import ast
import json
import re
from pathlib import Path

import pytest

CHAPTERS = sorted((Path(__file__).parent.parent / "chapters").glob("[0-9]*_*.ipynb"))
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
OPTION = re.compile(r'<details class="option( right)?"><summary>(.+?)</summary>\n\n(.+?)\n\n</details>', re.DOTALL)


CHECKS = r"\bcheck\(\"|\bdiagnose\.\w+\("  # check("5.1", mine) or diagnose.softmax(my_softmax)


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def prose(path):
    return "\n\n".join("".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown")


def starting_cells(path):
    """(source, text of the output) of each cell in which a reader starts an exercise."""
    for cell in cells(path):
        if "exercise" in cell["metadata"].get("tags", []):
            outputs = ["".join(output["data"]["text/plain"]) for output in cell["outputs"] if "data" in output]
            yield "".join(cell["source"]), "\n".join(outputs)


def test_there_are_chapters():
    assert len(CHAPTERS) >= 8


@every_chapter
def test_every_exercise_has_a_starting_cell_with_a_check(path):
    sources = [source for source, _ in starting_cells(path)]
    assert len(sources) == len(re.findall(r"^### Exercise \d", prose(path), re.M)) >= 3
    for source in sources:
        assert re.search(CHECKS, source), source
        assert "..." in source or "def " in source, f"nothing to fill in or to repair:\n{source}"


@every_chapter
def test_no_starting_cell_holds_the_solution(path):
    for source, output in starting_cells(path):
        assert "Correct" not in output, source
        code = re.sub(r"#.*", "", source)
        assert not re.search(r"\b(answer|choose|construct)\(", code), f"the right answer stands there:\n{source}"
        assert output or not re.search(CHECKS, code), f"the check says nothing:\n{source}"


@every_chapter
def test_starting_cells_import_nothing(path):
    for source, _ in starting_cells(path):
        assert not any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(ast.parse(source)))


@every_chapter
def test_four_questions_with_one_right_answer_and_a_reason_for_each(path):
    questions = re.split(r"^### Question \d+\.\d+$", prose(path), flags=re.M)[1:]
    assert len(questions) >= 4
    for question in questions:
        options = OPTION.findall(question.split("\n## ")[0])
        assert len(options) >= 3 and [bool(right) for right, _, _ in options].count(True) == 1, question
        for right, summary, reason in options:
            assert reason.startswith("Yes. " if right else "No. ") and len(reason) > 20, summary


def test_the_right_answer_has_no_fixed_place():
    places = [
        [bool(right) for right, _, _ in OPTION.findall(question)].index(True)
        for path in CHAPTERS
        for question in re.split(r"^### Question ", prose(path), flags=re.M)[1:]
    ]
    assert len(set(places)) >= 3 and max(places.count(place) for place in set(places)) <= 0.6 * len(places)
