"""Every link of a chapter inside the course leads to a page, and to an anchor that is there, without a build."""

import functools
import re

import pytest
from every import every_chapter, hold, read
from project import ROOT

from website import chapters

CHAPTER_LABEL = re.compile(r"(?:chapters? )?(\d{2,})")


@functools.cache
def anchors(path):
    """The anchors of a page: its headings; of the references, the keys of the bibliography."""
    if path.name == "references.md":
        return set(re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.M))
    return chapters.anchors(chapters.text_of(path))


def problem(path, link):
    """What is wrong with a link of the page at `path`, or None."""
    target = (path.parent / link.file).resolve() if link.file else path
    if link.outside:
        return None
    if not target.is_file():
        return f"leads to {link.file}, which is not there"
    if target.suffix in (".md", ".ipynb") and link.anchor and link.anchor not in anchors(target):
        return f"leads to no heading #{link.anchor} in {target.name}"
    label = CHAPTER_LABEL.fullmatch(link.label)
    if label and int(label[1]) != chapters.number_of(target.name):
        return f"says {link.label} and leads to {target.name}"
    return None


@every_chapter
def test_every_link_leads_to_what_it_says(path):
    found = [(link, problem(path, link)) for link in read(path).links]
    hold(path, [(link.place, f"the link “{link.label}” {wrong}") for link, wrong in found if wrong])


@pytest.mark.parametrize(
    "text, wrong",
    [
        ("[there](99_nowhere.ipynb)", "which is not there"),
        ("[score](glossary.md#no-such-term)", "no heading #no-such-term"),
        ("[Nobody 1999](references.md#nobody1999)", "no heading #nobody1999"),
        ("[here](#nowhere)", "no heading #nowhere"),
        ("[chapter 05](notation.md)", "says chapter 05 and leads to notation.md"),
        ("[far](https://example.org/#x)", None),
        ("[score](glossary.md#score)", None),
    ],
)
def test_a_link_that_leads_nowhere_is_found(text, wrong):
    (link,) = chapters.links(text)
    found = problem(ROOT / "chapters" / "notation.md", link)
    assert found is None if wrong is None else wrong in found
