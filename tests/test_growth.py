"""A new chapter with a new kind of live figure adds files and a line in _toc.yml, and everything takes it up.

Chapter 42 is written into a copy of the repository: its notebook, a kind of figure in two files, and its exercises. The
copy then executes, checks, builds and shows it, and git says what was edited.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT, install_line
from server import Server

FILES = {"rivals.py": "byhand/live/kinds", "rivals.js": "byhand/live/kinds", "ch42.py": "byhand/exercises"}
HERE = Path(__file__).parent / "growth"
NEW = sorted([f"{folder}/{name}" for name, folder in FILES.items()] + ["chapters/42_rivals.ipynb"])
SCORES = """
import sys; sys.path.insert(0, {here!r})
import numpy as np, chapter
from byhand.head import Head
space = {{"np": np, "Head": Head}}
exec(chapter.HEAD, space)
chapter.write({path!r}, {line!r}, space["head"].scores)
"""


def run(copy, *command, succeeds=True):
    """The output of a command in the copy, with the copy's own packages."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MAKE", "MFLAGS"))
    }
    environment |= {"PYTHONPATH": os.pathsep.join(map(str, (copy, copy / "tools", copy / "tests"))), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert (done.returncode == 0) == succeeds, done.stdout[-6000:]
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A clone of the working tree with chapter 42 in it, executed."""
    folder = tmp_path_factory.mktemp("growth") / "book"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "all"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    for name, place in FILES.items():
        shutil.copy(HERE / name, folder / place / name)
    contents = folder / "_toc.yml"
    lines = contents.read_text(encoding="utf-8").splitlines(keepends=True)
    last = max(i for i, line in enumerate(lines) if "chapters/0" in line)
    entry = lines[last].replace(lines[last].split("chapters/")[1].strip(), "42_rivals")
    contents.write_text("".join([*lines[: last + 1], entry, *lines[last + 1 :]]), encoding="utf-8")
    path = str(folder / "chapters" / "42_rivals.ipynb")
    run(folder, "-c", SCORES.format(here=str(HERE), path=path, line=install_line()))
    run(folder, "tools/notebooks.py", "chapters/42_rivals.ipynb")
    return folder


def test_the_chapter_is_files_of_its_own_and_a_line_in_the_contents(copy):
    status = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=copy, capture_output=True, text=True, check=True
    )
    lines = status.stdout.splitlines()
    assert sorted(line[3:] for line in lines if line.startswith("??")) == NEW
    assert [line for line in lines if not line.startswith("??")] == [" M _toc.yml"]
    diff = subprocess.run(["git", "diff", "--numstat"], cwd=copy, capture_output=True, text=True, check=True).stdout
    assert diff.split() == ["1", "0", "_toc.yml"]


def test_its_form_numbers_outputs_exercises_questions_and_links_are_checked(copy):
    said = run(
        copy,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--chapter",
        "42",
        "tests/chapters",
        "tests/test_exercises.py",
    )
    assert "42_rivals" in said or " passed" in said


def test_a_wrong_number_in_it_is_found(copy):
    path = copy / "chapters" / "42_rivals.ipynb"
    before = path.read_text(encoding="utf-8")
    digit = before.index("<!--= head.scores[0, 1] -->") - 1
    wrong = before[:digit] + str((int(before[digit]) + 1) % 10) + before[digit + 1 :]
    path.write_text(wrong, encoding="utf-8")
    try:
        said = run(
            copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--chapter", "42", "tests/chapters", succeeds=False
        )
    finally:
        path.write_text(before, encoding="utf-8")
    assert "head.scores[0, 1]" in said


def test_its_exercises_come_in_the_order_of_their_numbers_and_a_class_is_told_of_them(copy, tmp_path):
    numbers = run(copy, "-c", "from byhand.exercises.registry import numbers; print(*numbers())").split()
    mine = [number for number in numbers if number.startswith("42.")]
    assert mine == [f"42.{n}" for n in range(1, 11)] and numbers[-10:] == mine
    hand_in = tmp_path / "class" / "anna.py"
    hand_in.parent.mkdir()
    hand_in.write_text(
        "from byhand import check\ncheck('42.10', 'it wins')\ncheck('42.9', 19)\ncheck('42.2', 6)\n", encoding="utf-8"
    )
    run(copy, "-m", "byhand.classroom", str(hand_in.parent), "--out", str(tmp_path / "out"))
    rows = (tmp_path / "out" / "answers.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [row.split(",")[1:3] for row in rows] == [["42.2", "other"], ["42.9", "correct"], ["42.10", "correct"]]


@pytest.fixture(scope="module")
def site(copy):
    run(copy, "-c", "from jupyter_book.cli.main import main; main()", "build", "-W", "-n", "--keep-going", ".")
    return copy / "_build" / "html"


def test_the_site_has_it_in_its_contents_its_search_and_its_downloads(site):
    page = (site / "chapters" / "42_rivals.html").read_text(encoding="utf-8")
    assert "By how much does the best answer win?" in page and 'class="number">42<' in (site / "intro.html").read_text(
        encoding="utf-8"
    )
    assert "42_rivals" in (site / "_static" / "search-index.js").read_text(encoding="utf-8")
    assert (site / "downloads" / "42_rivals.ipynb").is_file() and (site / "_static" / "kinds" / "rivals.js").is_file()


def test_its_figure_lives_opens_its_numbers_truly_and_travels_in_a_link(site, browser):
    from browser.figure import Figure
    from browser.visit import Visit

    with Server(site) as server:
        visit = Visit(browser, server)
        visit.open("chapters/42_rivals.html", live=True)
        shown = Figure(visit, "rivals")
        shown.click("Skip")
        assert shown.card.locator(".attn-map text.number").count() == 5
        shown.unfold()
        best = shown.card.locator('[data-table="R"] tbody tr').first.locator("button")
        assert best.count() == 5
        best.nth(1).click()
        said = shown.card.locator(".attn-arithmetic").inner_text()
        left, right = (
            float(text.replace("−", "-")) for text in shown.card.locator(".attn-sum .attn-number").all_inner_texts()
        )
        total = float(shown.card.locator(".attn-total").inner_text().replace("−", "-"))
        assert left - right == pytest.approx(total), said
        slider = shown.card.get_by_role("slider", name="it asks for: n")
        slider.focus()
        slider.press("ArrowLeft")
        shown.click("Copy link")
        link, sentence = visit.tab.url, shown.card.locator(".attn-say").inner_text()
        assert "#figure=rivals~" in link
        visit.tab.goto("about:blank")
        visit.tab.goto(link)
        visit.tab.wait_for_selector('[data-attn-key="rivals"].is-live')
        assert shown.card.locator(".attn-say").inner_text() == sentence
        assert visit.faults == []
        visit.close()
