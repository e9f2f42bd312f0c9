"""From a move of a slider to the painted picture: the live figures on the page, and the usual ones with a kernel."""

import re

import hands
import lab
from server import Site

COUNT, WARM = 200, 5
USUAL_COUNT, USUAL_WARM = 10, 1  # these take long
SLOT = re.compile(r'data-attn-key="([^"]+)"')
RATES = (1, hands.SLOW)
VIEW = {"width": 1280, "height": 900}
AIMS = "Aims: handler p95 8 ms (25 ms slowed down), paint p95 33 ms"


def slots(folder):
    """Key of each live figure -> its page."""
    pages = sorted(folder.glob("chapters/*.html"))
    return {key: page.relative_to(folder).as_posix() for page in pages
            for key in SLOT.findall(page.read_text(encoding="utf-8"))}


def start(page, key):
    """Bring a figure of this page to life; gives the figure."""
    slot = page.locator(f'[data-attn-key="{key}"]')
    slot.scroll_into_view_if_needed()
    figure = slot.locator(".attn-figure")
    figure.wait_for()
    page.wait_for_timeout(hands.SETTLE)
    skip = figure.get_by_role("button", name="Skip")
    if skip.count():
        skip.click()
    return figure


def live(browser, folder):
    """{(key, rate): times} of every live figure; rate 4 is a processor four times slower."""
    found = {}
    with Site(folder) as site:
        for key, path in slots(folder).items():
            with browser.new_context(viewport=VIEW) as context:
                page = context.new_page()
                page.add_init_script(hands.PROBE)
                page.goto(f"{site.url}/{path}")
                figure = start(page, key)
                for rate in RATES:
                    hands.slow_down(page, rate)
                    found[key, rate] = hands.times(page, figure, COUNT, WARM)
    return found


def usual(browser):
    """The same of the usual pictures; their kernel is never slowed down."""
    found = {}
    with lab.jupyterlab() as address, browser.new_context(viewport=VIEW) as context:
        page = context.new_page()
        page.add_init_script(hands.PROBE)
        for name, cell in lab.run_all(page, address).items():
            cell.evaluate("cell => bench.watchImages(cell)")
            for rate in RATES:
                hands.slow_down(page, rate)
                found[name, rate] = hands.times(page, cell, USUAL_COUNT, USUAL_WARM)
            hands.slow_down(page, 1)
    return found


def report(browser, folder):
    """Print the times of all figures, and how many times as long the usual picture takes."""
    ours = live(browser, folder)
    theirs = usual(browser)
    for rate in RATES:
        print(f"\n{COUNT} moves each, half by keyboard and half by mouse; p50 / p95 in ms"
              f"{f'; the page {rate} × slowed down' if rate > 1 else ''}")
        print(f"{'figure':12}{'handler':>14}{'to paint':>16}{'interact + matplotlib':>24}{'ratio p50':>11}")
        for key, _ in (name for name in ours if name[1] == rate):
            handler, paint = (hands.p50_p95([time[kind] for time in ours[key, rate]]) for kind in ("handler", "paint"))
            rival = hands.p50_p95([time["paint"] for time in theirs[key, rate]])
            print(f"{key:12}{pair(handler):>14}{pair(paint):>16}{pair(rival):>24}{rival[0] / paint[0]:>9.0f} ×", flush=True)
    print(f"{AIMS}; interact with {USUAL_COUNT} moves each, in JupyterLab with its own kernel, which is not slowed down")


def pair(numbers):
    return f"{numbers[0]:.1f} / {numbers[1]:.1f}"
