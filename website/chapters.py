"""Chapters as text: the one reader of what a chapter is made of. The site, the tools and the tests ask it.

    for chapter in map(read, paths()):
        print(chapter.number, chapter.title, [exercise.number for exercise in chapter.exercises])

Nothing is executed here, and nothing but the standard library is imported. CONTRIBUTING.md describes the markup.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = re.compile(r"(\d+)_\w+")
INSTALL = "# No attnlib yet?"  # begins the first line of a chapter's first code cell
EXERCISE = "exercise"  # the tag of the cell in which a reader starts

TITLE = re.compile(r"^# (.+)$", re.M)
PLACE = re.compile(r"\*Part (?P<part>[IVXLCDM]+) · chapter (?P<number>\d+) · (?P<minutes>\d+) minutes\*")
PROMISES = {"able": "You will be able to", "need": "You need"}
SUMMARY, NEXT = "In five lines", "Next"
CARD = re.compile(r"(?P<kind>Exercise|Question) (?P<number>\d+\.\d+)(?: · (?P<title>.+))?")
DIFFICULTY = re.compile(r"[●○]{3}")
EFFORT = re.compile(rf"\*(?P<minutes>\d+) minutes · (?P<difficulty>{DIFFICULTY.pattern})\*")
CARD_HEADING = re.compile(rf"### {CARD.pattern}$", re.M)
HEADING = re.compile(r"^(#{1,6}) (.+)$", re.M)
FOLD = re.compile(r"<details\b(?P<attributes>[^>]*)>\s*<summary>(?P<summary>.*?)</summary>|</details>", re.S)
CLASSES = re.compile(r'\s*(?:class="([^"]*)"\s*)?')
CALLOUT = re.compile(r"^> \*\*(.+?)\*\*", re.M)
POINTER = re.compile(r'<span data-at="([^"]*)">(.*?)</span>', re.S)
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)\)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.|\n(?!\s*\n))+?(?<!`)\1(?!`)")
FENCE = re.compile(r"[ >]*(`{3,}|~{3,})\s*(\S*)")


# ---- one text


@dataclass(frozen=True)
class Fence:
    """A fenced block of code: where it starts and ends in the text, its language and its code."""

    start: int
    end: int
    language: str
    code: str


@dataclass(frozen=True)
class Mark:
    """Where a folded block starts or ends. `classes` is None where the attributes are not `class="…"`."""

    start: int
    end: int
    opens: bool
    classes: tuple[str, ...] | None = ()
    summary: str = ""


@dataclass(frozen=True)
class Fold:
    """A folded block: its classes, its summary, what it holds, where it starts and ends, and whether it is closed."""

    start: int
    end: int
    classes: tuple[str, ...]
    summary: str
    body: str
    closed: bool = True

    @property
    def airy(self):
        """True if Markdown inside it is read as Markdown: an empty line after its summary and before its end."""
        return self.body.startswith("\n\n") and self.body.endswith("\n\n") and bool(self.body.strip())


def fences(source):
    """The fenced code blocks of a text, each a `Fence`."""
    found, opened, position = [], None, 0
    for line in source.splitlines(keepends=True):
        fence = FENCE.match(line)
        if opened is None and fence:
            opened = (position, position + len(line), fence[1], fence[2])
        elif opened and fence and fence[1].startswith(opened[2]) and not fence[2]:
            found.append(Fence(opened[0], position + len(line), opened[3], source[opened[1] : position]))
            opened = None
        position += len(line)
    if opened:
        found.append(Fence(opened[0], len(source), opened[3], source[opened[1] :]))
    return found


def blank(text, start, end, mark=" "):
    """`text` with text[start:end] replaced by `mark`, line ends and length kept."""
    return text[:start] + re.sub(r"[^\n]", mark, text[start:end]) + text[end:]


def without_code(source, mark=" "):
    """The text with fenced blocks and inline code blanked; positions stay those of the source."""
    for fence in fences(source):
        source = blank(source, fence.start, fence.end, mark)
    return INLINE_CODE.sub(lambda code: re.sub(r"[^\n]", mark, code[0]), source)


def fold_marks(html):
    """Where folded blocks start and end in a text without code, each a `Mark`, in order."""
    for match in FOLD.finditer(html):
        if match["summary"] is None:
            yield Mark(*match.span(), opens=False)
        else:
            named = CLASSES.fullmatch(match["attributes"])
            classes = tuple((named[1] or "").split()) if named else None
            yield Mark(*match.span(), opens=True, classes=classes, summary=match["summary"])


def folds(source, kind=None):
    """The folded blocks of a text in the order of their beginnings; with `kind`, those of that class."""
    found, opened = [], []
    for mark in fold_marks(without_code(source)):
        if mark.opens:
            opened.append(mark)
        elif opened:
            start = opened.pop()
            found.append(fold_of(source, start, mark.start, mark.end, closed=True))
    found += [fold_of(source, start, len(source), len(source), closed=False) for start in opened]
    found.sort(key=lambda fold: fold.start)
    return [fold for fold in found if kind is None or kind in fold.classes]


def fold_of(source, mark, inner_end, end, closed):
    summary = source[mark.start : mark.end].split("<summary>", 1)[1].removesuffix("</summary>")
    return Fold(mark.start, end, mark.classes or (), summary, source[mark.end : inner_end], closed)


def without_folds(source):
    """The text that stands outside all folded blocks."""
    kept, position = [], 0
    for fold in folds(source):
        if fold.start >= position:  # else it lies in the one before
            kept.append(source[position : fold.start])
            position = fold.end
    return "".join(kept) + source[position:]


def line_at(source, position):
    """The number of the line, from 1, in which this position of the text lies."""
    return source.count("\n", 0, position) + 1


def slug(title):
    """The anchor of a heading on the site and on GitHub: `In five lines` -> in-five-lines."""
    words = re.sub(r"<[^>]+>|\*+(?=\S)|(?<=\S)\*+|`", "", title).strip().lower().replace(" ", "-")
    return re.sub(r"[^\w\u4e00-\u9fff\- ]", "", words)


def anchors(source):
    """The anchors of a page's headings."""
    found = set()
    for heading in HEADING.finditer(without_code(source)):
        name, number = slug(source[heading.start(2) : heading.end(2)]), 0
        while (name if not number else f"{name}-{number}") in found:
            number += 1
        found.add(name if not number else f"{name}-{number}")
    return found


