"""The theatre of `make demo`, opened for the stories of this folder and closed after them."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from tessera.ops import embedded
from tessera.ops.commands.demo import free_port

OPENING, CLOSING, PATIENCE = 240, 30, 20
OURS = {"DATABASE_URL", "TESSERA_TEST_URL", "DATABASE_POOL", "PUBLIC_URL", "SECRET_KEY"}
CODE = re.compile(r"^\s*([A-Z0-9]{3,}-[A-Z0-9]{3,})\s*$", re.M)
ORDER = """
UPDATE tessera_order SET due_at = due_at - %s, held_until = held_until - %s,
placed_at = placed_at - %s WHERE number = %s RETURNING id
"""
DEADLINE = """
UPDATE tessera_deadline deadline SET next_at = next_at - %s, ends_at = ends_at - %s
FROM tessera_order placed WHERE placed.id = deadline.order_id AND placed.number = %s
RETURNING placed.id
"""
CLAIMS = """
UPDATE tessera_claim claim SET held_until = claim.held_until - %s FROM tessera_orderline line
JOIN tessera_order placed ON placed.id = line.order_id
WHERE claim.id = line.claim_id AND placed.number = %s RETURNING claim.id
"""
POOLS = """
SELECT pool.id, pool.capacity FROM tessera_pool pool
JOIN tessera_eventdate date ON date.id = pool.date_id
JOIN tessera_event event ON event.id = date.event_id WHERE event.slug = %s
"""
CARDS = {name for name in os.environ if name.startswith("STRIPE_")}


@dataclass(frozen=True)
class Theatre:
    """Where it is, and its database: for arranging what no visitor can."""

    address: str
    database: str
    log: Path
    taken_away: dict[int, int] = field(default_factory=dict)

    def last_code(self) -> str:
        """The code of the last mail that let somebody in; the demo shows such mails."""
        end = time.monotonic() + PATIENCE
        while not (found := CODE.findall(self.log.read_text())):
            assert time.monotonic() < end, "no code was sent"
            time.sleep(0.2)
        return str(found[-1])

    def ask(self, sql: str, *facts: Any) -> list[tuple[Any, ...]]:
        """Rows of the database, or what was changed there (with RETURNING)."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(sql, facts).fetchall()  # type: ignore[arg-type]

    def wait_for(self, sql: str, *facts: Any, patience: float = PATIENCE) -> list[tuple[Any, ...]]:
        """Rows that a worker is about to write."""
        end = time.monotonic() + patience
        while not (found := self.ask(sql, *facts)):
            assert time.monotonic() < end, f"nothing came of {sql} {facts}"
            time.sleep(0.2)
        return found

    def days_pass(self, number: str, days: int) -> None:
        """The clock moves on for one order: all that waits for a moment is so many days nearer.
        Then the timetable is called, as each minute does."""
        passed = timedelta(days=days)
        self.ask(CLAIMS, passed, number)
        self.ask(DEADLINE, passed, passed, number)
        self.ask(ORDER, passed, passed, passed, number)
        for story in ("remind_due", "let_expire"):
            self.call(story)

    def call(self, story: str) -> None:
        """The worker does now what the timetable has it do from time to time."""
        ((job,),) = self.ask(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) "
            """VALUES ('default', %s, '{"timestamp": 0}') RETURNING id""",
            f"clock:{story}",
        )
        self.wait_for(
            "SELECT 1 WHERE NOT EXISTS (SELECT FROM procrastinate_jobs WHERE id = %s)", job
        )

    def sell_out(self, event: str) -> None:
        """Every place of the event is gone, but for those somebody holds; until `restore`."""
        for pool, capacity in self.ask(POOLS, event):
            self.taken_away.setdefault(pool, capacity)
            self.ask("UPDATE tessera_pool SET capacity = taken WHERE id = %s RETURNING id", pool)

    def restore(self) -> None:
        """What one story sold out is on sale again in the next."""
        while self.taken_away:
            pool, capacity = self.taken_away.popitem()
            self.ask(
                "UPDATE tessera_pool SET capacity = greatest(taken, %s) WHERE id = %s RETURNING id",
                capacity,
                pool,
            )


@contextmanager
def opened(folder: Path) -> Iterator[Theatre]:
    """A theatre with its data in `folder`; refuses one that closes with an error."""
    port, log = free_port(), folder / "demo.log"
    kept = {name: value for name, value in os.environ.items() if name not in OURS | CARDS}
    environment = {
        **kept,
        "TESSERA_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "tessera.ops", "demo", "--port", str(port)]
    with log.open("w") as lines:
        demo = subprocess.Popen(command, env=environment, stdout=lines, stderr=lines)
    try:
        _wait(demo, log)
        database = embedded.Server.at(folder / "postgres").url("tessera")
        yield Theatre(f"http://127.0.0.1:{port}", database, log)
    finally:
        demo.terminate()
        ended = demo.wait(CLOSING)
    assert ended == 0, log.read_text()
    assert "Traceback" not in log.read_text(), log.read_text()


def _wait(demo: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + OPENING
    while "Tessera is open" not in log.read_text():
        assert demo.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)
