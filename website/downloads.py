"""The files that readers take away: each notebook as it is committed, and in one archive all that `make lab` needs."""

import shutil
import zipfile
from pathlib import Path

ARCHIVE = "attention-by-hand.zip"
FOLDER = "downloads"
CONTENT = (
    "chapters/*.ipynb",
    "attnlib/**/*.py",
    "attnlib/**/*.csv",
    "byhand/**/*.py",
    "byhand/**/*.js",
    "byhand/**/*.css",
    "pyproject.toml",
    "requirements*.txt",
    "Makefile",
    "README.md",
    "LICENSE",
)
EPOCH = (1980, 1, 1, 0, 0, 0)


def notebook_path(source: str) -> str:
    """The path in the site of the notebook of the page made from `source`."""
    return f"{FOLDER}/{Path(source).name}"


def write_archive(root: Path, target: Path) -> None:
    """Zip the course; the same files give the same bytes."""
    files = sorted({path for pattern in CONTENT for path in root.glob(pattern)})
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            entry = zipfile.ZipInfo(f"attention-by-hand/{path.relative_to(root).as_posix()}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def write_downloads(app, error):
    """Copy the committed notebooks and write the archive."""
    if error or app.builder.format != "html":
        return
    root, out = Path(app.srcdir), Path(app.outdir)
    (out / FOLDER).mkdir(exist_ok=True)
    for docname in app.env.found_docs:
        source = Path(app.env.doc2path(docname))
        if source.suffix == ".ipynb":
            shutil.copyfile(source, out / notebook_path(source.name))
    write_archive(root, out / ARCHIVE)


def setup(app):
    app.connect("build-finished", write_downloads)
