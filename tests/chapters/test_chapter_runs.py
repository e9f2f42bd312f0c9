"""What one execution of each chapter gave: its stored outputs and the numbers of its text are that, and nothing else.

Whether the comparisons bite is tested here with the values of that execution: no chapter runs again.
"""

import copy

import notebooks
import prose_numbers
import pytest
from every import every_chapter, hold, read

from website.prose import scan


@every_chapter
def test_a_chapter_runs_and_its_stored_outputs_are_what_its_cells_give(path, run):
    found = list(notebooks.differences(path, run))
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@every_chapter
def test_every_number_is_tied_to_what_gives_it_and_solutions_run(path, run):
    problems = prose_numbers.check_chapter(read(path), run).problems
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def other_number(source, number):
    """`source` with the last digit of `number` changed; a number word becomes another one."""
    if number.word:
        return source[: number.start] + ("seven" if number.text.lower() != "seven" else "eight") + source[number.end :]
    place = max(i for i in range(number.start, number.end) if source[i] in "0123456789")
    return source[:place] + str((int(source[place]) + 1) % 10) + source[place + 1 :]


def problems_of(source, answers):
    report = prose_numbers.Report("page")
    prose_numbers.check_text(source, answers, report, "")
    return report.problems


@every_chapter
def test_every_tied_number_is_caught_when_its_last_digit_changes(path, run):
    chapter, missed, code_cells = read(path), [], 0
    for cell in chapter.cells:
        code_cells += cell.kind == "code"
        if cell.kind != "markdown":
            continue
        answers = prose_numbers.recorded(run, code_cells, cell.source)
        before = problems_of(cell.source, answers)
        ties = [tie for tie in scan(cell.source).ties if not tie.equation]  # those: test_seeded_changes.py
        for number in (number for tie in ties for number in tie.numbers):
            if problems_of(other_number(cell.source, number), answers) == before:
                missed.append((cell, f"{number.text} passes as another number"))
    hold(path, missed)


def shift(outputs):
    """Change the first text of these outputs in one digit; True if there is a digit."""
    for output in outputs:
        forms = output.get("data", output)
        for form in ("text", "text/html", "text/plain"):
            digits = [i for i, letter in enumerate(forms.get(form, "")) if letter.isdigit()]
            if digits:
                at = digits[-1]
                forms[form] = forms[form][:at] + str((int(forms[form][at]) + 1) % 10) + forms[form][at + 1 :]
                return True
    return False


@every_chapter
def test_every_output_is_caught_when_one_digit_changes(path, run):
    before = set(notebooks.differences(path, run))
    for number in range(len(run.outputs)):
        changed = copy.copy(run)
        changed.outputs = copy.deepcopy(run.outputs)
        if shift(changed.outputs[number]):
            (problem,) = set(notebooks.differences(path, changed)) - before
            assert f"cell {read(path).code[number].index}: " in problem
