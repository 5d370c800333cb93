"""The one way to take from what can run out, for every door."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Func, Sum
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from tessera.domain.stock.errors import SoldOut, StillTaken, TooSmall
from tessera.domain.stock.models import Claim, Pool

TAKE = """
WITH want AS (
    SELECT id, places FROM unnest(%(ids)s::bigint[], %(places)s::int[]) AS t(id, places)
), locked AS (
    SELECT id FROM tessera_pool WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR UPDATE
), took AS (
    UPDATE tessera_pool pool SET taken = pool.taken + want.places
    FROM want JOIN locked USING (id)
    WHERE pool.id = want.id AND pool.taken + want.places <= pool.capacity
    RETURNING pool.id
), claimed AS (
    INSERT INTO tessera_claim (pools, places, date_id, seat, held_until)
    SELECT pools, places, date_id, seat, held_until
    FROM jsonb_to_recordset(%(claims)s) AS c(
        pools bigint[], places int, date_id bigint, seat text, held_until timestamptz, n int)
    WHERE (SELECT count(*) FROM took) = %(pools)s
    ORDER BY n
    RETURNING id
), kept AS (
    UPDATE tessera_claim SET held_until = %(until)s WHERE id = ANY(%(keeping)s::bigint[])
)
SELECT (SELECT array_agg(id) FROM took), (SELECT array_agg(id ORDER BY id) FROM claimed),
    CASE WHEN %(may_be_lost)s THEN set_config('synchronous_commit', 'off', true) END
"""

GIVE_BACK = """
WITH gone AS (DELETE FROM tessera_claim WHERE id = ANY(%s::bigint[]) RETURNING pools, places),
back AS (SELECT pool, sum(places)::int AS places FROM gone, unnest(pools) AS pool GROUP BY pool),
locked AS (
    SELECT id FROM tessera_pool WHERE id IN (SELECT pool FROM back) ORDER BY id FOR UPDATE
),
given AS (
    UPDATE tessera_pool pool SET taken = taken - back.places
    FROM back JOIN locked ON locked.id = back.pool WHERE pool.id = back.pool
)
SELECT count(*) FROM gone
"""

RESIZE = """
WITH want AS (
    SELECT id, capacity FROM unnest(%(ids)s::bigint[], %(sizes)s::int[]) AS t(id, capacity)
), locked AS (
    SELECT id, taken FROM tessera_pool WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR UPDATE
), short AS (
    SELECT id, taken, capacity FROM want JOIN locked USING (id) WHERE taken > capacity
), resized AS (
    UPDATE tessera_pool pool SET capacity = want.capacity
    FROM want JOIN locked USING (id)
    WHERE pool.id = want.id AND NOT EXISTS (SELECT 1 FROM short)
)
SELECT id, taken, capacity FROM short ORDER BY id
"""

KEEP = """
WITH kept AS (
    UPDATE tessera_claim SET held_until = %s WHERE id = ANY(%s::bigint[]) RETURNING id
)
SELECT count(*), CASE WHEN %s THEN set_config('synchronous_commit', 'off', true) END FROM kept
"""


@dataclass(frozen=True, slots=True)
class Want:
    """Places wanted from all of these pools together."""

    pools: Sequence[int]
    places: int
    date_id: int | None = None
    seat: str = ""


def claim(
    wants: Sequence[Want],
    *,
    until: datetime | None,
    keeping: Sequence[int] = (),
    may_be_lost: bool = False,
) -> list[Claim]:
    """Take all that is wanted, in one statement and in the order of pool ids, or nothing.

    Held until the moment given, as are the claims of `keeping`; sold at once when it is None.
    Refuses (SoldOut, with the
    pools that are short) when any pool has too few left: the caller's transaction must end.
    """
    taking = _sums((want.pools, want.places) for want in wants)
    ids = sorted(taking)
    claims = [_claim(want, until) for want in wants]
    facts: dict[str, Any] = {
        "ids": ids,
        "places": [taking[pool] for pool in ids],
        "pools": len(ids),
        "may_be_lost": may_be_lost,
        "until": until,
        "keeping": list(keeping),
        "claims": Jsonb([_as_row(each, n) for n, each in enumerate(claims)]),
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, facts)
        took, made, _mode = cursor.fetchone()
    if not made:
        short = [pool for pool in ids if pool not in (took or [])]
        raise SoldOut(_("There are not enough places left."), pools=short)
    for each, claim_id in zip(claims, made, strict=True):
        each.id = claim_id
    return claims


def _claim(want: Want, until: datetime | None) -> Claim:
    return Claim(
        pools=sorted(want.pools),
        places=want.places,
        date_id=want.date_id,
        seat=want.seat,
        held_until=until,
    )


def _as_row(claim: Claim, n: int) -> dict[str, Any]:
    return {
        "pools": claim.pools,
        "places": claim.places,
        "date_id": claim.date_id,
        "seat": claim.seat,
        "held_until": claim.held_until and claim.held_until.isoformat(),
        "n": n,
    }


def release(claim_ids: Iterable[int]) -> int:
    """Give the places back, once: only who deletes a claim returns them. Says how many claims."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [list(claim_ids)])
        return int(cursor.fetchone()[0])


