"""What pytest must know at the root: the tests' environment, and how nbval runs and compares a chapter.

It stands here, not in tests/, because pytest asks for a chapter only the conftest.py files of its own folders.
"""

import os

import nbval.kernel

from website.execution import ENVIRONMENT
from website.kernels import OwnSockets

os.environ.update(ENVIRONMENT)
nbval.kernel.KernelManager = OwnSockets  # nbval asks for no class, and its own kernels may want one port at once


def pytest_collectstart(collector):
    """Pictures are not compared: fonts differ between machines. Their text, the sentence with the numbers, is."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml",)
