"""Statements of the theatre's bank: one that Alice has read already, and one to upload."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from tessera.lib.money import Money

ACCOUNT = "CH9300762011623852957"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came to the account: of whom, how much, and what they wrote."""

    name: str
    money: Money
    reference: str = ""
    message: str = ""


def statement(transfers: Sequence[Transfer], *, day: date, number: int) -> bytes:
    """A camt.054 notification of credits, as Swiss banks give it."""
    entries = "".join(
        _entry(each, day=day, own=f"{day:%Y%m%d}{number:02d}{place:03d}")
        for place, each in enumerate(transfers, start=1)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>LANTERNE-{day:%Y%m%d}-{number}</MsgId><CreDtTm>{day:%Y-%m-%d}T05:30:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N{number}</Id><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id></Acct>{entries}
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
""".encode()


def _entry(transfer: Transfer, *, day: date, own: str) -> str:
    told = f"<Ustrd>{escape(transfer.message)}</Ustrd>" if transfer.message else ""
    if transfer.reference:
        known = f"<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{transfer.reference}</Ref>"
        told = f"<Strd><CdtrRefInf>{known}</CdtrRefInf></Strd>"
    amount = f'<Amt Ccy="{transfer.money.currency}">{transfer.money.amount / 100:.2f}</Amt>'
    return f"""
<Ntry>{amount}<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><Dt>{day:%Y-%m-%d}</Dt></BookgDt><ValDt><Dt>{day:%Y-%m-%d}</Dt></ValDt>
 <AcctSvcrRef>{own}</AcctSvcrRef>
 <NtryDtls><TxDtls><Refs><AcctSvcrRef>{own}</AcctSvcrRef></Refs>{amount}
  <CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>{escape(transfer.name)}</Nm></Pty></Dbtr></RltdPties>
  <RmtInf>{told}</RmtInf></TxDtls></NtryDtls></Ntry>"""
