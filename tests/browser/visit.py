"""One page in one browser tab. What it asks of other hosts and what it says on the console is kept."""

import re

VIEW = {"width": 1280, "height": 900}
SLOT = "[data-attn-live]"


class Visit:
    """A tab on the book. `open` goes to a page; `faults` lists what no page may do."""

    def __init__(self, browser, server, **options):
        self.server = server
        self.options = {"viewport": VIEW, "reduced_motion": "reduce", **options}
        self.context = browser.new_context(**self.options)
        self.tab = self.context.new_page()
        self.strangers, self.said, self.asked = [], [], []
        self.tab.on("request", self._asks)
        self.tab.on("console", self._says)
        self.tab.on("pageerror", lambda error: self.said.append(f"error: {error}"))

    def _asks(self, request):
        self.asked.append(request.url)
        if not request.url.startswith((self.server.address, "data:", "blob:", "file:", "about:")):
            self.strangers.append(request.url)

    def _says(self, message):
        if message.type in ("error", "warning", "assert"):
            self.said.append(f"{message.type}: {message.text}")

    def open(self, page, live=False):
        """Go to a page of the book, such as "chapters/04_scores.html"; with `live`, start all its figures."""
        self.tab.goto(f"{self.server.address}/{page}")
        if live:
            self.start_figures()
        return self

    def start_figures(self):
        """Bring each figure near the window, as a reader who scrolls does, and wait until all are live."""
        for slot in self.tab.locator(SLOT).all():
            slot.scroll_into_view_if_needed()
        self.tab.wait_for_function(
            f"[...document.querySelectorAll('{SLOT}')].every(slot => slot.matches('.is-live') && "
            "!slot.querySelector('.noUi-handle:not([aria-label])') && "
            "slot.querySelector('.attn-live'))"
        )
        self.frame()

    def frame(self):
        """Wait until the page has been drawn once more."""
        self.tab.evaluate(
            "new Promise(done => { setTimeout(done, 2000); requestAnimationFrame(() => requestAnimationFrame(done)); })"
        )

    def open_folds(self):
        """Open everything that is folded; returns how much that is."""
        return self.tab.evaluate("[...document.querySelectorAll('details')].map(fold => fold.open = true).length")

    def open_sample(self, kind, each):
        """Of the open folds of a kind that are all made alike, leave every so many open; returns how many stay open."""
        return self.tab.evaluate(
            """([kind, each]) => [...document.querySelectorAll(`details.${kind}`)]
              .filter((fold, i) => (fold.open = i % each === 0)).length""",
            [kind, each],
        )

    def renew(self):
        """Make the tab as good as a new one, at a third of the cost: an empty page, and nothing kept or granted."""
        self.context.unroute_all()
        self.context.clear_permissions()
        self.tab.mouse.move(0, 0)
        self.tab.evaluate("location.protocol === 'http:' && (localStorage.clear(), sessionStorage.clear())")
        self.tab.goto("about:blank")
        self.tab.set_viewport_size(self.options["viewport"])
        self.tab.emulate_media(media="null", color_scheme="null", reduced_motion=self.options["reduced_motion"])
        for kept in (self.strangers, self.said, self.asked):
            kept.clear()

    @property
    def faults(self):
        """Requests to other hosts, and errors and warnings on the console."""
        return [*(f"asks {url}" for url in self.strangers), *self.said]

    def close(self):
        self.context.close()


def pages(folder):
    """The pages of a built book, as paths below it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def overflow(tab):
    """By how many pixels the page is wider than the window, and what sticks out."""
    return tab.evaluate("""() => {
      const width = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - width;
      if (over <= 0) return null;
      const kept = (e) => !e || (getComputedStyle(e).overflowX === "visible" && kept(e.parentElement));
      const out = [...document.querySelectorAll("body *")]
        .filter((e) => e.getBoundingClientRect().right > width + 1 && kept(e.parentElement));
      return [over, ...out.slice(-3)
        .map((e) => `${e.tagName}.${e.className.baseVal ?? e.className}: ${e.textContent.slice(0, 60)}`)];
    }""")


def words_of(text):
    """Text on one line."""
    return re.sub(r"\s+", " ", text).strip()
