"""The kinds of live figures, two files each: NAME.py with the function NAME, and NAME.js beside it.

A kind is found by being here. Its function takes `key=None` and by keyword `ask=False`, and returns
`build(__file__, …)`, and its module may say how high it is (see `heights`); its script is described in ../js/tools.js.
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


def heights(name):
    """How high a figure of this kind is on a page, in px on a desk and on a phone; a page keeps the place free for it.

    HEIGHTS of its module; zeros where it says nothing, or where the kind is not known.
    """
    return getattr(importlib.import_module(f"{__name__}.{name}"), "HEIGHTS", (0, 0)) if name in names() else (0, 0)


def script(name):
    """The path of the script of this kind."""
    return Path(importlib.import_module(f"{__name__}.{name}").__file__).with_suffix(".js")
