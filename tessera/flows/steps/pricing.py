"""Every price of an order is made here, for every door."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import Tariff
from tessera.domain.catalogue.queries.sellables import price_at, steps_of
from tessera.domain.catalogue.rules import require_price
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.rules import FeeToPrice, LineToPrice, Quote, quote
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.rules import fee
from tessera.domain.stock.queries import taken_of
from tessera.lib.i18n import pick
from tessera.lib.money import Money


def unit_price(tariff: Tariff, *, asked: int | None, order: Order, sold: int, at: datetime) -> int:
    """What one ticket costs now: the price of its step, or what the buyer names of a free one.

    Refuses a tariff without a price in the currency, and less than the least.
    """
    least = price_at(tariff, at=at, sold=sold)
    if least is None:
        name = pick(tariff.product.name, order.language)
        raise NotOnSale(_("“%(name)s” has no price in this currency.") % {"name": name})
    if tariff.kind != Tariff.Kind.FREE_PRICE:
        return least
    return require_price(asked, least=Money(least, order.currency), language=order.language)


def sold_before(tariffs: Iterable[Tariff], own: Mapping[int, int]) -> Counter[int]:
    """How many of each product others have bought or hold; asked only where a step counts them.

    `own` is what the cart itself holds. Whoever has just claimed of a counted product has locked
    its count: the next one reads it afterwards.
    """
    counted = [
        tariff.product_id
        for tariff in tariffs
        if any(step.after_sold is not None for step in steps_of(tariff))
    ]
    taken = taken_of(counted) if counted else {}
    return Counter({product: max(0, taken[product] - own.get(product, 0)) for product in taken})


def price_anew(lines: Sequence[OrderLine], tariffs: Mapping[int, Tariff], *, at: datetime) -> bool:
    """Give lines whose hold was made anew the price of now; says whether any has changed.

    Of a free price what the buyer named stays, unless it is below the least.
    """
    own: Counter[int] = Counter()
    for line in lines:
        own[line.product_id] += line.tickets if line.claim_id else 0
    sold = sold_before(tariffs.values(), own)
    changed = []
    for line in lines:
        tariff = tariffs.get(line.product_id)
        if tariff is None:
            continue
        now = price_at(tariff, at=at, sold=sold[line.product_id])
        if now is not None and tariff.kind == Tariff.Kind.FREE_PRICE:
            now = max(now, line.unit_price)
        if now is not None and now != line.unit_price:
            line.unit_price = now
            changed.append(line)
    if changed:
        orders.set_prices(changed)
    return bool(changed)


def price(order: Order, lines: Sequence[OrderLine], *, method: PaymentMethod | None) -> Quote:
    """Price the lines and the fee of the payment method, and write the quote on the order."""
    priced = quoted(order, lines, method=method)
    orders.write_quote(order, priced)
    return priced


def quoted(order: Order, lines: Sequence[OrderLine], *, method: PaymentMethod | None) -> Quote:
    """The quote of an order, written nowhere."""
    to_price = [
        LineToPrice(line.id, line.tickets, line.unit_price, line.vat_rate, line.discounts)
        for line in lines
    ]
    return quote(to_price, fees=_fees(order, to_price, method), currency=order.currency)


def _fees(
    order: Order, lines: Sequence[LineToPrice], method: PaymentMethod | None
) -> list[FeeToPrice]:
    tickets = sum(line.tickets for line in lines)
    if method is None or not any(line.amount for line in lines):
        return []
    amount = fee(method, currency=order.currency, tickets=tickets)
    return [FeeToPrice("payment", amount, order.shop.vat_rate)]
