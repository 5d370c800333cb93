"""The ground of every test: a database of its own, and no network beyond this machine."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tessera.ops import embedded

pytest_plugins = ["tests.cast"]

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "var"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def _database_url() -> str:
    """The server given by the environment, or the one from the wheel, shared by all test runs."""
    given = os.environ.get("TESSERA_TEST_URL") or os.environ.get("DATABASE_URL")
    if not given:
        server = embedded.join(DATA / "test-postgres")
        given = server.url()
        _SERVERS.append(server)
    os.environ["TESSERA_TEST_URL"] = given
    return given


_SERVERS: list[Any] = []
os.environ["DATABASE_URL"] = _database_url()
os.environ.setdefault("TESSERA_DATA", str(DATA / "tests"))
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("LOGS_AS_JSON", "no")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last test run that leaves turns off the light."""
    for server in _SERVERS:
        embedded.leave(server)


@pytest.fixture(autouse=True)
def _no_network_beyond_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that reaches for the internet fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise OSError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield
