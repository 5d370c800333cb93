"""The clock calls the flows that somebody has to call."""

from datetime import datetime
from typing import Any

import pytest
from procrastinate.contrib.django import app

from tessera.config import schedule


def test_every_flow_of_the_timetable_is_known_to_the_worker() -> None:
    waiting = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert waiting == {f"clock:{story.__name__}" for story in schedule.TIMETABLE}


def test_a_flow_is_told_the_time() -> None:
    told: list[datetime] = []

    def story(*, at: datetime) -> None:
        told.append(at)

    schedule.call_at(story)(0)
    assert told[0].tzinfo is not None


@pytest.mark.django_db
@pytest.mark.parametrize("story", schedule.TIMETABLE, ids=lambda story: story.__name__)
def test_each_flow_may_be_called_when_there_is_nothing_to_do(story: Any) -> None:
    schedule.call_at(story)(0)
