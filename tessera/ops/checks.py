"""What the doctor looks at: each check says what it found and how to mend what is wrong."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tessera.domain.stock import queries as stock
from tessera.lib.clock import now

OLDEST_SERVER, NEWEST_SERVER = 15, 18
LONGEST_WAIT = timedelta(minutes=5)
LARGEST_DRIFT = timedelta(seconds=5)
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says what to do and is empty when all is well."""

    what: str
    mend: str = ""

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do."""
        return not self.mend


def database() -> Finding:
    """The server answers, and is one that Tessera is tried with."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
    what = f"database: PostgreSQL {version}"
    if OLDEST_SERVER <= version <= NEWEST_SERVER:
        return Finding(what)
    return Finding(what, f"Use PostgreSQL {OLDEST_SERVER} to {NEWEST_SERVER}.")


def migrations() -> Finding:
    """The tables have the shape that this version needs."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    mend = "Run `tessera migrate`." if waiting else ""
    return Finding(f"migrations: {len(waiting)} waiting", mend)


def queue() -> Finding:
    """Jobs do not wait for long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(coalesce(j.scheduled_at, e.at)) FROM procrastinate_jobs j "
            "LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' "
            "WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()"
        )
        waiting, oldest = cursor.fetchone()
    age = now() - oldest if oldest else timedelta()
    what = f"queue: {waiting} waiting, the oldest for {int(age.total_seconds())} s"
    return Finding(what, "Start `tessera worker`, or more of them." if age > LONGEST_WAIT else "")


def storage() -> Finding:
    """Pictures can be kept."""
    name = f"doctor-{secrets.token_hex(4)}"
    where = f"storage: {settings.MEDIA_ROOT}"
    try:
        default_storage.delete(default_storage.save(name, ContentFile(b"ok")))
    except OSError as refused:
        return Finding(where, f"Make it writable for this user: {refused.strerror}.")
    return Finding(where)


def clock() -> Finding:
    """This machine and the database agree on the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift = abs(now() - cursor.fetchone()[0])
    what = f"clock: {drift.total_seconds():.1f} s from the database's"
    mend = "Let NTP set the clocks of both machines." if drift > LARGEST_DRIFT else ""
    return Finding(what, mend)


def pools() -> Finding:
    """Every counter of places is the sum of what was taken."""
    wrong = stock.pools_out_of_balance()
    if not wrong:
        return Finding("pools: all equal the sum of their claims")
    rows = ", ".join(
        f"pool {pool}: {taken} taken, {claimed} claimed" for pool, taken, claimed in wrong
    )
    return Finding(f"pools: {len(wrong)} out of balance ({rows})", "Tell us: this is a bug.")


def secret() -> Finding:
    """What signs cookies and links cannot be guessed."""
    if len(settings.SECRET_KEY) >= SHORTEST_SECRET:
        return Finding("secret: long enough")
    return Finding("secret: short", f"Set SECRET_KEY to {SHORTEST_SECRET} random letters or more.")


def cards() -> Finding:
    """Card payments are set up wholly or not at all."""
    given = [bool(settings.STRIPE_SECRET_KEY), bool(settings.STRIPE_WEBHOOK_SECRET)]
    if any(given) and not all(given):
        return Finding("cards: half set up", "Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.")
    return Finding(f"cards: {'set up' if all(given) else 'not set up'}")


def mail() -> Finding:
    """Messages leave the house."""
    backend = settings.EMAIL_BACKEND.split(".")[-2]
    if settings.HTTPS and backend == "console":
        return Finding("mail: shown on the console", "Set EMAIL_HOST, or EMAIL_BACKEND.")
    return Finding(f"mail: {backend}")


FIRST: list[Callable[[], Finding]] = [database, migrations]
THEN: list[Callable[[], Finding]] = [queue, storage, clock, pools, secret, cards, mail]
