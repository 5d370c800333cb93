"""What the worker does each second: its timetable would write a job for every tick."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string

from tessera.lib.clock import now

STORIES = ("tessera.flows.reacting.react", "tessera.flows.sending.send_due")
PAUSE = 1.0
AFTER_A_MISTAKE = 10.0
"""Seconds between two ticks; the database may be away for a while."""

log = structlog.get_logger(__name__)


@contextmanager
def ticking() -> Iterator[None]:
    """Meanwhile every story is told each second, in a thread of its own."""
    stop = Event()
    threads = [
        Thread(target=_tell, args=(story, stop), name=story, daemon=True) for story in STORIES
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=3)


def _tell(story: str, stop: Event) -> None:
    while not stop.wait(PAUSE if _told(story) else AFTER_A_MISTAKE):
        pass
    connection.close()


def _told(story: str) -> bool:
    close_old_connections()
    try:
        import_string(story)(at=now())
    except Exception:  # the worker's edge: the next tick tries again
        log.exception("a tick failed", story=story)
        return False
    return True
