"""Makes the site's type, theme/type/*.woff2, from Source Serif 4, Source Sans 3 and Source Code Pro.

    npm pack @expo-google-fonts/source-serif-4@0.4.1 @expo-google-fonts/source-sans-3@0.4.1 \\
        @expo-google-fonts/source-code-pro@0.4.1
    pip install fonttools==4.68.0 brotli==1.2.1
    python website/text_fonts.py FOLDER_OF_THE_THREE_PACKAGES

Prose is set in the serif, figures, tables and controls in the sans, code in the monospaced face. Only the sans has the
letters that a reader may type into a figure (Latin Extended-A), and the signs that the others take from it. The
licence, in theme/static/type.txt, allows to cut the faces and wants another name for what was cut.
"""

import base64
import hashlib
import io
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "theme" / "type"

ASCII = "20-7E"
PUNCTUATION = "A0 2013-2014 2018-2019 201C-201D 2026"
SIGNS = "AC B0-B3 B7 B9 D7 F7 2190-2193 2212 221A 221E 2248 2260 2264-2265"
NAMES = "C9 DC E0-E2 E4 E7-EB ED F3 F6 F8 FC 141-142"  # in the names of people: Mikołaj, François, Müller
LATIN_1 = "A1-FF"
LETTERS_1 = "C0-FF"
LATIN_A = "100-17F"
GREEK = "394 3A3 3B1-3B2 3B8 3BB-3BC 3C0 3C3"
SMALL = "2070 2074-207B 2080-2089 1D40 2153"
SHAPES = "2007-2008 202F 2022 203A 20AC 25CB 25CF"
SAID = f"{ASCII} {PUNCTUATION} {SIGNS} {NAMES}"
TYPED = f"{SAID} {LATIN_1} {LATIN_A} {SMALL} {SHAPES}"


@dataclass(frozen=True)
class Cut:
    """One file of the site's type: its source in an npm package, and the characters that it keeps."""

    family: str
    weight: int
    package: str
    path: str
    sha256: str
    ranges: str
    italic: bool = False

    @property
    def name(self):
        return f"{self.family.split()[1].lower()}-{self.weight}{'-italic' if self.italic else ''}.woff2"

    @property
    def mono(self):
        return self.family == "Book Mono"


SERIF, SANS, MONO = "source-serif-4-0.4.1", "source-sans-3-0.4.1", "source-code-pro-0.4.1"
CUTS = (
    Cut(
        "Book Serif",
        400,
        SERIF,
        "400Regular/SourceSerif4_400Regular.ttf",
        "d47da11c5f55f031d9ec54c3172865d76009b2cbab5c706dfa73866b00096639",
        f"{SAID} {LETTERS_1}",
    ),
    Cut(
        "Book Serif",
        600,
        SERIF,
        "600SemiBold/SourceSerif4_600SemiBold.ttf",
        "d31cd1fb273e5399efc04691e9ac14b581eae836d783f6cf3c560225ebcf95c0",
        SAID,
    ),
    Cut(
        "Book Serif",
        400,
        SERIF,
        "400Regular_Italic/SourceSerif4_400Regular_Italic.ttf",
        "8abc06ebcf3a84d6e18763fad2fd237c9149104f16963f459c8763390048aff2",
        SAID,
        italic=True,
    ),
    Cut(
        "Book Sans",
        400,
        SANS,
        "400Regular/SourceSans3_400Regular.ttf",
        "393fb5b878ceed04aebc34b097e853ae5138c51d0c34b496ce8e2b47e0d0b94a",
        f"{TYPED} {GREEK}",
    ),
    Cut(
        "Book Sans",
        600,
        SANS,
        "600SemiBold/SourceSans3_600SemiBold.ttf",
        "bd2550fce2d295b0bf20bd8b1b7f1477da834f1066bd850aafdb4787a67a63ca",
        TYPED,
    ),
    Cut(
        "Book Mono",
        400,
        MONO,
        "400Regular/SourceCodePro_400Regular.ttf",
        "1bd0bb61d974f62f9cc208a162fd3a7a13f95ba0b56b88b870730bf3ae1ba358",
        SAID,
    ),
    Cut(
        "Book Mono",
        600,
        MONO,
        "600SemiBold/SourceCodePro_600SemiBold.ttf",
        "2859dc9b573c7190cdc705e49831b9ad9c5e1b571897f765505ea88317ca8893",
        ASCII,
    ),
)


def characters(ranges):
    """The code points of ranges like `20-7E A0`."""
    for text in ranges.split():
        first, _, last = text.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def source(folder, cut):
    """The face that `cut` is cut from, out of its package in `folder`. Exits if it is another one than was chosen."""
    from fontTools.ttLib import TTFont

    with tarfile.open(Path(folder) / f"expo-google-fonts-{cut.package}.tgz") as archive:
        data = archive.extractfile(f"package/{cut.path}").read()
    found = hashlib.sha256(data).hexdigest()
    if found != cut.sha256:
        sys.exit(f"{cut.path}: expected a file with the sha256 {cut.sha256}, got {found}")
    return TTFont(io.BytesIO(data), recalcTimestamp=False)


def add_punctuation_space(font):
    """Give the face U+2008, as wide as its full stop: tables pad the place of the decimal point with it."""
    names = font.getBestCmap()
    font["hmtx"]["uni2008"] = (font["hmtx"][names[ord(".")]][0], 0)
    font["glyf"]["uni2008"] = type(font["glyf"][names[ord(" ")]])()
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[0x2008] = "uni2008"


def cut_down(font, cut):
    """Keep the characters of `cut`, and of the layout features only kerning; name the face by its new family."""
    from fontTools.subset import Options, Subsetter

    if 0x2008 not in font.getBestCmap():
        add_punctuation_space(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = cut.family if record.nameID != 6 else cut.family.replace(" ", "")
    subsetter = Subsetter(
        Options(
            layout_features=[] if cut.mono else ["kern"],
            hinting=False,
            notdef_outline=False,
            drop_tables=["meta", "STAT", "DSIG", "GSUB", "GDEF"],
            name_IDs=[1, 2, 6, 13],
            flavor="woff2",
        )
    )
    subsetter.populate(unicodes=characters(cut.ranges))
    subsetter.subset(font)
    font.flavor = "woff2"


def css():
    """The style sheet of the faces, with the files in it.

    In it, and not beside it: layout.html opens them all before the page is first drawn, so that nothing moves when a
    file arrives, and a browser that lets no page from a disk load a font (file://) shows them, too. The price is that
    the first page of a visit waits for them. It is a file of its own, which stays in the browser's cache while the
    other rules change.
    """
    return "/* The licence of these faces is in type.txt. */\n" + "".join(map(face, CUTS))


def face(cut):
    """The @font-face rule of one file. The heavier of two weights also serves for all above it."""
    data = base64.b64encode((FOLDER / cut.name).read_bytes()).decode()
    weight, style = "600 900" if cut.weight > 400 else "400", "italic" if cut.italic else "normal"
    return (
        f'@font-face {{ font-family: "{cut.family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url(data:font/woff2;base64,{data}) format("woff2"); }}\n'
    )


def main():
    (folder,) = sys.argv[1:]
    for cut in CUTS:
        font = source(folder, cut)
        cut_down(font, cut)
        font.save(FOLDER / cut.name)


if __name__ == "__main__":
    main()
