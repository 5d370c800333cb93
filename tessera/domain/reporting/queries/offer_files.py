"""Codes, and the uses of an offer, as rows of a file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tessera.domain.offers.models import Code
from tessera.domain.orders.models import AppliedOffer
from tessera.domain.orders.queries.files import Told
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.orders.queries.offers import LIVING
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.reporting.queries.offers import codes_asked, codes_of
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.lib.money import Money

CHUNK = 2000
Row = Mapping[str, Any]
Value = tuple[tuple[str, ...], Callable[[Row, Told], Any]]


def codes_found(actor: Actor, shop: Shop, query: str) -> QuerySet[Code]:
    """The codes of the offer that the address names, narrowed as it says; nothing for who may
    not see offers."""
    offer = _offer_in(query)
    found = codes_of(offer, codes_asked(query)).filter(shop_id=shop.pk)
    return found if actor.may_in(Can.EDIT_PROGRAMME, shop.pk) else found.none()


def uses_found(actor: Actor, shop: Shop, query: str) -> QuerySet[AppliedOffer]:
    """The uses of the offer that the address names, by orders that the actor sees."""
    orders = orders_visible_to(actor, shop.pk).order_by().values("id")
    found = AppliedOffer.objects.filter(offer_id=_offer_in(query), offer__shop_id=shop.pk)
    found = found.filter(order__in=orders)
    return found if actor.may_in(Can.EDIT_PROGRAMME, shop.pk) else found.none()


def code_rows(
    codes: QuerySet[Code], columns: Sequence[str], *, told: Told
) -> Iterator[Sequence[Any]]:
    """One row for each code, in the order in which they were made."""
    living = AppliedOffer.objects.filter(code_id=OuterRef("pk"), order__status__in=LIVING)
    counted = living.order_by().values("code_id").annotate(n=Count("id")).values("n")
    used = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return _rows(codes.annotate(used=used), columns, CODES, told)


def use_rows(
    uses: QuerySet[AppliedOffer], columns: Sequence[str], *, told: Told
) -> Iterator[Sequence[Any]]:
    """One row for each order that profits or profited."""
    return _rows(uses, columns, USES, told)


def _rows(
    found: QuerySet[Any], columns: Sequence[str], values: Mapping[str, Value], told: Told
) -> Iterator[Sequence[Any]]:
    read = sorted({name for column in columns for name in values[column][0]})
    said = [values[column][1] for column in columns]
    for row in found.order_by("id").values("id", *read).iterator(chunk_size=CHUNK):
        yield [one(row, told) for one in said]


def _offer_in(query: str) -> int:
    text = (parse_qs(query, max_num_fields=50).get("offer") or [""])[-1]
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def _field(name: str) -> Value:
    return (name,), lambda row, told: row[name]


CODES: dict[str, Value] = {
    "code": _field("text"),
    "active": (("is_active",), lambda row, told: told.word("active", str(row["is_active"]))),
    "used": _field("used"),
    "most": _field("max_uses"),
    "batch": _field("batch__label"),
    "made": (("created_at",), lambda row, told: told.moment(row["created_at"])),
}

USES: dict[str, Value] = {
    "offer": (("offer__name",), lambda row, told: pick(row["offer__name"], told.language)),
    "code": _field("code__text"),
    "order": _field("order__number"),
    "status": (("order__status",), lambda row, told: told.word("status", row["order__status"])),
    "placed_at": (
        ("order__placed_at",),
        lambda row, told: told.moment(row["order__placed_at"]),
    ),
    "first_name": _field("order__first_name"),
    "last_name": _field("order__last_name"),
    "company": _field("order__company"),
    "email": _field("order__email"),
    "tickets": _field("tickets"),
    "amount": (
        ("amount", "order__currency"),
        lambda row, told: Money(row["amount"], row["order__currency"]).decimal(),
    ),
    "currency": _field("order__currency"),
}
