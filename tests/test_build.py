"""The whole book, built from nothing with warnings as errors, and read back page by page; and builds that must fail."""

import json
import re
import shutil
import zipfile

import pytest
import serve
from books import build

from website import chapters, checks, cover, downloads, theme
from website.project import ROOT, read_project

CHAPTERS = {path.stem: chapters.read(path) for path in chapters.paths()}


@pytest.fixture(scope="session")
def site(book):
    return book


@pytest.fixture(scope="session")
def pages(site):
    return {path.stem: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}


def test_every_page_is_sound(site):
    assert checks.problems(site) == []


def test_the_pages_of_the_contents_are_there(site):
    entries = chapters.entries()
    assert len(entries) > len(CHAPTERS) > 0
    assert [entry for entry in entries if not (site / f"{entry}.html").is_file()] == []
    assert (site / "search.html").is_file()


def test_only_the_pages_of_the_contents_are_there(site):
    entries = chapters.entries()
    found = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    assert found == {*entries, "index", "search"}


def test_the_folder_opens_with_the_cover(pages):
    assert pages["index"] == pages["intro"]
    assert f">{read_project().version}<" in re.sub(r"([\d.]+)", r">\1<", pages["index"])


def test_every_chapter_opens_with_time_question_lead_and_key(pages):
    for name, chapter in CHAPTERS.items():
        opening = re.search(
            r'<p class="eyebrow">Part [IVX]+ · chapter (\d+) · \d+ minutes</p>\s*<h1>.+?</h1>\s*'
            r'<p class="lead">.+?</p>\s*(?P<key><ul aria-label="The three colours" class="key">)?',
            pages[name],
            re.S,
        )
        assert opening, name
        coloured = '<strong class="q">' in pages[name]  # a page without roles needs no key
        assert bool(opening["key"]) == bool(coloured), name
        assert opening[1] == chapter.place["number"]
        assert re.search('<meta name="description" content=".{40,}">', pages[name]), name


def test_every_chapter_has_cards_for_its_exercises_a_summary_and_a_way_on(pages):
    for name, chapter in CHAPTERS.items():
        exercises = re.findall(r'<section class="card exercise"[^>]*>\s*<header>\s*<h3>Exercise ([\d.]+)', pages[name])
        assert exercises == [exercise.number for exercise in chapter.exercises], name
        assert pages[name].count('aria-label="difficulty') == len(exercises), name
        assert pages[name].count('<details class="solution">') >= len(exercises), name
        assert '<section class="summary"' in pages[name] and '<section class="next-question"' in pages[name], name


def test_the_line_that_installs_attnlib_is_in_the_notebooks_and_not_on_the_pages(site, pages):
    for name in CHAPTERS:
        assert chapters.INSTALL not in pages[name] and '<pre class="code"' in pages[name]
        (notebook,) = site.rglob(f"{name}.ipynb")
        assert chapters.INSTALL in notebook.read_text(encoding="utf-8")


def test_every_figure_stands_in_the_page_with_sentence_and_numbers(pages):
    for name, chapter in CHAPTERS.items():
        figures = re.findall(r"<figure>\s*<svg[^>]*>.*?</figure>", pages[name], re.S)
        captions = re.findall(r'<figcaption id="figure-\d+-says">\s*\w[^<]{15,}</figcaption>', pages[name])
        assert len(figures) == len(captions) == pages[name].count('<details class="numbers">'), name
        stored = [output for cell in chapter.code for output in cell.outputs]
        assert len(figures) == sum("image/svg+xml" in output.get("data", {}) for output in stored), name
    assert not any(re.search(r"<svg.*?<(style|metadata|title)\b", page, re.S) for page in pages.values())


