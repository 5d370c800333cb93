"""Forms, as the builder would leave them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tessera.domain.answers.rules import BUYER, Respondent
from tessera.domain.catalogue.models import Tariff
from tessera.domain.forms import actions as forms
from tessera.domain.forms.making import FormFacts, QuestionFacts
from tessera.domain.forms.models import Form
from tessera.domain.forms.rules import Given
from tessera.domain.orders.actions import BUYER_FIELDS
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.organisations.rules import BUYER as THE_BUYER
from tessera.domain.shops.actions import bump_catalogue
from tessera.domain.shops.models import Shop
from tessera.flows import checkout
from tessera.flows.steps.fulfil import fulfil
from tessera.lib import clock
from tests.factories.events import Programme
from tests.factories.orders import make_cart


def ask(code: str, kind: str = "text", *, label: str = "", **facts: Any) -> QuestionFacts:
    """A question whose label is its code, unless told; options are told by their codes."""
    options = [
        {"code": each, "label": {"en": each.capitalize(), "fr": each.capitalize()}}
        for each in facts.pop("options", ())
    ]
    words = label or code.capitalize()
    return QuestionFacts(
        kind=kind, label={"en": words, "fr": words}, code=code, options=options, **facts
    )


def make_form(
    shop: Shop,
    *questions: QuestionFacts,
    kind: str = "tariff",
    record: Mapping[str, str] | None = None,
    tariffs: Iterable[Tariff] = (),
    **facts: Any,
) -> Form:
    """A form that these tariffs ask; the shop's pages know it."""
    told = FormFacts(name=f"{kind} form", record=record or {}, **facts)
    form = forms.make_form(shop, kind, told, at=clock.now())
    for position, question in enumerate(questions):
        forms.add_question(form, replace(question), position=position)
    forms.attach(form, [tariff.product_id for tariff in tariffs])
    bump_catalogue(shop.id)
    shop.refresh_from_db(fields=["catalogue_version"])
    return form


def make_answered_order(
    made: Programme, *given: Given, order: Given | None = None, pays: bool = False, **facts: Any
) -> Order:
    """Bea's order of the first tariff, a ticket for each of those who answer, paid on site."""
    cart = make_cart(made, quantity=len(given), **facts)
    line, at = cart.lines.get(), clock.now()
    told = {Respondent(line.pk, place): each for place, each in enumerate(given, 1)}
    told |= {BUYER: order} if order else {}
    buyer = {name: getattr(cart, name) for name in BUYER_FIELDS}
    checkout.save_details(cart.secret, buyer=buyer, answers=told, at=at)
    placed = checkout.place_order(
        cart.secret, terms=True, shown_total=cart.total, by=THE_BUYER, at=at, method="on_site"
    )
    if pays:
        fulfil(placed, lines_of(placed.pk), by=THE_BUYER, at=at)
    return placed
