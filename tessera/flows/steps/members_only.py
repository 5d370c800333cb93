"""What only members may have: of a level that is good on the day of the event, so many times."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import EventDate, Tariff
from tessera.domain.catalogue.queries.plans import level_names
from tessera.domain.memberships.errors import NotForYou, UsedUp
from tessera.domain.memberships.queries.uses import Benefit, benefits_of, lock_members, uses_of
from tessera.domain.orders.models import Order
from tessera.lib.i18n import local, pick

Wanted = tuple[Tariff, EventDate, int]
"""So many tickets of a tariff on a date."""


def require_members(
    order: Order, wanted: Sequence[Wanted], *, held: Mapping[int, int] | None = None
) -> None:
    """Refuses (NotForYou) what only members may have to anybody else, (UsedUp) more of it than a
    membership is good for; `held` is what the cart holds already, by product. Asks nobody about
    what is for everybody."""
    closed = [each for each in wanted if each[0].product.level_ids is not None]
    if not closed:
        return
    asked = Counter(held or {})
    for tariff, date, tickets in closed:
        found = _benefits(order, tariff, date)
        if not found:
            raise NotForYou(_message(order, tariff), product_id=tariff.product_id)
        asked[tariff.product_id] += tickets
        if tariff.product.uses_per_member is not None:
            _require_left(order, tariff, found, asked[tariff.product_id])


def _benefits(order: Order, tariff: Tariff, date: EventDate) -> list[Benefit]:
    return benefits_of(
        order.person_id,
        order.shop.organisation_id,
        level_ids=tariff.product.level_ids or [],
        on=local(date.starts_at, order.shop.time_zone).date(),
    )


def _require_left(order: Order, tariff: Tariff, found: Sequence[Benefit], tickets: int) -> None:
    most, person = tariff.product.uses_per_member or 0, order.person_id or 0
    lock_members(person, order.shop.organisation_id)
    used = min(
        uses_of(
            person,
            tariff.product_id,
            each,
            time_zone=order.shop.time_zone,
            but_order=order.pk,
        )
        for each in found
    )
    if used + tickets > most:
        left = max(0, most - used)
        said = ngettext(
            "“%(name)s” is good for %(most)d ticket a membership; you can have %(left)d more.",
            "“%(name)s” is good for %(most)d tickets a membership; you can have %(left)d more.",
            most,
        )
        facts = {"name": pick(tariff.product.name, order.language), "most": most, "left": left}
        raise UsedUp(said % facts, product_id=tariff.product_id, left=left)


def _message(order: Order, tariff: Tariff) -> str:
    names = level_names(tariff.product.level_ids or [])
    levels = ", ".join(pick(name, order.language) for name in names)
    facts = {"name": pick(tariff.product.name, order.language), "levels": levels}
    if order.person_id is None:
        return (
            _("“%(name)s” is for members (%(levels)s). Log in with your member’s address first.")
            % facts
        )
    return (
        _(
            "“%(name)s” is for members (%(levels)s) whose membership is good on that day. Join, or "
            "choose another tariff."
        )
        % facts
    )
