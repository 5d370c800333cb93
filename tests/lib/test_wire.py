"""Moments are read as psycopg reads them, by every connection."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader

from tessera.lib.wire import MomentLoader

MOMENTS = ["2026-11-22 12:00:00+00", "2026-11-22 12:00:00.5+00", "0099-01-01 00:00:00.000001+00"]


@pytest.mark.parametrize("text", MOMENTS)
def test_it_is_the_same_moment(text: str) -> None:
    quick = MomentLoader(0).load(text.encode())
    assert quick == MomentLoader(0).load(memoryview(text.encode()))
    assert quick.isoformat() == datetime.fromisoformat(text).isoformat()
    assert quick.tzinfo is UTC


def test_another_zone_is_the_same_moment() -> None:
    read = MomentLoader(0).load(b"2026-11-22 13:30:00+01:30")
    assert (read, read.tzinfo) == (datetime(2026, 11, 22, 12, tzinfo=UTC), UTC)


@pytest.mark.django_db
def test_every_connection_reads_so() -> None:
    at = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, %s::timestamptz, NULL::timestamptz", [at, at])
        assert cursor.fetchone() == (at, at, None)
        oid = connection.connection.adapters.types["timestamptz"].oid
        loader = connection.connection.adapters.get_loader(oid, 0)
        assert loader is MomentLoader and issubclass(loader, BaseTzLoader)
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(DataError):
            cursor.fetchone()
        cursor.execute("SELECT %s::timestamptz + interval '1 day'", [at])
        assert cursor.fetchone() == (at + timedelta(days=1),)
