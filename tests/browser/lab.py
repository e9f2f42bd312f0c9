"""JupyterLab with a kernel, driven through its own commands: a notebook is run, read, run again and restarted."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request

import nbformat
from project import ROOT

PATIENCE = 120  # seconds for a start; a machine that does several things at once needs some
CONFIG = {
    "labconfig/page_config.json": {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}},
    "labconfig/default_setting_overrides.json": {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}},
}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


class Lab:
    """A JupyterLab server in `folder` with one notebook, figures.ipynb: these code cells, then a text.

    address: where, as http://127.0.0.1:PORT. paths: what Python finds there besides. Ends with `stop`.
    """

    def __init__(self, folder, cells, text="", paths=(ROOT,)):
        cells = [*map(nbformat.v4.new_code_cell, cells), nbformat.v4.new_markdown_cell(text)]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)
        nbformat.write(notebook, folder / "figures.ipynb")
        for name, values in CONFIG.items():
            (folder / "config" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "config" / name).write_text(json.dumps(values), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "jupyter",
            "lab",
            "--no-browser",
            "--allow-root",
            "--port=0",
            "--IdentityProvider.token=",
            f"--ServerApp.root_dir={folder}",
            "--LabApp.expose_app_in_browser=True",
        ]
        environment = os.environ | {
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "JUPYTER_PREFER_ENV_PATH": "1",
        }
        self.log = (folder / "log.txt").open("w")
        self.server = subprocess.Popen(command, env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        self.address = self._wait(folder)

    def _wait(self, folder):
        """The address of the server, as soon as it answers there: it takes a free port and writes it down."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.server.poll() is None:
            for file in (folder / "runtime").glob("jpserver-*.json"):
                with contextlib.suppress(OSError, ValueError):  # ValueError: it is still writing
                    address = f"http://127.0.0.1:{json.loads(file.read_text())['port']}"
                    urllib.request.urlopen(f"{address}/api", timeout=5).close()
                    return address
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{(folder / 'log.txt').read_text()[-2000:]}")

    def stop(self):
        self.server.terminate()
        self.server.wait()
        self.log.close()


class Notebook:
    """The notebook of a Lab in a tab."""

    def __init__(self, lab, tab):
        self.tab = tab
        tab.set_default_timeout(PATIENCE * 1000)
        tab.goto(f"{lab.address}/lab/tree/figures.ipynb")
        tab.wait_for_function("globalThis.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel")
        tab.evaluate("""async () => {
          const { context, sessionContext } = jupyterapp.shell.currentWidget;
          await Promise.all([context.ready, sessionContext.ready]);
        }""")

    def run(self, index):
        """Run one code cell and wait for its end; gives the text of its outputs."""
        return self.tab.evaluate(
            """async (index) => {
          const { content } = jupyterapp.shell.currentWidget;
          content.deselectAll();
          content.activeCellIndex = index;
          await jupyterapp.commands.execute("notebook:run-cell");
          return content.activeCell.model.outputs.toJSON()
            .map((o) => o.text ?? o.evalue ?? o.data?.["text/plain"] ?? "").join("");
        }""",
            index,
        )

    def ask(self, index, code):
        """Put code into a cell and run it."""
        self.tab.evaluate(
            "([i, code]) => jupyterapp.shell.currentWidget.content.widgets[i].model.sharedModel.setSource(code)",
            [index, code],
        )
        return self.run(index)

    def restart(self):
        """Restart the kernel, as the menu does without its question."""
        self.tab.evaluate("""async () => {
          const { sessionContext } = jupyterapp.shell.currentWidget;
          await sessionContext.restartKernel();
          await sessionContext.session.kernel.info;
        }""")

    def output(self, index):
        """The live figure in the output of a cell."""
        return self.tab.locator(".jp-Cell").nth(index).locator(".jp-OutputArea-output .attn-figure")
