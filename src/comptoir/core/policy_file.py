"""The policy read from decoded TOML or JSON, the one shape of `profile/house.toml`, with every problem it has."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from comptoir.core.policy import (
    LINK_DAYS,
    AlertTerms,
    Charged,
    CheckoutTerms,
    Days,
    DutyMode,
    Exclusion,
    Floor,
    House,
    HousePolicy,
    LegalEntity,
    Market,
    Method,
    MethodTerms,
    Peak,
    ProductTerms,
    RefundTerms,
    ReturnTerms,
    Service,
    ServiceTerms,
    StoreTerms,
)
from comptoir.core.policy_checks import check_policy
from comptoir.core.policy_data import policy_to_data
from comptoir.core.policy_terms import (
    read_alerts,
    read_answers,
    read_passwords,
    read_products,
    read_refunds,
    read_rounding,
    read_screening,
)
from comptoir.core.reading import Problem, ProfileError, Table, located
from comptoir.core.screening import ScreeningTerms
from comptoir.core.working_hours import AnswerTerms

_PROVIDER = r"[a-z]{2,12}"

__all__ = ["PolicyError", "parse_policy", "policy_to_data"]


class PolicyError(ProfileError):
    """A policy that cannot be published; `problems` lists everything that is wrong with it."""


def parse_policy(data: Mapping[str, object], *, version: int, text: str | None = None) -> HousePolicy:
    """The policy in decoded TOML or JSON; raises PolicyError naming every problem, with lines where the text is given."""
    problems: list[Problem] = []
    root = Table(data=data, path="", problems=problems)
    policy = HousePolicy(
        version=version,
        house=_house(root.table("house")),
        preparation=_days(root.table("preparation")),
        peaks=tuple(_peak(table) for _, table in root.tables("peaks")),
        markets=_markets(root),
        exclusions=_exclusions(root),
        methods=_methods(root),
        checkout=_checkout(root.table("checkout")),
        returns=_returns(root.table("returns")),
        stores=_stores(root.table("stores")),
        passwords=read_passwords(root.table("passwords")),
        products=read_products(root.table("products")) if root.has("products") else ProductTerms(),
        alerts=read_alerts(root.table("alerts")) if root.has("alerts") else AlertTerms(),
        answers=read_answers(root.table("answers")) if root.has("answers") else AnswerTerms(),
        screening=read_screening(root.table("screening")) if root.has("screening") else ScreeningTerms(),
        refunds=read_refunds(root.table("refunds")) if root.has("refunds") else RefundTerms(),
        watch=_shares(root.table("watch")) if root.has("watch") else {},
    )
    root.done()
    if not problems:
        problems.extend(check_policy(policy))
    if problems:
        raise PolicyError(located(dict.fromkeys(problems), text=text))
    return policy


def _house(table: Table) -> House:
    house = House(
        name=table.text("name"),
        entity=_entity(table.table("entity")),
        time_zone=table.text("time_zone"),
        phone=table.text("phone", pattern=r"\+[0-9 ]{6,20}"),
        phone_hours=_by_language(table, "phone_hours"),
        email=table.text("email", pattern=r"[^@\s]+@[^@\s]+"),
        privacy_email=table.text("privacy_email", pattern=r"[^@\s]+@[^@\s]+"),
        url=table.text("url", pattern=r"https?://\S+"),
        video_channel=table.text("video_channel", pattern=r"https?://\S+"),
        mediator=table.texts("mediator"),
        second_hand=table.text("second_hand", pattern=r"https?://\S+") if table.has("second_hand") else None,
    )
    table.done()
    return house


def _entity(table: Table) -> LegalEntity:
    entity = LegalEntity(
        code=table.text("code", pattern=r"[A-Z0-9]{1,12}"),
        name=table.text("name"),
        address=table.texts("address"),
        country=table.text("country", pattern=r"[A-Z]{2}"),
        register=table.text("register"),
        capital=table.text("capital"),
        vat_number=table.text("vat_number"),
        eori=table.text("eori"),
        registrations=_registrations(table.table("registrations")) if table.has("registrations") else {},
    )
    table.done()
    return entity


def _registrations(table: Table) -> Mapping[str, str]:
    return MappingProxyType({country: table.text(country) for country in table.data})


def _by_language(table: Table, key: str) -> Mapping[str, str]:
    texts = table.table(key)
    return MappingProxyType({language: texts.text(language) for language in texts.data})


def _shares(table: Table) -> Mapping[str, Decimal]:
    return MappingProxyType({name: table.number(name) for name in table.data})


def _days(table: Table) -> Days:
    days = Days(least=table.whole("least"), most=table.whole("most"))
    if days.least > days.most:
        table.problem("most", "is less than the least")
    table.done()
    return days


def _peak(table: Table) -> Peak:
    peak = Peak(
        name=_by_language(table, "name"),
        first=table.day("first"),
        last=table.day("last"),
        preparation=_days(table.table("preparation")),
        less_packaging=table.flag("less_packaging"),
    )
    if peak.first > peak.last:
        table.problem("last", "is before the first day")
    table.done()
    return peak


def _markets(root: Table) -> Mapping[str, Market]:
    zones = dict(root.tables("zones"))
    return MappingProxyType(
        {country: _market(country, _completed(table, zones)) for country, table in root.tables("markets")}
    )


def _completed(table: Table, zones: Mapping[str, Table]) -> Table:
    """A market with what its delivery zone says and it does not say itself."""
    if not table.has("zone"):
        return table
    name = table.text("zone")
    if name not in zones:
        table.problem("zone", f"“{name}” is no zone of this file")
        return table
    own = {key: value for key, value in table.data.items() if key != "zone"}
    return Table(
        data={**zones[name].data, **own},
        path=table.path,
        problems=table.problems,
        inherited=zones[name].path,
        own=frozenset(own),
    )


def _market(country: str, table: Table) -> Market:
    currency = table.text("currency", pattern=r"[A-Z]{3}")
    market = Market(
        country=country,
        currency=currency,
        languages=table.texts("languages"),
        tax_included=table.flag("tax_included"),
        duties=table.choice("duties", DutyMode),
        floor=table.choice("floor", Floor),
        services=_services(table, currency),
        methods=table.choices("methods", Method),
        instalments=table.choices("instalments", Method),
        withheld_areas=table.texts("withheld_areas"),
        withheld_standard=table.texts("withheld_standard"),
        refund_delivery=table.flag("refund_delivery", default=False),
        self_cancellation=table.flag("self_cancellation", default=False),
        rounding=read_rounding(table.table("rounding"), currency) if table.has("rounding") else None,
    )
    table.done()
    return market


def _services(table: Table, currency: str) -> Mapping[Service, ServiceTerms]:
    services: dict[Service, ServiceTerms] = {}
    inside = table.table("services")
    for name in inside.data:
        if name in set(Service):
            services[Service(name)] = _service(inside.table(name), currency)
    inside.done()
    return MappingProxyType(services)


def _service(table: Table, currency: str) -> ServiceTerms:
    terms = ServiceTerms(
        transit=_days(table.table("transit")),
        price=table.amount("price", currency=currency),
        free_over=table.amount("free_over", currency=currency) if table.has("free_over") else None,
        free_always=table.flag("free_always", default=False),
    )
    table.done()
    return terms


def _exclusions(root: Table) -> Mapping[str, Exclusion]:
    exclusions: dict[str, Exclusion] = {}
    for country, table in root.tables("exclusions"):
        exclusions[country] = Exclusion(country=country, reason=_by_language(table, "reason"))
        table.done()
    return MappingProxyType(exclusions)


def _methods(root: Table) -> Mapping[Method, MethodTerms]:
    methods: dict[Method, MethodTerms] = {}
    inside = root.table("methods")
    for name in inside.data:
        if name in set(Method):
            methods[Method(name)] = _method(inside.table(name))
    inside.done()
    return MappingProxyType(methods)


def _method(table: Table) -> MethodTerms:
    terms = MethodTerms(
        charged=table.choice("charged", Charged),
        multi_capture=table.flag("multi_capture"),
        needs_lines=table.flag("needs_lines"),
        authorisation_days=table.whole("authorisation_days", least=1)
        if table.has("authorisation_days")
        else None,
        brands=table.texts("brands"),
        gateway=table.text("gateway", pattern=_PROVIDER) if table.has("gateway") else None,
        gateways=_gateways(table.table("gateways")) if table.has("gateways") else {},
    )
    table.done()
    return terms


def _gateways(table: Table) -> Mapping[str, str]:
    return MappingProxyType({country: table.text(country, pattern=_PROVIDER) for country in table.data})


def _checkout(table: Table) -> CheckoutTerms:
    terms = CheckoutTerms(
        cancellation_minutes=table.whole("cancellation_minutes"),
        hold_minutes=table.whole("hold_minutes", least=1),
        most_per_sku=table.whole("most_per_sku", least=1),
        most_lines=table.whole("most_lines", least=1),
        link_days=table.whole("link_days", least=1) if table.has("link_days") else LINK_DAYS,
        release_minutes=table.whole("release_minutes") if table.has("release_minutes") else None,
    )
    table.done()
    return terms


def _returns(table: Table) -> ReturnTerms:
    terms = ReturnTerms(
        days=table.whole("days"),
        hand_in_days=table.whole("hand_in_days"),
        refund_days=table.whole("refund_days"),
        inspection_days=_days(table.table("inspection_days")),
        **{name: table.whole(name, least=1) for name in ("choice_days", "remind_days") if table.has(name)},
    )
    table.done()
    return terms


def _stores(table: Table) -> StoreTerms:
    terms = StoreTerms(
        days=table.whole("days"),
        credit_months=table.whole("credit_months"),
        outlets=_by_language(table, "outlets") if table.has("outlets") else {},
    )
    table.done()
    return terms
