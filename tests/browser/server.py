"""Serves the built book to the tests as a web host would: compressed, and with nothing but what is there."""

import gzip
import http.server
import mimetypes
import threading
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKED = (".html", ".css", ".js", ".svg", ".json", ".ipynb")


class Server:
    """The book at `folder`, and pages that a test adds by `put`. Ends with `stop`."""

    def __init__(self, folder):
        self.folder, self.made = Path(folder).resolve(), {}
        server = self
        read = cache(self._read)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                path = unquote(urlsplit(self.path).path).lstrip("/")
                body = server.made.get(path) or read(path)
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Type", mimetypes.guess_type(path or "index.html")[0] or "text/html")
                if body is not None and path.endswith(PACKED):
                    self.send_header("Content-Encoding", "gzip")
                    body = packed(body)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *arguments):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def _read(self, path):
        file = (self.folder / (path or "index.html")).resolve()
        return file.read_bytes() if file.is_relative_to(self.folder) and file.is_file() else None

    def put(self, path, page):
        """Add a page (str) to what is served."""
        self.made[path] = page.encode()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()


@cache
def packed(body):
    return gzip.compress(body, mtime=0)
