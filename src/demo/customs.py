"""Six-digit customs codes and weights."""

from __future__ import annotations

from collections.abc import Mapping

from demo.line_sheet import Line
from demo.materials import composition_of

_CLASSES = {
    "WV": "wool", "WO": "wool", "WS": "cashmere", "WM": "hair", "WP": "hair", "CO": "cotton", "SE": "silk",
    "PA": "synthetic", "PL": "synthetic", "CV": "artificial", "AC": "artificial", "MD": "artificial",
}  # fmt: skip
_BY_CLASS: Mapping[str, Mapping[str, str]] = {
    "knitwear": {
        "wool": "611011", "cashmere": "611012", "hair": "611019", "cotton": "611020", "synthetic": "611030",
        "other": "611090",
    },
    "tshirt": {"cotton": "610910", "other": "610990"},
    "polo": {"cotton": "610510", "other": "610590"},
    "shirt men": {"cotton": "620520", "synthetic": "620530", "other": "620590"},
    "shirt women": {"cotton": "620630", "silk": "620610", "artificial": "620640", "other": "620690"},
    "coat men": {"wool": "620120", "cashmere": "620120", "cotton": "620130", "synthetic": "620140", "other": "620190"},
    "coat women": {"wool": "620220", "cashmere": "620220", "cotton": "620230", "synthetic": "620240", "other": "620290"},
    "blazer men": {"wool": "620331", "cotton": "620332", "synthetic": "620333", "other": "620339"},
    "blazer women": {"wool": "620431", "cotton": "620432", "synthetic": "620433", "other": "620439"},
    "trousers men": {"wool": "620341", "cotton": "620342", "synthetic": "620343", "other": "620349"},
    "trousers women": {"wool": "620461", "cotton": "620462", "synthetic": "620463", "other": "620469"},
    "knit trousers men": {"wool": "610341", "cotton": "610342", "other": "610349"},
    "knit trousers women": {"wool": "610461", "cashmere": "610461", "cotton": "610462", "other": "610469"},
    "skirt": {"wool": "620451", "cotton": "620452", "synthetic": "620453", "other": "620459"},
    "dress": {"wool": "620441", "cotton": "620442", "synthetic": "620443", "artificial": "620444", "other": "620449"},
    "knit dress": {"wool": "610441", "cotton": "610442", "synthetic": "610443", "other": "610449"},
    "scarf": {"silk": "621410", "wool": "621420", "cashmere": "621420", "hair": "621420", "other": "621490"},
    "briefs men": {"cotton": "610711", "other": "610712"},
    "briefs women": {"cotton": "610821", "other": "610822"},
    "socks": {"wool": "611594", "cotton": "611595", "other": "611599"},
}  # fmt: skip
_BY_KIND = {
    "tank": "610910", "bralette": "621210", "swimsuit": "611241", "wallet": "420231", "card_holder": "420231",
    "coin_purse": "420231", "passport_cover": "420231", "key_ring": "420500", "belt": "420330", "cap": "650500",
    "beanie": "650500", "bucket_hat": "650500", "beret": "650500",
}  # fmt: skip
_WEIGHTS = {
    "sweater": 420, "cardigan": 480, "tshirt": 190, "tank": 120, "sweatshirt": 520, "shirt": 260, "jacket": 850,
    "coat": 1650, "blazer": 780, "trousers": 480, "jeans": 640, "skirt": 380, "dress": 460, "slip": 240, "briefs": 50,
    "trunks": 70, "bralette": 60, "swimsuit": 140, "socks": 60, "loafer": 900, "derby": 1100, "ballerina": 480,
    "pump": 680, "sandal": 620, "boot": 1350, "sneaker": 950, "flap_bag": 850, "tote": 780, "bucket": 620,
    "crossbody": 480, "backpack": 980, "pouch": 260, "wallet": 110, "card_holder": 40, "coin_purse": 70,
    "passport_cover": 60, "key_ring": 35, "scarf": 220, "square": 60, "belt": 180, "gloves": 110, "cap": 90,
    "beanie": 95, "bucket_hat": 110, "felt_hat": 160, "beret": 90, "ring": 8, "necklace": 15, "bracelet": 28,
    "earrings": 7, "brooch": 14,
}  # fmt: skip


def weight_of(line: Line, step: int) -> int:
    """Grams of a piece, steps of size away from the drawn one: three per cent a step."""
    weight = _WEIGHTS[line.kind] + (600 if line.kind == "boot" and line.params.get("shaft", 0) == 36 else 0)
    return max(1, round(weight * (100 + 3 * step) / 100))


def hs_code_of(line: Line) -> str:
    """The first six digits of the customs tariff for the piece."""
    fibre = composition_of(line)[0][1][0][0]
    special = _leather_code(line, fibre) or _BY_KIND.get(line.kind)
    if special:
        return special
    codes = _BY_CLASS[_group(line)]
    return codes.get(_CLASSES.get(fibre, "other"), codes["other"])


def _leather_code(line: Line, fibre: str) -> str | None:
    """Shoes, bags, hats, gloves, jewellery and swimwear: by what they are made of."""
    leather = fibre in ("calf", "lamb", "suede")
    choices: Mapping[str, str] = {
        "SO": _shoe_code(line, leather=leather),
        "BA": "420221" if leather else "460219" if fibre == "raffia" else "420222",
        "JE": "711311" if fibre == "silver" else "711719",
        "SW": "611241" if line.cut == "women" else "621111",
    }
    if line.family in choices and line.kind not in _BY_KIND:
        return choices[line.family]
    if line.kind == "gloves":
        return "420329" if leather else "611691"
    if line.kind == "felt_hat":
        return "650400" if fibre == "straw" else "650500"
    return "420310" if line.kind == "jacket" and leather else "420231" if line.kind == "pouch" else None


def _shoe_code(line: Line, *, leather: bool) -> str:
    if not leather:
        return "640411" if line.kind == "sneaker" else "640419"
    if line.kind == "boot":
        return "640391"
    return "640359" if "leather_sole" in line.features else "640399"


def _group(line: Line) -> str:
    sex = "women" if line.cut == "women" else "men"
    if line.kind in ("sweater", "cardigan", "sweatshirt"):
        return "knitwear"
    if line.kind == "tshirt":
        return "polo" if line.params.get("neck") == "polo" else "tshirt"
    knitted = line.fabric in ("merino", "cotton_knit", "jersey", "fleece", "cashmere")
    if line.kind in ("trousers", "jeans"):
        return f"knit trousers {sex}" if knitted else f"trousers {sex}"
    if line.kind in ("dress", "slip"):
        return "knit dress" if knitted else "dress"
    if line.kind in ("scarf", "square"):
        return "scarf"
    if line.kind in ("skirt", "socks"):
        return line.kind
    names = {"jacket": "coat", "trunks": "briefs"}
    return f"{names.get(line.kind, line.kind)} {sex}"
