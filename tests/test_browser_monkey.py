"""A seeded monkey on every live figure: nothing it does leaves an error, nonsense on the screen, or used memory.

`make test` lets it do 100 things to each figure, `make soak` 10,000 in all.
"""

from pathlib import Path

import pytest
from browser.expected import KINDS
from browser.figure import Figure

MONKEY = (Path(__file__).parent / "browser" / "monkey.js").read_text(encoding="utf-8")
SEED = 2017
LEAST_ACTS = 4  # the smallest figure has no controls: words to press and to point at, links and the reset
GROWTH = 500_000  # bytes that the second half may add; one table kept for each event would be several times as much


@pytest.mark.parametrize("key", KINDS)
def test_a_monkey_leaves_a_figure_whole(visit, request, key):
    events = request.config.getoption("--monkey") // 2
    least = LEAST_ACTS if events > 100 else 2  # in a short run not every act comes up
    page, state = KINDS[key]
    here = Figure(visit(page, live=True), key)
    memory = Memory(here)
    runs, kept = [], []
    for half in range(2):
        runs.append(here.card.evaluate(MONKEY, [SEED + half, events]))
        here.reset()
        here.go({})  # a reset leaves the task of a challenge
        here.unfold()  # its tables are made when they are first seen
        kept.append(memory.used() if half == 0 else memory.settled(kept[0]))
    print(f"{key}: {2 * events} events, {runs[1]['done']}, memory {kept[0]} -> {kept[1]}")
    assert runs[0]["wrong"] == runs[1]["wrong"] == here.visit.faults == []
    assert all(sum(run["done"].values()) == events and len(run["done"]) >= least for run in runs)
    assert here.differences(state) == []
    assert not grown(*kept), kept


def grown(before, after):
    """Which counts have grown. The line that is read aloud, and the message, may be empty or hold a text."""
    allowed = {"JSHeapUsedSize": GROWTH, "Nodes": 2, "JSEventListeners": 0}
    return [name for name, more in allowed.items() if after[name] > before[name] + more]


class Memory:
    """What the page of a figure keeps after everything that is not needed has been cleared away."""

    def __init__(self, figure):
        self.figure = figure
        self.session = figure.visit.context.new_cdp_session(figure.tab)
        self.session.send("Performance.enable")

    def used(self):
        for _ in range(2):
            self.session.send("HeapProfiler.collectGarbage")
        found = {
            metric["name"]: int(metric["value"]) for metric in self.session.send("Performance.getMetrics")["metrics"]
        }
        return {name: found[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}

    def settled(self, before):
        """As `used`, once what is only on its way out has gone; what is kept for ever is still there at the end."""
        for _ in range(20):
            if not grown(before, after := self.used()):
                break
            self.figure.tab.wait_for_timeout(100)
        return after
