"""Check what a class handed in: a folder of notebooks and Python files in, tables and a histogram of mistakes out.

Each file runs in a process of its own (`submission.py`), with limits on time and memory, so one that crashes or hangs
costs the others nothing. That protects against accidents. It is no sandbox: the code can do whatever you can do.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from byhand.diagnose import calls
from byhand.diagnose.mistakes import BY_ID
from byhand.exercises.answers import VERDICTS
from byhand.exercises.registry import numbers

CALLS = tuple(calls.CALLS)
NUMBERS = numbers()
START = 30  # seconds that Python itself may take to start, on a busy machine
GRACE = 2  # seconds for a function to end by itself after its time
KEPT = 2000  # bytes of what a file prints
EVENTS = {  # what a log may say, and the types of what it says
    "load": {},
    "unreadable": {"why": str},
    "loaded": {"problems": list},
    "check": {"call": str},
    "done": {},
    "answered": {"number": str, "verdict": str, "score": float},
    "checked": {"call": str, "verdict": str, "mistakes": list, "step": str, "why": str},
}


@dataclass
class Result:
    """What is known of one function. verdict: "correct", a mistake's id, "several", "unknown", "error", "waiting",
    "stopped", "missing". mistakes: ids. step: the first that differs. why: sentences."""

    verdict: str
    mistakes: list = field(default_factory=list)
    step: str = ""
    why: str = ""

    @property
    def counted(self):
        """The ids to count: of mistakes that are the same function one, of several those that are certain."""
        return [self.verdict] if self.verdict in BY_ID else self.mistakes

    @property
    def title(self):
        """The verdict in words."""
        titles = [BY_ID[name].title for name in self.mistakes]
        if self.verdict in BY_ID:
            return ", which is the same as ".join(titles)
        return f"{self.verdict}: {'; and '.join(titles)}" if titles else self.verdict


@dataclass
class Student:
    """One file: its name, {call: Result}, what went wrong while it ran, and the beginning of what it printed.

    answers: {number of an exercise: (verdict, score)}, the last one that the file has checked. ran: False if it could
    not be run to the end, so that nothing is known of its functions.
    """

    name: str
    results: dict
    problems: list
    printed: str = ""
    ran: bool = True
    answers: dict = field(default_factory=dict)


def hand_ins(folder):
    """(files, left out) of a folder and the folders in it, one for a student perhaps; {name: path}, in order.

    Files are notebooks and Python files. What is hidden, or begins with _ as Python's own folders do, is in neither.
    """
    inside = visible(folder)
    inside += [path for each in inside if is_folder(each) for path in visible(each)]
    named = {path.relative_to(folder).as_posix(): path for path in inside}
    named = dict(sorted(named.items(), key=lambda pair: (pair[0].casefold(), pair[0])))
    files = {name: path for name, path in named.items() if path.suffix.lower() in (".py", ".ipynb") and path.is_file()}
    opened = {path.parent for path in inside}  # of a folder that is empty, or lies too deep, it is to be said
    return files, {name: path for name, path in named.items() if name not in files and path not in opened}


def visible(folder):
    return [path for path in folder.iterdir() if not path.name.startswith((".", "_"))]


def is_folder(path):
    return path.is_dir() and not path.is_symlink()  # a link may lead back to where we are


def names(other=()):
    """{call: the names under which its function is looked for}: others first, then its own, with or without my_."""
    return {call: [name for key, name in other if key == call] + [call, f"my_{call}"] for call in CALLS}


# ---- one file


def check(path, wanted, seconds=10.0, memory=512, name=""):
    """The Student of one file. wanted: as `names` gives it, seconds: for the file and for each function, memory: MB.

    A function that ends the process is checked no further; for those after it the file is run again.
    """
    student = Student(printable(name or path.name), {}, [])
    while left := {call: tried for call, tried in wanted.items() if call not in student.results}:
        events, end, printed = run(path, left, seconds, memory)
        student.printed = student.printed or printed
        for event in events:
            if event["event"] == "loaded":
                student.problems = event["problems"]
            elif event["event"] == "answered":
                student.answers[event["number"]] = (event["verdict"], event["score"])
            elif event["event"] == "checked":
                student.results[event["call"]] = Result(*(event[key] for key in ("verdict", "mistakes", "step", "why")))
        if end and events and events[-1]["event"] == "check":
            student.results[events[-1]["call"]] = Result("stopped", why=end)
            continue
        if end:
            student.ran = any(event["event"] == "loaded" for event in events)
            student.problems = [*student.problems, end]
        student.results |= {call: Result("stopped", why=end) for call in left if call not in student.results}
    return student


def run(path, wanted, seconds, memory):
    """(events, ending, printed) of one process: its log, how it was ended or "", and the beginning of its output."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log, work = Path(folder, "log"), Path(folder, "around", "work")  # one that empties ".." leaves the log alone
        log.touch()
        work.mkdir(parents=True)
        job = {"file": str(path.absolute()), "log": str(log), "names": wanted, "seconds": seconds, "memory": memory}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "byhand.classroom.submission", json.dumps(job)],
            cwd=work,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        printed = bytearray()
        reader = threading.Thread(target=read, args=(process.stdout, printed), daemon=True)
        reader.start()
        try:
            late = watch(process, log, seconds)
        finally:
            stop(process)
        reader.join(1)  # not for ever: a process that got away may hold the other end
        events = logged(log, wanted)
    return events, ending(events, process.returncode, late, seconds), printed.decode("utf-8", "replace")


