"""What people keep: saved views, files, batches."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from tessera.domain.orders.models import Order
from tessera.domain.reporting.models import Batch, Export, SavedView
from tessera.lib.ready import Ready

KEPT_FOR = timedelta(days=7)
GIVEN_UP_AFTER = timedelta(hours=6)
BATCHES_KEPT_FOR = timedelta(days=90)

_views = Ready[SavedView](
    lambda shop, screen, person: (
        SavedView.objects.filter(Q(person_id=person) | Q(is_shared=True), shop_id=shop)
        .filter(screen=screen)
        .select_related("person")
        .order_by("name", "id")
    ),
    int,
    str,
    int,
)


def views_for(shop_id: int, *, person_id: int, screen: str) -> list[SavedView]:
    """The person's own views of a list and those that are shared, by name."""
    return _views(shop_id, screen, person_id)


def view_of(shop_id: int, view_id: int, *, person_id: int) -> SavedView | None:
    """One view that the person made or that is shared, or nothing."""
    mine_or_shared = Q(person_id=person_id) | Q(is_shared=True)
    found = SavedView.objects.filter(mine_or_shared, shop_id=shop_id, id=view_id)
    return found.select_related("person", "shop").first()


def lock_view(view_id: int) -> SavedView | None:
    """The view with its shop, locked, or nothing."""
    found = SavedView.objects.select_related("shop").select_for_update(of=("self",))
    return found.filter(id=view_id).first()


def exports_of(shop_id: int, *, person_id: int) -> list[Export]:
    """The person's files of a shop, newest first."""
    found = Export.objects.filter(shop_id=shop_id, person_id=person_id)
    return list(found.order_by("-id")[:50])


def export_of(shop_id: int, export_id: int, *, person_id: int) -> Export | None:
    """One file of the person, or nothing: a file is for who asked for it."""
    return Export.objects.filter(shop_id=shop_id, person_id=person_id, id=export_id).first()


def find_export(export_id: int) -> Export | None:
    """The export with its shop, or nothing."""
    return Export.objects.select_related("shop", "person").filter(id=export_id).first()


def lock_export(export_id: int) -> Export | None:
    """The export, locked, or nothing."""
    found = Export.objects.select_related("shop").select_for_update(of=("self",))
    return found.filter(id=export_id).first()


def exports_to_forget(*, at: datetime) -> list[Export]:
    """Files that are older than they are kept."""
    return list(Export.objects.filter(created_at__lt=at - KEPT_FOR).order_by("id")[:200])


def exports_given_up(*, at: datetime) -> list[Export]:
    """Files that should have been made long ago: their worker was stopped for good."""
    waiting = (Export.Status.WAITING, Export.Status.RUNNING)
    late = Export.objects.filter(status__in=waiting, created_at__lt=at - GIVEN_UP_AFTER)
    return list(late.order_by("id")[:200])


def batch_of(shop_id: int, batch_id: int, *, person_id: int) -> Batch | None:
    """One batch of the person, or nothing."""
    return Batch.objects.filter(shop_id=shop_id, person_id=person_id, id=batch_id).first()


def find_batch(batch_id: int) -> Batch | None:
    """The batch with its shop, or nothing."""
    return Batch.objects.select_related("shop").filter(id=batch_id).first()


def lock_batch(batch_id: int) -> Batch | None:
    """The batch, locked, or nothing."""
    return Batch.objects.select_for_update().filter(id=batch_id).first()


def numbers_of(order_ids: Sequence[int]) -> dict[int, str]:
    """The numbers of these orders, by id."""
    found = Order.objects.filter(id__in=order_ids).values_list("id", "number")
    return {id_: number or "" for id_, number in found}


def batches_to_forget(*, at: datetime) -> list[int]:
    """Reports of batches that nobody will look for any more."""
    old = Batch.objects.filter(created_at__lt=at - BATCHES_KEPT_FOR).order_by("id")
    return list(old.values_list("id", flat=True)[:500])
