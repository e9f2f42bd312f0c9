"""A drawing surface on a matplotlib Figure, one unit to one pixel, y downwards, and the SVG that comes out of it."""

import io
import json
import re
import warnings
from xml.etree import ElementTree

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path

from . import theme
from .words import clean

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)


class Still:
    """A finished figure: its SVG, the sentence that says what it shows, and the numbers behind it.

    In a notebook it displays itself; the text form of the figure is the sentence, which is also its alt text.
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
    """Shapes and words in palette colours. `Canvas(width, height)` in units of one CSS pixel at full size."""

    def __init__(self, width, height):
        self.width, self.height = round(width), round(height)
        self.figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(self.height, 0))
        self.axes.set_axis_off()
        self.rect(0, 0, self.width, self.height, "card")

    def rect(self, x, y, width, height, colour="ink", *, opacity=1, radius=0, stroke=None, stroke_width=1.5):
        """A rectangle; colour=None leaves it empty."""
        style = f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0"
        self._add(FancyBboxPatch((x, y), width, height, boxstyle=style, **_paint(colour, opacity, stroke, stroke_width)))

    def circle(self, x, y, radius, colour="ink", *, opacity=1, stroke=None, stroke_width=1.5):
        """A disc; colour=None leaves it empty."""
        self._add(Circle((x, y), radius, **_paint(colour, opacity, stroke, stroke_width)))

    def line(self, points, colour="ink", *, width=1.5, opacity=1, dash=None):
        """Straight pieces from point to point."""
        self._stroke(Path(points), colour, width, opacity, dash)

    def curve(self, start, first, second, end, colour="ink", *, width=1.5, opacity=1):
        """A cubic Bézier curve."""
        codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        self._stroke(Path([start, first, second, end], codes), colour, width, opacity, None)

    def text(self, x, y, text, *, size=16, colour="ink", anchor="start", bold=False):
        """A line of text on the baseline y; `anchor` is "start", "middle" or "end"."""
        align = {"start": "left", "middle": "center", "end": "right"}[anchor]
        self.axes.text(x, y, clean(text), ha=align, va="baseline", fontsize=size, color=theme.LIGHT[colour],
                       fontweight="bold" if bold else "normal", parse_math=False, clip_on=False)

    def still(self, sentence, data):
        """The finished figure. `data` is a dict with caption, corner, columns and rows, all text."""
        sentence = clean(sentence)
        return Still(_themed(self._raw(), sentence, data), sentence, data)

    def _add(self, artist):
        artist.set_clip_on(False)
        self.axes.add_patch(artist)

    def _stroke(self, path, colour, width, opacity, dash):
        self._add(PathPatch(path, fill=False, edgecolor=theme.LIGHT[colour], linewidth=width, alpha=opacity,
                            capstyle="round", joinstyle="round", linestyle=(0, dash) if dash else "solid"))

    def _raw(self):
        out = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        with matplotlib.rc_context({**matplotlib.rcParamsDefault, **theme.STYLE}), warnings.catch_warnings():
            # The file holds text, not glyphs: a word that matplotlib's own face lacks is no fault.
            warnings.filterwarnings("ignore", message=".*[Gg]lyph.*")
            self.figure.savefig(out, format="svg", metadata=nothing)
        return out.getvalue()


def _paint(colour, opacity, stroke, stroke_width):
    return {"facecolor": theme.LIGHT[colour] if colour else "none", "alpha": opacity,
            "edgecolor": theme.LIGHT[stroke] if stroke else "none", "linewidth": stroke_width if stroke else 0}


def _themed(raw, sentence, data):
    """matplotlib's SVG with palette variables for colours, the reader's own sans face, a title and the numbers."""
    source = ElementTree.fromstring(raw)
    width, height = source.get("viewBox").split()[2:]
    root = ElementTree.Element(f"{{{SVG}}}svg", {
        "class": "attn-still", "role": "img", "width": width, "height": height, "viewBox": f"0 0 {width} {height}",
        "style": f"max-width: 100%; height: auto; font-family: {theme.FONT}; font-variant-numeric: tabular-nums; "
                 "stroke-linejoin: round"})
    _child(root, "title", sentence)
    _child(root, "metadata", json.dumps(data, ensure_ascii=False), id="attn-table")
    _child(root, "style", theme.standalone_css(), **{"class": "attn-standalone"})
    for element in source.iter():
        if element.tag in (f"{{{SVG}}}path", f"{{{SVG}}}text"):
            root.append(_restyled(element))
    ElementTree.indent(root, " ")
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _child(parent, tag, text, **attributes):
    ElementTree.SubElement(parent, f"{{{SVG}}}{tag}", attributes).text = text


def _restyled(element):
    kept = {name: value for name, value in element.attrib.items() if name in ("x", "y", "d")}
    if "d" in kept:
        kept["d"] = " ".join(_rounded(kept["d"]).split())
    kept["style"] = _variables(re.sub(r"font-family: .*?; |stroke-dashoffset: 0; ", "", element.get("style", "")))
    new = ElementTree.Element(element.tag, kept)
    new.text = element.text
    return new


def _rounded(text):
    return re.sub(r"-?\d+\.\d+", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), text)


_NAMES = {value: name for name, value in theme.LIGHT.items()}


def _variables(style):
    return re.sub(r"#[0-9a-f]{6}", lambda found: theme.var(_NAMES[found[0]]), style.replace("weight: 700", "weight: 600"))
