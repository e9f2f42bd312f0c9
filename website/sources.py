"""What the pages are computed from, as keys: when a package or a lock changes, chapters are executed again."""

import hashlib
from pathlib import Path

from website.project import ROOT, shown_project

EXECUTED = (
    "attnlib/**/*.py",
    "attnlib/**/*.csv",
    "byhand/**/*.py",
    "byhand/**/*.js",
    "byhand/**/*.css",
    "requirements*.txt",
    "website/dependence.py",
    "website/execution.py",
    "website/formulas.py",
    "website/identities.py",
    "website/number_words.py",
    "website/prose.py",
    "website/ties.py",
)
SHOWN = ("website/**/*", "pyproject.toml")
MADE = {"__pycache__", "node_modules"}
KEY_LENGTH = 16


def key(root: Path, patterns: tuple[str, ...]) -> str:
    """Hash of the names and contents of all files under `root` that match."""
    digest = hashlib.sha256()
    files = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    for path in sorted(path for path in files if not MADE & set(path.parts)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:KEY_LENGTH]


def use_key(app, config):
    """Sphinx reads all pages again when a setting changes, so when this key does."""
    config.site_sources = f"{key(ROOT, SHOWN)} {shown_project().repository}"


def setup(app):
    app.add_config_value("site_sources", "", "env")
    app.connect("config-inited", use_key)
