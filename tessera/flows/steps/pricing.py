"""Every price of an order is made here, for every door."""

from collections.abc import Sequence

from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.rules import FeeToPrice, LineToPrice, Quote, quote
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.rules import fee


def price(order: Order, lines: Sequence[OrderLine], *, method: PaymentMethod | None) -> Quote:
    """Price the lines and the fee of the payment method, and write the quote on the order."""
    priced = quoted(order, lines, method=method)
    orders.write_quote(order, priced)
    return priced


def quoted(order: Order, lines: Sequence[OrderLine], *, method: PaymentMethod | None) -> Quote:
    """The quote of an order, written nowhere."""
    to_price = [
        LineToPrice(line.id, line.tickets, line.unit_price, line.vat_rate) for line in lines
    ]
    return quote(to_price, fees=_fees(order, to_price, method), currency=order.currency)


def _fees(
    order: Order, lines: Sequence[LineToPrice], method: PaymentMethod | None
) -> list[FeeToPrice]:
    tickets = sum(line.tickets for line in lines)
    if method is None or not any(line.tickets * line.unit_price for line in lines):
        return []
    amount = fee(method, currency=order.currency, tickets=tickets)
    return [FeeToPrice("payment", amount, order.shop.vat_rate)]
