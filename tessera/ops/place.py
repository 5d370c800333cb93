"""Where an installation keeps its things, known before Django's settings are read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tessera.ops import embedded

ROOT = Path(__file__).resolve().parent.parent.parent


def data() -> Path:
    """The folder for everything that is written at run time."""
    return Path(os.environ.get("TESSERA_DATA", ROOT / "var")).resolve()


@contextmanager
def database(*, is_ours: bool = False) -> Iterator[None]:
    """Within it, DATABASE_URL leads to a database: the given one, or an embedded one.

    An embedded server that ran before is left running, unless `is_ours`.
    """
    os.environ.setdefault("DATABASE_POOL", "0")  # one thread needs one connection
    if os.environ.get("DATABASE_URL"):
        yield
        return
    server = embedded.Server.at(data() / "postgres")
    stays = server.is_running() and not is_ours
    embedded.start(server.folder)
    try:
        create(server, "tessera")
        os.environ["DATABASE_URL"] = server.url("tessera")
        yield
    finally:
        os.environ.pop("DATABASE_URL", None)
        if not stays:
            server.stop()


def create(server: embedded.Server, name: str) -> None:
    """Makes the database unless it is there."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not found.fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def whole(name: str, default: int) -> int:
    """The whole number that the environment gives for `name`."""
    return int(os.environ.get(name, default))
