"""200 seeded changes of digits and number words in all pages: the checks of the course find 95 % of them or more.

A change is caught if a check that runs over the pages finds something that it did not find before: the tied numbers
(`prose_numbers`), the links and the chapters that are named (`website.links`), and what pages and chapters say of
themselves (`said`). Each change that nobody finds must be of a kind in ESCAPES, which says why.
"""

import contextlib
import functools
import io
import random
import re
from dataclasses import dataclass

import prose_numbers
import pytest
import said
from packaging.specifiers import SpecifierSet
from project import ROOT, metadata

from website import chapters, links, prose, ties

CHANGES = 200
SEED = 1
ENOUGH = 95  # percent
WORDS = [
    "zero one two three four five six seven eight nine ten eleven twelve fourteen sixteen thirty hundred".split(),
    "first second third fourth fifth sixth seventh tenth".split(),
    "half quarter third sixth".split(),
    "once twice thrice".split(),
    "double triple halve".split(),
    "doubles triples".split(),
    "doubled tripled halved".split(),
]
WORD = re.compile(
    r"(?<![\w-])(?:" + "|".join(sorted({w for group in WORDS for w in group})) + r")(?!\w)", re.IGNORECASE
)
DIGITS = re.compile(r"(?<![\w\\.])(?<![A-Za-z][-‑])\d+(?:[.,]\d+)*(?![A-Za-z_])")
UNSEEN = [  # what a reader does not see, or does not read as a number
    re.compile(r"\A---\n.*?\n---$", re.DOTALL | re.MULTILINE),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"(?<!\\)%[=!~].*"),
    re.compile(r"(?<=\])\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)"),
    re.compile(r"\bhttps?://\S+"),
    re.compile(r"</?[A-Za-z][^<>]*>"),
    re.compile(r"^[ >]*\d+[.)](?=\s)|^\([\w-]+\)=$", re.MULTILINE),
    re.compile(r"_(?:\{[^{}]*\}|\\?\w)|\\\\\[[^\]]*\]|\\(?:begin|end)\{\w+\}"),
    re.compile(r"&#?\w+;"),
]
ESCAPES = {  # what nothing checks, and why
    "first and second": "the order in which the text itself names things",
    "a free word": "one, the two, once: they count nothing, and the change made another one of them",
    "year": "a year of history; years of sources are compared with the bibliography",
    "a heading": "a heading may say any number that its section ties",
    "section of a source": "the place in a paper that the text cites",
    "minutes": "advice on time; the minutes of chapters and exercises are compared",
    "another chapter": "a chapter or card that is named without a link, and that is there, too",
}
BIBLIOGRAPHY = "references.md"  # the build makes it; test_documents.py holds its years


@dataclass(frozen=True)
class Place:
    """A digit or a word that may be changed: the page, the cell (None for a page of Markdown), where, and what."""

    path: object
    cell: object
    start: int
    text: str

    @property
    def source(self):
        return self.cell.source if self.cell else text_of(self.path)


@functools.cache
def text_of(path):
    return chapters.text_of(path)


@functools.cache
def chapter_of(path):
    return chapters.read(path)


def texts(path):
    """(cell or None, text) of the pieces of a page."""
    if path.suffix == ".md":
        return [(None, text_of(path))]
    return [(cell, cell.source) for cell in chapter_of(path).markdown]


def places():
    """Every digit run and every number word that a reader sees, in all pages."""
    found = []
    for path in prose_numbers.pages():  # those that a script writes are held to it
        if path.name == BIBLIOGRAPHY:
            continue
        for cell, source in texts(path):
            seen = chapters.without_code(source)
            for pattern in UNSEEN:
                seen = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), seen)
            found += [Place(path, cell, m.start(), m[0]) for p in (DIGITS, WORD) for m in p.finditer(seen)]
    return found


