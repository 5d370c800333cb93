"""An organiser looks through a hundred thousand members."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection

from bench import archive, stage, stories
from bench.house import House
from bench.load import Scene, figure
from tessera.domain.memberships.models import Member
from tessera.lib import clock
from tests.factories import make_level, make_plan

ORDER = 86
MANY, FIRST = 100_000, 1_000_000

WRITE_MEMBERS = """
INSERT INTO tessera_member (organisation_id, number, secret, answers, note, created_at, email,
    civility, first_name, last_name, company, phone, street, postcode, city, country, language,
    newsletter)
SELECT %(organisation)s, %(first)s + i, md5('g' || i), '{}', '', now(),
    'grid' || i || '@bench.example', '', 'Ada', (%(names)s::text[])[1 + i %% %(count)s] || i / 40,
    '', '', '', '', 'Lausanne', 'CH', 'fr', false
FROM generate_series(1, %(many)s) AS i
"""
WRITE_MEMBERSHIPS = """
INSERT INTO tessera_membership (member_id, level_id, plan_id, origin, place, starts_on, ends_on,
    price, currency, stops, ended_reason, grace_until, created_at)
SELECT id, %(level)s, %(plan)s, 'import', 1, ends - 364, ends, 5000, 'CHF', number %% 20 = 0, '',
    CASE WHEN ends < current_date AND number %% 50 = 0 THEN current_date + 7 END, now()
FROM (SELECT id, number, current_date - 60 - %(earlier)s + number %% 360 AS ends
      FROM tessera_member WHERE organisation_id = %(organisation)s AND number > %(first)s
        AND number %% %(every)s = 0) AS who
"""


def measure(house: House) -> Iterator[dict[str, Any]]:
    """First pages, one far back, by name, by end, narrowed, searched."""
    level = _write()
    middle = Member.objects.order_by("number").filter(number__gte=FIRST + MANY // 2)[0]
    today = clock.now().date()
    asked = [
        "",
        f"?after={middle.number}~",
        "?sort=name",
        "?sort=ends",
        f"?standing=active&level={level}",
        "?standing=grace",
        f"?ends_from={today}&ends_until={today + timedelta(days=30)}",
        "?q=favre12",
        "?q=grid4242",
        f"?q={FIRST + 777}",
    ]
    paths = [f"/manage/bench/members/{each}" for each in asked]
    cookies = archive.as_organiser(house)
    scene = Scene(stories.read_as_organiser, 300, 1, {"paths": paths}, cookies=cookies)
    found = figure("members_grid_100k", scene, house, warm=20)
    yield found | {"value": found["p95_ms"], "unit": "ms", "members": MANY}


def _write() -> int:
    shop = stage.hall().shop
    plan = make_plan(shop, level=make_level(shop.organisation, "Grid"))
    facts: dict[str, Any] = {
        "organisation": shop.organisation_id,
        "many": MANY,
        "first": FIRST,
        "names": archive.NAMES,
        "count": len(archive.NAMES),
        "level": plan.level_id,
        "plan": plan.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE_MEMBERS, facts)
        cursor.execute(WRITE_MEMBERSHIPS, facts | {"earlier": 0, "every": 1})
        cursor.execute(WRITE_MEMBERSHIPS, facts | {"earlier": 365, "every": 3})
        cursor.execute("ANALYZE tessera_member; ANALYZE tessera_membership")
    return int(plan.level_id)