def test_live_figures_have_a_slot_around_their_still_and_one_state_on_the_page(pages):
    slot = r'data-attn-key="([\w-]+)" data-attn-live="w\d+"(?: style="[^"]+")?>\s*<figure>'
    slots = {name: re.findall(slot, page) for name, page in pages.items()}
    for name, chapter in CHAPTERS.items():
        shows = any(re.search(r"\blive\.\w+\(", cell.source) for cell in chapter.code)
        assert shows == bool(slots[name]), name
    assert len(slots["intro"]) == len(cover.PICTURES)
    for name, page in pages.items():
        assert page.count('<script type="application/vnd.jupyter.widget-state+json">') == bool(slots[name]), name
        assert page.count("data-attn-live=") == len(slots[name]), name


def test_the_runtime_of_live_figures_is_named_and_not_fetched_by_the_page(site, pages):
    version = theme.live_version()
    for name, page in pages.items():
        assert re.findall(r'data-live="(?:\.\./)*_static/live\.js\?v=(\w+)"', page) == [version], name


def test_no_page_holds_scripts_but_its_own(pages):
    for name, page in pages.items():
        sources = set(re.findall(r'<script[^>]*src="(?:\.\./)*([^"?]+)', page))
        assert sources <= {"_static/site.js", "_static/search.js", "_static/search-index.js"}, name


def test_every_chapter_can_be_taken_away_and_if_there_is_a_repository_be_run_and_edited(site, pages):
    project = read_project()
    for name in CHAPTERS:
        path = f"chapters/{name}.ipynb"
        assert (site / "downloads" / f"{name}.ipynb").read_bytes() == (ROOT / path).read_bytes()
        assert f'href="../downloads/{name}.ipynb" download' in pages[name]
        assert f'href="../{downloads.ARCHIVE}" download' in pages[name]
        if project.repository:
            assert project.binder_url(path) in pages[name]
            assert project.edit_url(path) in pages[name]
    with zipfile.ZipFile(site / downloads.ARCHIVE) as archive:
        assert f"attention-by-hand/chapters/{next(iter(CHAPTERS))}.ipynb" in archive.namelist()


def test_no_page_links_to_a_repository_that_the_project_does_not_have(pages):
    project = read_project()
    allowed = {project.slug} if project.repository else set()
    for name, page in pages.items():
        assert set(re.findall(r"mybinder\.org/v2/gh/([\w-]+/[\w.-]+)", page)) <= allowed, name
        assert set(re.findall(r"github\.com/([\w-]+/[\w.-]+)/(?:edit|blob|archive|tree)", page)) <= allowed, name
        if not project.repository:
            assert not re.search(r"Run on Binder|Suggest an edit|github\.com/[\w-]+/attention-by-hand", page), name


def test_the_style_sheet_begins_with_the_palette(site):
    from byhand import palette

    style = (site / "_static" / theme.STYLE).read_text(encoding="utf-8")
    assert style.startswith(palette.css())
    bare = re.sub(r"/\*.*?\*/", "", style.removeprefix(palette.css()), flags=re.S)
    assert re.findall(r"#[0-9a-f]{3,8}\b", bare) == []


def test_search_knows_every_section_and_no_markup(site):
    source = (site / "_static" / "search-index.js").read_text(encoding="utf-8")
    index = json.loads(source.removeprefix("window.searchIndex = ").rstrip(";\n"))
    assert {url for url, _, _ in index} >= {f"chapters/{name}.html" for name in CHAPTERS}
    titles = [title for _, _, sections in index for _, title, _ in sections]
    assert "In five lines" in titles and "Temperature" in titles
    assert "<!--" not in source and "%=" not in source and "<b class" not in source and "\\\\top" not in source


