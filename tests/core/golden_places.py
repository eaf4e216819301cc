"""The places of the golden cases with their law, typed from its sources and not read from the product's files.

Rates of tax by class; duties in the order of CODES, for everybody and for the origins with a preference; amounts in minor
units of the currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EU, LDC, ALL = "the Union", "least developed", "everybody"
KIND = {"PT": EU, "IT": EU, "MG": LDC, "CN": ALL}
CODES = ("611011", "620520", "420221", "640399", "460219")
Charge = tuple[int, int | None]  # a price, and the goods total over which it is free
FREE = ("0", "0", "0", "0", "0")


@dataclass(frozen=True, kw_only=True)
class Border:
    """How customs reckon."""

    rates: tuple[str, ...]
    eu: tuple[str, ...] = ()
    ldc: tuple[str, ...] = ()
    basis: str = "cif"
    duty_free: int = 0
    tax_free: int = 0
    taxed_at_sale: int = 0
    at_sale_by: str = "consignment"
    limits: str = "fob"
    import_tax: bool = True
    least: Mapping[tuple[str, str], int] = field(default_factory=dict)  # by code and kind of origin, a piece

    def duty(self, *, hs: str, origin: str) -> str:
        """The rate of a code from a country."""
        own = {EU: self.eu, LDC: self.ldc}.get(KIND[origin])
        return (own or self.rates)[CODES.index(hs)]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A destination: where, in which money, who pays what, what delivery costs, the law with its source."""

    country: str
    tax: str
    source: str
    region: str = ""
    postal_code: str = ""
    currency: str = "EUR"
    tax_included: bool = True
    duties: str = "none"
    service: str = "express"
    charge: Charge = (2000, None)
    free: bool = False
    border: Border | None = None
    classes: Mapping[str, str] = field(default_factory=dict)


TEDB = "Taxes in Europe Database, standard rate"
_UNION = {
    "AT": "0.20", "BE": "0.21", "BG": "0.20", "HR": "0.25", "CZ": "0.21", "EE": "0.24", "FI": "0.255", "DE": "0.19",
    "GR": "0.24", "HU": "0.27", "IE": "0.23", "IT": "0.22", "LV": "0.21", "LT": "0.21", "LU": "0.17", "MT": "0.18",
    "NL": "0.21", "PT": "0.23", "RO": "0.21", "SK": "0.23", "SI": "0.22", "ES": "0.21",
}  # fmt: skip
_ART_6 = "Directive 2006/112/EC, art. 6"


def _member(
    country: str, tax: str, *, currency: str = "EUR", charge: Charge = (1200, 30000), source: str = TEDB
) -> Place:
    return Place(
        country=country, tax=tax, currency=currency, service="standard", charge=charge, source=source
    )


def _area(
    country: str,
    postal_code: str,
    tax: str,
    *,
    source: str,
    charge: Charge = (2000, None),
    border: Border | None = None,
) -> Place:
    return Place(
        country=country, postal_code=postal_code, tax=tax, charge=charge, border=border, source=source
    )


def _state(region: str, postal_code: str, tax: str, *, source: str, **classes: str) -> Place:
    return Place(
        country="US",
        region=region,
        postal_code=postal_code,
        tax=tax,
        currency="USD",
        tax_included=False,
        duties="prepaid",
        charge=(3000, None),
        free=True,
        border=AMERICA,
        source=f"{source}; HTSUS, column 1 general",
        classes=classes,
    )


def _province(region: str, tax: str) -> Place:
    return Place(
        country="CA",
        region=region,
        tax=tax,
        currency="CAD",
        tax_included=False,
        duties="prepaid",
        charge=(4000, None),
        border=CANADA,
        source="Excise Tax Act, s. 165; Customs Tariff; CETA",
    )


def _courier(
    country: str, tax: str, border: Border, *, source: str, currency: str = "USD", charge: int = 4000
) -> Place:
    return Place(
        country=country,
        tax=tax,
        currency=currency,
        tax_included=False,
        duties="on_delivery",
        charge=(charge, None),
        border=border,
        source=source,
    )


_UKGT = ("0.12", "0.12", "0.02", "0.08", "0.04")
FISCAL = Border(rates=FREE)  # of a VAT territory, not of customs
KINGDOM = Border(rates=_UKGT, eu=FREE, ldc=FREE, duty_free=13500, taxed_at_sale=13500)
AMERICA = Border(rates=("0.175", "0.197", "0.09", "0.10", "0.11"), basis="fob", import_tax=False)
CANADA = Border(
    rates=("0.18", "0.18", "0.11", "0.18", "0.085"),
    eu=FREE,
    ldc=FREE,
    basis="fob",
    duty_free=2000,
    tax_free=2000,
)
AUSTRALIA = Border(rates=("0.05",) * 5, ldc=FREE, basis="fob", duty_free=100000, taxed_at_sale=100000)
JAPAN = Border(
    rates=("0.109", "0.109", "0.10", "0.30", "0.054"),
    eu=("0", "0", "0.03", "0.08", "0"),
    ldc=FREE,
    duty_free=10000,
    tax_free=10000,
    limits="cif",
    least={("640399", ALL): 4300},
)
KOREA = Border(rates=("0.13", "0.13", "0.08", "0.13", "0.08"), eu=FREE, duty_free=210000, tax_free=210000)
_NEW_ZEALAND = Border(
    rates=("0.10", "0.10", "0.05", "0.10", "0.05"),
    eu=FREE,
    ldc=FREE,
    basis="fob",
    duty_free=55000,
    tax_free=55000,
)
_SOUTH_AFRICA = Border(
    rates=("0.45", "0.45", "0.30", "0.30", "0.30"), eu=("0.20", "0.20", "0", "0.20", "0"), basis="fob"
)
_TAIWAN = Border(
    rates=("0.12", "0.12", "0.075", "0.075", "0.075"), duty_free=6000, tax_free=6000, limits="cif"
)
_NORWAY = Border(
    rates=("0.107", "0.107", "0", "0", "0"), eu=FREE, ldc=FREE, taxed_at_sale=299999, at_sale_by="piece"
)

