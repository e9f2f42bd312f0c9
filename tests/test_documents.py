"""The documents around the chapters agree with the project: sources, glossary, README, changelog, workflows."""

import ast
import re
from datetime import date

import numpy as np
import pytest
import said
import yaml
from packaging.specifiers import SpecifierSet
from project import ROOT, metadata
from pybtex.database import parse_file

import attnlib
from website import chapters

PROJECT = metadata()
BIBLIOGRAPHY = parse_file(ROOT / "references.bib").entries
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAGES = [*chapters.paths(), *chapters.pages()]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff", "intro.md")]


def text(path):
    """The text of a file; of a notebook, its Markdown."""
    return chapters.text_of(path)


def named(path):
    return path.relative_to(ROOT).as_posix()


def section(document, title):
    """What stands below the heading `title`, up to the next heading of the same level."""
    return re.split(rf"^## {re.escape(title)}$", document, flags=re.MULTILINE)[1].split("\n## ")[0]


# --- sources ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", BIBLIOGRAPHY)
def test_every_source_says_who_what_when_and_where(key):
    entry = BIBLIOGRAPHY[key]
    assert entry.persons["author"] and entry.fields["title"]
    assert re.fullmatch(r"(19|20)\d\d", entry.fields["year"]) or (key, entry.fields["year"]) == ("aiflection", "n.d.")
    assert {"doi", "url"} & set(entry.fields) or key == "aiflection"


def test_the_sources_stand_in_alphabetical_order():
    assert list(BIBLIOGRAPHY) == sorted(BIBLIOGRAPHY)


def test_the_pages_cite_exactly_the_sources_that_are_listed():
    cited = {key for page in PAGES for key in re.findall(r"references\.md#([\w-]+)", text(page))}
    assert cited == set(BIBLIOGRAPHY)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_citation_names_the_author_and_the_year_of_its_entry(page):
    for link in chapters.links(text(page)):
        if link.file.removeprefix("chapters/") == "references.md" and link.anchor:
            entry = BIBLIOGRAPHY[link.anchor]
            assert " ".join(entry.persons["author"][0].last_names).strip("{}") in link.label
            assert entry.fields["year"] in link.label or entry.fields["year"] == "n.d."


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_line_begins_with_a_percent_sign(page):
    """MyST reads such a line as a comment and drops it, for example the second half of a broken “22 %”."""
    assert re.findall(r"^%.*", text(page), flags=re.MULTILINE) == []


# --- glossary --------------------------------------------------------------------------------------------------------

GLOSSARY = text(ROOT / "chapters" / "glossary.md")
TERMS = re.findall(r"^## (.+)$", GLOSSARY, flags=re.MULTILINE)


def plain(words):
    """Lower case, without the marks that set `d_k` and `one-hot` apart from “d k” and “one hot”."""
    return re.sub(r"[\s_\-{}]+", " ", words.replace(r"\text", "").casefold())


def test_the_glossary_is_in_alphabetical_order_and_names_no_term_twice():
    assert sorted(set(TERMS), key=str.casefold) == TERMS
    assert len(TERMS) > 30


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_explained_shortly_and_used_in_the_chapter_that_it_names(term):
    entry = section(GLOSSARY, term)
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", re.sub(r"\S+\.ipynb", "", entry.strip()))
    assert 2 <= len(sentences) <= 5
    places = [link.file for link in chapters.links(entry) if chapters.number_of(link.file) is not None]
    assert places or "Part II" in entry
    for chapter in places:
        cells = chapters.read(ROOT / "chapters" / chapter).cells
        assert plain(term).removesuffix(" vector") in plain(" ".join(cell.source for cell in cells))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_to_the_glossary_finds_its_term(page):
    wanted = set(re.findall(r"(?:glossary\.md|\]\()#([\w-]+)\)", text(page))) if "glossary" in text(page) else set()
    assert wanted <= {chapters.slug(term) for term in TERMS}


# --- the article's claims --------------------------------------------------------------------------------------------

CLAIMS = text(ROOT / "chapters" / "claims.md")
ARTICLE = {  # what the article says: (word, role) -> number
    ("cat", "q"): 0.7, ("sat", "q"): 0.8, ("on", "q"): 0.9,
    ("mat", "k"): 0.9, ("sat", "k"): 0.9, ("on", "k"): 0.95,
    ("cat", "v"): 0.85, ("sat", "v"): 0.95, ("on", "v"): 0.9,
}  # fmt: skip


def claimed_numbers():
    """(word, role, number as printed, value of its expression) of each row of the table of ten numbers."""
    row = re.compile(r'^\|[^|]*?<b class="([qkv])">(\w+)</b>[^|]*\| ([\d.]+)<!--= (.+?) --> \|', re.MULTILINE)
    names = vars(attnlib)
    return [(word, role, float(number), eval(tie, dict(names))) for role, word, number, tie in row.findall(CLAIMS)]


def test_the_ten_numbers_of_the_article_are_listed_and_computed():
    *nine, tenth = claimed_numbers()
    assert {(word, role): number for word, role, number, _ in nine} == ARTICLE
    assert tenth[2] == 0.85
    np.testing.assert_allclose([value for *_, value in nine + [tenth]], [row[2] for row in nine + [tenth]], atol=1e-12)


