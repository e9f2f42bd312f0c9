"""The report as a reader sees it: the text, the HTML, the numbers in them."""

import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from right_functions import RIGHT, last_axis
from unknown_functions import UNKNOWN
from wrong_functions import MISTAKEN, pencil_softmax, scaled, shares_of

from byhand import diagnose, exercises, palette, wording
from byhand.diagnose.calls import CALLS
from byhand.diagnose.mistakes import MISTAKES
from byhand.diagnose.report import Numbers, Report

SENTENCE = CALLS["attention"].probes[0]


def every_report():
    for call, fn, _ in [*RIGHT, *MISTAKEN, *UNKNOWN]:
        yield call, fn, getattr(diagnose, call)(fn)


REPORTS = list(every_report())


class Page(HTMLParser):
    """The tags that are open at the end, those seen, and the text."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.text, self.links = [], [], "", []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.seen.append(tag)
        self.links += [value for name, value in attributes if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(html):
    page = Page()
    page.feed(html)
    assert page.open == []
    return page


# ---- text


def test_the_text_for_a_softmax_over_the_queries():
    def over_the_queries(q, k, v):
        scores = np.exp(scaled(q, k) - scaled(q, k).max())
        return scores / scores.sum(axis=-2, keepdims=True) @ v

    assert (
        str(diagnose.attention(over_the_queries))
        == repr(diagnose.attention(over_the_queries))
        == """\
Softmax over the queries · first differs at: softmax
weights of sat, The cat sat on the mat
          The   cat   sat    on   the   mat   sum
  yours  0.17  0.18  0.15  0.20  0.17  0.20  1.08
  right  0.14  0.17  0.14  0.19  0.14  0.22  1.00
Each query shares out its own attention, so each row must add up to 1; here each column does.
  for example  softmax(scores, axis=-2)
  instead of   softmax(scores, axis=-1)
