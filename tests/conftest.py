"""What tests of several files share: the executed chapters, the built book, and a browser that reads it."""

import os
from collections import defaultdict
from pathlib import Path

import pytest
from books import build_once, once
from project import ROOT
from server import ALONE, Server

from byhand.exercises.registry import NUMBER, order
from website import chapters, execution


def pytest_addoption(parser):
    parser.addoption("--site", type=Path, help="a built book (_build/html) to test, instead of one built for the tests")
    parser.addoption("--engines", help="chromium,firefox,webkit: take test_browser_engines.py, in these")
    parser.addoption("--chapter", type=int, help="only what tests this chapter, for example 4")
    parser.addoption("--monkey", type=int, default=100, help="how many random events each live figure gets")
    parser.addoption(
        "--thorough", action="store_true", help="all that `make test` takes samples of, as `make mistakes`"
    )


@pytest.fixture(scope="session")
def thorough(request):
    """True if everything is to be tried, and not a sample."""
    return request.config.getoption("--thorough")


# --- chapters -------------------------------------------------------------------------------------------------------


def pytest_collection_modifyitems(config, items):
    """With --chapter, keep the tests that are given the path of this chapter, or the number of one of its exercises."""
    wanted = config.getoption("--chapter")
    if wanted is None:
        return
    if wanted not in map(chapters.number_of, (path.name for path in chapters.paths())):
        raise pytest.UsageError(f"there is no chapter {wanted:02} in chapters/")
    kept = [item for item in items if chapter_of(item) == wanted]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def chapter_of(item):
    """The number of the chapter whose path a test is given, or one of whose exercises, or None."""
    given = item.callspec.params if hasattr(item, "callspec") else {}
    if path := next((value for value in given.values() if isinstance(value, Path)), None):
        return chapters.number_of(path.name)
    number = given.get("number")
    return order(number)[0] if isinstance(number, str) and NUMBER.fullmatch(number) else None


def shared_folder(tmp_path_factory):
    """A folder that all workers of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def runs(request, tmp_path_factory):
    """{path: Run, or the error} of the chapters. They are executed once for all workers, and for the build."""
    wanted = request.config.getoption("--chapter")
    paths = [path for path in chapters.paths() if wanted in (None, chapters.number_of(path.name))]
    once(shared_folder(tmp_path_factory) / "runs", lambda folder: str(len(execution.run_all(paths))))
    return execution.run_all(paths)


@pytest.fixture
def run(runs, path):
    """What the execution of the chapter at `path` gave."""
    if isinstance(runs[path], execution.NotebookError):
        pytest.fail(str(runs[path]), pytrace=False)
    return runs[path]


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """Executions of this test are kept beside its own files."""
    monkeypatch.setattr(execution, "CACHE", tmp_path / "executed")


# --- several engines -------------------------------------------------------------------------------------------------


def pytest_ignore_collect(collection_path, config):
    """The tests of several engines belong to `make browsers`: without --engines they are none of the tests."""
    return True if collection_path.name == "test_browser_engines.py" and not config.getoption("--engines") else None


def pytest_sessionstart(session):
    """Say where the engines are that were asked for; end at once if one is missing."""
    names = session.config.getoption("--engines")
    if names and "PYTEST_XDIST_WORKER" not in os.environ:
        from browser.engines import NoEngine, find

        try:
            places = find(names.split(","))
        except NoEngine as missing:
            pytest.exit(str(missing), returncode=pytest.ExitCode.USAGE_ERROR)
        for name, place in places.items():
            print(f"{name}: {place if isinstance(place, str) else ', '.join(place)}")


@pytest.fixture(scope="session")
def book(request, tmp_path_factory):
    """The folder of the built book. It is built once for all workers: the first one builds, the others wait."""
    given = request.config.getoption("--site")
    if given:
        return given.resolve()
    request.getfixturevalue("runs")
    return build_once(ROOT, shared_folder(tmp_path_factory) / "book")


# --- browser --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium():
    """The path of a browser; one line says what to install if there is none."""
    from browser.chromium import NoChromium
    from browser.chromium import chromium as find
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    try:
        return find([own])
    except NoChromium as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def browser(chromium):
    """A browser that reaches this machine alone: all other names lead nowhere.

    One for each file of tests: Playwright keeps an event loop running, in which others could not start theirs.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=[ALONE, "--enable-precise-memory-info"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def server(book):
    with Server(book) as serving:
        yield serving


@pytest.fixture(scope="module")
def spare_tabs(browser):
    """The tabs that no test of this file is using, by their options."""
    spare = defaultdict(list)
    yield spare
    for one in (one for tabs in spare.values() for one in tabs):
        one.close()


@pytest.fixture
def visit(browser, server, spare_tabs):
    """A function that opens a page of the book in a tab of its own: visit("intro.html", live=True)."""
    from browser.visit import Visit

    opened = []

    def open_page(page=None, live=False, **options):
        tabs = spare_tabs[str(options)]
        one = tabs.pop() if tabs else Visit(browser, server, **options)
        opened.append((one, tabs))
        return one.open(page, live) if page else one

    yield open_page
    for one, tabs in opened:
        one.renew()
        tabs.append(one)
