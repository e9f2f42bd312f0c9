"""JupyterLab with a kernel, and in it a notebook of the usual pictures (usual.py), one cell for each."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
from usual import SLIDERS

HERE = Path(__file__).parent
PATIENCE = 90  # seconds for a start
SETTINGS = {
    "page_config.json": {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}},  # third party
    "default_setting_overrides.json": {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}},
}
READY = (
    f"document.querySelectorAll('.jp-Cell .noUi-handle').length >= {len(SLIDERS)} && "
    f"document.querySelectorAll('.jp-Cell .jp-OutputArea img').length >= {len(SLIDERS)}"
)


def notebook():
    cells = ["%matplotlib inline\nfrom ipywidgets import interact\nimport usual"]
    cells += [f"interact(usual.{name}, **{sliders});" for name, sliders in SLIDERS.items()]
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


@contextmanager
def jupyterlab():
    """The address of the notebook in a JupyterLab that ends with the block."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        folder = Path(folder)
        nbformat.write(notebook(), folder / "usual.ipynb")
        settings = folder / "config" / "labconfig"
        settings.mkdir(parents=True)
        for name, values in SETTINGS.items():
            (settings / name).write_text(json.dumps(values), encoding="utf-8")
        environment = os.environ | {
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)]),
        }
        command = [
            sys.executable,
            "-m",
            "jupyter",
            "lab",
            "--no-browser",
            "--allow-root",
            f"--port={port}",
            "--IdentityProvider.token=",
            f"--ServerApp.root_dir={folder}",
            "--LabApp.expose_app_in_browser=True",
        ]
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, running)
            yield f"{address}/lab/tree/usual.ipynb"
        finally:
            running.terminate()
            running.wait()


def wait_for(address, running):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        try:
            return urllib.request.urlopen(f"{address}/api", timeout=2).close()
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("JupyterLab did not start")


def run_all(page, address):
    """Open the notebook, run it, and return the output of each figure: name -> locator."""
    page.goto(address)
    page.wait_for_function("globalThis.jupyterapp?.shell.currentWidget?.sessionContext", timeout=PATIENCE * 1000)
    page.evaluate("""async () => {
      const { context, sessionContext } = jupyterapp.shell.currentWidget;
      await Promise.all([context.ready, sessionContext.ready]);
      jupyterapp.commands.execute("notebook:run-all-cells");
    }""")
    page.wait_for_function(READY, timeout=PATIENCE * 1000)
    return {name: page.locator(".jp-Notebook .jp-Cell").nth(n) for n, name in enumerate(SLIDERS, 1)}
