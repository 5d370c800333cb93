"""How somebody joins: a plan in the cart, for a member whose details come with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.answers import actions as answers
from tessera.domain.answers.rules import Respondent
from tessera.domain.catalogue.actions.plans import donation_of
from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import MembershipTerms, Plan, Product
from tessera.domain.catalogue.queries.plans import (
    is_within,
    membership_terms,
    plan_to_join,
    price_of_plan,
)
from tessera.domain.catalogue.rules import vat_rate
from tessera.domain.forms.queries.asking import form_of_plan
from tessera.domain.forms.rules import Answers, Given, require_valid
from tessera.domain.memberships.actions.joining import note_joining
from tessera.domain.memberships.errors import CannotRenew
from tessera.domain.memberships.models import Joining, Membership
from tessera.domain.memberships.queries.joining import sheets_of
from tessera.domain.memberships.queries.standing import has_follower, lasts, members_of_person
from tessera.domain.memberships.rules import Period, credit, is_valid, may_renew
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.shops.models import Shop
from tessera.flows.steps.carts import cart_for
from tessera.flows.steps.plans import require_no_change
from tessera.flows.steps.pricing import price
from tessera.flows.steps.profiting import CHANGING, profit
from tessera.flows.steps.taking import hold_end
from tessera.lib.errors import NotFound
from tessera.lib.i18n import local


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A wish to be a member: by which plan, and what is said of the member (`given`, as typed).

    A renewal or a change names the membership it is about, whose member is known. `agreed` is
    the text by which the buyer allows later charges. `donation` in minor units.
    """

    plan_id: int
    given: Given = field(default_factory=Given)
    buyer_is_member: bool = True
    kind: str = Joining.Kind.NEW
    replaces: Membership | None = None
    agreed: str = ""
    donation: int = 0


@transaction.atomic(durable=True)
def enrol(  # noqa: PLR0913 - a cart needs its shop, its wish and its terms
    shop: Shop,
    wish: Enrolment,
    *,
    secret: str | None,
    language: str,
    person_id: int | None = None,
    of_team: bool = False,
    at: datetime,
) -> Order:
    """Put a plan in the cart (a new one without `secret`). Nobody is a member by this: the order
    must be placed and paid.

    The same member's earlier wish in the cart makes room for this one. Refuses (NotOnSale) a plan
    that cannot be joined now, or a cart in another currency; (AnswersRefused, `fields`) missing
    or wrong details of the member; (NotFound) to renew or change what is not theirs, and
    (CannotRenew) too early, too late or twice. Who works there may try plans in preview.
    """
    terms, plan = _to_join(shop, wish, of_team=of_team, at=at)
    if wish.replaces is not None:
        require_theirs(wish.replaces, person_id=person_id)
        _require_replaceable(wish, plan, wish.replaces, today=_today(shop, at))
    told = _told(shop, wish, language=language)
    order = cart_for(
        shop, secret, currency=terms.currency, language=language, channel="online", at=at
    )
    before = _make_room(order, told) if order.pk else []
    order.person_id = person_id or order.person_id
    if wish.buyer_is_member and not order.email:
        orders.note_buyer(order, {**told.record, "language": language})
    order.held_until = hold_end(order, at=at)
    if wish.agreed:
        orders.note_agreed(order)
    own, given = _lines(order, plan, wish, terms, at=at)
    _keep(order, before, own + given, at=at)
    answers.write(
        order,
        {Respondent(own[0].pk, 1): (form_of_plan(shop, plan.pk).form_id, told)},
        at=at,
    )
    note_joining(
        own[0],
        kind=wish.kind,
        replaces=wish.replaces,
        buyer_is_member=wish.buyer_is_member,
        credit=_credit(plan, wish, terms, on=_today(shop, at)),
        agreed=wish.agreed,
        at=at,
    )
    return order


def _to_join(
    shop: Shop, wish: Enrolment, *, of_team: bool, at: datetime
) -> tuple[MembershipTerms, Plan]:
    terms = membership_terms(shop.id)
    if terms is None or not terms.is_active:
        raise NotOnSale(_("This shop takes no members at the moment."))
    plan = plan_to_join(shop.id, wish.plan_id)
    if price_of_plan(plan) is None or not _is_offered(plan, wish, of_team=of_team):
        raise NotOnSale(_("This membership is no longer offered. Choose another one."))
    if wish.kind != Joining.Kind.RENEWAL and not is_within(plan, at=at):
        raise NotOnSale(_("This membership cannot be had at the moment. Choose another one."))
    return terms, plan


