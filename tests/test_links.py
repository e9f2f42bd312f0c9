"""The links of the written pages lead to what they say, and the check bites. Chapters: tests/chapters/."""

import pytest

from website import chapters, links

PAGE = chapters.ROOT / "chapters" / "notation.md"


@pytest.mark.parametrize("path", chapters.pages(), ids=lambda path: path.name)
def test_every_link_of_a_written_page_leads_to_what_it_says(path):
    source = chapters.text_of(path)
    found = [(link, links.problem(path, link)) for link in chapters.links(source)]
    assert [f"{link.place}: the link “{link.label}” {wrong}" for link, wrong in found if wrong] == []
    assert [f"line {chapters.line_at(source, at)}: there is no {name}" for at, name in links.unknown(source)] == []


FOUND = {
    "[there](99_nowhere.ipynb)": "which is not there",
    "[score](glossary.md#no-such-term)": "no heading #no-such-term",
    "[Nobody 1999](references.md#nobody1999)": "no heading #nobody1999",
    "[here](#nowhere)": "no heading #nowhere",
    "[chapter 05](notation.md)": "says chapter 05 and leads to notation.md",
    "[chapter 03](08_whole_head.ipynb)": "says chapter 03 and leads to 08_whole_head.ipynb",
    "[Chapter 03](08_whole_head.ipynb)": "says Chapter 03 and leads to 08_whole_head.ipynb",
    "[03](08_whole_head.ipynb)": "says 03 and leads to 08_whole_head.ipynb",
    "[the end of chapter 3](08_whole_head.ipynb)": "says the end of chapter 3 and leads to 08",
    "[exercise 4.1](05_softmax.ipynb)": "says exercise 4.1 and leads to 05_softmax.ipynb",
    "[exercise 4.1](04_scores.ipynb)": "says exercise 4.1 and leads to 04_scores.ipynb",
    "[exercise 4.1](04_scores.ipynb#{exercise 4.2})": "says exercise 4.1 and leads to 04_scores.ipynb#exercise-42",
    "[question 4.1](04_scores.ipynb#{exercise 4.1})": "says question 4.1 and leads to 04_scores.ipynb#exercise-41",
    "[Vaswani et al. 2018](references.md#vaswani2017)": "says Vaswani et al. 2018 and leads to references.md",
    "[a/b#12](https://github.com/a/b/issues/13)": "says a/b#12 and leads to https://github.com/a/b/issues/13",
}
RIGHT = [
    "[far](https://example.org/#x)",
    "[score](glossary.md#score)",
    "[chapter 04](04_scores.ipynb)",
    "[04](04_scores.ipynb)",
    "[exercise 4.1](04_scores.ipynb#{exercise 4.1})",
    "[Vaswani et al. 2017](references.md#vaswani2017)",
    "[a/b#12](https://github.com/a/b/pull/12)",
]


def with_anchors(text):
    """`text` with {exercise 4.1} replaced by the anchor of this card."""
    for kind, number, title, _ in chapters.read(chapters.ROOT / "chapters" / "04_scores.ipynb").cards:
        text = text.replace(f"{{{kind.lower()} {number}}}", chapters.slug(f"{kind} {number}{title and f' · {title}'}"))
    return text


@pytest.mark.parametrize("text", [*FOUND, *RIGHT])
def test_a_link_that_leads_elsewhere_than_it_says_is_found(text):
    (link,) = chapters.links(with_anchors(text))
    found = links.problem(PAGE, link)
    assert found is None if text in RIGHT else FOUND[text] in found


def test_a_chapter_or_a_card_that_is_not_there_is_found():
    text = "Chapter 04 and exercise 4.1, chapters 02 and 03, question 4.1: see chapter 77, exercises 4.1 and 4.99"
    assert [name for _, name in links.unknown(text)] == ["chapter 77", "exercise 4.99"]
