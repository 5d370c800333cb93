"""What follows from what happened: automatic mails, and days to be counted again."""

from datetime import datetime

import structlog
from django.db import transaction

from tessera.domain.activity import actions as activity
from tessera.domain.activity.models import Activity
from tessera.domain.mailing import actions as mailing
from tessera.domain.mailing.letters import compose, compose_for_member
from tessera.domain.mailing.mail import (
    Mail,
    MemberMail,
    MemberOccasion,
    Occasion,
    mails_on,
    member_mails_on,
)
from tessera.domain.mailing.queries import own_words_of, was_written_since
from tessera.domain.mailing.wording import letter_of, member_letter_of
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.orders import find_order
from tessera.domain.reporting import actions as reporting
from tessera.flows.steps.links import order_url, pay_url
from tessera.flows.steps.member_mail import member_occasion
from tessera.lib.i18n import speaking

log = structlog.get_logger(__name__)

BATCH = 50


def react(*, at: datetime) -> int:
    """Write the mails that answer to what happened, once each. Says how many activities.

    Safe to run twice, and at the same time: what another worker reads is left to it.
    """
    total = 0
    while reacted := _react_to_some(at):
        total += reacted
    return total


@transaction.atomic(durable=True)
def _react_to_some(at: datetime) -> int:
    happened = activity.take_unreacted(most=BATCH)
    for one in happened:
        if one.subject == "membership":
            _write_to_member(one, at=at)
            continue
        mails = mails_on(one.verb) if one.subject == "order" else []
        order = find_order(one.subject_id) if mails else None
        if order is not None:
            _write_all(mails, one, order, at=at)
    reporting.forget_days_of({one.subject_id for one in happened if one.subject == "order"}, at=at)
    activity.mark_reacted([one.pk for one in happened], at=at)
    return len(happened)


def _write_all(mails: list[Mail], happened: Activity, order: Order, *, at: datetime) -> None:
    occasion = Occasion(happened, order, order_url(order), pay_url(order))
    for mail in mails:
        try:
            with speaking(order.language), transaction.atomic():
                _write(mail, occasion, at=at)
        except Exception as bug:  # a part's own bug must not keep the other mails from leaving
            log.exception("writing a mail failed", mail=mail.code, activity=happened.pk)
            error = f"{type(bug).__name__}: {bug}"
            mailing.note_unwritten(mail, occasion, error=error, at=at)


def _write_to_member(happened: Activity, *, at: datetime) -> None:
    mails = member_mails_on(happened.verb)
    occasion = member_occasion(happened) if mails else None
    if occasion is None:
        return
    for mail in mails:
        try:
            with speaking(occasion.language), transaction.atomic():
                _write_one_to_member(mail, occasion, at=at)
        except Exception as bug:  # a part's own bug must not keep the other mails from leaving
            log.exception("writing a mail failed", mail=mail.code, activity=happened.pk)
            error = f"{type(bug).__name__}: {bug}"
            mailing.note_unwritten(mail, occasion, error=error, at=at)


def _write_one_to_member(mail: MemberMail, occasion: MemberOccasion, *, at: datetime) -> None:
    to, words = mail.to(occasion), own_words_of(occasion.shop.pk, mail.code)
    is_off = words is not None and not words.is_on and not mail.needed
    if to is None or is_off:
        return
    letter = member_letter_of(mail, occasion, words=words)
    html, text = compose_for_member(letter, occasion)
    written = mailing.Written(kind=mail.code, to=to, subject=letter.subject, html=html, text=text)
    mailing.queue_to_member(written, occasion=occasion, at=at)


def _write(mail: Mail, occasion: Occasion, *, at: datetime) -> None:
    order, to = occasion.order, mail.to(occasion)
    if to is None or _is_too_soon(mail, order, at=at):
        return
    words = own_words_of(order.shop_id, mail.code)
    if words is not None and not words.is_on and not mail.needed:
        return
    letter = letter_of(mail, occasion, words=words)
    html, text = compose(letter, order=order)
    written = mailing.Written(
        kind=mail.code,
        to=to,
        subject=letter.subject,
        html=html,
        text=text,
        attachments=_attached(mail, occasion),
    )
    mailing.queue(written, order=order, activity=occasion.activity, at=at)


def _attached(mail: Mail, occasion: Occasion) -> list[str]:
    has_note = bool(occasion.activity.facts.get("credit_note"))
    return [kind for kind in mail.attachments if kind != "credit_note" or has_note]


def _is_too_soon(mail: Mail, order: Order, *, at: datetime) -> bool:
    if mail.pause is None:
        return False
    return was_written_since(order.pk, mail.code, since=at - mail.pause)
