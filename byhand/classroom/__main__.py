"""Check what a class handed in:  python -m byhand.classroom FOLDER [--out DIR] [--time 10] [--memory 512]"""

import argparse
import sys
from errno import ENOENT, ENOTDIR
from pathlib import Path

from byhand.classroom import report as class_report
from byhand.classroom import run as classroom
from byhand.classroom.submission import memory_can_be_limited

MOST_NAMES = 20  # of what is left out
ABOUT = """Run each notebook (.ipynb: its code cells) and Python file of a folder, and of the folders in it, and say
which mistakes their functions make. The functions are found by name: {calls}; also with my_ in front. Answers to
exercises that a file checks itself, with check("5.1", mine), are noted. Each file runs in its own process, so that one
that crashes or hangs costs the others nothing. This is no sandbox: the code can read and change your files and use the
network, as you can. Run only code of people whom you trust, or do it on a machine that holds nothing else."""
CODES = """Written are report.html, students.csv, mistakes.csv and answers.csv. Exit code: 0 when all was checked,
whatever the verdicts; 1 when a file or a function could not be checked, or you stopped it; 2 when nothing was done."""


def main(arguments=None):
    """Run the command; returns the exit code."""
    sys.stdout.reconfigure(errors="replace")
    options = parser().parse_args(arguments)
    try:
        paths, left_out = inputs(options.folder)
        options.out.mkdir(parents=True, exist_ok=True)  # before the work, which may take minutes
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    limits = said_limits(options)
    notes = [limits, *said_left_out(left_out, options.out)]
    print("No sandbox: this runs the code of all files with your rights.", *notes, sep="\n", flush=True)
    students = []
    try:
        for name, path in paths.items():
            students.append(classroom.check(path, classroom.names(options.name), options.time, options.memory, name))
            print_student(students[-1], f"{len(students)}/{len(paths)}")
    except KeyboardInterrupt:  # what is known by now took its time
        notes.append(f"You stopped it after {len(students)} of {len(paths)} files.")
        print(notes[-1])
    code = write(options.out, students, " ".join(notes))
    return code or int(len(students) < len(paths))


def print_student(student, number):
    print(f"{number} {student.name}: {classroom.line(student)}", flush=True)
    for problem in student.problems:
        print(f"    {classroom.printable(problem)}", flush=True)


def parser():
    about = ABOUT.format(calls=", ".join(classroom.CALLS))
    found = argparse.ArgumentParser(prog="python -m byhand.classroom", description=about, epilog=CODES)
    found.add_argument(
        "folder", type=Path, metavar="FOLDER", help="one notebook or Python file, or one folder, for each student"
    )
    found.add_argument("--out", type=Path, default=Path("diagnosis"), metavar="DIR", help="for the report (diagnosis)")
    found.add_argument(
        "--time",
        type=positive(float),
        default=10.0,
        metavar="SECONDS",
        help="for running a file, and for each of its functions (10)",
    )
    found.add_argument(
        "--memory",
        type=positive(int),
        default=512,
        metavar="MB",
        help="that a file may take beyond Python and NumPy (512; for PyTorch about 4000; on Linux only)",
    )
    found.add_argument(
        "--name",
        type=named,
        action="append",
        default=[],
        metavar="FUNCTION=OTHER",
        help="another name to look for, as attention=scaled_dot_product; may be repeated",
    )
    return found


def positive(kind):
    def read(text):
        try:
            value = kind(text)
        except ValueError:
            value = 0
        if not 0 < value < 1e6:
            raise argparse.ArgumentTypeError(
                f"must be a {'whole ' * (kind is int)}number above 0, and below a million: got {text!r}"
            )
        return value

    return read


def named(text):
    call, _, name = text.partition("=")
    if call not in classroom.CALLS or not name.isidentifier():
        raise argparse.ArgumentTypeError(
            f"must be FUNCTION=OTHER with FUNCTION one of {', '.join(classroom.CALLS)}: got {text!r}"
        )
    return call, name


def inputs(folder):
    """The files to check and what is left out; raises OSError with a plain reason where there is none to check."""
    if not folder.exists():
        raise OSError(ENOENT, "there is no such folder", str(folder))
    if not folder.is_dir():
        raise OSError(ENOTDIR, "is a file; a folder is expected, with one file for each student", str(folder))
    paths, left_out = classroom.hand_ins(folder)
    if not paths:
        raise OSError(ENOENT, "no notebooks (.ipynb) and no Python files (.py) in it", str(folder))
    return paths, left_out


def said_limits(options):
    memory = (
        f"{options.memory} MB of memory" if memory_can_be_limited() else "no limit on memory (this system knows none)"
    )
    return f"Limits: {options.time:g} s for each file and for each function, {memory}."


def said_left_out(left_out, out):
    """[] or one sentence, so that nobody is missed who handed in something else. out: our own folder may be there."""
    own = out.absolute()
    names = [
        classroom.printable(name)
        for name, path in left_out.items()
        if own not in (path.absolute(), path.absolute().parent)
    ]
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    listed = f"{', '.join(names[:MOST_NAMES])}{more}"
    return [f"Left out (neither .py nor .ipynb, or deeper than one folder): {listed}."] if names else []


def write(out, students, notes):
    pages = {
        "report.html": class_report.page(students, notes),
        "students.csv": class_report.students_csv(students),
        "mistakes.csv": class_report.mistakes_csv(students),
        "answers.csv": class_report.answers_csv(students),
    }
    try:
        for name, text in pages.items():
            # With a mark at the front of the CSV, or Excel reads it in another encoding.
            (out / name).write_text(text, encoding="utf-8-sig" if name.endswith(".csv") else "utf-8", errors="replace")
    except OSError as error:
        print(f"cannot write to {out}: {error.strerror}", file=sys.stderr)
        return 2
    print(f"Report: {out / 'report.html'}")
    return 1 if classroom.stopped(students) else 0


if __name__ == "__main__":
    sys.exit(main())
