"""A drawing surface on a matplotlib Figure, one unit to one pixel, y downwards, and the SVG that comes out of it."""

import io
import json
import re
import warnings
from xml.etree import ElementTree

import matplotlib.style
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path

from byhand import palette, wording

SVG = "{http://www.w3.org/2000/svg}"
ElementTree.register_namespace("", SVG[1:-1])

PAD = 14  # free space around a figure
TEXT = 17  # type of words and numbers: 11 pixels and more on a phone
SMALL = 16  # type of titles and hints
LINE = 21  # from one line of a title to the next
WIDEST_NAME = 130  # the widest that a name is drawn; a longer one ends in …, and stands whole in the table behind


class Still:
    """A finished figure: `.svg`, `.sentence` that says what it shows, and `.data`, the numbers behind it.

    In a notebook it displays itself. Its text form is the sentence, which is also the picture's alt text.
    """

    def __init__(self, svg, sentence, data):
        self.svg = svg
        self.sentence = sentence
        self.data = data

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/svg+xml": self.svg, "text/plain": self.sentence}


class Canvas:
    """Shapes and words in palette colours. Sizes are CSS pixels at the figure's natural width."""

    def __init__(self, width, height, title=None):
        self.width, self.height = round(width), round(height)
        self.artists = []  # functions that make them, so that all are made under one style, whatever the reader's is
        self.runs = {}
        self.rect(0, 0, self.width, self.height, "card")
        for row, line in enumerate(_title_lines(title, self.width)):
            self.text(PAD, PAD + SMALL + row * LINE, line, size=SMALL, colour="soft", bold=True)

    def rect(self, x, y, width, height, colour="ink", *, opacity=1, radius=0, stroke=None, stroke_width=1.5):
        """A rectangle, with rounded corners if `radius`; colour=None leaves it empty."""
        box = f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0"
        paint = _paint(colour, opacity, stroke, stroke_width)
        self._patch(lambda: FancyBboxPatch((x, y), width, height, boxstyle=box, **paint))

    def circle(self, x, y, radius, colour="ink", *, opacity=1):
        """A disc."""
        self._patch(lambda: Circle((x, y), radius, **_paint(colour, opacity, None, 0)))

    def line(self, points, colour="ink", *, width=1.5, opacity=1, dash=None):
        """Straight pieces from point to point."""
        self._stroke(Path(points), colour, width, opacity, dash)

    def curve(self, start, first, second, end, colour="ink", *, width=1.5, opacity=1):
        """A cubic Bézier curve."""
        codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        self._stroke(Path([start, first, second, end], codes), colour, width, opacity, None)

    def text(self, x, y, text, *, size=TEXT, colour="ink", anchor="start", bold=False):
        """A line of text on the baseline y; `anchor` is "start", "middle" or "end".

        `text` is a string, or a list of (string, colour) runs that follow each other.
        """
        runs = [(text, colour)] if isinstance(text, str) else text
        name = f"runs-{len(self.runs)}" if len(runs) > 1 else None
        if name:
            self.runs[name] = runs
        self.artists.append(
            lambda axes: axes.text(
                x,
                y,
                wording.clean("".join(part for part, _ in runs)),
                color=palette.LIGHT[colour],
                fontsize=size,
                ha={"start": "left", "middle": "center", "end": "right"}[anchor],
                va="baseline",
                clip_on=False,
                fontweight="bold" if bold else "normal",
                parse_math=False,
                gid=name,
            )
        )

    def still(self, sentence, *, columns, rows, caption="", corner=""):
        """The finished figure. `columns` are names, `rows` lists of a name and its values, all of them text."""
        data = {"caption": caption, "corner": corner, "columns": list(columns), "rows": rows}
        sentence = wording.clean(sentence)
        return Still(_themed(self._svg_of_matplotlib(), self.runs, sentence, data), sentence, data)

    def _patch(self, make):
        """Remember a function that makes a matplotlib patch."""
        self.artists.append(lambda axes: axes.add_patch(make()))

    def _stroke(self, path, colour, width, opacity, dash):
        """Draw along a path; dash: None, or lengths on and off."""
        self._patch(
            lambda: PathPatch(
                path,
                fill=False,
                edgecolor=palette.LIGHT[colour],
                linewidth=width,
                alpha=opacity,
                capstyle="round",
                joinstyle="round",
                linestyle=(0, dash) if dash else "solid",
            )
        )

    def _svg_of_matplotlib(self):
        out = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        with matplotlib.style.context(["default", palette.STYLE]), warnings.catch_warnings():
            # The file holds letters, not glyphs, so it does not matter which of them matplotlib's own face lacks.
            warnings.filterwarnings("ignore", message=".*[Gg]lyph.*")
            warnings.filterwarnings("ignore", message=".*Matplotlib currently does not support.*")
            self._drawn().savefig(out, format="svg", metadata=nothing)
        return out.getvalue()

    def _drawn(self):
        """The matplotlib figure; what was drawn later lies on what was drawn before."""
        figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72)
        figure.patch.set_visible(False)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(self.height, 0))
        axes.set_axis_off()
        for order, make in enumerate(self.artists):
            make(axes).set(zorder=order, clip_on=False)
        return figure


