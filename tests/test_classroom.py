"""A class with everything that goes wrong in one: each file is judged as if it were alone.

One folder is checked once, by the command, and the tests read what it printed and wrote.
"""

import csv
import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from byhand import palette
from byhand.classroom import __main__ as command_line
from byhand.classroom import report as class_report
from byhand.classroom import run as classroom
from byhand.classroom import submission
from byhand.diagnose import BY_ID

fcntl = pytest.importorskip("fcntl", reason="hand-ins of this class have names and start programs that Windows refuses")

ROOT = Path(__file__).parent.parent
SECONDS = 3

SOFTMAX = """
import numpy as np

def softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
"""
ATTENTION = """
def attention(q, k, v):
    return softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])) @ v
"""
RIGHT = SOFTMAX + ATTENTION
FILES = {
    "anna.py": RIGHT
    + """
def masked_attention(q, k, v, mask):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    powers = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = powers.sum(axis=-1, keepdims=True)
    return powers / np.where(total == 0, 1, total) @ v

causal_attention = lambda q, k, v: masked_attention(q, k, v, np.tril(np.ones((q.shape[-2],) * 2, dtype=bool)))
""",
    "Ben.py": SOFTMAX + "def attention(q, k, v):\n    return softmax(q @ np.swapaxes(k, -1, -2)) @ v\n",
    "calls_exit.py": RIGHT + "exit()\n",
    "crashes.py": RIGHT + "def masked_attention(q, k, v, mask):\n    import ctypes\n    ctypes.string_at(0)\n"
    "def causal_attention(q, k, v):\n    return v\n",
    "deaf.py": SOFTMAX + "def attention(q, k, v):\n    return sum(range(10 ** 15))\nprint('deaf was here')\n",
    "eats_memory.py": RIGHT + "import sys\nprint('a first sign')\n"
    "hoard = sys.platform != 'linux' or [np.ones(10 ** 8) for _ in range(1000)]\n",
    "eats_memory_first.py": "import sys\nhoard = sys.platform != 'linux' or bytearray(10 ** 11)\n" + RIGHT,
    "fails.py": RIGHT + "def masked_attention(q, k, v, mask):\n    raise NotImplementedError('to do')\n1 / 0\n",
    "interrupts.py": SOFTMAX + "def attention(q, k, v):\n    raise KeyboardInterrupt\n",
    "hangs.py": "import itertools\nfor number in itertools.count(): pass\n" + RIGHT,
    "leaves_threads.py": RIGHT + "import threading, time\nfor _ in range(3):\n"
    "    threading.Thread(target=lambda: [time.sleep(0.1) for _ in iter(int, 1)]).start()\n",
    "loops.py": SOFTMAX + "def attention(q, k, v):\n    while True: pass\n",
    "no_code.py": "# nothing yet\n",
    "prints.py": RIGHT + "import sys\nfor _ in range(3000):\n    sys.stdout.write('<b>much</b> ' * 10_000)\n",
    "quits.py": SOFTMAX + "import os\ndef attention(q, k, v):\n    os._exit(7)\n"
    "def causal_attention(q, k, v):\n    return v\n",
    "recurses.py": "def softmax(scores):\n    return softmax(scores)\n",
    "starts_programs.py": RIGHT
    + """
import os, subprocess, sys
child = '''
import fcntl, os, time
file = open(os.environ["LOCK_FILE"], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("locked", flush=True)
time.sleep(600)
'''
print(subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE).stdout.readline())
""",
    "syntax.py": RIGHT + "def masked_attention(q k):\n",
    "uses_library.py": "from attnlib import attention, softmax\nmulti_head = 3\n",
    "z <i>&.py": "def softmax(scores):\n    raise ValueError('<script>alert(1)</script>')\n",
    "=cmd.py": RIGHT,
    "other_name.py": SOFTMAX + ATTENTION.replace("def attention", "def scaled_dot_product"),
    "message.py": "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\n" + RIGHT + "raise Odd\n",
    "clears_up.py": SOFTMAX
    + """
import os, shutil
shutil.rmtree(os.path.dirname(os.getcwd()))
"""
    + ATTENTION,
    "loses_log.py": SOFTMAX
    + """
import glob, os
for name in glob.glob("../../log"):
    os.remove(name)
os._exit(0)
""",
    "writes_log.py": SOFTMAX
    + """
import glob
for name in glob.glob("../../log"):
    with open(name, "ab") as file:
        file.write(b'\\xff\\n[]\\n{"event": "check", "call": "nonsense"}\\n{"event": "checked", "call": "softmax"}\\n')
        for number, verdict, score in (("9.9", "correct", 1.0), ("5.1", "splendid", 1.0), ("5.1", "correct", 7.0)):
            file.write(('{"event": "answered", "number": "%s", "verdict": "%s", "score": %s}\\n'
                        % (number, verdict, score)).encode())
""",
    "hangs_later.py": "from byhand import check\ncheck('5.1', [1, 2, 2])\nwhile True: pass\n",
    "says_correct.py": 'print(\'{"event": "checked", "call": "softmax", "verdict": "correct"}\')\n'
    "def softmax(scores):\n    return None\n",
    "starts.py": "def my_softmax(scores):\n    return ...  # your code\n",
    "asks.py": "heads = int(input('How many? '))\n" + RIGHT,
    "wide.py": RIGHT.encode("utf-16"),
    "empty.ipynb": "",
    "Dora/hw.py": RIGHT,
    "Emil/hw.py": SOFTMAX,
    "Emil/hw.zip": "not a hand-in",
    "Emil/__pycache__/hw.py": "print('never')",
    "Fritz/week 1/hw.py": "print('never')",
    "numpy.py": "raise ImportError('this is no NumPy')\n",
    "broken.ipynb": '{"cells": [',
    "other.ipynb": "[1, 2, 3]",
    "_hidden.py": "print('never')",
    ".hidden.py": "print('never')",
    "readme.txt": "not a hand-in",
}
CELLS = [
    ("markdown", "# Notes with `1 / 0`"),
    ("code", "%matplotlib inline\nimport numpy as np\nfrom attnlib import softmax\n!ls\nfiles = !ls\n"),
    ("code", "%%bash\nrm -rf nothing"),
    ("code", "1 / 0"),
    (
        "code",
        "%%time\ndef my_softmax(scores):\n    powers = np.exp(scores)\n"
        "    return powers / powers.sum(axis=-1, keepdims=True)\n",
    ),
    ("code", "get_ipython().run_line_magic('time', '1')\ndisplay(my_softmax(np.zeros((2, 2))))\nnp.exp?"),
    ("code", "def oops(:"),
    (
        "code",
        "from byhand import check\nmine = [0.2, 0.4, 0.4]\ncheck('5.1', mine)\n"
        "check('4.1', [0.4, 0])\ncheck('0.1', 7)\ncheck('2.2', ...)\n",
    ),
    ("code", "check('0.1', 2)"),
    ("code", "def scaled(q, k, v):\n    return my_softmax(q @ np.swapaxes(k, -1, -2) / q.shape[-1]) @ v\n"),
]


