"""An order placed in one call, through the same stories as a buyer's."""

from datetime import datetime

from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import bare_lines_of
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.methods import METHODS
from tessera.domain.shops.models import Shop
from tessera.flows import checkout, paying, shopping
from tessera.lib.errors import Refusal
from tessera.web.api.schemas import Buyer, NewOrder


def order_at_once(shop: Shop, new: NewOrder, *, by: Actor, at: datetime) -> Order:
    """Take the places, note buyer and method, and place the order; what nobody has to pay
    online is settled at once. A refusal on the way gives the places back."""
    cart = shopping.add_to_cart(
        shop,
        items=[
            shopping.Item(item.product, item.date, item.quantity, item.price) for item in new.items
        ],
        secret=None,
        currency=new.currency,
        language=new.language,
        at=at,
    )
    try:
        order = _place(cart, new, by=by, at=at)
    except Refusal:
        _give_back(cart, at=at)
        raise
    part = METHODS.get(order.method)
    if part.waits or part.only_for_nothing:
        paying.start_payment(order.pk, at=at)
    return order


def _place(cart: Order, new: NewOrder, *, by: Actor, at: datetime) -> Order:
    checkout.save_details(cart.secret, buyer=_details(new.buyer, new.language), at=at)
    chosen = checkout.choose_method(cart.secret, code=new.method, at=at)
    total = chosen.total if new.total is None else new.total
    return checkout.place_order(
        cart.secret, terms=new.terms_accepted, shown_total=total, by=by, at=at
    )


def _details(buyer: Buyer, language: str) -> dict[str, str]:
    return {**buyer.dict(), "language": language}


def _give_back(cart: Order, *, at: datetime) -> None:
    for line in bare_lines_of(cart.pk):
        shopping.change_line(cart.secret, line_id=line.pk, quantity=0, at=at)
