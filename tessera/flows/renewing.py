"""Memberships that end: members are reminded, what renews itself is announced and charged, and
what nobody pays lapses."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.activity.queries import last_of
from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import MembershipTerms, Plan
from tessera.domain.catalogue.queries.plans import (
    membership_terms,
    plan_to_join,
    plan_to_renew,
    price_of_plan,
)
from tessera.domain.catalogue.rules import vat_rate
from tessera.domain.memberships.actions import renewing as memberships
from tessera.domain.memberships.actions.joining import note_joining
from tessera.domain.memberships.models import Joining, Membership, RenewalStep
from tessera.domain.memberships.queries.steps import (
    charges_due,
    count_failed,
    still_running,
    take_charge,
    take_steps,
    was_tried_before,
)
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.payments import actions as payments
from tessera.domain.payments.methods import Failed, MandateFacts, Next, Received
from tessera.domain.payments.models import Mandate, Payment
from tessera.domain.payments.queries import facts_of, lock_payment, method_of, order_of_payment
from tessera.domain.shops.models import Shop
from tessera.flows.steps import settle
from tessera.flows.steps.pricing import price
from tessera.lib.i18n import local, say_day, speaking
from tessera.lib.money import Money

Prices = dict[int, tuple[Plan, MembershipTerms] | None]
BATCH = 500
RETRIES = (3, 5, 6)
"""So many days after a charge that did not work it is tried again; after the last, no more."""
VERBS = {
    RenewalStep.Kind.REMINDER: "membership.reminded",
    RenewalStep.Kind.ANNOUNCEMENT: "membership.renewal_announced",
    RenewalStep.Kind.LAPSE: "membership.lapsed",
}


def renew_due(*, at: datetime) -> int:
    """Do what is due for memberships that end: note it, say it, charge it. Says how much was done.

    Safe to run twice, at the same time, after being killed half-way, and after days without: each
    thing is noted once, and done by whoever takes it.
    """
    _note(at)
    done = 0
    while said := _say_some(at):
        done += said
    return done + sum(charge_renewal(step, at=at) for step in charges_due(at=at, most=BATCH))


def charge_renewal(step_id: int, *, at: datetime) -> bool:
    """Try one automatic renewal: an order is placed, the account that was agreed to is charged,
    and the answer is noted. Says whether it was tried.

    The provider is told our reference: the same wish is never charged twice.
    """
    wish = _wish(step_id, at=at)
    if wish is None:
        return False
    payment, mandate = wish
    facts = facts_of(payment, return_url="", notice_url="")
    told = MandateFacts(mandate.provider_customer, mandate.provider_method, mandate.label)
    answer = method_of(payment).charge(facts, told)
    _note_answer(step_id, payment.pk, answer, at=at)
    return True


@transaction.atomic(durable=True)
def _note(at: datetime) -> int:
    return memberships.note_due(at=at)


@transaction.atomic(durable=True)
def _say_some(at: datetime) -> int:
    """One batch of what is only said; what changed meanwhile is dropped, and so is the announcement
    of what cannot be charged now: it is noted again once it can."""
    steps = take_steps(at=at, most=BATCH)
    running = still_running(steps)
    prices: Prices = {}
    told = [s for s in steps if s.membership_id in running and _holds(s, prices)]
    kept = {step.pk for step in told}
    memberships.drop([step.pk for step in steps if step.pk not in kept])
    activity.record_all([_said(step, prices, at=at) for step in told], by=SYSTEM, at=at)
    memberships.finish(told, at=at)
    return len(steps)


def _holds(step: RenewalStep, prices: Prices) -> bool:
    """Whether what would be said is so; of an announcement the price is looked up, once a plan."""
    plan = step.membership.plan
    if step.kind != RenewalStep.Kind.ANNOUNCEMENT or plan is None:
        return True
    if plan.pk not in prices:
        prices[plan.pk] = _offered(plan.product.shop, step.membership)
    return prices[plan.pk] is not None


def _said(step: RenewalStep, prices: Prices, *, at: datetime) -> activity.Happened:
    one = step.membership
    assert one.plan is not None
    shop = one.plan.product.shop
    facts: dict[str, Any] = {"offset": step.offset, "member": one.member_id}
    if step.kind == RenewalStep.Kind.ANNOUNCEMENT:
        facts |= _announced(one, prices[one.plan.pk], at=at)
    verb = VERBS[RenewalStep.Kind(step.kind)]
    return activity.Happened(verb, ("membership", one.pk), shop, facts)


def _announced(
    one: Membership, offered: tuple[Plan, MembershipTerms] | None, *, at: datetime
) -> dict[str, Any]:
    """What is charged, when and to what; and what it was, if that is another price."""
    today = at.date()
    charged = max(
        (one.ends_on or today) + timedelta(days=memberships.CHARGED),
        today + timedelta(days=memberships.NOTICE),
    )
    facts: dict[str, Any] = {
        "on": charged.isoformat(),
        "card": one.mandate.label if one.mandate else "",
    }
    if offered is None:
        return facts
    plan, terms = offered
    amount, language = price_of_plan(plan) or 0, one.member.language
    facts["price"] = Money(amount, terms.currency).format(language)
    facts |= {"amount": amount, "currency": terms.currency}
    if one.currency == terms.currency and one.price != amount:
        facts["before"] = Money(one.price, one.currency).format(language)
    return facts


def _offered(shop: Shop, one: Membership) -> tuple[Plan, MembershipTerms] | None:
    """The plan that a renewal goes to, if it can still be had: nothing renews itself in a shop that
    takes no members any more."""
    terms = membership_terms(shop.pk)
    if terms is None or not terms.is_active or one.plan_id is None:
        return None
    try:
        plan = plan_to_join(shop.pk, plan_to_renew(one.plan_id))
    except NotOnSale:
        return None
    return None if price_of_plan(plan) is None else (plan, terms)


@transaction.atomic(durable=True)
def _wish(step_id: int, *, at: datetime) -> tuple[Payment, Mandate] | None:
    """The payment to be charged; nothing when nothing is to be charged any more."""
    step = take_charge(step_id)
    if step is None:
        return None
    one = step.membership
    mandate, waiting = one.mandate, _order_of(step)  # locked: what was paid by hand counts
    offered = _offered(one.plan.product.shop, one) if one.plan else None
    gone = mandate is None or mandate.ended_at is not None or one.pk not in still_running([step])
    if gone or offered is None or mandate is None:
        memberships.drop([step.pk])
        return None
    if step.payment is not None and step.payment.status in _OPEN:
        return step.payment, mandate
    if _failed_since(step, step.payment):
        assert step.payment is not None
        told = Failed(step.payment.error_code, step.payment.error_message)
        _note_failed(step, told, at=at)
        return None
    if waiting is None and _is_another_price(one, *offered):
        memberships.announce_anew(one)
        return None
    order = waiting or _place(one, *offered, mandate=mandate, at=at)
    payment = payments.open_payment(order, at=at)
    payments.note_mandate(payment, mandate)
    memberships.note_payment(step, payment)
    return payment, mandate


def _is_another_price(one: Membership, plan: Plan, terms: MembershipTerms) -> bool:
    """Whether the price is not what was announced: that is said first, and charged days later."""
    told = last_of("membership", one.pk, verb=VERBS[RenewalStep.Kind.ANNOUNCEMENT])
    now = (price_of_plan(plan), terms.currency)
    return told is not None and (told.facts.get("amount"), told.facts.get("currency")) != now


_OPEN = (Payment.Status.OPEN, Payment.Status.PROCESSING)


def _failed_since(step: RenewalStep, payment: Payment | None) -> bool:
    """Whether the provider said afterwards that this try did not work, as slow debits do."""
    if payment is None or payment.status != Payment.Status.FAILED:
        return False
    return not was_tried_before(step)


def _order_of(step: RenewalStep) -> Order | None:
    """The order of an earlier try, locked, if it still waits for its money."""
    order = lock_order(step.payment.order_id) if step.payment else None
    return order if order is not None and order.status in settle.IN_HAND else None


def _place(
    one: Membership, plan: Plan, terms: MembershipTerms, *, mandate: Mandate, at: datetime
) -> Order:
    """The order of the renewal, placed for the member."""
    shop, member = plan.product.shop, one.member
    spoken: list[str] = shop.languages
    language = member.language if member.language in spoken else spoken[0]
    order = orders.open_cart(
        shop, currency=terms.currency, language=language, channel="online", at=at
    )
    orders.note_buyer(
        order,
        {name: getattr(member, name) for name in orders.BUYER_FIELDS} | {"language": language},
    )
    order.person_id, order.method = member.person_id or mandate.person_id, mandate.method
    if one.order is not None and one.order.shop_id == shop.pk:
        order.customer_id = one.order.customer_id
    new = orders.NewLine(
        product_id=plan.pk,
        date_id=None,
        claim_id=None,
        name=plan.product.name,
        quantity=1,
        group_size=1,
        unit_price=price_of_plan(plan) or 0,
        vat_rate=vat_rate(plan.product.vat_rate, shop.vat_rate),
    )
    (line,) = orders.new_lines(order, [new])
    line.product = plan.product
    price(order, [line], method=None)
    orders.note_agreed(order)
    orders.keep(order)
    orders.write_lines(order, [line])
    note_joining(line, kind=Joining.Kind.RENEWAL, replaces=one, agreed=mandate.said, at=at)
    orders.place(order, status=Status.PROCESSING, at=at)
    activity.record(
        "order.placed",
        of=("order", order.pk),
        shop=shop,
        by=SYSTEM,
        at=at,
        method=order.method,
        total=order.total,
    )
    return order


@transaction.atomic(durable=True)
def _note_answer(step_id: int, payment_id: int, answer: Next, *, at: datetime) -> None:
    if isinstance(answer, Failed) and answer.is_passing:
        return  # nobody knows: the next run asks with the same reference
    step = take_charge(step_id)
    if step is None:
        return
    order = lock_order(order_of_payment(payment_id))
    payment = lock_payment(payment_id)
    settle.answer(order, payment, answer, lines=lines_of(order.pk), at=at)
    if isinstance(answer, Received):
        memberships.finish([step], at=at)
    elif isinstance(answer, Failed):
        _note_failed(step, answer, at=at)
    # What is still under way is asked again by the next run, or told by a notice.


def _note_failed(step: RenewalStep, answer: Failed, *, at: datetime) -> None:
    one = step.membership
    assert one.plan is not None
    shop = one.plan.product.shop
    memberships.note_failed(step, why=answer.message or answer.code, at=at)
    again = _next_try(step, today=local(at, shop.time_zone).date())
    if again is not None:
        retry = memberships.note_retry(step, on=again, at=at)
        if step.payment is not None:
            memberships.note_payment(retry, step.payment)
    with speaking(one.member.language):
        said = say_day(again, one.member.language) if again else ""
        message = answer.message or _("The account could not be charged.")
    activity.record(
        "membership.charge_failed",
        of=("membership", one.pk),
        shop=shop,
        by=SYSTEM,
        at=at,
        code=answer.code,
        message=message,
        again=said,
    )


def _next_try(step: RenewalStep, *, today: date) -> date | None:
    tried = count_failed(step.membership_id)
    if tried > len(RETRIES):
        return None
    return today + timedelta(days=RETRIES[tried - 1])
