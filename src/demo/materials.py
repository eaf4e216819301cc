"""What pieces are made of: composition, care, and the figures customs and carriers ask for."""

from __future__ import annotations

from collections.abc import Mapping

from demo.line_sheet import Line

Fibres = tuple[tuple[str, int], ...]

_FIBRES: Mapping[str, Fibres] = {
    "alpaca": (("WP", 100),),
    "canvas": (("CO", 100),),
    "cashmere": (("WS", 100),),
    "cashmere_wool": (("WV", 80), ("WS", 20)),
    "cool_wool": (("WV", 100),),
    "corduroy": (("CO", 98), ("EA", 2)),
    "cotton_knit": (("CO", 100),),
    "cotton_voile": (("CO", 100),),
    "crepe": (("AC", 68), ("CV", 32)),
    "denim": (("CO", 100),),
    "felt": (("WO", 100),),
    "flannel": (("CO", 100),),
    "fleece": (("CO", 100),),
    "jersey": (("CO", 100),),
    "lambswool": (("WV", 100),),
    "light_denim": (("CO", 100),),
    "linen": (("LI", 100),),
    "linen_gauze": (("LI", 100),),
    "linen_knit": (("LI", 60), ("CO", 40)),
    "merino": (("WV", 100),),
    "modal_jersey": (("MD", 92), ("EA", 8)),
    "mohair": (("WM", 68), ("PA", 28), ("WV", 4)),
    "moleskin": (("CO", 100),),
    "nylon": (("PA", 100),),
    "oxford": (("CO", 100),),
    "pique": (("CO", 100),),
    "poplin": (("CO", 100),),
    "rib_jersey": (("CO", 95), ("EA", 5)),
    "satin": (("CV", 100),),
    "seersucker": (("CO", 100),),
    "silk_crepe": (("SE", 100),),
    "silk_twill": (("SE", 100),),
    "sock_cotton": (("CO", 80), ("PA", 18), ("EA", 2)),
    "sock_wool": (("WO", 72), ("PA", 26), ("EA", 2)),
    "swim": (("PA", 80), ("EA", 20)),
    "swim_woven": (("PA", 100),),
    "twill": (("CO", 98), ("EA", 2)),
    "virgin_wool": (("WV", 100),),
    "voile": (("CO", 100),),
    "water_repellent": (("CO", 65), ("PA", 35)),
    "wool_flannel": (("WV", 100),),
    "wool_gabardine": (("WV", 100),),
    "canvas_leather": (("CO", 100),),
    "gold_plated": (("brass", 100),),
    "grained_calf": (("calf", 100),),
    "nappa": (("lamb", 100),),
    "polished_leather": (("calf", 100),),
    "raffia": (("raffia", 100),),
    "silver_925": (("silver", 100),),
    "smooth_calf": (("calf", 100),),
    "straw": (("straw", 100),),
    "suede": (("suede", 100),),
    "woven_leather": (("calf", 100),),
}
_ANIMAL = frozenset({"calf", "lamb", "suede", "sole_leather", "down", "feather"})
_SHOES = "SO"
_KNIT_CARE = ("wash_30_gentle", "no_bleach", "no_tumble", "dry_flat", "iron_low", "dry_clean")
_COTTON_CARE = ("wash_30", "no_bleach", "no_tumble", "iron_medium", "dry_clean")
_CLEAN_CARE = ("no_wash", "no_bleach", "no_tumble", "iron_low", "dry_clean")
_FINE_CARE = ("wash_hand", "no_bleach", "no_tumble", "iron_low", "dry_clean")
_SYNTHETIC_CARE = ("wash_30_gentle", "no_bleach", "no_tumble", "no_iron", "no_dry_clean")
_DOWN_CARE = ("no_wash", "no_bleach", "no_tumble", "no_iron", "dry_clean")
_WIPE_CARE = ("no_wash", "no_dry_clean")
_HAIR = frozenset({"WV", "WO", "WS", "WM", "WP"})


def composition_of(line: Line) -> tuple[tuple[str, Fibres], ...]:
    """The parts with their fibres and percentages, heaviest first; each part sums to 100."""
    main = _FIBRES[line.fabric]
    if line.family == _SHOES:
        return _shoe_parts(line, main)
    if line.family == "BA":
        return ("outer", main), *_bag_trim(line), ("lining", (("CO", 100),))
    if line.family == "SL":
        return ("outer", main), ("lining", (("PL", 100),))
    if line.family == "JE":
        return (("metal", main),)
    return (("main", main), *_garment_parts(line))


def _bag_trim(line: Line) -> tuple[tuple[str, Fibres], ...]:
    return (("trim", (("calf", 100),)),) if line.fabric == "canvas_leather" else ()


def _shoe_parts(line: Line, upper: Fibres) -> tuple[tuple[str, Fibres], ...]:
    lining: Fibres = (("lamb", 100),) if "leather_lining" in line.features else (("CO", 100),)
    sole: Fibres = (("rubber", 100),)
    if "leather_sole" in line.features:
        sole = (("sole_leather", 100),)
    elif "rope_sole" in line.features:
        sole = (("JU", 100),)
    return ("upper", upper), ("lining", lining), ("sole", sole)


def _garment_parts(line: Line) -> tuple[tuple[str, Fibres], ...]:
    parts: list[tuple[str, Fibres]] = []
    linings: Mapping[str, Fibres] = {
        "lined": (("CV", 100),),
        "silk_lining": (("SE", 100),),
        "cashmere_lining": (("WS", 100),),
        "mesh_lining": (("PL", 100),),
        "lined_front": (("PA", 84), ("EA", 16)),
        "quilted_rows": (("PA", 100),),
        "quilted_lozenges": (("PA", 100),),
    }
    parts.extend(("lining", fibres) for feature, fibres in linings.items() if feature in line.features)
    if "down_fill" in line.features:
        parts.append(("filling", (("down", 90), ("feather", 10))))
    elif "quilted_lozenges" in line.features:
        parts.append(("filling", (("PL", 100),)))
    return tuple(parts)


def has_animal_parts(line: Line) -> bool:
    """Whether the label says: contains non-textile parts of animal origin (leather, down, horn)."""
    used = {code for _, fibres in composition_of(line) for code, _ in fibres}
    return bool(used & _ANIMAL) or line.kind in ("coat", "blazer")


def is_wiped(line: Line) -> bool:
    """Whether a piece is cleaned with a dry cloth only: shoes, bags, jewellery, leather, felt and straw."""
    codes = {code for code, _ in _FIBRES[line.fabric]}
    return line.family in ("SO", "BA", "SL", "JE") or not codes <= _TEXTILES or line.kind == "felt_hat"


def care_of(line: Line) -> tuple[str, ...]:
    """The care symbols, at most 30 degrees (PRD-06)."""
    codes = {code for _, fibres in composition_of(line)[:1] for code, _ in fibres}
    if "down_fill" in line.features:
        return _DOWN_CARE
    if is_wiped(line):
        return _WIPE_CARE
    if line.kind in ("coat", "blazer") or "lined" in line.features or line.noun == "beret":
        return _CLEAN_CARE
    if codes & _HAIR:
        return _KNIT_CARE if line.family in ("KN", "AC", "UN") or line.noun == "knit_dress" else _CLEAN_CARE
    if codes & {"SE", "CV", "AC"}:
        return _FINE_CARE
    return _SYNTHETIC_CARE if codes & {"PA"} else _COTTON_CARE


_TEXTILES = frozenset(
    code for fibres in _FIBRES.values() for code, _ in fibres if code.isupper() and len(code) == 2
)
