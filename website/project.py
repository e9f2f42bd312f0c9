"""Facts about the project, each read from its one place, pyproject.toml, and the addresses that follow from them.

A project may have no address: then no page, notebook or document links to a repository, to Binder or to a website.
"""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from website.chapters import INSTALL

ROOT = Path(__file__).resolve().parents[1]
BRANCH = "main"
BINDER = "https://mybinder.org"
VARIABLE = (
    "COURSE_ADDRESS"  # in the environment it stands for the address of pyproject.toml: a deployment knows its own
)
ADDRESS = re.compile(r"https://github\.com/(?P<owner>[\w-]+)/(?P<name>[\w.-]+)", re.ASCII)


@dataclass(frozen=True)
class Project:
    """Version and repository, and the addresses that follow from them; "" for each while there is no repository."""

    version: str
    repository: str = ""

    def __post_init__(self):
        if self.repository and not ADDRESS.fullmatch(self.repository):
            raise ValueError(f"the repository must be https://github.com/OWNER/NAME, got {self.repository}")

    @property
    def slug(self) -> str:
        """Owner and name: `owner/name`."""
        return self.repository.removeprefix("https://github.com/")

    def edit_url(self, path: str) -> str:
        """The page on which a reader suggests a change of the file at `path`."""
        return self.repository and f"{self.repository}/edit/{BRANCH}/{path}"

    def file_url(self, path: str) -> str:
        """The file at `path` on GitHub."""
        return self.repository and f"{self.repository}/blob/{BRANCH}/{path}"

    def binder_url(self, path: str) -> str:
        """The address that opens `path` (a file or folder) in JupyterLab on Binder."""
        return self.repository and f"{BINDER}/v2/gh/{self.slug}/{BRANCH}?urlpath=lab/tree/{quote(path)}"

    @property
    def website(self) -> str:
        """The address of the built book on GitHub Pages."""
        owner, _, name = self.slug.partition("/")
        return self.repository and f"https://{owner.lower()}.github.io/{name}/"

    @property
    def archive(self) -> str:
        """The newest state of the repository as a zip, which pip can install."""
        return self.repository and f"{self.repository}/archive/refs/heads/{BRANCH}.zip"

    @property
    def install_line(self) -> str:
        """The first line of each chapter's first code cell: how to get attnlib where it is missing."""
        if self.repository:
            return f'{INSTALL} Run: %pip install "attention-by-hand @ {self.archive}"'
        return f"{INSTALL} In the folder chapters/ of the course, run: %pip install .."


def read_project(pyproject: Path = ROOT / "pyproject.toml") -> Project:
    """The version and repository that `pyproject` states, whatever the environment says."""
    table = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    return Project(table["version"], table.get("urls", {}).get("Repository", "").rstrip("/"))


def shown_project() -> Project:
    """The project as the pages show it: as `read_project` says, with the address of the environment if it holds one."""
    project = read_project()
    return Project(project.version, os.environ.get(VARIABLE, "").rstrip("/") or project.repository)
