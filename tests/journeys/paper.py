"""Paper that goes with an order: looked at as its readers do."""

import os
from contextlib import closing

import facturx
import pypdfium2
from playwright.sync_api import Page

from tests.journeys import codes
from tests.journeys.visitor import PICTURES

STATEMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<Ntfctn><Id>N</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>
<Ntry><Amt Ccy="CHF">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>{reference}-1</AcctSvcrRef>
 <NtryDtls><TxDtls><Refs><AcctSvcrRef>{reference}-2</AcctSvcrRef></Refs>
 <Amt Ccy="CHF">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
 <RltdPties><Dbtr><Pty><Nm>Ida Guest</Nm></Pty></Dbtr></RltdPties>
 <RmtInf><Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>
 </NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""


def opened(page: Page, name: str) -> bytes:
    """The document behind the first link of this name, with the right to see it."""
    address = page.get_by_role("link", name=name).first.get_attribute("href")
    answer = page.request.get(page.evaluate("path => new URL(path, location).href", address))
    assert answer.ok, answer.status
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def looked_at(document: bytes, picture: str = "") -> str:
    """The words on the first page, once it is drawn: it has ink, and white around it."""
    with closing(pypdfium2.PdfDocument(document)) as opened_:
        printed = opened_[0].render(scale=2).to_pil()
        words = str(opened_[0].get_textpage().get_text_range())
    drawn = printed.convert("L")
    width, height = drawn.size
    assert sum(drawn.histogram()[:64]) > 1000, "nothing is printed"
    for edge in ((0, 0, 20, height // 2), (width - 20, 0, width, height // 2)):
        assert drawn.crop(edge).getextrema() == (255, 255), "the letter leaves the paper"
    if picture and os.environ.get("TESSERA_PICTURES") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        printed.convert("RGB").save(PICTURES / f"{picture}.png")
    return words


def payload(document: bytes) -> list[str]:
    """What the one code of the payment slip says, line by line."""
    (said,) = codes.in_pdf(document)
    return said.splitlines()


def figures(document: bytes) -> str:
    """What a Factur-X says to programs; refuses one that its schema does not allow."""
    _name, xml = facturx.get_facturx_xml_from_pdf(document, check_xsd=True)
    return str(xml.decode())


def statement(*, iban: str, amount: str, reference: str) -> bytes:
    """A bank file (camt.054) with one payment."""
    return STATEMENT.format(iban=iban, amount=amount, reference=reference).encode()
