"""Files in the shapes in which banks give them, as small as they can be."""

CAMT053_V2 = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-06T16:20:26Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><IBAN>NL77ABNA0574908765</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">754.25</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
 <BookgDt><Dt>2026-01-05</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">594.05</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>
 <BookgDt><Dt>2026-01-05</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">1405.31000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
 <BookgDt><Dt>2026-01-05</Dt></BookgDt><ValDt><Dt>2026-01-05</Dt></ValDt>
 <NtryDtls><TxDtls><Refs><InstrId>I1</InstrId><EndToEndId>115</EndToEndId></Refs>
  <AmtDtls><TxAmt><Amt Ccy="EUR">1405.31</Amt></TxAmt></AmtDtls>
  <RltdPties><Dbtr><Nm>3rd party Media</Nm></Dbtr></RltdPties>
  <AddtlTxInf>RD PARTY MEDIA CUSNO 90782</AddtlTxInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""

CAMT053_V8 = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<Stmt><Id>S</Id><Acct><Id><Othr><Id>NL26VAYB8060476890</Id></Othr></Id></Acct>
<Ntry><Amt Ccy="EUR">8.85</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><DtTm>2025-12-31T13:15:00+01:00</DtTm></BookgDt>
 <AcctSvcrRef>AAAASESS-FP-CN_98765/01</AcctSvcrRef>
 <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="SEK">0</Amt>
  <RltdPties><Dbtr><Pty><Nm>NAME NAME</Nm></Pty></Dbtr></RltdPties>
  <RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>
   <Ref>RF18 5390 0754 7034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">3.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>
 <BookgDt><Dt>2025-12-31</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def camt054(*details: str, whole: str = "CHF", amount: str = "150.00", count: int = 0) -> str:
    """A collective credit as Swiss banks notify it, with these details inside."""
    batch = f"<Btch><NbOfTxs>{count or len(details)}</NbOfTxs></Btch>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.04"><BkToCstmrDbtCdtNtfctn>
<Ntfctn><Id>N</Id><Acct><Id><IBAN>CH4431999123000889012</IBAN></Id></Acct>
<Ntry><Amt Ccy="{whole}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
 <BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>BATCH-7</AcctSvcrRef>
 <NtryDtls>{batch}{"".join(details)}</NtryDtls></Ntry>
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""


def detail(reference: str, amount: str, *, name: str = "Pia Muster", own: str = "") -> str:
    """One payment of a collective credit."""
    known = f"<AcctSvcrRef>{own}</AcctSvcrRef>" if own else ""
    return f"""<TxDtls><Refs>{known}</Refs><Amt Ccy="CHF">{amount}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties>
<RmtInf><Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"""


def single(reference: str, amount: str, *, own: str, currency: str = "CHF", words: str = "") -> str:
    """An account statement with one payment."""
    remittance = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>"
    told = remittance if reference else f"<Ustrd>{words}</Ustrd>"
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.04"><BkToCstmrStmt>
<Stmt><Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
 <BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>{own}</AcctSvcrRef>
 <NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Bea Buyer</Nm></Dbtr></RltdPties>
 <RmtInf>{told}</RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""


POSTFINANCE = """:20:2014040708285927
:25:123456789
:28C:999/1
:60F:C131130CHF0,
:61:1312091209C79,7FMSC01916//NONREF
20131209007602198765432000000012
:86:GIRO AUS ONLINE-SIC 80532 AUFTRAGGEBER: JANE DOE EXAMPLESTRASSE
 10 1234 XXXX 131209CH98765432 MITTEILUNGEN: RECHNUNG XXXXXXXXXXXX
:61:1312161216D79,9FMSC01916//NONREF
20131216007602112345678000000012
:86:GIRO AUS ONLINE-SIC 80701
:62F:C140407CHF159,6
-
"""

RABOBANK = """:940:
:20:940S130101
:25:NL71RABO0123456789
:28C:0
:60F:C130101EUR000000001000,00
:61:130102C000000000010,00N154NONREF\x20\x20\x20\x20
P001234567
:86:/ORDP//NAME/JOHN DOE/REMI/Reference RF18539007547034/ISDT/2013-01-02
:62F:C130108EUR000000000965,00
"""

SPARKASSE = """{1:F01AAAA}{2:I940}{4:
:20:STARTUMSE
:25:12345678/1020304050
:28C:00000/001
:60F:C160229EUR1200,00
:61:1602300301CR30,00N062NONREF
:86:166?00GUTSCHR. UEBERWEISUNG?081542?20SVWZ+RF18 5390 0754 7034?21 Danke
?32Max Muster?33mann
:61:16022
:86:005?00rubbish
:61:1602300301RC6,00N024NONREF
:86:805?00ENTGELTABSCHLUSS
:62F:C160301EUR1194,00
-}
"""

RAIFFEISEN_CSV = """Konto;CH93 0076 2011 6238 5295 7

Buchungsdatum;Mitteilung;Auftraggeber;Gutschrift;Lastschrift;Währung;Referenz
05.01.2026;Danke;"Müller, Hans";1'234.50;;CHF;21 00000 00003 13947 14300 09017
06.01.2026;Miete;X;;500.00;CHF;
99.01.2026;y;;3.00;;CHF;
;;;;;;
Total;;;;;;
"""
