"""What pages say of chapters and chapters of themselves: minutes, titles, numbers; and what is wrong with it."""

import re

from website import chapters

COVER_ROW = re.compile(r"^\| \[chapter (\d+)\]\((\S+)\) \| (.+?) \| (\d+) minutes \|$", re.MULTILINE)
TEACHERS_ROW = re.compile(r"^\| \[chapter (\d\d)\]\((\S+)\), [^|]+ \| (\d+) minutes \| (\d+) minutes \|$", re.MULTILINE)


def cover(text):
    """(number, file, title, minutes) of each chapter, as the cover has them."""
    return [
        (number, file.removeprefix("chapters/"), re.sub(r"<!--.*?-->", "", title), minutes)
        for number, file, title, minutes in COVER_ROW.findall(text)
    ]


def of_chapter(chapter):
    """(number, file, title, minutes) of a chapter, as its first cell has them."""
    place = chapter.place or {"number": None, "minutes": None}
    return (place["number"], chapter.path.name, chapter.title, place["minutes"])


def teachers(text):
    """{file: (number, reading minutes, minutes for the exercises)}, as the page for teachers has them."""
    return {file: (number, reading, exercises) for number, file, reading, exercises in TEACHERS_ROW.findall(text)}


def wrong_minutes(chapter, rows):
    """What is wrong with the minutes that the page for teachers, with these rows, gives a chapter."""
    number, file, _, minutes = of_chapter(chapter)
    row = (number, minutes, str(sum(exercise.minutes or 0 for exercise in chapter.exercises)))
    if rows.get(file) != row:
        yield f"chapters/for_teachers.md says {rows.get(file)} of {file}, which has {row}"


def wrong_numbers(chapter):
    """What is wrong with the numbers that a chapter gives itself, its exercises and its hints."""
    if chapter.place and chapter.place["number"] != f"{chapter.number:02}":
        yield f"the line below the title must say chapter {chapter.number:02}, got {chapter.place[0]}"
    for kind, cards in (("exercises", chapter.exercises), ("questions", chapter.questions)):
        numbers = [card.number for card in cards]
        if numbers != (expected := [f"{chapter.number}.{n}" for n in range(1, len(numbers) + 1)]):
            yield f"the {kind} must be numbered {', '.join(expected)}, got {', '.join(numbers)}"
    for exercise in chapter.exercises:
        hints = [hint.summary for hint in exercise.hints if re.search(r"\d", hint.summary)]
        if hints != [f"Hint {n}" for n in range(1, len(hints) + 1)]:
            yield f"the hints of exercise {exercise.number} must be numbered from 1, got {', '.join(hints)}"


def wrong_lines(chapter):
    """What is wrong with the five lines in which a chapter ends."""
    lines = re.findall(r"^(?:\d+\.|[-*]) \S", chapter.section(chapters.SUMMARY) or "", flags=re.MULTILINE)
    if len(lines) != 5:
        yield f"{chapters.SUMMARY} must have five list items, got {len(lines)}"


def wrong_pythons(text, allowed):
    """What is wrong with the versions of Python that a text names, where these are `allowed`."""
    for match in re.finditer(r"\bPython ((?:\d\.\d+(?:, | or | and )?)+)", text):
        named = re.findall(r"\d\.\d+", match[1])
        if len(named) > 1 and named != [f"3.{n}" for n in range(8, 20) if f"3.{n}" in allowed]:
            yield f"names {match[0]}, which are not the versions that pyproject.toml allows"
