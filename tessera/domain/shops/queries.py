"""Finding shops."""

from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop


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
    found = Shop.objects.filter(organisation_id=actor.organisation_id)
    if actor.shops is not None:
        found = found.filter(id__in=actor.shops)
    return list(found.order_by("-id"))


def shop_visible_to(actor: Actor, slug: str) -> Shop | None:
    """One shop of the actor's organisation and scope, or nothing."""
    return next((shop for shop in visible_to(actor) if shop.slug == slug), None)
