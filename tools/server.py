"""A web server on this machine for the built book: as a good host has it, and with a list of what was asked for.

    with Server(folder) as server:
        … server.address, server.log …

Tests, measurements and `make serve` share it.
"""

import contextlib
import gzip
import http.server
import mimetypes
import threading
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"
TEXT = {".html", ".css", ".js", ".json", ".svg", ".txt", ".ipynb"}  # sent compressed
YEAR = 365 * 24 * 3600
# For Chromium: no page reaches another host. Who asks one is counted, and waits for nobody.
ALONE = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}, EXCLUDE localhost"


class Server:
    """Serves the files of `folder` from the moment it is made until `stop`.

    address: where, as http://127.0.0.1:PORT; port 0 takes a free one, and so does a port that is in use.
    log: (path, bytes sent) of each answer, 0 for what is not there. strangers: what was asked of other hosts by a
    browser that has this server as its proxy; it gets nothing.
    head: put at the beginning of the head of every page that is sent from now on; a script of a test, for example.
    cached: tell the browser to keep what it gets, as a host does; otherwise it asks again each time.
    """

    def __init__(self, folder, port=0, cached=False):
        self.folder, self.cached = Path(folder).resolve(), cached
        self.head, self.log, self.strangers, self._pages = "", [], [], {}
        handler = partial(Handler, self)
        try:
            self._http = http.server.ThreadingHTTPServer((HOST, port), handler)
        except OSError:
            self._http = http.server.ThreadingHTTPServer((HOST, 0), handler)
        self._http.daemon_threads = True
        self.port = self._http.server_port
        self.address = f"http://{HOST}:{self.port}"
        threading.Thread(target=self._http.serve_forever, args=[0.05], daemon=True).start()  # s until a stop is seen

    def put(self, path, page):
        """Serve `page` (a string) at `path`, whether there is a file or not."""
        self._pages[path] = page.encode()

    def read(self, path):
        """The bytes at a path below the folder; None if there is nothing, or if it leads out of the folder."""
        if path in self._pages:
            return self._pages[path]
        file = (self.folder / path).resolve()
        if not file.is_relative_to(self.folder):
            return None
        file = file / "index.html" if file.is_dir() else file
        return file.read_bytes() if file.is_file() else None

    def stop(self):
        self._http.shutdown()
        self._http.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one connection of a browser."""

    protocol_version = "HTTP/1.1"

    def __init__(self, served, *arguments):
        self.served = served
        super().__init__(*arguments)

    def do_GET(self):
        address = urlsplit(self.path)
        if address.netloc not in ("", f"{HOST}:{self.served.port}"):
            return self.refuse()
        path = unquote(address.path).lstrip("/")
        data = self.served.read(path)
        if data is None:
            self.served.log.append((self.path, 0))
            return self.answer(404, "text/plain", b"")
        name = path if Path(path).suffix else "index.html"
        if name.endswith(".html"):
            data = data.replace(b"<head>", b"<head>" + self.served.head.encode(), 1)
        packed = Path(name).suffix in TEXT and "gzip" in self.headers.get("Accept-Encoding", "")
        data = compressed(data) if packed else data
        self.served.log.append((self.path, len(data)))
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        packing = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"} if packed else {}
        self.answer(200, kind, data, {"Cache-Control": self.keeping(address.query), **packing})

    def refuse(self):
        """Note what another host was asked for, and give nothing."""
        self.served.strangers.append(self.path)
        self.close_connection = True
        self.answer(502, "text/plain", b"")

    do_CONNECT = refuse

    def keeping(self, query):
        """How long the browser may keep a file: for good where its address (?v=…) changes with it."""
        if not self.served.cached:
            return "no-store"
        return f"max-age={YEAR}, immutable" if query else "max-age=600"

    def answer(self, code, kind, data, headers=()):
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": len(data), **dict(headers)}.items():
            self.send_header(name, str(value))
        with contextlib.suppress(ConnectionError):  # a browser that leaves a page wants no more of it
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format, *arguments):
        pass


@lru_cache(maxsize=500)
def compressed(data):
    return gzip.compress(data, 6, mtime=0)
