"""Writing shops."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from tessera.domain.organisations.models import Organisation
from tessera.domain.shops.models import Shop
from tessera.lib.signing import new_key


def create_shop(
    organisation: Organisation,
    *,
    slug: str,
    name: Mapping[str, str],
    currencies: Sequence[str] = ("CHF",),
    languages: Sequence[str] = ("fr",),
    **facts: Any,
) -> Shop:
    """A new shop, a draft unless `status` says otherwise, with a signing key of its own."""
    return Shop.objects.create(
        organisation=organisation,
        slug=slug,
        name=dict(name),
        currencies=list(currencies),
        languages=list(languages),
        signing_key=new_key(),
        **facts,
    )


def bump_catalogue(shop_id: int) -> None:
    """Public pages of the shop are out of date: kept copies are made anew."""
    Shop.objects.filter(id=shop_id).update(catalogue_version=F("catalogue_version") + 1)
