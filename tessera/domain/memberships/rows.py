"""Lines of a list of members, read: what each says of a member, or what is wrong with it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tessera.lib.countries import countries, is_country

RECORD = (
    *("email", "civility", "first_name", "last_name", "company", "phone"),
    *("street", "postcode", "city", "country", "language"),
)
COLUMNS = ("number", *RECORD, "note", "level", "starts_on", "ends_on")
"""What a column of the list can hold, besides answers."""

OWN = "q-"
"""Before the code of a question of the organiser's own."""

LONGEST = {"first_name": 80, "last_name": 80, "company": 120, "phone": 40, "street": 120}
LONGEST |= {"postcode": 20, "city": 80, "email": 254}
CIVILITIES = {
    "mrs": ("mrs", "ms", "madame", "mme", "frau", "signora"),
    "mr": ("mr", "monsieur", "m.", "m", "herr", "signor", "signore"),
}
FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%Y-%m-%d %H:%M")
SERIAL = range(18_000, 90_000)
"""Days as spreadsheets count them, from 1949 to 2146."""
MOST_NUMBER = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """What one line says of a member; `line` counts the lines of the file, heads included."""

    line: int
    record: dict[str, str]
    number: int | None = None
    note: str = ""
    level: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the member is called."""
        named = f"{self.record.get('first_name', '')} {self.record.get('last_name', '')}".strip()
        return named or self.record.get("company") or self.record.get("email") or "–"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line, in words."""

    line: int
    name: str
    message: str


def rows_from(
    lines: Sequence[Sequence[str]], columns: Mapping[str, int]
) -> tuple[list[Row], list[Fault]]:
    """Each line below the heads, read by which column holds what."""
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in enumerate(lines[1:], start=2):
        told = {
            name: cells[at].strip().replace("\x00", "").removeprefix("'")
            for name, at in columns.items()
            if at < len(cells)
        }
        try:
            rows.append(_row(number, told))
        except ValueError as wrong:
            faults.append(Fault(number, _named(told), str(wrong)))
    return rows, faults


def _named(told: Mapping[str, str]) -> str:
    named = f"{told.get('first_name', '')} {told.get('last_name', '')}".strip()
    return named or told.get("company") or told.get("email") or "–"


def _row(line: int, told: Mapping[str, str]) -> Row:
    record = {name: READ.get(name, str)(told[name]) for name in RECORD if told.get(name)}
    for name, most in LONGEST.items():
        if len(record.get(name, "")) > most:
            raise ValueError(_("“%(text)s…” is too long.") % {"text": record[name][:20]})
    named = ("email", "first_name", "last_name", "company")
    if not told.get("number") and not any(record.get(name) for name in named):
        raise ValueError(_("There is neither a name nor an e-mail nor a number."))
    starts, ends = _day(told.get("starts_on", "")), _day(told.get("ends_on", ""))
    if starts and ends and ends < starts:
        raise ValueError(_("It would end before it begins."))
    if (starts or ends) and not told.get("level"):
        raise ValueError(_("There are days, but no level."))
    return Row(
        line=line,
        record=record,
        number=_number(told.get("number", "")),
        note=told.get("note", "")[:4000],
        level=told.get("level", ""),
        starts_on=starts,
        ends_on=ends,
        answers={
            name.removeprefix(OWN): text
            for name, text in told.items()
            if name.startswith(OWN) and text
        },
    )


def _number(text: str) -> int | None:
    if not text:
        return None
    plain = text.removesuffix(".0")
    if not (plain.isascii() and plain.isdecimal() and 0 < int(plain[:12]) < MOST_NUMBER):
        raise ValueError(_("“%(text)s” is no member number.") % {"text": text[:20]})
    return int(plain)


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as wrong:
        message = _("“%(text)s” is no e-mail address.") % {"text": text[:60]}
        raise ValueError(message) from wrong
    return text.lower()


def _civility(text: str) -> str:
    low = text.lower()
    return next((code for code, words in CIVILITIES.items() if low in words), "")


def _country(text: str) -> str:
    if is_country(text.upper()):
        return text.upper()
    for language in ("fr", "en", "de", "it"):
        for code, name in countries(language).items():
            if name.lower() == text.lower():
                return code
    raise ValueError(_("“%(text)s” is no country.") % {"text": text[:40]})


def _language(text: str) -> str:
    return text[:2].lower()


def _day(text: str) -> date | None:
    if not text:
        return None
    whole = text.removesuffix(".0")
    if whole.isascii() and whole.isdecimal() and int(whole[:6]) in SERIAL and len(whole) == 5:
        return date(1899, 12, 30) + timedelta(days=int(whole))
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(_("“%(text)s” is no day: write 2026-09-01.") % {"text": text[:20]})


READ: Mapping[str, Callable[[str], Any]] = {
    "email": _email,
    "civility": _civility,
    "country": _country,
    "language": _language,
}
