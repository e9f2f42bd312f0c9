"""The calls of `diagnose`: one file for each thing that a reader writes, found by being there.

Each file holds CALL, a `Call`. They are in the order of the chapters that teach them.
"""

import sys

from byhand import discover

_found = [module.CALL for module in discover.modules(sys.modules[__name__]).values()]
CALLS = {call.name: call for call in sorted(_found, key=lambda call: (int(call.chapter), call.name))}


def calls_in(*groups):
    """The names of the calls that belong to all of these groups."""
    return tuple(name for name, call in CALLS.items() if set(groups) <= set(call.groups))
