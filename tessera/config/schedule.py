"""The timetable: which flow the clock calls, and how often. What cannot wait: `ops/ticking`."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from tessera.flows.answering import erase_answers
from tessera.flows.batching import forget_batches
from tessera.flows.cancelling import forget_carts, let_expire
from tessera.flows.counting import count_days
from tessera.flows.exporting import forget_exports
from tessera.flows.paying import poll_payments
from tessera.flows.refunding import send_refunds
from tessera.flows.releasing import release_accounts
from tessera.flows.reminding import remind_due
from tessera.flows.renewing import renew_due
from tessera.lib.clock import now


def forget_sessions(*, at: datetime) -> None:
    """Forgets who was logged in long ago."""
    SessionStore.clear_expired()


EVERY_MINUTE = "* * * * *"
EVERY_FIVE_MINUTES = "*/5 * * * *"
EVERY_HOUR = "17 * * * *"
EVERY_NIGHT = "23 3 * * *"
TIMETABLE: dict[Callable[..., object], str] = {
    let_expire: EVERY_MINUTE,
    remind_due: EVERY_MINUTE,
    poll_payments: EVERY_MINUTE,
    send_refunds: EVERY_MINUTE,
    count_days: EVERY_FIVE_MINUTES,
    renew_due: EVERY_HOUR,
    release_accounts: EVERY_HOUR,
    forget_carts: EVERY_HOUR,
    forget_exports: EVERY_HOUR,
    erase_answers: EVERY_NIGHT,
    forget_batches: EVERY_NIGHT,
    forget_sessions: EVERY_NIGHT,
}


def call_at(story: Callable[..., object]) -> Callable[[int], None]:
    """What the clock does when the time has come: it calls the flow."""

    def tick(timestamp: int) -> None:
        story(at=now())

    return tick


for _story, _cron in TIMETABLE.items():
    _name = _story.__name__
    _task = app.task(name=f"clock:{_name}", queueing_lock=_name)(call_at(_story))
    app.periodic(cron=_cron, periodic_id=_name)(_task)
