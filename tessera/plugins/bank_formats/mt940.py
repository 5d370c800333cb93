"""MT940 (SWIFT): lines that begin with a tag; each `:61:` is a booking, `:86:` its words."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.payments.errors import UnreadableFile
from tessera.domain.payments.statements import (
    Arrived,
    BankFormat,
    Columns,
    Fault,
    Statement,
    decoded,
    in_minor_units,
    named,
)
from tessera.lib.references import references_in

TAG = re.compile(r"^:(\d\d[A-Z]?):", re.ASCII)
BOOKING = re.compile(
    r"(?P<day>\d{6})(?P<booked>\d{4})?(?P<sign>R?[DC])[A-Z]?(?P<amount>\d[\d,.]*)"
    r"(?P<kind>[A-Z][A-Z0-9]{3})?(?P<reference>[^/\n]*)(?://(?P<bank>[^\n]*))?",
    re.ASCII,
)
BALANCE = re.compile(r"[DC]\d{6}([A-Z]{3})", re.ASCII)
NUMBERED = re.compile(r"^.?\d{3}\?\d\d|^\?\d\d")
SLASHED = re.compile(r"/(REMI|ORDP|NAME|EREF|USTD|STRD|CDTRREF|PREF|BENM|IBAN|BIC|TRCD|RTYP|ADDR)/")
NAME = ("32", "33")
MESSAGE = tuple(str(code) for code in (*range(20, 30), *range(60, 64)))


@dataclass(slots=True)
class _Line:
    """A tag with its text, and where it stands."""

    tag: str
    text: str
    number: int


@dataclass(slots=True)
class _Account:
    """What was said before the bookings: whose account, in which currency."""

    name: str = ""
    currency: str = ""
    found: list[Arrived] = field(default_factory=list)


class Mt940(BankFormat):
    """Account statements in the older form."""

    code = "mt940"
    name = gettext_lazy("MT940")

    def takes(self, data: bytes) -> bool:
        """A booking, or at least an opening balance, stands at the beginning of a line."""
        return re.search(rb"(?m)^:(61|60[FM]|25P?):", data[:100_000]) is not None

    def read(self, data: bytes, columns: Columns | None = None) -> Statement:
        """Each credit with its words; a booking that makes no sense is a fault."""
        said, account = Statement(), _Account()
        lines = list(_lines(decoded(data)))
        if not lines:
            raise UnreadableFile(_("This file has no bookings. Download it from your bank again."))
        for at, line in enumerate(lines):
            if line.tag in ("25", "25P"):
                said.entries += named(account.found, account=account.name)
                account = _Account(name=line.text.strip())
            elif line.tag in ("60F", "60M"):
                balance = BALANCE.match(line.text)
                account.currency = balance.group(1) if balance else ""
            elif line.tag == "61":
                words = lines[at + 1].text if lines[at + 1 : at + 2] else ""
                has_words = bool(words) and lines[at + 1].tag == "86"
                _note(said, account, line, words if has_words else "")
        said.entries += named(account.found, account=account.name)
        return said


def _note(said: Statement, account: _Account, line: _Line, words: str) -> None:
    try:
        entry = _booking(line.text, words, account.currency)
    except ValueError as wrong:
        said.faults.append(Fault(_("line %(line)d") % {"line": line.number}, str(wrong)))
        return
    if entry is None:
        said.skipped += 1
    else:
        account.found.append(entry)


def _lines(text: str) -> Iterator[_Line]:
    """Tags with the lines that go on with them; the frame that SWIFT puts around is left out."""
    current: _Line | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        start = TAG.match(line.lstrip())
        if start:
            if current:
                yield current
            current = _Line(start.group(1), line.lstrip()[start.end() :], number)
        elif line.strip() in ("-", "-}", "") or line.startswith("{"):
            continue
        elif current:
            current.text += f"\n{line.rstrip()}"
    if current:
        yield current


def _booking(text: str, words: str, currency: str) -> Arrived | None:
    """What came in, nothing for a debit; refuses (ValueError) what makes no sense."""
    found = BOOKING.match(text)
    if found is None:
        raise ValueError(_("This booking cannot be read: “%(text)s”.") % {"text": text[:40]})
    if found["sign"] != "C":
        return None
    if not currency:
        raise ValueError(_("The currency is missing: no opening balance stands before it."))
    name, message = _words(words)
    own, bank = (found["reference"] or "").strip(), (found["bank"] or "").strip()
    rest = text[found.end() :].strip()
    parts = [message, "" if own == "NONREF" else own, rest]
    message = " · ".join(dict.fromkeys(each for each in parts if each))
    flat = words.replace("\n", "")
    quoted = references_in(message) or references_in(re.sub(r"\?\d\d", " ", flat))
    reference = next(iter(quoted or references_in(flat)), "")
    return Arrived(
        _entry_id(found["day"], bank, name + message),
        in_minor_units(found["amount"].replace(".", "").rstrip(","), currency),
        currency,
        _day(found["day"], found["booked"]),
        reference,
        name,
        message,
    )


def _entry_id(day: str, bank: str, words: str) -> str:
    """The bank's own name for it, which some banks give to several bookings; "" for none."""
    if not bank or bank == "NONREF":
        return ""
    return f"{day}/{bank}/{sha256(words.encode()).hexdigest()[:12]}"


def _day(valued: str, booked: str | None) -> date:
    """The day of booking: of the year of the value, or the one beside it."""
    try:
        year, month, day = 2000 + int(valued[:2]), int(valued[2:4]), int(valued[4:])
        last = monthrange(year, month)[1]  # some banks count months of 30 days: 30 February
        value = date(year, month, min(day, last) if day == 30 else day)
    except ValueError as wrong:
        raise ValueError(_("The booking date is missing or wrong.")) from wrong
    near = (value + timedelta(days=days) for days in sorted(range(-180, 181), key=abs))
    return next((day for day in near if booked and f"{day:%m%d}" == booked), value)


def _words(text: str) -> tuple[str, str]:
    """Name and message of a `:86:`, as German (?20), Dutch (/REMI/) or other banks write it."""
    if NUMBERED.match(text):
        parts = re.split(r"\?(\d\d)", text.replace("\n", ""))
        told = list(zip(parts[1::2], parts[2::2], strict=False))
        name = "".join(words for code, words in told if code in NAME)
        return name.strip(), " ".join("".join(w for c, w in told if c in MESSAGE).split())
    flat = text.replace("\n", "")
    if SLASHED.search(flat):
        parts = SLASHED.split(flat)
        told = list(zip(parts[1::2], parts[2::2], strict=False))
        name = next((w.strip("/ ") for c, w in told if c in ("NAME", "ORDP") and w.strip("/ ")), "")
        keep = ("REMI", "USTD", "STRD", "CDTRREF", "EREF")
        return name, " ".join(w.strip("/ ") for c, w in told if c in keep and w.strip("/ "))
    return "", " ".join(text.split())
