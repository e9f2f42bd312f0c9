"""What must hold on every page of the built site. `python -m website.checks _build/html` prints what does not."""

import json
import re
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
VERBATIM = {"script", "style", "pre", "code"}
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
POINTERS = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "popovertarget")
LEAKS = {
    "a comment": re.compile(r"<!--|-->"),
    "an expression": re.compile("%="),
    "a fence": re.compile("```|:::"),
    "a role": re.compile(r"\{[a-z:-]+\}[`(]"),
    "a link": re.compile(r"\]\("),
    "a formula": re.compile(r"\$\$|\\[a-z]{2,}"),
    "bold": re.compile(r"\*\*\w"),
    "HTML": re.compile(r"</?(b|span|details|summary)\b"),
    "a Python object": re.compile(r"<[\w.]+ object at 0x|<Figure size"),
}
CSS_FETCH = re.compile(r"@import|url\(\s*['\"]?(https?:)?//")


@dataclass
class Page(HTMLParser):
    """One page: its elements with their attributes, its ids, its text outside code, and what is wrong with its tags."""

    source: str
    elements: list = field(default_factory=list)
    text: str = ""
    wrong: list = field(default_factory=list)
    open: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()
        self.wrong += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        self.wrong += [f"<{tag}> has {name} twice" for name in {n for n in names if names.count(n) > 1}]
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(f"</{tag}> closes {f'<{self.open[-1]}>' if self.open else 'nothing'}")

    def handle_data(self, data):
        if not VERBATIM & set(self.open):
            self.text += data

    def handle_comment(self, data):
        self.text += f"<!--{data}-->"

    def all(self, *tags):
        """Attributes of all elements with one of these tags, in order."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    @property
    def ids(self):
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def check_tags(page):
    yield from page.wrong
    yield from (f"the id {name} stands twice" for name in sorted({n for n in page.ids if page.ids.count(n) > 1}))


def check_head(page):
    html = page.all("html")
    if not html or not html[0].get("lang"):
        yield "the page has no lang"
    if not re.search(r"<title>\s*\S.*?</title>", page.source, re.S):
        yield "the page has no title"
    for name in ("viewport", "description"):
        if not any(meta.get("name") == name and meta.get("content") for meta in page.all("meta")):
            yield f"the page has no {name}"


def check_headings(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"the page must begin with its only h1, got levels {levels[:4]}"
    yield from (f"h{after} follows h{before}" for before, after in zip(levels, levels[1:]) if after > before + 1)


def check_names(page):
    """Every picture, button, link and field must have a name."""
    for attributes in page.all("img"):
        if "alt" not in attributes:
            yield f"the image {attributes.get('src')} has no alt"
    for attributes in page.all("svg"):
        if not (attributes.get("aria-label") or attributes.get("aria-labelledby") or "aria-hidden" in attributes):
            yield "an SVG has no name"
    for tag, attributes in page.elements:
        for pointer in POINTERS:
            for name in attributes.get(pointer, "").split():
                if name not in page.ids:
                    yield f"{pointer} of <{tag}> names {name}, which is not on the page"


def check_requests(page):
    """Nothing is fetched from elsewhere."""
    for tag, attributes in page.elements:
        loads = [attributes[name] for name in ("src", "srcset", "poster", "data") if name in attributes]
        if tag == "link" and LOADING_LINKS & set(attributes.get("rel", "").split()):
            loads.append(attributes.get("href", ""))
        yield from (f"<{tag}> fetches {url} from elsewhere" for url in loads if re.match(r"([a-z]+:)?//", url))
        if CSS_FETCH.search(attributes.get("style", "")):
            yield f"the style of <{tag}> fetches from elsewhere"


def check_live(page):
    """Each live figure finds its widgets in the one state of the page, and a page without figures holds none."""
    slots = [attributes for _, attributes in page.elements if "data-attn-live" in attributes]
    states = re.findall(
        r'<script type="application/vnd\.jupyter\.widget-state\+json">(.*?)</script>', page.source, re.S
    )
    if len(states) != bool(slots):
        yield f"the page holds {len(states)} states of widgets for {len(slots)} live figures"
    models = json.loads(states[0])["state"] if states else {}
    yield from (
        f"the live figure {slot['data-attn-key']} has no state"
        for slot in slots
        if slot["data-attn-live"] not in models
    )
    keys = [slot["data-attn-key"] for slot in slots]
    yield from (f"two live figures have the key {key}" for key in sorted({key for key in keys if keys.count(key) > 1}))
    if any("_esm" in model["state"] for model in models.values()) or "widget-view+json" in page.source:
        yield "the page holds a script of a widget"


def check_leaks(page):
    """No source markup stands in the text."""
    for kind, pattern in LEAKS.items():
        if match := pattern.search(page.text):
            yield f"{kind} leaked into the text: {page.text[max(0, match.start() - 30) : match.end() + 30]!r}"


def check_links(pages, name, page):
    """Every link inside the site leads to a file, and to an anchor that is there."""
    for attributes in page.all("a", "link", "script", "img"):
        for url in (attributes.get("href"), attributes.get("src")):
            if not url or urlsplit(url).scheme or url.startswith("//"):
                continue
            path, fragment = urldefrag(url)
            target = (name.parent / unquote(path.split("?")[0])).resolve() if path else name
            if not target.exists():
                yield f"the link {url} leads nowhere"
            elif fragment and target.suffix == ".html" and unquote(fragment) not in pages[target].ids:
                yield f"the link {url} leads to no anchor"


def check_styles(folder):
    """No style sheet fetches from elsewhere."""
    for path in sorted(folder.rglob("*.css")):
        if CSS_FETCH.search(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(folder)}: fetches from elsewhere"


def check_page(page):
    for check in (check_tags, check_head, check_headings, check_names, check_requests, check_live, check_leaks):
        yield from check(page)


def problems(folder: Path) -> list[str]:
    """All that is wrong with the site in `folder`, each with its page."""
    folder = folder.resolve()
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    if not pages:
        return [f"{folder} holds no page"]
    found = [
        f"{path.relative_to(folder)}: {problem}"
        for path, page in pages.items()
        for problem in (*check_page(page), *check_links(pages, path, page))
    ]
    return found + list(check_styles(folder))


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python -m website.checks FOLDER", file=sys.stderr)
        return 2
    found = problems(Path(sys.argv[1]))
    print("\n".join(found) or "every page is sound")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
