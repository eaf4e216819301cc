"""Descriptions, materials, care and fit notes in four languages, built from the house's word tables."""

from __future__ import annotations

from demo.languages import LANGUAGES, Text, capital, text_of
from demo.line_sheet import Line
from demo.materials import care_of, is_wiped
from demo.names import bare_names, english_plural, french_gender, german_gender
from demo.sizes import SizeChart
from demo.tables import read_words

_FABRICS = read_words("fabrics")
_FEATURES = read_words("features")
_FITS = read_words("fits")
_TERMS = read_words("terms")
_KNITTED = frozenset({"KN"})
_WOVEN_KINDS = frozenset({"scarf", "square"})
_MADE_FAMILIES = frozenset({"BA", "SL", "SO", "JE"})
_MADE_KINDS = frozenset({"felt_hat", "belt", "beret", "gloves"})
_VERBS = {
    "knit": ("knitted", "tricoté", "gestrickt", "編んだ"),
    "sew": ("cut and sewn", "coupé et cousu", "genäht", "仕立てた"),
    "weave": ("woven", "tissé", "gewebt", "織った"),
    "make": ("made", "fabriqué", "gefertigt", "つくった"),
}
_THIS_FRENCH = {"m": "Ce", "f": "Cette", "mp": "Ces", "fp": "Ces"}
_THIS_GERMAN = {"m": "Dieser", "f": "Diese", "n": "Dieses", "p": "Diese"}
_GLUE = {"en": " ", "fr": " ", "de": " ", "ja": ""}
_SPACE = "\u00a0"


def term(key: str) -> Text:
    """A word of the house's glossary: "fibre.WO", "category.bags"."""
    return text_of(_TERMS[key])


def material_of(line: Line) -> Text:
    """The material, as it stands beside the name: "Merino wool"."""
    words = text_of(_FABRICS[line.fabric])
    return {language: capital(text.split(" / ")[0]) for language, text in words.items()}


def description_of(line: Line, chart: SizeChart) -> Text:
    """What it is and where it is made, its details, and its measures in the drawn size."""
    lead, measures = _lead(line), _measures(line, chart)
    details = [text_of(_FEATURES[feature]) for feature in line.features]
    return {
        language: _GLUE[language].join(
            [lead[language], *(detail[language] for detail in details), measures[language]]
        )
        for language in LANGUAGES
    }


def care_text_of(line: Line) -> Text:
    """The care symbols in words, and how to clean what is never washed."""
    texts = [term(f"care.{code}") for code in (*care_of(line), *(("wipe",) if is_wiped(line) else ()))]
    return {language: _GLUE[language].join(text[language] for text in texts) for language in LANGUAGES}


def fit_note_of(line: Line) -> Text:
    """How it fits and which size to choose."""
    return text_of(_FITS[line.fit])


def _lead(line: Line) -> Text:
    names = bare_names(line.noun, line.adjectives)
    place, fabric = term(f"country.{line.origin}"), text_of(_FABRICS[line.fabric])
    english, french, german, japanese = _VERBS[_making(line)]
    return {
        "en": f"{_article(line.noun, names['en'])} {english} {place['en']} from {fabric['en']}.",
        "fr": _french_lead(line, names["fr"], french, f"{place['fr']}, en {fabric['fr']}"),
        "de": _german_lead(line, names["de"], f"{place['de']} aus {fabric['de'].split(' / ')[-1]} {german}"),
        "ja": f"{place['ja']}で{japanese}、{fabric['ja']}の{names['ja']}です。",
    }


def _making(line: Line) -> str:
    if (
        line.family in _KNITTED
        or line.kind in ("beanie", "socks")
        or line.noun in ("knit_dress", "knit_gloves", "mittens")
    ):
        return "knit"
    if line.kind in _WOVEN_KINDS:
        return "weave"
    return "make" if line.family in _MADE_FAMILIES or line.kind in _MADE_KINDS else "sew"


def _article(noun: str, name: str) -> str:
    if english_plural(noun):
        return capital(name)
    return f"{'An' if name[0] in 'aeiouAEIOU' else 'A'} {name}"


def _french_lead(line: Line, name: str, verb: str, rest: str) -> str:
    gender = french_gender(line.noun)
    ending = {"m": "", "f": "e", "mp": "s", "fp": "es"}[gender]
    participle = " ".join(word + ending if word.endswith(("é", "u")) else word for word in verb.split())
    this = (
        "Cet"
        if gender == "m" and name[0] in "aeiouéh" and not name.startswith("haut")
        else _THIS_FRENCH[gender]
    )
    return f"{this} {name} {'sont' if gender.endswith('p') else 'est'} {participle} {rest}."


def _german_lead(line: Line, name: str, rest: str) -> str:
    gender = german_gender(line.noun)
    return f"{_THIS_GERMAN[gender]} {name} {'werden' if gender == 'p' else 'wird'} {rest}."


def _measures(line: Line, chart: SizeChart) -> Text:
    row = next(row for row in chart.rows if row.size == chart.drawn)
    garment = line.sizes.startswith(("letters", "fr"))
    parts: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for point, value in row.garment[:2]:
        name = term("point.long" if point == "length" and not garment else f"point.{point}")
        for language in LANGUAGES:
            parts[language].append(f"{name[language]} {_centimetres(value, language)}")
    return {
        language: _head(language, row.size, garment=garment)
        + ("、" if language == "ja" else ", ").join(words)
        + ("。" if language == "ja" else ".")
        for language, words in parts.items()
    }


def _head(language: str, size: str, *, garment: bool) -> str:
    if size == "OS":
        return {"en": "Measures: ", "fr": "Dimensions\u00a0: ", "de": "Maße: ", "ja": "寸法："}[language]
    if garment:
        return {
            "en": f"Laid flat in size {size}: ",
            "fr": f"À plat en taille {size}\u00a0: ",
            "de": f"Flach gemessen in Größe {size}: ",
            "ja": f"{size}サイズの平置き寸法：",
        }[language]
    return {
        "en": f"In size {size}: ",
        "fr": f"En taille {size}\u00a0: ",
        "de": f"In Größe {size}: ",
        "ja": f"{size}サイズの寸法：",
    }[language]


def _centimetres(millimetres: int, language: str) -> str:
    """15 as "1.5 cm", with the decimal sign of the language."""
    value = f"{millimetres / 10:g}"
    return (value.replace(".", ",") if language in ("fr", "de") else value) + _SPACE + "cm"
