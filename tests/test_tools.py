"""The tool that serves the book."""

import socket
import threading
import urllib.error
import urllib.request

import pytest
import serve
from project import ROOT, shown


def test_paths_are_shown_from_the_project_on(tmp_path):
    assert shown(ROOT / "chapters" / "04_scores.ipynb") == "chapters/04_scores.ipynb"
    assert shown(tmp_path) == str(tmp_path.resolve())


# --- serve ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    """A small project to watch."""
    (tmp_path / "chapters" / ".ipynb_checkpoints").mkdir(parents=True)
    (tmp_path / "attnlib" / "__pycache__").mkdir(parents=True)
    for name in ["intro.md", "chapters/00.ipynb", "attnlib/attention.py", "README.md"]:
        (tmp_path / name).write_text("one", encoding="utf-8")
    return tmp_path


def test_watched_are_the_sources_of_the_book_and_nothing_that_is_built(project):
    before = serve.snapshot(project)
    assert sorted(before) == ["attnlib/attention.py", "chapters/00.ipynb", "intro.md"]
    for name in ["README.md", "attnlib/__pycache__/a.pyc", "chapters/.ipynb_checkpoints/00.ipynb"]:
        (project / name).write_text("another", encoding="utf-8")
    assert serve.changes(before, serve.snapshot(project)) == []


def test_a_change_an_addition_and_a_removal_are_noticed(project):
    before = serve.snapshot(project)
    (project / "attnlib" / "attention.py").write_text("longer", encoding="utf-8")
    (project / "chapters" / "01.ipynb").write_text("new", encoding="utf-8")
    (project / "intro.md").unlink()
    changed = serve.changes(before, serve.snapshot(project))
    assert changed == ["attnlib/attention.py", "chapters/01.ipynb", "intro.md"]


def test_watching_acts_once_for_changes_that_come_together(monkeypatch):
    states = iter([{"a": 1}, {"a": 2}, {"a": 2, "b": 1}, {"a": 2, "b": 1}])
    monkeypatch.setattr(serve, "snapshot", lambda: next(states))

    def act(names):
        assert names == ["a", "b"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        serve.watch({"a": 1}, act, pause=0)


def built_by(tmp_path, succeeds, page):
    """A stand-in for the build that writes one page and then succeeds or fails."""

    def build():
        (tmp_path / "html").mkdir(exist_ok=True)
        (tmp_path / "html" / "index.html").write_text(page, encoding="utf-8")
        return succeeds, "reading\nchapters/04.ipynb:3: WARNING: no such target\nbuild failed"

    return build


def test_a_failed_build_leaves_the_last_good_one_and_says_what_is_wrong(tmp_path, capsys):
    built, served = tmp_path / "html", tmp_path / "served"
    assert serve.rebuild(built_by(tmp_path, True, "good"), built, served)
    assert not serve.rebuild(built_by(tmp_path, False, "half"), built, served)
    assert (served / "index.html").read_text(encoding="utf-8") == "good"
    assert capsys.readouterr().err == "The build failed:\nchapters/04.ipynb:3: WARNING: no such target\n"
    assert serve.rebuild(built_by(tmp_path, True, "better"), built, served)
    assert (served / "index.html").read_text(encoding="utf-8") == "better"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "served"]


def test_a_failed_build_without_a_message_shows_its_end():
    assert serve.problems("\n".join(map(str, range(100)))).splitlines() == [str(n) for n in range(70, 100)]


def test_the_server_takes_a_free_port_if_the_wanted_one_is_in_use_and_serves_this_machine_only(tmp_path):
    (tmp_path / "index.html").write_text("the book", encoding="utf-8")
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        server = serve.server_for(tmp_path, taken.getsockname()[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            assert server.server_address[0] == "127.0.0.1"
            assert server.server_port != taken.getsockname()[1]
            with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/") as answer:
                assert answer.read() == b"the book" and answer.headers["Cache-Control"] == "no-store"
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/missing.html")
        finally:
            server.shutdown()
            server.server_close()


def test_the_first_build_must_succeed(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    monkeypatch.setattr(serve, "build", lambda: (False, "ERROR: no"))
    assert serve.main([]) == 1
    assert "The build failed:\nERROR: no" in capsys.readouterr().err