@dataclass(frozen=True)
class Link:
    """A link of the text: its label, its file ("" for the same page) and its anchor; `place` says where it stands."""

    label: str
    file: str
    anchor: str
    place: str

    @property
    def outside(self):
        return ":" in self.file


def links(source, place="line {}"):
    """The links of a text, code left out."""
    for match in LINK.finditer(without_code(source)):
        file, _, anchor = match[2].partition("#")
        yield Link(source[slice(*match.span(1))], file, anchor, place.format(line_at(source, match.start())))


# ---- a chapter


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook. `index` counts all cells from 1, as the tools name them; `code_index` the code cells."""

    index: int
    kind: str
    source: str
    id: str = ""
    tags: tuple[str, ...] = ()
    outputs: tuple = ()
    execution_count: int | None = None
    code_index: int = 0

    @property
    def place(self):
        return f"cell {self.index}, line {{}}"


@dataclass(frozen=True)
class Exercise:
    """An exercise: 4.2, its title, minutes and dots (None where they are missing), task, hints, solutions, cells."""

    number: str
    title: str
    minutes: int | None
    difficulty: str | None
    task: str
    hints: list[Fold]
    solutions: list[Fold]
    starts: list[Cell]
    cell: int


@dataclass(frozen=True)
class Option:
    """An answer that a question offers: its words, what is said of it, and whether it is the right one."""

    summary: str
    reason: str
    right: bool


@dataclass(frozen=True)
class Question:
    """A question: 4.2, its words and its options."""

    number: str
    text: str
    options: list[Option]
    cell: int


@dataclass
class Chapter:
    """A chapter's notebook. What is missing from its text is None or empty here; tests say what must be there."""

    path: Path
    cells: list[Cell] = field(repr=False)

    @property
    def name(self):
        """The name of the file without its ending: 04_scores."""
        return self.path.stem

    @property
    def number(self):
        return number_of(self.name)

    @cached_property
    def markdown(self):
        """The Markdown cells."""
        return [cell for cell in self.cells if cell.kind == "markdown"]

    @cached_property
    def code(self):
        """The code cells."""
        return [cell for cell in self.cells if cell.kind == "code"]

    @cached_property
    def prose(self):
        """All Markdown of the chapter, one empty line between two cells."""
        return "\n\n".join(cell.source for cell in self.markdown)

    @cached_property
    def opening(self):
        """The paragraphs before the first heading of the second level, if the chapter begins with text."""
        if not self.cells or self.cells[0].kind != "markdown":
            return []
        return re.split(r"^## ", self.prose, maxsplit=1, flags=re.M)[0].strip().split("\n\n")

    @property
    def title(self):
        found = TITLE.match(self.opening[0]) if self.opening else None
        return found[1] if found else None

    @property
    def place(self):
        """The match of the line `*Part I · chapter 04 · 15 minutes*` with part, number and minutes, or None."""
        return PLACE.fullmatch(self.opening[1]) if len(self.opening) > 1 else None

    @property
    def lead(self):
        """The paragraph that sets the scene, or None."""
        return self.opening[2] if len(self.opening) > 2 and not self.opening[2].startswith("**You") else None

    @property
    def promises(self):
        """{"able": …, "need": …}: what the reader will be able to do and what is needed, where the opening says it."""
        return {
            name: paragraph.removeprefix(f"**{start}** ")
            for name, start in PROMISES.items()
            for paragraph in self.opening
            if paragraph.startswith(f"**{start}** ")
        }

    @property
    def sections(self):
        """The titles of the second level."""
        return [title for _, level, title in self.headings if level == 2]

    @cached_property
    def headings(self):
        """(cell, level, title) of each heading."""
        return [
            (cell, len(match[1]), cell.source[slice(*match.span(2))])
            for cell in self.markdown
            for match in HEADING.finditer(without_code(cell.source))
        ]

    def section(self, title):
        """The Markdown below the heading `## title`, up to the next of its level; None if there is no such heading."""
        found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", self.prose, re.M | re.S)
        return found[1] if found else None

    @cached_property
    def folds(self):
        """(cell, fold) of each folded block."""
        return [(cell, fold) for cell in self.markdown for fold in folds(cell.source)]

    @cached_property
    def links(self):
        return [link for cell in self.markdown for link in links(cell.source, cell.place)]

    @cached_property
    def callouts(self):
        """(cell, kind) of each box: Definition, Story, Careful …"""
        return [(cell, match[1].strip(" .")) for cell in self.markdown for match in CALLOUT.finditer(cell.source)]

    @cached_property
    def pointers(self):
        """(cell, target, words) of each phrase that points into a live figure."""
        return [(cell, match[1], match[2]) for cell in self.markdown for match in POINTER.finditer(cell.source)]

    @cached_property
    def cards(self):
        """(kind, number, title, cells) of each exercise and question: its own cells, cut at its heading and end."""
        found = []
        for cell in self.cells:
            if cell.kind != "markdown":
                if found and found[-1]:
                    found[-1][3].append(cell)
                continue
            marks = [match.start() for match in re.finditer(r"^#{1,3} ", without_code(cell.source), re.M)]
            pieces = [cell.source[start:end] for start, end in zip([0, *marks], [*marks, len(cell.source)])]
            for number, piece in enumerate(pieces):
                head = CARD_HEADING.match(piece)
                if head:
                    body = Cell(cell.index, cell.kind, piece[head.end() :])
                    found.append((head["kind"], head["number"], head["title"] or "", [body]))
                elif number:  # another heading ends a card
                    found.append(None)
                elif found and found[-1]:
                    found[-1][3].append(Cell(cell.index, cell.kind, piece))
        return [card for card in found if card]

    @cached_property
    def exercises(self):
        return [exercise_of(*card[1:]) for card in self.cards if card[0] == "Exercise"]

    @cached_property
    def questions(self):
        return [question_of(*card[1:]) for card in self.cards if card[0] == "Question"]

    @property
    def starts(self):
        """The cells in which a reader starts an exercise."""
        return [cell for cell in self.code if EXERCISE in cell.tags]


