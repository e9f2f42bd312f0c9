"""A new chapter brings exercises, mistakes and a call of the diagnoser as new files, and edits none."""

import os
import shutil
import subprocess
import sys

import pytest
from project import ROOT

FILES = {
    "byhand/exercises/ch42.py": """
from byhand.exercises.answers import answer
from byhand.exercises.registry import diagnosed, exercise

PAGE = "42_crossing.ipynb"
diagnosed("42.9", "cross_attention")


@exercise("42.10")
def sum_of_two(mine):
    return answer(mine, 5, known=[(6, "You multiplied.")])
""",
    "byhand/diagnose/calls/cross_attention.py": """
from byhand.diagnose.call import Call
from byhand.diagnose.calls import attention
from byhand.diagnose.probes import batches, core, edges, qkv, EDGE_K, EDGE_V, SENTENCE, stacked_qkv
from byhand.diagnose.steps import ATTENTION


def take_queries(_, c):
    return c.q


CALL = Call(
    name="cross_attention",
    chapter="42",
    title="attention to another text",
    parameters=("q", "k", "v"),
    steps={"projection": take_queries} | ATTENTION,
    expected="q, k, v in, the output out.",
    groups=("softmax", "attention", "plain", "single"),
    probes=(
        *core(attention.ATTENTION_CORE, sentence=SENTENCE, square=attention.SQUARE, tall=attention.TALL),
        *edges(lambda name, q: qkv(q, EDGE_K, EDGE_V)),
        *batches(stacked_qkv(attention.TALL)),
    ),
    examples=attention.attention_example,
    conditions={"same-length": "both texts have one length"},
)
""",
    "byhand/diagnose/mistakes/crossing.py": """
from byhand.diagnose.mistake import Mistake

CHAPTER = "42"
TITLE = "Two texts"
MISTAKES = (
    Mistake(
        id="texts-swapped",
        title="The texts exchanged",
        calls=("cross_attention",),
        replaced={"scores": lambda _, c: c.k @ c.q.mT + 1.5 * c.k[..., :1].mT},
        wrong="cross(b, a)",
        right="cross(a, b)",
        why="The first text asks the second.",
        hidden=("same-length",),
    ),
)
""",
}
TRIAL = """
import numpy as np
from byhand import check, diagnose
from byhand.classroom import run
from byhand.diagnose.conditions import where
from byhand.diagnose.mistakes import BY_ID, FILES, MISTAKES

assert check("42.10", 5).verdict == check(42.1, 5).verdict == "correct" and "multiplied" in str(check("42.10", 6))
assert run.NUMBERS[-1] == "42.10" and run.CALLS[-1] == "cross_attention"
try:
    check("42.9", 1)
except ValueError as error:
    assert "diagnose.cross_attention(fn)" in str(error)
assert FILES[-1].TITLE == "Two texts" and MISTAKES[-1].chapter == "42"
assert where(BY_ID["texts-swapped"]) == ["both texts have one length"]


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def right(q, k, v):
    return softmax(q @ k.mT / np.sqrt(q.shape[-1])) @ v


def swapped(q, k, v):
    return softmax((k @ q.mT + 1.5 * k[..., :1].mT) / np.sqrt(q.shape[-1])) @ v


assert diagnose.cross_attention(right).verdict == "correct"
report = diagnose.cross_attention(swapped)
assert report.verdict == "texts-swapped", report
assert ("chapter 42", "42_crossing.ipynb") in report.places
assert diagnose.cross_attention(lambda q, k, v: softmax(q @ k.mT) @ v).verdict == "no-scale"
assert diagnose.cross_attention(lambda q, k, v: right(q, k, v) + q[:1, :1]).verdict == "unknown"
print("found")
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The two packages without the chapters, as in an installed package, and the new files beside the old ones."""
    folder = tmp_path_factory.mktemp("copy")
    for package in ("attnlib", "byhand"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in FILES.items():
        assert not (ROOT / name).exists()
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_new_files_are_found_and_work(copy):
    done = subprocess.run(
        [sys.executable, "-P", "-c", TRIAL],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout == "found\n", done.stderr
