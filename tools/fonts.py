"""Builds the house's fonts from the npm packages: small variable ones for pages, static ones for PDF documents.

Pages get WOFF2 files in `build/static/fonts/`: the main ones with the letters of western Europe, and those that end in
`-ext` with the letters of the rest, all with only the widths and weights that the design uses. Documents get TTF files
in `build/fonts/`, since typst takes no variable fonts; Noto Sans JP is among them for Japanese names and addresses.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale
from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = REPOSITORY / "node_modules"
PAGES = REPOSITORY / "build/static/fonts"
DOCUMENTS = REPOSITORY / "build/fonts"

NARROW_SPACE, THIN_SPACE, SPACE = 0x202F, 0x2009, 0x20
COMBINING_MARKS = range(0x2B0, 0x370)  # our texts are in composed form
FEATURES = ["kern", "liga", "locl", "tnum"]
SCRIPTS = ("latin", "latin-ext")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A variable family: where it comes from, and what of its axes the pages use."""

    name: str
    folder: str
    stem: str
    width: tuple[float, float]
    weight: tuple[float, float]

    def source(self, script: str) -> Path:
        """The file of the npm package for one script, with all its axes."""
        return PACKAGES / self.folder / f"files/{self.stem}-{script}-standard-normal.woff2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One static font for documents."""

    family: Family
    name: str
    width: float
    weight: float


ARCHIVO = Family(
    name="Archivo", folder="@fontsource-variable/archivo", stem="archivo", width=(100, 118), weight=(400, 830)
)
MARTIAN_MONO = Family(
    name="Martian Mono",
    folder="@fontsource-variable/martian-mono",
    stem="martian-mono",
    width=(75, 75),
    weight=(400, 500),
)
CUTS = (
    Cut(family=ARCHIVO, name="Archivo", width=100, weight=400),
    Cut(family=ARCHIVO, name="Archivo", width=100, weight=600),
    Cut(family=ARCHIVO, name="Archivo Display", width=116, weight=800),
    Cut(family=MARTIAN_MONO, name="Martian Mono", width=75, weight=400),
)
JAPANESE = PACKAGES / "@fontsource/noto-sans-jp/files/noto-sans-jp-japanese-400-normal.woff2"
JAPANESE_WORDS = (
    REPOSITORY / "src/comptoir/locale/ja/LC_MESSAGES/comptoir.po",
    REPOSITORY / "profile/house.toml",
)
# Of two that have a letter, the later one is fetched.
FACE = '@font-face{{font-family:"Japanese";src:url("{file}") format("woff2");font-display:swap;unicode-range:{ranges}}}\n'
KANA, FIRST_OF_JAPAN = range(0x3000, 0x3100), 0x2E80


def open_font(source: Path) -> TTFont:
    """The font with a narrow space, which French and Swiss prices need and neither family draws."""
    font = TTFont(source)
    glyphs = font.getBestCmap()
    space = glyphs.get(THIN_SPACE) or glyphs.get(SPACE)
    for table in font["cmap"].tables if space else ():
        if table.isUnicode():
            table.cmap.setdefault(NARROW_SPACE, space)
    return font


def build_page_font(*, family: Family, script: str) -> Path:
    """One WOFF2 for pages: the family's letters of a script, its axes cut to what the design uses."""
    font = open_font(family.source(script))
    limits = {"wdth": _limit(family.width), "wght": _limit(family.weight)}
    font = _reread(instantiateVariableFont(font, limits))
    letters = Subsetter(
        Options(layout_features=FEATURES, drop_tables=["STAT"], hinting=False, name_IDs=[1, 2])
    )
    letters.populate(unicodes=[letter for letter in font.getBestCmap() if letter not in COMBINING_MARKS])
    letters.subset(font)
    font.flavor = "woff2"
    return _save(font, PAGES / f"{family.stem}{script.removeprefix('latin')}.woff2")


def build_document_font(cut: Cut) -> Path:
    """One TTF for documents: a cut of both scripts in one file, under a name of its own."""
    target = DOCUMENTS / f"{cut.name.replace(' ', '')}-{cut.weight:g}.ttf"
    parts = []
    for script in SCRIPTS:
        font = open_font(cut.family.source(script))
        font = instantiateVariableFont(font, {"wdth": cut.width, "wght": cut.weight})
        font.flavor = None
        parts.append(_save(font, target.with_suffix(f".{script}")))
    merged = Merger().merge([str(part) for part in parts])
    _rename(merged, family=cut.name, weight=cut.weight)
    for part in parts:
        part.unlink()
    return _save(merged, target)


def build_japanese() -> Path:
    """Noto Sans JP for documents."""
    font = TTFont(JAPANESE)
    font.flavor = None
    _rename(font, family="Noto Sans JP", weight=400)
    return _save(font, DOCUMENTS / "NotoSansJP-400.ttf")


def build_japanese_pages() -> list[Path]:
    """Noto Sans JP for pages: the letters of our own words, all of them, and the style sheet that tells which is where."""
    told = "".join(path.read_text() for path in JAPANESE_WORDS) + "".join(Locale("ja").territories.values())
    letters = {ord(letter) for letter in told if ord(letter) >= FIRST_OF_JAPAN} | set(KANA)
    whole = TTFont(JAPANESE)
    known = sorted(letters & set(whole.getBestCmap()))
    ours = Subsetter(Options(layout_features=["palt"], hinting=False, name_IDs=[1, 2]))
    ours.populate(unicodes=known)
    ours.subset(whole)
    sheet = PAGES / "japanese.css"
    small, large = (
        _save(font, PAGES / name)
        for font, name in ((whole, "japanese.woff2"), (TTFont(JAPANESE), "japanese-ext.woff2"))
    )
    ranges = ",".join(f"U+{letter:X}" for letter in known)
    sheet.write_text(
        FACE.format(file=large.name, ranges="U+2E80-9FFF,U+F900-FFEF")
        + FACE.format(file=small.name, ranges=ranges)
    )
    return [small, large, sheet]


def _reread(font: TTFont) -> TTFont:
    # The subsetter takes tables as a file holds them, not as the instancer leaves them.
    buffer = BytesIO()
    font.save(buffer)
    return TTFont(buffer)


def _limit(bounds: tuple[float, float]) -> float | tuple[float, float]:
    return bounds[0] if bounds[0] == bounds[1] else bounds


def _rename(font: TTFont, *, family: str, weight: float) -> None:
    style = {400: "Regular", 600: "SemiBold", 800: "ExtraBold"}[round(weight)]
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in {0, 13, 14}]
    whole = f"{family} {style}"
    for number, text in ((1, family), (2, style), (3, whole), (4, whole), (6, whole.replace(" ", ""))):
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = round(weight)


def _save(font: TTFont, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)
    return target


def main() -> None:
    """Build all of them and say how large they are."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    built = [build_page_font(family=f, script=s) for f in (ARCHIVO, MARTIAN_MONO) for s in SCRIPTS]
    built += [build_document_font(cut) for cut in CUTS]
    built += [build_japanese(), *build_japanese_pages()]
    for path in built:
        print(f"{path.relative_to(REPOSITORY)}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
