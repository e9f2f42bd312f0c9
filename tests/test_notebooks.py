"""Notebooks are stored executed and normalised, and the comparison of their outputs bites.

The chapters themselves are compared in tests/chapters/.
"""

import json
import os
import re
import subprocess
import sys

import nbformat
import notebooks
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from project import ROOT, install_line

from website import execution

pytestmark = pytest.mark.usefixtures("own_cache")


# --- normalise ------------------------------------------------------------------------------------------------------


def messy():
    """A notebook with everything that must go, and with what must stay."""
    data = {
        "image/png": "aGk=",
        "image/jpeg": "aGk=",
        "application/vnd.jupyter.widget-view+json": {"model_id": "1f", "version_major": 2, "version_minor": 0},
        "image/svg+xml": "<svg/>",
        "text/html": "<table></table>",
        "text/plain": "a sentence",
    }
    code = new_code_cell(
        "show()",
        execution_count=17,
        metadata={"execution": {"iopub.status.busy": "now"}, "tags": ["hide-input"], "collapsed": True},
        outputs=[
            new_output("stream", name="stdout", text="one\ntwo\n"),
            new_output("stream", name="stderr", text="three\n"),
            new_output("display_data", data=data, metadata={"image/png": {"width": 5}}),
            new_output("execute_result", data={"text/plain": "0.85"}, execution_count=17),
            new_output("display_data", data={"image/png": "aGk="}),
        ],
    )
    cells = [new_markdown_cell("# ÷ √3"), code, new_code_cell("  ")]
    cells[0].metadata["editable"] = True
    metadata = {"widgets": {"state": {}}, "language_info": {"name": "python", "version": "3.11.7"}}
    return new_notebook(cells=cells, metadata=metadata)


def test_normalising_keeps_text_and_svg_and_removes_what_changes():
    clean = notebooks.normalise(messy(), "04_scores")
    assert [cell.source for cell in clean.cells] == ["# ÷ √3", "show()"]
    assert clean.metadata == {"kernelspec": notebooks.KERNEL, "language_info": notebooks.LANGUAGE}
    assert [cell.metadata for cell in clean.cells] == [{}, {"tags": ["hide-input"]}]
    assert clean.cells[1].execution_count == 1
    assert clean.cells[1].outputs == [
        {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"},
        {"output_type": "stream", "name": "stderr", "text": "three\n"},
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"image/svg+xml": "<svg/>", "text/html": "<table></table>", "text/plain": "a sentence"},
        },
        {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "0.85"}, "execution_count": 1},
    ]


def test_normalising_twice_gives_the_same_text_with_readable_letters_and_one_newline_at_the_end():
    once = notebooks.text_of(notebooks.normalise(messy(), "04_scores"))
    twice = notebooks.text_of(notebooks.normalise(nbformat.reads(once, as_version=4), "04_scores"))
    assert once == twice
    assert "÷ √3" in once and once.endswith("}\n") and not once.endswith("\n\n")
    assert json.loads(once)["nbformat_minor"] == 5


def test_cells_keep_their_ids_and_missing_or_repeated_ones_become_stable():
    cells = [new_markdown_cell(str(n)) for n in range(5)]
    for cell, name in zip(cells, ["kept", None, "04-0", "kept", None]):
        cell.id = name
        if name is None:
            del cell["id"]
    notebooks.give_missing_ids(cells, "04_scores")
    assert [cell.id for cell in cells] == ["kept", "04-1", "04-0", "04-2", "04-3"]


def test_the_first_code_cell_gets_the_install_line_once_and_an_old_one_is_replaced():
    notebook = new_notebook(cells=[new_markdown_cell("# Q"), new_code_cell("import attnlib"), new_code_cell("1 + 1")])
    for line in ["# No attnlib yet? Run: old", install_line(), install_line()]:
        notebooks.stamp(notebook, line)
        assert notebook.cells[1].source == f"{line}\nimport attnlib"
    assert notebook.cells[2].source == "1 + 1"


# --- errors ---------------------------------------------------------------------------------------------------------


def test_a_cell_that_raises_is_named_and_nothing_is_written(tmp_path, capsys):
    path = tmp_path / "bad.ipynb"
    cells = [new_markdown_cell("# Q"), new_code_cell("x = 0"), new_code_cell("1 / x")]
    nbformat.write(new_notebook(cells=cells), path)
    before = path.read_bytes()
    assert notebooks.main([str(path)]) == 1
    wanted = f"{path}, cell 3 (code cell [2]) raised ZeroDivisionError: division by zero\n    1 / x\n"
    assert capsys.readouterr().err == wanted
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content, message",
    [
        (None, "no such notebook"),
        ("{", "is not a readable notebook"),
        ('{"nbformat": 3, "worksheets": []}', "expected notebook format 4"),
    ],
)
def test_a_file_that_is_no_notebook_is_named(tmp_path, capsys, content, message):
    path = tmp_path / "bad.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert notebooks.main([str(path)]) == 1
    assert f"{path}{'' if content == '{' else ':'} {message}" in capsys.readouterr().err


