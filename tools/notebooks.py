"""Execute the chapters and write them back normalised, without what changes by itself at every run.

    python tools/notebooks.py                    all chapters, and the pictures of the cover
    python tools/notebooks.py chapters/04_scores.ipynb
    python tools/notebooks.py --check            writes nothing; exit code 1 if something would change

Kept: text outputs, SVG, cell tags, cell ids. Removed: PNG and JPEG, widget views and widget state, timings, execution
metadata, the language version, empty cells. Execution counts run 1, 2, 3 … The first line of the first code cell is
stamped from pyproject.toml. Running it a second time changes nothing.
"""

import argparse
import difflib
import json
import re
import sys
from pathlib import Path

import nbformat
from project import ROOT, install_line, shown

from website import chapters, execution
from website.execution import NotebookError, read

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
CHANGING_DATA = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")
SVG = "image/svg+xml"
SIGNS = ("--", "++", "@@")
STATIC = ROOT / "website" / "static"


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
    prefix, used = stem.split("_")[0], {cell.id for cell in cells if cell.get("id")}
    seen, number = set(), 0
    for cell in cells:
        if not cell.get("id") or cell.id in seen:
            while f"{prefix}-{number}" in used:
                number += 1
            cell.id = f"{prefix}-{number}"
            used.add(cell.id)
        seen.add(cell.id)


def normalise_outputs(outputs, count):
    """The outputs of one code cell without what changes at every run."""
    kept = []
    for output in outputs:
        if output.output_type in ("display_data", "execute_result"):
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


def text_of(notebook):
    """The committed text: sorted keys, indent 1, real letters instead of escapes, one newline at the end."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


# --- all of them ----------------------------------------------------------------------------------------------------


def prepared(path, first_line):
    """The notebook at `path` as it should be before it is executed."""
    notebook = read(path)
    stamp(notebook, first_line)
    return normalise(notebook, path.stem)


def rebuild_all(paths, write):
    """Rebuild the notebooks. Returns (changed paths, error messages)."""
    changed, errors, first_line = [], [], install_line()
    notebooks = {}
    for path in paths:
        try:
            notebooks[path] = prepared(path, first_line)
        except NotebookError as error:
            errors.append(str(error))
    for path, run in execution.run_all(notebooks).items():
        if isinstance(run, NotebookError):
            errors.append(str(run))
            continue
        text = text_of(normalise(run.fill(notebooks[path]), path.stem))
        if replace(path, text, True) if write else is_stale(path, text):
            changed.append(path)
    return changed, sorted(errors)


def is_stale(path, text):
    """True if the notebook at `path` is not this text, its pictures taken by their numbers: fonts differ."""
    stored = path.read_text(encoding="utf-8")
    return stored != text and comparable(json.loads(stored)) != comparable(json.loads(text))


def comparable(notebook):
    """A notebook's content with each SVG replaced by what no font changes."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if SVG in output.get("data", {}):
                output["data"][SVG] = numbers_of("".join(output["data"][SVG]))
    return notebook


def numbers_of(svg):
    """The numbers behind a picture, and its name: what stands in it as metadata and title."""
    return re.findall(r"<(?:metadata|title)\b.*?</(?:metadata|title)>", svg, re.S)


def differences(path, run):
    """Where a notebook's stored outputs are not those of this run: one message a cell, with cell and lines."""
    code = [(index, cell) for index, cell in enumerate(read(path).cells, start=1) if cell.cell_type == "code"]
    for number, ((index, cell), outputs) in enumerate(zip(code, run.outputs, strict=True), start=1):
        found = normalise_outputs(nbformat.from_dict(outputs), number)
        before, after = ([line for output in some for line in lines_of(output)] for some in (cell.outputs, found))
        if before != after:
            changed = [line for line in difflib.unified_diff(before, after, lineterm="", n=0) if line[:2] not in SIGNS]
            yield f"{shown(path)}, cell {index}: stored (-) is not what the cell gives (+)\n" + "\n".join(changed)


def lines_of(output):
    """An output as lines to compare: its kind, and each of its forms, an SVG by its numbers."""
    yield f"[{output.output_type} {output.get('name', '')}]"
    forms = output.get("data", {"text": output.get("text", output.get("traceback", ""))})
    for form, content in sorted(forms.items()):
        yield f"[{form}]"
        yield from numbers_of(content) if form == SVG else "".join(content).splitlines()


def replace(path, text, write):
    """True if `path` does not hold `text`; with `write`, it does afterwards."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return True


def cover_changed(write):
    """Write the pictures of the cover, the stills of its figures; those that were not up to date."""
    from website import cover  # only now: matplotlib takes a second to load

    pictures = {STATIC / name: make().still.svg.rstrip("\n") + "\n" for name, make in cover.PICTURES.items()}
    return [path for path, svg in pictures.items() if replace(path, svg, write)]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks; if none, all and the pictures of the cover")
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 if something would change")
    options = parser.parse_args(arguments)
    paths = [path.resolve() for path in options.files] or chapters.paths()
    changed, errors = rebuild_all(paths, write=not options.check)
    if not options.files:
        changed += cover_changed(write=not options.check)
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