SAMPLE_TOC = "format: jb-book\nroot: intro\nchapters:\n  - file: chapters/references\n"
SOUND = """# A sound page

See [Vaswani et al. 2017](chapters/references.md#vaswani2017): $QK^\\top$.

<details class="hint"><summary>Hint</summary>

Look *here*.

</details>
"""
FAULTS = {
    "a missing chapter": ("[there](chapters/99_nowhere.ipynb)", "cross-reference target not found"),
    "an unknown source": ("[Nobody 1999](chapters/references.md#nobody1999)", "'nobody1999'"),
    "a missing anchor": ("[there](chapters/references.md#not-there)", "'not-there'"),
    "an unknown command": (r"$\unheardof{x}$", r"the site cannot show \unheardof"),
    "half a formula": (r"$\frac{1}$", "cannot show half a mfrac"),
    "an open block": ('<details class="hint"><summary>Hint</summary>\n\nText.', "<details> is not closed"),
    "an open role": ('<b class="q">sat', "is not closed in its paragraph"),
    "a missing picture": ("![none](none.svg)", "none.svg"),
}


def sample(folder, text):
    """A small book with the settings of the real one: a cover with this text, and the references."""
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    (folder / "chapters").mkdir(parents=True)
    (folder / "_config.yml").write_text(settings.replace("website: .", f"website: {ROOT.as_posix()}"), encoding="utf-8")
    (folder / "_toc.yml").write_text(SAMPLE_TOC, encoding="utf-8")
    (folder / "intro.md").write_text(text, encoding="utf-8")
    for name in ("references.bib", "chapters/references.md"):
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def notebook(folder, *sources):
    """Add a chapter of these code cells to a sample book."""
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# A chapter"}]
    cells += [
        {
            "cell_type": "code",
            "id": f"cell-{i}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for i, source in enumerate(sources)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    content = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "chapters" / "00_cell.ipynb").write_text(json.dumps(content), encoding="utf-8")
    (folder / "_toc.yml").write_text(SAMPLE_TOC + "  - file: chapters/00_cell\n", encoding="utf-8")


def test_a_sound_sample_is_built(tmp_path):
    folder = sample(tmp_path / "sound", SOUND)
    notebook(folder, "print('well')")
    done = build(folder, tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]
    assert checks.problems(tmp_path / "_build" / "html") == []


def test_every_fault_of_a_page_fails_the_build_and_is_named(tmp_path):
    text = SOUND + "".join(f"\n## {name}\n\n{fault}\n" for name, (fault, _) in FAULTS.items())
    done = build(sample(tmp_path / "faulty", text), tmp_path)
    assert done.returncode != 0
    assert [name for name, (_, message) in FAULTS.items() if message not in done.stdout] == []


def test_a_cell_that_raises_fails_the_build_and_is_named(tmp_path):
    folder = sample(tmp_path / "faulty", SOUND)
    notebook(folder, "1 / 0")
    done = build(folder, tmp_path)
    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stdout and "00_cell.ipynb" in done.stdout


def test_serving_builds_the_same_book_and_a_second_time_writes_the_changed_page_alone(tmp_path):
    folder = sample(tmp_path / "served", SOUND)
    notebook(folder, "print('well')")
    assert [serve.build(folder)[0], checks.problems(folder / "_build" / "html")] == [True, []]
    (folder / "intro.md").write_text(SOUND.replace("Look", "See"), encoding="utf-8")
    succeeded, output = serve.build(folder)
    assert succeeded and "<p>See <em>here</em>" in (folder / "_build" / "html" / "intro.html").read_text("utf-8")
    written = output.split("writing output")[1:]
    assert written and not any("00_cell" in line for line in written)


def test_a_cell_that_warns_or_shows_a_nameless_picture_fails_the_build(tmp_path):
    folder = sample(tmp_path / "faulty", SOUND)
    cells = {
        "import warnings\nwarnings.warn('unheard of')": "stderr was found",
        "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')": "needs a sentence",
        "import ipywidgets\nipywidgets.IntSlider()": "a live figure needs a still",
        "from byhand import live\nlive.softmax()": "",
        "live.softmax(ask=True)": "two live figures of this page have the key 'softmax', in code cells 4 and 5",
        "display({'image/png': 'iVBORw0KGgo='}, raw=True)": "a picture needs a sentence",
    }
    notebook(folder, *cells)
    done = build(folder, tmp_path)
    assert done.returncode != 0
    assert [message for message in cells.values() if message not in done.stdout] == []