def logged(log, wanted):
    """The events of a log. A hand-in may have removed it or written to it: what is no event is passed over."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    except OSError:
        return []
    events = [event_of(line) for line in lines if line.endswith("\n")]
    return [event for event in events if event and event.get("call", next(iter(wanted))) in wanted]


def event_of(line):
    """The event in one line of a log, or None."""
    try:
        event = json.loads(line)
        wanted = EVENTS[event["event"]]
        texts = [*event.get("problems", ()), *event.get("mistakes", ())]
        right = (
            all(type(event[key]) is kind for key, kind in wanted.items())
            and all(type(text) is str for text in texts)
            and set(event.get("mistakes", ())) <= BY_ID.keys()
            and (event["event"] != "answered" or is_answer(**event))
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return event if right else None


def is_answer(number, verdict, score, **other):
    return number in NUMBERS and verdict in VERDICTS and 0 <= score <= 1


def environment():
    """One thread for each library, no windows, the packages of this process, and nothing printed is held back."""
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")
    return (
        os.environ
        | threads
        | {
            "PYTHONPATH": path,
            "MPLBACKEND": "Agg",
            "PYTHONIOENCODING": "utf-8:replace",
            "PYTHONHASHSEED": "0",
            "PYTHONUNBUFFERED": "1",
        }
    )


def read(stream, kept):
    """Read to the end, so that nobody waits, and keep the beginning."""
    with stream:
        while chunk := stream.read1(65536):
            kept += chunk[: KEPT - len(kept)]


def watch(process, log, seconds):
    """Wait for the process; True if its log stood still for too long."""
    size, since = 0, time.monotonic()
    while process.poll() is None:
        now, written = time.monotonic(), size_of(log)
        if written != size:
            size, since = written, now
        if now - since > (seconds + GRACE if size else START):
            return True
        time.sleep(0.02)
    return False


def size_of(log):
    """How much is in the log; nothing where a hand-in removed it."""
    try:
        return log.stat().st_size
    except OSError:
        return 0


def stop(process):
    """End the process, and, where the system knows groups, all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: a group of zombies is not permitted
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def ending(events, code, late, seconds):
    """Why a process did not come to its end, or ""."""
    last = events[-1] if events else {"event": ""}
    if last["event"] in ("done", "unreadable"):
        return last.get("why", "")
    running = "running the file: "
    doing = {"load": running, "answered": running, "": "Python did not start: "}.get(last["event"], "")
    if late:
        return f"{doing}stopped after {seconds:g} s"
    if code < 0:
        return f"{doing}the system ended Python ({signal.Signals(-code).name})"
    return f"{doing}it ended Python (exit code {code})"


# ---- the class


def stopped(students):
    """True if a function could not be checked."""
    return any(result.verdict == "stopped" for student in students for result in student.results.values())


def line(student):
    """One line on a student's functions, those that were written."""
    if not student.ran:
        return "could not be run"
    said = [f"{call} {result.verdict}" for call, result in student.results.items() if result.verdict != "missing"]
    if student.answers:
        right = sum(verdict == "correct" for verdict, _ in student.answers.values())
        said.append(f"{right} of {len(student.answers)} answers correct")
    return " · ".join(said) or "no function found"


def printable(text):
    """The text without what would upset a terminal or a table: control characters and halves of characters."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in str(text))
