"""The live figures in JupyterLab with a kernel: they move as on the page, and Python reads what was moved."""

import json
import re

import numpy as np
import pytest
from browser.expected import State, tables
from browser.figure import Figure
from browser.lab import Lab, Notebook
from project import ROOT

CELLS = [
    "from byhand import live\nfigure = live.head()\nfigure",
    "scores = live.scores()\nscores",
    "live.mixing(ask=True)",
    "",
]
ASK = 3  # the cell in which a test reads from Python


def questions():
    """The questions of a chapter, with mathematics in the answers, as the notebook has them."""
    cells = json.loads((ROOT / "chapters" / "04_scores.ipynb").read_text(encoding="utf-8"))["cells"]
    (text,) = (text for text in ("".join(cell["source"]) for cell in cells) if "## Check yourself" in text)
    return text[text.index("## Check yourself") :]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    running = Lab(tmp_path_factory.mktemp("lab"), CELLS, questions())
    yield running
    running.stop()


@pytest.fixture(scope="module")
def notebook(browser, lab):
    """The notebook with all its cells run."""
    tab = browser.new_page(viewport={"width": 1280, "height": 1400})
    said = []
    tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: said.append(str(error)))
    opened = Notebook(lab, tab)
    opened.said = said
    run_all(opened)
    yield opened
    tab.close()


def run_all(notebook):
    for index in range(len(CELLS)):
        notebook.run(index)
        if CELLS[index]:
            notebook.output(index).locator(".attn-live").wait_for()


def figure_in(notebook, index, key):
    return Figure(notebook, key, notebook.output(index))


def read(notebook, expression):
    """The value of a Python expression in the kernel, by way of JSON."""
    return json.loads(notebook.ask(ASK, f"import json\nprint(json.dumps({expression}))"))


def test_the_figures_are_live_beside_a_kernel(notebook):
    for index, key in enumerate(("head", "scores")):
        here = figure_in(notebook, index, key)
        here.reset()
        assert here.differences(State(key)) == []
    asking = figure_in(notebook, 2, "mixing")
    asking.skip()
    assert asking.differences(State("mixing")) == []
    assert asking.card.get_by_role("button", name="Copy link").count() == 0
    assert notebook.said == []


def test_what_a_reader_moves_is_read_in_the_next_cell(notebook):
    here = figure_in(notebook, 0, "head")
    here.reset()
    here.hand("embedding of sat, action").press("Home")
    here.press("strength", "PageUp")
    state = State("head", edits={"X,2,2": -1}, strength=float(here.value("strength")))
    assert here.differences(state) == []
    assert read(notebook, "figure.view.edits") == {"X,2,2": -1}
    for attribute, table in (("x", "X"), ("q", "Q"), ("weights", "A"), ("output", "O")):
        assert np.allclose(read(notebook, f"figure.{attribute}.tolist()"), tables(state)[table], atol=1e-14)


def test_an_own_sentence_and_its_fault_are_seen_on_both_sides(notebook):
    here = figure_in(notebook, 0, "head")
    here.reset()
    here.write("A dog slept")
    state = State("head").with_sentence("A dog slept")
    assert here.differences(state) == []
    assert read(notebook, "figure.tokens") == ["A", "dog", "slept"]
    here.write("xyzzy")
    assert "“xyzzy”" in here.message and here.differences(state) == []
    assert read(notebook, "figure.tokens") == ["A", "dog", "slept"]


def test_what_python_sets_is_seen_in_the_figure(notebook):
    here = figure_in(notebook, 1, "scores")
    here.reset()
    notebook.ask(ASK, "scores.controls['knob_0'].value = 0.4")
    notebook.tab.wait_for_function(
        "card => card.querySelector('.attn-say').textContent.includes('0.4')", arg=here.card.element_handle()
    )
    assert here.differences(State("scores", edits={"Q,2,0": 0.4})) == []


def test_a_cell_that_is_run_again_gives_a_new_figure_that_is_read(notebook):
    figure_in(notebook, 0, "head").press("strength", "End")
    notebook.run(0)
    notebook.ask(ASK, "import gc\ngc.collect()")
    here = figure_in(notebook, 0, "head")
    assert here.card.count() == 1 and here.differences(State("head")) == []
    here.press("strength", "Home")
    assert here.differences(State("head", strength=0)) == []
    assert read(notebook, "figure.view.strength") == 0
    assert notebook.said == []


def test_after_a_restart_the_cells_run_and_the_figures_move_again(notebook):
    notebook.restart()
    run_all(notebook)
    here = figure_in(notebook, 0, "head")
    assert here.differences(State("head")) == []
    here.press("strength", "End")
    assert here.differences(State("head", strength=20)) == []
    assert read(notebook, "figure.view.strength") == 20
    assert notebook.said == []


def test_questions_open_by_mouse_and_keyboard_with_their_mathematics(notebook):
    cell = notebook.tab.locator(".jp-MarkdownCell").last
    options = cell.locator("details")
    marks = re.findall(r'<details class="(option[^"]*)">', questions())
    assert options.count() == len(marks) >= 4
    wrong, right = (options.nth(marks.index(mark)) for mark in ("option", "option right"))
    wrong.locator("summary").click()
    assert wrong.locator("p").first.is_visible() and wrong.inner_text().count("No. ") == 1
    right.locator("summary").focus()
    notebook.tab.keyboard.press("Enter")
    assert right.locator("p").first.inner_text().startswith("Yes. ")
    formulas = len(re.findall(r"\$[^$]+\$", questions()))
    assert cell.locator("mjx-container").count() == formulas > 0 and "$" not in cell.inner_text()