PLACES: Mapping[str, Place] = {
    **{country: _member(country, tax) for country, tax in _UNION.items()},
    "FR": _member("FR", "0.20", charge=(1000, 30000)),
    "DK": _member("DK", "0.25", currency="DKK", charge=(8900, 224000)),
    "PL": _member("PL", "0.23", currency="PLN", charge=(4900, 129000)),
    "SE": _member("SE", "0.25", currency="SEK", charge=(12900, 340000)),
    "CY": Place(country="CY", tax="0.19", charge=(2800, None), source=TEDB),
    "MC": _member("MC", "0.20", charge=(1200, None), source="Convention of 18 May 1963"),
    "IE children": Place(
        country="IE", tax="0.23", service="standard", charge=(1200, 30000), classes={"children": "0"},
        source="VAT Consolidation Act 2010, schedule 2",
    ),
    "Corsica": _area("FR", "20000", "0.20", charge=(1800, None), source="CGI, art. 278"),
    "Réunion": Place(country="RE", tax="0.085", border=FISCAL, charge=(3500, None), source="CGI, art. 296"),
    "French Guiana": Place(country="GF", tax="0", border=FISCAL, charge=(3500, None), source="CGI, art. 294"),
    "Mayotte": Place(country="YT", tax="0", border=FISCAL, charge=(3500, None), source="CGI, art. 294"),
    "Ceuta": _area("ES", "51001", "0.10", border=FISCAL, source="Ley 8/1991"),
    "Campione": _area("IT", "22061", "0.081", border=FISCAL, source=f"{_ART_6}; Legge 160/2019"),
    "Canaries": _area("ES", "35001", "0.07", border=FISCAL, source="Ley 20/1991"),
    "Åland": _area("FI", "22100", "0.255", border=FISCAL, source=_ART_6),
    "Livigno": _area("IT", "23041", "0", border=FISCAL, source=_ART_6),
    "Büsingen": _area("DE", "78266", "0.081", border=FISCAL, source=f"{_ART_6}; MWSTG art. 25"),
    "Heligoland": _area("DE", "27498", "0", border=FISCAL, source=_ART_6),
    "Mount Athos": Place(
        country="GR", postal_code="63086", tax="0", border=FISCAL, service="standard", charge=(1200, 30000), source=_ART_6
    ),
    "Madeira": _area("PT", "9000-001", "0.22", source="Código do IVA, art. 18(3)"),
    "GB": Place(
        country="GB", postal_code="SW1A 1AA", tax="0.20", currency="GBP", duties="prepaid", service="standard",
        charge=(900, 27000), border=KINGDOM, classes={"children": "0"},
        source="VATA 1994, s. 7AA; UK Global Tariff; TCA, art. 21",
    ),
    "Northern Ireland": Place(
        country="GB", postal_code="BT1 1AA", tax="0.20", currency="GBP", duties="prepaid", service="standard",
        charge=(900, 27000), classes={"children": "0"}, source="Windsor Framework; VATA 1994",
    ),
    "JE": _courier(
        "JE", "0.05", Border(rates=_UKGT, eu=FREE, ldc=FREE, duty_free=13500, tax_free=6000),
        currency="GBP", charge=2400, source="GST (Jersey) Law 2007; UK Global Tariff",
    ),
    "GG": _courier(
        "GG", "0", Border(rates=_UKGT, eu=FREE, ldc=FREE, duty_free=13500, import_tax=False),
        currency="GBP", charge=2400, source="Guernsey Border Agency; UK Global Tariff",
    ),
    "CH": Place(
        country="CH", tax="0.081", currency="CHF", service="standard", charge=(1200, None), border=Border(rates=FREE),
        source="MWSTG art. 25(1); Zolltarifgesetz",
    ),
    "Samnaun": Place(
        country="CH", postal_code="7562", tax="0", currency="CHF", service="standard", charge=(1200, None),
        border=Border(rates=FREE), source="MWSTG art. 4",
    ),
    "NO": Place(
        country="NO", tax="0.25", currency="NOK", service="standard", charge=(13900, None), border=_NORWAY,
        source="Merverdiavgiftsloven § 5-1; Tolltariffen; EEA Agreement",
    ),
    "SJ": Place(
        country="SJ", tax="0", border=Border(rates=FREE, import_tax=False), charge=(4500, None),
        source="Tolloven § 1-2; merverdiavgiftsloven § 1-2",
    ),
    "GL": Place(
        country="GL", tax="0", border=Border(rates=FREE, import_tax=False), charge=(4500, None),
        source="Inatsisartutlov om indførselsafgifter",
    ),
    "SM": _courier("SM", "0.17", Border(rates=FREE), currency="EUR", charge=2800, source="Legge 40/1972"),
    "IS": _courier("IS", "0.24", Border(rates=FREE), currency="EUR", charge=2800, source="Lög 50/1988; Tollskrá"),
    "RS": _courier(
        "RS", "0.20", Border(rates=("0.22", "0.22", "0.20", "0.20", "0.20"), eu=FREE), currency="EUR", charge=2800,
        source="Zakon o PDV; Carinska tarifa; SAA",
    ),
    "Los Angeles": _state("CA", "90012", "0.0975", source="CDTFA: 7.25 % and 2.5 %"),
    "Sacramento": _state("CA", "", "0.0725", source="CDTFA"),
    "New York": _state("NY", "10118", "0.08875", source="Publication 718: 4, 4.5 and 0.375 %"),
    "Albany": _state("NY", "12207", "0.04", source="New York Tax Law § 1105", clothing="0"),
    "Newark": _state("NJ", "07102", "0.06625", source="New Jersey Division of Taxation", clothing="0"),
    "Houston": _state("TX", "77002", "0.0825", source="Texas Comptroller: 6.25, 1 and 1 %"),
    "Chicago": _state("IL", "60601", "0.1025", source="Illinois Department of Revenue: 6.25, 1.75, 1.25 and 1 %"),
    "Portland": _state("OR", "97201", "0", source="no sales tax in Oregon"),
    "Ontario": _province("ON", "0.13"),
    "Québec": _province("QC", "0.14975"),
    "Alberta": _province("AB", "0.05"),
    "British Columbia": _province("BC", "0.12"),
    "AU": Place(
        country="AU", tax="0.10", currency="AUD", duties="prepaid", charge=(4500, None), free=True, border=AUSTRALIA,
        source="GST Act 1999; Customs Tariff Act 1995",
    ),
    "NZ": _courier("NZ", "0.15", _NEW_ZEALAND, source="GST Act 1985; Working Tariff Document"),
    "JP": _courier("JP", "0.10", JAPAN, currency="JPY", source="Consumption Tax Act; Customs Tariff; EPA"),
    "KR": _courier("KR", "0.10", KOREA, currency="KRW", charge=40000, source="VAT Act; Customs Act, art. 94; FTA"),
    "SG": _courier(
        "SG", "0.09", Border(rates=FREE, tax_free=40000), currency="SGD", charge=5000, source="GST Act 1993, s. 16"
    ),
    "TW": _courier("TW", "0.05", _TAIWAN, source="Customs Import Tariff"),
    "TH": _courier(
        "TH", "0.07", Border(rates=("0.30", "0.30", "0.20", "0.30", "0.20")), source="Customs Tariff Decree"
    ),
    "IN": _courier(
        "IN", "0.18", Border(rates=("0.22", "0.22", "0.22", "0.385", "0.22")), charge=4500,
        source="Customs Tariff Act 1975; IGST Act 2017",
    ),
    "AE": _courier("AE", "0.05", Border(rates=("0.05",) * 5, duty_free=8100), source="Federal Decree-Law 8/2017"),
    "SA": _courier(
        "SA", "0.15", Border(rates=("0.05",) * 5, duty_free=26600), charge=4500, source="ZATCA"
    ),
    "IL": _courier(
        "IL", "0.18", Border(rates=("0.12",) * 5, eu=FREE, duty_free=50000, tax_free=7500),
        source="VAT Law 1975; Customs Tariff; Association Agreement",
    ),
    "MX": _courier(
        "MX", "0.16", Border(rates=("0.35", "0.35", "0.20", "0.35", "0.20"), eu=FREE), source="LIVA; TIGIE"
    ),
    "BR": _courier("BR", "0.17", Border(rates=("0.60",) * 5), charge=5500, source="RTS; Convênio ICMS 81/2023"),
    "CL": _courier("CL", "0.19", Border(rates=("0.06",) * 5, eu=FREE), source="Decreto Ley 825; Arancel"),
    "MA": _courier(
        "MA", "0.20", Border(rates=("0.40", "0.40", "0.175", "0.40", "0.175"), eu=FREE), currency="EUR", charge=3500,
        source="CGI, art. 98; Tarif des droits d’importation",
    ),
    "ZA": _courier(
        "ZA", "0.15", _SOUTH_AFRICA, currency="EUR", charge=4500, source="VAT Act, s. 7; Customs and Excise Act"
    ),
    "HK": Place(
        country="HK", tax="0", currency="HKD", charge=(28000, None), border=Border(rates=FREE, import_tax=False),
        source="a free port: no duty, no tax",
    ),
}  # fmt: skip
