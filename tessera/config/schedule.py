"""The timetable: which flow the clock calls, and how often."""

from collections.abc import Callable

from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from tessera.lib.clock import now

TIMETABLE = {
    "tessera.flows.cancelling.let_expire": "* * * * *",
    "tessera.flows.cancelling.forget_carts": "17 * * * *",
    "tessera.flows.paying.poll_payments": "* * * * *",
    "tessera.flows.sending.send_due": "* * * * *",
    "tessera.flows.reacting.react": "* * * * *",
}


def call_at(story: str) -> Callable[[int], None]:
    """What the clock does when the time has come: it calls the flow named `story`."""

    def tick(timestamp: int) -> None:
        import_string(story)(at=now())

    return tick


for _story, _cron in TIMETABLE.items():
    _task = app.task(name=f"clock:{_story}", queueing_lock=_story)(call_at(_story))
    app.periodic(cron=_cron, periodic_id=_story)(_task)
