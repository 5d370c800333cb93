"""A customer is forgotten: the person goes, the accounts stay."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.activity.actions.forgetting import forget_in_history, forget_who
from tessera.domain.customers import actions as customers
from tessera.domain.customers.errors import CannotErase
from tessera.domain.customers.models import Customer
from tessera.domain.customers.queries import lock_customers
from tessera.domain.mailing.actions.forgetting import forget_readers
from tessera.domain.mailing.queries import messages_naming
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.models import Member
from tessera.domain.memberships.queries.desk import members_meant, running_for
from tessera.domain.orders.actions.forgetting import forget_actor, forget_buyers
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments.actions.forgetting import forget_payers
from tessera.domain.payments.mandates import mandates_with
from tessera.domain.reporting.actions.forgetting import forget_in_lists
from tessera.domain.reporting.queries.known import Identity, held_by, identity_of, preview_of
from tessera.domain.tickets.actions.forgetting import forget_holders
from tessera.flows.steps.answers import forget_answers, forget_places
from tessera.flows.steps.mandates import forget_accounts
from tessera.lib.errors import NotFound
from tessera.lib.i18n import local


@transaction.atomic(durable=True)
def erase_customer(
    customer_id: int,
    *,
    despite_coming: bool,
    also_elsewhere: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Nothing in the shop names the customer any more, nor is left of what they answered; orders,
    amounts and VAT stay.

    `also_elsewhere` takes the name, and the answers, off tickets in the orders of others too.
    Safe to repeat. A member whose time is over is forgotten with them. Refuses (CannotErase)
    while an order waits for money or a membership goes on, and, unless `despite_coming`, while
    valid tickets for a coming date are out.
    """
    require(by, Can.EDIT_CUSTOMERS)
    customer = lock_customers([customer_id]).get(customer_id)
    if customer is None or customer.merged_into_id is not None:
        raise NotFound(_("There is no such customer."))
    shop = customer.shop
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    if customer.erased_at is not None:
        return
    _require_erasable(customer, despite_coming=despite_coming, at=at)
    known = identity_of(customer)
    forget_accounts(mandates_with(known.order_ids), at=at)
    _forget(customer, known, also_elsewhere=also_elsewhere, at=at)
    for member in _members(customer):
        memberships.forget_member(member, at=at)
    customers.erase(customer, at=at)
    activity.record("customer.erased", of=("customer", customer.pk), shop=shop, by=by, at=at)


def _require_erasable(customer: Customer, *, despite_coming: bool, at: datetime) -> None:
    found = preview_of(customer, at=at)
    if found.unfinished:
        raise CannotErase(
            _(
                "Order %(number)s still waits for its payment, and needs a name and an address. "
                "Validate or cancel it first."
            )
            % {"number": found.unfinished[0].number}
        )
    if members := _running_members(customer, at=at):
        raise CannotErase(
            _(
                "They are member %(number)d, and their membership goes on. Forget the member "
                "first, under Members: it says what ends."
            )
            % {"number": members[0].number}
        )
    if found.coming and not despite_coming:
        raise CannotErase(
            _(
                "There are valid tickets for a date to come: nobody could write to the buyer any "
                "more. Tick that you erase nevertheless, or wait until the date is over."
            )
        )


def _members(customer: Customer) -> list[Member]:
    """Who the customer is as a member of the organisation."""
    return members_meant(
        customer.shop.organisation_id, email=customer.email, person_id=customer.person_id
    )


def _running_members(customer: Customer, *, at: datetime) -> list[Member]:
    """Those of them whose membership is not over."""
    meant = _members(customer)
    today = local(at, customer.shop.time_zone).date()
    running = {each.member_id for each in running_for([each.pk for each in meant], on=today)}
    return [each for each in meant if each.pk in running]


def _forget(customer: Customer, known: Identity, *, also_elsewhere: bool, at: datetime) -> None:
    shop_id, person_id = customer.shop_id, customer.person_id
    held = held_by(customer)
    forget_answers(known.order_ids, at=at)
    if also_elsewhere:
        forget_places(held.exclude(order_id__in=known.order_ids), at=at)
    forget_holders(held if also_elsewhere else held.filter(order_id__in=known.order_ids))
    forget_readers(messages_naming(shop_id, order_ids=known.order_ids, emails=known.emails))
    forget_payers(known.order_ids, words=known.words)
    words = {*known.words, *known.emails}
    forget_in_lists(shop_id, words=words)
    if person_id is not None:
        forget_actor(known.order_ids, person_id=person_id)
        forget_who(shop_id, person_id=person_id, of=known.subjects())
    forget_in_history(shop_id, of=known.subjects(), words=words, emails=known.emails)
    forget_buyers(known.order_ids, words=words)
