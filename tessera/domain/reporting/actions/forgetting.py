"""Taking names out of what people kept of their lists."""

from collections.abc import Collection
from urllib.parse import quote, quote_plus

from django.db.models import Q

from tessera.domain.reporting.models import Export, SavedView


def forget_in_lists(shop_id: int, *, words: Collection[str]) -> None:
    """Saved views and files that were made by searching one of these words forget the search."""
    for word in words:
        said = {word, quote(word), quote_plus(word)}
        naming = Q()
        for each in said:
            naming |= Q(query__icontains=each)
        for kind in (SavedView, Export):
            kind.objects.filter(naming, shop_id=shop_id).update(query="")
