"""What a page weighs: compressed bytes and requests, beside a page of an untouched Jupyter Book with one slider."""

import gzip
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from figures import slots, start
from server import Server

TEXTS, CHAPTERS = ("notation", "claims"), ("04_scores", "07_mixing_values")
PICTURES = {".svg", ".png", ".jpg", ".gif", ".webp", ".ico"}
INLINE = re.compile(rb"<svg\b.*?</svg>", re.DOTALL)
LATE = 2000  # ms in which a loaded page may still ask for something
AIMS = "Aims, pictures aside: a text page under 150 kB, a page with live figures under 350 kB"
SLIDER = "import ipywidgets\nipywidgets.FloatSlider(value=0.5, max=1)"


@contextmanager
def untouched():
    """The folder of a Jupyter Book of one page with one slider, built as it comes; its page is slider.html."""
    with TemporaryDirectory() as folder:
        folder = Path(folder)
        cells = [nbformat.v4.new_markdown_cell("# A slider"), nbformat.v4.new_code_cell(SLIDER)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "slider.ipynb")
        (folder / "_config.yml").write_text("title: A slider\n", encoding="utf-8")
        (folder / "_toc.yml").write_text("format: jb-book\nroot: slider\n", encoding="utf-8")
        build = "from jupyter_book.cli.main import main; main()"
        subprocess.run([sys.executable, "-c", build, "build", str(folder)], check=True, capture_output=True)
        yield folder / "_build" / "html"


class Load:
    """What one page asks for, from an empty cache on."""

    def __init__(self, browser, site, folder):
        self.site, self.folder, self.strangers = site, folder, []
        site.log.clear()
        self.page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.on("request", self._asked)

    def _asked(self, request):
        if not request.url.startswith((self.site.address, "data:", "blob:")):
            self.strangers.append(request.url)

    def line(self, name):
        """Print what was sent up to now; returns the kB without pictures."""
        self.page.wait_for_timeout(LATE)
        total = sum(size for _, size in self.site.log)
        pictures = sum(self._pictures(path.partition("?")[0], size) for path, size in self.site.log)
        rest = (total - pictures) / 1000
        print(
            f"{name:44}{rest:8.0f} kB{pictures / 1000:10.0f} kB{len(self.site.log):9}{len(self.strangers):12}",
            flush=True,
        )
        return rest

    def _pictures(self, path, size):
        """Bytes of a file that are pictures: all of an image, and what the pictures in a page add to it."""
        file = self.folder / path.lstrip("/")
        if file.suffix != ".html":
            return size if file.suffix in PICTURES else 0
        return size - len(gzip.compress(INLINE.sub(b"", file.read_bytes()), 6, mtime=0))


def report(browser, folder):
    """Print the weights of our pages and of the untouched one."""
    print(f"{'page, compressed':44}{'text, code':>11}{'pictures':>13}{'requests':>9}{'elsewhere':>12}")
    weights, figures = {}, slots(folder)
    with Server(folder, cached=True) as site:
        for name in (*TEXTS, *CHAPTERS):
            load, path = Load(browser, site, folder), f"chapters/{name}.html"
            load.page.goto(f"{site.address}/{path}")
            weights[name] = load.line(name)
            keys = [key for key, page in figures.items() if page == path]
            for key in keys:
                start(load.page, key)
            if keys:
                weights[name] = load.line(f"{name}, its figures live")
            load.page.close()
    with untouched() as other, Server(other, cached=True) as site:
        load = Load(browser, site, other)
        load.page.goto(f"{site.address}/slider.html")
        rival = load.line("untouched Jupyter Book, one slider")
        hosts = {re.match(r"\w+://([^/]+)", url)[1] for url in load.strangers}
        load.page.close()
    print(
        "The untouched page weighs " + ", ".join(f"{rival / weight:.1f} × {name}" for name, weight in weights.items())
    )
    print(f"and what it asks of {', '.join(sorted(hosts))}, which is blocked here: its weight is not counted.")
    print(AIMS)
