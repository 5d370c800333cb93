"""A bank file of ten thousand payments against fifty thousand waiting orders."""

import time
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from bench import stage
from bench.house import House
from tessera.domain.invoices.arrivals import proposals_for
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.queries.team import actor_in
from tessera.domain.payments.arrivals import entries_under, kept_match, seen_among, tally
from tessera.domain.payments.statements import read_file
from tessera.flows.reconciling import take_bank_file
from tessera.lib import clock

ORDER = 78
PAYMENTS, ORDERS = 10_000, 50_000
NAMED = 10
"""Every tenth payer quotes nothing: amount and name must do."""

WRITE_ORDERS = """
INSERT INTO tessera_order (shop_id, number, secret, status, channel, currency, method, quote,
    total, received, note, is_test, created_at, placed_at, email, civility, first_name,
    last_name, company, phone, street, postcode, city, country, language, newsletter)
SELECT %(shop)s, 'W' || lpad(i::text, 8, '0'), md5('w' || i), 'pending', 'online', 'CHF',
    'invoice', '{}', 4000 + i %% 900 * 5, 0, '', false, now(), now(),
    'waits' || i || '@bench.example', '', 'Ada', 'Payer' || i, '', '', '', '', '', 'CH', 'en', false
FROM generate_series(1, %(orders)s) AS i
"""
WRITE_INVOICES = """
INSERT INTO tessera_invoice (organisation_id, shop_id, order_id, kind, year, serial, number,
    seller, buyer, lines, vat, total, currency, language, reference, reason, issued_at)
SELECT %(organisation)s, %(shop)s, id, 'invoice', 1999, substr(number, 2)::int, number,
    '{}', '{}', '[]', '[]', total, 'CHF', 'en', 'RF00' || number, '', now()
FROM tessera_order WHERE shop_id = %(shop)s AND number LIKE 'W0%%'
"""
ENTRY = """<Ntry><Amt Ccy="CHF">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt>
<AcctSvcrRef>ACSR{number:012d}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED
</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="CHF">{amount}</Amt></TxAmt></AmtDtls>
<RltdPties><Dbtr><Nm>Ada Payer{number}</Nm><PstlAdr><Ctry>CH</Ctry></PstlAdr></Dbtr></RltdPties>
<RmtInf>{words}</RmtInf></TxDtls></NtryDtls></Ntry>"""
QUOTED = "<Strd><CdtrRefInf><Ref>RF00W{number:08d}</Ref></CdtrRefInf></Strd>"


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Read, matched and kept, in one process; then what the review page asks of it."""
    shop = stage.hall().shop
    stage.administrator()
    _write(shop.id, shop.organisation_id)
    by = actor_in(TeamMember.objects.filter(organisation_id=shop.organisation_id)[0])
    data = _file()
    begin = time.perf_counter()
    read = read_file(data)
    parsed = time.perf_counter() - begin
    begin = time.perf_counter()
    taken = take_bank_file(shop, name="10k.xml", data=data, by=by, at=clock.now())
    kept = time.perf_counter() - begin
    begin = time.perf_counter()
    found = proposals_for(read.statement.entries, shop=shop, by=by)
    matched = time.perf_counter() - begin
    kinds = [proposal.kind for _entry, proposal in found]
    begin = time.perf_counter()
    counts = tally(taken.file)
    rows = list(entries_under(taken.file, "sure")[:100])
    seen = seen_among(by, shop, {each.meant_id for each in rows if each.meant_id})
    told = [kept_match(each, seen=seen) for each in rows]
    looked = time.perf_counter() - begin
    if counts["sure"] != kinds.count("exact") or not all(each.is_sure for each in told):
        raise AssertionError(f"{counts} was kept of {kinds.count('exact')} exact matches")
    if len(read.statement.entries) != PAYMENTS or kinds.count("open"):
        raise AssertionError(f"{kinds.count('open')} of {PAYMENTS} payments led to no order")
    yield {
        "name": "camt_10k",
        "value": round(kept, 2),
        "unit": "s",
        "parsed_s": round(parsed, 2),
        "matched_s": round(matched, 2),
        "kept_s": round(kept - parsed - matched, 2),
        "page_ms": round(looked * 1000, 1),
        "exact": kinds.count("exact"),
        "likely": kinds.count("likely"),
        "concurrency": 1,
    }


def _write(shop_id: int, organisation_id: int) -> None:
    facts = {"shop": shop_id, "organisation": organisation_id, "orders": ORDERS}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE_ORDERS, facts)
        cursor.execute(WRITE_INVOICES, facts)
        cursor.execute("ANALYZE")


def _file() -> bytes:
    entries = []
    for number in range(1, PAYMENTS + 1):
        cents = 4000 + number % 900 * 5
        words = "<Ustrd>merci</Ustrd>" if number % NAMED == 0 else QUOTED.format(number=number)
        amount = f"{cents // 100}.{cents % 100:02d}"
        entries.append(ENTRY.format(number=number, amount=amount, words=words))
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()
