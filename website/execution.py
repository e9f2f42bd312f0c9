"""Execute a chapter once: its outputs, its widgets, and the values of the numbers in its text.

    runs = run_all(chapters.paths())               two at a time; {path: Run, or NotebookError}
    runs[path].fill(read(path))                    the notebook with these outputs

What an execution gave is kept in a folder under a key of everything that it depends on: the chapter's code cells, the
packages, the locks. A chapter whose key is there is not executed again, whoever asks: the build, the tests, a check.
Numbers are evaluated in the same kernel, between the cells, where they stand in the text (`website.ties`).
"""

import ast
import asyncio
import hashlib
import importlib.metadata
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from website import sources, ties
from website.chapters import ROOT, shown
from website.kernels import AsyncOwnSockets
from website.prose import steps

AT_ONCE = 2
CELL_TIMEOUT = 120  # seconds; the slowest cell takes a few
START_TIMEOUT = 300  # seconds; on a busy machine a kernel starts slowly
CACHE = ROOT / "_build" / "executed"
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel of this environment, not one registered in the home folder
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
# Modules of the kernel that are none of the chapter's names: the package is known there by its folder alone.
LOAD_TIES = f"""
def _load(folder):
    import importlib, sys, types
    sys.modules["website"] = types.ModuleType("website")
    sys.modules["website"].__path__ = [folder]
    importlib.import_module("website.ties")
_load({str(Path(ties.__file__).parent)!r})
del _load
"""
ASK_TIES = "__import__('sys').modules['website.ties'].answers_as_json(get_ipython().user_ns, {!r})"


class NotebookError(Exception):
    """A cell raised, timed out or lost its kernel; the message names the notebook, the cell and the exception."""


@dataclass
class Run:
    """What one execution gave: the outputs of each code cell, the states of its widgets, and {request: answers}."""

    outputs: list
    widgets: dict
    answers: dict

    def fill(self, notebook):
        """Give a notebook these outputs, and its metadata the states of the widgets; returns it."""
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for number, (cell, outputs) in enumerate(zip(code, self.outputs, strict=True), start=1):
            cell.outputs, cell.execution_count = nbformat.from_dict(outputs), number
        if self.widgets:
            notebook.metadata.widgets = nbformat.from_dict(self.widgets)
        return notebook


def read(path):
    """Read a notebook as format 4; cells without an id come without one."""
    try:
        notebook = nbformat.reads(Path(path).read_text(encoding="utf-8"), as_version=nbformat.NO_CONVERT)
    except FileNotFoundError:
        raise NotebookError(f"{shown(path)}: no such notebook") from None
    except Exception as error:
        raise NotebookError(f"{shown(path)} is not a readable notebook: {error}") from None
    if notebook.get("nbformat") != 4:
        raise NotebookError(f"{shown(path)}: expected notebook format 4, got {notebook.get('nbformat')}")
    return notebook


# ---- what is kept


def request(code_cells, source):
    """The name of what a Markdown cell asks for, below this many code cells; None if it asks for nothing."""
    wanted = [step for _, step in steps(source)]
    return digest(json.dumps([code_cells, wanted])) if wanted else None


def requests(notebook):
    """{name: steps} of what the Markdown cells ask for."""
    found, code_cells = {}, 0
    for cell in notebook.cells:
        code_cells += cell.cell_type == "code"
        if cell.cell_type == "markdown" and (name := request(code_cells, cell.source)):
            found[name] = [step for _, step in steps(cell.source)]
    return found


