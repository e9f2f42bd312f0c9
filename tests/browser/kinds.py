"""Kinds of live figures that only the tests know, in tests/kinds/."""

import sys
from contextlib import contextmanager
from pathlib import Path

from byhand.live import kinds
from website.kinds import scripts

FOLDER = str(Path(__file__).parents[1] / "kinds")


@contextmanager
def own_kinds(server=None):
    """Inside, the kinds of tests/kinds/ are found as those of byhand are; `server` serves their scripts."""
    before = list(kinds.__path__)
    kinds.__path__.append(FOLDER)
    try:
        if server:
            for name, script in scripts().items():
                server.put(f"_static/kinds/{name}.js", script)
        yield
    finally:
        kinds.__path__[:] = before
        for name, module in list(sys.modules.items()):
            if name.startswith(f"{kinds.__name__}.") and str(module.__file__).startswith(FOLDER):
                del sys.modules[name]
