"""What was answered with an order: read, and changed."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Router

from tessera.domain.answers.queries.sheets import Block, blocks_of
from tessera.domain.answers.rules import BUYER, respondent_of
from tessera.domain.forms.rules import Given
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.grid import order_visible_to
from tessera.domain.orders.queries.seen import lines_seen_by
from tessera.domain.organisations.rules import Actor, Can, require
from tessera.flows.answering import change_answers
from tessera.lib import clock
from tessera.lib.errors import NotFound
from tessera.web.api import schemas
from tessera.web.api.access import shop_of
from tessera.web.api.scopes import needs

router = Router(tags=["Orders"])
ANSWERS = "/shops/{shop}/orders/{number}/answers"


@router.get(
    ANSWERS,
    response=schemas.AnswersOfOrder,
    operation_id="answers",
    openapi_extra=needs(Can.SEE_CUSTOMERS),
)
def answers(request: HttpRequest, shop: str, number: schemas.Number) -> Any:
    """What buyer and holders were asked, and what they answered; files by their id."""
    actor, found = shop_of(request, shop, Can.SEE_CUSTOMERS)
    order = _order(actor, found.id, number)
    return _told(actor, order)


@router.put(
    ANSWERS,
    response=schemas.AnswersOfOrder,
    operation_id="change_answers",
    openapi_extra=needs(Can.EDIT_ORDERS),
)
def change(request: HttpRequest, shop: str, number: schemas.Number, new: schemas.NewAnswers) -> Any:
    """Other answers of those who are named; what stood there is kept. A holder's new name goes to
    the ticket. Files stay as they are named by their id."""
    actor, found = shop_of(request, shop, Can.EDIT_ORDERS)
    require(actor, Can.SEE_CUSTOMERS)
    order = _order(actor, found.id, number)
    seen = {block.who for block in _blocks(actor, order)}
    told = {who: each for each in new.items if (who := respondent_of(each.respondent)) in seen}
    if len(told) != len(new.items):
        raise NotFound("One of these respondents is not asked in this order.")
    given = {
        who: Given(record=each.record, answers=each.answers)
        for who, each in told.items()
        if who is not None
    }
    change_answers(order.pk, given, by=actor, at=clock.now())
    return _told(actor, order)


def _order(actor: Actor, shop_id: int, number: str) -> Order:
    order = order_visible_to(actor, shop_id, number)
    if order is None:
        raise NotFound("There is no such order, or this key may not see it.")
    return order


def _blocks(actor: Actor, order: Order) -> list[Block]:
    """A key for some events or zones is told of no other tickets, nor of the buyer."""
    lines = lines_of(order.pk)
    seen = {line.pk for line in lines_seen_by(actor, lines)}
    blocks = blocks_of(order, lines)
    if actor.is_narrow:
        return [block for block in blocks if block.who.line_id in seen]
    return blocks


def _told(actor: Actor, order: Order) -> dict[str, Any]:
    lines = lines_of(order.pk)
    return {"items": [_respondent(block, lines) for block in _blocks(actor, order)]}


def _respondent(block: Block, lines: Sequence[OrderLine]) -> dict[str, Any]:
    line = next((each for each in lines if each.pk == block.who.line_id), None)
    return {
        "respondent": block.who.key,
        "product": line.product_id if line else None,
        "date": line.date_id if line else None,
        "place": block.who.place or None,
        "form": block.form.form_id,
        "record": block.answers.record,
        "answers": block.answers.answers,
        "agreed": block.answers.said,
        "fields": {} if block.who == BUYER else block.form.fields(),
        "questions": [
            {
                "code": each.code,
                "kind": each.kind,
                "label": each.label,
                "is_required": each.is_required,
                "options": [option["code"] for option in each.options],
                "only_if": dict(each.condition) or None,
            }
            for each in block.form.questions
            if each.kind != "note"
        ],
        "updated_at": block.sheet.updated_at if block.sheet else None,
    }
