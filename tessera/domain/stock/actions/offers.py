"""Counting who profits: the tickets of an offer and of its limits, the uses of a code.

A claim takes from a pool as often as it names it: of an offer its tickets, of a code one use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import gcd

from django.db import connection
from django.utils.translation import gettext as _

from tessera.domain.stock.actions import hold_still
from tessera.domain.stock.errors import SoldOut, TooSmall
from tessera.domain.stock.models import Claim, Pool

EXCHANGE = """
WITH gone AS (DELETE FROM tessera_claim WHERE id = ANY(%(old)s::bigint[]) RETURNING pools, places),
back AS (SELECT pool, sum(places)::int AS n FROM gone, unnest(pools) AS pool GROUP BY pool),
want AS (SELECT pool, n FROM unnest(%(ids)s::bigint[], %(counts)s::int[]) AS t(pool, n)),
change AS (
    SELECT pool AS id, coalesce(want.n, 0) - coalesce(back.n, 0) AS n
    FROM back FULL JOIN want USING (pool)
), locked AS (
    SELECT id FROM tessera_pool WHERE id IN (SELECT id FROM change) ORDER BY id FOR UPDATE
), took AS (
    UPDATE tessera_pool pool SET taken = pool.taken + change.n
    FROM change JOIN locked USING (id)
    WHERE pool.id = change.id AND pool.taken + change.n BETWEEN 0 AND pool.capacity
    RETURNING pool.id
)
SELECT array_agg(id) FROM took
"""

OPEN_CODES = """
INSERT INTO tessera_pool (code_id, capacity, taken)
SELECT code.id, code.max_uses, 0 FROM (
    SELECT id, max_uses FROM tessera_code WHERE batch_id = %s ORDER BY id DESC LIMIT %s
) code
WHERE code.max_uses IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tessera_pool pool WHERE pool.code_id = code.id)
"""


@dataclass(frozen=True, slots=True)
class Use:
    """What one offer takes for one order: so many of each pool."""

    counts: Mapping[int, int]

    @property
    def places(self) -> int:
        """The greatest number of which every count is a multiple."""
        return gcd(*self.counts.values())

    @property
    def pools(self) -> list[int]:
        """Each pool as often as it gives `places`."""
        places = self.places
        return [pool for pool in sorted(self.counts) for _n in range(self.counts[pool] // places)]


def exchange(old: Sequence[int], uses: Sequence[Use], *, until: datetime | None) -> list[int]:
    """Give back these claims and take what is used now, in one statement and in the order of pool
    ids. Answers the new claims, one for each use.

    Refuses (SoldOut, `pools`) when a pool has too few left: the transaction must end there.
    """
    counts: dict[int, int] = {}
    for use in uses:
        for pool, n in use.counts.items():
            counts[pool] = counts.get(pool, 0) + n
    ids = sorted(counts)
    facts = {"old": list(old), "ids": ids, "counts": [counts[pool] for pool in ids]}
    with connection.cursor() as cursor:
        cursor.execute(EXCHANGE, facts)
        took = set(cursor.fetchone()[0] or ())
    short = [pool for pool in ids if pool not in took]
    if short:
        raise SoldOut(_("It has just been used up."), pools=short)
    made = [Claim(pools=use.pools, places=use.places, held_until=until) for use in uses]
    return [claim.pk for claim in Claim.objects.bulk_create(made)]


def open_code_pools(batch_id: int, *, newest: int | None = None) -> int:
    """Count the uses of every code of a batch, or of so many of the newest, that may be used so
    often only. Says how many."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_CODES, [batch_id, newest])
        return int(cursor.rowcount)


def count_uses(
    *, capacity: int | None, uses: Iterable[tuple[int | None, int]], **what: int
) -> list[int]:
    """Count from now on what is used of an `offer_id`, `limit_id` or `code_id`, up to `capacity`;
    None: no longer.

    `uses` are the claims that hold of it now, with how many each; one without a claim (None) gets
    one. Answers the claims in the same order. Nobody takes or gives back meanwhile.
    Refuses (TooSmall) less than is used already.
    """
    pool = Pool.objects.filter(**what).first()
    if pool is not None and capacity is not None:
        _resize(pool, capacity)
        return []
    if capacity is None:
        Pool.objects.filter(**what).delete()
        return []
    hold_still()
    told = list(uses)
    taken = sum(n for _claim, n in told)
    _require_enough(taken, capacity)
    pool = Pool.objects.create(capacity=capacity, taken=taken, **what)
    return _count_in(pool.pk, told)


def _resize(pool: Pool, capacity: int) -> None:
    if pool.capacity != capacity:
        Pool.objects.select_for_update().get(pk=pool.pk)
        pool.refresh_from_db()
        _require_enough(pool.taken, capacity)
        Pool.objects.filter(pk=pool.pk).update(capacity=capacity)


def _require_enough(taken: int, capacity: int) -> None:
    if taken > capacity:
        raise TooSmall(
            _("%(taken)d are used or held already: the number cannot be lower than that.")
            % {"taken": taken},
            taken=taken,
            short=[],
        )


def _count_in(pool: int, uses: Sequence[tuple[int | None, int]]) -> list[int]:
    known = Claim.objects.in_bulk([claim for claim, _n in uses if claim is not None])
    answers, new = [], []
    for claim_id, n in uses:
        found = known.get(claim_id or 0)
        if found is None:
            found = Claim(pools=[pool], places=n)
            new.append(found)
        else:
            counts = {each: found.pools.count(each) * found.places for each in set(found.pools)}
            use = Use({**counts, pool: n})
            found.pools, found.places = use.pools, use.places
        answers.append(found)
    Claim.objects.bulk_create(new)
    Claim.objects.bulk_update(known.values(), ["pools", "places"], batch_size=1000)
    return [each.pk for each in answers]
