"""CSV, as each bank writes it: people say once what the columns are."""

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.payments.errors import UnreadableFile
from tessera.domain.payments.statements import (
    NEEDED,
    Arrived,
    BankFormat,
    Columns,
    Fault,
    Statement,
    Table,
    decoded,
    in_minor_units,
    named,
)
from tessera.lib.money import exponent
from tessera.lib.references import plain, references_in

HEADS = {
    "booked_on": r"booking date|date de comptabilisation|buchungsdatum|buchungstag|data.*contabil"
    r"|^date\b|^datum|^data\b|buchung$|trade date",
    "amount": r"^credit|^crédit|gutschrift|haben|accredito|^amount|^montant|^betrag|^importo",
    "currency": r"currency|monnaie|devise|währung|waehrung|valuta$|ccy",
    "reference": r"reference number|payment reference|^référence|^reference|referenz|creditor ref"
    r"|riferimento",
    "debtor": r"debtor|payer|donneur|débiteur|auftraggeber|zahlungspflicht|name|nom\b|ordinante",
    "message": r"message|purpose|communication|libell|motif|verwendungszweck|mitteilung|text"
    r"|avis|descri|détails|details|notification",
    "entry_id": r"transaction (id|no)|entry id|n° de transaction|no de transaction|transaktions-?nr"
    r"|buchungs-?nr|^id$",
}
FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y", "%d/%m/%y", "%d-%m-%Y", "%Y%m%d")
SHOWN = 4
MOST_LINES = 50_000


class Csv(BankFormat):
    """A table of bookings with a line of heads."""

    code = "csv"
    name = gettext_lazy("CSV")
    is_plain = True

    def takes(self, data: bytes) -> bool:
        """It is text with a separator; asked last, when nothing else knew it."""
        text = decoded(data[:4096])
        is_text = all(sign.isprintable() or sign in "\r\n\t" for sign in text)
        return is_text and any(sign in text for sign in ";,\t")

    def table(self, data: bytes) -> Table:
        """The heads, the first rows, and what the heads seem to say."""
        lines = _rows(data)
        at = _head(lines)
        rows = [row for _number, row in lines[at + 1 : at + 1 + SHOWN]]
        return Table(lines[at][1], rows, _guess(lines[at][1]))

    def read(self, data: bytes, columns: Columns | None = None) -> Statement:
        """Each line with money that came in; lines without date and amount are no bookings."""
        lines = _rows(data)
        at = _head(lines)
        known = columns or _guess(lines[at][1])
        if any(role not in known for role in NEEDED):
            raise UnreadableFile(_("Say which columns hold the date and the amount."))
        said, found = Statement(), []
        for number, row in lines[at + 1 :]:
            try:
                entry = _booking(row, known)
            except ValueError as wrong:
                said.faults.append(Fault(_("line %(line)d") % {"line": number}, str(wrong)))
                continue
            if entry is None:
                said.skipped += 1
            else:
                found.append(entry)
        said.entries = named(found)
        return said


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their numbers."""
    text = decoded(data)
    first = text[:8192]
    separator = max(";\t,", key=lambda sign: (first.count(sign) > 0, _regular(first, sign)))
    reader = csv.reader(StringIO(text), delimiter=separator)
    rows = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, [" ".join(cell.split()) for cell in row]))
            if len(rows) > MOST_LINES:
                raise UnreadableFile(_("This file has too many lines: take fewer days at once."))
    except csv.Error as wrong:
        told = {"line": reader.line_num}
        raise UnreadableFile(_("This file is damaged at line %(line)d.") % told) from wrong
    if not rows:
        raise UnreadableFile(_("This file is empty. Download it from your bank again."))
    return rows


def _regular(text: str, sign: str) -> int:
    """How many lines agree on how often the sign stands in them."""
    counts = [line.count(sign) for line in text.splitlines()[:-1] or [text] if line.count(sign)]
    return max((counts.count(each) * each for each in set(counts)), default=0)


def _head(lines: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Which line names the columns: banks write some words before it."""
    for at, (_number, row) in enumerate(lines[:40]):
        if all(role in _guess(row) for role in NEEDED):
            return at
    widths = [len([cell for cell in row if cell]) for _number, row in lines[:40]]
    return widths.index(max(widths))


def _guess(heads: Sequence[str]) -> dict[str, int | str]:
    guess: dict[str, int | str] = {}
    for role, words in HEADS.items():
        for at, head in enumerate(heads):
            is_head = len(head) <= 60 and at not in guess.values()
            if role not in guess and is_head and re.search(words, head.strip().lower()):
                guess[role] = at
    return guess


def _booking(row: Sequence[str], columns: Columns) -> Arrived | None:
    """What came in; nothing for a debit or a line that is no booking."""
    told = {role: _cell(row, at) for role, at in columns.items()}
    day, amount = told["booked_on"], told["amount"]
    if not amount or (not day and not any(sign.isdigit() for sign in amount)):
        return None
    currency = told.get("currency", "").upper()
    if currency not in ("", None) and len(currency) != 3:
        raise ValueError(_("“%(currency)s” is no currency.") % {"currency": currency[:10]})
    if not currency:
        raise ValueError(_("The currency is missing."))
    minor = in_minor_units(_decimal(amount, currency), currency)
    if minor <= 0:
        return None
    words = " ".join([told.get("message", ""), told.get("reference", "")])
    found = references_in(told.get("reference", "")) or references_in(words)
    return Arrived(
        told.get("entry_id", ""),
        minor,
        currency,
        _day(day),
        found[0] if found else plain(told.get("reference", "")),
        told.get("debtor", ""),
        told.get("message", ""),
    )


def _cell(row: Sequence[str], at: int | str) -> str:
    """A cell, or the word that stands for all lines."""
    if isinstance(at, str):
        return at
    return row[at].strip() if 0 <= at < len(row) else ""


def _decimal(text: str, currency: str) -> str:
    """As programs write it: "1'234.50", "1.234,50", "1,234.50" and "CHF 1234,5" are one."""
    signs = re.sub(r"[^\d.,+-]", "", text)
    last = max(signs.rfind("."), signs.rfind(","))
    if last < 0:
        return signs
    whole, rest = re.sub(r"[.,]", "", signs[:last]), signs[last + 1 :]
    if len(rest) == 3 and exponent(currency) != 3:
        return whole + rest
    return f"{whole}.{rest}"


def _day(text: str) -> date:
    for form in FORMATS:
        try:
            return datetime.strptime(text[:10].strip(), form).date()  # noqa: DTZ007 - a day alone
        except ValueError:
            continue
    raise ValueError(_("“%(date)s” is no date.") % {"date": text[:20]})
