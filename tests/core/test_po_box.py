"""PO boxes are found in the languages people write them in, and ordinary streets are not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.po_box import find_po_box

BOXES = """
GB PO Box 12 | GB P.O. Box 12 | US p.o.box12 | US P O BOX # 12 | IE Po. Box 7 | US P0 Box 4 | US PO Bx 3 | DE P.O.-Box 3
IL POB 44 | IL P.O.B. 44 | US Post Office Box 5 | GB POST  OFFICE  BOX  5 | GB Post Box 12 | AU GPO Box 12 | AU G.P.O. Box 12
AU Locked Bag 3 | AU Locked Bag No 3 | ZA Private Bag X12 | NG Private Mail Bag 3 | NG PMB 3 | US P.O. Drawer 9
US General Delivery | IN पोस्ट बॉक्स 12 | ZA Posbus 12 | ZA Privaatsak X3 | GB Blwch Post 12 | IE Bosca Poist 3
FR BP 12 | FR B.P. 12 | FR BP12 | FR BP n° 12 | FR bp 70123 Paris Cedex | FR B. P. 12 | FR boîte postale 3 | FR BOITE POSTALE 3
FR Boîte  Postale n° 4 | FR CS 12345 | FR CS 12 345 | FR C.S. 40012 | FR TSA 12345 | FR Poste restante | MA B.P. 12 | BE BP 12
SN BP 5005 | MC B.P. 3 | LU B.P. 12 | CH Case postale 12 | CH CP 12 | CA Case postale 12 | CA C.P. 12 | CA P.O. Box 12
DE Postfach 12 34 56 | DE POSTFACH | CH Postfach 12 | AT Postf. 12 | DE Pf. 12 | DE PF 12 34 | DE Packstation 123
DE PACKSTATION 4 | DE Postfiliale 501 | DE postlagernd | NL Postbus 12 | NL POSTBUS 9001 | BE Postbus 3 | NL Antwoordnummer 12
NL Pb. 12 | IT Casella Postale 3 | IT CASELLA  POSTALE 3 | IT C.P. 33 | IT Cas. Post. 3 | IT Fermo Posta | SM C.P. 3
ES Apartado 12 | ES Apartado de Correos 12 | ES APDO. 12 | ES Apdo. Correos 3 | ES Apdo. de correos 3 | ES Lista de Correos
MX Apartado Postal 12 | CO Apartado Aéreo 12 | CO apartado aereo 12 | ES Apartat de Correus 3 | CL Casilla 12
AR Casilla de Correo 12 | BO Casilla Postal 3 | BR Caixa Postal 3 | BR CAIXA POSTAL 3 | BR CP 3 | PT Apartado 12
PT Apartado n.º 12 | SE Box 123 | SE BOX 123 | SE Postbox 12 | NO Postboks 12 | NO Boks 12 | NO Pb. 12 | NO PB 12 Sentrum
DK Postboks 12 | FI PL 123 | FI PL123 | FI Postilokero 3 | FI PB 12 | IS Pósthólf 12 | IS Posth. 12 | EE Postkast 12
LV a/k 12 | LV Abonenta kastīte 3 | LT a/d 12 | LT Abonentinė dėžutė 3 | PL Skrytka pocztowa 12 | PL skr. poczt. 12
PL SKR. POCZT. 12 | PL Skrytka 12 | CZ P.O.Box 1 | CZ poštovní přihrádka 3 | CZ postovni prihradka 3 | CZ pošt. přihr. 3
SK Poštový priečinok 3 | HU Postafiók 3 | HU Pf.: 12 | HU Pf. 12 | SI Poštni predal 3 | SI p. p. 3
HR Poštanski pretinac 3 | HR p.p. 3 | RS Poštanski fah 3 | RS Поштански фах 3 | RO Căsuța poștală 12 | RO C.P. 12
BG Пощенска кутия 12 | BG п.к. 12 | MK п. к. 12 | GR Τ.Θ. 12 | GR ΤΘ 12 | GR τ.θ. 12 | GR Ταχυδρομική Θυρίδα 12
GR Ταχ. Θυρίδα 12 | GR ΤΑΧΥΔΡΟΜΙΚΗ ΘΥΡΙΔΑ 12 | CY T.Th. 12 | RU а/я 12 | RU А / Я 12 | RU абонентский ящик 12
RU до востребования | UA а/с 12 | UA Абонентська скринька 3 | TR Posta Kutusu 3 | TR P.K. 12 | TR PK 12
AE ص.ب 123 | AE ص. ب. ١٢٣ | SA ص ب 12 | SA صندوق بريد 12 | EG صندوق البريد 12 | IR صندوق پستی 12 | IL ת.ד. 12
IL ת"ד 12 | IL תא דואר 12 | JP 私書箱12号 | JP 新宿郵便局私書箱第１２号 | JP 渋谷郵便局留 | CN 北京市2412信箱 | CN 邮政信箱12号
TW 郵政信箱12號 | KR 우체국 사서함 12호 | KR 사서함 12 | TH ตู้ ปณ. 12 | TH ตู้ไปรษณีย์ 12 | VN Hộp thư 12 | VN Hòm thư 12
ID Kotak Pos 12 | ID Tromol Pos 12 | MY Peti Surat 12 | KE S.L.P. 12 | TZ SLP 12 | MT Kaxxa Postali 3 | AL Kutia postare 3
JP ＰＯ　ＢＯＸ　１２ | US ＰＯ Ｂｏｘ 12 | US Box 12 | NZ Box 12 | US Drawer 12
"""

STREETS = """
GB 12 Boxhill Road | GB Box House, Box | GB 3 Postbox Cottage | GB 12 Post Office Lane | GB The Old Post Office
GB 5 Bag End | GB BP Garage 3 | GB CS House 12345 | GB PL 12 | GB 7 Private Road | GB 12 Bp Johnson Street
GB 4 Locksbag Lane | AU 12 Box Hill Road | US 123 Main Street Apt 4 | US RR 2 Box 45 | US HC 1 Box 12 | US 3 Drawer Lane
US 12 General Deliverance Way | US 1 Pobiddy Road | CA 12 Boxwood Crescent | IE Pembroke 12 | ZA 12 Private Close
FR 12 rue du Box | FR 12 rue de la Poste | FR Paris Cedex 08 | FR 12 rue de Rivoli, Cedex 01 | FR CP 75001
FR Bâtiment B, porte 12 | FR 3 boulevard de la Boîte | FR 5 place du CS Paris | FR Résidence BP | FR 12 bis rue Tsar
BE Rue de la Poste 12 bte 4 | BE Rue de la Poste 12 boîte 4 | BE Kerkstraat 12 bus 3 | BE Bpost straat 1 | BE PB 12
CH Postgasse 12 | CH 3 rue de la Case | DE 12 Postfachweg | DE Postplatz 3 | DE Poststraße 12 | DE Pfarrgasse 12
DE Packhofstraße 3 | AT Pfeilgasse 4 | NL Postbuslaan 12 | NL Pieter Breughelstraat 3 | IT Via Casella 3 | IT Via Po 12
IT Corso Capo 3 | IT Via Fermo 3 | ES Calle Casilla 3 | ES Calle del Correo 12 | ES C.P. 28013 | ES Pobla 12
ES Calle Apart 3 | MX C.P. 06000 | MX Colonia Correos 12 | CO Apto 12 | CO Apartadó | CL Casillas 12 | AR Apto 3
BR Rua da Caixa 12 | PT Rua do Apartamento 3 | SE Boxvägen 3 | SE Boxholmsgatan 12 | SE Postgatan 4
NO Boksveien 12 | DK Boksgade 3 | FI Plassintie 12 | PL pl. 12 Stycznia 3 | PL PL 12 | PL ul. Pocztowa 12
CZ Poštovní 3 | CZ P. Pavla 3 | HU Postás utca 3 | HR Poštanska 3 | RO Strada Poștei 12 | GR Τήνου 12 | GR Θησέως 12
RU ул. Почтовая 12 | RU ул. Ямская 12 | UA вул. Поштова 3 | TR Posta Caddesi 3 | TR PKK Sokak | AE شارع البريد 12
AE شارع الشيخ زايد | IL רחוב הדואר 3 | IL תדהר 3 | JP 東京都渋谷区神宮前1-2-3 | JP 中央郵便局通り3 | CN 邮政路12号
TW 郵政街12號 | KR 우체국로 12 | TH ถนนไปรษณีย์ 12 | VN Đường Thư viện 12 | ID Jalan Pos 12 | KE Slip Road 12
IN 12 Post Box Colony
"""


def _cases(table: str) -> list[tuple[str, str]]:
    return [
        (case.strip()[:2], case.strip()[3:]) for row in table.strip().splitlines() for case in row.split("|")
    ]


@pytest.mark.rule("DEL-13")
@pytest.mark.parametrize(("country", "line"), _cases(BOXES))
def test_a_po_box_is_found_in_whatever_language(country: str, line: str) -> None:
    assert find_po_box(["Camille Martin", line], country=country) == line


@pytest.mark.rule("DEL-13")
@pytest.mark.parametrize(("country", "line"), _cases(STREETS))
def test_a_street_is_no_po_box(country: str, line: str) -> None:
    assert find_po_box(["Camille Martin", line], country=country) is None


@pytest.mark.rule("DEL-13")
@given(
    case=st.sampled_from(_cases(BOXES)),
    spaces=st.sampled_from(["  ", "\u00a0", "\u2009", " \u200b"]),
    upper=st.booleans(),
)
def test_spaces_and_case_hide_no_po_box(case: tuple[str, str], spaces: str, upper: bool) -> None:
    country, line = case
    disguised = line.upper() if upper else line.lower()
    assert find_po_box([disguised.replace(" ", spaces)], country=country)


@pytest.mark.rule("DEL-13")
def test_a_bare_box_with_a_street_beside_it_is_a_letter_box() -> None:
    assert find_po_box(["Campus Hall", "Box 123"], country="US") == "Box 123"
    assert find_po_box(["12 College Street", "Box 123"], country="US") is None


def test_no_lines_are_no_po_box() -> None:
    assert find_po_box([], country="FR") is None
    assert find_po_box(["", "  "], country="US") is None
