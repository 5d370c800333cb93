"""A hundred thousand codes by chance, each to be used once; and how one of them is found."""

import json
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from django.db import connection

from bench.house import House
from tessera.domain.offers.models import Code
from tessera.domain.offers.queries.live import code_of_text
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.queries.team import actor_in
from tessera.domain.stock.models import Pool
from tessera.flows.discounting import Wanted, make_codes, order_codes
from tessera.lib import clock
from tests.factories import (
    make_offer,
    make_organisation,
    make_person,
    make_shop,
    make_team_member,
)

ORDER = 61
CODES, LOOKUPS = 100_000, 300
FIND = "SELECT * FROM tessera_code WHERE shop_id = %s AND text = %s"


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Asked for by an organiser, made by a worker: some thousand in a transaction."""
    house_of = make_organisation("Codes", slug="bench-codes")
    shop = make_shop(house_of, slug="bench-codes")
    make_team_member(house_of, make_person("Cora", "Codes"))
    by = actor_in(TeamMember.objects.filter(organisation=house_of)[0])
    offer = make_offer(shop, needs_code=True)
    begin = time.perf_counter()
    batch = order_codes(offer.pk, Wanted(CODES, prefix="B"), by=by, at=clock.now())
    make_codes(batch_id=batch.pk)
    taken = time.perf_counter() - begin
    counted = Pool.objects.filter(code__batch=batch).count()
    if Code.objects.filter(batch=batch).count() != CODES or counted != CODES:
        raise AssertionError("not every code was made and counted")
    yield {
        "name": "codes_100k",
        "value": round(taken, 2),
        "unit": "s",
        "codes": CODES,
        "concurrency": 1,
    }
    yield _lookup(shop.pk, batch.pk)


def _lookup(shop: int, batch: int) -> dict[str, Any]:
    texts = list(
        Code.objects.filter(batch_id=batch).order_by("text").values_list("text", flat=True)
    )[:: CODES // LOOKUPS]
    inside, outside = [], []
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tessera_code")
        for text in texts:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {FIND}", [shop, text])
            told = cursor.fetchone()[0]
            plan = (json.loads(told) if isinstance(told, str) else told)[0]
            inside.append(plan["Planning Time"] + plan["Execution Time"])
    for text in texts:
        begin = time.perf_counter()
        if code_of_text(shop, f" {text[:4].lower()}-{text[4:]} ") is None:
            raise AssertionError(f"{text} was not found")
        outside.append((time.perf_counter() - begin) * 1000)
    return {
        "name": "code_lookup",
        "value": round(median(inside), 3),
        "unit": "ms",
        "with_python_ms": round(median(outside), 3),
        "codes": CODES,
        "concurrency": 1,
    }
