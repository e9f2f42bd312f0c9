"""Parts of a package that are found by being there, so that a new one edits no list."""

import pkgutil
from importlib import import_module


def modules(package, prefix=""):
    """The modules of a package whose names begin with `prefix`, imported, {name: module} in the order of their names.

    Names that begin with _ are left out.
    """
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    names = [name for name in names if name.startswith(prefix) and not name.startswith("_")]
    return {name: import_module(f"{package.__name__}.{name}") for name in names}
