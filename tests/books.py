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


def build_once(source, folder):
    """The pages of the book in `folder`. Of several that ask, one builds and the others wait."""
    done, written = folder / "done.txt", folder / "writing.txt"
    try:
        folder.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.5)
    else:
        finished = build(source, folder)
        written.write_text(f"{finished.returncode}\n{finished.stdout}", encoding="utf-8")
        written.rename(done)
    code, said = done.read_text(encoding="utf-8").split("\n", 1)
    assert code == "0", said[-6000:]
    return folder / "_build" / "html"
