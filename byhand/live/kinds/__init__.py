"""The kinds of live figures, two files each: NAME.py with the function NAME, and NAME.js beside it.

A kind is found by being here. Its function takes `key=None` and by keyword `ask=False`, and returns
`build(__file__, …)`; its script is described in ../js/tools.js.
"""

import importlib
import pkgutil
from pathlib import Path


def names():
    """The names of all kinds, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def function(name):
    """The function that makes figures of this kind."""
    return getattr(importlib.import_module(f"{__name__}.{name}"), name)


def script(name):
    """The path of the script of this kind."""
    return Path(importlib.import_module(f"{__name__}.{name}").__file__).with_suffix(".js")
