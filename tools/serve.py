"""Build the book, serve it on this machine, and build again what changes.

    python tools/serve.py [--port 8000]

A build that fails leaves the last good one in place and prints what is wrong. Each build is a process that starts with
Sphinx loaded: a changed sentence waits for its page alone. sphinx-autobuild does less here: it serves the folder that
Sphinx is writing, so a failed build shows, and it loads everything anew for each change.
"""

import argparse
import contextlib
import functools
import http.server
import multiprocessing
import os
import shutil
import sys
import threading
import time

from project import ROOT

HOST = "127.0.0.1"
WATCHED = [
    "_config.yml",
    "_toc.yml",
    "intro.md",
    "references.bib",
    "pyproject.toml",
    "chapters",
    "attnlib",
    "byhand",
    "website",
]
LOADED = [
    "numpy",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinx.builders.html",
    "nbclient",
]
LOADED += ["sphinxcontrib.bibtex", "sphinx_external_toc", "pygments.lexers.python", "latex2mathml.converter"]
IGNORED = {"__pycache__", ".ipynb_checkpoints"}
PAUSE = 0.2  # seconds between two looks at the files


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, tells the browser to ask again each time, and logs nothing."""

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format, *arguments):
        pass


def processes():
    """Where builds are started: from a process that has loaded what takes long and is not ours, if the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def build(root=ROOT):
    """Build the book with warnings as errors. Returns (succeeded, output)."""
    log = root / "_build" / "serve.log"
    log.parent.mkdir(exist_ok=True)
    process = processes().Process(target=run_jupyter_book, args=(root, log))
    process.start()
    process.join()
    return process.exitcode == 0, log.read_text(encoding="utf-8", errors="replace")


def run_jupyter_book(root, log):
    """What `make book` runs, with all that it says in a file; the process ends with its exit code."""
    os.chdir(root)
    with open(log, "wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    from jupyter_book.cli.main import main as jupyter_book

    jupyter_book(["build", "-W", "-n", "--keep-going", "."])


def publish(built, served):
    """Put a copy of the good build in place of the one that is served."""
    fresh, old = served.with_name("served-next"), served.with_name("served-before")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, fresh)
    if served.exists():
        served.rename(old)
    fresh.rename(served)
    shutil.rmtree(old, ignore_errors=True)


def snapshot(root=ROOT):
    """{path: (time, size)} of every watched file; two snapshots differ if something was changed, added or removed."""
    found = {}
    for name in WATCHED:
        path = root / name
        files = [path] if path.is_file() else path.rglob("*")
        for file in files:
            if IGNORED.isdisjoint(file.parts) and file.is_file():
                with contextlib.suppress(FileNotFoundError):  # removed since it was listed
                    state = file.stat()
                    found[file.relative_to(root).as_posix()] = (state.st_mtime_ns, state.st_size)
    return found


def changes(before, after):
    """Names of the files that differ between two snapshots."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def server_for(folder, port):
    """A server of `folder` on `port`, or on a free port if that one is taken."""
    handler = functools.partial(Handler, directory=os.fspath(folder))
    try:
        return http.server.ThreadingHTTPServer((HOST, port), handler)
    except OSError:
        return http.server.ThreadingHTTPServer((HOST, 0), handler)


def problems(output):
    """The lines of a build's output that say what is wrong, or its end if none does."""
    lines = output.splitlines()
    wrong = [line for line in lines if any(word in line for word in ("WARNING", "ERROR", "Error:", "Exception"))]
    return "\n".join(wrong or lines[-30:])


def rebuild(build, built, served):
    """One build. Publishes it if it succeeded; otherwise prints what is wrong. Returns True on success."""
    start = time.monotonic()
    succeeded, output = build()
    if succeeded:
        publish(built, served)
        print(f"Built in {time.monotonic() - start:.0f} s.", flush=True)
    else:
        print(f"The build failed:\n{problems(output)}", file=sys.stderr, flush=True)
    return succeeded


def watch(state, act, pause=PAUSE):
    """Look at the files for ever; call `act(names)` when some have changed and a whole pause went by without more."""
    while True:
        time.sleep(pause)
        now = snapshot()
        if now == state:
            continue
        while True:
            time.sleep(pause)
            later = snapshot()
            if later == now:
                break
            now = later
        names, state = changes(state, now), now
        act(names)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000, help="a free port is taken if this one is in use")
    options = parser.parse_args(arguments)
    built, served = ROOT / "_build" / "html", ROOT / "_build" / "served"
    state = snapshot()
    print("Building the book. The first time this runs all chapters and takes about a minute.", flush=True)
    if not rebuild(build, built, served) and not served.exists():
        return 1
    server = server_for(served, options.port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"The book is open at http://{HOST}:{server.server_port}/   (Ctrl+C ends it)", flush=True)

    def act(names):
        print(f"Changed: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}. Building.", flush=True)
        if not rebuild(build, built, served):
            print("The last good build is still served.", file=sys.stderr, flush=True)

    with contextlib.suppress(KeyboardInterrupt):
        watch(state, act)
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
