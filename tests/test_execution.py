"""One execution of a notebook: what it keeps, when it runs again, and kernels that start at once."""

import json
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from website import execution, kernels, sources

pytestmark = pytest.mark.usefixtures("own_cache")
AT_ONCE = 6


def write(path, *cells):
    """A notebook of these cells; one that begins with “# ” is text."""
    made = [new_markdown_cell(cell) if cell.startswith("# ") else new_code_cell(cell) for cell in cells]
    nbformat.write(new_notebook(cells=made), path)
    return path


@pytest.fixture
def counted(monkeypatch):
    """The names of the notebooks that were executed, in order."""
    executed, original = [], execution.execute

    async def execute(notebook, path):
        executed.append(path.stem)
        return await original(notebook, path)

    monkeypatch.setattr(execution, "execute", execute)
    return executed


def run(path, **options):
    (found,) = execution.run_all([path], **options).values()
    if isinstance(found, Exception):
        raise found
    return found


def numbers_of(run):
    """What the answers of a run give, one list for each expression."""
    return [answer["numbers"] for answers in run.answers.values() for answer in answers]


def test_a_chapter_is_executed_once_however_often_it_is_asked_for(tmp_path, counted):
    path = write(tmp_path / "01_a.ipynb", "x = 2", "# A\n\nIt is 2<!--= x -->.", "print(x)")
    runs = [run(path) for _ in range(3)]
    assert counted == ["01_a"] and runs[0] == runs[1] == runs[2]
    write(path, "x = 2", "# Other words\n\nIt is 3<!--= x --> and not 2<!--= x -->.", "print(x)")
    run(path, numbers=False)
    assert counted == ["01_a"], "other words need no execution"


def test_new_code_and_new_expressions_are_executed_and_an_old_run_goes(tmp_path, counted):
    path = write(tmp_path / "01_a.ipynb", "x = 2", "# A\n\n2<!--= x -->")
    run(path)
    write(path, "x = 2", "# A\n\n4<!--= x + x -->")
    run(path, numbers=False)
    assert len(counted) == 1, "the outputs are the same"
    run(path)
    write(path, "x = 3", "# A\n\n4<!--= x + x -->")
    run(path)
    assert len(counted) == 3
    assert len(list((tmp_path / "executed").iterdir())) == 1


def test_a_changed_package_or_lock_executes_again(tmp_path, counted, monkeypatch):
    path = write(tmp_path / "01_a.ipynb", "x = 2")
    run(path)
    monkeypatch.setattr(sources, "key", lambda root, patterns: "other")
    run(path)
    assert len(counted) == 2


def test_a_text_that_moves_below_other_code_is_asked_again(tmp_path):
    text = "# A\n\n2<!--= x -->"
    path = write(tmp_path / "01_a.ipynb", "x = 2", text, "x = 3")
    assert numbers_of(run(path)) == [["2"]]
    write(path, "x = 2", "x = 3", text)
    assert numbers_of(run(path)) == [["3"]]


def test_asking_leaves_no_name_and_no_count_in_the_chapter(tmp_path):
    code = "print(sorted(name for name in globals() if not name.startswith('_') and name not in known))"
    known = "known = {*globals(), 'known', 'x'}; x = 1"
    path = write(tmp_path / "01_a.ipynb", known, "# A\n\n1<!--= x -->", code, "x + 1")
    outputs = run(path).outputs
    assert outputs[1][0]["text"] == "[]\n" and outputs[2][0]["execution_count"] == 3


def test_pieces_of_a_stream_are_joined_and_stay_on_their_side_of_a_picture(tmp_path):
    code = "import sys\nfor i in range(3):\n    print(i); sys.stdout.flush()\ndisplay(5)\nprint('after')"
    (outputs,) = run(write(tmp_path / "01_a.ipynb", code)).outputs
    assert [output.get("text") for output in outputs] == ["0\n1\n2\n", None, "after\n"]


def test_states_of_widgets_are_kept_and_go_into_the_notebook(tmp_path):
    path = write(tmp_path / "01_a.ipynb", "import ipywidgets\nipywidgets.IntSlider(value=42)")
    state = run(path).fill(execution.read(path)).metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    assert 42 in [model["state"].get("value") for model in state.values()]
    assert json.dumps(state)


@pytest.mark.skipif(kernels.PORTS, reason="Windows has no sockets in the file system, so kernels keep to ports there")
def test_kernels_that_start_at_once_share_no_port():
    def start(_):
        manager = kernels.OwnSockets()
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=execution.START_TIMEOUT)
            return manager.transport, manager.ip
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(start, range(AT_ONCE)))
    assert {transport for transport, _ in found} == {"ipc"}
    assert len({place for _, place in found}) == AT_ONCE


def test_nbval_starts_such_kernels_too():
    import nbval.kernel

    assert nbval.kernel.KernelManager is kernels.OwnSockets
