"""Where the browser tests take their browser from, and what they say where there is none."""

import os
import sys

import pytest
from browser import chromium

VERSION = "#!/bin/sh\necho 'Chromium 140.0.1 built on a test'\n"


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine without a browser: a folder that is its whole path, and a list of what was tried to install one."""
    tried = []
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "PLACES", ())
    monkeypatch.setattr(chromium, "with_playwright", lambda: tried.append("playwright"))
    monkeypatch.setattr(chromium, "with_apt", lambda: tried.append("apt"))
    return tmp_path, tried


def put(path, text=VERSION):
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_an_installed_browser_is_taken_and_nothing_is_installed(machine, name):
    folder, tried = machine
    browser = put(folder / name)
    assert chromium.chromium() == browser and tried == []


def test_a_browser_at_its_usual_place_or_from_playwright_is_taken(machine, monkeypatch):
    folder, tried = machine
    (folder / "elsewhere").mkdir()
    browser = put(folder / "elsewhere" / "chrome")
    assert chromium.chromium([browser]) == browser and tried == []
    monkeypatch.setattr(chromium, "PLACES", (browser,))
    assert chromium.chromium() == browser and tried == []


@pytest.mark.parametrize(
    "broken",
    [
        "#!/bin/sh\necho 'this is only a stub: snap install chromium'\n",
        "#!/bin/sh\necho 'error while loading shared libraries' >&2; exit 127\n",
        "no program",
    ],
)
def test_a_file_that_does_not_start_as_a_browser_is_passed_over(machine, broken):
    folder, _ = machine
    put(folder / "chromium", broken)
    browser = put(folder / "google-chrome")
    assert chromium.chromium() == browser


@pytest.mark.parametrize("way", ["playwright", "apt"])
def test_a_missing_browser_is_installed_with_playwright_or_else_with_apt(machine, monkeypatch, way):
    folder, tried = machine
    monkeypatch.setattr(chromium, f"with_{way}", lambda: (tried.append(way), put(folder / "chromium")))
    assert chromium.chromium() == str(folder / "chromium")
    assert tried == ["playwright", "apt"][: ["playwright", "apt"].index(way) + 1]


def test_without_any_the_tests_fail_with_one_line_that_says_what_to_install(machine):
    with pytest.raises(chromium.NoChromium) as failure:
        chromium.chromium()
    assert machine[1] == ["playwright", "apt"]
    said = str(failure.value)
    assert "\n" not in said and all(
        name in said for name in ("apt-get install chromium", "brew", "winget", "playwright install")
    )


def test_apt_is_used_by_root_alone_where_there_is_one(monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(chromium, "attempt", lambda command: ran.append(command))
    monkeypatch.setenv("PATH", str(tmp_path))
    chromium.with_apt()
    put(tmp_path / "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    chromium.with_apt()
    assert ran == []
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    chromium.with_apt()
    assert [command[1] for command in ran] == ["update", "install"] and ran[1][-1] == "chromium"


def test_an_attempt_that_fails_or_takes_too_long_gives_nothing():
    assert chromium.attempt([sys.executable, "-c", "print('x')"]) == "x\n"
    assert chromium.attempt([sys.executable, "-c", "raise SystemExit(3)"]) is None
    assert chromium.attempt([sys.executable, "-c", "import time; time.sleep(60)"], patience=0.2) is None
    assert chromium.attempt(["no-such-command"]) is None
