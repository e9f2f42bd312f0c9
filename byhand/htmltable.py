"""HTML tables: the one place that writes them, with headings that say what they head and text that is escaped.

    table([row_head("sat"), cell("0.22")], …, head=[cell(""), column_head("mat")], caption="Weights")

Text is escaped unless it is `Html` already. A keyword is an attribute of its element: class_="zero", style="…".
"""

from html import escape


class Html(str):
    """Text that is HTML already."""


def html(text):
    """The text as Html: what is HTML already stays as it is, anything else is escaped."""
    return text if isinstance(text, Html) else Html(escape(str(text)))


def element(tag, content="", **attributes):
    """<tag attribute="…">content</tag>; attributes that are None or "" are left out."""
    return Html(f"{_opening(tag, attributes)}{html(content)}</{tag}>")


def cell(content="", **attributes):
    """A cell, <td>."""
    return element("td", content, **attributes)


def row_head(content, **attributes):
    """The heading of a row, <th scope="row">."""
    return element("th", content, scope="row", **attributes)


def column_head(content, **attributes):
    """The heading of a column, <th scope="col">; an empty cell where it has no name, as a heading must not be empty."""
    return element("th", content, scope="col", **attributes) if content else cell()


def table(rows, head=(), caption="", *, caption_style="", between="", **attributes):
    """The HTML of a table. rows: lists of cells; head: the cells of the first row; between: what stands between parts.

    Of all cells only those made by the functions above are expected.
    """
    parts = [_opening("table", attributes)]
    parts += [element("caption", caption, style=caption_style)] if caption else []
    parts += [element("thead", row(head))] if head else []
    parts += ["<tbody>", *map(row, rows), "</tbody>", "</table>"]
    return Html(between.join(parts))


def row(cells):
    """A row, <tr>, of cells."""
    return element("tr", Html("".join(cells)))


def _opening(tag, attributes):
    names = {name: name.rstrip("_").replace("_", "-") for name in attributes}
    shown = [f' {names[name]}="{escape(str(value))}"' for name, value in attributes.items() if value not in (None, "")]
    return f"<{tag}{''.join(shown)}>"
