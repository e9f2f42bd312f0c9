"""What a class handed in, as tables: CSV for a spreadsheet, and one HTML page."""

import csv
import io
from collections import Counter
from html import escape

from byhand import htmltable, palette, wording
from byhand.classroom.run import CALLS, NUMBERS, printable
from byhand.diagnose.mistakes import BY_ID

# Verdicts as the page lists them; "" stands for those that are the id of a mistake.
VERDICTS = {
    "correct": "correct",
    "": "a mistake with a name",
    "several": "several: mistakes at once",
    "unknown": "unknown: wrong in a way that has no name here",
    "error": "error: it raises one, or gives no such table",
    "waiting": "waiting: not tried, the dots still stand there",
    "stopped": "stopped: it could not be checked",
    "missing": "missing: not written",
}
ANSWER_WORDS = {"correct": "correct", "partly": "partly", "other": "not right", "waiting": "not tried"}


# ---- counting


def written(students):
    """The calls that somebody wrote a function for."""
    return [
        call
        for call in CALLS
        if any(student.ran and student.results[call].verdict != "missing" for student in students)
    ]


def histogram(students):
    """[(mistake id, {call: number of students})], the most frequent first, then in the order of the catalogue."""
    counts = {
        mistake: Counter(
            call for student in students for call, result in student.results.items() if mistake in result.counted
        )
        for mistake in BY_ID
    }
    found = [(name, calls) for name, calls in counts.items() if calls]
    return sorted(found, key=lambda pair: -makers(students, pair[0]))


def makers(students, mistake):
    """How many students made a mistake, in one function or in several."""
    return sum(any(mistake in result.counted for result in student.results.values()) for student in students)


# ---- CSV


def students_csv(students):
    rows = [
        [
            student.name,
            call,
            result.verdict,
            " ".join(result.mistakes),
            result.step,
            result.why,
            " | ".join(student.problems),
        ]
        for student in students
        for call, result in student.results.items()
    ]
    return table_csv(["file", "function", "verdict", "mistakes", "first difference", "explanation", "problems"], rows)


def answers_csv(students):
    rows = [
        [student.name, number, *student.answers[number]]
        for student in students
        for number in NUMBERS
        if number in student.answers
    ]
    return table_csv(["file", "exercise", "verdict", "score"], [[*row[:3], f"{row[3]:.2f}"] for row in rows])


def mistakes_csv(students):
    rows = [
        [name, BY_ID[name].title, makers(students, name), *(counts[call] for call in CALLS)]
        for name, counts in histogram(students)
    ]
    return table_csv(["mistake", "title", "students", *CALLS], rows)


def table_csv(head, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[csv_cell(cell) for cell in row] for row in [head, *rows]])
    return text.getvalue()


