"""What is wrong with the links of a page, and with the chapters and exercises that its text names, without a build."""

import functools
import re

from website import chapters

BIBLIOGRAPHY = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)
TARGET = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)
CHAPTER_LABEL = re.compile(r"(?:.*\bchapters? )?(\d{2,})\b.*|(?:.*\bchapters? )(\d+)\b.*", re.IGNORECASE | re.DOTALL)
CARD_LABEL = re.compile(r"\b(exercise|question) (\d+)\.(\d+)\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
THREAD = re.compile(r"#(\d+)$")
ONE = r"\d+(?:\.\d+)?"
MENTION = re.compile(
    rf"\b(chapter|exercise|question)s?\s+({ONE}(?:(?:,\s{ONE})*(?:\s?[–-]\s?|,?\s(?:and|or|to)\s){ONE})?)",
    re.IGNORECASE,
)


@functools.cache
def anchors(path):
    """The anchors of a page: its headings and targets; of the references, the keys of the bibliography."""
    if path.name == "references.md":
        return set(BIBLIOGRAPHY.findall((chapters.ROOT / "references.bib").read_text(encoding="utf-8")))
    text = chapters.text_of(path)
    return chapters.anchors(text) | set(TARGET.findall(text))


def problem(path, link):
    """What is wrong with a link of the page at `path`, or None."""
    if link.outside:
        thread = THREAD.search(link.label)
        wrong = thread and re.search(r"/(?:issues|pull)/\d+$", link.file) and not link.file.endswith(f"/{thread[1]}")
        return f"says {link.label} and leads to {link.file}" if wrong else None
    target = (path.parent / link.file).resolve() if link.file else path
    if not target.is_file():
        return f"leads to {link.file}, which is not there"
    if target.suffix in (".md", ".ipynb") and link.anchor and link.anchor not in anchors(target):
        return f"leads to no heading #{link.anchor} in {target.name}"
    if not says_where(link, target):
        return f"says {link.label} and leads to {'#'.join(filter(None, [target.name, link.anchor]))}"
    return None


def says_where(link, target):
    """True if the numbers of the label are those of the target: its chapter, its exercise or question, its year."""
    card = CARD_LABEL.search(link.label)
    if card:
        start = f"{card[1].lower()}-{card[2]}{card[3]}"
        return chapters.number_of(target.name) == int(card[2]) and re.match(rf"{start}(?!\d)", link.anchor) is not None
    if target.name == "references.md":
        years = YEAR.findall(link.label)
        return not (years and link.anchor) or any(link.anchor.rstrip("abc").endswith(year) for year in years)
    label = CHAPTER_LABEL.fullmatch(link.label)
    return not label or int(label[1] or label[2]) == chapters.number_of(target.name)


@functools.cache
def cards():
    """{("exercise", "4.2"), ("question", "4.1"), …} of all chapters."""
    return {(kind.lower(), number) for path in chapters.paths() for kind, number, *_ in chapters.read(path).cards}


def unknown(source):
    """(position, what it names) of each chapter, exercise and question that a text names and that is not there.

    The chapter behind the last one may be announced.
    """
    known = {chapters.number_of(path.name) for path in chapters.paths()}
    for match in MENTION.finditer(chapters.without_code(source)):
        for number in re.findall(ONE, match[2]):
            named = match[1].lower()
            there = (
                number.isdigit() and len(number) == 2 and int(number) in known | {max(known) + 1}
                if named == "chapter"
                else (named, number) in cards()
            )
            if not there:
                yield match.start(), f"{named} {number}"