def exercise_of(number, title, cells):
    text = "\n\n".join(cell.source for cell in cells if cell.kind == "markdown")
    effort = EFFORT.search(text)
    return Exercise(
        number,
        title,
        int(effort["minutes"]) if effort else None,
        effort["difficulty"] if effort else None,
        EFFORT.sub("", without_folds(text), count=1).strip(),
        folds(text, "hint"),
        folds(text, "solution"),
        [cell for cell in cells if EXERCISE in cell.tags],
        cells[0].index,
    )


def question_of(number, title, cells):
    text = "\n\n".join(cell.source for cell in cells if cell.kind == "markdown")
    options = [Option(fold.summary, fold.body.strip(), "right" in fold.classes) for fold in folds(text, "option")]
    return Question(number, without_folds(text).strip(), options, cells[0].index)


def cells_of(notebook):
    """The cells of a notebook's content, a dict as JSON gives it."""
    found, count = [], 0
    for index, cell in enumerate(notebook["cells"], start=1):
        count += cell["cell_type"] == "code"
        found.append(
            Cell(
                index,
                cell["cell_type"],
                "".join(cell["source"]),
                cell.get("id", ""),
                tuple(cell["metadata"].get("tags", ())),
                tuple(cell.get("outputs", ())),
                cell.get("execution_count"),
                count if cell["cell_type"] == "code" else 0,
            )
        )
    return found


def read(path):
    """The `Chapter` of a notebook's file."""
    path = Path(path)
    return Chapter(path, cells_of(json.loads(path.read_text(encoding="utf-8"))))


# ---- all chapters


def shown(path, root=ROOT):
    """A path as people write it: relative to the project when it lies inside."""
    path = Path(path).resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def number_of(name):
    """The number of the chapter with this file or page name, or None: 04_scores, chapters/100_end.ipynb."""
    found = NAME.fullmatch(Path(name).name.split(".")[0])
    return int(found[1]) if found else None


def paths(root=ROOT):
    """The notebooks of all chapters, in the order of their numbers."""
    found = [path for path in (root / "chapters").glob("*.ipynb") if number_of(path.name) is not None]
    return sorted(found, key=lambda path: (number_of(path.name), path.name))


def pages(root=ROOT):
    """The written pages beside the chapters: the cover and the appendices."""
    return [root / "intro.md", *sorted((root / "chapters").glob("*.md"))]


def entries(root=ROOT):
    """The pages that _toc.yml names, in its order, as it names them."""
    return re.findall(r"^[\s-]*(?:root|file): (\S+)", (root / "_toc.yml").read_text(encoding="utf-8"), re.M)


def text_of(path):
    """The text of a page; of a notebook, its Markdown."""
    return read(path).prose if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
