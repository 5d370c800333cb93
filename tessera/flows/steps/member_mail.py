"""What a mail to a member needs to know."""

from django.conf import settings
from django.urls import reverse

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.queries.plans import (
    membership_terms,
    plan_to_join,
    plan_to_renew,
    price_of_plan,
)
from tessera.domain.mailing.mail import MemberOccasion
from tessera.domain.memberships.models import Membership
from tessera.domain.memberships.queries.desk import home_of
from tessera.domain.memberships.queries.standing import find_membership
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import speaking
from tessera.lib.money import Money


def member_occasion(happened: Activity) -> MemberOccasion | None:
    """What happened to a membership, for its mails; nothing when it, or who it was, is gone."""
    membership = find_membership(happened.subject_id)
    if membership is None or membership.member.erased_at is not None:
        return None
    return occasion_of(happened, membership)


def occasion_of(happened: Activity, membership: Membership) -> MemberOccasion:
    """The same of a membership at hand."""
    shop = home_of(membership)
    spoken: list[str] = shop.languages
    told = membership.member.language
    with speaking(told if told in spoken else spoken[0]):
        return MemberOccasion(
            activity=happened,
            membership=membership,
            shop=shop,
            price=price_of_renewal(membership, shop),
            mine_url=_url("account:memberships"),
            renew_url=_url("shop:renew", shop.slug, membership.pk),
            card_url=_url("shop:member_card", shop.slug, membership.member.secret),
        )


def price_of_renewal(membership: Membership, shop: Shop) -> str:
    """What the membership costs once more, in words; "" when it cannot be renewed so."""
    terms = membership_terms(shop.pk)
    if membership.plan_id is None or terms is None:
        return ""
    try:
        plan = plan_to_join(shop.pk, plan_to_renew(membership.plan_id))
    except NotOnSale:
        return ""
    amount = price_of_plan(plan)
    language = membership.member.language
    return "" if amount is None else Money(amount, terms.currency).format(language)


def _url(name: str, *told: object) -> str:
    return settings.PUBLIC_URL + reverse(name, args=told)
