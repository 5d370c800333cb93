"""Files of banks, as others publish them, read line by line."""

import io
import zipfile
from datetime import date

import pytest

from tessera.domain.payments.errors import UnreadableFile
from tessera.domain.payments.statements import FORMATS, format_of, read_file
from tests.plugins.bank_formats import samples
from tests.plugins.bank_formats.samples import camt054, detail, single

QRR = "210000000003139471430009017"


def zipped(**files: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return kept.getvalue()


@pytest.mark.parametrize("code", sorted(FORMATS.all()))
def test_each_refuses_rubbish_in_words_or_reads_nothing(code: str) -> None:
    part = FORMATS.get(code)()
    assert part.name
    for data in (b"<", b"<a/>", b":61:", b"a;b\n\x00;", b"\xff\xfe", bytes(range(256)) * 9):
        try:
            assert part.read(data).entries == []
        except UnreadableFile as refusal:
            assert refusal.message


def test_camt053_of_the_netherlands() -> None:
    read = read_file(samples.CAMT053_V2.encode())
    (entry,) = read.statement.entries
    assert read.code == "camt"
    assert (entry.amount, entry.currency, entry.booked_on) == (140531, "EUR", date(2026, 1, 5))
    assert entry.debtor == "3rd party Media"
    assert entry.message == "115 · RD PARTY MEDIA CUSNO 90782"
    assert read.statement.skipped == 2
    assert read.statement.faults == []


def test_camt053_version_8_takes_what_was_booked() -> None:
    (entry,) = read_file(samples.CAMT053_V8.encode()).statement.entries
    assert (entry.amount, entry.currency, entry.booked_on) == (885, "EUR", date(2025, 12, 31))
    assert (entry.reference, entry.debtor) == ("RF18539007547034", "NAME NAME")
    assert entry.entry_id == "AAAASESS-FP-CN_98765/01"


def test_a_collective_credit_is_split_into_its_payments() -> None:
    told = [detail(QRR, "100.00", own="A1"), detail("21 " + QRR[2:], "50.00", own="A2")]
    entries = read_file(camt054(*told).encode()).statement.entries
    assert [(each.entry_id, each.amount) for each in entries] == [("A1", 10000), ("A2", 5000)]
    assert {each.reference for each in entries} == {QRR}


@pytest.mark.parametrize("own", ["", "SAME"])
def test_payments_that_the_bank_does_not_name_are_told_apart(own: str) -> None:
    told = camt054(*[detail(QRR, "50.00", own=own)] * 3).encode()
    entries = read_file(told).statement.entries
    assert len({each.entry_id for each in entries}) == 3
    assert [each.entry_id for each in entries] == [
        each.entry_id for each in read_file(told).statement.entries
    ]


def test_a_collective_credit_that_does_not_add_up_is_a_fault() -> None:
    said = read_file(camt054(detail(QRR, "100.00"), detail(QRR, "49.00")).encode()).statement
    assert said.entries == []
    assert said.faults[0].where.startswith("line ")
    assert "149.00" in said.faults[0].what


def test_a_collective_credit_without_details_is_not_counted() -> None:
    said = read_file(camt054(count=12).encode()).statement
    assert said.entries == []
    assert "camt.054" in said.faults[0].what


def test_half_a_file_of_rubbish_is_listed_line_by_line() -> None:
    good = samples.CAMT053_V2
    for wrong in ('<Amt Ccy="EUR">1405,3x</Amt>', '<Amt Ccy="euros">1405.31</Amt>', ""):
        entry = '<Amt Ccy="EUR">1405.31000</Amt>'
        said = read_file(good.replace(entry, wrong).encode()).statement
        assert said.entries == []
        assert [each.where for each in said.faults] == ["line 8"]
    said = read_file(good.replace("<Dt>2026-01-05</Dt>", "<Dt>soon</Dt>").encode()).statement
    assert [each.where for each in said.faults] == ["line 8"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n ",
        b"no statement at all",
        samples.CAMT053_V2.encode()[:900],
        b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'/>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><Stmt>&b;</Stmt>",
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Stmt><Id>&b;</Id></Stmt>",
        b"<Stmt/>",
        b"PK\x03\x04rubbish;",
        zipped(**{"a.xml": b"<a/>"}),
        zipped(),
    ],
)
def test_what_is_no_statement_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_file(data)


def test_bombs_are_refused() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE d [<!ENTITY l0 "lol">{lol}]><Stmt>&l11;</Stmt>'
    with pytest.raises(UnreadableFile):
        read_file(bomb.encode())
    with pytest.raises(UnreadableFile):
        read_file(zipped(**{f"{n}.xml": b"<" + b" " * 30_000_000 for n in range(3)}))


def test_a_zip_holds_several_and_the_same_money_counts_once() -> None:
    one = single(QRR, "50.00", own="X1").encode()
    files = {"a.xml": one, "b.xml": one, "c.xml": b"<broken", "__MACOSX/d.xml": b"x"}
    said = read_file(zipped(**files)).statement
    assert [each.entry_id for each in said.entries] == ["X1"]
    assert [each.where for each in said.faults] == ["c.xml"]


def test_mt940_of_postfinance() -> None:
    read = read_file(samples.POSTFINANCE.encode())
    (entry,) = read.statement.entries
    assert read.code == "mt940"
    assert (entry.amount, entry.currency, entry.booked_on) == (7970, "CHF", date(2013, 12, 9))
    assert "JANE DOE" in entry.message
    assert read.statement.skipped == 1


def test_mt940_of_rabobank() -> None:
    (entry,) = read_file(samples.RABOBANK.encode()).statement.entries
    assert (entry.amount, entry.debtor) == (1000, "JOHN DOE")
    assert entry.reference == "RF18539007547034"


def test_mt940_of_a_german_savings_bank() -> None:
    said = read_file(samples.SPARKASSE.encode("cp1252")).statement
    (entry,) = said.entries
    assert (entry.amount, entry.currency, entry.booked_on) == (3000, "EUR", date(2016, 3, 1))
    assert (entry.debtor, entry.reference) == ("Max Mustermann", "RF18539007547034")
    assert [each.where for each in said.faults] == ["line 9"]
    assert said.skipped == 1


def test_a_table_of_a_swiss_bank() -> None:
    data = samples.RAIFFEISEN_CSV.encode("cp1252")
    table = format_of(data).table(data)
    assert table is not None
    assert table.guess == {
        "booked_on": 0,
        "message": 1,
        "debtor": 2,
        "amount": 3,
        "currency": 5,
        "reference": 6,
    }
    said = read_file(data, columns=table.guess).statement
    (entry,) = said.entries
    assert (entry.amount, entry.debtor, entry.reference) == (123450, "Müller, Hans", QRR)
    assert [each.where for each in said.faults] == ["line 6"]


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("1'234.50", 123450),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("CHF 12,5", 1250),
        ("+7", 700),
        ("1’000", 100000),
        ("1,000", 100000),
    ],
)
def test_amounts_as_people_and_banks_write_them(written: str, minor: int) -> None:
    data = f"Date;Amount;Currency\n2026-01-05;{written};CHF\n".encode()
    columns: dict[str, int | str] = {"booked_on": 0, "amount": 1, "currency": "CHF"}
    assert [each.amount for each in read_file(data, columns=columns).statement.entries] == [minor]


def test_the_same_line_twice_is_two_payments() -> None:
    line = b"2026-01-05;20.00;CHF\n"
    columns = {"booked_on": 0, "amount": 1, "currency": 2}
    said = read_file(b"Date;Amount;Currency\n" + line * 2, columns=columns).statement
    assert len({each.entry_id for each in said.entries}) == 2