You cannot see it where there is only one word.
More: chapter 05; the catalogue on “Softmax over the queries”."""
    )


def test_the_text_for_a_right_function():
    assert str(diagnose.softmax(last_axis)) == (
        "Correct\nThe numbers are right for our sentence and for 10 other inputs, huge scores among them."
    )


def test_mistakes_that_are_one_function_are_both_named():
    report = diagnose.attention(lambda q, k, v: shares_of(q @ np.swapaxes(k, -1, -2) / q.shape[-1]) @ v)
    assert (report.verdict, report.mistakes) == ("divided-by-d_k", ("divided-by-d_k", "both-sides-scaled"))
    assert report.title == "Divided by d_k (the same numbers as: Queries and keys both divided by √d_k)"


def test_several_mistakes_without_names():
    report = Report("attention", "several", (), None, "…")
    assert report.title == "Several mistakes at once" and report.hidden == "" and report.places == []
    both = Report("softmax", "several", ("no-scale", "peeks"), None, "")
    assert both.title == "Scores not scaled; and: Sees one word too far"


@pytest.mark.parametrize("call, fn, report", REPORTS, ids=lambda value: getattr(value, "__name__", None))
def test_every_report_is_kind_and_exact(call, fn, report):
    text = str(report)
    assert text.splitlines()[0].startswith(report.title)
    prose = re.sub(r"^  (for example|instead of ) .*$", "", text, flags=re.MULTILINE)
    assert not re.search(r"\b[Ww]rong\b(?! sign)|!|\bnan\b|\binf\b|\de-\d\d|[ (]-\d", prose)
    assert all(line == line.rstrip() for line in text.splitlines())
    if report.verdict == "correct":
        assert report.first_divergence is None and report.numbers is None and not report.mistakes
        return
    assert report.verdict in ("unknown", "several", *report.mistakes)
    known = {CALLS[call].shown_step(name) for name in CALLS[call].steps}
    assert (
        report.first_divergence in known
        or report.verdict == "unknown"
        and report.first_divergence is None
        or report.mistakes[0].startswith("changes-")
    )
    if report.numbers:
        (first, yours), (second, right) = report.numbers.rows[-2:]
        assert (first, second) == ("yours", "right") and yours != right, "the numbers shown must differ"
        assert report.numbers.title in text


def test_the_numbers_of_our_sentence_are_shown_where_they_differ():
    """Our sentence shows most mistakes; the others are shown on a table that does."""
    named = [report for _, _, report in REPORTS if report.mistakes and report.numbers]
    on_the_sentence = [report for report in named if report.numbers.where == "The cat sat on the mat"]
    assert len(on_the_sentence) > 0.7 * len(named)
    assert sum(report.numbers.row.startswith("sat") for report in on_the_sentence) > 0.6 * len(on_the_sentence)


# ---- numbers


def test_the_row_of_sat_is_shown_if_it_shows_the_difference():
    right = np.arange(18.0).reshape(6, 3)
    everywhere = Numbers.at("mixing", SENTENCE, right + 1, right)
    assert everywhere.title == "output of sat, The cat sat on the mat" and everywhere.theirs == (7, 8, 9)
    last = right.copy()
    last[5, 1] = 0
    assert Numbers.at("mixing", SENTENCE, last, right).row == "mat"
    other = CALLS["attention"].probes[1]
    assert Numbers.at("mixing", other, right[:4] + 1, right[:4]).title == (
        "output of row 1, a table of 4 words and 4 channels"
    )


def test_weights_have_the_names_of_the_words_and_their_sum():
    weights = np.full((6, 6), 0.25)
    numbers = Numbers.at("softmax", SENTENCE, weights, np.full((6, 6), 1 / 6))
    assert numbers.header == ("The", "cat", "sat", "on", "the", "mat", "sum")
    assert numbers.rows == [("yours", ["0.25"] * 6 + ["1.50"]), ("right", ["0.17"] * 6 + ["1.00"])]


def test_a_softmax_that_stands_alone_shows_its_scores():
    report = diagnose.softmax(pencil_softmax)
    assert [label for label, _ in report.numbers.rows] == ["scores", "yours", "right"]
    assert {len(cells) for _, cells in report.numbers.rows} == {7}


def test_heads_and_projections_say_whose_they_are():
    probe = CALLS["multi_head"].probes[0]
    right = np.zeros((3, 2, 6, 3))
    wrong = right.copy()
    wrong[1, 1, 2, 0] = 1
    assert Numbers.at("split", probe, wrong, right).title == "keys of sat (head 2), The cat sat on the mat"
    projected = Numbers.at("projection", probe, wrong[:, 0] + 1, right[:, 0])
    assert projected.title == "queries of sat, The cat sat on the mat"


def test_tables_of_other_shapes_are_shown_beside_each_other():
    numbers = Numbers.at("mixing", SENTENCE, np.ones((6, 6)), np.zeros((6, 3)))
    assert numbers.theirs == (1,) * 6 and numbers.right == (0,) * 3 and numbers.names == ()


@pytest.mark.parametrize(
    "value, text",
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1.00"),
        (-0.504, "−0.50"),
        (0.001, "0"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
        (123456.0, "1.235e+05"),
        (-100.0, "−100.00"),
    ],
)
def test_numbers_as_text(value, text):
    assert wording.fixed(value, 2) == text


def test_no_printed_number_lies_on_a_rounding_tie():
    tie = Numbers("scores", "sat", "here", (0.425, 0.5), (0.2, 0.5))
    assert tie.rows == [("yours", ["0.425", "0.500"]), ("right", ["0.200", "0.500"])]
    close = Numbers("scores", "sat", "here", (0.20001,), (0.2,))
    assert close.rows == [("yours", ["0.2000"]), ("right", ["0.2000"])]


# ---- HTML


@pytest.mark.parametrize("call, fn, report", REPORTS, ids=lambda value: getattr(value, "__name__", None))
def test_the_html_says_what_the_text_says(call, fn, report):
    page = read(report._repr_html_())
    squeezed = re.sub(r"\s+", " ", page.text)
    for part in filter(None, [report.title, report.explanation, report.hidden, *report.remarks]):
        assert re.sub(r"\s+", " ", part) in squeezed
    assert page.links == [link for _, link in report.places]
    if report.numbers:
        assert "caption" in page.seen and report.numbers.title in page.text
        for _, cells in report.numbers.rows:
            assert all(cell in page.text for cell in cells)
    assert report._repr_html_() == report._repr_html_()


def test_what_others_wrote_is_escaped():
    def rude(q, k, v):
        raise ValueError('<script>alert("&")</script>')

    html = diagnose.attention(rude)._repr_html_()
    assert "<script" not in html and "&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;" in html
    assert "script" not in read(html).seen


def test_the_html_has_headers_with_scope_and_classes_for_the_site():
    html = diagnose.softmax(pencil_softmax)._repr_html_()
    assert html.startswith('<div class="attn-diagnosis" data-verdict="powers-of-2"')
    assert html.count('scope="col"') == 7 and html.count('scope="row"') == 3 and '<table class="attn-table"' in html
    for name in ("title", "chip", "why", "code", "hidden", "more"):
        assert f'class="attn-diagnosis-{name}"' in html


def test_the_colours_are_those_of_the_palette():
    html = diagnose.softmax(pencil_softmax)._repr_html_()
    assert all(colour in html for colour in (palette.text_var("bad"), palette.text_var("soft"), palette.var("line")))
    assert palette.text_var("good") in diagnose.softmax(last_axis)._repr_html_()


def test_links_go_to_the_catalogue_and_to_chapters():
    for mistake in MISTAKES:
        report = Report("attention", mistake.id, (mistake.id,), None, "")
        *chapters, catalogue = report.places
        assert catalogue[1] == f"mistakes.md#{mistake.id}"
        assert [link for _, link in chapters] == [
            page for number, page in exercises.PAGES.items() if number == mistake.explained_in
        ]


# ---- in a script


def test_raise_if_wrong():
    assert diagnose.softmax(last_axis).raise_if_wrong() is None
    with pytest.raises(AssertionError) as raised:
        diagnose.softmax(pencil_softmax).raise_if_wrong()
    assert str(raised.value) == str(diagnose.softmax(pencil_softmax))