def notebook(cells):
    return json.dumps({
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)} for kind, source in cells
        ],
    })


def command(*arguments, cwd, **environment):
    return subprocess.run(
        [sys.executable, "-m", "byhand.classroom", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | environment,
    )


class Done:
    """The folder, what the command printed, and what it wrote."""

    def __init__(self, home):
        self.home, self.folder = home, home / "class"
        self.folder.mkdir()
        for name, source in FILES.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(source if isinstance(source, bytes) else source.encode())
        (self.folder / "carla.ipynb").write_text(notebook(CELLS), encoding="utf-8")
        (self.folder / "sub.py").mkdir()
        self.result = command(
            self.folder,
            "--out",
            home / "out",
            "--time",
            SECONDS,
            "--name",
            "attention=scaled",
            cwd=home,
            LOCK_FILE=str(home / "lock"),
        )
        with open(home / "out" / "students.csv", encoding="utf-8-sig", newline="") as file:
            self.rows = list(csv.DictReader(file))
        with open(home / "out" / "mistakes.csv", encoding="utf-8-sig", newline="") as file:
            self.mistakes = list(csv.DictReader(file))
        with open(home / "out" / "answers.csv", encoding="utf-8-sig", newline="") as file:
            self.answers = [tuple(row.values()) for row in csv.DictReader(file)]
        self.page = (home / "out" / "report.html").read_text(encoding="utf-8")

    def of(self, name):
        """{function: row} of one file."""
        return {row["function"]: row for row in self.rows if row["file"] == name}

    def verdicts(self, name):
        """The verdicts on the functions of one file that were written, as one text."""
        return " ".join(
            f"{call}:{row['verdict']}" for call, row in self.of(name).items() if row["verdict"] != "missing"
        )


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return Done(tmp_path_factory.mktemp("school"))


# ---- verdicts


def test_the_answers_that_a_file_checks_are_noted(done):
    """The last one counts, what is not known is passed over, and a file that hangs afterwards does not lose them."""
    assert [row for row in done.answers if row[0] == "carla.ipynb"] == [
        ("carla.ipynb", "0.1", "correct", "1.00"),
        ("carla.ipynb", "2.2", "waiting", "0.00"),
        ("carla.ipynb", "4.1", "partly", "0.50"),
        ("carla.ipynb", "5.1", "correct", "1.00"),
    ]
    assert {row for row in done.answers if row[0] != "carla.ipynb"} == {("hangs_later.py", "5.1", "other", "0.00")}
    assert "2 of 4 answers correct" in done.result.stdout
    assert '<td class="wrong">partly (50\u00a0%)</td>' in done.page
    assert '<td class="missing">not tried</td>' in done.page
    assert done.of("hangs_later.py")["softmax"]["explanation"] == f"running the file: stopped after {SECONDS} s"


@pytest.mark.parametrize(
    "name, verdicts",
    [
        ("anna.py", "softmax:correct attention:correct causal_attention:correct masked_attention:correct"),
        ("Ben.py", "softmax:correct attention:no-scale"),
        ("carla.ipynb", "softmax:no-maximum attention:divided-by-d_k"),
        ("calls_exit.py", "softmax:correct attention:correct"),
        ("deaf.py", "softmax:correct attention:stopped"),
        ("fails.py", "softmax:correct attention:correct masked_attention:error"),
        ("interrupts.py", "softmax:correct attention:stopped"),
        ("leaves_threads.py", "softmax:correct attention:correct"),
        ("loops.py", "softmax:correct attention:stopped"),
        ("no_code.py", ""),
        ("prints.py", "softmax:correct attention:correct"),
        ("quits.py", "softmax:correct attention:stopped causal_attention:unknown"),
        ("recurses.py", "softmax:error"),
        ("starts_programs.py", "softmax:correct attention:correct"),
        ("uses_library.py", ""),
        ("z <i>&.py", "softmax:error"),
        ("'=cmd.py", "softmax:correct attention:correct"),
        ("numpy.py", ""),
        ("other_name.py", "softmax:correct"),
        ("message.py", "softmax:correct attention:correct"),
        ("clears_up.py", "softmax:correct attention:correct"),
        ("writes_log.py", "softmax:correct"),
        ("says_correct.py", "softmax:error"),
        ("asks.py", ""),
        ("starts.py", "softmax:waiting"),
        ("Dora/hw.py", "softmax:correct attention:correct"),
        ("Emil/hw.py", "softmax:correct"),
    ],
)
def test_each_file_is_judged_alone(done, name, verdicts):
    assert len(done.of(name)) == len(classroom.CALLS)
    assert done.verdicts(name) == verdicts


@pytest.mark.parametrize(
    "name", ["hangs.py", "syntax.py", "broken.ipynb", "other.ipynb", "empty.ipynb", "wide.py", "loses_log.py"]
)
def test_of_a_file_that_does_not_run_nothing_is_said(done, name):
    assert {row["verdict"] for row in done.of(name).values()} == {"stopped"}


def test_a_function_that_crashes_costs_neither_the_one_before_nor_the_one_after(done):
    rows = done.of("crashes.py")
    assert [rows[call]["verdict"] for call in ("softmax", "attention", "masked_attention", "causal_attention")] == [
        "correct",
        "correct",
        "stopped",
        "unknown",
    ]
    assert rows["multi_head"]["verdict"] == "missing"


@pytest.mark.parametrize(
    "name, call, words",
    [
        ("Ben.py", "attention", "The more channels, the larger scores tend to be"),
        ("Ben.py", "attention", "of sat, The cat sat on the mat: yours"),
        ("deaf.py", "attention", "stopped after 3 s"),
        ("loops.py", "attention", "It did not return in time."),
        ("interrupts.py", "attention", "the check ended with KeyboardInterrupt"),
        ("hangs.py", "softmax", "running the file: stopped after 3 s"),
        ("quits.py", "attention", "it ended Python (exit code 7)"),
        ("fails.py", "masked_attention", "it raised NotImplementedError: to do"),
        ("recurses.py", "softmax", "it called itself until Python stopped it"),
        ("uses_library.py", "softmax", "softmax is imported from attnlib.attention, not written here"),
        ("uses_library.py", "multi_head", "multi_head is no function, but int"),
        ("no_code.py", "softmax", "not written"),
        ("syntax.py", "softmax", "cannot be read: SyntaxError: "),
        ("broken.ipynb", "softmax", "cannot be read: it is no notebook, or not a whole one: JSONDecodeError: "),
        ("empty.ipynb", "softmax", "cannot be read: it is empty"),
        ("wide.py", "softmax", "cannot be read: it is no Python file; text must be saved as UTF-8"),
        ("loses_log.py", "softmax", "it ended Python (exit code 0)"),
        ("other_name.py", "attention", "not written; other functions in it: scaled_dot_product"),
        ("asks.py", "attention", "not written, or lost to an error: see what went wrong while the file ran"),
        ("other.ipynb", "softmax", "it has no list of cells; open it in Jupyter and save it again"),
    ],
)
def test_the_reason_is_said(done, name, call, words):
    assert words in done.of(name)[call]["explanation"]


def test_a_crash_is_named_by_its_signal(done):
    why = done.of("crashes.py")["masked_attention"]["explanation"]
    assert why.startswith("the system ended Python (SIG") if os.name == "posix" else "it ended Python" in why


@pytest.mark.parametrize(
    "name, problems",
    [
        ("anna.py", ""),
        ("calls_exit.py", "calls_exit.py, line 10: SystemExit: None"),
        ("fails.py", "fails.py, line 12: ZeroDivisionError: division by zero"),
        ("numpy.py", "numpy.py, line 1: ImportError: this is no NumPy"),
        ("asks.py", "asks.py, line 1: EOFError: EOF when reading a line"),
        ("message.py", "message.py, line 13: Odd: (its message cannot be read)"),
        (
            "carla.ipynb",
            "cell 4, line 1: ZeroDivisionError: division by zero | "
            "cell 7: SyntaxError: invalid syntax (cell 7, line 1)",
        ),
    ],
)
def test_what_went_wrong_while_a_file_ran(done, name, problems):
    assert {row["problems"] for row in done.of(name).values()} == {problems}


def test_a_file_that_wants_all_memory_is_stopped_where_memory_can_be_limited(done):
    row = done.of("eats_memory.py")["softmax"]
    assert row["verdict"] == "correct"
    assert ("MemoryError: " in row["problems"]) == submission.memory_can_be_limited()


def test_what_stands_after_the_limit_of_memory_is_stopped_and_not_missing(done):
    if submission.memory_can_be_limited():
        says = "It reached the limit of 512 MB of memory; --memory sets a higher one, for PyTorch about 4000."
        row = done.of("eats_memory_first.py")["attention"]
        assert row["verdict"] == "stopped" and row["explanation"].startswith(says) and says in row["problems"]
        assert done.of("eats_memory_first.py")["multi_head"]["verdict"] == "missing"
        assert says in done.result.stdout


# What Linux says when a library does not fit into the memory that is left, as PyTorch's do not.
TOO_LARGE = "libtorch_cpu.so: failed to map segment from shared object"


@pytest.mark.parametrize(
    "error, limit",
    [
        (MemoryError("Unable to allocate 7.45 GiB"), True),
        (ImportError(TOO_LARGE), True),
        (ImportError("libx.so: cannot open shared object file: Cannot allocate memory"), True),
        (OSError(12, "Cannot allocate memory"), True),
        (ModuleNotFoundError("No module named 'torch'"), False),
        (OSError(2, "No such file"), False),
        (ZeroDivisionError(), False),
    ],
    ids=repr,
)
def test_an_error_for_want_of_memory_is_known(error, limit):
    assert submission.ran_out_of_memory(error) == limit


def stored(path, *cells):
    """The path of a notebook with these cells."""
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": source} for source in cells]}))
    return path


def test_a_library_that_needs_more_memory_than_there_is_stops_the_functions_that_use_it(tmp_path):
    path = stored(
        tmp_path / "a.ipynb",
        f"raise ImportError({TOO_LARGE!r})",
        "def attention(q, k, v):\n    return torch.softmax(q, -1)",
        "class Layer(torch.nn.Module): pass\nmy_softmax = Layer()",
    )
    student = classroom.check(path, classroom.names())
    stopped = [call for call, result in student.results.items() if result.verdict == "stopped"]
    assert stopped == ["softmax", "attention"] and student.results["multi_head"].verdict == "missing"
    assert "limit of 512 MB" in student.results["attention"].why or not submission.memory_can_be_limited()
    assert "NameError" in student.results["attention"].why and len(student.problems) == 3


def test_a_cell_may_await_without_a_function_around_it(tmp_path):
    path = stored(
        tmp_path / "a.ipynb",
        "import asyncio\nlock = asyncio.Lock()",
        "%time\nx = await asyncio.sleep(0, 5)\nasync with lock:\n    x += 1",
        "assert x == 6",
        SOFTMAX + "await asyncio.sleep(0)\n1 / 0",
    )
    student = classroom.check(path, {"softmax": ["softmax"]})
    assert student.results["softmax"].verdict == "correct"
    assert student.problems == ["cell 4, line 8: ZeroDivisionError: division by zero"]
    (tmp_path / "a.py").write_text("import asyncio\nawait asyncio.sleep(0)\n")
    assert "'await' outside function" in classroom.check(tmp_path / "a.py", {"softmax": ["softmax"]}).problems[0]


@pytest.mark.parametrize("name, target", [("link.py", "text"), ("link.py", "text.ipynb"), ("link.ipynb", "cells")])
def test_a_link_is_what_its_own_name_says(tmp_path, name, target):
    """A store of files may keep them under names without an ending, and link to them."""
    if name.endswith(".py"):
        (tmp_path / target).write_text(SOFTMAX)
    else:
        stored(tmp_path / target, SOFTMAX)
    (tmp_path / name).symlink_to(target)
    student = classroom.check(tmp_path / name, {"softmax": ["softmax"]})
    assert (student.problems, student.results["softmax"].verdict) == ([], "correct")


def test_a_file_that_ends_python_later_keeps_the_verdicts_that_were_given(monkeypatch, tmp_path):
    log = [
        {"event": "load"},
        {"event": "loaded", "problems": ["cell 1: x"]},
        {"event": "checked", "call": "softmax", "verdict": "correct", "mistakes": [], "step": "", "why": ""},
    ]
    monkeypatch.setattr(classroom, "run", lambda *job: (log, "it ended Python (exit code 3)", ""))
    student = classroom.check(tmp_path / "a.py", classroom.names())
    assert student.ran and student.problems == ["cell 1: x", "it ended Python (exit code 3)"]
    assert [result.verdict for result in student.results.values()] == ["correct"] + ["stopped"] * 4


# ---- what the command prints and leaves behind


def test_files_come_in_alphabetical_order_and_hidden_ones_not_at_all(done):
    names = list(dict.fromkeys(row["file"] for row in done.rows))
    visible = [
        name
        for name in (*FILES, "carla.ipynb")
        if name.endswith((".py", ".ipynb")) and name[0] not in "_." and not name.startswith(("Emil/_", "Fritz"))
    ]
    assert [name.lstrip("'") for name in names] == sorted(visible, key=str.casefold)


def test_one_line_of_progress_for_each_file(done):
    lines = [line for line in done.result.stdout.splitlines() if not line.startswith("    ")]
    assert lines[0] == "No sandbox: this runs the code of all files with your rights."
    assert lines[1].startswith("Limits: 3 s for each file and for each function, ")
    assert ("512 MB of memory" in lines[1]) == submission.memory_can_be_limited()
    assert (
        lines[2]
        == (
            "Left out (neither .py nor .ipynb, or deeper than one folder): Emil/hw.zip, Fritz/week 1, "
            "readme.txt, sub.py."
        )
        and f"MB of memory. {lines[2]}" in done.page
    )
    files = list(dict.fromkeys(row["file"].lstrip("'") for row in done.rows))
    assert [line.split(": ")[0] for line in lines[3:-1]] == [
        f"{number}/{len(files)} {name}" for number, name in enumerate(files, start=1)
    ]
    assert f"2/{len(files)} anna.py: softmax correct · attention correct" in done.result.stdout
    assert "no_code.py: no function found" in done.result.stdout
    assert "hangs.py: could not be run\n    running the file: stopped after 3 s\n" in done.result.stdout
    assert lines[-1] == f"Report: {done.home / 'out' / 'report.html'}"


def test_what_the_files_print_stays_in_the_report(done):
    assert done.result.stderr == ""
    assert "much" not in done.result.stdout and "deaf was here" not in done.result.stdout
    assert "deaf was here" in done.page and "a first sign" in done.page
    assert 100 < done.page.count("&lt;b&gt;much&lt;/b&gt;") < 1000 and len(done.page) < 200_000


def test_the_exit_code_says_that_something_could_not_be_checked(done):
    assert done.result.returncode == 1


def test_what_a_file_started_is_ended_with_it(done):
    """The program holds a lock for ten minutes, if it lives."""
    assert "locked" in done.page
    with open(done.home / "lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_folder_is_left_as_it_was(done):
    left = {path.relative_to(done.folder).as_posix() for path in done.folder.rglob("*") if path.is_file()}
    assert left == {*FILES, "carla.ipynb"}
    assert {path.name for path in (done.home / "out").iterdir()} == {
        "report.html",
        "students.csv",
        "mistakes.csv",
        "answers.csv",
    }


# ---- the histogram


def test_the_histogram_counts_students_and_names_the_function(done):
    counted = {row["mistake"]: row for row in done.mistakes}
    named = {row["verdict"] for row in done.rows} & set(BY_ID)
    assert set(counted) == named == {"no-scale", "no-maximum", "divided-by-d_k"}
    assert counted["no-scale"]["students"] == counted["no-scale"]["attention"] == "1"
    assert counted["no-scale"]["softmax"] == "0" and counted["no-scale"]["title"] == BY_ID["no-scale"].title


def student(**verdicts):
    results = {call: classroom.Result("missing") for call in classroom.CALLS}
    for call, (verdict, *mistakes) in verdicts.items():
        results[call] = classroom.Result(verdict, list(mistakes))
    return classroom.Student("x.py", results, [])


def test_a_student_is_counted_once_for_a_mistake_and_twins_are_one():
    students = [
        student(softmax=("softmax-twice", "softmax-twice"), attention=("softmax-twice", "softmax-twice", "no-scale")),
        student(attention=("several", "no-scale", "hard-maximum")),
        student(attention=("no-scale", "no-scale")),
        student(attention=("correct",)),
    ]
    assert [(name, dict(calls)) for name, calls in class_report.histogram(students)] == [
        ("no-scale", {"attention": 2}),
        ("softmax-twice", {"softmax": 1, "attention": 1}),
        ("hard-maximum", {"attention": 1}),
    ]
    assert [class_report.makers(students, name) for name in ("no-scale", "softmax-twice")] == [2, 1]
    assert students[0].results["attention"].title == (
        f"{BY_ID['softmax-twice'].title}, which is the same as {BY_ID['no-scale'].title}"
    )
    assert students[1].results["attention"].title == (
        f"several: {BY_ID['no-scale'].title}; and {BY_ID['hard-maximum'].title}"
    )
    assert class_report.written(students) == ["softmax", "attention"]


# ---- the page


class Page(HTMLParser):
    """Tables of a page as rows of text, and its tags."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.tables, self.ids, self.links = [], [], [], set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        attributes = dict(attributes)
        self.ids |= {attributes["id"]} if "id" in attributes else set()
        self.links |= {attributes["href"]} if "href" in attributes else set()
        if tag == "table":
            self.tables.append({"caption": "", "rows": [], "scopes": []})
        elif tag == "tr":
            self.tables[-1]["rows"].append([])
        elif tag in ("td", "th"):
            self.tables[-1]["rows"][-1].append("")
            self.tables[-1]["scopes"] += [attributes.get("scope")] if tag == "th" else []
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "caption":
            self.tables[-1]["caption"] += data
        elif {"td", "th"} & set(self.open):
            self.tables[-1]["rows"][-1][-1] += data


def test_the_page_is_whole_and_needs_nothing_else(done):
    page = Page(done.page)
    assert page.open == [] and done.page.startswith("<!doctype html>") and '<html lang="en">' in done.page
    assert "script" not in page.tags and "link" not in page.tags and "img" not in page.tags
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links) and page.links
    assert palette.css() in done.page and "http" not in done.page.split("</style>")[1]


def test_what_students_wrote_is_escaped(done):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in done.page and "z &lt;i&gt;&amp;.py" in done.page
    assert "i" not in Page(done.page).tags and "b" not in Page(done.page).tags


def test_every_table_has_a_caption_and_headers_of_rows_and_columns(done):
    tables = Page(done.page).tables
    files = len(done.rows) // len(classroom.CALLS)
    assert len(tables) == 4 + files
    for table in tables:
        assert table["caption"] and {"row", "col"} == set(table["scopes"])
        assert len({len(row) for row in table["rows"]}) == 1
    assert done.page.count('<div class="wide" tabindex="0" role="group" aria-label="') == len(tables)


def test_the_tables_of_the_page_say_what_the_csv_says(done):
    mistakes, verdicts, answers, overview, *_ = Page(done.page).tables
    assert [row[:2] for row in mistakes["rows"][1:]] == [
        [f"{row['title']} ({row['mistake']})", row["students"]] for row in done.mistakes
    ]
    calls = overview["rows"][0][1:]
    assert calls == ["softmax", "attention", "causal_attention", "masked_attention"], "nobody wrote multi_head"
    for file, *titles in overview["rows"][1:]:
        rows = done.of(file if file[0] != "=" else f"'{file}")
        for call, title in zip(calls, titles):
            assert title.startswith(
                BY_ID[rows[call]["verdict"]].title if rows[call]["verdict"] in BY_ID else rows[call]["verdict"]
            )
    assert answers["rows"][0] == ["file", "0.1", "2.2", "4.1", "5.1"]
    assert ["carla.ipynb", "correct", "not tried", "partly (50\u00a0%)", "correct"] in answers["rows"]
    for column in range(len(calls)):
        assert sum(int(row[column + 1]) for row in verdicts["rows"][1:]) == len(overview["rows"]) - 1


def test_functions_that_nobody_wrote_have_no_column():
    page = Page(class_report.page([student(attention=("correct",))], "No limits."))
    assert page.tables[-2]["rows"] == [["file", "attention"], ["x.py", "correct"]]


def test_verdicts_are_readable_in_light_and_dark():
    for colours in palette.THEMES:
        for text in ("good", "bad", "soft", "ink", "q"):
            assert palette.contrast(colours[text], colours["card"]) >= palette.READABLE
            assert palette.contrast(colours[text], colours["paper"]) >= palette.READABLE


def test_the_diagnoser_itself_needs_no_pictures():
    """A hand-in runs beside it with little memory, and a later page in a browser that has no matplotlib."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, byhand.classroom.submission; print(*sys.modules)"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "numpy" in loaded.stdout.split() and "matplotlib" not in loaded.stdout.split()


# ---- the command


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["missing"], "missing: there is no such folder"),
        (["a.py"], "a.py: is a file; a folder is expected, with one file for each student"),
        (["empty"], "empty: no notebooks (.ipynb) and no Python files (.py) in it"),
        (["full", "--out", "a.py"], "a.py: File exists"),
        (["full", "--time", "0"], "must be a number above 0, and below a million: got '0'"),
        (["full", "--time", "nan"], "must be a number above 0, and below a million: got 'nan'"),
        (["full", "--memory", "much"], "must be a whole number above 0, and below a million: got 'much'"),
        (["full", "--memory", "0.5"], "must be a whole number above 0, and below a million: got '0.5'"),
        (["full", "--name", "relu=f"], "must be FUNCTION=OTHER with FUNCTION one of softmax, attention,"),
        (["full", "--name", "softmax"], "must be FUNCTION=OTHER"),
        ([], "the following arguments are required: FOLDER"),
    ],
)
def test_a_wrong_call_is_refused_in_a_line(tmp_path, monkeypatch, capsys, arguments, words):
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "a.py").write_text("")
    (tmp_path / "full" / "a.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    try:
        code = command_line.main(arguments)
    except SystemExit as stop:  # so argparse ends
        code = stop.code
    out, err = capsys.readouterr()
    assert code == 2 and words in err and out == "" and not (tmp_path / "diagnosis").exists()


def test_all_was_checked(tmp_path):
    """Wrong functions are no reason for an exit code; the same folder gives the same files."""
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "a.py").write_text(FILES["Ben.py"], encoding="utf-8")
    written = []
    for out in ("one", "two"):
        assert command_line.main([str(folder), "--out", str(tmp_path / out)]) == 0
        written.append({path.name: path.read_bytes() for path in (tmp_path / out).iterdir()})
    assert written[0] == written[1] and len(written[0]) == 4


