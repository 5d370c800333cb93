"""Plain functions that make what a test needs; what is not said gets a sensible value."""

from tests.factories.events import Programme, make_event, make_tariff
from tests.factories.forms import ask, make_answered_order, make_form
from tests.factories.memberships import (
    make_level,
    make_member,
    make_membership,
    make_plan,
    make_plan_order,
    make_terms,
)
from tests.factories.offers import make_code, make_offer
from tests.factories.orders import make_cart, make_order, make_payment
from tests.factories.people import actor_of, make_organisation, make_person, make_team_member
from tests.factories.shops import make_gate, make_method, make_shop

__all__ = [
    "Programme",
    "actor_of",
    "ask",
    "make_answered_order",
    "make_cart",
    "make_code",
    "make_event",
    "make_form",
    "make_gate",
    "make_level",
    "make_member",
    "make_membership",
    "make_method",
    "make_offer",
    "make_order",
    "make_organisation",
    "make_payment",
    "make_person",
    "make_plan",
    "make_plan_order",
    "make_shop",
    "make_tariff",
    "make_terms",
    "make_team_member",
]