def change(place, chance):
    """The text of the place's cell or page with another digit, or with another word of the same sort."""
    if place.text[0].isdigit():
        at = chance.choice([i for i, letter in enumerate(place.text) if letter.isdigit()])
        digit = chance.choice([digit for digit in "0123456789" if digit != place.text[at]])
        new = place.text[:at] + digit + place.text[at + 1 :]
    else:
        word = place.text.lower()
        new = chance.choice([w for group in WORDS if word in group for w in group if w != word])
        new = new.capitalize() if place.text[0].isupper() else new
    return place.source[: place.start] + new + place.source[place.start + len(place.text) :], new


# --- the checks of the course ---------------------------------------------------------------------------------------


@functools.cache
def variables(path, code_cells):
    """The variables of a page below so many code cells, computed here and not in the chapter's kernel."""
    found = {"__name__": "__main__", "display": lambda *args, **kwargs: None}
    code = [cell.source for cell in chapter_of(path).code[:code_cells]] if path.suffix == ".ipynb" else []
    with contextlib.chdir(ROOT / "chapters"), contextlib.redirect_stdout(io.StringIO()):
        for source in code or [prose_numbers.PAGE_NAMESPACE]:
            exec(source, found)
    return found


def code_cells_above(path, cell):
    return sum(1 for other in chapter_of(path).code if other.index < cell.index) if cell else 0


@functools.cache
def known_answers(path, cell, runs):
    """{step: answer} of the text as it is: what the chapter's execution gave, or what the page computes."""
    if cell is None:
        answers = prose_numbers.answers_in(dict(variables(path, 0)), text_of(path))
    else:
        answers = prose_numbers.recorded(runs[path], code_cells_above(path, cell), cell.source)
    return dict(zip((step for _, step in prose.steps(cell.source if cell else text_of(path))), answers, strict=True))


def answers_to(path, cell, source, runs):
    """The answers to a text: those that are known, and what a changed formula gives."""
    known = known_answers(path, cell, runs)
    wanted = [step for _, step in prose.steps(source)]
    new = [step for step in wanted if step not in known]
    tried = ties.answers(dict(variables(path, code_cells_above(path, cell))), new) if new else []
    answers = known | dict(zip(new, tried))
    return [answers[step] for step in wanted]


@functools.cache
def problems(path, cell, source, runs):
    """What all checks find in a page of which one cell, or the whole, has this text."""
    report = prose_numbers.Report("page")
    prose_numbers.check_text(source, answers_to(path, cell, source, runs), report, "")
    if cell is None:
        prose_numbers.check_headings(report)
    found = [*report.problems, *(name for _, name in links.unknown(source))]
    found += [wrong for link in chapters.links(source) if (wrong := links.problem(path, link))]
    found += said.wrong_pythons(source, SpecifierSet(metadata()["requires-python"]))
    if path.name == "intro.md":
        found += set(said.cover(source)) ^ {said.of_chapter(chapter_of(one)) for one in chapters.paths()}
    if path.name == "for_teachers.md":
        found += teachers_problems(source)
    return found if cell is None else found + chapter_problems(path, cell, source, runs)


def teachers_problems(source):
    """What the page for teachers says of chapters and they do not say."""
    found = [wrong for one in chapters.paths() for wrong in said.wrong_minutes(chapter_of(one), said.teachers(source))]
    return [*found, *re.findall(r"^## Chapter (\d\d):", source, re.MULTILINE)]


def chapter_problems(path, cell, source, runs):
    """What is wrong with the numbers of a chapter as a whole, one cell of which has another text."""
    chapter = chapter_of(path)
    cells = [chapters.Cell(**{**vars(one), "source": source}) if one is cell else one for one in chapter.cells]
    changed = chapters.Chapter(path, cells)
    found = [*said.wrong_numbers(changed), *said.wrong_lines(changed), *map(str, changed.sections[-2:])]
    found += said.wrong_minutes(changed, said.teachers(text_of(ROOT / "chapters" / "for_teachers.md")))
    if said.of_chapter(changed) not in said.cover(text_of(ROOT / "intro.md")):
        found.append("the cover says something else of this chapter")
    if [level for level in prose.scan(source).headings if level.numbers]:
        found += [wrong for wrong in whole(changed, path, runs).problems if "heading" in wrong]
    return found


