"""The label and the customs invoice as PDF."""

from collections.abc import Sequence

from standins.carrier.code128 import count_modules, draw_bars
from standins.carrier.pdf import Page, render_pdf
from standins.carrier.records import PRODUCTS, Customs, Goods, Party, Shipment

LABEL = (288.0, 432.0)  # 4 by 6 inches
A4 = (595.0, 842.0)
EDGE = 14.0
LINES_A_PAGE = 38
COLUMNS = (48.0, 70.0, 300.0, 370.0, 410.0, 450.0, 500.0)


def render_label(*, shipment: Shipment, number: str, pieces: tuple[str, ...]) -> bytes:
    """One page a package: sender, recipient, service, weight, references, two barcodes."""
    pages = [
        _draw_label(shipment, number, piece, position, len(pieces))
        for position, piece in enumerate(pieces, start=1)
    ]
    return render_pdf(pages=pages, title=f"Label {number}")


def _draw_label(shipment: Shipment, number: str, piece: str, position: int, count: int) -> Page:
    page = Page(LABEL)
    right = LABEL[0] - EDGE
    page.text(EDGE, 27, 15, PRODUCTS[shipment.product], is_bold=True)
    page.text(EDGE, 39, 6.5, "Carrier stand-in: not for carriage")
    page.text(right - 22, 33, 26, shipment.product, is_bold=True)
    page.line(EDGE, 46, right, 46)
    _draw_party(page, EDGE, 56, 7, "From", shipment.shipper)
    if shipment.is_return:
        page.text(right - 60, 60, 13, "RETURN", is_bold=True)
    page.line(EDGE, 112, right, 112)
    _draw_party(page, EDGE, 124, 10, "To", shipment.receiver)
    page.line(EDGE, 208, right, 208)
    page.text(
        EDGE, 236, 24, f"{shipment.receiver.country}-{shipment.receiver.postal_code}"[:16], is_bold=True
    )
    page.line(EDGE, 246, right, 246)
    facts = (
        ("Date", shipment.planned.date().isoformat()),
        ("Weight", f"{shipment.weights[position - 1]:g} kg"),
        ("Piece", f"{position}/{count}"),
        ("Reference", " ".join(shipment.references)[:24] or "-"),
    )
    for (title, value), x in zip(facts, (EDGE, 84.0, 140.0, 176.0), strict=True):
        page.text(x, 256, 6, title)
        page.text(x, 268, 9, value, is_bold=True)
    page.text(EDGE, 281, 7, shipment.description[:60])
    page.line(EDGE, 287, right, 287)
    _draw_barcode(page, number, y=294, height=52, caption=f"WAYBILL {number[:2]} {number[2:6]} {number[6:]}")
    _draw_barcode(page, piece, y=366, height=40, caption=piece)
    return page


def _draw_party(page: Page, x: float, y: float, size: float, title: str, party: Party) -> None:
    page.text(x, y, 6, title)
    town = f"{party.postal_code} {party.city}".strip()
    rows = [
        party.company,
        party.name if party.name != party.company else "",
        *party.lines,
        town,
        party.country,
    ]
    for number, row in enumerate((row for row in rows if row), start=1):
        page.text(x, y + number * size * 1.25, size, row[: int(430 / size)], is_bold=number == 1)


def _draw_barcode(page: Page, text: str, *, y: float, height: float, caption: str) -> None:
    module = min(1.6, (page.size[0] - 2 * EDGE - 20) / count_modules(text))
    start = (page.size[0] - module * count_modules(text)) / 2
    for position, width in draw_bars(text):
        page.box(start + position * module, y, width * module, height)
    page.text(page.size[0] / 2 - len(caption) * 2.4, y + height + 10, 8.5, caption)


def render_invoice(*, shipment: Shipment, customs: Customs, number: str) -> bytes:
    """The commercial invoice of a shipment that is declared, 38 lines a page."""
    starts = range(0, len(customs.goods), LINES_A_PAGE)
    pages = [
        _draw_invoice(shipment, customs, number, customs.goods[start : start + LINES_A_PAGE])
        for start in starts
    ]
    total = sum(goods.price * goods.quantity for goods in customs.goods)
    pages[-1].text(310, 810, 11, f"Total {customs.currency} {total:.2f}, {customs.incoterm}", is_bold=True)
    return render_pdf(pages=pages, title=f"Commercial invoice {customs.invoice_number}")


def _draw_invoice(shipment: Shipment, customs: Customs, number: str, lines: Sequence[Goods]) -> Page:
    page = Page(A4)
    page.text(48, 60, 20, "Commercial invoice", is_bold=True)
    page.text(48, 80, 10, f"No. {customs.invoice_number} of {customs.invoice_date}; waybill {number}")
    _draw_party(page, 48, 100, 9, "Exporter", shipment.shipper)
    _draw_party(page, 310, 100, 9, "Consignee", shipment.receiver)
    y = _draw_row(page, 190, ("", "Description", "HS code", "Origin", "Qty", "Price", "Total"), is_bold=True)
    for goods in lines:
        row = (
            str(goods.number),
            goods.description[:46],
            goods.commodity_code,
            goods.origin,
            f"{goods.quantity:g}",
            f"{goods.price:.2f}",
            f"{goods.price * goods.quantity:.2f}",
        )
        y = _draw_row(page, y, row)
    return page


def _draw_row(page: Page, y: float, cells: tuple[str, ...], *, is_bold: bool = False) -> float:
    for x, cell in zip(COLUMNS, cells, strict=True):
        page.text(x, y, 8.5, cell, is_bold=is_bold)
    page.line(COLUMNS[0], y + 4, A4[0] - 48, y + 4, width=0.4)
    return y + 15