def keep(claim_ids: Iterable[int], *, until: datetime | None, may_be_lost: bool = False) -> int:
    """Hold these claims until another moment, or for good (None: sold). Says how many exist.

    `may_be_lost` lets the whole transaction be lost in a crash: holds may, orders never.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [until, list(claim_ids), may_be_lost])
        return int(cursor.fetchone()[0])


def open_pool(*, capacity: int, **what: int) -> Pool:
    """A new pool for places (`date_id`, `zone_id`), an `event_id` or a `product_id`."""
    return Pool.objects.create(capacity=capacity, **what)


def open_pools(pools: Iterable[Pool]) -> None:
    """Many new pools, in one statement."""
    Pool.objects.bulk_create(pools)


def set_capacity(capacities: Mapping[int, int]) -> None:
    """Give pools (by id) another capacity, in one statement and in the order of pool ids.

    Refuses (TooSmall) all of it when one would be below what is sold or held of it.
    """
    ids = sorted(capacities)
    facts = {"ids": ids, "sizes": [capacities[pool] for pool in ids]}
    with connection.cursor() as cursor:
        cursor.execute(RESIZE, facts)
        short = [{"pool": row[0], "taken": row[1], "asked": row[2]} for row in cursor.fetchall()]
    if short:
        raise _too_small(short)


def _too_small(short: Sequence[Mapping[str, int]]) -> TooSmall:
    taken = max(each["taken"] for each in short)
    return TooSmall(
        _("%(taken)d places are sold or held already: the capacity cannot be lower than that.")
        % {"taken": taken},
        taken=taken,
        short=short,
    )


def cap_event(event_id: int, *, capacity: int) -> Pool:
    """From now on all places of an event's dates count together, those taken already too.

    Nobody takes a place of it meanwhile. Refuses (TooSmall) less than is taken.
    """
    hold_still()
    claims = Claim.objects.filter(date__event=event_id)
    taken = claims.aggregate(places=Sum("places"))["places"] or 0
    if taken > capacity:
        raise _too_small([{"pool": 0, "taken": taken, "asked": capacity}])
    pool = Pool.objects.create(event_id=event_id, capacity=capacity, taken=taken)
    claims.update(pools=Func(F("pools"), pool.id, function="array_append"))
    return pool


def uncap_event(event_id: int) -> None:
    """The places of an event's dates are no longer counted together."""
    hold_still()
    pool = Pool.objects.filter(event=event_id).first()
    if pool is not None:
        claims = Claim.objects.filter(date__event=event_id)
        claims.update(pools=Func(F("pools"), pool.id, function="array_remove"))
        pool.delete()


def close_pools(**what: Collection[int]) -> None:
    """Count no longer the places of these (`date_id__in`, `zone_id__in`, `event_id__in`).

    Refuses (StillTaken) when some of them are sold or held.
    """
    Pool.objects.filter(**what, taken=0).delete()
    taken = sum(Pool.objects.filter(**what).values_list("taken", flat=True))
    if taken:
        raise StillTaken(_("%(taken)d places are sold or held.") % {"taken": taken}, taken=taken)


def hold_still() -> None:
    """Until the transaction ends nobody takes or gives back anything: counts can be opened."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE tessera_claim IN SHARE ROW EXCLUSIVE MODE")


def count_from(product_id: int, *, capacity: int, claims: Sequence[int]) -> Pool:
    """A new count of the product, with these claims counted in; everything must hold still.

    Refuses (TooSmall) a capacity below what they take.
    """
    found = Claim.objects.filter(id__in=list(claims))
    taken = sum(found.values_list("places", flat=True))
    if taken > capacity:
        raise TooSmall(
            _("%(taken)d are sold or held already: the number cannot be lower than that.")
            % {"taken": taken},
            taken=taken,
            short=[],
        )
    pool = Pool.objects.create(product_id=product_id, capacity=capacity, taken=taken)
    with connection.cursor() as cursor:
        # A new pool has the highest id: the order within the array stays.
        cursor.execute(
            "UPDATE tessera_claim SET pools = pools || %s::bigint WHERE id = ANY(%s::bigint[])",
            [pool.id, list(claims)],
        )
    return pool


def stop_counting(product_id: int) -> None:
    """Count the product no longer. Claims may go on naming its pool: there is nothing to give
    back to."""
    Pool.objects.filter(product_id=product_id).delete()


def _sums(taking: Iterable[tuple[Sequence[int], int]]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for pools, places in taking:
        for pool in pools:
            sums[pool] += places
    return sums
