"""Filling a cart: every change holds or gives back its places in the same transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import Tariff
from tessera.domain.catalogue.queries.sellables import tariffs_to_sell
from tessera.domain.catalogue.rules import require_quantity, vat_rate
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import (
    bare_lines_of,
    lines_of,
    lock_cart,
    lock_cart_in,
)
from tessera.domain.shops.models import Shop
from tessera.domain.stock import actions as stock
from tessera.domain.stock.models import Claim
from tessera.domain.stock.queries import Left
from tessera.flows.steps.answers import put_sheets, take_sheets
from tessera.flows.steps.pricing import price, sold_before, unit_price
from tessera.flows.steps.taking import (
    Taking,
    claim,
    hold_end,
    is_over,
    left_of,
    renew,
    require_sellable,
)


@dataclass(frozen=True, slots=True)
class Item:
    """A wish: so many of a tariff on a date; `price` only for a free price, minor units each."""

    product_id: int
    date_id: int
    quantity: int
    price: int | None = None


@transaction.atomic(durable=True)
def add_to_cart(  # noqa: PLR0913 - a cart needs its shop, its wishes and its terms
    shop: Shop,
    *,
    items: Sequence[Item],
    secret: str | None,
    currency: str,
    language: str,
    at: datetime,
    channel: str = "online",
) -> Order:
    """Hold the places and put the items in the cart (a new one without `secret`), all or none.

    Refuses what is not on sale, sold out, or more than an order may hold.
    """
    wishes = [item for item in items if item.quantity > 0]
    if not wishes:
        raise NotOnSale(_("Choose at least one ticket."))
    order = _cart(shop, secret, currency=currency, language=language, channel=channel, at=at)
    tariffs = tariffs_to_sell(
        shop.id, {item.product_id for item in wishes}, currency=order.currency
    )
    left = left_of(tariffs, {item.date_id for item in wishes})
    before = bare_lines_of(order.id) if order.id else []
    takings = [_taking(item, tariffs, left) for item in wishes]
    _require(takings, wishes, before, order, at=at)
    until = hold_end(order, at=at)
    claims = claim(
        takings,
        left=left,
        language=language,
        until=until,
        keeping=orders.claims_of(before),
        may_be_lost=True,
    )
    new = _lines(wishes, takings, claims, order, at=at)
    return _keep(order, before, new, until)


@transaction.atomic(durable=True)
def change_line(secret: str, *, line_id: int, quantity: int, at: datetime) -> Order:
    """Hold more or fewer of a line; 0 takes it out. A refusal leaves the cart as it was.

    Fewer keep the price at which they were taken; more are taken at the price of now.
    """
    order = lock_cart(secret)
    lines = lines_of(order.id)
    line = next((each for each in lines if each.id == line_id), None)
    if line is None or quantity == line.quantity:
        return order
    rest = [each for each in lines if each.id != line_id]
    if quantity <= 0:
        _take_out(line)
        price(order, rest, method=None)
        orders.keep(order, "quote", "total")
        return order
    item = Item(line.product_id, line.date_id or 0, quantity, line.unit_price)
    tariffs = tariffs_to_sell(order.shop_id, {item.product_id}, currency=order.currency)
    is_held = not is_over(order, [line], at=at)
    answered = take_sheets(order, line)
    _take_out(line)
    left = left_of(tariffs, {item.date_id})
    taking = _taking(item, tariffs, left)
    _require([taking], [item], rest, order, at=at)
    until = hold_end(order, at=at)
    claims = claim(
        [taking],
        left=left,
        language=order.language,
        until=until,
        keeping=orders.claims_of(rest),
        may_be_lost=True,
    )
    (new,) = _lines([item], [taking], claims, order, at=at)
    if is_held and quantity < line.quantity:
        new = replace(new, unit_price=line.unit_price)
    _keep(order, rest, [new], until)
    put_sheets(order, answered)
    return order


@transaction.atomic(durable=True)
def renew_hold(secret: str, *, at: datetime) -> Order:
    """Hold the whole cart for another while, at the prices of now; what a finished hold gave back
    is taken again.

    Refuses (SoldOut) by name what is gone meanwhile; the cart stays as it is.
    """
    order = lock_cart(secret)
    fields = renew(order, lines_of(order.id), until=hold_end(order, at=at), at=at)
    orders.keep(order, *fields)
    return order


def _take_out(line: OrderLine) -> None:
    stock.release(orders.claims_of([line]))
    orders.remove_lines([line])


def _cart(
    shop: Shop, secret: str | None, *, currency: str, language: str, channel: str, at: datetime
) -> Order:
    if currency not in shop.currencies:
        raise NotOnSale(_("This shop does not sell in %(currency)s.") % {"currency": currency})
    found = lock_cart_in(shop, secret) if secret else None
    if found is None:
        return orders.open_cart(shop, currency=currency, language=language, channel=channel, at=at)
    if found.currency != currency:
        _change_currency(found, currency)
    return found


def _change_currency(order: Order, currency: str) -> None:
    """Only an empty cart changes its currency: refuses (NotOnSale) one with tickets in it."""
    if order.quote.get("tickets"):
        raise NotOnSale(
            _("Your cart is in %(mine)s. Empty it first, or choose the price in %(mine)s.")
            % {"mine": order.currency}
        )
    order.currency = currency
    orders.keep(order, "currency")


def _taking(item: Item, tariffs: dict[int, Tariff], left: Left) -> Taking:
    tariff = tariffs[item.product_id]
    pool = left.places.get((item.date_id, tariff.zone_id))
    if pool is None or pool.date is None:
        raise NotOnSale(_("This tariff is not sold on that date."))
    return Taking(tariff, pool.date, item.quantity * tariff.group_size)


def _require(
    takings: Sequence[Taking],
    items: Sequence[Item],
    before: Sequence[OrderLine],
    order: Order,
    *,
    at: datetime,
) -> None:
    held: Counter[int] = Counter()
    for line in before:
        held[line.product_id] += line.quantity
    for item in items:
        held[item.product_id] += item.quantity
    for taking in takings:
        terms = require_sellable(taking, channel=order.channel, language=order.language, at=at)
        require_quantity(terms, held[taking.tariff.product_id])


def _lines(
    items: Sequence[Item],
    takings: Sequence[Taking],
    claims: Sequence[Claim],
    order: Order,
    *,
    at: datetime,
) -> list[orders.NewLine]:
    own: Counter[int] = Counter()
    for taking in takings:
        own[taking.tariff.product_id] += taking.tickets
    sold = sold_before([taking.tariff for taking in takings], own)
    return [
        orders.NewLine(
            product_id=item.product_id,
            date_id=item.date_id,
            claim_id=made.id,
            name=taking.tariff.product.name,
            quantity=item.quantity,
            group_size=taking.tariff.group_size,
            unit_price=unit_price(
                taking.tariff, asked=item.price, order=order, sold=sold[item.product_id], at=at
            ),
            vat_rate=vat_rate(taking.tariff.product.vat_rate, order.shop.vat_rate),
        )
        for item, taking, made in zip(items, takings, claims, strict=True)
    ]


def _keep(
    order: Order, before: Sequence[OrderLine], new: Sequence[orders.NewLine], until: datetime
) -> Order:
    order.held_until, order.method = until, ""
    made = orders.new_lines(order, new)
    price(order, [*before, *made], method=None)
    orders.keep(order, "held_until", "method", "quote", "total")
    orders.write_lines(order, made)
    return order