def test_every_row_of_the_claims_has_a_verdict_and_a_place_to_look():
    verdicts = re.findall(r"^- \*\*(.+?)\*\*:", CLAIMS, flags=re.MULTILINE)
    rows = [line for line in CLAIMS.splitlines() if line.startswith("|")][2:]
    assert len(rows) == 10
    for row in rows:
        *_, verdict, place = row.strip("|").split("|")
        assert any(known.casefold() in verdict.casefold() for known in verdicts)
        assert any(chapters.number_of(link.file) is not None and link.anchor for link in chapters.links(place))
    for claim in re.findall(r"^\*\*.+?(?=^\*\*|^## )", CLAIMS, flags=re.MULTILINE | re.DOTALL):
        said = " ".join(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", claim)).casefold()
        assert any(known.casefold() in " ".join(said.split()) for known in verdicts), claim


# --- version, licence ------------------------------------------------------------------------------------------------

CHANGELOG = text(ROOT / "CHANGELOG.md")
CITATION = yaml.safe_load(text(ROOT / "CITATION.cff"))


def test_one_version_and_one_date_in_project_changelog_and_citation():
    version, day = re.search(r"^## \[([\d.]+)\] - (\S+)$", CHANGELOG, flags=re.MULTILINE).groups()
    assert version == PROJECT["version"] == CITATION["version"]
    assert date.fromisoformat(day) == CITATION["date-released"]


def test_the_licence_file_holds_both_licences_that_the_project_names():
    licence = text(ROOT / "LICENSE")
    assert PROJECT["license"] == " AND ".join(CITATION["license"]) == "MIT AND CC-BY-4.0"
    assert "Permission is hereby granted, free of charge" in licence
    assert "Section 8 -- Interpretation." in licence and licence.count("The Attention by Hand authors") == 2


# --- commands and files that the documents name ----------------------------------------------------------------------


def make_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, flags=re.MULTILINE))


@pytest.mark.parametrize("document", [*(ROOT / d for d in ("README.md", "CONTRIBUTING.md")), *WORKFLOWS], ids=named)
def test_every_make_command_that_is_named_exists(document):
    code = re.findall(r"`([^`\n]+)`|^(make .*)$|run: (make .*)$", text(document), flags=re.MULTILINE)
    commands = {word for parts in code for part in parts for word in re.findall(r"\bmake ([a-z-]+)", part)}
    assert commands and commands <= make_targets()


def test_the_readme_explains_every_make_command():
    assert set(re.findall(r"`make ([a-z-]+)`", text(ROOT / "README.md"))) == make_targets()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_file_that_a_document_links_to_exists(document):
    prose = re.sub(r"`[^`]*`", "", text(document))
    targets = re.findall(r"\]\(([^)#\s]+)", prose)
    missing = [t for t in targets if not t.startswith("http") and not (document.parent / t).exists()]
    assert not missing


def test_every_path_in_the_readme_s_table_exists():
    table = section(text(ROOT / "README.md"), "What is where")
    first_column = re.findall(r"^\| (`.+?) \|", table, flags=re.MULTILINE)
    paths = [path for names in first_column for path in re.findall(r"`(.+?)`", names)]
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_code_in_the_readme_runs():
    code = re.search(r"```python\n(.+?)```", text(ROOT / "README.md"), flags=re.DOTALL)[1]
    names = {}
    exec(code, names)
    assert names["weights"].shape == (6, 6) and names["output"].shape == (6, 3)


def test_contributing_quotes_the_exemption_rule_as_the_checker_states_it():
    checker = ast.parse((ROOT / "tools" / "prose_numbers.py").read_text(encoding="utf-8"))
    rule = ast.get_docstring(checker).split("What needs no tie.")[1].split("\n\n")[0]
    quoted = re.sub(r"^> ?", "", text(ROOT / "CONTRIBUTING.md"), flags=re.MULTILINE)
    assert " ".join(rule.split()) in " ".join(quoted.split())


# --- workflows and Binder --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=named)
def test_actions_are_pinned_by_commit_and_the_version_stands_beside(workflow):
    used = [line.split("uses:")[1] for line in text(workflow).splitlines() if "uses:" in line]
    assert used
    for line in used:
        assert re.fullmatch(r" [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_action_has_one_pin_in_all_workflows():
    pins = {}
    for workflow in WORKFLOWS:
        for name, pin in re.findall(r"uses: ([\w/-]+)@(.+)", text(workflow)):
            pins.setdefault(name, set()).add(pin)
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=named)
def test_a_workflow_may_only_read_unless_a_job_says_otherwise(workflow):
    steps = yaml.safe_load(text(workflow))
    assert steps["permissions"] == {"contents": "read"}
    writing = {name for name, job in steps["jobs"].items() if "write" in str(job.get("permissions"))}
    assert writing <= {"deploy"}


def test_the_workflow_tries_exactly_the_pythons_that_the_project_allows():
    jobs = yaml.safe_load(text(ROOT / ".github" / "workflows" / "test.yml"))["jobs"]
    allowed = SpecifierSet(PROJECT["requires-python"])
    assert jobs["everything"]["strategy"]["matrix"]["python"] == [f"3.{n}" for n in range(8, 20) if f"3.{n}" in allowed]


def test_binder_gets_a_python_that_the_project_allows_from_the_root_files():
    version = re.fullmatch(r"python-(3\.\d+)\n", (ROOT / "runtime.txt").read_text(encoding="utf-8"))[1]
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists()
    assert (ROOT / "requirements.txt").exists()


def test_the_cover_names_each_chapter_with_its_question_and_its_minutes():
    assert said.cover(text(ROOT / "intro.md")) == [said.of_chapter(chapters.read(path)) for path in chapters.paths()]


@pytest.mark.parametrize("page", [*PAGES, *DOCUMENTS], ids=named)
def test_a_page_names_exactly_the_pythons_that_the_project_allows(page):
    assert list(said.wrong_pythons(text(page), SpecifierSet(PROJECT["requires-python"]))) == []
