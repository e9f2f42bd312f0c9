"""The form of every chapter: its opening, its cards, its cells, its figures, its end."""

import ast
import re

import said
from every import every_chapter, hold, read
from project import install_line

from website import chapters

MOST_LINES = 10
FEWEST_EXERCISES = 2
FOLDS = {("predict",), ("hint",), ("solution",), ("aside",), ("option",), ("option", "right")}
PIXELS = {"image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json"}


def test_every_chapter_has_a_number_of_its_own_and_stands_in_the_contents_in_this_order():
    names = [path.stem for path in chapters.paths()]
    numbers = [chapters.number_of(name) for name in names]
    assert len(set(numbers)) == len(numbers) > 0
    listed = [entry.removeprefix("chapters/") for entry in chapters.entries()]
    assert [name for name in listed if chapters.number_of(name) is not None] == names


@every_chapter
def test_a_chapter_opens_with_question_place_lead_aims_and_needs(path):
    chapter = read(path)
    wanted = {
        "a title `# …`": chapter.title,
        "the line `*Part I · chapter 04 · 15 minutes*`": chapter.place,
        "one paragraph that sets the scene": chapter.lead,
        "`**You will be able to** …`": chapter.promises.get("able"),
        "`**You need** …`": chapter.promises.get("need"),
    }
    problems = [f"the first cell must hold {what}" for what, found in wanted.items() if not found]
    hold(path, [(chapter.cells[0], problem) for problem in problems])


@every_chapter
def test_a_chapter_numbers_itself_its_exercises_its_questions_and_its_hints(path):
    hold(path, list(said.wrong_numbers(read(path))))


@every_chapter
def test_a_chapter_has_exercises_each_with_effort_task_hint_and_one_folded_solution(path):
    chapter, problems = read(path), []
    numbers = [exercise.number for exercise in chapter.exercises]
    if len(numbers) < FEWEST_EXERCISES:
        problems.append(f"has {len(numbers)} exercises, must have {FEWEST_EXERCISES} or more")
    for exercise in chapter.exercises:
        wanted = {
            "a name, `### Exercise 4.2 · name`": exercise.title,
            "the line `*5 minutes · ●●○*`": exercise.minutes and re.fullmatch("●+○*", exercise.difficulty),
            "a task of more than ten words": len(exercise.task.split()) > 10,
            "a hint": exercise.hints,
            "one solution": len(exercise.solutions) == 1,
        }
        missing = [what for what, found in wanted.items() if not found]
        problems += [(f"cell {exercise.cell}", f"exercise {exercise.number} must have {what}") for what in missing]
    hold(path, problems)


@every_chapter
def test_a_chapter_ends_with_five_lines_and_the_question_that_leads_on(path):
    chapter, problems = read(path), []
    if chapter.sections[-2:] != [chapters.SUMMARY, chapters.NEXT]:
        problems.append(
            f"the last sections must be {chapters.SUMMARY} and {chapters.NEXT}, got {chapter.sections[-2:]}"
        )
    problems += said.wrong_lines(chapter)
    if "?" not in (chapter.section(chapters.NEXT) or ""):
        problems.append(f"{chapters.NEXT} asks no question")
    hold(path, problems)


@every_chapter
def test_every_folded_block_is_known_closed_and_leaves_the_empty_lines_that_markdown_needs(path):
    problems = []
    for cell, fold in read(path).folds:
        name = f"the folded block “{fold.summary}”"
        if fold.classes not in FOLDS:
            problems.append((cell, f"{name} has the class {' '.join(fold.classes) or 'nothing'}, which means nothing"))
        if not fold.closed:
            problems.append((cell, f"{name} is not closed in its cell"))
        elif not fold.airy:
            problems.append((cell, f"{name} needs text, with an empty line above and below"))
    for cell in read(path).markdown:
        text = chapters.without_code(cell.source)
        marks = list(chapters.fold_marks(text))
        if text.count("<details") != sum(mark.opens for mark in marks):
            problems.append((cell, 'a folded block starts <details class="…"><summary>…</summary>'))
        if sum(not mark.opens for mark in marks) > sum(mark.opens for mark in marks):
            problems.append((cell, "</details> closes nothing"))
    hold(path, problems)


@every_chapter
def test_a_chapter_lets_the_reader_predict(path):
    found = any("predict" in fold.classes for _, fold in read(path).folds)
    hold(path, [] if found else ['has no <details class="predict">'])