def csv_cell(value):
    """As text, with an apostrophe in front of what a spreadsheet would take for a formula."""
    text = printable(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


# ---- HTML

STYLE = (
    palette.css()
    + """
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--attn-paper); color: var(--attn-ink);
  font: 1rem/1.5 """
    + palette.FONT
    + """; }
a { color: var(--attn-q); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; background: var(--attn-card); font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { border: 1px solid var(--attn-line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
th { font-weight: 600; }
td.number { text-align: right; }
.correct { color: var(--attn-good); }
.wrong { color: var(--attn-bad); }
.missing, .soft { color: var(--attn-soft); }
.bar { display: inline-block; height: 0.8em; background: var(--attn-ink); }
section { margin-top: 2rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
@page { size: landscape; margin: 12mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 8pt; }
  .wide { overflow: visible; }
  .bar { print-color-adjust: exact; }
  tr { break-inside: avoid; }
}
"""
)


def page(students, notes):
    """The report as one HTML page that needs nothing else. notes: sentences on the limits and what is left out."""
    calls = written(students)
    count = f"{len(students)} file{'s' if len(students) != 1 else ''}"
    return "\n".join([
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>Mistakes of a class</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
        f"<h1>Mistakes of a class</h1>\n<p>{count}. {escape(notes)}</p>",
        '<h2 id="mistakes">Which mistakes, how often</h2>',
        histogram_html(students, calls),
        '<h2 id="verdicts">Function by function</h2>',
        verdicts_html(students, calls),
        answers_html(students),
        '<h2 id="students">File by file</h2>',
        overview_html(students, calls),
        *(student_html(number, student, calls) for number, student in enumerate(students, start=1)),
        "</main>\n</body>\n</html>\n",
    ])


def histogram_html(students, calls):
    rows, most = [], max([makers(students, name) for name, _ in histogram(students)], default=1)
    for name, counts in histogram(students):
        students_with_it = makers(students, name)
        width = f"width: {8 * students_with_it / most:.2f}rem"
        bar = htmltable.element("span", class_="bar", style=width, aria_hidden="true")
        rows.append([
            htmltable.row_head(f"{BY_ID[name].title} ({name})"),
            number_cell(students_with_it),
            htmltable.cell(bar),
            *(number_cell(counts[call]) for call in calls),
        ])
    if not rows:
        return "<p>No mistake of the catalogue was found.</p>"
    return table_html("Students who made a mistake, and in which function", ["mistake", "students", "", *calls], rows)


def verdicts_html(students, calls):
    counts = {
        call: Counter(
            "" if student.results[call].verdict in BY_ID else student.results[call].verdict for student in students
        )
        for call in calls
    }
    rows = [
        [htmltable.row_head(text), *(number_cell(counts[call][kind]) for call in calls)]
        for kind, text in VERDICTS.items()
    ]
    return table_html("Students by what was said of their function", ["verdict", *calls], rows)


def overview_html(students, calls):
    rows = [
        [file_head(number, student), *(verdict_cell(student.results[call]) for call in calls)]
        for number, student in enumerate(students, start=1)
    ]
    return table_html("Verdicts", ["file", *calls], rows)


def answers_html(students):
    """A row for each file, a column for each exercise whose answer somebody has checked; "" where nobody has."""
    numbers = [number for number in NUMBERS if any(number in student.answers for student in students)]
    if not numbers:
        return ""
    rows = [
        [file_head(number, student), *(answer_cell(student.answers.get(exercise)) for exercise in numbers)]
        for number, student in enumerate(students, start=1)
    ]
    return '<h2 id="answers">Exercise by exercise</h2>' + table_html(
        "Answers that were checked in the file", ["file", *numbers], rows
    )


def answer_cell(answer):
    if answer is None:
        return htmltable.cell()
    verdict, score = answer
    part = f" ({wording.percent(score)})" if verdict == "partly" else ""
    kind = {"correct": "correct", "waiting": "missing"}.get(verdict, "wrong")
    return htmltable.cell(f"{ANSWER_WORDS[verdict]}{part}", class_=kind)


def student_html(number, student, calls):
    """One file. A function that nobody wrote has no row, unless there is something to say of it."""
    rows = [
        [htmltable.row_head(call), verdict_cell(result), text_cell(result.step), text_cell(result.why)]
        for call, result in student.results.items()
        if not calls or call in calls or not result.why.startswith("not written")
    ]
    problems = "".join(f"<li>{escape(printable(problem))}</li>" for problem in student.problems)
    return "\n".join([
        f'<section id="file-{number}">\n<h3>{escape(student.name)}</h3>',
        f"<p>While it ran:</p>\n<ul>{problems}</ul>" if problems else "",
        table_html("Function by function", ["function", "verdict", "first difference", "explanation"], rows),
        f"<details><summary>What it printed</summary><pre>{escape(student.printed)}</pre></details>"
        if student.printed
        else "",
        "</section>",
    ])


def verdict_cell(result):
    kind = {"correct": "correct", "missing": "missing", "waiting": "missing"}.get(result.verdict, "wrong")
    return htmltable.cell(result.title, class_=kind)


def file_head(number, student):
    """The heading of a file's row, with a link to what is said of it."""
    return htmltable.row_head(htmltable.element("a", student.name, href=f"#file-{number}"))


def number_cell(number):
    return htmltable.cell(number, class_="number")


def text_cell(text):
    return htmltable.cell(printable(text))


def table_html(caption, columns, rows):
    """A table that narrow windows scroll sideways, with the keys, too. columns: their names; rows: of cells."""
    head = [htmltable.column_head(name) for name in columns]
    table = htmltable.table(rows, head=head, caption=caption, between="\n")
    return htmltable.element("div", table, class_="wide", tabindex="0", role="group", aria_label=caption)
