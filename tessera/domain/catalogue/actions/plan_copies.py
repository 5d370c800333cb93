"""The plans of a shop once more, in its next edition."""

from tessera.domain.catalogue.actions.again import (
    WINDOWS,
    Move,
    again,
    copy_rows,
    ids,
    moved,
)
from tessera.domain.catalogue.models import MembershipTerms, Plan, Price, Product
from tessera.domain.shops.models import Shop


def copy_plans(source: Shop, target: Shop, *, move: Move) -> dict[int, int]:
    """How the shop takes members, and its plans with their prices: in preview, so that prices may
    still be changed. What was hidden, or has a new price, stays behind. The new products by the
    ids of the old ones."""
    terms = MembershipTerms.objects.filter(shop=source).first()
    if terms is None:
        return {}
    again(terms, shop_id=target.pk).save(force_insert=True)
    shown = [Product.Status.PUBLISHED, Product.Status.PREVIEW]
    plans = Plan.objects.filter(product__shop=source, product__status__in=shown, successor=None)
    products = copy_rows(
        Product.objects.filter(plan__in=plans),
        lambda product: {
            "shop_id": target.pk,
            "status": Product.Status.PREVIEW,
            **moved(product, WINDOWS, move),
        },
    )
    copy_rows(
        plans,
        lambda plan: {"product_id": products[plan.product_id].pk, "first_published_at": None},
    )
    copy_rows(
        Price.objects.filter(product_id__in=products),
        lambda price: {"product_id": products[price.product_id].pk},
    )
    return ids(products)
