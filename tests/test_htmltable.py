"""The builder of HTML tables, and the cutting of long text."""

import pytest

from byhand import htmltable, wording
from byhand.htmltable import Html, cell, column_head, element, html, row_head, table


def test_a_table_with_everything():
    head = [cell(), column_head("mat")]
    assert table(
        [[row_head("sat"), cell("0.22", class_="zero")]], head=head, caption="Weights", class_="attn-table"
    ) == (
        '<table class="attn-table"><caption>Weights</caption><thead><tr><td></td><th scope="col">mat</th></tr></thead>'
        '<tbody><tr><th scope="row">sat</th><td class="zero">0.22</td></tr></tbody></table>'
    )


def test_a_table_with_nothing_but_rows_has_no_head_and_no_caption():
    assert table([[cell("1")]], between="\n") == "<table>\n<tbody>\n<tr><td>1</td></tr>\n</tbody>\n</table>"


@pytest.mark.parametrize("made", [cell, row_head, column_head, lambda text: table([], caption=text)])
def test_text_is_escaped_and_html_is_not(made):
    assert "<b>" not in made("<b>&") and "&lt;b&gt;&amp;" in made("<b>&")
    assert "<b>&amp;</b>" in made(element("b", "&"))


def test_attributes_are_escaped_and_empty_ones_left_out():
    assert element("a", "x", href='"<', class_="", title=None, aria_label="y") == (
        '<a href="&quot;&lt;" aria-label="y">x</a>'
    )
    assert html(Html("<i>")) == "<i>" and isinstance(html("<i>"), htmltable.Html)


def test_a_column_without_a_name_has_no_heading():
    assert column_head("") == "<td></td>"


@pytest.mark.parametrize("text, most, cut", [("12345", 5, "12345"), ("123456", 5, "1234…"), ("", 5, "")])
def test_long_text_is_clipped(text, most, cut):
    assert wording.cut_to_length(text, most) == cut
