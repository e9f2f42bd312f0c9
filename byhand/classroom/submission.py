"""Run one hand-in, a notebook or a Python file, and check its functions; `run.py` starts it in a process of its own.

Every step is written to a log, one JSON object a line, before and after it is done. So whatever ends the process, the
log says what was being done.
"""

import ast
import contextlib
import errno
import inspect
import json
import os
import re
import sys
import types
from functools import cache, partial
from pathlib import Path

from byhand import wording
from byhand.diagnose.failures import message_of
from byhand.diagnose.verdict import diagnose
from byhand.exercises import observe

MODULE = "hand_in"  # the __name__ of what a student wrote: what stands under `if __name__ == …` is left
LONGEST = 2000  # characters of one text in the log
MOST_NAMES = 10  # of other functions in a file
PYTHON_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun")
MAGIC = re.compile(r"^\s*(?:[%!?]|\w+\s*=\s*[%!])|\?\s*$")


class Unreadable(Exception):
    """The file holds no code that can be run; the message says why."""


def main(job):
    """job: {"file": path, "log": path, "names": {call: names of the function}, "seconds": …, "memory": MB}."""

    def log(**event):
        with open(job["log"], "a", encoding="utf-8", errors="replace") as file:
            file.write(json.dumps(event) + "\n")

    limit_memory(job["memory"])
    log(event="load")
    try:
        with observe(partial(note, log)):
            module, problems, lost = run(Path(job["file"]))
    except Unreadable as error:
        log(event="unreadable", why=cut(f"cannot be read: {error}"))
        return
    limit = said_limit(job["memory"]) if lost is not None else ""
    log(event="loaded", problems=[cut(problem) for problem in [*problems, *[limit] * bool(limit)]])
    missing = not_found(vars(module), job["names"], problems)
    for call, names in job["names"].items():
        log(event="check", call=call)
        function, why = find(vars(module), names)
        reached = limit if function or lost and not lost.isdisjoint(names) else ""
        log(event="checked", call=call, **check(call, function, why or missing, job["seconds"], reached))
    log(event="done")


def note(log, number, answer):
    """Write to the log what `check` has said of an answer of the hand-in, by the number of the exercise."""
    log(event="answered", number=number, verdict=answer.verdict, score=float(answer.score))


# ---- run what is in the file


def run(path):
    """(module, problems, lost): what the file defines, what went wrong in it, and what it would define.

    lost: the names that stand in it, defined or not, if its memory was too little; else None. A cell that fails leaves
    the others be. Raises Unreadable for a file that holds no code.
    """
    module = types.ModuleType(MODULE)
    sys.modules[MODULE] = module  # dataclasses and pickle look there
    sys.argv = [str(path)]
    vars(module).update(__file__=str(path), display=lambda *shown, **how: None, get_ipython=Shell)
    sources = parts(path)
    found = [(name, error_of(name, source, module)) for name, source in sources]
    problems = [problem(name, error) for name, error in found if error]
    out_of_memory = any(ran_out_of_memory(error) for _, error in found)
    return module, problems, names_in(sources) if out_of_memory else None


def parts(path):
    """[(name, source)]: the code cells of a notebook, or the one whole of a Python file."""
    try:
        source = path.read_bytes()
        if path.suffix.lower() == ".ipynb":
            return cells(source)
        if b"\0" in source:
            raise Unreadable("it is no Python file; text must be saved as UTF-8")
        compile(source, path.name, "exec")
        return [(path.name, source)]
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None


class Shell:
    """Stands for IPython's shell: takes every command and does nothing."""

    def __getattr__(self, name):
        return lambda *given, **named: None


def error_of(name, source, module):
    """Run one cell, or one file; returns the error that ended it, or None."""
    try:
        code = compiled(source, name)
        if code.co_flags & inspect.CO_COROUTINE:  # a cell may await without a function around it
            event_loop().run_until_complete(eval(code, vars(module)))
        else:
            exec(code, vars(module))
    except BaseException as error:  # exit() and the like, too: what was defined so far can be checked
        return error
    return None


@cache
def event_loop():
    """The one loop of events of all cells, as in Jupyter."""
    import asyncio  # few files need it

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop


def problem(name, error):
    """The sentence on an error that ended a cell, or a file."""
    return f"{name}{line_of(error, name)}: {type(error).__name__}: {message_of(error)}"


def ran_out_of_memory(error):
    """True if memory was too little, for a number or for a library, which the system then cannot load."""
    return (
        isinstance(error, MemoryError)
        or isinstance(error, OSError)
        and error.errno == errno.ENOMEM
        or isinstance(error, ImportError)
        and any(text in message_of(error) for text in ("failed to map segment", "annot allocate memory"))
    )


def names_in(sources):
    """The names that these cells, or this file, define, as far as they can be read."""
    found = set()
    for name, source in sources:
        with contextlib.suppress(SyntaxError, ValueError):
            tree = compiled(source, name, ast.PyCF_ONLY_AST)
            found |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
            found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and type(node.ctx) is ast.Store}
    return found


