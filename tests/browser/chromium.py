"""A Chromium or Chrome for the tests: one that is installed, or else one that can be installed here."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/snap/bin/chromium",
    *(
        rf"{os.environ[folder]}\Google\Chrome\Application\chrome.exe"
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        if folder in os.environ
    ),
)
WANTED = (
    "The browser tests need Chromium or Chrome and could not install it. Install one: `apt-get install chromium` as "
    "root (Debian, Ubuntu), `brew install --cask chromium` (macOS), `winget install Google.Chrome` (Windows), or "
    "`python -m playwright install --with-deps chromium`."
)
PATIENCE = 600  # seconds for one way of installing


class NoChromium(Exception):
    """There is none, and none could be installed; the message says what to install."""


def chromium(playwrights=()):
    """The path of a Chromium that starts. `playwrights`: where Playwright would keep the one that it installs."""
    for install in (None, with_playwright, with_apt):
        if install:
            install()
        found = installed(playwrights)
        if found:
            return found
    raise NoChromium(WANTED)


def installed(playwrights=()):
    """The first Chromium that starts, or None."""
    on_path = [shutil.which(name) for name in NAMES]
    candidates = [*filter(None, on_path), *(place for place in (*PLACES, *playwrights) if Path(place).is_file())]
    return next((str(path) for path in candidates if starts(path)), None)


def starts(path):
    """Whether this file is a browser with all that it needs: a stub or one without its libraries is not."""
    if os.name == "nt":
        return True  # there a browser opens a window when it is asked for its version
    said = attempt([str(path), "--version"], patience=60)
    return bool(re.search(r"(Chrom|Edge).* \d+\.", said or ""))


def with_playwright():
    attempt([sys.executable, "-m", "playwright", "install", "chromium"])


def with_apt():
    """Debian and Ubuntu, as root: what Playwright offers there lacks its libraries, or cannot be fetched."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        attempt(["apt-get", "update"])
        attempt(["apt-get", "install", "-y", "-o", "DPkg::Lock::Timeout=300", "chromium"])


def attempt(command, patience=PATIENCE):
    """What the command printed, or None if it failed."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=patience,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
