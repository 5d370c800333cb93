"""From a full cart to a placed order."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.catalogue.queries.sellables import tariffs_to_sell
from tessera.domain.catalogue.rules import require_quantity
from tessera.domain.customers import actions as customers
from tessera.domain.orders import actions as orders
from tessera.domain.orders.errors import CartEmpty, TermsNotAccepted
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.orders.queries.carts import bare_lines_of, lines_of, lock_cart
from tessera.domain.orders.rules import require_details, require_same_total
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments import actions as payments
from tessera.domain.payments.methods import part_behind
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.queries import facts_of, method_for, part_of
from tessera.domain.stock import actions as stock
from tessera.flows.steps import billing, settle
from tessera.flows.steps.answers import Told, keep_answers, require_answered
from tessera.flows.steps.members_only import require_members
from tessera.flows.steps.opening import require_opened
from tessera.flows.steps.plans import require_joinable
from tessera.flows.steps.pricing import price, price_anew
from tessera.flows.steps.profiting import RENEWING, depends_on_buyer, note_use, profit
from tessera.flows.steps.taking import (
    Taking,
    hold_end,
    is_over,
    renew,
    require_sellable,
    take_again,
)
from tessera.flows.steps.terms import agree, first_date, kept_until

REVIEWING = timedelta(days=30)
"""How long places without a date to come wait for an approval."""


@transaction.atomic(durable=True)
def save_details(
    secret: str,
    *,
    buyer: Mapping[str, Any],
    answers: Told | None = None,
    person_id: int | None = None,
    at: datetime,
) -> Order:
    """Keep the buyer's details with the cart and hold its places for another while, at the
    prices of now if the hold had ended.

    `answers` are what everybody who is asked something answered. Refuses (DetailsMissing, `fields`)
    incomplete details, (AnswersRefused, `fields`) missing and wrong answers.
    """
    require_details(buyer, with_address=False)
    order = lock_cart(secret)
    told = orders.note_buyer(order, buyer)
    order.person_id = person_id or order.person_id
    fields = _hold(order, at=at)
    if depends_on_buyer(order):
        fields += _profit_anew(order, at=at)
    orders.keep(order, *told, *fields, "person")
    if answers is not None:
        keep_answers(order, bare_lines_of(order.id), answers, at=at)
    return order


@transaction.atomic(durable=True)
def choose_method(secret: str, *, code: str, at: datetime) -> Order:
    """Choose how to pay; the total then holds the method's fee. Refuses one not offered."""
    order = lock_cart(secret)
    lines = lines_of(order.id)
    method = method_for(order, lines, code=code, at=at)
    order.method = method.code
    price(order, lines, method=method)
    orders.keep(order, "method", "quote", "total")
    return order


@transaction.atomic(durable=True)
def place_order(
    secret: str, *, terms: bool, shown_total: int, by: Actor, at: datetime, method: str = ""
) -> Order:
    """Make the cart an order: it gets its number, its places are kept, a payment is opened.

    `method` is how to pay, if it was not chosen before. A method that asks nobody (free, on
    site, invoice) answers at once: what costs nothing is paid when it is placed. What needs an
    approval is paid afterwards: it waits in review, without a payment.

    Where the hold had ended, everything costs what it costs now.

    Refuses an empty cart, missing details and answers, unaccepted terms, a changed total, an
    ended sale, and places that went meanwhile; the cart then stays as it is.
    """
    order = lock_cart(secret)
    lines = lines_of(order.id)
    if not lines:
        raise CartEmpty(_("Your cart is empty."))
    chosen = _method(order, lines, code=method or order.method, at=at)
    order.method = chosen.code if chosen else ""
    needs_address = chosen is not None and part_behind(chosen.code).needs_address
    require_details(_buyer(order), with_address=needs_address)
    require_answered(order, lines, at=at)
    if order.shop.terms and not terms:
        raise TermsNotAccepted(_("Please accept the terms of sale."))
    _require_sellable(order, lines, at=at)
    if is_over(order, lines, at=at):
        _take_anew(order, lines, at=at)
    require_opened(order, lines)
    priced = price(order, lines, method=chosen)
    require_same_total(
        shown=shown_total, now=priced.total, currency=order.currency, language=order.language
    )
    if chosen is None:
        return _ask(order, lines, by=by, at=at)
    return _place(order, lines, chosen, by=by, at=at)


