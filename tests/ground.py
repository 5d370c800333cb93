"""The database server of a test run. Settings import this: pytest-django reads them first."""

import os
from pathlib import Path

from tessera.ops import embedded

DATA = Path(__file__).resolve().parent.parent / "var"
SERVERS: list[embedded.Server] = []


def _database_url() -> str:
    """The server given by the environment, or the one from the wheel, shared by all test runs."""
    given = os.environ.get("TESSERA_TEST_URL") or os.environ.get("DATABASE_URL")
    if not given:
        server = embedded.join(DATA / "test-postgres")
        given = server.url()
        SERVERS.append(server)
    os.environ["TESSERA_TEST_URL"] = given
    return given


os.environ["DATABASE_URL"] = _database_url()
os.environ.setdefault("TESSERA_DATA", str(DATA / "tests"))
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("LOGS_AS_JSON", "no")
