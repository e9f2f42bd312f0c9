"""What axe-core finds on a page. It comes with the package axe-playwright-python, so nothing is fetched."""

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


#: Everything of WCAG 2.0 to 2.2, levels A and AA, and what axe-core itself recommends.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: axe-core calls it experimental and runs it only when asked: a name holds the text that is seen (WCAG 2.5.3).
ASKED = "label-content-name-mismatch"
#: The rules that another colour scheme can break.
COLOURS = ["color-contrast", "link-in-text-block"]


def barriers(tab, scheme, size, rules=None, within=None):
    """The barriers of a page in one look, as "rule: element".

    `rules` are the ids of the rules to run, all of WCAG without them. `within` is a selector; without it the page is
    meant.
    """
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in result(tab, scheme, size, rules, within)["violations"]
        for node in rule["nodes"]
    ]


def result(tab, scheme, size, rules=None, within=None):
    """What axe-core returns for a page in one look: lists of rules under "violations", "passes", "inapplicable" …"""
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size(size)
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE)
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    else:
        options |= {"runOnly": {"type": "tag", "values": TAGS}, "rules": {ASKED: {"enabled": True}}}
    return tab.evaluate("([within, options]) => axe.run(within ?? document, options)", [within, options])
