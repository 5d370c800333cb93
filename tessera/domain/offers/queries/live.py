"""The offers of a shop as carts meet them: read once for each version of its catalogue."""

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch

from tessera.domain.catalogue.models import Tariff
from tessera.domain.offers.codes import normal
from tessera.domain.offers.effects import EFFECTS
from tessera.domain.offers.models import Code, Offer, OfferLimit
from tessera.domain.offers.rules import Limit, LiveOffer
from tessera.domain.offers.terms import PLAIN
from tessera.domain.shops.models import Shop
from tessera.lib.ready import Ready

MOST_SHOPS = 500
"""So many shops' offers a process keeps."""

_kept: dict[int, tuple[int, tuple[LiveOffer, ...]]] = {}


def live_offers(shop: Shop) -> tuple[LiveOffer, ...]:
    """The published offers of the shop, those with codes too, in the order in which they apply.

    Asks the database once for each version of the shop's catalogue.
    """
    found = _kept.get(shop.id)
    if found is not None and found[0] == shop.catalogue_version:
        return found[1]
    if len(_kept) >= MOST_SHOPS:
        _kept.clear()
    read = read_offers(shop.id)
    _kept[shop.id] = (shop.catalogue_version, read)
    return read


def asks_who_buys(shop: Shop) -> bool:
    """Whether an offer of the shop wants to know who buys."""
    return any(offer.needs_customer for offer in live_offers(shop))


def takes_codes(shop: Shop) -> bool:
    """Whether there is anything that a code could open."""
    return any(offer.needs_code for offer in live_offers(shop))


def opens(shop: Shop, code: Code, tariffs: Iterable[Tariff]) -> set[int]:
    """The products of these tariffs that the code opens: its offer must name what they are of."""
    if not code.is_active:
        return set()
    return {
        tariff.product_id
        for tariff in tariffs
        for offer in live_offers(shop)
        if offer.id == code.offer_id
        and offer.opens(tariff.product_id, event_id=tariff.event_id, zone_id=tariff.zone_id)
    }


def read_offers(shop_id: int, *, drafts: bool = False) -> tuple[LiveOffer, ...]:
    """The same, read now; with those that are not published, for who tries them out."""
    limits = OfferLimit.objects.select_related("event", "zone", "product").order_by("id")
    found = Offer.objects.filter(shop_id=shop_id)
    if not drafts:
        found = found.filter(status=Offer.Status.PUBLISHED)
    rows = found.prefetch_related(Prefetch("limits", limits)).order_by("position", "id")
    return tuple(compiled(row) for row in rows if row.effect in EFFECTS.all())


def compiled(row: Offer) -> LiveOffer:
    """The offer ready to be reckoned with."""
    return LiveOffer(
        **{name: getattr(row, name) for name in PLAIN},
        id=row.pk,
        name=row.name,
        effect=EFFECTS.get(row.effect)(row.settings),
        is_published=row.status == Offer.Status.PUBLISHED,
        channels=None if row.channels is None else frozenset(row.channels),
        customer_ids=frozenset(row.customer_ids),
        level_ids=frozenset(row.level_ids),
        is_for_plans=row.purpose == Offer.Purpose.MEMBERSHIPS,
        limits=tuple(_limit(each) for each in row.limits.all()),
    )


def _limit(row: OfferLimit) -> Limit:
    kind, thing_id = row.thing
    name: Mapping[str, str] = getattr(row, kind).name
    return Limit(row.pk, kind, thing_id, name, row.max_tickets, row.max_per_order)


_by_text = Ready[Code](
    lambda shop, text: Code.objects.filter(shop_id=shop, text=text).select_related("offer"),
    int,
    str,
)
_by_id = Ready[Code](
    lambda code: Code.objects.filter(id=code).select_related("offer"),
    int,
)


def code_of_text(shop_id: int, text: str) -> Code | None:
    """The code of the shop that reads so, however it is spaced, with its offer; or nothing."""
    wanted = normal(text)
    return _by_text.first(shop_id, wanted) if wanted else None


def code_of_id(code_id: int) -> Code | None:
    """One code with its offer, or nothing."""
    return _by_id.first(code_id)
