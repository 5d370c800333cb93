"""The ground of every test: a database of its own, and no network beyond this machine."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tessera.ops import embedded
from tests import ground

pytest_plugins = ["tests.cast", "tests.cards"]

OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last test run that leaves turns off the light."""
    for server in ground.SERVERS:
        embedded.leave(server)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database. Sessions of whoever was killed or is late are ended before it goes."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(OTHERS)


@pytest.fixture(autouse=True)
def _begin_in_english() -> Iterator[None]:
    """What one test's pages spoke is forgotten before the next."""
    translation.activate("en")
    yield
    translation.deactivate()


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