def key(notebook):
    """A key of all that an execution depends on."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    machine = [sys.version, importlib.metadata.version("numpy"), importlib.metadata.version("matplotlib")]
    return digest(json.dumps([code, machine, sources.key(ROOT, sources.EXECUTED)]))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def kept(cache, stem, notebook, numbers=True):
    """The `Run` that is kept for this notebook, or None; with `numbers`, it must answer every request of the text."""
    try:
        found = Run(**json.loads((cache / f"{stem}-{key(notebook)}.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    return found if not numbers or requests(notebook).keys() <= found.answers.keys() else None


def keep(cache, stem, notebook, run):
    """Keep a run in place of older ones of this chapter."""
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{stem}-{key(notebook)}.json"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(run)), encoding="utf-8")
    draft.replace(path)
    for old in set(cache.glob(f"{stem}-*.json")) - {path}:
        old.unlink(missing_ok=True)


# ---- execute


async def execute(notebook, path):
    """Run all cells in a fresh kernel whose folder is the notebook's; returns the `Run`."""
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        startup_timeout=START_TIMEOUT,
        kernel_name="python3",
        kernel_manager_class=AsyncOwnSockets,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=40"],  # errors only
        record_timing=False,
    )
    found = Run([], {}, {})
    async with client.async_setup_kernel(env={**os.environ, **ENVIRONMENT}):
        await client.kc.execute_interactive(LOAD_TIES, silent=True, timeout=CELL_TIMEOUT)
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                cell.outputs = []
                await execute_cell(client, cell, index, len(found.outputs) + 1, path)
                found.outputs.append(joined(cell.outputs))
            elif cell.cell_type == "markdown" and (name := request(len(found.outputs), cell.source)):
                found.answers[name] = await ask(client, [step for _, step in steps(cell.source)])
    client.set_widgets_metadata()
    found.widgets = notebook.metadata.pop("widgets", {})
    return found


def joined(outputs):
    """Outputs in which neighbouring pieces of one stream are one, however the kernel cut them.

    nbclient's own `coalesce_streams` moves text across a picture that stands between two pieces.
    """
    kept = []
    for output in outputs:
        if output.output_type == "stream" and kept and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


async def execute_cell(client, cell, index, count, path):
    where = f"{shown(path)}, cell {index + 1} (code cell [{count}])"
    try:
        await client.async_execute_cell(cell, index, execution_count=count)
    except CellExecutionError as error:
        raise NotebookError(f"{where} raised {error.ename}: {error.evalue}\n{indent(cell.source)}") from None
    except CellTimeoutError:
        raise NotebookError(f"{where} did not end within {CELL_TIMEOUT} seconds\n{indent(cell.source)}") from None
    except DeadKernelError:
        raise NotebookError(f"{where} ended the kernel\n{indent(cell.source)}") from None


def indent(text):
    return "\n".join(f"    {line}" for line in text.splitlines())


async def ask(client, wanted):
    """The kernel's answers to the steps of a text. Nothing that they print or draw is kept."""
    reply = await client.kc.execute_interactive(
        "",
        silent=True,
        user_expressions={"answers": ASK_TIES.format(json.dumps(wanted))},
        allow_stdin=False,
        timeout=CELL_TIMEOUT,
        output_hook=lambda message: None,
    )
    said = reply["content"]["user_expressions"]["answers"]
    if said["status"] != "ok":
        raise NotebookError("\n".join(said["traceback"]))
    return json.loads(ast.literal_eval(said["data"]["text/plain"]))


async def run_one(path, notebook, cache, numbers):
    found = kept(cache, path.stem, notebook, numbers)
    if found is None:
        found = await execute(notebook, path)
        keep(cache, path.stem, notebook, found)
    return found


async def run_each(notebooks, cache, numbers):
    gate, runs = asyncio.Semaphore(AT_ONCE), {}

    async def one(path):
        async with gate:
            try:
                runs[path] = await run_one(path, notebooks[path] or read(path), cache, numbers)
            except NotebookError as error:
                runs[path] = error

    await asyncio.gather(*(one(path) for path in notebooks))
    return {path: runs[path] for path in notebooks}


def run_all(notebooks, cache=None, numbers=True):
    """{path: Run}, or the `NotebookError` of a notebook that could not be run; each is executed if it must be.

    `notebooks`: paths, or {path: notebook} where a notebook is not run as it is stored. Without `numbers`, a run that
    is kept is good enough although the text asks for more.
    """
    known = notebooks if isinstance(notebooks, dict) else dict.fromkeys(notebooks)
    return asyncio.run(run_each({Path(path).resolve(): known[path] for path in known}, cache or CACHE, numbers))
