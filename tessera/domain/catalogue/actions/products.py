"""Writing what is sold: tariffs, their prices and steps. Pools are the story's business."""

from collections.abc import Mapping, Sequence
from typing import Any

from tessera.domain.catalogue.models import Price, PriceStep, Product, Tariff, Zone
from tessera.domain.catalogue.rules import CHANNELS, StepFacts, TariffFacts, Window


def add_tariff(
    zone: Zone,
    *,
    name: Mapping[str, str],
    prices: Mapping[str, int],
    kind: str = Tariff.Kind.STANDARD,
    group_size: int = 1,
    **product_facts: Any,
) -> Tariff:
    """One more way into a zone, with a price (minor units) per currency; a draft product unless
    `status` says otherwise. A `quota` needs a pool."""
    event = zone.event
    product = Product.objects.create(
        shop_id=event.shop_id, kind=Product.Kind.TARIFF, name=dict(name), **product_facts
    )
    for currency, amount in prices.items():
        set_price(product, currency=currency, amount=amount)
    return Tariff.objects.create(
        product=product, event=event, zone=zone, kind=kind, group_size=group_size
    )


def set_price(product: Product, *, currency: str, amount: int) -> Price:
    """What the product costs in the currency, from now on."""
    price, _ = Price.objects.update_or_create(
        product=product, currency=currency, defaults={"amount": amount}
    )
    return price


def make_tariff(zone: Zone, facts: TariffFacts, *, position: int) -> Tariff:
    """One more way into a zone, as the organiser says it. What it counts needs a pool."""
    event = zone.event
    product = Product(shop_id=event.shop_id, kind=Product.Kind.TARIFF, position=position)
    _say(product, facts)
    product.save()
    tariff = Tariff(product=product, event=event, zone=zone)
    _write_tariff(tariff, facts)
    _set_prices(product, facts)
    return tariff


def change_tariff(tariff: Tariff, facts: TariffFacts) -> None:
    """Write what the organiser says of it from now on; lines that exist keep their price."""
    _say(tariff.product, facts)
    tariff.product.save()
    _write_tariff(tariff, facts)
    _set_prices(tariff.product, facts)


def delete_tariff(tariff: Tariff) -> None:
    """Remove a tariff that no order holds, with its prices, steps and count."""
    tariff.product.delete()


def place_products(product_ids: Sequence[int]) -> None:
    """Give the products this order."""
    found = {each.id: each for each in Product.objects.filter(id__in=product_ids)}
    for position, product_id in enumerate(product_ids):
        found[product_id].position = position
    Product.objects.bulk_update(found.values(), ["position"])


def _say(product: Product, facts: TariffFacts) -> None:
    product.name, product.description = dict(facts.name), dict(facts.description)
    product.status = Product.Status.PUBLISHED if facts.is_published else Product.Status.DRAFT
    product.vat_rate, product.quota = facts.vat_rate, facts.quota
    product.needs_approval, product.by_code = facts.needs_approval, facts.by_code
    product.level_ids = None if facts.level_ids is None else sorted(facts.level_ids)
    product.uses_per_member = facts.uses_per_member if facts.level_ids is not None else None
    product.min_per_order, product.max_per_order = facts.min_per_order, facts.max_per_order
    for channel in CHANNELS:
        window = facts.windows.get(channel, Window(None, None))
        setattr(product, f"visible_{channel}", channel in facts.shown_to)
        setattr(product, f"{channel}_from", window.opens)
        setattr(product, f"{channel}_until", window.closes)


def _write_tariff(tariff: Tariff, facts: TariffFacts) -> None:
    tariff.kind, tariff.group_size, tariff.icon = facts.kind, facts.group_size, facts.icon
    tariff.date_ids = None if facts.date_ids is None else sorted(facts.date_ids)
    tariff.save()


def _set_prices(product: Product, facts: TariffFacts) -> None:
    Price.objects.filter(product=product).exclude(currency__in=facts.prices).delete()
    for currency, amount in facts.prices.items():
        set_price(product, currency=currency, amount=amount)
    before = PriceStep.objects.filter(product=product).order_by("position", "id")
    if _as_said(before) != list(facts.steps):
        before.delete()
        PriceStep.objects.bulk_create(
            PriceStep(
                product=product,
                starts_at=step.starts_at,
                after_sold=step.after_sold,
                prices=dict(step.prices),
                position=position,
            )
            for position, step in enumerate(facts.steps)
        )


def _as_said(steps: Any) -> list[StepFacts]:
    return [StepFacts(each.prices, each.starts_at, each.after_sold) for each in steps]
