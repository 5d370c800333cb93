"""A shop's own words in automatic mails: variables are filled in, nothing else is understood."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.domain.mailing.mail import (
    Letter,
    Mail,
    MemberMail,
    MemberOccasion,
    Occasion,
    Told,
)
from tessera.domain.mailing.models import MailText
from tessera.domain.mailing.summary import summary_of
from tessera.domain.orders.models import Order
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money

VARIABLES: dict[str, str | Promise] = {
    "number": _("order number"),
    "first_name": _("first name of the buyer"),
    "last_name": _("last name of the buyer"),
    "total": _("what the order costs"),
    "received": _("what was paid"),
    "balance": _("what is still to be paid"),
    "due": _("day by which it is to be paid"),
    "events": _("names of the events"),
    "shop": _("name of the shop"),
}
"""What may stand between {{ and }}, and what it says."""

MEMBER_VARIABLES: dict[str, str | Promise] = {
    "member_number": _("member number"),
    "first_name": _("first name of the member"),
    "last_name": _("last name of the member"),
    "level": _("name of the level"),
    "until": _("last day of the membership"),
    "price": _("what a renewal costs"),
    "shop": _("name of the shop"),
}
"""The same in mails to members."""

VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
BRACES = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Words:
    """What a shop says in one mail, by language; what is left out is said as we say it."""

    subject: Mapping[str, str] = field(default_factory=dict)
    intro: Mapping[str, str] = field(default_factory=dict)
    is_on: bool = True


def variables_of(mail: Told | type[Told]) -> dict[str, str | Promise]:
    """What may stand in the shop's words for this mail."""
    kind = mail if isinstance(mail, type) else type(mail)
    return MEMBER_VARIABLES if issubclass(kind, MemberMail) else VARIABLES


def unknown_in(text: str, variables: Collection[str] = tuple(VARIABLES)) -> list[str]:
    """What stands in braces and is no variable, as it was typed."""
    found = [each.group(0) for each in BRACES.finditer(text)]
    return [each for each in found if not _is_known(each, variables)]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables' values, once: what a value says is never read again."""
    return VARIABLE.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def values_for(order: Order) -> dict[str, str]:
    """What the variables say of this order (with its shop), in its language."""
    language = order.language
    names = dict.fromkeys(evening.event for evening in summary_of(order).evenings)
    due = say_date(order.due_at, order.shop.time_zone, language, "day") if order.due_at else "–"

    def money(amount: int) -> str:
        return Money(amount, order.currency).format(language)

    return {
        "number": order.number or "",
        "first_name": order.first_name,
        "last_name": order.last_name,
        "total": money(order.total),
        "received": money(order.received),
        "balance": money(max(order.balance, 0)),
        "due": due,
        "events": ", ".join(names),
        "shop": pick(order.shop.name, language),
    }


def member_values_for(occasion: MemberOccasion) -> dict[str, str]:
    """What the variables say of this membership, in the member's language."""
    member = occasion.member
    return {
        "member_number": str(member.number),
        "first_name": member.first_name,
        "last_name": member.last_name,
        "level": occasion.level,
        "until": occasion.until,
        "price": occasion.price,
        "shop": pick(occasion.shop.name, occasion.language),
    }


def letter_of(mail: Mail, occasion: Occasion, *, words: Words | MailText | None) -> Letter:
    """What the mail says, with the shop's own words where it has some in the order's language."""
    letter = mail.facts(occasion)
    return _in_own_words(letter, mail, words, occasion.language, lambda: values_for(occasion.order))


def member_letter_of(
    mail: MemberMail, occasion: MemberOccasion, *, words: Words | MailText | None
) -> Letter:
    """The same of a mail to a member."""
    letter = mail.facts(occasion)
    return _in_own_words(
        letter, mail, words, occasion.language, lambda: member_values_for(occasion)
    )


def _in_own_words(
    letter: Letter,
    mail: Told,
    words: Words | MailText | None,
    language: str,
    tell: Callable[[], Mapping[str, str]],
) -> Letter:
    if words is None:
        return letter
    subject = _own(words.subject, language)
    intro = _own(words.intro, language)
    if not subject and not intro:
        return letter
    values = tell()
    paragraphs = letter.paragraphs
    if intro:
        own = tuple(" ".join(filled(each, values).split()) for each in _paragraphs(intro))
        paragraphs = own + letter.paragraphs[mail.opening :]
    said = " ".join(filled(subject, values).split()) if subject else letter.subject
    return replace(letter, subject=said, paragraphs=paragraphs)


def _own(texts: Mapping[str, str], language: str) -> str:
    return (texts.get(language) or texts.get(language[:2]) or "").strip()


def _paragraphs(text: str) -> list[str]:
    return [each for each in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if each.strip()]


def _is_known(braces: str, variables: Collection[str]) -> bool:
    variable = VARIABLE.fullmatch(braces)
    return variable is not None and variable.group(1) in variables
