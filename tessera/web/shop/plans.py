"""Plans in words, for every page that shows them."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import MembershipTerms, Plan, Product
from tessera.domain.catalogue.queries.plans import price_of_plan
from tessera.domain.payments.queries import keeps_accounts
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.lib.markdown import to_html
from tessera.lib.money import Money


class BadDonation(Refusal):
    """What was typed is no amount."""

    code = "bad_donation"


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """A plan as visitors read it."""

    id: int
    name: str
    subtitle: str
    description: SafeString
    benefits: SafeString
    level: str
    colour: str
    price: str
    lasts: str
    picture: str
    needs_approval: bool
    is_preview: bool
    seats: str


def said_of(plan: Plan, currency: str, language: str) -> PlanSaid:
    """The plan in words; its price is what one pays, VAT included."""
    amount = price_of_plan(plan) or 0
    return PlanSaid(
        id=plan.pk,
        name=pick(plan.product.name, language),
        subtitle=pick(plan.subtitle, language),
        description=_html(pick(plan.product.description, language)),
        benefits=_html(pick(plan.level.benefits, language)),
        level=pick(plan.level.name, language),
        colour=plan.level.colour,
        price=Money(amount, currency).format(language) if amount else _("Free"),
        lasts=lasts(plan),
        picture=plan.picture.url if plan.picture else "",
        needs_approval=plan.product.needs_approval,
        is_preview=plan.product.status == Product.Status.PREVIEW,
        seats=ngettext("for %(n)d person", "for %(n)d people", plan.seats) % {"n": plan.seats}
        if plan.seats > 1
        else "",
    )


def lasts(plan: Plan) -> str:
    """How long a membership by the plan lasts."""
    if plan.unit == Plan.Unit.UNLIMITED:
        return _("for ever")
    if plan.unit == Plan.Unit.SEASON:
        return _("to the end of the season")
    said = {
        Plan.Unit.DAYS: ngettext("%(n)d day", "%(n)d days", plan.count),
        Plan.Unit.MONTHS: ngettext("%(n)d month", "%(n)d months", plan.count),
        Plan.Unit.YEARS: ngettext("%(n)d year", "%(n)d years", plan.count),
    }[Plan.Unit(plan.unit)]
    return said % {"n": plan.count}


def agreement_of(plan: Plan, terms: MembershipTerms, language: str) -> str:
    """What the buyer agrees to so that the membership may renew itself; kept word by word."""
    facts = {
        "price": Money(price_of_plan(plan) or 0, terms.currency).format(language),
        "lasts": lasts(plan),
    }
    return (
        _(
            "Renew my membership by itself: at its end %(price)s (%(lasts)s) are charged to the "
            "same card. I am told before each charge, and can stop it at any time in my account."
        )
        % facts
    )


def offered_agreement(plan: Plan, terms: MembershipTerms, language: str) -> str:
    """The same where it can be agreed to: the plan renews itself, and the shop has a way to pay
    that can be charged again; else ""."""
    if not plan.renews_itself or not keeps_accounts(terms.shop_id):
        return ""
    return agreement_of(plan, terms, language)


def _html(text: str) -> SafeString:
    return mark_safe(to_html(text)) if text else SafeString("")  # noqa: S308 - cleaned by nh3