def title_height(title, width):
    """The room that a title takes at the top of a figure of this width."""
    rows = len(_title_lines(title, width))
    return rows * LINE + 6 if rows else 0


def _title_lines(title, width):
    return wording.wrap(wording.clean(title or ""), width - 2 * PAD, 1.08 * SMALL)


def centred_baseline(y, height, size=TEXT):
    """The baseline on which a line of digits is centred in a band of this height from y."""
    return y + height / 2 + 0.36 * size


def _paint(colour, opacity, stroke, stroke_width):
    return {
        "facecolor": palette.LIGHT[colour] if colour else "none",
        "alpha": opacity,
        "edgecolor": palette.LIGHT[stroke] if stroke else "none",
        "linewidth": stroke_width if stroke else 0,
    }


def _themed(raw, runs, sentence, data):
    """matplotlib's shapes in an SVG of our own: palette variables, the reader's sans face, a title, the numbers.

    Ids, comments and the global style of matplotlib are left out: many figures share a page.
    """
    source = ElementTree.fromstring(raw)
    _, _, width, height = source.get("viewBox").split()
    root = ElementTree.Element(
        f"{SVG}svg",
        {
            "class": "attn-still",
            "role": "img",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "style": f"max-width: 100%; height: auto; font-family: {palette.FONT}; font-variant-numeric: tabular-nums; "
            "stroke-linejoin: round",
        },
    )
    _child(root, "title", sentence)
    _child(root, "metadata", json.dumps(data, ensure_ascii=False), id="attn-table")
    _child(root, "style", palette.standalone_css(), **{"class": "attn-standalone"})
    for group in source.iter(f"{SVG}g"):
        for element in group:
            if element.tag in (f"{SVG}path", f"{SVG}text"):
                root.append(_restyled(element, runs.get(group.get("id"))))
    return "".join(_lines(root))


def _lines(root):
    """The file, one shape to a line, so that a change of a number is a change of a line."""
    shapes = [ElementTree.tostring(child, encoding="unicode").replace(f' xmlns="{SVG[1:-1]}"', "") for child in root]
    opening = ElementTree.tostring(ElementTree.Element(root.tag, root.attrib), encoding="unicode")
    return [opening.replace(" />", ">") + "\n", *(f"{shape}\n" for shape in shapes), "</svg>\n"]


def _child(parent, tag, text, **attributes):
    ElementTree.SubElement(parent, f"{SVG}{tag}", attributes).text = text


def _restyled(element, runs):
    """A shape or text of matplotlib's with its place and style alone; text in several colours as its `runs`."""
    kept = {name: " ".join(_rounded(value).split()) for name, value in element.items() if name in ("x", "y", "d")}
    style = re.sub(r"font-family: [^;]*; |stroke-dashoffset: 0; ", "", element.get("style", ""))
    new = ElementTree.Element(element.tag, {**kept, "style": _variables(style.replace("weight: 700", "weight: 600"))})
    if runs is None:
        new.text = element.text
    for text, colour in runs or ():
        _child(new, "tspan", text, style=f"fill: {palette.var(colour)}")
    return new


def _rounded(text):
    """The text with its decimals rounded to two places."""
    return re.sub(r"-?\d+\.\d+", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), text)


_NAMES = {value: name for name, value in palette.LIGHT.items()}


def _variables(style):
    """The style with the palette's variables in the place of its light colours."""
    return re.sub("#[0-9a-f]{6}", lambda found: palette.var(_NAMES[found[0]]), style)
