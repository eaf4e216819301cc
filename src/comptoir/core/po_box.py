"""Finds PO boxes in addresses, in whatever language they are written (DEL-13).

Boxes, bags and drawers at a post office, mail held there until called for, and a carrier's lockers all count: each is a
place where no courier can hand a parcel to a person (a locker is chosen with the carrier once the parcel is on its way,
DEL-14). CEDEX alone does not: it is the sorting of business mail, and a street stands beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_NUMBER = r"(?:\d|[\s:.,#-]+(?:n[°o.]{0,2}\s*|nr[\s.]*|num[\s.]*|№\s*)?[a-z]?\d)"

# Words that mean a PO box wherever they stand, in any country.
_PHRASES = (
    # English, Welsh, Irish
    "post office box", "postal box", "gpo box", "locked bag", "private bag", "private mail bag",
    "general delivery", "blwch post", "bosca poist", "po drawer", "p.o. drawer",
    # French, Dutch, Afrikaans
    "boîte postale", "case postale", "poste restante", "privaatsak",
    # German
    "postlagernd",
    # Italian, Spanish, Catalan, Portuguese, Maltese, Romanian
    "casella postale", "fermo posta", "fermoposta", "apartado de correos", "apartado postal", "apartado aéreo",
    "apdo. de correos", "apdo. correos", "apdo. postal", "casilla de correo", "casilla postal", "lista de correos",
    "apartat de correus", "caixa postal", "posta restante", "kaxxa postali", "căsuța poștală",
    # Nordic and Baltic
    "postilokero", "pósthólf", "abonenta kastīte", "abonentinė dėžutė", "pašto dėžutė",
    # Polish, Czech, Slovak, Hungarian, Slovene, Croatian, Serbian, Albanian
    "skrytka pocztowa", "skrytki pocztowej", "skr. poczt.", "skr. pocztowa", "poštovní přihrádka",
    "pošt. přihrádka", "pošt. přihr.", "poštový priečinok", "postafiók", "poštni predal", "poštanski pretinac",
    "poštanski fah", "kutia postare",
    # Greek
    "ταχυδρομική θυρίδα", "ταχ. θυρίδα", "ταχυδρομικό κουτί",
    # Russian, Ukrainian, Bulgarian, Serbian
    "абонентский ящик", "абонентский почтовый ящик", "почтовый ящик", "до востребования", "абонентська скринька",
    "поштова скринька", "пощенска кутия", "поштански фах", "поштански преградак",
    # Turkish, Indonesian, Malay
    "posta kutusu", "kotak pos", "tromol pos", "peti surat", "beg berkunci",
    # Arabic, Persian, Hebrew
    "صندوق بريد", "صندوق البريد", "صندوق بريدي", "صندوق پستی", "תא דואר",
    # Hindi, Thai, Vietnamese
    "पोस्ट बॉक्स", "पोस्ट बाक्स", "डाक पेटी", "ตู้ไปรษณีย์", "ตู้ ปณ", "ตู้ปณ", "hộp thư bưu điện", "hòm thư bưu điện",
    # Japanese, Chinese, Korean
    "私書箱", "私書函", "局留", "信箱", "사서함",
)  # fmt: skip

# Short forms that nothing else uses; a number follows.
_ANYWHERE = (
    r"\bp[\s./-]*[o0][\s./-]*b(?:ox|x)(?![^\W\d_])",
    r"\bp\.?\s?o\.?\s?b\.?" + _NUMBER,
    r"\bpost\s?box" + _NUMBER,
    r"\bpostfach\b",
    r"\bpostbus" + _NUMBER,
    r"\bposbus" + _NUMBER,
    r"\bpost\s?boks" + _NUMBER,
    r"\bapartado" + _NUMBER,
    r"\bapdo" + _NUMBER,
    r"\bcas\.\s?post\.",
    r"\bа\s?/\s?[яс](?!\w)",
    r"\bτ\.?\s?θ\.?" + _NUMBER,
    r"\bص\s?\.?\s?ب(?!\w)",
    r"\bת\s?[.\"״׳'’]{0,2}\s?ד(?!\w)",
)

_FRENCH = (
    "AD BE BF BI BJ BL CD CF CG CH CI CM DJ DZ FR GA GF GN GP HT KM LB LU MA MC MF MG ML MQ MR MU NC NE PF PM RE "
    "RW SN TD TG TN VU WF YT"
)

# Short forms that mean something else elsewhere: countries, then what is a PO box there.
_BY_COUNTRY = (
    (_FRENCH, r"\bb\.?\s?p\.?" + _NUMBER),
    ("FR MC GF GP MQ RE YT", r"\bc\.?\s?s\.?\s?\d{2}\s?\d{3}\b|\bt\.?\s?s\.?\s?a\.?\s?\d{2}\s?\d{3}\b"),
    ("BR CA CH IT LI RO SM VA", r"\bc\.?\s?p\.?" + _NUMBER),
    ("AT CH DE HU LI", r"\bpf" + _NUMBER + r"|\bpostf" + _NUMBER),
    ("AT DE", r"\b(?:packstation|paketstation|postfiliale)\b"),
    ("NL", r"\bantwoordnummer" + _NUMBER),
    ("FI NL NO", r"\bp\.?\s?b" + _NUMBER),
    ("AX FI", r"\bpl" + _NUMBER),
    ("SE", r"(?:^|,)\s*box" + _NUMBER),
    ("DK NO", r"\bboks" + _NUMBER),
    ("IS", r"\bposth" + _NUMBER),
    ("EE", r"\bpostkast" + _NUMBER),
    ("LT LV", r"\ba\s?/\s?[kd]" + _NUMBER),
    ("PL", r"\bskrytka" + _NUMBER + r"|\bskr" + _NUMBER),
    ("CZ HR SI SK", r"\bp\.\s?p\." + _NUMBER),
    ("CY GR", r"\bt\.\s?th\." + _NUMBER),
    ("BG MK", r"\bп\.?\s?к" + _NUMBER),
    ("TR", r"\bp\.?\s?k" + _NUMBER),
    ("AR BO CL EC PE PY UY", r"\bcasilla" + _NUMBER),
    ("GH GM NG SL", r"\bp\.?\s?m\.?\s?b" + _NUMBER),
    ("KE TZ UG", r"\bs\.?\s?l\.?\s?p" + _NUMBER),
    ("VN", r"\bho[pm] thu" + _NUMBER),
)

# Where people write just "Box 12" for it; it counts only if no other line has a number, as a street would.
_BARE = re.compile(r"\s*(?:box|drawer)" + _NUMBER)
_BARE_COUNTRIES = frozenset({"AU", "CA", "KE", "NZ", "TZ", "UG", "US", "ZA"})


def find_po_box(lines: Iterable[str], *, country: str = "") -> str | None:
    """The line that is a PO box, as it was written, or None; the country tells what short forms mean."""
    written = [line for line in lines if line.strip()]
    folded = [_folded(line) for line in written]
    forms = _forms(country)
    for line, plain in zip(written, folded, strict=True):
        if forms.search(plain):
            return line
    if country in _BARE_COUNTRIES:
        numbered = [line for line, plain in zip(written, folded, strict=True) if re.search(r"\d", plain)]
        if len(numbered) == 1 and _BARE.match(_folded(numbered[0])):
            return numbered[0]
    return None


def _folded(text: str) -> str:
    """One way to write what people write in many: no case, accents, wide digits or invisible signs, single spaces."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", wide) if unicodedata.category(sign) not in {"Mn", "Cf"}
    )
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _phrase(words: str) -> str:
    """A phrase with any spacing and with or without its dots, not inside a longer Latin word."""
    parts = [
        re.escape(part.rstrip(".")) + (r"\.?" if part.endswith(".") else "")
        for part in _folded(words).split()
    ]
    start = r"(?<![a-z])" if parts[0][0].isascii() else ""
    end = r"(?![a-z])" if parts[-1][0].isascii() else ""
    return start + r"[\s.-]*".join(parts) + end


@lru_cache(maxsize=512)
def _forms(country: str) -> re.Pattern[str]:
    here = [form for countries, form in _BY_COUNTRY if country in countries.split()]
    return re.compile("|".join([*map(_phrase, _PHRASES), *_ANYWHERE, *here]))
