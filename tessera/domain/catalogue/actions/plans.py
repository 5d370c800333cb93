"""Writing levels, plans, and how a shop takes members."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.files.base import ContentFile

from tessera.domain.catalogue.actions.products import set_price
from tessera.domain.catalogue.models import Level, MembershipTerms, Plan, Product
from tessera.domain.catalogue.planning import LevelFacts, PlanFacts, TermsFacts, gross
from tessera.domain.shops.models import Shop
from tessera.lib.ids import readable
from tessera.lib.pictures import WIDTHS, resized


def write_terms(shop: Shop, facts: TermsFacts) -> MembershipTerms:
    """How the shop takes members, from now on."""
    told = {name: getattr(facts, name) for name in TermsFacts.__slots__}
    told["intro"] = dict(facts.intro)
    return MembershipTerms.objects.update_or_create(shop=shop, defaults=told)[0]


def write_level(level: Level, facts: LevelFacts) -> Level:
    """Write what is said of a level, new or not."""
    for name in LevelFacts.__slots__:
        setattr(level, name, getattr(facts, name))
    level.name, level.benefits = dict(facts.name), dict(facts.benefits)
    level.reminder_days = sorted(facts.reminder_days)
    level.save()
    return level


def delete_level(level: Level) -> None:
    """Remove a level that no plan and nobody has."""
    level.delete()


def make_plan(shop: Shop, facts: PlanFacts, *, currency: str, position: int) -> Plan:
    """A plan in preview: the team sees it in the shop, the public does not."""
    product = Product(
        shop=shop,
        kind=Product.Kind.PLAN,
        status=Product.Status.PREVIEW,
        position=position,
        max_per_order=1,
    )
    plan = Plan(product=product)
    _say(plan, facts)
    product.save()
    plan.product = product
    plan.save(force_insert=True)
    _price(plan, facts, shop.vat_rate, currency)
    if facts.picture is not None:
        set_plan_picture(plan, facts.picture)
    return plan


def change_plan(plan: Plan, facts: PlanFacts, *, currency: str) -> None:
    """Write what is said of it; what was ordered keeps what it cost."""
    _say(plan, facts)
    plan.product.save()
    plan.save()
    if plan.first_published_at is None:
        _price(plan, facts, plan.product.shop.vat_rate, currency)
    if facts.picture is not None:
        set_plan_picture(plan, facts.picture)


def set_plan_picture(plan: Plan, picture: bytes) -> None:
    """Keep the picture in every width a page asks for, as those of events are; refuses
    (BadPicture) what is none."""
    sizes = resized(picture)
    stem = f"plan-{readable(8).lower()}"
    plan.picture.save(f"{stem}.webp", ContentFile(sizes[max(sizes)]), save=True)
    place = str(plan.picture.name).removesuffix(".webp")
    for width in WIDTHS[:-1]:
        smaller = sizes.get(width, sizes[max(sizes)])
        plan.picture.storage.save(f"{place}-{width}.webp", ContentFile(smaller))


def place_plans(product_ids: Sequence[int]) -> None:
    """Give the plans this order."""
    found = Product.objects.in_bulk(list(product_ids))
    for position, product_id in enumerate(product_ids):
        found[product_id].position = position
    Product.objects.bulk_update(found.values(), ["position"])


def set_plan_status(plan: Plan, status: str, *, at: datetime) -> None:
    """Show it to everybody, to the team, or to nobody. Once published its price is frozen."""
    plan.product.status = status
    plan.product.save(update_fields=["status"])
    if status == Product.Status.PUBLISHED and plan.first_published_at is None:
        plan.first_published_at = at
        plan.save(update_fields=["first_published_at"])


def set_successor(plan: Plan, successor: Plan) -> None:
    """Who renews the plan gets the successor."""
    plan.successor = successor
    plan.save(update_fields=["successor"])


def delete_plan(plan: Plan) -> None:
    """Remove a plan that nobody ever ordered."""
    plan.product.delete()


def donation_of(shop: Shop) -> Product:
    """The product behind what is given on top; made when it is first needed."""
    found = Product.objects.filter(shop=shop, kind=Product.Kind.DONATION).first()
    return found or Product.objects.create(
        shop=shop,
        kind=Product.Kind.DONATION,
        name={"fr": "Don", "en": "Donation", "de": "Spende", "it": "Donazione"},
        status=Product.Status.PUBLISHED,
        vat_rate=Decimal(0),
        max_per_order=1,
    )


def _say(plan: Plan, facts: PlanFacts) -> None:
    product = plan.product
    product.name, product.description = dict(facts.name), dict(facts.description)
    product.needs_approval, product.vat_rate = facts.needs_approval, facts.vat_rate
    product.online_from, product.online_until = facts.opens_at, facts.closes_at
    for name in ("level_id", "unit", "count", "season_starts", "season_rollover", "seats"):
        setattr(plan, name, getattr(facts, name))
    plan.net_price, plan.renews_itself = facts.net_price, facts.renews_itself
    plan.subtitle = dict(facts.subtitle)


def _price(plan: Plan, facts: PlanFacts, shop_rate: Decimal, currency: str) -> None:
    rate = shop_rate if facts.vat_rate is None else facts.vat_rate
    set_price(plan.product, currency=currency, amount=gross(facts.net_price, rate))
