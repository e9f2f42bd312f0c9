"""Write what pyproject.toml says wherever else it must stand: the version, and the repository's address.

    python tools/stamp.py            writes
    python tools/stamp.py --check    writes nothing; exit code 1 if something would change

CITATION.cff remembers the address that was stamped last. To move the repository, change `Repository` in pyproject.toml
and run this: every address made from the old owner and name becomes the new one, in the pages, the documents and the
chapters' first line. The version goes into CITATION.cff and between `<!-- version -->` and `<!-- /version -->`.
"""

import re
import sys

from notebooks import read, replace, stamp, text_of
from project import ROOT, chapters, install_line, metadata, repository, shown

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff", "intro.md"]
VERSION_MARK = re.compile(r"(<!-- version -->).*?(<!-- /version -->)", re.DOTALL)
CITED_VERSION = re.compile(r"^version: .*$", re.MULTILINE)
CITED_ADDRESS = re.compile(r'^repository-code: "https://github\.com/([^/"]+)/([^/"]+)"$', re.MULTILINE)


def last_stamped(citation):
    """(owner, name) that CITATION.cff holds."""
    found = CITED_ADDRESS.search(citation)
    if not found:
        sys.exit('CITATION.cff: expected a line repository-code: "https://github.com/OWNER/NAME"')
    return found.groups()


def stamped(text, old, new, version):
    """`text` with the addresses of the repository `old` (owner, name) replaced by those of `new`, and the version."""
    end = r"(?![\w-])"
    text = re.sub(rf"(github\.com/|/gh/){re.escape('/'.join(old))}{end}", rf"\g<1>{'/'.join(new)}", text)
    text = re.sub(rf"{re.escape(old[0])}\.github\.io/{re.escape(old[1])}{end}", f"{new[0]}.github.io/{new[1]}", text)
    return VERSION_MARK.sub(rf"\g<1>{version}\g<2>", text)


def wanted(root=ROOT):
    """{path: text} of every stamped file, as it should be."""
    citation = root / "CITATION.cff"
    old = last_stamped(citation.read_text(encoding="utf-8"))
    new = tuple(repository(root).removeprefix("https://github.com/").split("/"))
    version = metadata(root)["version"]
    texts = {}
    for path in [root / name for name in DOCUMENTS] + sorted((root / "chapters").glob("*.md")):
        texts[path] = stamped(path.read_text(encoding="utf-8"), old, new, version)
    texts[citation] = CITED_VERSION.sub(f"version: {version}", texts[citation])
    for path in chapters(root):
        notebook = read(path)
        stamp(notebook, install_line(root))
        texts[path] = stamped(text_of(notebook), old, new, version)
    return texts


def main(arguments):
    if set(arguments) - {"--check"}:
        sys.exit(f"stamp.py knows the option --check only, got {' '.join(arguments)}")
    check = "--check" in arguments
    changed = [path for path, text in wanted().items() if replace(path, text, write=not check)]
    for path in changed:
        print(f"{'would change' if check else 'written'}: {shown(path)}")
    if check and changed:
        print("Run `make stamp` and commit what it writes.", file=sys.stderr)
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
