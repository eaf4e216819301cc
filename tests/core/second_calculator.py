"""A second reckoning of a basket to hold the first against: fractions throughout, and nothing of the product.

A case states everything a price depends on, rates with it; the answer shows every sum on the way to the total.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import floor
from typing import Any

Case = dict[str, Any]
Sums = dict[str, Any]


def half_up(amount: Fraction) -> int:
    """To the minor unit, a half upwards."""
    return floor(amount + Fraction(1, 2))


def shared(whole: int, weights: list[int]) -> list[int]:
    """A sum over its bearers; what is left goes to the largest fraction, then the largest bearer, then the first."""
    bearers = weights if sum(weights) else [1] * len(weights)
    exact = [Fraction(whole * each, sum(bearers)) for each in bearers]
    parts = [floor(each) for each in exact]
    order = sorted(range(len(exact)), key=lambda n: (parts[n] - exact[n], -bearers[n], n))
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def reckon(case: Case) -> Sums:
    """The price of a case with its intermediate sums, in minor units."""
    pieces = [dict(line, sku=n) for n, line in enumerate(case["lines"]) for _ in range(line["quantity"])]
    off = discounts(case, pieces)
    prices = [piece["price"] - less for piece, less in zip(pieces, off, strict=True)]
    freight = delivery(case, goods=sum(prices))
    taken = case["tax_included"] or case["duties"] != "on_delivery"
    by_rate = tax_table(case, pieces, prices, freight) if taken else []
    piece_tax = taxes_of_pieces(by_rate, pieces, prices)
    inside = case["tax_included"]
    net = [price - (tax if inside else 0) for price, tax in zip(prices, piece_tax, strict=True)]
    freight_tax = sum(row["delivery_tax"] for row in by_rate)
    net_freight = freight - (freight_tax if inside else 0)
    border = customs(case, pieces, net, net_freight, taken=taken)
    added = 0 if inside else sum(piece_tax) + freight_tax
    prepaid = border["duty"] + border["import_tax"] if case["duties"] == "prepaid" else 0
    return {
        "discount": sum(off),
        "goods": sum(prices),
        "delivery": freight,
        "rates": by_rate,
        "tax": sum(piece_tax) + freight_tax,
        "net_goods": sum(net),
        "net_delivery": net_freight,
        **border,
        "total": sum(prices) + freight + added + prepaid,
    }


def discounts(case: Case, pieces: list[dict[str, Any]]) -> list[int]:
    """What a percentage takes off each piece: the dearest first, the odd penny by the rule of sharing."""
    off = [0] * len(pieces)
    if "percent" in case:
        order = sorted(range(len(pieces)), key=lambda n: (-pieces[n]["price"], pieces[n]["sku"]))
        weights = [pieces[n]["price"] for n in order]
        whole = half_up(sum(weights) * Fraction(case["percent"]))
        for place, part in zip(order, shared(whole, weights), strict=True):
            off[place] = part
    return off


def delivery(case: Case, *, goods: int) -> int:
    """The price of the service as the market shows it, or nothing where delivery is free."""
    over = case["delivery"].get("free_over")
    free = case["delivery"].get("free") or (over is not None and goods > over)
    return 0 if free else case["delivery"]["price"]


def tax_table(
    case: Case, pieces: list[dict[str, Any]], prices: list[int], freight: int
) -> list[dict[str, Any]]:
    """Goods, delivery and their taxes by rate: delivery is shared over the rates as the goods are."""
    goods: dict[str, int] = defaultdict(int)
    for piece, price in zip(pieces, prices, strict=True):
        goods[piece["tax"]] += price
    rates = sorted(goods, key=Fraction, reverse=True)
    rows = []
    for rate, part in zip(rates, shared(freight, [goods[rate] for rate in rates]), strict=True):
        rows.append(
            {
                "rate": rate,
                "goods": goods[rate],
                "goods_tax": tax(goods[rate], rate, inside=case["tax_included"]),
                "delivery": part,
                "delivery_tax": tax(part, rate, inside=case["tax_included"]),
            }
        )
    return rows


def tax(amount: int, rate: str, *, inside: bool) -> int:
    """The tax in an amount, or on it."""
    share = Fraction(rate)
    return half_up(amount * share / (1 + share) if inside else amount * share)


def taxes_of_pieces(
    by_rate: list[dict[str, Any]], pieces: list[dict[str, Any]], prices: list[int]
) -> list[int]:
    """The tax of each rate over the pieces that bear it."""
    taxes = [0] * len(pieces)
    for row in by_rate:
        places = [n for n, piece in enumerate(pieces) if piece["tax"] == row["rate"]]
        for place, part in zip(places, shared(row["goods_tax"], [prices[n] for n in places]), strict=True):
            taxes[place] = part
    return taxes


def customs(case: Case, pieces: list[dict[str, Any]], net: list[int], freight: int, *, taken: bool) -> Sums:
    """Duty by line of the declaration, then import tax on what the store has not taxed; nothing at home."""
    rules = case.get("customs")
    nothing: Sums = {
        "taxed": "home",
        "customs_value": 0,
        "declared": [],
        "duty": 0,
        "taxable": 0,
        "import_tax": 0,
    }
    if rules is None:
        return nothing
    worth_at_sale = max(net) if rules["at_sale_by"] == "piece" else sum(net)
    at_sale = not rules["import_tax"] or worth_at_sale <= rules["taxed_at_sale"]
    nothing["taxed"] = "sale" if at_sale else "import"
    if case["duties"] == "none":
        return nothing
    landed = [value + part for value, part in zip(net, shared(freight, net), strict=True)]
    worth = landed if rules["basis"] == "cif" else net
    measured = sum(landed if rules["limits"] == "cif" else net)
    declared, duty = declaration(pieces, worth, free=measured <= rules["duty_free"])
    bases = duty if taken else [value + part for value, part in zip(landed, duty, strict=True)]
    levied = rules["import_tax"] and measured > rules["tax_free"]
    by_rate: dict[str, int] = defaultdict(int)
    for piece, base in zip(pieces, bases, strict=True):
        by_rate[piece["tax"]] += base
    return {
        **nothing,
        "customs_value": sum(worth),
        "declared": declared,
        "duty": sum(duty),
        "taxable": sum(bases) if levied else 0,
        "import_tax": sum(half_up(base * Fraction(rate)) for rate, base in by_rate.items()) if levied else 0,
    }


def declaration(
    pieces: list[dict[str, Any]], worth: list[int], *, free: bool
) -> tuple[list[dict[str, Any]], list[int]]:
    """The lines of the declaration, a code from an origin each, and the duty of every piece."""
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        lines[piece["hs"], piece["origin"]].append(place)
    duty, declared = [0] * len(pieces), []
    for (hs, origin), places in lines.items():
        value, first = sum(worth[n] for n in places), pieces[places[0]]
        asked = max(half_up(value * Fraction(first["duty"])), first.get("least", 0) * len(places))
        asked = 0 if free else asked
        declared.append({"hs": hs, "origin": origin, "value": value, "rate": first["duty"], "duty": asked})
        for place, part in zip(places, shared(asked, [worth[n] for n in places]), strict=True):
            duty[place] = part
    return declared, duty
