"""camt.052, .053 and .054 (ISO 20022), of any version: bookings, with the payments inside them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from lxml import etree

from tessera.domain.payments.errors import UnreadableFile
from tessera.domain.payments.statements import (
    Arrived,
    BankFormat,
    Columns,
    Fault,
    Statement,
    in_minor_units,
    named,
)
from tessera.lib.money import Money
from tessera.lib.references import plain, references_in

REPORTS = ("Stmt", "Ntfctn", "Rpt")
NOTHING = ("", "NOTPROVIDED", "NOT PROVIDED", "NONREF")
BOOKED = ("", "BOOK")


class Camt(BankFormat):
    """Account statements and notices of money that came in."""

    code = "camt"
    name = gettext_lazy("camt.053 / camt.054 (ISO 20022)")

    def takes(self, data: bytes) -> bool:
        """It is XML."""
        return data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"

    def read(self, data: bytes, columns: Columns | None = None) -> Statement:
        """Each payment of each booked entry; what the entry says alone where it has no details."""
        root = _parsed(data)
        paths, said = _Paths(root), Statement()
        reports = [each for name in REPORTS for each in root.iter(paths.space + name)]
        if not reports:
            raise UnreadableFile(
                _("This XML is no account statement: choose camt.053 or camt.054 at your bank.")
            )
        for report in reports:
            account = paths.text(report, "Acct/Id/IBAN") or paths.text(report, "Acct/Id/Othr/Id")
            found: list[Arrived] = []
            for entry in report.iterchildren(paths.space + "Ntry"):
                try:
                    money = list(_payments(paths, entry))
                except ValueError as wrong:
                    where = _("line %(line)d") % {"line": entry.sourceline}
                    said.faults.append(Fault(where, str(wrong)))
                    continue
                found += money
                said.skipped += not money
            said.entries += named(found, account=account)
        return said


class _Paths:
    """Finds children by their names, whatever the version of the format."""

    def __init__(self, root: Any) -> None:
        space = etree.QName(root).namespace
        self.space = f"{{{space}}}" if space else ""
        self._names: dict[str, str] | None = {"n": space} if space else None
        self._mark = "n:" if space else ""
        self._all: dict[str, Any] = {}
        self._text: dict[str, Any] = {}

    def all(self, node: Any, path: str) -> list[Any]:
        """Every element at the path."""
        known = self._all.get(path)
        if known is None:
            known = self._all[path] = self._ready("{}", path)
        return known(node)

    def text(self, node: Any, path: str) -> str:
        """The words of the first element at the path, "" for none."""
        known = self._text.get(path)
        if known is None:
            known = self._text[path] = self._ready("normalize-space(string({}))", path)
        return known(node)

    def first(self, node: Any, *paths: str) -> str:
        """The first of these paths that says something."""
        return next((text for path in paths if (text := self.text(node, path))), "")

    def _ready(self, form: str, path: str) -> Any:
        steps = "/".join(self._mark + name for name in path.split("/"))
        return etree.XPath(form.format(steps), namespaces=self._names, smart_strings=False)


def _parsed(data: bytes) -> Any:
    """The document; nothing is fetched or expanded for it."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        line = getattr(wrong, "lineno", None) or 1
        raise UnreadableFile(
            _("This file breaks off or is damaged at line %(line)d. Download it again.")
            % {"line": line}
        ) from wrong
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(_("This file is not as banks write it (it has a DOCTYPE)."))
    return root


