"""Finding shops."""

from django.utils.text import slugify

from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.domain.shops.rules import RESERVED
from tessera.lib.ready import Ready

_of_organisation = Ready[Shop](
    lambda organisation: Shop.objects.filter(organisation_id=organisation).order_by("-id"), int
)


def shop_by_slug(slug: str) -> Shop | None:
    """The shop of this slug, whatever its status."""
    return Shop.objects.filter(slug=slug).first()


def open_shops() -> list[Shop]:
    """Shops that strangers may see."""
    return list(Shop.objects.filter(status=Shop.Status.OPEN, is_visible=True).order_by("id"))


def visible_to(actor: Actor) -> list[Shop]:
    """The shops of the actor's organisation within the actor's scope, newest first."""
    if actor.organisation_id is None:
        return []
    found = _of_organisation(actor.organisation_id)
    return found if actor.shops is None else [each for each in found if each.id in actor.shops]


def shop_visible_to(actor: Actor, slug: str) -> Shop | None:
    """One shop of the actor's organisation and scope, or nothing."""
    return next((shop for shop in visible_to(actor) if shop.slug == slug), None)


def is_address_taken(slug: str, *, but: int | None = None) -> bool:
    """Whether another shop, of anybody, lives at this address."""
    found = Shop.objects.filter(slug=slug)
    return (found if but is None else found.exclude(id=but)).exists()


def free_address(wish: str) -> str:
    """The address made from a name, or one like it that no shop has."""
    base = slugify(wish)[:50].strip("-") or "shop"
    taken = set(Shop.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    if base not in taken and len(base) > 1 and not base.isdigit():
        return base
    return next(slug for n in range(2, 10_000) if (slug := f"{base}-{n}") not in taken)


def lock_shop(shop_id: int) -> Shop:
    """The shop, locked until the transaction ends."""
    return Shop.objects.select_for_update(of=("self",)).get(id=shop_id)
