"""PostgreSQL from the wheel: it starts, is shared, and survives a crash."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tessera.ops import embedded, place
from tests.places import own_folder


@pytest.fixture(scope="module")
def server() -> Iterator[embedded.Server]:
    """A server of its own."""
    with own_folder() as folder:
        server = embedded.start(folder / "data", settings=embedded.FORGETFUL)
        yield server
        server.stop()
        assert not server.is_running()


def test_it_keeps_databases_and_makes_them_once(server: embedded.Server) -> None:
    place.create(server, "once")
    place.create(server, "once")
    with psycopg.connect(server.url("once")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_it_takes_the_server_that_runs(server: embedded.Server) -> None:
    before = (server.folder / "postmaster.pid").read_text()
    assert embedded.start(server.folder) == server
    assert (server.folder / "postmaster.pid").read_text() == before


def test_it_starts_again_after_a_crash(server: embedded.Server) -> None:
    pid = int((server.folder / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        pass
    assert not server.is_running()
    embedded.start(server.folder, settings=embedded.FORGETFUL)
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


COME_AND_GO = """
import sys
from pathlib import Path
from tessera.ops import embedded
embedded.leave(embedded.join(Path(sys.argv[1])))
"""


def test_the_last_to_leave_turns_off_the_light() -> None:
    with own_folder() as folder:
        server = embedded.join(folder / "shared")
        somebody = [sys.executable, "-c", COME_AND_GO, str(folder / "shared")]
        subprocess.run(somebody, check=True)
        assert server.is_running()
        embedded.leave(server)
        assert not server.is_running()


def test_a_way_that_was_closed_is_opened_again() -> None:
    with own_folder() as folder:
        server = embedded.start(folder / "data", settings=embedded.FORGETFUL)
        folder.chmod(0o700)
        assert server.is_running()
        server.stop()
        assert not server.is_running()


def test_settings_reach_the_server(server: embedded.Server) -> None:
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW jit").fetchone() == ("off",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
