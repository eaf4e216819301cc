"""What an app shows of itself, and how much of the product a verb drags along. The layers are import-linter's."""

from __future__ import annotations

import grimp

from tests.shape.reading import APPS

GRAPH = grimp.build_graph("comptoir", exclude_type_checking_imports=True)
# An adapter's contract, with what it may answer, is known to the services above; no adapter is.
CONTRACTS = {"gateways.base", "carriers.base", "channels.base"}


def entries() -> list[tuple[str, str]]:
    """Every import that enters an app from outside: who, and which part of which app."""
    return sorted(
        (importer, module.removeprefix(f"comptoir.{app}."))
        for app in APPS
        for module in GRAPH.find_descendants(f"comptoir.{app}")
        for importer in GRAPH.find_modules_that_directly_import(module)
        if not importer.startswith(f"comptoir.{app}.")
    )


def test_models_are_private_to_their_app() -> None:
    wrong = [entry for entry in entries() if entry[1] == "models"]
    assert not wrong, wrong


def test_an_app_is_entered_by_its_queries_and_services_not_by_what_they_are_made_of() -> None:
    doors = {"queries", "services", "models", *CONTRACTS}
    wrong = [entry for entry in entries() if entry[1] not in doors]
    assert not wrong, wrong


def test_placing_an_order_needs_less_than_two_fifths_of_the_product() -> None:
    product = {module for module in GRAPH.modules if ".migrations" not in module}
    verbs = {m for m in product if m.startswith("comptoir.checkout.services")}
    needed = verbs.union(*(GRAPH.find_upstream_modules(verb) for verb in verbs))
    assert len(needed) <= 0.4 * len(product)
