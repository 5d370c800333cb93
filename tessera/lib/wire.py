"""Moments as PostgreSQL writes them: an order alone has eight, and a list hundreds."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template


class MomentLoader(BaseTzLoader):
    """Reads what Python can read itself; the rest (before Christ, infinity) is left to psycopg."""

    timezone = UTC

    def load(self, data: Any) -> Any:
        """The moment, in UTC."""
        try:
            moment = datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            return super().load(data)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def read_moments_quickly() -> None:
    """Every connection from now on reads moments so."""
    get_adapters_template(True, UTC).register_loader("timestamptz", MomentLoader)
