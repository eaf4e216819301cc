"""The invented people of the demo house: customers in twenty-one countries, and the staff."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from comptoir.core.addresses import Address
from demo.dice import Dice
from demo.tables import read_table

_DOMAINS = ("example.org", "example.com", "example.net")
_STAFF = (
    "advisor", "warehouse", "merchandiser", "auditor", "admin", "advisor2", "warehouse2", "quality", "finance",
    "senior_advisor", "associate", "data_protection",
)  # fmt: skip
_STAFF_NAMES = (
    "Claire Vidal", "Karim Benali", "Margaux Picard", "Aude Lemaire", "Adrien Roche", "Benoît Caron", "Sonia Marchal",
    "Inès Garnier", "Hugo Lambert", "Nadia Ferrand", "Léo Besson", "Clara Weiss",
)  # fmt: skip
_NUMBER_FIRST = frozenset({"FR", "GB", "US", "AU", "CA", "IE", "SG", "HK", "KR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer: the e-mail is at a reserved domain, the phone in a range kept for fiction."""

    name: str
    email: str
    language: str
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """A member of staff with the one role of the desk."""

    role: str
    name: str
    email: str


def customers(seed: int = 26) -> tuple[Customer, ...]:
    """About 125 customers, Jeanne Exemple first, the others in an order the seed decides."""
    others = [customer for row in read_table("people") for customer in _customers_in(row, seed)]
    Dice(seed, "customers").shuffle(others)
    return (_jeanne(), *others)


def staff(seed: int = 26) -> tuple[StaffMember, ...]:
    """One member of staff for each role, and a second advisor and warehouse hand."""
    names = Dice(seed, "staff").sample(_STAFF_NAMES, len(_STAFF))
    return tuple(
        StaffMember(role=login.rstrip("2"), name=name, email=f"{login}@example.org")
        for login, name in zip(_STAFF, names, strict=True)
    )


def _jeanne() -> Customer:
    address = Address(
        name="Jeanne Exemple",
        line1="18 rue de la République",
        city="Paris",
        country="FR",
        phone="+33 1 99 00 12 34",
        postal_code="75011",
    )
    return Customer(name=address.name, email="jeanne@example.org", language="fr", address=address)


def _customers_in(row: tuple[str, ...], seed: int) -> Iterator[Customer]:
    country, count, language, firsts, lasts, phone, places = row
    first_names, last_names = firsts.split(), lasts.split()
    known = [place.split(";") for place in places.split("~")]
    for index in range(int(count)):
        dice = Dice(seed, f"customer {country} {index}")
        first = first_names[index % len(first_names)]
        last = last_names[(index + index // len(first_names)) % len(last_names)]
        street, postcode, city, region = (part.strip() for part in dice.choice(known))
        name = f"{last} {first}" if country == "JP" else f"{first} {last}"
        yield Customer(
            name=name,
            email=f"{_plain(name) or 'customer'}.{country.lower()}{index + 1}@{dice.choice(_DOMAINS)}",
            language=language,
            address=Address(
                name=name,
                line1=_line(country, street, dice.randrange(1, 90)),
                city=city,
                country=country,
                phone="".join(str(dice.randrange(10)) if sign == "#" else sign for sign in phone),
                postal_code=postcode,
                region=region,
            ),
        )


def _line(country: str, street: str, number: int) -> str:
    if country == "JP":
        return f"{street}{number % 5 + 1}-{number}-{number % 12 + 1}"
    return f"{number} {street}" if country in _NUMBER_FIRST else f"{street} {number}"


def _plain(name: str) -> str:
    """A name as the left part of an e-mail address."""
    spelled = name.lower().replace("ø", "o").replace("ß", "ss").replace("ł", "l")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return ".".join(plain.replace("'", "").split())
