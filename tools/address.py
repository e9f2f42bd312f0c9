"""Write the address of the repository wherever it must stand, or take it away.

    python tools/address.py                            the address that `git remote get-url origin` gives
    python tools/address.py https://github.com/owner/name
    python tools/address.py ""                         none: nothing links to a repository, to Binder or to a website

The address has one place, `Repository` in pyproject.toml; the website reads it there. Written out are the blocks
between `<!-- address: NAME -->` and `<!-- /address -->` in the documents and pages, the line `repository-code` of
CITATION.cff and the first line of each chapter's first code cell. Running it a second time changes nothing.
"""

import argparse
import re
import subprocess
import sys

from notebooks import read, replace, stamp, text_of
from project import ROOT, chapters, metadata, shown

from website.project import Project

DOCUMENTS = ("README.md", "CHANGELOG.md", "intro.md")
ON_GITHUB = re.compile(r"(?:https://(?:[^/@\s]+@)?|ssh://git@|git@)github\.com[:/]([^/\s]+/[^/\s]+?)(?:\.git)?/?")
BLOCK = re.compile(r"(<!-- address: (\w+) -->\n).*?(<!-- /address -->)", re.DOTALL)
PLACE_OF_ADDRESS = re.compile(r"^(\[project\.urls\]\n(?:#.*\n)*)(?:Repository = .*\n)?", re.MULTILINE)
PLACE_OF_CITED_ADDRESS = re.compile(r"^(?:repository-code: .*\n)?(?=license:)", re.MULTILINE)

BADGES = """\
[![Website: read the book](website/static/badges/website.svg)]({website})
[![Binder: run it in JupyterLab](website/static/badges/binder.svg)]({binder})

Binder needs no installation. It opens in 1 to 3 minutes, longer after a change, when it has to build first.
"""
FROM_ARCHIVE = """\
```
python -m pip install "attention-by-hand @ {archive}"
```
"""
ON_BINDER = """\
*In Binder*, a free service that runs the chapters on its own computers and shows them in your browser. Use the button
at the top of each chapter; it opens in one to three minutes, or later if the course has just changed. If you teach,
start it before the class comes in.

*From its sources*: clone the [repository]({repository}) and type `make serve` for this website.
"""
FROM_FOLDER = """\
Type this in the course's folder:

```
python -m pip install .
```
"""


def address_of(text):
    """The address https://github.com/OWNER/NAME that `text` names, as a browser or as git writes it; "" for ""."""
    found = ON_GITHUB.fullmatch(text)
    if text and not found:
        sys.exit(f"address.py needs https://github.com/OWNER/NAME, or a git remote at GitHub, got {text}")
    return f"https://github.com/{found[1]}" if found else ""


def origin(root=ROOT):
    """The address of git's remote `origin`."""
    command = ["git", "remote", "get-url", "origin"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{done.stderr.strip()}\nName the address: make address URL=https://github.com/OWNER/NAME")
    return done.stdout.strip()


def blocks(project, versions):
    """{name: text} of what stands between the marks of the documents; `versions`: those with a release."""
    if not project.repository:
        return {"badges": "", "binder": "", "library": FROM_FOLDER, "releases": ""}
    binder = project.binder_url("chapters")
    releases = (f"[{version}]: {project.repository}/releases/tag/v{version}\n" for version in versions)
    return {
        "badges": BADGES.format(website=project.website, binder=binder),
        "binder": ON_BINDER.format(repository=project.repository),
        "library": FROM_ARCHIVE.format(archive=project.archive),
        "releases": "".join(releases),
    }


def filled(text, project):
    """A document with the blocks of this project between its marks."""
    versions = re.findall(r"^## \[(\d[\d.]*)\]", text, re.MULTILINE)
    content = blocks(project, versions)
    return BLOCK.sub(lambda found: found[1] + content[found[2]] + found[3], text)


def with_line(text, place, line):
    """`text` with `line` at its `place`, where an older one may stand; "" for none."""
    if not place.search(text):
        sys.exit(f"there is no place for the address: expected {place.pattern}")
    return place.sub(lambda found: "".join(group or "" for group in found.groups()) + line, text, count=1)


def wanted(root, repository):
    """{path: text} of every file that depends on the address, as it should be for this one."""
    project = Project(metadata(root)["version"], repository)
    texts = {name: (root / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "CITATION.cff")}
    line = f'Repository = "{repository}"\n' if repository else ""
    cited = f'repository-code: "{repository}"\n' if repository else ""
    texts["pyproject.toml"] = with_line(texts["pyproject.toml"], PLACE_OF_ADDRESS, line)
    texts["CITATION.cff"] = with_line(texts["CITATION.cff"], PLACE_OF_CITED_ADDRESS, cited)
    texts = {root / name: text for name, text in texts.items()}
    for path in [*(root / name for name in DOCUMENTS), *sorted((root / "chapters").glob("*.md"))]:
        texts[path] = filled(path.read_text(encoding="utf-8"), project)
    for path in chapters(root):
        notebook = read(path)
        stamp(notebook, project.install_line)
        texts[path] = text_of(notebook)
    return texts


def main(arguments=None, root=ROOT):
    """Write the address of the command line into the project at `root`; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", help='https://github.com/OWNER/NAME, or "" for none; from git if left out')
    options = parser.parse_args(arguments)
    repository = address_of(origin(root) if options.url is None else options.url)
    for path, text in wanted(root, repository).items():
        if replace(path, text, write=True):
            print(f"written: {shown(path, root)}")
    print(f"The address is {repository}." if repository else "The project has no address.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
