"""Writing shops."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F

from tessera.domain.organisations.models import Organisation
from tessera.domain.shops.models import Shop
from tessera.lib.ids import readable
from tessera.lib.pictures import fitted
from tessera.lib.signing import new_key

SIZES = {"logo": (600, 240), "picture": (1600, 900)}
"""How large the pictures of a shop are kept at most."""


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


def change(shop: Shop, facts: Mapping[str, Any]) -> list[str]:
    """Write what differs; answers the names of these columns."""
    changed = [name for name, value in facts.items() if getattr(shop, name) != value]
    for name in changed:
        setattr(shop, name, facts[name])
    if changed:
        shop.save(update_fields=changed)
    return changed


def set_picture(shop: Shop, kind: str, data: bytes | None) -> None:
    """Keep the "logo" or the "picture" at a size that pages, papers and mails can bear; None
    takes it away. Refuses (BadPicture) what is none."""
    field = getattr(shop, kind)
    if data is None:
        setattr(shop, kind, "")
        shop.save(update_fields=[kind])
        return
    width, height = SIZES[kind]
    ending = "png" if kind == "logo" else "webp"
    small = fitted(data, width=width, height=height, keeps_alpha=kind == "logo")
    name = f"{shop.slug}-{kind}-{readable(8).lower()}.{ending}"
    field.save(name, ContentFile(small), save=False)
    shop.save(update_fields=[kind])


def bump_catalogue(shop_id: int) -> None:
    """Public pages of the shop are out of date: kept copies are made anew."""
    Shop.objects.filter(id=shop_id).update(catalogue_version=F("catalogue_version") + 1)