def test_when_it_is_stopped_the_files_so_far_are_reported(monkeypatch, tmp_path, capsys):
    for name in "abc":
        (tmp_path / f"{name}.py").write_text("")

    def check(path, *limits):
        if path.name == "b.py":
            raise KeyboardInterrupt
        return student(softmax=("correct",))

    monkeypatch.setattr(classroom, "check", check)
    assert command_line.main([str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "You stopped it after 1 of 3 files.\nReport: " in capsys.readouterr().out
    assert "You stopped it after 1 of 3 files." in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_our_own_folder_and_links_that_lead_nowhere_or_back(tmp_path):
    (tmp_path / "a.py").write_text("")
    (tmp_path / "b.py").symlink_to("a.py")
    (tmp_path / "gone.py").symlink_to("nothing.py")
    (tmp_path / "round.py").symlink_to("round.py")
    (tmp_path / "back").symlink_to(".")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").write_text("")
    files, left_out = classroom.hand_ins(tmp_path)
    assert list(files) == ["a.py", "b.py"]
    assert command_line.said_left_out(left_out, tmp_path / "out")[0].endswith(": back, gone.py, round.py.")
    assert command_line.said_left_out({}, tmp_path) == []
    many = {f"{number}.zip": tmp_path / f"x/{number}.zip" for number in range(30)}
    assert command_line.said_left_out(many, tmp_path)[0].endswith(", 19.zip and 10 more.")


def test_the_help_says_what_is_checked_and_that_it_is_no_sandbox(capsys):
    with pytest.raises(SystemExit):
        command_line.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for words in ("no sandbox", ", ".join(classroom.CALLS), "Exit code: 0", "on Linux only"):
        assert words in said


def test_where_memory_cannot_be_limited_the_command_says_so(monkeypatch, tmp_path, capsys):
    (tmp_path / "a.py").write_text("")
    monkeypatch.setattr(command_line, "memory_can_be_limited", lambda: False)
    assert command_line.main([str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    assert "10 s for each file and for each function, no limit on memory (this system knows none)." in (
        capsys.readouterr().out
    )


# ---- reading hand-ins


@pytest.mark.parametrize(
    "source, kept",
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if True:\n    !ls\n    y = 2", "if True:\n    pass\n    y = 2"),
        ("a = %time f()\nnp.exp?\n?np\nb = 3", "pass\npass\npass\nb = 3"),
    ],
)
def test_lines_for_ipython_are_passed_over(source, kept):
    assert submission.compiled(source, "cell").co_code == compile(kept, "cell", "exec").co_code


def test_python_is_not_taken_for_a_magic():
    names = {}
    exec(submission.compiled("x = (7\n% 4)\ntext = '''\n%time\n'''", "cell"), names)
    assert names["x"] == 3 and names["text"] == "\n%time\n"


@pytest.mark.parametrize("source", ["def f(:", "%time\ndef f(:"])
def test_a_syntax_error_stays_one(source):
    with pytest.raises(SyntaxError):
        submission.compiled(source, "cell")


def test_names_given_are_looked_for_first():
    wanted = classroom.names([("softmax", "soft"), ("softmax", "s2")])
    assert wanted["softmax"] == ["soft", "s2", "softmax", "my_softmax"]
    assert wanted["attention"] == ["attention", "my_attention"]


def test_long_texts_are_cut():
    assert submission.cut("x" * 5000) == "x" * (submission.LONGEST - 1) + "…" and submission.cut("short") == "short"


@pytest.mark.parametrize("text, shown", [("a\tb\x1b[31m", "a b\ufffd[31m"), ("bad \udc80", "bad \ufffd")])
def test_control_characters_do_not_reach_the_terminal(text, shown):
    assert classroom.printable(text) == shown


@pytest.mark.parametrize(
    "text, cell", [("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("x=1", "x=1"), ("\t=1", " =1")]
)
def test_a_spreadsheet_sees_no_formula(text, cell):
    assert class_report.csv_cell(text) == cell