def _is_offered(plan: Plan, wish: Enrolment, *, of_team: bool) -> bool:
    """Whether it may be had: what was published once is renewed also after it was hidden."""
    if plan.product.status == Product.Status.PUBLISHED:
        return True
    if wish.kind == Joining.Kind.RENEWAL and plan.first_published_at is not None:
        return True
    return of_team and plan.product.status == Product.Status.PREVIEW


def require_theirs(membership: Membership, *, person_id: int | None) -> None:
    """Refuses (NotFound) a membership of somebody else."""
    mine = members_of_person(person_id) if person_id is not None else None
    if mine is None or not mine.filter(pk=membership.member_id).exists():
        raise NotFound(_("There is no such membership."))


def _require_replaceable(wish: Enrolment, plan: Plan, old: Membership, *, today: date) -> None:
    if has_follower(old.pk):
        raise CannotRenew(_("This membership was renewed already."))
    if wish.kind == Joining.Kind.CHANGE:
        require_no_change(old)
    level = old.level
    if wish.kind == Joining.Kind.RENEWAL:
        window = {"opens_days": level.opens_days, "closes_days": level.closes_days}
        if not may_renew(lasts(old), today=today, **window):
            raise CannotRenew(
                _("This membership cannot be renewed now: it is too early, or too late.")
            )
    elif plan.level_id == old.level_id or not is_valid(lasts(old), on=today):
        raise CannotRenew(_("Choose another level than the one you have."))


def _told(shop: Shop, wish: Enrolment, *, language: str) -> Answers:
    """What is said of the member; of one who is known, what is known."""
    if wish.replaces is not None:
        member = wish.replaces.member
        named = ("email", "civility", "first_name", "last_name", "phone")
        return Answers({name: getattr(member, name) for name in named})
    form = form_of_plan(shop, wish.plan_id)
    return require_valid(form, wish.given, language=language, country=shop.country)


def _make_room(order: Order, told: Answers) -> list[OrderLine]:
    """The lines that stay: the same member's earlier wish goes, and the donation with it."""
    lines = lines_of(order.id)
    plans = [line for line in lines if line.product.kind == Product.Kind.PLAN]
    said = sheets_of([line.pk for line in plans])
    address = _address(told.record.get("email"))
    going = [
        line
        for line in plans
        if line.pk in said and _address(said[line.pk].record.get("email")) == address
    ]
    if going:
        going += [line for line in lines if line.product.kind == Product.Kind.DONATION]
        orders.remove_lines(going)
    return [line for line in lines if line not in going]


def _address(text: object) -> str:
    return str(text or "").strip().lower()


def _lines(
    order: Order, plan: Plan, wish: Enrolment, terms: MembershipTerms, *, at: datetime
) -> tuple[list[OrderLine], list[OrderLine]]:
    taken_off = _credit(plan, wish, terms, on=_today(order.shop, at))
    own = _line(order, plan.product, (price_of_plan(plan) or 0) - taken_off)
    if wish.donation < 1 or not terms.asks_donation:
        return [own], []
    return [own], [_line(order, donation_of(order.shop), wish.donation)]


def _line(order: Order, product: Product, amount: int) -> OrderLine:
    new = orders.NewLine(
        product_id=product.pk,
        date_id=None,
        claim_id=None,
        name=product.name,
        quantity=1,
        group_size=1,
        unit_price=amount,
        vat_rate=vat_rate(product.vat_rate, order.shop.vat_rate),
    )
    (line,) = orders.new_lines(order, [new])
    line.product = product
    return line


def _keep(
    order: Order, before: Sequence[OrderLine], made: Sequence[OrderLine], *, at: datetime
) -> None:
    lines = [*before, *made]
    order.method = ""
    gains = profit(order, lines, at=at, strict=CHANGING)
    price(order, lines, method=None)
    if order.pk:
        orders.keep_whole(order)
    else:
        orders.keep(order)
    orders.write_lines(order, made)
    gains.write(order)


def _credit(plan: Plan, wish: Enrolment, terms: MembershipTerms, *, on: date) -> int:
    """What is left of the membership that a change ends, at most what the new one costs; nothing of
    what was paid in another currency."""
    old = wish.replaces
    if wish.kind != Joining.Kind.CHANGE or old is None:
        return 0
    if old.currency != terms.currency:
        return 0
    left = credit(old.price, Period(old.starts_on, old.ends_on), on=on)
    return min(left, price_of_plan(plan) or 0)


def _today(shop: Shop, at: datetime) -> date:
    return local(at, shop.time_zone).date()
