"""What a bank's file is: the contract of `plugins/bank_formats`, and how a file is read."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tessera.domain.payments.errors import UnreadableFile
from tessera.lib.money import Money
from tessera.lib.registry import Registry

MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_MEMBERS = 200
Columns = Mapping[str, int | str]
"""Which column of a table is what: {"booked_on": 0, "amount": 3}; a currency may stand for all."""
ROLES = ("booked_on", "amount", "currency", "reference", "debtor", "message", "entry_id")
NEEDED = ("booked_on", "amount")


@dataclass(frozen=True, slots=True)
class Arrived:
    """Money that came in: minor units; `entry_id` is the bank's own name for it, or made."""

    entry_id: str
    amount: int
    currency: str
    booked_on: date
    reference: str = ""
    debtor: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A piece that could not be read: where it stands, and what is wrong with it."""

    where: str
    what: str


@dataclass(slots=True)
class Statement:
    """What a file says. `skipped` counts what is no money coming in: debits, reservations."""

    entries: list[Arrived] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of which people say what its columns are: its heads, some rows, and a guess."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    guess: Columns


class BankFormat:
    """One form of a bank's file. It looks nothing up and needs no network.

    `takes` says whether these bytes look like it; `table` is what people must be asked about
    before it can be read; `read` refuses (UnreadableFile) what is broken as a whole, and lists
    as a fault each piece that is. `is_plain`: it may be any text, so it is asked last.
    """

    code = ""
    name: str | Promise = ""
    is_plain = False

    def takes(self, data: bytes) -> bool:
        """Whether this part reads such bytes."""
        raise NotImplementedError

    def table(self, data: bytes) -> Table | None:
        """The table of which the columns must be told; most formats say that themselves."""
        return None

    def read(self, data: bytes, columns: Columns | None = None) -> Statement:
        """The money that came in, and what could not be read."""
        raise NotImplementedError


FORMATS: Registry[BankFormat] = Registry("tessera.plugins.bank_formats", BankFormat)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file: the part that read it, and what it says."""

    code: str
    statement: Statement


def format_of(data: bytes) -> BankFormat:
    """The part that reads these bytes; refuses (UnreadableFile) what none does."""
    for part in sorted(FORMATS.all().values(), key=lambda each: each.is_plain):
        one = part()
        if one.takes(data):
            return one
    raise UnreadableFile(
        _("This is no bank file that can be read: upload camt.053, camt.054, MT940 or CSV.")
    )


def read_file(data: bytes, *, columns: Columns | None = None) -> Reading:
    """Read a file of the bank, also a ZIP of several; the same money in it twice counts once.

    Refuses (UnreadableFile) what is too big, broken, or says nothing at all.
    """
    require_size(data)
    if not zipfile.is_zipfile(BytesIO(data)):
        part = format_of(data)
        return Reading(part.code, _settled(part.read(data, columns)))
    whole, code = Statement(), ""
    for name, member in _members(data):
        try:
            part = format_of(member)
            said = part.read(member, columns)
        except UnreadableFile as refusal:
            whole.faults.append(Fault(name, refusal.message))
            continue
        code = part.code
        whole.entries += said.entries
        whole.faults += [Fault(f"{name}, {each.where}", each.what) for each in said.faults]
        whole.skipped += said.skipped
    if not code:
        raise UnreadableFile(_("This ZIP holds no bank file that can be read."))
    return Reading(code, _settled(whole))


def require_size(data: bytes) -> None:
    """Refuses (UnreadableFile) an empty file, and one that is too big."""
    if not data.strip():
        raise UnreadableFile(_("This file is empty. Download it from your bank again."))
    if len(data) > MOST_BYTES:
        raise UnreadableFile(
            _("This file is too big: take fewer days at once (at most %(most)d MB).")
            % {"most": MOST_BYTES // 1024 // 1024}
        )


def decoded(data: bytes) -> str:
    """The text of a file that does not say how it is written."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").replace("\x00", "")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.replace("\x00", "")


def in_minor_units(text: str, currency: str) -> int:
    """An amount as banks write it; refuses (ValueError) what is none, or no currency."""
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise ValueError(_("“%(currency)s” is no currency.") % {"currency": currency[:10]})
    try:
        return Money.parse(text, currency).amount
    except ValueError as wrong:
        told = {"amount": text[:30], "currency": currency}
        raise ValueError(_("“%(amount)s” is no amount in %(currency)s.") % told) from wrong


def named(entries: Sequence[Arrived], *, account: str = "") -> list[Arrived]:
    """The entries, each with a name: what the bank does not name is named after what it says,
    and after how many of the same came before it."""
    seen: Counter[str] = Counter()
    result = []
    for each in entries:
        if each.entry_id:
            result.append(each)
            continue
        facts = (account, each.booked_on, each.amount, each.currency)
        words = (each.reference, each.debtor, each.message)
        made = sha256(repr((*facts, *words)).encode()).hexdigest()[:32]
        seen[made] += 1
        result.append(replace(each, entry_id=f"~{made}/{seen[made]}"))
    return result


def _settled(said: Statement) -> Statement:
    if not said.entries and not said.faults and not said.skipped:
        raise UnreadableFile(_("No booking stands in this file. Take another period at your bank."))
    once: dict[str, Arrived] = {}
    for each in said.entries:
        entry = _cut(each)
        known = once.setdefault(entry.entry_id, entry)
        if _facts(known) != _facts(entry):
            entry = replace(entry, entry_id=f"{entry.entry_id[:120]}/{_mark(entry)}")
            once.setdefault(entry.entry_id, entry)
    said.entries = list(once.values())
    return said


def _cut(each: Arrived) -> Arrived:
    name = each.entry_id
    if len(name) > 120:
        name = f"{name[:80]}/{sha256(name.encode()).hexdigest()[:32]}"
    return replace(
        each,
        entry_id=name,
        reference=each.reference[:40],
        debtor=each.debtor[:200],
        message=each.message[:2000],
    )


def _facts(each: Arrived) -> tuple[object, ...]:
    return each.amount, each.currency, each.reference, each.debtor


def _mark(each: Arrived) -> str:
    return sha256(repr(_facts(each)).encode()).hexdigest()[:12]


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = [each for each in archive.infolist() if _is_file(each)]
            if len(files) > MOST_MEMBERS:
                raise UnreadableFile(_("This ZIP holds too many files: take fewer days at once."))
            for each in sorted(files, key=lambda info: info.filename):
                with archive.open(each) as member:
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise UnreadableFile(_("This ZIP is too big: take fewer days at once."))
                yield each.filename, content
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as wrong:
        raise UnreadableFile(
            _("This ZIP cannot be opened: it is broken or has a password.")
        ) from wrong


def _is_file(info: zipfile.ZipInfo) -> bool:
    name = info.filename.rsplit("/", 1)[-1]
    return not info.is_dir() and not name.startswith(".") and "__MACOSX" not in info.filename
