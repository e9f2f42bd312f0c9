"""From a move of a slider to the painted picture: the live figures on the page, and the usual ones with a kernel."""

import re
from contextlib import contextmanager
from statistics import median, quantiles

import hands
import lab
from server import Server

COUNT, WARM = 200, 5
USUAL_COUNT, USUAL_WARM = 10, 1  # these take long
SLOT = re.compile(r'data-attn-key="([^"]+)"')
RATES = (1, hands.SLOW)
VIEW = {"width": 1280, "height": 900}
AIMS = "Aims: handler p95 4 ms slowed down, paint p95 33 ms"


def slots(folder):
    """Key of each live figure -> its page."""
    pages = sorted(folder.glob("chapters/*.html"))
    return {
        key: page.relative_to(folder).as_posix()
        for page in pages
        for key in SLOT.findall(page.read_text(encoding="utf-8"))
    }


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


@contextmanager
def page_of(browser):
    """A page with the probe in it."""
    with browser.new_context(viewport=VIEW) as context:
        page = context.new_page()
        page.add_init_script(hands.PROBE)
        yield page


def measured(page, figure, count, warm):
    """{rate: times} of one figure; rate 4 is a page that has a quarter of the processor."""
    found = {}
    for rate in RATES:
        hands.slow_down(page, rate)
        found[rate] = hands.times(page, figure, count, warm)
    hands.slow_down(page, 1)
    return found


def usual(browser):
    """Name -> {rate: times} of the usual pictures; their kernel is never slowed down."""
    found = {}
    with lab.jupyterlab() as running, page_of(browser) as page:
        for name, cell in lab.run_all(page, running).items():
            cell.evaluate("cell => bench.watchImages(cell)")
            found[name] = measured(page, cell, USUAL_COUNT, USUAL_WARM)
    return found


def report(browser, folder):
    """Print the times of all figures, and how many times as long the usual picture takes."""
    rivals = usual(browser)
    print(f"p50 / p95 in ms of {COUNT} moves, half by keyboard and half by mouse; {USUAL_COUNT} of the usual picture")
    print(f"{'figure':16}{'page':14}{'handler':>14}{'to paint':>16}{'interact + matplotlib':>24}{'ratio of p50':>14}")
    with Server(folder, cached=True) as site:
        for key, path in slots(folder).items():
            with page_of(browser) as page:
                page.goto(f"{site.address}/{path}")
                ours = measured(page, start(page, key), COUNT, WARM)
            rival = rivals[key.partition("-")[0]]  # challenge-first is a second challenge
            for rate in RATES:
                print(
                    f"{key:16}{f'{rate} × slower' if rate > 1 else 'as it is':14}{line(ours[rate], rival[rate])}",
                    flush=True,
                )
    print(f"{AIMS}. JupyterLab's kernel is not slowed down.")


def line(ours, rival):
    handler, paint = ([time[kind] for time in ours] for kind in ("handler", "paint"))
    usual_paint = [time["paint"] for time in rival]
    ratio = median(usual_paint) / median(paint)
    return f"{pair(handler):>14}{pair(paint):>16}{pair(usual_paint):>24}{ratio:>12.0f} ×"


def pair(times):
    return f"{median(times):.1f} / {quantiles(times, n=20, method='inclusive')[-1]:.1f}"
