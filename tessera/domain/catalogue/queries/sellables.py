"""What a buyer takes: one tariff of one date, with all that decides whether it may be sold."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, JSONObject

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    Price,
    PriceStep,
    Product,
    Tariff,
    Visibility,
)
from tessera.domain.catalogue.rules import Step, Terms, Window, price_now
from tessera.lib.i18n import pick
from tessera.lib.ready import Ready, any_of

TAKING = 7401
"""The class of the advisory locks that takers of a product share."""


def tariffs_priced(currency: str) -> QuerySet[Tariff]:
    """Tariffs with product, event and zone, `price` in the currency (None: not sold in it), and
    the price `steps` in it."""
    price = Price.objects.filter(product=OuterRef("product_id"), currency=currency)
    steps = PriceStep.objects.filter(
        product=OuterRef("product_id"), prices__has_key=currency
    ).order_by("position", "id")
    said = JSONObject(
        amount=Cast(KT(f"prices__{currency}"), IntegerField()),
        starts_at="starts_at",
        after_sold="after_sold",
    )
    return Tariff.objects.select_related("product", "event", "zone").annotate(
        price=Subquery(price.values("amount")[:1]),
        steps=ArraySubquery(steps.values(said=said)),
    )


def tariffs_to_sell(
    shop_id: int, product_ids: Collection[int], *, currency: str
) -> dict[int, Tariff]:
    """The tariffs of these products in the shop; refuses (NotOnSale) when one is missing.

    Until the transaction ends nobody opens or closes the count of these products: what is read
    of their pools from now on stays true.
    """
    wanted = sorted(set(product_ids))
    found = {tariff.product_id: tariff for tariff in _to_sell(currency, wanted, shop_id)}
    if len(found) != len(set(product_ids)):
        raise NotOnSale("There is no such tariff in this shop.")
    return found


def _taken(currency: str, product_ids: Sequence[int], shop_id: int) -> QuerySet[Tariff]:
    shared = Func(
        Value(TAKING),
        Cast(F("product_id"), IntegerField()),
        function="pg_advisory_xact_lock_shared",
        output_field=TextField(),
    )
    asked = tariffs_priced(currency).annotate(shared=shared)
    return asked.filter(any_of("product_id", product_ids), product__shop_id=shop_id)


_to_sell = Ready[Tariff](_taken, str, list, int)


def keep_counts(product_ids: Collection[int]) -> None:
    """Until the transaction ends nobody opens or closes the count of these products."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, id::int) FROM unnest(%s::bigint[]) AS t(id)",
            [TAKING, sorted(product_ids)],
        )


def wait_for_takers(product_id: int) -> None:
    """Until the transaction ends nobody takes of this product: its count may be opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [TAKING, product_id])


def price_of(tariff: Tariff) -> int | None:
    """The price that `tariffs_priced` looked up, before any step."""
    price: int | None = getattr(tariff, "price", None)
    return price


def steps_of(tariff: Tariff) -> list[Step]:
    """The steps that `tariffs_priced` looked up, in the organiser's order."""
    return [
        Step(
            amount=each["amount"],
            starts_at=datetime.fromisoformat(each["starts_at"]) if each["starts_at"] else None,
            after_sold=each["after_sold"],
        )
        for each in getattr(tariff, "steps", None) or ()
    ]


def price_at(tariff: Tariff, *, at: datetime, sold: int) -> int | None:
    """What one ticket costs with so many sold or held; None: it is not sold in the currency."""
    base = price_of(tariff)
    return None if base is None else price_now(base, steps_of(tariff), at=at, sold=sold)


def serves(tariff: Tariff, date_id: int) -> bool:
    """Whether the tariff is sold on the date."""
    return tariff.date_ids is None or date_id in tariff.date_ids


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
        is_served=serves(tariff, date.id),
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
