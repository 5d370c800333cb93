"""Answers besides the purchase: files handed in, changes afterwards, and their end."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.answers import actions as answers
from tessera.domain.answers.actions.forgetting import erase_sheets
from tessera.domain.answers.errors import NothingAsked, TooLate, TooManyFiles
from tessera.domain.answers.models import AnswerFile, Sheet
from tessera.domain.answers.queries.erasing import last_days, sheets_to_erase
from tessera.domain.answers.queries.sheets import (
    Block,
    answers_of,
    asked_in,
    blocks_of,
    files_of,
    open_to_buyer,
)
from tessera.domain.answers.rules import Respondent, erase_day, name_in
from tessera.domain.forms.errors import BadFile
from tessera.domain.forms.queries.asking import asked_form
from tessera.domain.forms.rules import FILES, Answers, AskedForm, lenient
from tessera.domain.forms.uploads import Upload, require_file
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import bare_lines_of, lines_of, lock_cart
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import BUYER as THE_BUYER
from tessera.domain.organisations.rules import SYSTEM, Actor, Can, require, require_in
from tessera.domain.tickets import actions as tickets
from tessera.domain.tickets.queries import valid_tickets_of_order
from tessera.flows.steps.answers import Told, delete_later, read_all, tie_files

BATCH = 200
MOST_FILES = 200
"""Files that one order may have lying around."""

Uploads = Mapping[tuple[Respondent, str], Upload]
"""Files as they came, by who answers which question with it."""


@transaction.atomic(durable=True)
def hand_in(
    secret: str, uploads: Uploads, *, at: datetime
) -> tuple[dict[tuple[Respondent, str], AnswerFile], dict[tuple[Respondent, str], str]]:
    """Keep the files that come with a cart, whatever becomes of the other answers; says which
    were kept, and why others were not. Refuses (CartGone) where there is no cart."""
    order = lock_cart(secret)
    return _hand_in(order, asked_in(order, bare_lines_of(order.pk)), uploads, at=at)


@transaction.atomic(durable=True)
def hand_in_later(
    order_id: int, uploads: Uploads, *, by: Actor = THE_BUYER, at: datetime
) -> tuple[dict[tuple[Respondent, str], AnswerFile], dict[tuple[Respondent, str], str]]:
    """Keep the files that come for a placed order, like `hand_in`; refuses (TooLate) where its
    buyer may change nothing any more."""
    order = _enter(order_id, by=by)
    open_blocks = _open_blocks(order, lines_of(order.pk), by=by, at=at)
    return _hand_in(order, {who: block.form for who, block in open_blocks.items()}, uploads, at=at)


@transaction.atomic(durable=True)
def change_answers(order_id: int, told: Told, *, by: Actor = THE_BUYER, at: datetime) -> list[str]:
    """Other answers from now on: by the buyer until the form's hour, by the team at any time.

    Only the respondents that are told of change; what stood there is kept. A holder's name goes
    to their ticket. Says which fields changed. Refuses (TooLate) a buyer after the hour or an
    ended order, (NothingAsked) who is not asked, (AnswersRefused) wrong answers, and missing ones
    of a buyer: the team may leave out what it does not know.
    """
    order = _enter(order_id, by=by)
    lines = lines_of(order.pk)
    blocks = _open_blocks(order, lines, by=by, at=at)
    if set(told) - set(blocks):
        raise NothingAsked(_("Nothing is asked there."))
    is_team = by.kind != THE_BUYER.kind
    forms = {who: blocks[who].form for who in told}
    asked = {who: lenient(form) if is_team else form for who, form in forms.items()}
    files = files_of(order.pk)
    read = read_all(order, asked, told, files=files)
    changed: set[str] = set()
    renamed: dict[Respondent, Answers] = {}
    for who, new in read.items():
        names = _write(order, blocks[who], new, by=by, at=at)
        changed |= set(names)
        if {"first_name", "last_name"} & set(names):
            renamed[who] = new
    if changed:
        every = blocks_of(order, lines)
        forms = {each.who: each.form for each in every}
        tie_files(forms, [each.sheet for each in every if each.sheet], files_of(order.pk))
        _name_tickets(order, renamed)
        _note(order, changed, told, by=by, at=at)
    return sorted(changed)


def erase_answers(*, at: datetime) -> int:
    """Erase the answers whose time is over, some at a time; safe to repeat. Says how many."""
    return _until_none_is_left(_erase_some, at)


def _until_none_is_left(sweep: Callable[[datetime], int], at: datetime) -> int:
    total = 0
    while swept := sweep(at):
        total += swept
    return total


@transaction.atomic(durable=True)
def _erase_some(at: datetime) -> int:
    """A date that was put off, or a form that keeps longer, puts off the end of its answers."""
    due = sheets_to_erase(on=at.date(), most=BATCH)
    last = last_days({sheet.order_id for sheet in due})
    later: dict[int, date | None] = {}
    over: list[Sheet] = []
    for sheet in due:
        day = erase_day(asked_form(sheet.form), last=last[sheet.order_id]) if sheet.form else None
        if day is None or day > at.date():
            later[sheet.pk] = day
        else:
            over.append(sheet)
    answers.set_erasing(later)
    delete_later(erase_sheets([sheet.pk for sheet in over], at=at))
    for shop in {sheet.order.shop_id: sheet.order.shop for sheet in over}.values():
        count = sum(sheet.order.shop_id == shop.pk for sheet in over)
        activity.record(
            "answers.erased", of=("shop", shop.pk), shop=shop, by=SYSTEM, at=at, count=count
        )
    return len(due)


def _enter(order_id: int, *, by: Actor) -> Order:
    """The order, locked: the buyer holds its link; of the team who may edit orders."""
    if by.kind != THE_BUYER.kind:
        require(by, Can.EDIT_ORDERS)
    order = lock_order(order_id)
    if by.kind != THE_BUYER.kind:
        require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    return order


def _open_blocks(
    order: Order, lines: list[OrderLine], *, by: Actor, at: datetime
) -> dict[Respondent, Block]:
    """Who may still be answered for. Refuses (TooLate) a buyer for whom nobody is left."""
    blocks = {block.who: block for block in blocks_of(order, lines)}
    if by.kind != THE_BUYER.kind:
        return blocks
    found = open_to_buyer(order, lines, list(blocks.values()), at=at)
    if blocks and not found:
        raise TooLate(
            _("It is too late to change these answers here. Please write to the organiser.")
        )
    return {block.who: block for block in found}


def _hand_in(
    order: Order, asked: Mapping[Respondent, AskedForm], uploads: Uploads, *, at: datetime
) -> tuple[dict[tuple[Respondent, str], AnswerFile], dict[tuple[Respondent, str], str]]:
    kept: dict[tuple[Respondent, str], AnswerFile] = {}
    wrong: dict[tuple[Respondent, str], str] = {}
    if uploads and len(files_of(order.pk)) + len(uploads) > MOST_FILES:
        raise TooManyFiles(_("So many files cannot be sent with one order. Write to us instead."))
    for (who, code), upload in uploads.items():
        question = asked[who].question(code) if who in asked else None
        if question is None or question.kind not in FILES:
            continue
        try:
            accepted = require_file(question, upload)
        except BadFile as refusal:
            wrong[who, code] = refusal.message
        else:
            kept[who, code] = answers.keep_file(order, question=code, accepted=accepted, at=at)
    return kept, wrong


def _write(order: Order, block: Block, new: Answers, *, by: Actor, at: datetime) -> list[str]:
    """Answers to questions that are asked no more stay where they are."""
    if block.sheet is None:
        answers.write(order, {block.who: (block.form.form_id, new)}, at=at)
        return sorted({*new.record, *new.answers})
    before = answers_of(block.sheet)
    live = {each.code for each in block.form.questions}
    old = {code: value for code, value in before.answers.items() if code not in live}
    said = {code: text for code, text in before.said.items() if code in old}
    # What was agreed to stays in the words in which it was.
    agreed = {code: before.said.get(code, text) for code, text in new.said.items()}
    kept = replace(new, answers=old | new.answers, said=said | agreed)
    return answers.change(block.sheet, kept, actor=by.label, at=at)


def _name_tickets(order: Order, renamed: Mapping[Respondent, Answers]) -> None:
    if not renamed:
        return
    for ticket in valid_tickets_of_order(order.pk):
        new = renamed.get(Respondent(ticket.line_id, ticket.place))
        named = name_in(new.record) if new else None
        if named:
            tickets.name_holder(ticket, first_name=named[0][:80], last_name=named[1][:80])


def _note(order: Order, changed: set[str], told: Told, *, by: Actor, at: datetime) -> None:
    activity.record(
        "answers.changed",
        of=("order", order.pk),
        shop=order.shop,
        by=by,
        at=at,
        fields=sorted(changed),
        respondents=sorted(who.key for who in told),
    )
