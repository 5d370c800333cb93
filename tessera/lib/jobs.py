"""Work that is done later: a job is a flow with `@job`, told ids, safe to repeat."""

from collections.abc import Callable
from typing import Any, ParamSpec

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

Args = ParamSpec("Args")


class Job:
    """A function that can be enqueued within the caller's transaction."""

    def __init__(self, run: Callable[..., Any], task: Any) -> None:
        self.run, self.task = run, task

    def __call__(self, **arguments: Any) -> Any:
        """Do it now, here."""
        return self.run(**arguments)

    def later(self, **arguments: Any) -> None:
        """Put it in the queue; it becomes visible to workers when the transaction commits."""
        self.task.defer(**arguments)


def job(*, queue: str = "default", attempts: int = 8) -> Callable[[Callable[..., Any]], Job]:
    """Make a flow a job, retried with growing pauses when something outside fails."""

    def decorate(run: Callable[..., Any]) -> Job:
        retry = RetryStrategy(max_attempts=attempts, exponential_wait=4)
        name = f"{run.__module__}.{run.__name__}"
        return Job(run, app.task(name=name, queue=queue, retry=retry)(run))

    return decorate
