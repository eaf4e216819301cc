"""Asks the carrier to push its scans to this house; the push that comes back is confirmed by a job."""

from __future__ import annotations

from argparse import Namespace

from django.conf import settings

from comptoir.fulfilment import services as fulfilment


def run(arguments: Namespace) -> int:
    """Subscribe, once for each account at the carrier; what it says where it refuses."""
    del arguments
    url = f"{settings.SITE_URL}/webhooks/carrier/"
    try:
        fulfilment.subscribe_to_scans(url=url)
    except (fulfilment.CarrierRefused, fulfilment.CarrierUnreachable) as trouble:
        print(f"the carrier does not push to {url}: {trouble}")
        return 1
    print(f"the carrier was asked to push to {url}")
    return 0
