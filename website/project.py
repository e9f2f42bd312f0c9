"""Facts about the project, each read from its one place: pyproject.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
BRANCH = "main"


@dataclass(frozen=True)
class Project:
    """Version and repository, and the addresses that follow from them."""

    version: str
    repository: str

    @property
    def slug(self) -> str:
        """Owner and name: `owner/name`."""
        return self.repository.removeprefix("https://github.com/")

    def edit_url(self, path: str) -> str:
        """Where a reader suggests a change of the file at `path`."""
        return f"{self.repository}/edit/{BRANCH}/{path}"

    def file_url(self, path: str) -> str:
        """The file at `path` on GitHub."""
        return f"{self.repository}/blob/{BRANCH}/{path}"

    def binder_url(self, binder: str, path: str) -> str:
        """Opens `path` (a file or folder) in JupyterLab on the Binder server `binder`."""
        return f"{binder}/v2/gh/{self.slug}/{BRANCH}?urlpath=lab/tree/{quote(path)}"


def read_project(pyproject: Path = ROOT / "pyproject.toml") -> Project:
    """Read version and repository; the repository must be on GitHub, because the links are GitHub's."""
    table = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    repository = table["urls"]["Repository"].rstrip("/")
    if not repository.startswith("https://github.com/") or repository.count("/") != 4:
        raise ValueError(f"{pyproject}: Repository must be https://github.com/OWNER/NAME, got {repository}")
    return Project(table["version"], repository)
