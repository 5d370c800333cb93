"""What is asked with an order: kept with the cart, required when it is placed, read for tickets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.answers import actions as answers
from tessera.domain.answers.actions.forgetting import erase_orders, erase_sheets
from tessera.domain.answers.models import AnswerFile, Sheet
from tessera.domain.answers.queries.erasing import last_day, paths_of_orders, sheets_of_places
from tessera.domain.answers.queries.sheets import (
    answers_of,
    asked_in,
    files_of,
    sheets_of,
    who_of,
)
from tessera.domain.answers.rules import BUYER, Respondent, erase_day, file_ids
from tessera.domain.forms.errors import AnswersRefused
from tessera.domain.forms.queries.asking import asking_of
from tessera.domain.forms.rules import FILES, Answers, AskedForm, Given, check
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import bare_lines_of
from tessera.domain.organisations.rules import Actor
from tessera.domain.tickets.models import Ticket

Told = Mapping[Respondent, Given]
"""What was handed in, by who answers."""


def keep_answers(order: Order, lines: Sequence[OrderLine], told: Told, *, at: datetime) -> None:
    """Write what everybody who is asked answered; a shop that asks nothing costs nothing.

    Refuses (AnswersRefused, `fields` by respondent) missing and wrong answers.
    """
    asked = asked_in(order, lines)
    if not asked:
        return
    files = files_of(order.pk) if _asks_files(asked.values()) else {}
    read = read_all(order, asked, told, files=files)
    answers.write(order, {who: (asked[who].form_id, each) for who, each in read.items()}, at=at)


def require_answered(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> None:
    """Refuses (AnswersRefused, `fields`) to place an order while an answer is missing, also to a
    question that is new since; then ties files to their sheets and says when all is erased."""
    asked = asked_in(order, lines)
    if not asked:
        return
    sheets = sheets_of(order.pk)
    told = {
        who: Given(sheet.record, sheet.answers)
        for who in asked
        if (sheet := sheets.get(who)) and sheet.form_id == asked[who].form_id
    }
    files = files_of(order.pk) if _asks_files(asked.values()) else {}
    read_all(order, asked, told, files=files)
    tie_files(asked, sheets.values(), files)
    dates = [line.date for line in lines if line.date]
    last = last_day(dates, else_at=at, time_zone=order.shop.time_zone)
    days = {
        sheet.pk: day
        for who, sheet in sheets.items()
        if who in asked and (day := erase_day(asked[who], last=last))
    }
    answers.set_erasing(days)


def read_all(
    order: Order,
    asked: Mapping[Respondent, AskedForm],
    told: Told,
    *,
    files: Mapping[int, AnswerFile],
) -> dict[Respondent, Answers]:
    """What can be kept for each; the buyer's record stands on the order itself.

    Refuses (AnswersRefused, `fields` {respondent: {field: why}}).
    """
    read: dict[Respondent, Answers] = {}
    wrong: dict[str, dict[str, str]] = {}
    country = order.country or order.shop.country
    for who, form in asked.items():
        given = _own_files(form, told.get(who, Given()), files)
        has_record = who != BUYER or order.is_cart  # the team corrects the buyer of an order
        if who == BUYER:
            given = replace(given, record=orders.buyer_of(order))
        found, bad = check(
            form, given, language=order.language, country=country, with_record=has_record
        )
        read[who] = replace(found, record={}) if who == BUYER else found
        if bad:
            wrong[who.key] = bad
    if wrong:
        raise AnswersRefused(_("Some answers are missing or wrong. See below."), fields=wrong)
    return read


def tie_files(
    asked: Mapping[Respondent, AskedForm],
    sheets: Collection[Sheet],
    files: Mapping[int, AnswerFile],
) -> None:
    """Each file belongs to the sheet it answers; those that answer nothing any more go."""
    if not files:
        return
    by_file = {
        number: sheet
        for sheet in sheets
        for number in file_ids(asked.get(who_of(sheet)), sheet.answers)
    }
    loose = answers.tie_files(files.values(), by_file)
    delete_later(answers.remove_files(loose))


def delete_later(paths: Sequence[str]) -> None:
    """Delete what lies at these paths once the transaction is good."""
    if paths:
        transaction.on_commit(lambda: answers.delete_bytes(paths))


def forget_files(order_ids: Collection[int]) -> None:
    """The bytes handed in with these orders go with them."""
    if order_ids:
        delete_later(paths_of_orders(order_ids))


def forget_answers(order_ids: Collection[int], *, at: datetime) -> None:
    """Nothing is left of what was answered in these orders."""
    if order_ids:
        delete_later(erase_orders(order_ids, at=at))


def forget_places(tickets: Iterable[Ticket], *, at: datetime) -> None:
    """Nothing is left of what was answered for these tickets."""
    places = {(each.line_id, each.place) for each in tickets}
    if places:
        delete_later(erase_sheets(sheets_of_places(places), at=at))


def rename_holder(
    ticket: Ticket, *, first_name: str, last_name: str, by: Actor, at: datetime
) -> None:
    """The sheet of the ticket's place says the name that the ticket now says."""
    sheet = sheets_of(ticket.order_id).get(Respondent(ticket.line_id, ticket.place))
    if sheet is None or sheet.erased_at is not None:
        return
    told = answers_of(sheet)
    record = told.record | {"first_name": first_name, "last_name": last_name}
    answers.change(sheet, replace(told, record=record), actor=by.label, at=at)


def take_sheets(order: Order, line: OrderLine) -> dict[Respondent, Sheet]:
    """What was answered for a line that is about to be taken out of a cart."""
    if line.product_id not in asking_of(order.shop).by_product:
        return {}
    return {who: each for who, each in sheets_of(order.pk).items() if who.line_id == line.pk}


def put_sheets(order: Order, sheets: Mapping[Respondent, Sheet]) -> None:
    """Let them stand for the line that came instead, the newest of the cart."""
    if sheets:
        line = bare_lines_of(order.pk)[-1]
        answers.move(order, sheets=sheets, to=line.pk, places=line.tickets)


def _asks_files(forms: Collection[AskedForm]) -> bool:
    return any(each.kind in FILES for form in forms for each in form.questions)


def _own_files(form: AskedForm, given: Given, files: Mapping[int, AnswerFile]) -> Given:
    """The same, without files that were not handed in with this order for this question."""
    told: dict[str, Any] = dict(given.answers)
    for question in form.questions:
        if question.kind in FILES and told.get(question.code) is not None:
            number = str(told[question.code])
            found = files.get(int(number)) if number.isdigit() and len(number) < 19 else None
            if found is None or found.question != question.code:
                told[question.code] = None
    return replace(given, answers=told)
