"""What pytest must know at the root: the tests' environment, and what nbval leaves out when it compares a chapter.

It stands here, not in tests/, because pytest asks for a chapter only the conftest.py files of its own folders.
"""

import os

from notebooks import KERNEL_ENVIRONMENT

os.environ.update(KERNEL_ENVIRONMENT)


def pytest_collectstart(collector):
    """Pictures are not compared: fonts differ between machines. Their text, the sentence with the numbers, is."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml",)
