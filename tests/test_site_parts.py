"""Parts of the site that need no build: the keys of the sources, search words."""

import pytest
from docutils import nodes

from website import pages, search, sources


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "byhand" / "live").mkdir(parents=True)
    (tmp_path / "attnlib").mkdir()
    (tmp_path / "website").mkdir()
    for name in (
        "attnlib/attention.py",
        "byhand/live/view.js",
        "byhand/live/view.css",
        "attnlib/lexicon.csv",
        "requirements.txt",
        "requirements-dev.txt",
        "website/theme.py",
        "README.md",
    ):
        (tmp_path / name).write_text("one", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "attnlib/attention.py",
        "byhand/live/view.js",
        "byhand/live/view.css",
        "attnlib/lexicon.csv",
        "requirements.txt",
        "requirements-dev.txt",
    ],
)
def test_the_key_of_the_cache_changes_with_every_source(tree, name):
    before = sources.key(tree, sources.EXECUTED)
    assert before == sources.key(tree, sources.EXECUTED)
    (tree / name).write_text("two", encoding="utf-8")
    assert sources.key(tree, sources.EXECUTED) != before


def test_the_key_of_the_cache_changes_with_new_files_and_with_nothing_else(tree):
    before = sources.key(tree, sources.EXECUTED)
    for name in ("README.md", "website/theme.py"):
        (tree / name).write_text("two", encoding="utf-8")
    for folder in ("__pycache__", "node_modules"):
        (tree / "attnlib" / folder).mkdir()
        (tree / "attnlib" / folder / "attention.py").write_text("two", encoding="utf-8")
    assert sources.key(tree, sources.EXECUTED) == before
    (tree / "attnlib" / "heads.py").write_text("", encoding="utf-8")
    assert sources.key(tree, sources.EXECUTED) != before


def test_formulas_are_searched_as_one_would_type_them():
    assert search.plain(r"QK^\top") == "QKᵀ"
    assert search.plain(r"W_Q W_K^\top") == "W_Q W_Kᵀ"
    assert search.plain(r"\operatorname{softmax}(\frac{S}{\sqrt{d_k}})") == "softmax(S√d_k)"
    assert search.plain(r"2^{\ln 2}") == "2ln  2"


def test_search_words_leave_out_markup_and_outputs():
    section = nodes.section(
        "",
        nodes.title("", "Title"),
        nodes.paragraph("", "", nodes.Text("Some "), nodes.strong("", "bold"), nodes.raw("", "<br>", format="html")),
        nodes.literal_block("x = 1", "x = 1"),
        nodes.literal_block("2", "2", classes=["output"]),
        nodes.section("", nodes.title("", "Inner"), nodes.paragraph("", "deep")),
    )
    assert search.words(section[1]) == "Some bold"
    assert search.words(section[2]) == search.words(section[4]) == ""
    assert search.code(section) == "x = 1"


def test_a_description_is_cut_at_a_word():
    text = "word " * 40
    short = pages.cut_at_word(text.strip())
    assert len(short) <= pages.DESCRIPTION_LENGTH + 2
    assert short.endswith("word …")
    assert pages.cut_at_word("short") == "short"
