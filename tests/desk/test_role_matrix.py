"""Every address of the desk, tried in every role: the table is written by hand, and is what roles may do (D2-10)."""

from __future__ import annotations

import itertools
import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from comptoir.core.actors import Role
from comptoir.desk.urls import urlpatterns
from comptoir.journal.models import Entry
from tests import builders
from tests.desk.selling import page, signed_in

A, S, W, M = Role.ADVISOR, Role.SENIOR_ADVISOR, Role.WAREHOUSE, Role.MERCHANDISER
Q, F, AUDITOR = Role.QUALITY, Role.FINANCE, Role.AUDITOR
DATA, ASSOCIATE = Role.DATA_PROTECTION, Role.ASSOCIATE
EVERYBODY = frozenset(Role)
# Admin may do all of it.
MAY: dict[frozenset[Role], str] = {
    # Reading: goods, orders without their people, figures. The outbox is the demo's.
    EVERYBODY: """index prove security renew_codes add_passkey offer_passkey remove_passkey
        search read_note order parcels warehouse wave stock stock_of bins export_bins
        count consignment case_figures promises macros products lessons lot product product_prices product_market drops drop
        promotions promotion size_charts translations collections looks home outbox mail mail_body attachment""",
    EVERYBODY - {M}: "paper returns find_return held return withdrawals cases case",
    frozenset({A, S, AUDITOR}): "customer",
    frozenset({A, S, F, AUDITOR}): "money dispute evidence transfer",
    frozenset({A, S, Q, F}): "claims claim",
    frozenset({AUDITOR}): "staff books",
    # Customers and what they are told.
    frozenset(
        {A, S}
    ): """note ask_team mail_again register_return cancel_return cancel mail_document take_review accept
        refuse decide_piece choose_held match_withdrawal settle_withdrawal links link_new revoke_link answer_dispute
        make_gesture macro_new macro remove_macro trust_sender write_about retry""",
    frozenset({A, S, Q}): "decide_claim",
    frozenset({A, S, W}): "match_stray settle_stray settle_held label_held",
    frozenset(
        {A, S, W, Q, F}
    ): """answer_case choose_macro take_case hand_over note_case merge_case resolve""",
    # Money that goes out, data that leaves the house.
    frozenset({S, F}): "approve_refund decline_refund approve_gesture decline_gesture",
    frozenset({F, AUDITOR}): "export_books",
    frozenset({A, S, F}): "plan_transfer ask_account_again",
    frozenset({F}): "open_account type_account confirm_transfer stop_transfer return_transfer",
    # The counter of a store.
    frozenset({ASSOCIATE, A, S, AUDITOR}): "counter choose_counter find_receipt receipt counter_return",
    frozenset({ASSOCIATE, A, S, F, AUDITOR}): "credit",
    frozenset(
        {ASSOCIATE}
    ): """new_receipt receipt_files try_receipts run_receipts plan_counter take_back counter_fault spend_credit
        restore_credit""",
    # Goods on their way.
    frozenset(
        {W}
    ): """pack postage shorten ship unpack record door answer_stop make_wave pack_prepared unpack_prepared
        missing take_wave give_back_wave scan undo_scan change_condition place_bin bins_trial bins_run counts count_scan
        count_lines book_count drop_count transfers goods_in consignment_scan consignment_lines send_transfer
        book_consignment cancel_consignment name_lot read_lot receive dock_scan take_extra grade
        strays""",
    # The shop.
    frozenset(
        {M}
    ): """product_new exchange exchange_trial exchange_run export product_facts product_texts product_colours
        product_size_chart publish retire set_proposed set_price start_sale end_sale drop_price product_photographs
        add_photograph describe_photograph move_photograph remove_photograph drop_new end_drop promotion_new end_promotion
        make_codes promotion_codes collection_new collection look_new look move_look remove_look film remove_film add_block
        edit_block move_block remove_block mailing_new mailing_settings mailing_text test_mailing begin_mailing
        stop_mailing resume_mailing""",
    # Letters of the newsletter.
    frozenset({M, AUDITOR}): "mailings mailing mailing_preview mailing_body",
    # Personal data, and who did what.
    frozenset(
        {DATA, AUDITOR}
    ): "privacy privacy_request audit export_audit processing export_processing breaches breach",
    frozenset({DATA}): """note_breach note_breach_step note_privacy send_privacy erase_privacy answer_privacy
        extend_privacy""",
    # Those who may do what.
    frozenset(): "invite withdraw_invitation change_role cut_off mail_reset take_factor_off post_person clock",
}
# Signing in, and the door of an invitation: nobody is anybody yet.
BEFORE = {
    "sign_in",
    "code",
    "ask_passkey",
    "forgot",
    "reset",
    "open_reset",
    "sign_out",
    "join",
    "join_index",
    "open_invitation",
}
_SOMETHING = ("00000000-0000-7000-8000-000000000000", "1", "nothing", "facts", "en")


def address_of(pattern: URLPattern) -> str:
    """The address of something that is not there, whatever kind of name it has."""
    names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
    for words in itertools.product(_SOMETHING, repeat=len(names)):
        try:
            return reverse(f"desk:{pattern.name}", kwargs=dict(zip(names, words, strict=True)))
        except NoReverseMatch:
            continue
    raise AssertionError(pattern)


def is_let_in(client: Client, address: str) -> bool:
    answer = client.post(address)
    if answer.status_code == 405:
        answer = client.get(address)
    assert answer.status_code < 500, address
    return answer.status_code != 403


# What is on the page of an order that everybody may open: its money, payments, refunds and balances, to read.
SEES_MONEY = {A, S, F, AUDITOR, Role.ADMIN}


@pytest.mark.rule("D2-10")
def test_the_money_of_an_order_is_shown_to_the_roles_that_look_after_money(house: None) -> None:
    del house
    address = f"/desk/orders/{builders.a_shipped_order().number}/"
    shown = {role: page(signed_in(role), address) for role in Role}
    for words in ("Payments Card", "Refunded €0.00", "Balances in the ledger"):
        assert {role for role, text in shown.items() if words in text} == SEES_MONEY, words
    mailing = {role for role, text in shown.items() if "Mail it to the customer" in text}
    assert mailing == {A, S, Role.ADMIN}


@pytest.mark.rule("D2-10")
def test_every_address_lets_in_the_roles_of_the_table_and_nobody_else(house: None) -> None:
    del house
    expected = {name: roles | {Role.ADMIN} for roles, names in MAY.items() for name in names.split()}
    staff = {role: signed_in(role) for role in Role}
    stranger = Client()
    found = {}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name in BEFORE:
            continue
        address = address_of(pattern)
        found[pattern.name] = {role for role, client in staff.items() if is_let_in(client, address)}
        answers = (stranger.post(address), stranger.get(address))
        assert {answer.status_code for answer in answers} <= {302, 405}, address
    assert found == expected


@pytest.mark.rule("16.3.2")
def test_who_is_refused_a_page_is_in_the_journal(house: None) -> None:
    del house
    assert signed_in(Role.WAREHOUSE).get("/desk/money/").status_code == 403
    noted = Entry.objects.get(verb="access_refused")
    assert (noted.subject_id, noted.actor_role) == ("desk:money", "warehouse")