def whole(changed, path, runs):
    """The report on a chapter of which one cell has another text."""
    report, original = prose_numbers.Report("page"), chapter_of(path)
    for before, now in zip(original.cells, changed.cells):
        if before.kind == "markdown":
            answers = answers_to(path, before, now.source, runs)
            prose_numbers.check_text(now.source, answers, report, f"cell {now.index}, ")
    prose_numbers.check_headings(report)
    return report


# --- the changes ----------------------------------------------------------------------------------------------------


def kind_of_escape(place, new):
    """The kind in ESCAPES of a change that no check finds, or None."""
    before, after = place.source[: place.start], place.source[place.start + len(place.text) :]
    if {place.text.lower(), new.lower()} <= {"first", "second"}:
        return "first and second"
    if before[before.rfind("\n") + 1 :].startswith("#"):
        return "a heading"
    if not place.text[0].isdigit() and not prose.scan(f"{before[-40:]}{new}{after[:20]}").counted:
        return "a free word"
    if re.search(r"\b(?:sections?|pages?|equations?)\s(?:[\d.]+(?: and |, ))*[\d.]*$", before):
        return "section of a source"
    if re.match(r"[\d.]*[–\s-]+(?:\d+ )?minutes?\b", after):
        return "minutes"
    if re.search(r"\b(?:chapters?|exercises?|questions?)\s(?:[\d.]+(?:, | and | to ))*[\d.]*$", before, re.IGNORECASE):
        return "another chapter"
    return "year" if re.fullmatch(r"(?:19|20)\d\d", place.text) and re.fullmatch(r"(?:19|20)\d\d", new) else None


class Runs(dict):
    """The executions of the chapters, as a key of caches."""

    __hash__ = object.__hash__


def missed(runs, changes=CHANGES, seed=SEED):
    """[(place, what it became, the kind of the escape or None)] of the changes that no check finds."""
    chance, found, runs = random.Random(seed), [], Runs(runs)
    for place in chance.sample(places(), changes):
        source, new = change(place, chance)
        before = problems(place.path, place.cell, place.source, runs)
        if problems(place.path, place.cell, source, runs) == before:
            found.append((place, new, kind_of_escape(place, new)))
    return found


def digits_of_equations():
    """Every digit run of the equations with letters, in all pages."""
    for path in prose_numbers.pages():
        for cell, source in texts(path):
            for tie in prose.scan(source).ties:
                for number in tie.numbers if tie.equation else ():
                    yield from (
                        Place(path, cell, m.start(), m[0]) for m in DIGITS.finditer(source, number.start, number.end)
                    )


def said_of(place, new):
    line = chapters.line_at(place.source, place.start)
    where = f"cell {place.cell.index}, line {line}" if place.cell else f"line {line}"
    words = place.source[max(0, place.start - 30) : place.start + 30].replace("\n", " ")
    return f"{chapters.shown(place.path)}, {where}: {place.text} passes as {new}: “{words}”"


def test_changes_of_digits_and_number_words_are_found(runs):
    escaped = missed(runs)
    unknown = [said_of(place, new) for place, new, kind in escaped if kind is None]
    if unknown or len(escaped) * 100 > (100 - ENOUGH) * CHANGES:
        known = [f"{said_of(place, new)} ({kind})" for place, new, kind in escaped if kind]
        pytest.fail("\n".join([f"{len(escaped)} of {CHANGES} changes are not found:", *unknown, *known]), pytrace=False)


def test_every_changed_digit_of_an_equation_with_letters_is_found(runs):
    chance, runs, escaped, count = random.Random(SEED), Runs(runs), [], 0
    for place in digits_of_equations():
        source, new = change(place, chance)
        count += 1
        if problems(place.path, place.cell, source, runs) == problems(place.path, place.cell, place.source, runs):
            escaped.append(said_of(place, new))
    assert escaped == [] and count >= 10
