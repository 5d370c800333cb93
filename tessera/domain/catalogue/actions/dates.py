"""Writing dates, many at once. Their pools are opened and closed by the story that calls."""

from collections.abc import Collection, Iterable, Sequence

from tessera.domain.catalogue.dating import NewDate
from tessera.domain.catalogue.models import Event, EventDate, Tariff


def add_dates(event: Event, new: Iterable[NewDate]) -> list[EventDate]:
    """New dates in one statement, in the order given."""
    return EventDate.objects.bulk_create(
        EventDate(
            event=event, starts_at=each.starts_at, ends_at=each.ends_at, doors_at=each.doors_at
        )
        for each in new
    )


def keep_dates(dates: Sequence[EventDate], fields: Sequence[str]) -> None:
    """Write these fields of the dates."""
    if dates and fields:
        EventDate.objects.bulk_update(dates, list(fields), batch_size=500)


def delete_dates(date_ids: Collection[int]) -> None:
    """Remove dates nobody ever ordered; no tariff names them any more."""
    gone = set(date_ids)
    naming = list(Tariff.objects.filter(date_ids__overlap=sorted(gone)))
    for tariff in naming:
        tariff.date_ids = [each for each in tariff.date_ids or [] if each not in gone]
    Tariff.objects.bulk_update(naming, ["date_ids"])
    EventDate.objects.filter(id__in=gone).delete()


def serve_only(event: Event, date_ids: Collection[int], *, products: Collection[int]) -> None:
    """On these dates, the tariffs of these products are sold and no other of the event."""
    chosen = set(date_ids)
    others = set(EventDate.objects.filter(event=event).values_list("id", flat=True)) - chosen
    tariffs = list(Tariff.objects.filter(event=event))
    for tariff in tariffs:
        before = chosen | others if tariff.date_ids is None else set(tariff.date_ids)
        after = before | chosen if tariff.product_id in products else before - chosen
        keeps_all = tariff.date_ids is None and after == before
        tariff.date_ids = None if keeps_all else sorted(after)
    Tariff.objects.bulk_update(tariffs, ["date_ids"])
