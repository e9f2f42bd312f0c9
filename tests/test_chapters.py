"""The reader of chapters, on chapters that are not there: other numbers, other parts, and faults."""

import json

import pytest

from website import chapters

OPENING = """# What comes after the first hundred?

*Part XII · chapter 100 · 9 minutes*

A scene with <b class="q">sat</b>.

**You will be able to** count.

**You need** [chapter 42](42_more.ipynb)."""
EXERCISES = """## Exercises

Do them.

### Exercise 100.9 · redo by hand
*5 minutes · ●●○*

Work out [the score](glossary.md#score) of `<details>`.
"""
START = '# the start\nmine = ...\ncheck("100.9", mine)'
AFTER = """<details class="hint"><summary>Hint 1</summary>

Look at *this*.

</details>

<details class="solution"><summary>Solution</summary>

Two.

```python
x = "</details>"
```

</details>

### Exercise 100.10 · construct
*5 minutes · ●●●*

Another.

## Check yourself

Open one.

### Question 100.1

Which?

<details class="option"><summary>The $K$.</summary>

No. Not that.

</details>

<details class="option right"><summary>Q</summary>

Yes. That.

</details>

## In five lines

> **Careful.** A box.

See <span data-at="S,2,*">the row</span>.

### Exercise 100.11 · beside a heading
"""


def write(folder, name, *cells):
    """A notebook of (kind, source, tags) cells."""
    content = [
        {"cell_type": kind, "source": source, "metadata": {"tags": list(tags)} if tags else {}, "outputs": []}
        for kind, source, *tags in cells
    ]
    (folder / "chapters").mkdir(exist_ok=True)
    path = folder / "chapters" / name
    path.write_text(json.dumps({"cells": content}), encoding="utf-8")
    return path


@pytest.fixture
def chapter(tmp_path):
    cells = [("markdown", OPENING), ("code", "x = 1"), ("markdown", EXERCISES)]
    return chapters.read(write(tmp_path, "100_end.ipynb", *cells, ("code", START, "exercise"), ("markdown", AFTER)))


def test_chapters_are_sorted_by_number_and_appendices_are_none(tmp_path):
    for name in ("100_end.ipynb", "42_more.ipynb", "9_b.ipynb", "08_a.ipynb", "notes.ipynb"):
        write(tmp_path, name)
    assert [path.stem for path in chapters.paths(tmp_path)] == ["08_a", "9_b", "42_more", "100_end"]
    assert chapters.number_of("chapters/100_end") == 100 and chapters.number_of("chapters/notation.md") is None
    assert chapters.number_of("42_more.ipynb") == 42 and chapters.number_of("intro") is None


def test_an_opening(chapter):
    assert (chapter.number, chapter.title) == (100, "What comes after the first hundred?")
    assert chapter.place.groupdict() == {"part": "XII", "number": "100", "minutes": "9"}
    assert chapter.lead.startswith("A scene")
    assert chapter.promises == {"able": "count.", "need": "[chapter 42](42_more.ipynb)."}


def test_a_figure_may_stand_in_the_opening_before_what_is_promised(tmp_path):
    first, promises = OPENING.split("**You will", 1)
    cells = [("markdown", first.strip()), ("code", "live.head()"), ("markdown", f"**You will{promises}\n\n## A part")]
    opened = chapters.read(write(tmp_path, "100_end.ipynb", *cells, ("markdown", "**You need** more.")))
    assert opened.lead.startswith("A scene")
    assert opened.promises == {"able": "count.", "need": "[chapter 42](42_more.ipynb)."}


def test_what_is_missing_from_an_opening_is_none(tmp_path):
    bare = chapters.read(write(tmp_path, "42_bare.ipynb", ("markdown", "Text.\n\n**You need** nothing.")))
    assert (bare.title, bare.place, bare.promises) == (None, None, {"need": "nothing."})
    assert chapters.read(write(tmp_path, "43_empty.ipynb")).title is None


def test_exercises_with_their_cells_and_folds(chapter):
    first, second, third = chapter.exercises
    assert [exercise.number for exercise in chapter.exercises] == ["100.9", "100.10", "100.11"]
    assert (first.title, first.minutes, first.difficulty, first.cell) == ("redo by hand", 5, "●●○", 3)
    assert first.task == "Work out [the score](glossary.md#score) of `<details>`."
    assert [hint.summary for hint in first.hints] == ["Hint 1"] and len(first.solutions) == 1
    assert first.solutions[0].body.endswith('x = "</details>"\n```\n\n') and first.solutions[0].airy
    assert [cell.index for cell in first.starts] == [4] and not second.starts
    assert (second.difficulty, second.hints, second.solutions) == ("●●●", [], [])
    assert third.minutes is None and third.task == ""


def test_questions_with_their_options(chapter):
    (question,) = chapter.questions
    assert (question.number, question.text) == ("100.1", "Which?")
    assert [(option.summary, option.right) for option in question.options] == [("The $K$.", False), ("Q", True)]
    assert question.options[1].reason == "Yes. That."


def test_boxes_phrases_links_and_sections(chapter):
    assert [(cell.index, kind) for cell, kind in chapter.callouts] == [(5, "Careful")]
    assert [(target, words) for _, target, words in chapter.pointers] == [("S,2,*", "the row")]
    assert [(link.label, link.file, link.anchor, link.place) for link in chapter.links] == [
        ("chapter 42", "42_more.ipynb", "", "cell 1, line 9"),
        ("the score", "glossary.md", "score", "cell 3, line 8"),
    ]
    assert chapter.sections == ["Exercises", "Check yourself", "In five lines"]
    assert chapter.section("Check yourself").startswith("\n\nOpen one.") and chapter.section("Next") is None


def test_folded_blocks_may_hold_others_and_faults_are_seen():
    inside = '<details class="b c"><summary>B</summary>x</details>'
    text = f'<details class="a"><summary>A</summary>\n\n{inside}\n\n</details>'
    outer, inner = chapters.folds(text)
    assert (outer.classes, inner.classes, inner.body) == (("a",), ("b", "c"), "x")
    assert outer.airy and not inner.airy and outer.end == len(text)
    assert chapters.without_folds(f"before {text} after") == "before  after"
    (open_one,) = chapters.folds('<details class="a"><summary>A</summary>\n\nx')
    assert not open_one.closed
    assert chapters.folds("</details>") == []
    (mark,) = chapters.fold_marks('<details id="x"><summary>A</summary>')
    assert mark.classes is None


def test_code_is_no_markup_and_positions_stay():
    text = 'A `<details class="x"><summary>` b\n```\n[x](y)\n# z\n```\n[l](m.md#n)'
    assert len(chapters.without_code(text)) == len(text) and chapters.folds(text) == []
    (link,) = chapters.links(text)
    assert (link.file, link.anchor, link.place) == ("m.md", "n", "line 6")
    assert chapters.anchors("# A b\n## A b\n```\n# c\n```\n### W_Q, *why*?") == {"a-b", "a-b-1", "w_q-why"}


def test_the_contents_name_their_pages(tmp_path):
    (tmp_path / "_toc.yml").write_text("root: intro\nparts:\n  - chapters:\n      - file: chapters/100_end\n", "utf-8")
    assert chapters.entries(tmp_path) == ["intro", "chapters/100_end"]
