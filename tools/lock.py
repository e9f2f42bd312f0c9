"""Write the two locks from pyproject.toml: requirements.txt runs the notebooks, requirements-dev.txt builds and tests.

    python tools/lock.py              keeps the versions that still fit
    python tools/lock.py --upgrade    takes the newest of everything

One version of each package for Python 3.11, 3.12 and 3.13 and for all systems. The second lock holds the pins of the
first and more, so that both can be installed together.
"""

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from project import ROOT

OLDEST_PYTHON = "3.11"
READER = """\
# What running the notebooks needs, attnlib included: every package pinned, for Python 3.11 to 3.13.
# Written by `make lock` from pyproject.toml.
-e .
"""
DEVELOPER = """\
# What building and testing the book needs: every package pinned, with the same versions as requirements.txt.
# Written by `make lock` from pyproject.toml. Install both: pip install -r requirements.txt -r requirements-dev.txt
"""


def uv():
    """The uv of this environment, or the one on the path."""
    found = shutil.which("uv", path=sysconfig.get_path("scripts")) or shutil.which("uv")
    if not found:
        sys.exit("lock.py needs uv: pip install uv")
    return found


def pins(extras, kept, constraints, upgrade):
    """Resolve pyproject.toml with the given extras; returns the lines of pins.

    `kept` is an older lock whose versions stay where they still fit; `constraints` are pins that must hold.
    """
    with tempfile.TemporaryDirectory() as folder:
        output, limits = Path(folder) / "lock.txt", Path(folder) / "limits.txt"
        output.write_text("" if upgrade else only_pins(kept), encoding="utf-8")
        limits.write_text(constraints, encoding="utf-8")
        command = [uv(), "pip", "compile", "pyproject.toml", "--universal", "--fork-strategy", "fewest"]
        command += ["--python-version", OLDEST_PYTHON, "--no-header", "--quiet", "--constraint", str(limits)]
        command += ["--no-annotate", "--output-file", str(output)]
        for extra in extras:
            command += ["--extra", extra]
        subprocess.run(command, cwd=ROOT, check=True)
        return output.read_text(encoding="utf-8")


def only_pins(text):
    return "".join(line + "\n" for line in text.splitlines() if "==" in line and not line.startswith("#"))


def main(arguments):
    if set(arguments) - {"--upgrade"}:
        sys.exit(f"lock.py knows the option --upgrade only, got {' '.join(arguments)}")
    upgrade = "--upgrade" in arguments
    reader, developer = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    old_reader = reader.read_text(encoding="utf-8") if reader.exists() else ""
    old_developer = developer.read_text(encoding="utf-8") if developer.exists() else ""
    base = pins(["kernel"], old_reader, "", upgrade)
    everything = pins(["kernel", "dev"], old_developer, base, upgrade)
    reader.write_text(READER + base, encoding="utf-8", newline="\n")
    developer.write_text(DEVELOPER + everything, encoding="utf-8", newline="\n")
    print(f"requirements.txt pins {base.count('==')} packages, requirements-dev.txt {everything.count('==')}")


if __name__ == "__main__":
    main(sys.argv[1:])
