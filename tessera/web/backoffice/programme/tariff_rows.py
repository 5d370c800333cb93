"""The zones and tariffs of an event as their page lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import Tariff, Zone
from tessera.domain.catalogue.queries.tariffs import facts_of
from tessera.domain.catalogue.rules import CHANNELS, TariffFacts, Window
from tessera.domain.shops.models import Shop
from tessera.domain.stock.queries import ZoneTotal
from tessera.web.backoffice.programme import tariff_words as words


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One tariff: what it costs, to whom it is sold, how much of it is taken."""

    tariff: Tariff
    facts: TariffFacts
    sentences: list[str]
    notes: list[str]
    sale: list[tuple[str, str]]
    sign: str
    taken: int
    percent: int | None
    place: int
    is_first: bool
    is_last: bool


@dataclass(slots=True)
class ZoneRow:
    """One zone with its tariffs; `total` over all its dates."""

    zone: Zone
    total: ZoneTotal | None
    place: int
    is_first: bool
    is_last: bool
    rows: list[TariffRow] = field(default_factory=list)


def rows_of(
    zones: Sequence[Zone],
    tariffs: Sequence[Tariff],
    *,
    totals: Mapping[int, ZoneTotal],
    taken: Mapping[int, int],
    shop: Shop,
    at: datetime,
) -> list[ZoneRow]:
    """Every zone with its tariffs, in the order of the shop."""
    found = [
        ZoneRow(zone, totals.get(zone.id), place, place == 0, place == len(zones) - 1)
        for place, zone in enumerate(zones)
    ]
    for row in found:
        mine = [each for each in tariffs if each.zone_id == row.zone.id]
        row.rows = [
            _row(each, place, len(mine), taken=taken.get(each.product_id, 0), shop=shop, at=at)
            for place, each in enumerate(mine)
        ]
    return found


def _row(
    tariff: Tariff, place: int, among: int, *, taken: int, shop: Shop, at: datetime
) -> TariffRow:
    facts, quota = facts_of(tariff), tariff.product.quota
    return TariffRow(
        tariff=tariff,
        facts=facts,
        sentences=words.price_sentences(facts, time_zone=shop.time_zone),
        notes=[note for note in _notes(facts) if note],
        sale=_sale(facts, time_zone=shop.time_zone, at=at),
        sign=str(words.SIGNS.get(facts.icon, "")),
        taken=taken,
        percent=min(100, taken * 100 // quota) if quota else None,
        place=place,
        is_first=place == 0,
        is_last=place == among - 1,
    )


def _notes(facts: TariffFacts) -> list[str]:
    served = ""
    if facts.date_ids is not None:
        count = len(facts.date_ids)
        served = ngettext("%(n)d date only", "%(n)d dates only", count) % {"n": count}
    vat = _("VAT %(rate)s %%") % {"rate": f"{facts.vat_rate:g}"} if facts.vat_rate else ""
    hidden = _("only with a code") if facts.by_code else ""
    members = _("for members") if facts.level_ids is not None else ""
    return [words.kind_said(facts), hidden, members, words.limits_said(facts), served, vat]


def _sale(facts: TariffFacts, *, time_zone: str, at: datetime) -> list[tuple[str, str]]:
    """Where it is sold, and when if not always."""
    return [
        (
            str(words.CHANNELS[each]),
            words.sale_said(
                facts.windows.get(each, Window(None, None)), time_zone=time_zone, at=at
            ),
        )
        for each in CHANNELS
        if each in facts.shown_to
    ]
