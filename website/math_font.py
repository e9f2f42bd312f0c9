"""Makes theme/static/math.woff2 from STIX Two Math: only the signs that the course uses, and narrower large roots.

    npm pack @fontsource/stix-two-math@5.3.0 && tar xzf fontsource-stix-two-math-5.3.0.tgz
    pip install fonttools==4.68.0 brotli
    python website/math_font.py package/files/stix-two-math-latin-400-normal.woff2 website/theme/static/math.woff2

Chromium keeps for every root the width of the widest root sign of the face, which leaves a gap behind a small one.
So all sizes of the root sign get the width of the smallest. The licence of the face (in math-font.txt) allows it.
"""

import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT_SIGN = 0x221A
RANGES = """20-7E A0 AC AF B1 B7 D7 F7 131 237 2C6 2C7 2D8 2D9 2DC 302-305 307-308 20D7 393-394 398 39B 3A0 3A3 3A6
3A8-3A9 3B1-3C9 3D1 3D5 3F5 2010-2016 2018-201D 2026 2032-2034 2061-2064 203E 210E 2112 2113 2115 211D 2124 2190-2194
21A6 21D0-21D4 2200 2202-2203 2205-2209 220F 2211-2213 2217-2218 221A 221D-221E 2225 2229-222B 223C 2243 2245 2248 2254
2260-2261 2264-2265 226A-226B 2282-2287 2295 2297 2299 22A4-22A5 22C5 22EE-22F1 2308-230B 23B4-23B5 23DC-23DF 27E8-27E9
1D400-1D467 1D53C 1D6A4-1D6A5 1D6FC-1D71B""".split()


def characters(ranges):
    """The code points of ranges like `20-7E`."""
    for text in ranges:
        first, _, last = text.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def cut(font):
    """Keep the characters of the course, and of the layout features only kerning."""
    options = Options(layout_features=["kern"], hinting=False, flavor="woff2")
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(RANGES))
    subsetter.subset(font)
    font.flavor = "woff2"


def narrow_roots(font):
    """Squeeze every larger form of the root sign to the width of the smallest."""
    root = font.getBestCmap()[ROOT_SIGN]
    variants = font["MATH"].table.MathVariants
    forms = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(root)]
    names = {record.VariantGlyph for record in forms.MathGlyphVariantRecord}
    names |= {part.glyph for part in forms.GlyphAssembly.PartRecords}
    width = font["hmtx"][root][0]
    for name in names - {root}:
        scale = width / font["hmtx"][name][0]
        glyph = font["glyf"][name]
        glyph.coordinates.scale((scale, 1))
        glyph.coordinates.toInt()
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, glyph.xMin)


def main():
    source, target = sys.argv[1:]
    font = TTFont(source, recalcTimestamp=False)
    cut(font)
    narrow_roots(font)
    font.save(target)


if __name__ == "__main__":
    main()
