"""What is to be done because memberships end: noted once, whoever notes it how often."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import connection

from tessera.domain.memberships.models import Membership, RenewalStep
from tessera.domain.payments.models import Payment

MISSED = 3
"""So many days late a reminder still leaves."""
ANNOUNCED = 14
"""So many days before the end an automatic renewal is announced (SEPA: two weeks)."""
CHARGED = -1
"""The day, counted from the last one, of the first charge."""
NOTICE = 3
"""So many days lie at least between announcement and charge, however late that was."""

# Who is asked: memberships that end, and that nobody stopped, ended or renewed.
RUNNING = """
FROM tessera_membership m
JOIN tessera_level l ON l.id = m.level_id
JOIN tessera_member b ON b.id = m.member_id AND b.erased_at IS NULL
JOIN tessera_product p ON p.id = m.plan_id
JOIN tessera_shop s ON s.id = p.shop_id
CROSS JOIN LATERAL (SELECT (%(at)s AT TIME ZONE s.time_zone)::date AS today) t
WHERE m.ended_on IS NULL AND m.ends_on IS NOT NULL AND NOT m.stops AND m.covered_by_id IS NULL
AND NOT EXISTS (SELECT 1 FROM tessera_membership n WHERE n.follows_id = m.id)
AND m.ends_on BETWEEN %(at)s::date - 400 AND %(at)s::date + 400
"""

INTO = """
INSERT INTO tessera_renewalstep (membership_id, kind, "offset", due_on, failed, created_at)
"""
ONCE = " ON CONFLICT DO NOTHING"

REMINDERS = (
    """
SELECT DISTINCT ON (m.id) m.id, 'reminder', days.n, m.ends_on + days.n, '', %(at)s
"""
    + RUNNING.replace("WHERE", "CROSS JOIN LATERAL unnest(l.reminder_days) AS days(n) WHERE", 1)
    + """
AND m.mandate_id IS NULL
AND m.ends_on + days.n BETWEEN t.today - %(missed)s AND t.today
ORDER BY m.id, days.n DESC
"""
)

ANNOUNCEMENTS = (
    """
SELECT m.id, 'announcement', -%(announced)s, m.ends_on - %(announced)s, '', %(at)s
"""
    + RUNNING
    + """
AND m.mandate_id IS NOT NULL
AND t.today BETWEEN m.ends_on - %(announced)s AND m.ends_on + l.grace_days
"""
)

TOLD = """
SELECT 1 FROM tessera_renewalstep told
WHERE told.membership_id = m.id AND told.kind = 'announcement'
AND told.due_on = m.ends_on - %(announced)s
AND told.done_at <= %(at)s - make_interval(days => %(notice)s)
"""

CHARGES = (
    """
SELECT m.id, 'charge', %(charged)s, m.ends_on + %(charged)s, '', %(at)s
"""
    + RUNNING
    + """
AND m.mandate_id IS NOT NULL
AND t.today BETWEEN m.ends_on + %(charged)s AND m.ends_on + l.grace_days
AND EXISTS ("""
    + TOLD
    + ")"
)

LAPSES = (
    """
SELECT m.id, 'lapse', 1, coalesce(m.grace_until, m.ends_on) + 1, '', %(at)s
"""
    + RUNNING
    + """
AND t.today > coalesce(m.grace_until, m.ends_on)
AND (l.grace_days = 0 OR m.grace_until IS NOT NULL)
"""
)

GRACE = (
    """
UPDATE tessera_membership SET grace_until = ends_on + graced.days
FROM (
    SELECT m.id, l.grace_days AS days
"""
    + RUNNING
    + """
    AND m.grace_until IS NULL AND l.grace_days > 0 AND t.today >= m.ends_on
) graced
WHERE graced.id = tessera_membership.id
   OR (tessera_membership.covered_by_id = graced.id AND tessera_membership.ended_on IS NULL)
"""
)


def note_due(*, at: datetime) -> int:
    """Note what is due by now: reminders, announcements, charges, and what has lapsed; begin the
    days of grace. Safe to repeat: each is noted once. Says how many are new."""
    told: dict[str, datetime | int] = {
        "at": at,
        "missed": MISSED,
        "announced": ANNOUNCED,
        "charged": CHARGED,
        "notice": NOTICE,
    }
    noted = 0
    with connection.cursor() as cursor:
        cursor.execute(GRACE, told)
        for select in (REMINDERS, ANNOUNCEMENTS, CHARGES, LAPSES):
            cursor.execute(INTO + select + ONCE, told)
            noted += cursor.rowcount
    return noted


def finish(steps: Sequence[RenewalStep], *, at: datetime) -> None:
    """These are done."""
    RenewalStep.objects.filter(id__in=[step.pk for step in steps]).update(done_at=at)


def drop(step_ids: Collection[int]) -> None:
    """These need not be done any more: what they were noted for has changed."""
    RenewalStep.objects.filter(id__in=step_ids).delete()


def announce_anew(membership: Membership) -> None:
    """What was announced is no longer so: it is noted once more, and so is its charge, later."""
    steps = RenewalStep.objects.filter(membership=membership)
    steps.filter(kind=RenewalStep.Kind.ANNOUNCEMENT).delete()
    steps.filter(kind=RenewalStep.Kind.CHARGE, done_at=None, payment=None).delete()


def note_payment(step: RenewalStep, payment: Payment) -> None:
    """By which payment the step charges."""
    step.payment = payment
    step.save(update_fields=["payment"])


def note_failed(step: RenewalStep, *, why: str, at: datetime) -> None:
    """The charge did not work."""
    step.failed, step.done_at = why[:200], at
    step.save(update_fields=["failed", "done_at"])


def note_retry(step: RenewalStep, *, on: date, at: datetime) -> RenewalStep:
    """One more try, on that day."""
    ends_on = step.membership.ends_on or on
    return RenewalStep.objects.get_or_create(
        membership=step.membership,
        kind=RenewalStep.Kind.CHARGE,
        offset=(on - ends_on).days,
        due_on=on,
        defaults={"created_at": at},
    )[0]
