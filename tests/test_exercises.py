"""The exercises and questions of the chapters: their form, and that a reader finds them waiting, not solved."""

import ast
import re

import pytest

from website import chapters

CHAPTERS = chapters.paths()
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
FEWEST_QUESTIONS = 2
CHECK = re.compile(r"\b(check|diagnose\.\w+)\(")


def starting_cells(path):
    """(source, text of the output) of each cell in which a reader starts an exercise."""
    for cell in chapters.read(path).starts:
        yield (
            cell.source,
            "\n".join("".join(output["data"]["text/plain"]) for output in cell.outputs if "data" in output),
        )


@every_chapter
def test_every_exercise_has_a_starting_cell_with_a_check(path):
    for exercise in chapters.read(path).exercises:
        assert len(exercise.starts) == 1, exercise.number
    for source, _ in starting_cells(path):
        assert CHECK.search(source), source
        assert "..." in source or "def " in source, f"nothing to fill in or to repair:\n{source}"


@every_chapter
def test_no_starting_cell_holds_the_solution(path):
    for source, output in starting_cells(path):
        assert "Correct" not in output, source
        asked = re.sub(r"#.*", "", source)
        assert not re.search(r"\b(answer|choose|construct)\(", asked), f"the right answer stands there:\n{source}"
        assert output or not CHECK.search(asked), f"the check says nothing:\n{source}"


@every_chapter
def test_starting_cells_import_nothing(path):
    for source, _ in starting_cells(path):
        assert not any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(ast.parse(source)))


@every_chapter
def test_questions_have_one_right_answer_and_a_reason_for_each(path):
    questions = chapters.read(path).questions
    assert len(questions) >= FEWEST_QUESTIONS
    for question in questions:
        assert len(question.options) >= 3 and [option.right for option in question.options].count(True) == 1, question
        for option in question.options:
            right_start = option.reason.startswith("Yes. " if option.right else "No. ")
            assert right_start and len(option.reason) > 20, option.summary


def test_the_right_answer_has_no_fixed_place():
    questions = [question for path in CHAPTERS for question in chapters.read(path).questions]
    places = [[option.right for option in question.options].index(True) for question in questions]
    assert len(set(places)) >= 3 and max(places.count(place) for place in set(places)) <= 0.6 * len(places)
