"""What the fields of a product are called at the desk, and its refusals in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comptoir.catalogue.queries import ProductSheet, SheetColour
from comptoir.core.decisions import Refused
from comptoir.desk.words import language_name
from comptoir.infra import i18n
from comptoir.infra.i18n import gettext as _

# Where a gap is mended: the section of a field that keeps a product from the shop.
_SECTIONS = {"pictures": "photographs", "colours": "colours", "prices": "prices", "size_chart": "size_chart"}
# Fields that have a part for each size: `size_chart.XL`.
_BY_SIZE = {"size_chart", "garment", "body", "labels"}
_TEXTS = {"name", "material", "description", "care_text", "fit_note", "warnings", "words"}


def field_words() -> dict[str, str]:
    """Every field by its name in the code."""
    return {
        "style": _("Style"),
        "like": _("Start from"),
        "name": _("Name"),
        "material": _("Material"),
        "description": _("Description"),
        "care_text": _("Care in words"),
        "fit_note": _("How it fits"),
        "warnings": _("Safety warnings"),
        "words": _("Words of the composition"),
        "collection": _("Collection"),
        "category": _("Category"),
        "cut": _("Cut"),
        "fit": _("Fit"),
        "composition": _("Composition"),
        "animal_parts": _("Contains non-textile parts of animal origin"),
        "care": _("Care symbols"),
        "origin": _("Country of origin"),
        "hs_code": _("Customs code"),
        "tax_class": _("Tax class"),
        "personalised": _("Personalised"),
        "limited": _("Limited edition"),
        "underwear": _("Underwear"),
        "swimwear": _("Swimwear"),
        "needs_box": _("Needs a box"),
        "maker": _("Maker"),
        "maker_address": _("Address of the maker"),
        "maker_email": _("E-mail address of the maker"),
        "code": _("Code"),
        "season": _("Season"),
        "shown": _("When and where it was shown"),
        "hex": _("Colour on screen"),
        "second": _("Second colour on screen"),
        "second_hex": _("Second colour on screen"),
        "sizes": _("Sizes with their weight in grams"),
        "colours": _("Colours and sizes"),
        "file": _("File"),
        "alt": _("What the photograph shows"),
        "amount": _("Price"),
        "starts_at": _("From"),
        "ends_at": _("Until"),
        "online_from": _("In the shop from"),
        "online_until": _("In the shop until"),
        "country": _("Market"),
        "title": _("Title"),
        "text": _("Text"),
        "reference": _("Reference"),
        "styles": _("Styles"),
        "pieces": _("Pieces"),
        "look": _("Look"),
        "film": _("Film"),
        "poster": _("Picture before it is played"),
        "captions": _("Captions"),
        "size_chart": _("Size chart"),
        "points": _("Points of measure"),
        "tape": _("Where the tape goes"),
        "garment": _("The garment, measured flat"),
        "body": _("The body it is cut for"),
        "labels": _("The same size elsewhere"),
        "quantity": _("Pieces"),
        "supplier": _("Supplier"),
        "destination": _("To"),
        "location": _("Warehouse"),
        "bin": _("Bin"),
        "what": _("What is counted"),
        "reason": _("Reason"),
        "state": _("State"),
    }


def field_label(field: str) -> str:
    """A field as people know it: `name.fr` is the name in French, `words.wool.fr` a word in French, `size_chart.XL` its XL."""
    words = field_words()
    first, *rest = field.split(".")
    named = words.get(first, first)
    language = rest[-1] if rest and rest[-1] in i18n.LANGUAGES else ""
    if language:
        return f"{named}, {language_name(language)}"
    return f"{named}, {rest[0]}" if len(rest) == 1 and first in _BY_SIZE else named


def colour_name(sheet: ProductSheet, colour: SheetColour) -> str:
    """A piece by its name and colour, in the language of who reads."""
    return f"{i18n.pick(sheet.texts.texts['name'])}, {i18n.pick(colour.name)}"


def season_words() -> dict[str, str]:
    """The two seasons of a year."""
    return {"spring_summer": _("Spring/Summer"), "fall_winter": _("Fall/Winter")}


def cut_words() -> dict[str, str]:
    """For whom a product is cut."""
    return {"women": _("Women"), "men": _("Men"), "unisex": _("Unisex")}


def shown_words() -> dict[str, str]:
    """Where a product stands with the shop."""
    return {
        "draft": _("Draft"),
        "to_come": _("To come"),
        "online": _("In the shop"),
        "retired": _("Retired"),
    }


def sentence(refusal: Refused) -> str:
    """A refusal with the names of fields and languages as people know them."""
    values = dict(refusal.values)
    words = field_words()
    if refusal.field:
        values["field"] = field_label(refusal.field)
    if "language" in values:
        values["language"] = language_name(str(values["language"]))
    if str(values.get("text", "")) in words:
        values["text"] = words[str(values["text"])]
    rule = f" ({refusal.rule})" if refusal.rule else ""
    return i18n.explain(replace(refusal, values=tuple(values.items()))) + rule


def section_of(refusal: Refused) -> str:
    """The section of a product in which a gap is mended."""
    field = (refusal.field or "").partition(".")[0]
    return "texts" if field in _TEXTS else _SECTIONS.get(field, "colours" if "-" in field else "facts")


class Beside(dict[str, str]):
    """Sentences by the field that they stand beside; a field without one has none."""

    def __missing__(self, field: str) -> str:
        return ""


def by_field(refusals: Sequence[Refused]) -> Beside:
    """Refusals by field; what is about no field stands under the empty name."""
    found = Beside()
    for refusal in refusals:
        name = refusal.field or ""
        said = sentence(refusal)
        found[name] = f"{found[name]} {said}" if name in found else said
    return found
