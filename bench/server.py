"""A static server as a good host has it: compressed text, cache headers, several requests at once. It keeps a log."""

import functools
import gzip
import http.server
import io
import threading
from pathlib import Path

HOST = "127.0.0.1"
TEXT = {".html", ".css", ".js", ".json", ".svg", ".txt", ".ipynb"}
# For a browser: no page reaches another host. Who asks one is counted, and waits for nobody.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
YEAR = 365 * 24 * 3600


class Handler(http.server.SimpleHTTPRequestHandler):
    """Sends a file, compressed if it is text, and writes (path, bytes sent) into the server's log."""

    protocol_version = "HTTP/1.1"

    def send_head(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.server.log.append((self.path, 0))
            return self.send_error(404)
        data = path.read_bytes()
        packed = path.suffix in TEXT and "gzip" in self.headers.get("Accept-Encoding", "")
        if packed:
            data = compressed(data)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(data)))
        # An address with ?v=… changes with its file, so that file may be kept for good.
        self.send_header("Cache-Control", f"max-age={YEAR}, immutable" if "?" in self.path else "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        self.server.log.append((self.path, len(data)))
        return io.BytesIO(data)

    def log_message(self, format, *arguments):
        pass


@functools.cache
def compressed(data):
    return gzip.compress(data, 6, mtime=0)


class Site:
    """Serves a folder while it is open: `with Site(folder) as site: … site.url, site.log`."""

    def __init__(self, folder):
        handler = functools.partial(Handler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer((HOST, 0), handler)
        self.server.log = self.log = []
        self.url = f"http://{HOST}:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.server.shutdown()
        self.server.server_close()
