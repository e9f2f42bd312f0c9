"""Lighthouse on every page, as on a phone: the median of three runs."""

import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from bundles import commands
from server import ALONE, Server
from weight import untouched

PACKAGE, RUNS = "lighthouse@13.5.0", 3
DRIVER = Path(__file__).with_suffix(".mjs")
AIMS = "Aims: performance 95, the others 100"


def report(chromium, folder):
    """Print the scores of every page, or one line if Lighthouse cannot be had."""
    with tempfile.TemporaryDirectory() as modules:
        node, npm = commands()
        install = [*npm, "install", "--prefix", modules, "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
        done = subprocess.run(install, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        if done.returncode:
            print(f"{PACKAGE} could not be installed with npm: no scores. {done.stdout.strip().splitlines()[-1]}")
            return
        command = [*node, str(DRIVER), f"{modules}/node_modules", chromium, ALONE, str(RUNS)]
        print(f"{'page':36}{'performance':>12}  {'(each run)':16}{'accessibility':>14}{'best practices':>16}{'SEO':>6}")
        pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        with Server(folder, cached=True) as site:
            show(command, site, pages)
        with untouched() as other, Server(other, cached=True) as site:
            print("untouched Jupyter Book, without what it asks of others:")
            show(command, site, ["slider.html"])
    print(AIMS)


def show(command, site, pages):
    """Print a line for each page as soon as its scores are there."""
    with subprocess.Popen(
        [*command, *(f"{site.address}/{page}" for page in pages)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as running:
        for page, line in zip(pages, running.stdout):
            scores = json.loads(line)
            runs, (accessibility, practices, seo) = scores["performance"], scores["other"]
            print(
                f"{page:36}{statistics.median(runs):>12.0f}  {str(runs):16}{accessibility:>14}{practices:>16}{seo:>6}"
                f"  {' '.join(scores['failed'])}",
                flush=True,
            )
    if running.returncode:
        raise RuntimeError("Lighthouse ended early; its message stands above")
