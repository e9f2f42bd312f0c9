"""The page for teachers keeps to what the chapters and the commands say."""

import re
from pathlib import Path

import pytest
import said

from byhand.classroom import __main__ as command_line
from byhand.classroom import worksheets
from byhand.diagnose.calls import CALLS
from website import chapters

CHAPTERS = sorted((Path(__file__).parent.parent / "chapters").glob("*.ipynb"))
PAGE = (CHAPTERS[0].parent / "for_teachers.md").read_text(encoding="utf-8")
ROWS = said.teachers(PAGE)
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def section(title):
    found = re.search(rf"^## {title}.*?$(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"chapters/for_teachers.md has no section “## {title}…”"
    return found[1]


def test_the_table_has_the_chapters_in_their_order():
    assert list(ROWS) == [path.name for path in CHAPTERS] and len(ROWS) >= 8


@every_chapter
def test_the_minutes_are_those_of_the_chapter(path):
    assert list(said.wrong_minutes(chapters.read(path), ROWS)) == []


@every_chapter
def test_each_chapter_has_a_lesson_two_questions_with_answers_and_a_misconception(path):
    text = section(f"Chapter {path.name[:2]}: ")
    kinds = re.findall(r"^\*\*(Lesson|Ask|Expect)", text, re.MULTILINE)
    assert kinds == ["Lesson", "Ask", "Ask", "Expect"]
    assert all("A good answer" in paragraph for paragraph in text.split("\n\n") if paragraph.startswith("**Ask"))


def test_the_commands_that_it_names_are_accepted():
    commands = re.findall(r"^python -m (byhand\S+) (.+)$", PAGE, re.MULTILINE)
    assert [module for module, _ in commands] == ["byhand.classroom.worksheets", "byhand.classroom"]
    assert set(re.findall(r"--(\w+)", PAGE)) == {"copies", "seed", "out", "name", "time", "memory"}
    options = command_line.parser().parse_args(commands[1][1].split())
    assert (options.time, options.memory) == (10, 512) and "`--time 10`" in PAGE and "`--memory 512`" in PAGE
    example = re.search(r"`--name (\S+)`", PAGE)[1]
    assert command_line.named(example) == ("attention", "scaled_dot_product")
    assert "def my_attention(" in CHAPTERS[8].read_text(encoding="utf-8")
    assert "def my_softmax(" in CHAPTERS[5].read_text(encoding="utf-8")


def test_every_function_and_every_verdict_is_explained():
    table = dict(re.findall(r"^\| `(\w+)` \| `([\w, ]+)`", PAGE, re.MULTILINE))
    assert {call: tuple(names.split(", ")) for call, names in table.items()} == {
        name: call.parameters for name, call in CALLS.items()
    }
    explained = set(re.findall(r"^\| `(\w+)` \| [^`]", PAGE, re.MULTILINE))
    assert explained == {"several", "unknown", "error", "waiting", "stopped", "missing"} and "`correct`" in PAGE


def test_the_steps_of_the_worksheet_are_those_on_the_sheet():
    sheet = worksheets.worksheet_page(worksheets.sheets(1))
    assert re.findall(r">(\d) · ", sheet) == list("1234567")
    assert "sheets/worksheets.html" in PAGE and "sheets/keys.html" in PAGE
