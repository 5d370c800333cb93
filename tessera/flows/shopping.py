"""Filling a cart: every change holds or gives back its places in the same transaction."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import Tariff
from tessera.domain.catalogue.queries.sellables import tariffs_to_sell
from tessera.domain.catalogue.rules import require_quantity, vat_rate
from tessera.domain.offers.queries.live import code_of_text
from tessera.domain.offers.rules import Rule
from tessera.domain.offers.saying import unknown
from tessera.domain.orders import actions as orders
from tessera.domain.orders.errors import CartEmpty
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import (
    bare_lines_of,
    lines_of,
    lock_cart,
)
from tessera.domain.shops.models import Shop
from tessera.domain.stock import actions as stock
from tessera.domain.stock.models import Claim
from tessera.domain.stock.queries import Left
from tessera.flows.steps.answers import put_sheets, take_sheets
from tessera.flows.steps.carts import cart_for
from tessera.flows.steps.members_only import require_members
from tessera.flows.steps.opening import open_hidden, require_open
from tessera.flows.steps.pricing import price, sold_before, unit_price
from tessera.flows.steps.profiting import CHANGING, EVERY_RULE, has_offers, profit
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
    person_id: int | None = None,
    code: str = "",
) -> Order:
    """Hold the places and put the items in the cart (a new one without `secret`), all or none.

    `code` is what the visitor brought along: it opens what is sold by code. Refuses what is not on
    sale, sold out, more than an order may hold or than the code of the cart serves.
    """
    wishes = [item for item in items if item.quantity > 0]
    if not wishes:
        raise NotOnSale(_("Choose at least one ticket."))
    order = cart_for(shop, secret, currency=currency, language=language, channel=channel, at=at)
    tariffs = tariffs_to_sell(
        shop.id, {item.product_id for item in wishes}, currency=order.currency
    )
    order.person_id = person_id or order.person_id
    is_hidden = open_hidden(order, tariffs.values(), text=code)
    left = left_of(tariffs, {item.date_id for item in wishes})
    before = _lines_before(order)
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
    order.held_until = until
    strict = EVERY_RULE if is_hidden else CHANGING
    return _keep(order, before, _made(order, new, takings), strict=strict, at=at)


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
        gains = profit(order, rest, at=at)
        price(order, rest, method=None)
        orders.keep(order, "quote", "total")
        gains.write(order)
        return order
    item = Item(line.product_id, line.date_id or 0, quantity, line.unit_price)
    tariffs = tariffs_to_sell(order.shop_id, {item.product_id}, currency=order.currency)
    open_hidden(order, tariffs.values())
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
    order.held_until = until
    strict = CHANGING if quantity > line.quantity else ()
    _keep(order, rest, _made(order, [new], [taking]), strict=strict, at=at)
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


@transaction.atomic(durable=True)
def use_code(secret: str, *, text: str, at: datetime, person_id: int | None = None) -> Order:
    """Let the cart have the offer of this code, instead of another code's.

    Refuses (CodeRefused), in words that name the rule and the way out, a code that does nothing for
    this cart; an empty cart; and to leave a tariff in the cart that only the other code opens.
    """
    order = lock_cart(secret)
    lines = lines_of(order.id)
    if not lines:
        raise CartEmpty(_("Your cart is empty. Choose your tickets first, then use the code."))
    order.person_id = person_id or order.person_id
    code = code_of_text(order.shop_id, text)
    if code is None:
        raise unknown(text.strip()[:40])
    require_open(order, [line.tariff for line in lines if line.tariff], code=code)
    order.code = code
    return _price_anew(order, lines, strict=EVERY_RULE, at=at)


@transaction.atomic(durable=True)
def remove_code(secret: str, *, at: datetime) -> Order:
    """Go on without the code. Refuses (CodeNeeded) while a tariff is in the cart that it opens."""
    order = lock_cart(secret)
    lines = lines_of(order.id)
    if order.code_id is None:
        return order
    require_open(order, [line.tariff for line in lines if line.tariff], code=None)
    order.code = None
    return _price_anew(order, lines, strict=(), at=at)


def _price_anew(
    order: Order, lines: Sequence[OrderLine], *, strict: Collection[Rule], at: datetime
) -> Order:
    """Price a cart whose code is another now; what a finished hold gave back is taken again."""
    fields = ["code", "person", "method", "quote", "total"]
    if lines and is_over(order, lines, at=at):
        fields += renew(order, lines, until=hold_end(order, at=at), at=at)
    gains = profit(order, lines, at=at, strict=strict)
    order.method = ""
    price(order, lines, method=None)
    orders.keep(order, *dict.fromkeys(fields))
    gains.write(order)
    return order


def _take_out(line: OrderLine) -> None:
    stock.release(orders.claims_of([line]))
    orders.remove_lines([line])


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
    wanted = [(taking.tariff, taking.date, taking.tickets) for taking in takings]
    tickets: Counter[int] = Counter()
    for line in before:
        tickets[line.product_id] += line.tickets
    require_members(order, wanted, held=tickets)


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


def _lines_before(order: Order) -> list[OrderLine]:
    if not order.id:
        return []
    return lines_of(order.id) if has_offers(order.shop, order) else bare_lines_of(order.id)


def _made(
    order: Order, new: Sequence[orders.NewLine], takings: Sequence[Taking]
) -> list[OrderLine]:
    made = orders.new_lines(order, new)
    for line, taking in zip(made, takings, strict=True):
        line.product = taking.tariff.product
    return made


def _keep(
    order: Order,
    before: Sequence[OrderLine],
    made: Sequence[OrderLine],
    *,
    strict: Collection[Rule],
    at: datetime,
) -> Order:
    order.method = ""
    lines = [*before, *made]
    gains = profit(order, lines, at=at, strict=strict)
    price(order, lines, method=None)
    orders.keep(order, "held_until", "method", "quote", "total", "code", "person")
    orders.write_lines(order, made)
    gains.write(order)
    return order