def test_check_reports_a_stale_notebook_and_leaves_it_alone(tmp_path, capsys):
    path = tmp_path / "stale.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("print(1)")]), path)
    before = path.read_bytes()
    assert notebooks.main(["--check", str(path)]) == 1
    assert path.read_bytes() == before
    shown = capsys.readouterr()
    assert f"would change: {path}" in shown.out and "make notebooks" in shown.err
    assert notebooks.main([str(path)]) == 0
    assert path.read_bytes() != before
    assert notebooks.main(["--check", str(path)]) == 0


# --- nbval compares, and bites --------------------------------------------------------------------------------------


def nbval(path):
    """Run nbval on one notebook exactly as the project does: same options, same conftest.py."""
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "conftest"]
    command += ["-p", "no:cacheprovider", "--color=no", str(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tools")])}
    environment.pop("PYTEST_XDIST_WORKER", None)
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")


def other_digit(text):
    """`text` with its first decimal's last digit changed."""
    return re.sub(r"\.\d+", lambda match: match[0][:-1] + str((int(match[0][-1]) + 1) % 10), text, count=1)


CELLS = {  # source -> the form in which one digit is changed, or None
    "print(0.25)": "text",
    "from IPython.display import HTML, SVG\nHTML('<table>0.5</table>')": "text/html",
    "HTML('<p>0.5</p>')": None,
    "0.75": "text/plain",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><title>0.5</title></svg>')": None,
    "HTML('<table>0.125</table>')": "removed",
}


@pytest.fixture
def tampered(tmp_path):
    """(path, numbers of the code cells that are wrong): a stored notebook, then changed; its last cell raises."""
    path = tmp_path / "sample.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Q"), *map(new_code_cell, CELLS)]), path)
    assert notebooks.main([str(path)]) == 0
    notebook, wrong = nbformat.read(path, as_version=4), []
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, (cell, form) in enumerate(zip(code, CELLS.values())):
        (output,) = cell.outputs
        forms = output.get("data", output)
        if form == "removed":
            del forms["text/html"]
        elif form:
            forms[form] = other_digit(forms[form])
        if form:
            wrong.append(number)
        if "image/svg+xml" in forms:
            forms["image/svg+xml"] = forms["image/svg+xml"].replace("<title>", "<g/><title>")
    notebook.cells.append(new_code_cell("1 / 0", execution_count=99))
    nbformat.write(notebook, path)
    return path, wrong


def test_nbval_fails_for_each_cell_that_differs_in_one_digit_or_raises_and_does_not_compare_pictures(tampered):
    path, wrong = tampered
    done = nbval(path)
    assert done.returncode == 1
    wanted = [*wrong, len(CELLS)]
    assert [int(n) for n in re.findall(r"^FAILED .*::Cell (\d+)", done.stdout, re.MULTILINE)] == wanted
    assert f"{len(wanted)} failed, {len(CELLS) + 1 - len(wanted)} passed" in done.stdout
    assert done.stdout.count("Cell outputs differ") >= len(wrong) and "ZeroDivisionError" in done.stdout


def test_our_own_comparison_finds_the_same_cells_and_shows_what_differs(tampered):
    path, wrong = tampered
    notebook = nbformat.read(path, as_version=4)
    nbformat.write(new_notebook(cells=notebook.cells[:-1]), path)
    (run,) = execution.run_all([path]).values()
    found = list(notebooks.differences(path, run))
    assert [int(re.search(r"cell (\d+): ", message)[1]) for message in found] == [number + 2 for number in wrong]
    assert "\n-0.26\n+0.25" in found[0] and str(path) in found[0]


def test_numbers_and_name_of_a_picture_are_compared_and_its_drawing_is_not():
    svg = '<svg><title>A</title><metadata id="attn-table">{"rows": [1]}</metadata><path d="M0"/></svg>'
    assert notebooks.numbers_of(svg) == notebooks.numbers_of(svg.replace("M0", "M1"))
    for old, new in (("A", "B"), ("[1]", "[2]")):
        assert notebooks.numbers_of(svg) != notebooks.numbers_of(svg.replace(old, new))
