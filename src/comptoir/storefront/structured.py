"""What a page says to search engines in JSON-LD: the same facts as the page's own words, decided by the core."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.conf import settings

from comptoir.catalogue.queries import DetailColour, ProductDetail, Size
from comptoir.content.queries import HelpAnswer
from comptoir.core.calendar import local_date
from comptoir.core.delivery import preparation_on
from comptoir.core.money import Money
from comptoir.core.policy import Days
from comptoir.core.quote import QuotedDelivery
from comptoir.infra import clock
from comptoir.infra.templates import media_url
from comptoir.markets.queries import HouseStore
from comptoir.storefront.store import Store

Data = dict[str, object]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SCHEMA = "https://schema.org/"
# Inside a script an HTML parser heeds no entities: nothing in the JSON may end the element or begin another.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def product_data(
    store: Store,
    product: ProductDetail,
    *,
    path: str,
    left: Mapping[str, int],
    deliveries: Sequence[QuotedDelivery],
    trail: Sequence[tuple[str, str]],
) -> str:
    """A product with every colour and size, what each costs here, whether it is left, how it travels and comes back."""
    site = settings.SITE_URL
    address = site + store.to(path)
    group: Data = {
        "@type": "ProductGroup",
        "@id": f"{address}#product",
        "name": product.name,
        "description": product.description,
        "url": address,
        "productGroupID": product.style,
        "brand": {"@type": "Brand", "name": store.house.name},
        "material": product.material,
        "variesBy": [f"{_SCHEMA}color", f"{_SCHEMA}size"],
        "hasVariant": [
            _variant(store, product, colour, size, left=left, terms=_terms(address, deliveries))
            for colour in product.colours
            for size in colour.sizes
        ],
    }
    shipping = [_shipping(store, option, address=address) for option in deliveries]
    return _script(
        [group, *shipping, _returns(store, product, address=address), _breadcrumbs(trail, address)]
    )


def house_data(store: Store) -> str:
    """The house: who it is and how to reach it."""
    house = store.house
    return _script(
        [
            {
                "@type": "Organization",
                "@id": f"{settings.SITE_URL}/#house",
                "name": house.name,
                "legalName": house.entity.name,
                "url": f"{settings.SITE_URL}/",
                "vatID": house.entity.vat_number,
                "address": ", ".join(house.entity.address),
                "email": house.email,
                "telephone": house.phone,
                "sameAs": [house.video_channel],
            }
        ]
    )


def answer_data(store: Store, answer: HelpAnswer, *, trail: Sequence[tuple[str, str]]) -> str:
    """A question of the help with its answer, and where it stands."""
    address = settings.SITE_URL + store.to(answer.path)
    question: Data = {
        "@type": "Question",
        "name": answer.question,
        "acceptedAnswer": {"@type": "Answer", "text": answer.plain},
    }
    page: Data = {
        "@type": "FAQPage",
        "@id": f"{address}#answer",
        "url": address,
        "inLanguage": store.language,
        "mainEntity": [question],
    }
    return _script([page, _breadcrumbs(trail, address)])


def stores_data(store: Store, places: Sequence[HouseStore]) -> str:
    """Stores with where they are and when they are open, as search engines read them."""
    return _script([_store(store, place) for place in places])


def _store(store: Store, place: HouseStore) -> Data:
    address = settings.SITE_URL + store.to(f"stores/{place.slug}/")
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": name,
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        for name, spans in zip(_WEEKDAYS, place.hours.week, strict=True)
        for opens, closes in spans
    ]
    return {
        "@type": "ClothingStore",
        "@id": f"{address}#store",
        "url": address,
        "name": place.name,
        "telephone": place.phone,
        "parentOrganization": {"@id": f"{settings.SITE_URL}/#house"},
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.line1,
            "postalCode": place.postal_code,
            "addressLocality": place.city,
            "addressCountry": place.country,
        },
        "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude},
        "openingHoursSpecification": hours,
    }


def trail_data(trail: Sequence[tuple[str, str]], *, address: str) -> str:
    """Where a page stands."""
    return _script([_breadcrumbs(trail, address)])


def _script(graph: Sequence[Data]) -> str:
    text = json.dumps(
        {"@context": _SCHEMA.rstrip("/"), "@graph": list(graph)}, ensure_ascii=False, separators=(",", ":")
    )
    for sign, written in _UNSAFE.items():
        text = text.replace(sign, written)
    return text


def _terms(address: str, deliveries: Sequence[QuotedDelivery]) -> Data:
    """Every offer of the page travels and comes back alike."""
    return {
        "shippingDetails": [{"@id": f"{address}#{option.service}"} for option in deliveries],
        "hasMerchantReturnPolicy": {"@id": f"{address}#returns"},
    }


def _variant(
    store: Store,
    product: ProductDetail,
    colour: DetailColour,
    size: Size,
    *,
    left: Mapping[str, int],
    terms: Data,
) -> Data:
    address = settings.SITE_URL + store.to(f"p/{colour.reference}/")
    picture = colour.picture("photo") or colour.picture("front")
    variant: Data = {
        "@type": "Product",
        "sku": size.sku,
        "name": f"{product.name}, {colour.name}, {size.size}",
        "color": colour.name,
        "size": size.size,
    }
    if picture is not None:
        variant["image"] = settings.SITE_URL + media_url(picture.digest)
    if product.price is not None and product.currency is not None and not product.limited:
        stock = "InStock" if left.get(size.sku, 0) else "OutOfStock"
        variant["offers"] = {
            "@type": "Offer",
            "url": address,
            "price": _amount(product.price, product.currency),
            "priceCurrency": product.currency,
            "availability": _SCHEMA + stock,
            "itemCondition": f"{_SCHEMA}NewCondition",
            **terms,
        }
    return variant


def _amount(amount: int, currency: str) -> str:
    return str(Money(amount, currency).major)


def _shipping(store: Store, option: QuotedDelivery, *, address: str) -> Data:
    """A service to this country: its price for this piece, and its days as the promise counts them (DEL-03)."""
    today = local_date(clock.now(), zone=store.policy.house.time_zone)
    preparation, _ = preparation_on(today, policy=store.policy)
    return {
        "@type": "OfferShippingDetails",
        "@id": f"{address}#{option.service}",
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": _amount(option.price, store.currency),
            "currency": store.currency,
        },
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": store.country},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": _days(preparation),
            "transitTime": _days(store.market.services[option.service].transit),
        },
    }


def _days(days: Days) -> Data:
    return {"@type": "QuantitativeValue", "minValue": days.least, "maxValue": days.most, "unitCode": "DAY"}


def _returns(store: Store, product: ProductDetail, *, address: str) -> Data:
    """How a piece comes back: RET-01, and RET-05 for a personalised one."""
    policy: Data = {
        "@type": "MerchantReturnPolicy",
        "@id": f"{address}#returns",
        "applicableCountry": store.country,
    }
    if product.personalised:
        return {**policy, "returnPolicyCategory": f"{_SCHEMA}MerchantReturnNotPermitted"}
    return {
        **policy,
        "returnPolicyCategory": f"{_SCHEMA}MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": store.policy.returns.days,
        "returnMethod": f"{_SCHEMA}ReturnByMail",
        "returnFees": f"{_SCHEMA}FreeReturn",
        "refundType": f"{_SCHEMA}FullRefund",
    }


def _breadcrumbs(trail: Sequence[tuple[str, str]], address: str) -> Data:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": settings.SITE_URL + path if path else address,
            }
            for place, (name, path) in enumerate(trail, start=1)
        ],
    }
