"""Everything that is measured, as ratios against named rivals, in one run.

    python bench/run.py [--site FOLDER] [attention figures weight lighthouse]

attention   the library and the chapters, against plain Python and PyTorch
figures     from a move of a slider to the painted picture, against `interact` and matplotlib with a kernel
weight      bytes and requests of pages, against an untouched Jupyter Book
lighthouse  Lighthouse's scores for every page

--site is a built book; without it the book is built first. Nothing here fails because something is slow.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]

import arithmetic  # noqa: E402  first: it sets the number of threads before NumPy is imported
import figures  # noqa: E402
import lighthouse  # noqa: E402
import weight  # noqa: E402
from browser.chromium import NoChromium, chromium  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from serve import build, problems  # noqa: E402
from server import ALONE  # noqa: E402

PARTS = ("attention", "figures", "weight", "lighthouse")


def built():
    """Build the book; returns its folder."""
    succeeded, output = build()
    if not succeeded:
        sys.exit(f"The build failed:\n{problems(output)}")
    return ROOT / "_build" / "html"


def load():
    """How busy the machine is, in words: times are worth little on a busy one."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f" (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)"


def part(title, act, *arguments):
    print(f"\n=== {title}{load()}", flush=True)
    start = time.monotonic()
    act(*arguments)
    print(f"--- {time.monotonic() - start:.0f} s", flush=True)


def measure_pages(parts, site):
    with sync_playwright() as playwright:
        try:
            path = chromium([playwright.chromium.executable_path])
        except NoChromium as error:
            sys.exit(str(error))
        browser = playwright.chromium.launch(executable_path=path, args=[ALONE])
        if "figures" in parts:
            part("Live figures", figures.report, browser, site)
        if "weight" in parts:
            part("Weight of pages", weight.report, browser, site)
        browser.close()
    if "lighthouse" in parts:
        part("Lighthouse, mobile", lighthouse.report, path, site)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--site", type=Path, help="a built book (_build/html)")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    parts = options.parts or PARTS
    if "attention" in parts:
        part("attnlib and the chapters", arithmetic.report)
    if set(parts) - {"attention"}:
        measure_pages(parts, (options.site or built()).resolve())


if __name__ == "__main__":
    main()
