"""The public tracking page."""

from collections.abc import Sequence
from html import escape

from standins.carrier.books import Kept, Scan
from standins.carrier.shipments import estimate_delivery, load_shipment
from standins.pages import answer_page
from standins.server import Answer

WORDS = {
    "en": {
        "title": "Shipment {number}",
        "note": "Carrier stand-in. Nothing is really carried.",
        "when": "Local time",
        "what": "Event",
        "none": "The carrier has the details of this shipment and waits for it.",
        "voided": "This shipment was cancelled.",
        "estimate": "Estimated delivery: {date}",
        "picked_up": "Picked up",
        "transit": "In transit",
        "out_for_delivery": "Out for delivery",
        "delivered": "Delivered",
        "customs": "Held at customs",
        "attempted": "Delivery attempted",
        "point": "Waiting at a pick-up point",
        "refused": "Refused by the recipient",
        "exception": "On hold",
        "damaged": "Damaged on its way",
        "returned": "Returned to the sender",
        "lost": "Lost",
        "redirected": "Another day or place was chosen",
        "choose": "Bring it to a locker instead",
    },
    "fr": {
        "title": "Envoi {number}",
        "note": "Simulateur de transporteur. Rien n’est réellement transporté.",
        "when": "Heure locale",
        "what": "Événement",
        "none": "Le transporteur a reçu les données de cet envoi et l’attend.",
        "voided": "Cet envoi a été annulé.",
        "estimate": "Livraison prévue\u00a0: {date}",
        "picked_up": "Pris en charge",
        "transit": "En cours d’acheminement",
        "out_for_delivery": "En cours de livraison",
        "delivered": "Livré",
        "customs": "Retenu en douane",
        "attempted": "Livraison tentée",
        "point": "En attente dans un point de retrait",
        "refused": "Refusé par le destinataire",
        "exception": "En attente",
        "damaged": "Abîmé en chemin",
        "returned": "Retourné à l’expéditeur",
        "lost": "Perdu",
        "redirected": "Un autre jour ou un autre lieu a été choisi",
        "choose": "Livrer plutôt en consigne",
    },
}


def answer_track_page(*, kept: Kept, scans: Sequence[Scan], accept_language: str) -> Answer:
    """What happened to a shipment, newest first, in local time with its offset."""
    language = "fr" if accept_language.lower().startswith("fr") else "en"
    words = WORDS[language]
    rows = "".join(
        f"<tr><td>{escape(words[scan.status])}<br>{escape(scan.city)}, {scan.country}</td>"
        f'<td><time datetime="{scan.at.isoformat()}">{scan.at:%Y-%m-%d %H:%M}</time> {scan.at:%z}</td></tr>'
        for scan in reversed(scans)
    )
    estimate = words["estimate"].format(date=estimate_delivery(load_shipment(kept)).isoformat())
    body = f"<p>{escape(estimate)}</p>"
    if kept.voided:
        body = f"<p>{escape(words['voided'])}</p>"
    elif rows:
        body += (
            f'<table><thead><tr><th scope="col">{escape(words["what"])}</th><th scope="col">{escape(words["when"])}'
            f"</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    else:
        body += f"<p>{escape(words['none'])}</p>"
    title = words["title"].format(number=kept.number)
    return answer_page(title=title, language=language, note=words["note"], body=body)


def answer_redirect_page(*, kept: Kept, accept_language: str) -> Answer:
    """Where a receiver chooses another place: one button."""
    language = "fr" if accept_language.lower().startswith("fr") else "en"
    words = WORDS[language]
    body = f'<form method="post"><button class="main" type="submit">{escape(words["choose"])}</button></form>'
    title = words["title"].format(number=kept.number)
    return answer_page(title=title, language=language, note=words["note"], body=body)
