"""The file of a company's invoice after its data were put in: as ISO 19005-3 (PDF/A-3b) and Factur-X want it.

No validator of PDF/A can be had here: these are the clauses that embedding could break, read from the bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from comptoir.invoicing.models import Document
from tests.apps.fulfilment import ship
from tests.apps.invoicing.test_companies import ATELIER, made

pytestmark = [pytest.mark.usefixtures("shop"), pytest.mark.rule("A-41")]
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"


@pytest.fixture
def pdf() -> bytes:
    ship.a_shipped_order(address=ATELIER)
    content, _xml = made(Document.objects.get())
    return content


def told(packet: ET.Element) -> dict[str, str]:
    """Every property of the XMP packet, whether written as an element or as an attribute."""
    found = {}
    for description in packet.iter(f"{RDF}Description"):
        found |= description.attrib
        found |= {part.tag: (part.text or "").strip() for part in description}
    return found


def objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    for generation, places in reader.xref.items():
        for number in places:
            held = IndirectObject(number, generation, reader).get_object()
            if isinstance(held, DictionaryObject):
                yield held


def test_the_file_says_what_it_is_and_describes_what_is_not_of_the_standard(pdf: bytes) -> None:
    metadata = PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Metadata"].get_object()
    packet = ET.fromstring(metadata.get_data().decode())
    properties = told(packet)
    assert (properties[f"{PDFA}part"], properties[f"{PDFA}conformance"]) == ("3", "B")
    wanted = {
        "DocumentType": "INVOICE",
        "DocumentFileName": "factur-x.xml",
        "Version": "1.0",
        "ConformanceLevel": "EN 16931",
    }
    assert {name: properties[f"{FX}{name}"] for name in wanted} == wanted
    described = {part.text for part in packet.iter(f"{SCHEMA}namespaceURI")}
    assert described == {FX[1:-1]}  # 6.6.2.3: an extension schema for what the standard does not know
    assert {part.text for part in packet.iter(f"{PROPERTY}name")} == set(wanted)


def test_the_data_are_an_alternative_of_the_page_with_type_and_date(pdf: bytes) -> None:
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    (associated,) = [part.get_object() for part in root["/AF"].get_object()]
    names = root["/Names"]["/EmbeddedFiles"].get_object()["/Names"]
    assert [str(names[0]), names[1].get_object()] == ["factur-x.xml", associated]
    assert (associated["/F"], associated["/UF"]) == ("factur-x.xml", "factur-x.xml")
    assert associated["/AFRelationship"] == "/Alternative"
    for name in ("/F", "/UF"):
        held = associated["/EF"][name].get_object()
        assert held["/Subtype"] == "/text/xml"
        assert held["/Params"]["/ModDate"]


def test_colour_fonts_and_trailer_are_as_an_archive_wants_them(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    assert pdf.startswith(b"%PDF-1.7")
    assert pdf.splitlines()[1].startswith(b"%")
    assert all(byte > 127 for byte in pdf.splitlines()[1][1:5])  # 6.1.2: it is binary
    assert len(reader.trailer["/ID"]) == 2
    assert "/Encrypt" not in reader.trailer
    (intent,) = reader.trailer["/Root"]["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert intent.get_object()["/DestOutputProfile"].get_object()["/N"] in {1, 3, 4}
    described = [held for held in objects(reader) if held.get("/Type") == "/FontDescriptor"]
    assert described
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & held.keys() for held in described)  # 6.2.11.4
    forbidden = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData"}
    assert not [held for held in objects(reader) if held.get("/S") in forbidden]  # 6.5.1
