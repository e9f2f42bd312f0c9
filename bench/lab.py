"""JupyterLab with a kernel, and in it a notebook of the usual pictures (usual.py), one cell for each."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from browser.lab import PATIENCE, Lab, Notebook
from usual import SLIDERS

HERE = Path(__file__).parent
READY = (
    f"document.querySelectorAll('.jp-Cell .noUi-handle').length >= {len(SLIDERS)} && "
    f"document.querySelectorAll('.jp-Cell .jp-OutputArea img').length >= {len(SLIDERS)}"
)


def cells():
    yield "%matplotlib inline\nfrom ipywidgets import interact\nimport usual"
    for name, sliders in SLIDERS.items():
        yield f"interact(usual.{name}, **{sliders});"


@contextmanager
def jupyterlab():
    """A JupyterLab with the notebook, that ends with the block."""
    with tempfile.TemporaryDirectory() as folder:
        running = Lab(Path(folder), cells(), paths=(HERE, HERE.parent))
        try:
            yield running
        finally:
            running.stop()


def run_all(page, running):
    """Open the notebook, run it, and return the output of each figure: name -> locator."""
    Notebook(running, page)
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(READY, timeout=PATIENCE * 1000)
    return {name: page.locator(".jp-Notebook .jp-Cell").nth(n) for n, name in enumerate(SLIDERS, 1)}
