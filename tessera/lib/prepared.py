"""Questions that are asked very often: the database plans them once for each connection.

Planning a join of nine tables takes thirty times as long as answering it.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import Any, LiteralString

from django.db import connection
from psycopg import Cursor


def first_row(sql: LiteralString, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row of the answer, or nothing. The question must always be the same text."""
    connection.ensure_connection()
    began = perf_counter()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql, values, prepare=True)
        row = cursor.fetchone()
    if connection.queries_logged:  # so that tests that count questions count this one
        connection.queries_log.append({"sql": sql, "time": f"{perf_counter() - began:.3f}"})
    return row
