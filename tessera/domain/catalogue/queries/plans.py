"""How a shop takes members, and by which plans one joins."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import Level, MembershipTerms, Plan, Price, Product
from tessera.domain.catalogue.planning import PlanFacts


def membership_terms(shop_id: int) -> MembershipTerms | None:
    """How the shop takes members; nothing when that was never switched on."""
    return MembershipTerms.objects.filter(shop_id=shop_id).first()


def plans_priced(shop_id: int) -> QuerySet[Plan]:
    """The plans of a shop with product and level; `price` is what one costs, VAT included, in the
    currency of the shop's memberships."""
    terms = MembershipTerms.objects.filter(shop=shop_id).values("currency")[:1]
    price = Price.objects.filter(product=OuterRef("product_id"), currency=Subquery(terms))
    found = Plan.objects.filter(product__shop_id=shop_id).select_related("product", "level")
    return found.annotate(price=Subquery(price.values("amount")[:1])).order_by(
        "product__position", "-level__rank", "product_id"
    )


def plans_on_offer(shop_id: int, *, at: datetime, with_previews: bool = False) -> list[Plan]:
    """What visitors may join now; who works there sees previews too, as if they were out."""
    shown = [Product.Status.PUBLISHED]
    if with_previews:
        shown.append(Product.Status.PREVIEW)
    found = plans_priced(shop_id).filter(product__status__in=shown)
    return [plan for plan in found if price_of_plan(plan) is not None and is_within(plan, at=at)]


def plan_to_join(shop_id: int, product_id: int) -> Plan:
    """The plan of this shop, whatever its status; refuses (NotOnSale) when there is none."""
    found = plans_priced(shop_id).filter(product_id=product_id).first()
    if found is None:
        raise NotOnSale(_("There is no such membership in this shop."))
    return found


def price_of_plan(plan: Plan) -> int | None:
    """The price that `plans_priced` looked up; none: it is not sold in the currency."""
    price: int | None = getattr(plan, "price", None)
    return price


def is_within(plan: Plan, *, at: datetime) -> bool:
    """Whether the plan may be joined at that moment, as its window says."""
    product = plan.product
    begun = product.online_from is None or product.online_from <= at
    return begun and (product.online_until is None or at < product.online_until)


def levels_of_organisation(organisation_id: int) -> list[Level]:
    """Every level, the highest first."""
    return list(Level.objects.filter(organisation_id=organisation_id).order_by("-rank", "id"))


def find_level(organisation_id: int, level_id: int) -> Level | None:
    """A level of the organisation, locked, or nothing."""
    found = Level.objects.filter(organisation_id=organisation_id, id=level_id)
    return found.select_for_update().first()


def is_level_used(level: Level) -> bool:
    """Whether any plan grants it, or any tariff is for those who have it."""
    is_asked = Product.objects.filter(level_ids__contains=[level.pk]).exists()
    return is_asked or Plan.objects.filter(level=level).exists()


def has_published_plans(shop_id: int) -> bool:
    """Whether a plan of the shop was ever published, so that its price is frozen."""
    found = Plan.objects.filter(product__shop_id=shop_id, first_published_at__isnull=False)
    return found.exists()


def plan_in(shop_id: int, product_id: int) -> Plan | None:
    """A plan of the shop with product and level, locked, or nothing."""
    found = Plan.objects.filter(product__shop_id=shop_id, product_id=product_id)
    return found.select_related("product__shop", "level").select_for_update(of=("self",)).first()


def order_of_plans(shop_id: int) -> list[int]:
    """The plans of the shop by id, in the order in which they are shown."""
    found = Product.objects.filter(shop_id=shop_id, kind=Product.Kind.PLAN)
    ranked = found.order_by("position", "-plan__level__rank", "id")
    return list(ranked.values_list("id", flat=True))


def next_position(shop_id: int) -> int:
    """The place of one more plan: the last."""
    last = Product.objects.filter(shop_id=shop_id, kind=Product.Kind.PLAN).order_by("-position")
    return (last.values_list("position", flat=True).first() or 0) + 1


def facts_of(plan: Plan) -> PlanFacts:
    """What is said of the plan, as the organiser would say it."""
    product = plan.product
    return PlanFacts(
        level_id=plan.level_id,
        name=product.name,
        unit=plan.unit,
        count=plan.count,
        season_starts=plan.season_starts,
        season_rollover=plan.season_rollover,
        needs_approval=product.needs_approval,
        subtitle=plan.subtitle,
        description=product.description,
        net_price=plan.net_price,
        vat_rate=product.vat_rate,
        opens_at=product.online_from,
        closes_at=product.online_until,
        seats=plan.seats,
        renews_itself=plan.renews_itself,
    )


def level_names(level_ids: Collection[int]) -> list[dict[str, str]]:
    """What these levels are called, the highest first."""
    found = Level.objects.filter(id__in=level_ids).order_by("-rank", "id")
    return list(found.values_list("name", flat=True))


def plan_to_renew(plan_id: int) -> int:
    """The plan that a renewal of this one goes to: its successor, and that one's."""
    seen: set[int] = set()
    while plan_id not in seen:
        seen.add(plan_id)
        found = Plan.objects.filter(pk=plan_id).values_list("successor_id", flat=True).first()
        if found is None:
            break
        plan_id = found
    return plan_id
