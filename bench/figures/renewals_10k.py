"""Ten thousand memberships end on one day: what is due is noted and said, exactly once."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from bench import stage
from bench.house import House
from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.models import RenewalStep
from tessera.flows.renewing import renew_due
from tessera.lib import clock
from tests.factories import make_level, make_plan

ORDER = 84
MANY = 10_000
RENEWING = 3
"""Every third renews itself: its charge is announced, the others are reminded."""
KILLED_AFTER = 0.5

WRITE_MEMBERS = """
INSERT INTO tessera_member (organisation_id, number, secret, answers, note, created_at, email,
    civility, first_name, last_name, company, phone, street, postcode, city, country, language,
    newsletter)
SELECT %(organisation)s, i, md5('m' || i), '{}', '', now(), 'member' || i || '@bench.example',
    '', 'Ada', 'Member' || i, '', '', '', '', '', 'CH', 'fr', false
FROM generate_series(1, %(many)s) AS i
"""
WRITE_MANDATE = """
INSERT INTO tessera_mandate (shop_id, email, method, provider_customer, provider_method, label,
    said, agreed_at)
VALUES (%(shop)s, '', 'stripe', 'cus_bench', 'pm_bench', 'Visa 4242', 'yes', now()) RETURNING id
"""
WRITE_MEMBERSHIPS = """
INSERT INTO tessera_membership (member_id, level_id, plan_id, origin, place, starts_on, ends_on,
    price, currency, stops, ended_reason, mandate_id, created_at)
SELECT id, %(level)s, %(plan)s, 'import', 1, %(ends)s::date - 364, %(ends)s, 5000, 'CHF', false, '',
    CASE WHEN number %% %(renewing)s = 0 THEN %(mandate)s END, now()
FROM tessera_member WHERE organisation_id = %(organisation)s
"""


def measure(house: House) -> Iterator[dict[str, Any]]:
    """The job is killed half-way, and run again until nothing is left."""
    plan = _ten_thousand()
    at = clock.now()
    begin = time.perf_counter()
    _run_and_kill(at)
    renew_due(at=at)
    took = time.perf_counter() - begin
    renew_due(at=at)
    steps = RenewalStep.objects.filter(membership__plan=plan)
    said = Activity.objects.filter(subject="membership", shop=plan.product.shop)
    if (steps.count(), steps.filter(done_at=None).count(), said.count()) != (MANY, 0, MANY):
        raise AssertionError("not everything was noted and said exactly once")
    yield {
        "name": "renewals_10k",
        "value": round(took, 2),
        "unit": "s",
        "memberships": MANY,
        "announced": steps.filter(kind="announcement").count(),
        "reminded": steps.filter(kind="reminder").count(),
        "killed_after_s": KILLED_AFTER,
    }


def _ten_thousand() -> Plan:
    shop = stage.hall().shop
    plan = make_plan(shop, level=make_level(shop.organisation, reminder_days=[-14]))
    ends: date = clock.now().date() + timedelta(days=14)
    facts: dict[str, Any] = {
        "organisation": shop.organisation_id,
        "shop": shop.pk,
        "many": MANY,
        "level": plan.level_id,
        "plan": plan.pk,
        "ends": ends,
        "renewing": RENEWING,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE_MEMBERS, facts)
        cursor.execute(WRITE_MANDATE, facts)
        facts["mandate"] = cursor.fetchone()[0]
        cursor.execute(WRITE_MEMBERSHIPS, facts)
        cursor.execute("ANALYZE tessera_member; ANALYZE tessera_membership")
    return plan


def _run_and_kill(at: datetime) -> None:
    connection.close()
    job = multiprocessing.get_context("fork").Process(target=renew_due, kwargs={"at": at})
    job.start()
    job.join(KILLED_AFTER)
    if job.is_alive() and job.pid:
        os.kill(job.pid, signal.SIGKILL)
    job.join()
