"""Give each chapter its outputs before MyST-NB reads it: from the execution that tests and checks share."""

from pathlib import Path

import nbformat
from sphinx.util import logging

from website import execution

logger = logging.getLogger(__name__)

STATE = "application/vnd.jupyter.widget-state+json"
WIDGETS = "site_widgets"  # where the states of the page being read are kept


def execute(app, env, docnames):
    """Run the notebooks that will be read; those that nothing has changed are not run again."""
    paths = [Path(env.doc2path(name)) for name in docnames]
    notebooks = [path for path in paths if path.suffix == ".ipynb" and path.is_file()]
    app.site_runs = execution.run_all(notebooks, Path(app.srcdir) / "_build" / "executed", numbers=False)
    for path, run in app.site_runs.items():
        if isinstance(run, execution.NotebookError):
            logger.warning("%s", run, location=env.path2doc(str(path)))


def give_outputs(app, docname, source):
    """Put the outputs into the notebook that is read, and keep the states of its widgets for the live figures."""
    path = Path(app.env.doc2path(docname)).resolve()
    run = app.site_runs.get(path)
    if isinstance(run, execution.Run):
        notebook = run.fill(execution.read(path))
        widgets = notebook.metadata.pop("widgets", {})  # else MyST-NB would add a script that this site has not
        app.env.temp_data[WIDGETS] = widgets.get(STATE, {}).get("state", {})
        source[0] = nbformat.writes(notebook, version=nbformat.NO_CONVERT)


def widgets_of(env):
    """{model id: state} of the widgets of the notebook that is being read."""
    return env.temp_data.get(WIDGETS, {})


def setup(app):
    app.site_runs = {}
    app.connect("env-before-read-docs", execute)
    app.connect("source-read", give_outputs)
