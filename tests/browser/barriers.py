"""What axe-core finds on a page. It comes with the package axe-playwright-python, so nothing is fetched."""

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def barriers(tab, scheme, size, contrast=True, within=None):
    """The barriers of a page in one look, as "rule: element". `within` is a selector; without it the page is meant."""
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size(size)
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE)
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    found = tab.evaluate("([within, options]) => axe.run(within ?? document, options)", [within, options])
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]
