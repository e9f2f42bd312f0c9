"""Builds the book, or a piece of one, as `make book` does."""

import os
import subprocess
import sys
import time

from project import ROOT

BUILD = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "-W", "-n", "--keep-going"]


def build(source, output):
    """Run Jupyter Book; gives the finished process with its output as text."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        [*BUILD, str(source), "--path-output", str(output)],
        env=environment,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def once(folder, work):
    """Call `work(folder)` in one process of all that ask, while the others wait; gives the text that it returns."""
    done, written = folder / "done.txt", folder / "writing.txt"
    try:
        folder.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.2)
    else:
        said = "the process that did it for all failed"
        try:
            said = work(folder)
        finally:
            written.write_text(said, encoding="utf-8")
            written.rename(done)
    return done.read_text(encoding="utf-8")


def build_once(source, folder):
    """The pages of the book in `folder`. Of several that ask, one builds and the others wait."""

    def work(folder):
        finished = build(source, folder)
        return f"{finished.returncode}\n{finished.stdout}"

    code, _, said = once(folder, work).partition("\n")
    assert code == "0", said[-6000:]
    return folder / "_build" / "html"