@every_chapter
def test_code_cells_are_short_executed_and_free_of_what_weakens_the_comparison(path):
    problems = []
    for cell in read(path).code:
        lines = len(cell.source.splitlines())
        if cell.execution_count != cell.code_index:
            problems.append((cell, "is not stored as executed in order: run `make notebooks`"))
        if lines > MOST_LINES:
            problems.append((cell, f"has {lines} lines, {MOST_LINES} at most"))
        if re.search(r"NBVAL|PYTEST_VALIDATE", cell.source) or any("nbval" in t or "raises" in t for t in cell.tags):
            problems.append((cell, "weakens the comparison of its output"))
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            problems.append((cell, f"is not Python alone: {error.msg}, line {error.lineno}"))
    hold(path, problems)


@every_chapter
def test_a_notebook_downloaded_alone_says_first_how_to_get_attnlib(path):
    first = read(path).code[0]
    right = first.source.splitlines()[0] == install_line()
    hold(path, [] if right else [(first, f"must begin with: {install_line()} (`make notebooks` writes it)")])


@every_chapter
def test_outputs_hold_no_error_no_warning_no_picture_of_pixels_and_no_memory_address(path):
    problems = []
    for cell in read(path).code:
        for output in cell.outputs:
            data = output.get("data", {})
            text = "".join(output.get("text", "")) + "".join(data.get("text/plain", ""))
            if output["output_type"] == "error" or output.get("name") == "stderr":
                problems.append((cell, f"stores an error or a warning: {text or output.get('evalue')}"))
            if PIXELS & set(data):
                problems.append((cell, f"stores {', '.join(PIXELS & set(data))}: run `make notebooks`"))
            if found := re.search(r"\b0x[0-9a-f]{6,}", text):
                problems.append((cell, f"stores a memory address: {found[0]}"))
    hold(path, problems)


@every_chapter
def test_every_figure_says_in_a_sentence_what_it_shows_and_carries_it_as_its_name(path):
    problems = []
    for cell in read(path).code:
        for data in (output.get("data", {}) for output in cell.outputs):
            if "image/svg+xml" not in data:
                continue
            sentence, svg = ("".join(data.get(form, "")) for form in ("text/plain", "image/svg+xml"))
            if not re.fullmatch(r"\S.{20,}[.!?]", sentence, re.DOTALL):
                problems.append((cell, f"a figure's text/plain must be a sentence, got {sentence!r}"))
            if 'role="img"' not in svg or "<title" not in svg:
                problems.append((cell, 'a figure must have role="img" and a title'))
    hold(path, problems)


@every_chapter
def test_images_in_the_text_have_alternative_text(path):
    problems = []
    for cell in read(path).markdown:
        for alternative, file in chapters.IMAGE.findall(cell.source):
            if len(alternative.split()) < 3:
                problems.append((cell, f"the picture {file} needs alternative text of three words or more"))
        for tag in re.findall(r"<img\b[^>]*>", cell.source):
            if not re.search(r'\balt="[^"]+ [^"]+"', tag):
                problems.append((cell, f"{tag} needs alternative text"))
    hold(path, problems)


@every_chapter
def test_chapters_hold_plain_markdown_and_no_directives(path):
    problems = []
    for cell in read(path).markdown:
        outside = cell.source
        for fence in reversed(chapters.fences(cell.source)):
            if fence.language.startswith("{"):
                problems.append((cell, f"a directive: {fence.language}"))
            outside = outside[: fence.start] + outside[fence.end :]
        if found := re.search(r"^:::.*|\{[a-z:]+\}`", outside, flags=re.MULTILINE):
            problems.append((cell, f"a directive or role: {found[0]}"))
    hold(path, problems)


@every_chapter
def test_a_phrase_that_points_into_a_figure_has_a_figure_to_point_into(path):
    chapter, problems = read(path), []
    live = "live." in "\n".join(cell.source for cell in chapter.code)
    for cell, target, words in chapter.pointers:
        if not re.fullmatch(r"[A-Za-z_]\w*(,(\*|\d+))+", target):
            problems.append((cell, f'“{words}” points at {target!r}, which must be like "S,2,5" or "A,2,*"'))
        if not live:
            problems.append((cell, f"“{words}” points into a live figure, but the chapter has none"))
    hold(path, problems)
