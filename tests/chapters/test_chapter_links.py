"""Every link of a chapter inside the course leads to what it says, without a build."""

from every import every_chapter, hold, read

from website import chapters, links


@every_chapter
def test_every_link_leads_to_what_it_says(path):
    found = [(link, links.problem(path, link)) for link in read(path).links]
    hold(path, [(link.place, f"the link “{link.label}” {wrong}") for link, wrong in found if wrong])


@every_chapter
def test_every_chapter_exercise_and_question_that_is_named_is_there(path):
    named = [(cell, *mention) for cell in read(path).markdown for mention in links.unknown(cell.source)]
    places = [(cell.place.format(chapters.line_at(cell.source, at)), name) for cell, at, name in named]
    hold(path, [(place, f"there is no {name}") for place, name in places])