def _payments(paths: _Paths, entry: Any) -> Iterator[Arrived]:
    """The money that came in with one entry; refuses (ValueError) what makes no sense."""
    status = paths.first(entry, "Sts/Cd", "Sts")
    is_reversal = paths.text(entry, "RvslInd") in ("true", "1")
    if status not in BOOKED or is_reversal or paths.text(entry, "CdtDbtInd") == "DBIT":
        return
    amount, currency = _amount(paths, entry, "Amt")
    day = _day(paths.first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    bank = _told(paths.first(entry, "AcctSvcrRef"))
    details = paths.all(entry, "NtryDtls/TxDtls")
    if len(details) > 1:
        yield from _split(paths, details, whole=(amount, currency), day=day, bank=bank)
        return
    _require_details(paths, entry, details, Money(amount, currency))
    detail = details[0] if details else entry
    own = _told(paths.text(detail, "Refs/AcctSvcrRef")) if details else ""
    yield _arrived(
        paths, detail, name=own or bank, amount=amount, currency=currency, day=day, entry=entry
    )


def _split(
    paths: _Paths, details: Sequence[Any], *, whole: tuple[int, str], day: date, bank: str
) -> Iterator[Arrived]:
    """A collective booking, payment by payment; their sum must be what was booked."""
    names = [_told(paths.text(each, "Refs/AcctSvcrRef")) for each in details]
    amounts = [_amount(paths, each, "Amt", "AmtDtls/TxAmt/Amt") for each in details]
    signs = [-1 if paths.text(each, "CdtDbtInd") == "DBIT" else 1 for each in details]
    total = sum(sign * amount for sign, (amount, _code) in zip(signs, amounts, strict=True))
    if {code for _amount_, code in amounts} != {whole[1]} or total != whole[0]:
        told = {"sum": Money(total, whole[1]).plain(), "whole": Money(*whole).plain()}
        raise ValueError(
            _("Its payments add up to %(sum)s, but %(whole)s was booked. Ask your bank.") % told
        )
    for number, each in enumerate(details, start=1):
        if signs[number - 1] < 0:
            continue
        own = names[number - 1]
        if names.count(own) > 1 or not own:  # the bank names the booking, not the payment
            own = f"{own or bank}/{number}" if own or bank else ""
        amount, currency = amounts[number - 1]
        yield _arrived(paths, each, name=own, amount=amount, currency=currency, day=day, entry=None)


def _arrived(  # noqa: PLR0913 - what a payment says and what its booking said for it
    paths: _Paths, detail: Any, *, name: str, amount: int, currency: str, day: date, entry: Any
) -> Arrived:
    words = [_words(each) for each in paths.all(detail, "RmtInf/Ustrd")]
    words += [_words(each) for each in paths.all(detail, "RmtInf/Strd/AddtlRmtInf")]
    words.append(_told(paths.text(detail, "Refs/EndToEndId")))
    words.append(paths.text(detail, "AddtlTxInf"))
    references = [_words(each) for each in paths.all(detail, "RmtInf/Strd/CdtrRefInf/Ref")]
    if entry is not None:
        words.append(paths.text(entry, "AddtlNtryInf"))
    message = " · ".join(dict.fromkeys(each for each in [*words, *references[1:]] if each))
    known = references[:1] or references_in(message)[:1]
    debtor = paths.first(
        detail,
        "RltdPties/Dbtr/Pty/Nm",
        "RltdPties/Dbtr/Nm",
        "RltdPties/UltmtDbtr/Pty/Nm",
        "RltdPties/UltmtDbtr/Nm",
    )
    reference = plain(known[0]) if known else ""
    return Arrived(name, amount, currency, day, reference, debtor, message)


def _require_details(paths: _Paths, entry: Any, details: Sequence[Any], whole: Money) -> None:
    counts = [_words(each) for each in paths.all(entry, "NtryDtls/Btch/NbOfTxs")]
    count = sum(int(each) for each in counts if each.isdigit() and len(each) < 9)
    if details or count <= 1:
        return
    said = ngettext(
        "A collective booking of %(count)d payment (%(amount)s) without its details: they stand "
        "in the camt.054 file of the same day.",
        "A collective booking of %(count)d payments (%(amount)s) without their details: they "
        "stand in the camt.054 file of the same day.",
        count,
    )
    raise ValueError(said % {"count": count, "amount": f"{whole.currency} {whole.plain()}"})


def _amount(paths: _Paths, node: Any, *where: str) -> tuple[int, str]:
    for path in where:
        for found in paths.all(node, path)[:1]:
            currency = found.get("Ccy", "")
            amount = in_minor_units(_words(found), currency)
            if amount < 0:
                raise ValueError(_("The amount is below zero."))
            return amount, currency
    raise ValueError(_("The amount is missing."))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as wrong:
        raise ValueError(_("The booking date is missing or wrong.")) from wrong


def _words(node: Any) -> str:
    return " ".join((node.text or "").split())


def _told(text: str) -> str:
    return "" if text.upper() in NOTHING else text
