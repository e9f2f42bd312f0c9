"""The web server that tests, measurements and `make serve` share."""

import gzip
import socket
import urllib.error
import urllib.request

import pytest
from server import HOST, Server

PAGE = "<h1>Attention by Hand</h1>" * 20


@pytest.fixture
def folder(tmp_path):
    site = tmp_path / "site"
    (site / "chapters").mkdir(parents=True)
    (site / "index.html").write_text(PAGE, encoding="utf-8")
    (site / "chapters" / "index.html").write_text("chapters", encoding="utf-8")
    (site / "letters.woff2").write_bytes(b"letters" * 20)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return site


@pytest.fixture
def server(folder):
    with Server(folder) as serving:
        yield serving


def get(server, path, proxy=None, **headers):
    """The answer to a request, without the proxy that the machine may have."""
    request = urllib.request.Request(path if "://" in path else f"{server.address}/{path}", headers=headers)
    return urllib.request.build_opener(urllib.request.ProxyHandler(proxy or {})).open(request, timeout=10)


@pytest.mark.parametrize("path, body", [("", PAGE), ("index.html?v=1", PAGE), ("chapters/", "chapters")])
def test_files_are_served_and_folders_by_their_index(server, path, body):
    with get(server, path) as answer:
        assert (answer.read().decode(), answer.headers["Content-Type"]) == (body, "text/html")
    assert server.log == [(f"/{path}", len(body))]


def test_text_is_compressed_for_who_takes_it_and_the_log_has_what_was_sent(server):
    accepting = {"Accept-Encoding": "gzip"}
    with get(server, "index.html", **accepting) as page, get(server, "letters.woff2", **accepting) as letters:
        packed = page.read()
        assert gzip.decompress(packed).decode() == PAGE and page.headers["Content-Encoding"] == "gzip"
        assert letters.read() == b"letters" * 20 and letters.headers["Content-Encoding"] is None
    assert server.log == [("/index.html", len(packed)), ("/letters.woff2", 140)] and len(packed) < len(PAGE)


@pytest.mark.parametrize("path", ["nothing.html", "../secret.txt", "%2e%2e/secret.txt", "chapters/../../secret.txt"])
def test_what_is_not_in_the_folder_is_not_served(server, path):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(server, path)
    assert [size for _, size in server.log] == [0]


def test_a_page_can_be_put_beside_the_files_or_over_one(server):
    for path in ("chapters/made.html", "index.html"):
        server.put(path, "made: é")
        assert get(server, path).read().decode() == "made: é"


@pytest.mark.parametrize(
    "cached, path, says",
    [
        (False, "index.html", "no-store"),
        (False, "index.html?v=1", "no-store"),
        (True, "index.html", "max-age=600"),
        (True, "index.html?v=1", "max-age=31536000, immutable"),
    ],
)
def test_a_browser_keeps_what_it_is_told_to(folder, cached, path, says):
    with Server(folder, cached=cached) as server, get(server, path) as answer:
        assert answer.headers["Cache-Control"] == says


def test_as_a_proxy_it_notes_other_hosts_and_gives_nothing(server):
    proxy = dict.fromkeys(("http", "https"), server.address)
    with pytest.raises(urllib.error.HTTPError, match="502"):
        get(server, "http://example.org/index.html", proxy)
    with pytest.raises(OSError):
        get(server, "https://example.org/", proxy)
    assert server.strangers == ["http://example.org/index.html", "example.org:443"] and server.log == []
    assert get(server, f"{server.address}/index.html", proxy).read().decode() == PAGE


def test_a_port_that_is_taken_is_replaced_by_a_free_one(folder):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with Server(folder, port) as server:
            assert server.port != port and get(server, "index.html").status == 200
    with Server(folder) as first:
        port = first.port
    with Server(folder, port) as again:
        assert again.port == port