def said_limit(megabytes):
    """The sentence on the limit that was reached."""
    if not memory_can_be_limited():
        return "The memory of this machine did not suffice."
    return f"It reached the limit of {megabytes} MB of memory; --memory sets a higher one, for PyTorch about 4000."


def line_of(error, name):
    """ ", line 3", the last line of the hand-in itself that an error passed, or ""."""
    lines, step = [], error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == name:
            lines.append(step.tb_lineno)
        step = step.tb_next
    return f", line {lines[-1]}" if lines else ""


def compiled(source, name, flags=0):
    """The code; lines that only IPython can read become `pass`. Cells, which are text and not bytes, may await."""
    flags |= 0 if isinstance(source, bytes) else ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        return compile(source, name, "exec", flags=flags)
    except SyntaxError:
        if isinstance(source, bytes) or not any(map(MAGIC.search, source.splitlines())):
            raise
    lines = [re.sub(r"\S.*", "pass", line) if MAGIC.search(line) else line for line in source.splitlines()]
    return compile("\n".join(lines), name, "exec", flags=flags)


def cells(source):
    """[("cell 3", code)]: the code cells, numbered among all cells. Those in other languages are left out."""
    if not source.strip():
        raise Unreadable("it is empty")
    try:
        notebook = json.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is no notebook, or not a whole one: {type(error).__name__}: {error}") from None
    listed = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(listed, list):
        raise Unreadable("it has no list of cells; open it in Jupyter and save it again")
    found = []
    for number, cell in enumerate(listed, start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = "".join(map(str, cell.get("source") or ""))
            if not source.startswith("%%") or source.startswith(PYTHON_CELLS):
                found.append((f"cell {number}", source))
    return found


# ---- check what it defines


def find(namespace, names):
    """(function, ""), the first of these names that was written here; or (None, why not, where that is known)."""
    why = ""
    for name in names:
        value = namespace.get(name)
        if value is None:
            continue
        home = getattr(value, "__module__", MODULE)
        if inspect.isfunction(value) and home != MODULE:
            why = f"{name} is imported from {home}, not written here"
        elif not callable(value):
            why = f"{name} is no function, but {type(value).__name__}"
        else:
            return value, ""
    return None, why


def not_found(namespace, wanted, problems):
    """What to say of a name that is nowhere: the function may stand after an error, or have another name."""
    names = {name for each in wanted.values() for name in each}
    others = [
        name
        for name, value in namespace.items()
        if inspect.isfunction(value) and value.__module__ == MODULE and name not in names
    ]
    reached = ", or lost to an error: see what went wrong while the file ran" if problems else ""
    return f"not written{reached}" + (f"; other functions in it: {', '.join(others[:MOST_NAMES])}" if others else "")


def check(call, function, why, seconds, limit=""):
    """The diagnosis as {"verdict", "mistakes", "step", "why"}, with four verdicts more than a report has:

    "missing"; "waiting" where the dots of the starting cell still stand; "error" for a function that raises or returns
    no table; "stopped" for one that does not return in time or ends the check. limit: the sentence on a limit that was
    reached before, which may be why a function is missing or fails: then it counts as stopped, too.
    """
    if function is None:
        return result("stopped" if limit else "missing", f"{limit} {why}" if limit else why)
    try:
        said = reported(diagnose(call, function, seconds=seconds))
        if limit and said["verdict"] == "error":
            said |= result("stopped", f"{limit} {said['why']}")
        return said
    except BaseException as error:  # a KeyboardInterrupt raised by the function is not kept from us
        return result("stopped", f"the check ended with {type(error).__name__}: {error}")


def reported(report):
    verdict = {None: report.verdict, "nan": report.verdict, "time": "stopped", "waiting": "waiting"}.get(
        report.failure, "error"
    )
    numbers = (
        []
        if report.numbers is None
        else [f"{report.numbers.title}:"] + [f"{label} {', '.join(cells)};" for label, cells in report.numbers.rows]
    )
    why = [report.explanation, *report.remarks, *numbers]
    return result(verdict, " ".join(filter(None, why)).rstrip(";"), report.mistakes, report.first_divergence)


def result(verdict, why, mistakes=(), step=None):
    return {"verdict": verdict, "mistakes": list(mistakes), "step": step or "", "why": cut(why)}


def cut(text):
    """The text, or as much of it as the log keeps."""
    return wording.cut_to_length(str(text), LONGEST)


# ---- limits


def limit_memory(megabytes):
    """Let this process take so much more memory than it has now, and write no larger file, where the system can."""
    if not memory_can_be_limited():
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    allowed = megabytes * 2**20
    total = pages * resource.getpagesize() + allowed
    for kind, most in ((resource.RLIMIT_AS, total), (resource.RLIMIT_FSIZE, allowed), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))


def memory_can_be_limited():
    """On Linux alone: macOS takes the limit and does not keep it, Windows knows none."""
    return sys.platform == "linux"


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
    os._exit(0)  # a thread that the hand-in left behind would keep Python waiting
