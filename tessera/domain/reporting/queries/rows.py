"""How figures are asked of the database."""

from collections.abc import Mapping
from typing import Any

from django.db import connection


def ask(sql: str, facts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that the statement yields."""
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchall()
