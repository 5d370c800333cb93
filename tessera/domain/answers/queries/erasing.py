"""Answers whose time is over."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from tessera.domain.answers.models import AnswerFile, Sheet
from tessera.domain.catalogue.models import EventDate
from tessera.domain.orders.models import Order
from tessera.lib.i18n import local


def sheets_to_erase(*, on: date, most: int) -> list[Sheet]:
    """Sheets that are due, with their orders and shops; locked, without those others work on."""
    due = Sheet.objects.filter(erase_on__lte=on, erased_at=None).order_by("erase_on", "id")
    locked = due.select_for_update(of=("self",), skip_locked=True)
    return list(locked.select_related("order__shop", "form")[:most])


def sheets_of_places(places: Collection[tuple[int, int]]) -> list[int]:
    """The sheets of these places (line, place), by id."""
    lines = {line for line, _place in places}
    found = Sheet.objects.filter(line_id__in=lines, erased_at=None)
    rows = found.values_list("id", "line_id", "place")
    return [sheet for sheet, line, place in rows if (line, place) in places]


def paths_of_orders(order_ids: Collection[int]) -> list[str]:
    """Where the files of these orders lie."""
    found = AnswerFile.objects.filter(order_id__in=order_ids)
    return list(found.values_list("path", flat=True))


def last_days(order_ids: Collection[int]) -> dict[int, date]:
    """The last day of each order on its shop's clock: of its dates, else when it was placed."""
    found = Order.objects.filter(id__in=order_ids).select_related("shop")
    orders = list(found.prefetch_related("lines__date"))
    return {
        order.pk: last_day(
            [line.date for line in order.lines.all() if line.date],
            else_at=order.placed_at or order.created_at,
            time_zone=order.shop.time_zone,
        )
        for order in orders
    }


def last_day(dates: Iterable[EventDate], *, else_at: datetime, time_zone: str) -> date:
    """The day on which the last of these ends, on the shop's clock."""
    ends = [each.ends_at or each.starts_at for each in dates]
    return local(max(ends) if ends else else_at, time_zone).date()
