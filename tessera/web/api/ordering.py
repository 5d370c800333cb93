"""An order placed in one call, through the same stories as a buyer's."""

from datetime import datetime

from tessera.domain.answers.rules import BUYER, Respondent
from tessera.domain.forms.rules import Given
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import bare_lines_of, lines_of
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.queries import method_for
from tessera.domain.shops.models import Shop
from tessera.flows import checkout, shopping
from tessera.flows.steps.pricing import quoted
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
        code=new.code,
    )
    try:
        return _place(cart, new, by=by, at=at)
    except Refusal:
        _give_back(cart, at=at)
        raise


def _place(cart: Order, new: NewOrder, *, by: Actor, at: datetime) -> Order:
    checkout.save_details(
        cart.secret,
        buyer=_details(new.buyer, new.language),
        answers=_answers(cart, new),
        at=at,
    )
    if new.code:
        shopping.use_code(cart.secret, text=new.code, at=at)
    total = _total(cart, new.method, at=at) if new.total is None else new.total
    return checkout.place_order(
        cart.secret, terms=new.terms_accepted, shown_total=total, by=by, at=at, method=new.method
    )


def _answers(cart: Order, new: NewOrder) -> dict[Respondent, Given] | None:
    """What is answered, by the lines in the order of the items; None for nothing."""
    told = {BUYER: Given(answers=new.answers)} if new.answers else {}
    if any(item.holders for item in new.items):
        for item, line in zip(new.items, bare_lines_of(cart.pk), strict=True):
            for place, holder in enumerate(item.holders[: line.tickets], 1):
                told[Respondent(line.pk, place)] = Given(holder.record, holder.answers)
    return told or None


def _total(cart: Order, code: str, *, at: datetime) -> int:
    """What the order costs, for a program that did not say what it saw."""
    lines = lines_of(cart.pk)
    return quoted(cart, lines, method=method_for(cart, lines, code=code, at=at)).total


def _details(buyer: Buyer, language: str) -> dict[str, str]:
    return {**buyer.dict(), "language": language}


def _give_back(cart: Order, *, at: datetime) -> None:
    for line in bare_lines_of(cart.pk):
        shopping.change_line(cart.secret, line_id=line.pk, quantity=0, at=at)
