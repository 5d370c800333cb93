"""What a buyer takes: one tariff of one date, with all that decides whether it may be sold."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import Event, EventDate, Price, Product, Tariff, Visibility
from tessera.domain.catalogue.rules import Terms, Window
from tessera.lib.i18n import pick


def tariffs_priced(currency: str) -> QuerySet[Tariff]:
    """Tariffs with product, event and zone, and `price` in the currency (None: not sold in it)."""
    price = Price.objects.filter(product=OuterRef("product_id"), currency=currency)
    return Tariff.objects.select_related("product", "event", "zone").annotate(
        price=Subquery(price.values("amount")[:1])
    )


def tariffs_to_sell(
    shop_id: int, product_ids: Collection[int], *, currency: str
) -> dict[int, Tariff]:
    """The tariffs of these products in the shop; refuses (NotOnSale) when one is missing."""
    found = {
        tariff.product_id: tariff
        for tariff in tariffs_priced(currency).filter(
            product_id__in=product_ids, product__shop_id=shop_id
        )
    }
    if len(found) != len(set(product_ids)):
        raise NotOnSale("There is no such tariff in this shop.")
    return found


def price_of(tariff: Tariff) -> int | None:
    """The price that `tariffs_priced` looked up."""
    price: int | None = getattr(tariff, "price", None)
    return price


def terms_of(tariff: Tariff, date: EventDate, *, channel: str, language: str) -> Terms:
    """The facts of this tariff on this date for one channel: online, reseller or counter."""
    product, event = tariff.product, tariff.event
    resold = channel == "reseller"
    is_shown = (
        product.status == Product.Status.PUBLISHED
        and getattr(product, f"visible_{channel}")
        and event.archived_at is None
        and date.event_id == event.id
        and date.status == Visibility.VISIBLE
        and _event_is_shown(event, channel)
        and (tariff.zone.is_visible or channel == "counter")
    )
    is_full = (
        (event.full_reseller or date.full_reseller)
        if resold
        else (channel == "online" and (event.full_online or date.full_online))
    )
    return Terms(
        name=f"{pick(event.name, language)} – {pick(product.name, language)}",
        is_shown=is_shown,
        is_full=is_full,
        product_window=Window(
            getattr(product, f"{channel}_from"), getattr(product, f"{channel}_until")
        ),
        date_window=Window(None, sale_end(date, channel)),
        minimum=product.min_per_order,
        maximum=product.max_per_order,
    )


def sale_end(date: EventDate, channel: str) -> datetime:
    """When the sale of a date ends: as said; else at its start, at the counter at its end."""
    said: datetime | None = getattr(date, f"{channel}_until")
    if said is not None:
        return said
    return (date.ends_at or date.starts_at) if channel == "counter" else date.starts_at


def _event_is_shown(event: Event, channel: str) -> bool:
    if channel == "reseller" and event.hidden_from_resellers:
        return False
    if channel == "counter":
        return event.status in (Visibility.VISIBLE, Visibility.HIDDEN)
    return event.status == Visibility.VISIBLE
