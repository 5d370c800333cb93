"""Everything that can run out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tessera.domain.catalogue.models import Event, EventDate, Product, Zone
from tessera.domain.offers.models import Code, Offer, OfferLimit

COUNTED = ("event", "date", "zone", "product", "offer", "limit", "code")
"""What a pool can count, by column."""


def nothing(*but: str) -> dict[str, None]:
    """That a pool counts nothing but this."""
    return {name: None for name in COUNTED if name not in but}


class Pool(models.Model):
    """So many of something, and how many are taken. The database refuses more.

    What it counts: the places of a `zone` on a `date`; all places of an `event`;
    the quota of a `product`; the tickets that an `offer`, or one `limit` of it, may serve; the
    uses of a `code`.
    """

    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="pools")
    date = models.ForeignKey(EventDate, models.CASCADE, null=True, related_name="pools")
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, related_name="pools")
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="pools")
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="pools")
    limit = models.ForeignKey(OfferLimit, models.CASCADE, null=True, related_name="pools")
    code = models.ForeignKey(Code, models.CASCADE, null=True, related_name="pools")
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity")), name="never_oversold"
            ),
            models.CheckConstraint(
                condition=(
                    Q(date__isnull=False, zone__isnull=False, **nothing("date", "zone"))
                    | Q(event__isnull=False, **nothing("event"))
                    | Q(product__isnull=False, **nothing("product"))
                    | Q(offer__isnull=False, **nothing("offer"))
                    | Q(limit__isnull=False, **nothing("limit"))
                    | Q(code__isnull=False, **nothing("code"))
                ),
                name="a_pool_counts_one_thing",
            ),
            models.UniqueConstraint(
                fields=["date", "zone"], condition=Q(date__isnull=False), name="places_counted_once"
            ),
            models.UniqueConstraint(
                fields=["event"], condition=Q(event__isnull=False), name="event_counted_once"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(product__isnull=False), name="quota_counted_once"
            ),
            models.UniqueConstraint(
                fields=["offer"], condition=Q(offer__isnull=False), name="offer_counted_once"
            ),
            models.UniqueConstraint(
                fields=["limit"], condition=Q(limit__isnull=False), name="limit_counted_once"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(code__isnull=False), name="code_counted_once"
            ),
        ]

    @property
    def left(self) -> int:
        """How many can still be taken."""
        return self.capacity - self.taken


class Claim(models.Model):
    """Places taken from one or several pools at once: held by a cart, then sold.

    `held_until` is null once sold. Whoever deletes the row gives the places back.
    """

    pools = ArrayField(models.BigIntegerField())
    places = models.PositiveIntegerField()
    date = models.ForeignKey(EventDate, models.PROTECT, null=True, related_name="+")
    seat = models.CharField(max_length=40, blank=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="a_claim_takes_something"),
            models.UniqueConstraint(
                fields=["date", "seat"], condition=~Q(seat=""), name="seat_claimed_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["held_until"], condition=Q(held_until__isnull=False), name="holds_by_end"
            )
        ]
