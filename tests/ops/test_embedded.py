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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """A server of its own, whose path is as short as sockets want it."""
    folder = tmp_path_factory.mktemp("pg") / "data"
    server = embedded.start(folder, settings=embedded.FORGETFUL)
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


def test_the_last_to_leave_turns_off_the_light(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    server = embedded.join(folder)
    other = [sys.executable, "-c", "import sys; from pathlib import Path\n"]
    other[2] += "from tessera.ops import embedded\n"
    other[2] += "embedded.leave(embedded.join(Path(sys.argv[1])))"
    subprocess.run([*other, str(folder)], check=True)
    assert server.is_running()
    embedded.leave(server)
    assert not server.is_running()


def test_settings_reach_the_server(server: embedded.Server) -> None:
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW jit").fetchone() == ("off",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
