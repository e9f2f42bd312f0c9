"""The make targets, as far as they can be tried without doing their work twice."""

import os
import re
import shutil
import subprocess

import pytest
from project import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = "serve check lab test style book notebooks bench clean help".split()


def run(folder, *command):
    """Run a command as from a shell, although these tests may themselves have been started by make."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(command, cwd=folder, env=environment, input="typed\n", capture_output=True, text=True)


def make(folder, *arguments):
    return run(folder, "make", *arguments)


@pytest.fixture
def clone(tmp_path):
    """A folder with the Makefile and the locks, and no environment yet."""
    for name in ["Makefile", "requirements.txt", "requirements-dev.txt", "pyproject.toml"]:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def python_that_says(folder, version):
    """A stand-in for python3 whose version is `version`; it refuses every program that it is given."""
    script = folder / "python-old"
    text = f'#!/bin/sh\n[ "$1" = --version ] && echo "Python {version}" && exit 0\nexit 1\n'
    script.write_text(text, encoding="utf-8")
    script.chmod(0o755)
    return script


def test_make_alone_lists_every_command():
    listed = make(ROOT).stdout
    assert listed == make(ROOT, "help").stdout
    names = re.findall(r"^make ([a-z-]+) +\S", listed, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split()
    assert sorted(names) == sorted(phony)
    assert set(TARGETS) <= set(names)


@pytest.mark.parametrize("target", ["serve", "lab", "test"])
def test_a_python_of_the_wrong_version_is_refused_with_a_clear_message(clone, target):
    done = make(clone, f"PYTHON={python_that_says(clone, '3.10.4')}", target)
    assert done.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13, but" in done.stdout and "is: Python 3.10.4" in done.stdout
    assert "make PYTHON=python3.12" in done.stdout
    assert not (clone / ".venv").exists()


def test_a_missing_python_is_refused_with_a_clear_message(clone):
    done = make(clone, "PYTHON=no-such-python", "test")
    assert done.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in done.stdout and "no-such-python" in done.stdout


def planned(clone, target):
    """What make would run for `target`."""
    return make(clone, "--dry-run", target).stdout


def test_installing_happens_once_and_again_when_a_lock_changed(clone):
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").touch()
    assert "pip install" in planned(clone, "book")
    (clone / ".venv" / "everything-installed").touch()
    assert "pip install" not in planned(clone, "book")
    later = (clone / ".venv" / "everything-installed").stat().st_mtime + 10
    for lock in ["requirements.txt", "requirements-dev.txt", "pyproject.toml"]:
        os.utime(clone / lock, (later, later))
        assert "pip install" in planned(clone, "book")
        os.utime(clone / lock, (0, 0))


@pytest.fixture
def fake_environment(clone):
    """An environment whose pip says what it is asked, and whose uv does too, before it fails or succeeds."""
    (clone / ".venv" / "bin").mkdir(parents=True)

    def make_it(uv_exit):
        for name, code in (("python", 0), ("uv", uv_exit)):
            script = clone / ".venv" / "bin" / name
            script.write_text(f'#!/bin/sh\necho "{name} $*"\nexit {code}\n', encoding="utf-8")
            script.chmod(0o755)
        return make(clone, ".venv/everything-installed").stdout.splitlines()[1:]

    return make_it


def test_uv_installs_the_locks_at_the_version_that_they_pin(fake_environment):
    pinned = re.search(r"^uv==.+$", (ROOT / "requirements-dev.txt").read_text(encoding="utf-8"), re.MULTILINE)[0]
    pip, uv = fake_environment(0)
    assert pip.startswith("python -m pip install") and pip.endswith(pinned)
    assert uv.startswith("uv pip install") and uv.endswith("-r requirements.txt -r requirements-dev.txt")


def test_pip_installs_the_locks_where_uv_cannot(fake_environment):
    *_, said, pip = fake_environment(1)
    assert "pip does it" in said
    assert pip.startswith("python -m pip install") and pip.endswith("-r requirements.txt -r requirements-dev.txt")


def test_a_check_needs_the_number_of_a_chapter(clone):
    (clone / ".venv" / "bin").mkdir(parents=True)
    for name in ("bin/python", "everything-installed"):
        (clone / ".venv" / name).touch()
    assert "make check CHAPTER=04" in make(clone, "check").stderr
    assert "--chapter 42 tests/chapters" in make(clone, "--dry-run", "check", "CHAPTER=42").stdout


def test_the_build_takes_warnings_for_errors(clone):
    assert "jupyter-book build -W -n --keep-going ." in planned(clone, "book")


def test_the_address_comes_from_git_unless_the_command_gives_one_or_none(clone, monkeypatch):
    monkeypatch.setenv("URL", "https://github.com/of/the-environment")
    given = {(): "", ("URL=https://github.com/a/b",): "'https://github.com/a/b'", ("URL=",): "''"}
    for arguments, passed in given.items():
        last = make(clone, "--dry-run", "address", *arguments).stdout.splitlines()[-1]
        assert last.partition("tools/address.py ")[2] == passed


def test_clean_removes_what_was_built_and_keeps_the_environment(clone):
    for name in ["_build/html", ".venv/bin", "attnlib/__pycache__", ".pytest_cache"]:
        (clone / name).mkdir(parents=True)
    assert make(clone, "clean").returncode == 0
    assert sorted(path.name for path in clone.iterdir() if path.is_dir()) == [".venv", "attnlib"]
    assert list((clone / "attnlib").iterdir()) == []
    assert make(clone, "clean-all").returncode == 0
    assert not (clone / ".venv").exists()


def test_continuous_integration_runs_make_test(tmp_path):
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    recipe = "test:\n\t@echo all checks; read line || echo no input; exit 7\n"
    (tmp_path / "Makefile").write_text(recipe, encoding="utf-8")
    done = run(tmp_path, "bash", ".ci/run")
    assert done.returncode == 2 and done.stdout.splitlines()[:2] == ["all checks", "no input"]
