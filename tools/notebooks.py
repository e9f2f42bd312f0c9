"""Execute the chapters and write them back normalised, without what changes by itself at every run.

    python tools/notebooks.py                    all chapters, and the cover picture
    python tools/notebooks.py chapters/04_scores.ipynb
    python tools/notebooks.py --check            writes nothing; exit code 1 if something would change

Kept: text outputs, SVG, cell tags, cell ids. Removed: PNG and JPEG, widget views and widget state, timings, execution
metadata, the language version, empty cells. Execution counts run 1, 2, 3 … The first line of the first code cell is
stamped from pyproject.toml. Running it a second time changes nothing.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from project import ROOT, chapters, install_line, shown

AT_ONCE = 2
CELL_TIMEOUT = 120  # seconds; the slowest cell takes a few
KERNEL_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel of this environment, not one registered in the home folder
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
CHANGING_DATA = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")
COVER = ROOT / "website" / "static" / "cover.svg"


class NotebookError(Exception):
    """A cell raised, timed out or lost its kernel; the message names the notebook, the cell and the exception."""


# --- normalise ------------------------------------------------------------------------------------------------------


def normalise(notebook, stem):
    """Bring a notebook into its one committed form, in place. `stem` is its file name without ending."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    give_missing_ids(notebook.cells, stem)
    count = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = normalise_outputs(cell.outputs, count)
    return notebook


def give_missing_ids(cells, stem):
    """Existing cell ids stay; a missing or repeated one becomes the first free of `04-1`, `04-2` …"""
    used = {cell.id for cell in cells if cell.get("id")}
    seen, number = set(), 0
    for cell in cells:
        if not cell.get("id") or cell.id in seen:
            while f"{stem[:2]}-{number}" in used:
                number += 1
            cell.id = f"{stem[:2]}-{number}"
            used.add(cell.id)
        seen.add(cell.id)


def normalise_outputs(outputs, count):
    """The outputs of one code cell without what changes at every run; neighbouring pieces of one stream become one."""
    kept = []
    for output in outputs:
        if output.output_type == "stream":
            if kept and kept[-1].output_type == "stream" and kept[-1].name == output.name:
                kept[-1].text += output.text
            else:
                kept.append(output)
        elif output.output_type in ("display_data", "execute_result"):
            output.metadata = nbformat.from_dict({})
            output.data = nbformat.from_dict({k: v for k, v in output.data.items() if k not in CHANGING_DATA})
            if output.output_type == "execute_result":
                output.execution_count = count
            if output.data:
                kept.append(output)
        else:
            kept.append(output)
    return kept


def stamp(notebook, line):
    """Make `line` the first line of the first code cell, in place of an older one."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = cell.source.split("\n")
            if lines[0].startswith("# No attnlib yet?"):
                lines = lines[1:]
            cell.source = "\n".join([line, *lines])
            return


def read(path):
    """Read a notebook as format 4.5; cells without an id come without one, for `normalise` to give a stable one."""
    try:
        notebook = nbformat.reads(Path(path).read_text(encoding="utf-8"), as_version=nbformat.NO_CONVERT)
    except FileNotFoundError:
        raise NotebookError(f"{shown(path)}: no such notebook") from None
    except Exception as error:
        raise NotebookError(f"{shown(path)} is not a readable notebook: {error}") from None
    if notebook.get("nbformat") != 4:
        raise NotebookError(f"{shown(path)}: expected notebook format 4, got {notebook.get('nbformat')}")
    return notebook


def text_of(notebook):
    """The committed text: sorted keys, indent 1, real letters instead of escapes, one newline at the end."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


# --- execute --------------------------------------------------------------------------------------------------------


async def execute(notebook, path):
    """Run all code cells in a fresh kernel whose folder is the notebook's."""
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=40"],  # errors only
        store_widget_state=False,
    )
    count = 0
    async with client.async_setup_kernel(env={**os.environ, **KERNEL_ENVIRONMENT}):
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                count += 1
                cell.outputs = []
                await execute_cell(client, cell, index, count, path)


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


async def rebuilt(path, first_line):
    """The text that the notebook at `path` should have."""
    notebook = read(path)
    stamp(notebook, first_line)
    normalise(notebook, path.stem)
    await execute(notebook, path)
    return text_of(normalise(notebook, path.stem))


# --- all of them ----------------------------------------------------------------------------------------------------


async def rebuild_all(paths, write):
    """Rebuild the notebooks, AT_ONCE at a time. Returns (changed paths, error messages)."""
    changed, errors = [], []
    gate = asyncio.Semaphore(AT_ONCE)
    first_line = install_line()

    async def one(path):
        async with gate:
            try:
                text = await rebuilt(path, first_line)
            except NotebookError as error:
                errors.append(str(error))
                return
        if replace(path, text, write):
            changed.append(path)

    await asyncio.gather(*(one(path) for path in paths))
    return sorted(changed), sorted(errors)


def replace(path, text, write):
    """True if `path` does not hold `text`; with `write`, it does afterwards."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return True


def cover_changed(write):
    """Write the cover picture, which attnlib draws from its own numbers. True if it was not up to date."""
    from byhand import figures  # only now: matplotlib takes a second to load

    return replace(COVER, figures.cover().svg.rstrip("\n") + "\n", write)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks; all chapters and the cover picture if none")
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 if something would change")
    options = parser.parse_args(arguments)
    paths = [path.resolve() for path in options.files] or chapters()
    changed, errors = asyncio.run(rebuild_all(paths, write=not options.check))
    if not options.files and cover_changed(write=not options.check):
        changed.append(COVER)
    for path in changed:
        print(f"{'would change' if options.check else 'written'}: {shown(path)}")
    for error in errors:
        print(error, file=sys.stderr)
    if changed and options.check:
        print("Run `make notebooks` and commit what it writes.", file=sys.stderr)
    print(f"{len(paths)} notebooks, {len(changed)} files changed, {len(errors)} errors")
    return 1 if errors or (options.check and changed) else 0


if __name__ == "__main__":
    sys.exit(main())