def _method(
    order: Order, lines: list[OrderLine], *, code: str, at: datetime
) -> PaymentMethod | None:
    """The way to pay; none for what waits for approval, and is paid afterwards."""
    if any(line.product.needs_approval for line in lines):
        return None
    return method_for(order, lines, code=code, at=at)


def _ask(order: Order, lines: list[OrderLine], *, by: Actor, at: datetime) -> Order:
    """The order waits in review with its places; nobody is asked for money."""
    until = first_date(lines)
    until = until if until is not None and until > at else at + REVIEWING
    order.due_at = None
    _keep(order, lines, until=until, by=by, at=at)
    orders.place(order, status=Status.REVIEW, at=at)
    activity.record(
        "order.placed",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        method="",
        total=order.total,
    )
    return order


def _place(
    order: Order, lines: list[OrderLine], method: PaymentMethod, *, by: Actor, at: datetime
) -> Order:
    part = part_of(method)
    order.due_at = agree(order, lines, method, at=at)
    until = kept_until(order, held=hold_end(order, at=at), at=at)
    _keep(order, lines, until=until, by=by, at=at)
    orders.place(order, status=Status.PENDING if part.waits else Status.PROCESSING, at=at)
    payment = payments.open_payment(order, at=at)
    activity.record(
        "order.placed",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        method=method.code,
        total=order.total,
        payment=payment.id,
    )
    if part.is_billed:
        billing.bill_new(order, lines, at=at)
    if part.asks_nobody:
        said = part.start(facts_of(payment, return_url="", notice_url=""))
        settle.answer(order, payment, said, lines=lines, at=at)
    return order


def _keep(
    order: Order, lines: list[OrderLine], *, until: datetime, by: Actor, at: datetime
) -> None:
    """The places are the buyer's until then, who is remembered."""
    take_again(order, lines, until=until, at=at)
    stock.keep(orders.claims_of(lines), until=until)
    order.held_until, order.terms_accepted_at = until, at
    order.person_id = by.person_id or order.person_id
    note_use(order, at=at)
    order.customer = customers.remember(
        order.shop_id, buyer=_buyer(order), at=at, person_id=by.person_id
    )


def _take_anew(order: Order, lines: list[OrderLine], *, at: datetime) -> None:
    """The hold had ended: places first, then what offers count, everything at what it costs now."""
    products = {line.product_id for line in lines if line.date_id}
    tariffs = tariffs_to_sell(order.shop_id, products, currency=order.currency)
    order.held_until = hold_end(order, at=at)
    take_again(order, lines, until=order.held_until, at=at)
    price_anew(lines, tariffs, at=at)
    profit(order, lines, at=at, strict=RENEWING).write(order)


def _profit_anew(order: Order, *, at: datetime) -> list[str]:
    """Who buys is known now, and an offer asks for it."""
    lines = lines_of(order.id)
    profit(order, lines, at=at).write(order)
    if sum(line.amount for line in lines) != order.quote.get("lines"):
        order.method = ""
        price(order, lines, method=None)
    return ["method", "quote", "total"]


def _require_sellable(order: Order, lines: list[OrderLine], *, at: datetime) -> None:
    counts: dict[int, int] = {}
    for line in lines:
        counts[line.product_id] = counts.get(line.product_id, 0) + line.quantity
    for line in lines:
        if line.date is None or line.tariff is None:
            continue
        taking = Taking(line.tariff, line.date, line.tickets)
        terms = require_sellable(taking, channel=order.channel, language=order.language, at=at)
        require_quantity(terms, counts[line.product_id])
    require_joinable(order, lines, at=at)
    require_members(
        order,
        [(each.tariff, each.date, each.tickets) for each in lines if each.tariff and each.date],
    )


def _hold(order: Order, *, at: datetime) -> list[str]:
    lines, until = bare_lines_of(order.id), hold_end(order, at=at)
    if is_over(order, lines, at=at):
        return renew(order, lines_of(order.id), until=until, at=at)
    stock.keep(orders.claims_of(lines), until=until, may_be_lost=True)
    order.held_until = until
    return ["held_until"]


def _buyer(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in orders.BUYER_FIELDS}
