"""How a shop takes members: switched on, levels, and the plans by which one joins."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.catalogue.actions import plans as catalogue
from tessera.domain.catalogue.errors import BadPlan, BadTerms, WasSold
from tessera.domain.catalogue.models import Level, MembershipTerms, Plan, Product
from tessera.domain.catalogue.planning import (
    LevelFacts,
    PlanFacts,
    TermsFacts,
    require_level,
    require_plan,
    require_terms,
    require_unfrozen,
)
from tessera.domain.catalogue.queries.plans import (
    facts_of,
    find_level,
    has_published_plans,
    is_level_used,
    levels_of_organisation,
    membership_terms,
    next_position,
    order_of_plans,
    plan_in,
)
from tessera.domain.forms import actions as forms
from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.building import forms_to_attach
from tessera.domain.memberships.queries.standing import has_members, has_plan_members
from tessera.domain.offers.actions.offers import follow_product
from tessera.domain.orders.queries.programme import is_product_ordered
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.lib.errors import NotFound


@transaction.atomic(durable=True)
def set_terms(shop: Shop, facts: TermsFacts, *, by: Actor, at: datetime) -> MembershipTerms:
    """Switch memberships on or off, and say how they are paid.

    Switched off, nobody joins any more; who is a member stays one. Refuses (BadTerms) no way to
    pay, no currency, and another one once a plan was published.
    """
    before = _enter(shop, by)
    require_terms(facts, currencies=shop.currencies)
    if before and before.currency != facts.currency and has_published_plans(shop.id):
        raise BadTerms(
            _(
                "Plans were published in %(currency)s, and their price stays for good. Members in "
                "another currency need a shop of their own."
            )
            % {"currency": before.currency},
            field="currency",
        )
    terms = catalogue.write_terms(shop, facts)
    shops.change(shop, {"takes_members": facts.is_active})
    _tell("memberships.set", "shop", shop.id, shop, by=by, at=at, is_active=facts.is_active)
    return terms


@transaction.atomic(durable=True)
def write_level(
    shop: Shop, facts: LevelFacts, *, level_id: int | None = None, by: Actor, at: datetime
) -> Level:
    """Make a level of the organisation, or change one. Refuses (BadLevel)."""
    _enter(shop, by)
    require_level(facts)
    level = Level(organisation_id=shop.organisation_id)
    if level_id is not None:
        level = _level(shop, level_id)
    made = catalogue.write_level(level, facts)
    verb = "level.created" if level_id is None else "level.edited"
    _tell(verb, "level", made.pk, shop, by=by, at=at, name=dict(facts.name))
    return made


@transaction.atomic(durable=True)
def delete_level(shop: Shop, *, level_id: int, by: Actor, at: datetime) -> None:
    """Remove a level. Refuses (WasSold) one that a plan grants, a tariff asks for or somebody
    has."""
    _enter(shop, by)
    level = _level(shop, level_id)
    if is_level_used(level) or has_members(level.pk):
        raise WasSold(
            _("Plans, tariffs or members have this level: it stays. Hide its plans instead.")
        )
    catalogue.delete_level(level)
    _tell("level.deleted", "level", level_id, shop, by=by, at=at, name=level.name)


@transaction.atomic(durable=True)
def create_plan(shop: Shop, facts: PlanFacts, *, by: Actor, at: datetime) -> Plan:
    """A plan, in preview. Refuses (BadPlan) what nobody could join."""
    terms = _require(shop, facts, by)
    made = catalogue.make_plan(
        shop, facts, currency=terms.currency, position=next_position(shop.id)
    )
    _tell("plan.created", "plan", made.pk, shop, by=by, at=at, name=dict(facts.name))
    return made


@transaction.atomic(durable=True)
def edit_plan(shop: Shop, facts: PlanFacts, *, plan_id: int, by: Actor, at: datetime) -> Plan:
    """Write what is said of a plan. Refuses (BadPlan), and (PriceFrozen) another price, VAT, level
    or duration once it was published."""
    terms = _require(shop, facts, by)
    plan = _plan(shop, plan_id)
    if plan.first_published_at is not None:
        require_unfrozen(facts_of(plan), facts)
    catalogue.change_plan(plan, facts, currency=terms.currency)
    _tell("plan.edited", "plan", plan.pk, shop, by=by, at=at, name=dict(facts.name))
    return plan


@transaction.atomic(durable=True)
def set_plan_status(shop: Shop, *, plan_id: int, status: str, by: Actor, at: datetime) -> Plan:
    """Publish a plan (its price is then frozen for good), show it to the team only, or hide it.

    Refuses (BadPlan) to publish while memberships are switched off.
    """
    terms = _enter(shop, by)
    plan = _plan(shop, plan_id)
    if status == Product.Status.PUBLISHED and (terms is None or not terms.is_active):
        raise BadPlan(_("Switch memberships on before you publish a plan."), field="status")
    catalogue.set_plan_status(plan, Product.Status(status), at=at)
    _tell("plan.status_changed", "plan", plan.pk, shop, by=by, at=at, status=status)
    return plan


@transaction.atomic(durable=True)
def reprice_plan(shop: Shop, *, plan_id: int, net_price: int, by: Actor, at: datetime) -> Plan:
    """The same plan at another price, in the place of this one: it asks the same, its codes serve,
    it is published if this one was; this one is hidden, and renewals of it go to the new one at
    the new price."""
    terms = _enter(shop, by)
    old = _plan(shop, plan_id)
    if terms is None:
        raise NotFound(_("There is no such plan."))
    facts = replace(facts_of(old), net_price=net_price)
    new = catalogue.make_plan(shop, facts, currency=terms.currency, position=old.product.position)
    new.picture = old.picture
    catalogue.set_plan_status(new, old.product.status, at=at)
    catalogue.change_plan(new, facts, currency=terms.currency)
    forms.copy_uses([(old.pk, new.pk)])
    follow_product(old.pk, new.pk)
    catalogue.set_successor(old, new)
    catalogue.set_plan_status(old, Product.Status.DRAFT, at=at)
    _tell("plan.repriced", "plan", new.pk, shop, by=by, at=at, replaces=old.pk, net=net_price)
    return new


@transaction.atomic(durable=True)
def delete_plan(shop: Shop, *, plan_id: int, by: Actor, at: datetime) -> None:
    """Remove a plan. Refuses (WasSold) one that was ever ordered, or given by hand: hide it
    instead."""
    _enter(shop, by)
    plan = _plan(shop, plan_id)
    if is_product_ordered(plan.pk) or has_plan_members(plan.pk):
        raise WasSold(
            _("This plan was ordered or given: it stays. Make it a draft, and nobody sees it.")
        )
    name = plan.product.name
    catalogue.delete_plan(plan)
    _tell("plan.deleted", "plan", plan_id, shop, by=by, at=at, name=name)


@transaction.atomic(durable=True)
def move_plan(shop: Shop, *, plan_id: int, to: int, by: Actor, at: datetime) -> None:
    """Show a plan at another place (0 is the first)."""
    _enter(shop, by)
    plan = _plan(shop, plan_id)
    order = [each for each in order_of_plans(shop.id) if each != plan.pk]
    order.insert(max(0, to), plan.pk)
    catalogue.place_plans(order)
    _tell("plan.moved", "plan", plan.pk, shop, by=by, at=at, name=plan.product.name)


@transaction.atomic(durable=True)
def ask_of_members(
    shop: Shop, *, plan_id: int, form_id: int | None, by: Actor, at: datetime
) -> None:
    """Who joins by the plan is asked this form from now on; none: names and address only.

    Refuses (NotFound) a form that is not for members, is archived, or of another shop.
    """
    _enter(shop, by)
    plan = _plan(shop, plan_id)
    if form_id is None:
        forms.detach([plan.pk])
    else:
        known = {each.pk: each for each in forms_to_attach(shop.id, Form.Kind.MEMBER)}
        if form_id not in known:
            raise NotFound(_("There is no such form for members."))
        forms.attach(known[form_id], [plan.pk])
    _tell("plan.asks", "plan", plan.pk, shop, by=by, at=at, form=form_id)


def _enter(shop: Shop, by: Actor) -> MembershipTerms | None:
    require(by, Can.EDIT_MEMBERS)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    return membership_terms(shop.id)


def _require(shop: Shop, facts: PlanFacts, by: Actor) -> MembershipTerms:
    terms = _enter(shop, by)
    if terms is None:
        raise BadPlan(_("Switch memberships on first."), field="status")
    require_plan(facts)
    if facts.level_id not in {level.pk for level in levels_of_organisation(shop.organisation_id)}:
        raise BadPlan(_("Choose a level."), field="level")
    return terms


def _level(shop: Shop, level_id: int) -> Level:
    found = find_level(shop.organisation_id, level_id)
    if found is None:
        raise NotFound(_("There is no such level."))
    return found


def _plan(shop: Shop, plan_id: int) -> Plan:
    found = plan_in(shop.id, plan_id)
    if found is None:
        raise NotFound(_("There is no such plan."))
    return found


def _tell(
    verb: str, kind: str, id_: int, shop: Shop, *, by: Actor, at: datetime, **facts: object
) -> None:
    activity.record(verb, of=(kind, id_), shop=shop, by=by, at=at, **facts)
    shops.bump_catalogue(shop.id)
