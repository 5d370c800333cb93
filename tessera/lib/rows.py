"""Rows that every purchase writes: the sentence for it is put together once.

`save` builds and compiles a query each time, which takes longer than PostgreSQL takes to write.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

from django.db import DatabaseError, connection, models

MOST_AT_ONCE = 40


def add(*rows: models.Model, or_leave: bool = False) -> None:
    """Insert new rows of one table, which get their ids; what `bulk_create` does.

    With `or_leave` those that exist already are left as they are; rows get their ids if all of
    them were new.
    """
    for start in range(0, len(rows), MOST_AT_ONCE):
        _add(rows[start : start + MOST_AT_ONCE], or_leave=or_leave)


def change(row: models.Model, fields: Iterable[str]) -> None:
    """Write these fields of a row that is written. What `save(update_fields=…)` does."""
    names = tuple(fields)
    wanted = [cast("models.Field[Any, Any]", row._meta.get_field(name)) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(_update(type(row), names), [*_values(row, wanted, is_new=False), row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row!r} is not there any more")


def _add(rows: Sequence[models.Model], *, or_leave: bool) -> None:
    model, told = type(rows[0]), []
    for row in rows:
        told += _values(row, _new_fields(model), is_new=True)
    with connection.cursor() as cursor:
        cursor.execute(_insert(model, len(rows), or_leave=or_leave), told)
        ids = cursor.fetchall()
    for row, (id_,) in zip(rows, ids if len(ids) == len(rows) else [], strict=False):
        row.pk = id_
    for row in rows:
        row._state.adding, row._state.db = False, "default"


def _values(row: models.Model, fields: Iterable[Any], *, is_new: bool) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, is_new), connection=connection)
        for field in fields
    ]


@lru_cache(maxsize=64)
def _new_fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


@lru_cache(maxsize=256)
def _insert(model: type[models.Model], rows: int, *, or_leave: bool) -> str:
    fields = _new_fields(model)
    columns = ", ".join(_quoted(field.column) for field in fields)
    row = f"({', '.join(_place(field) for field in fields)})"
    ends = f"{'ON CONFLICT DO NOTHING ' if or_leave else ''}RETURNING {_quoted(_pk(model).column)}"
    table, all_rows = _quoted(model._meta.db_table), ", ".join([row] * rows)
    return f"INSERT INTO {table} ({columns}) VALUES {all_rows} {ends}"  # noqa: S608 - our own names


@lru_cache(maxsize=256)
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    told = ", ".join(f"{_quoted(field.column)} = {_place(field)}" for field in fields)
    table, pk = _quoted(model._meta.db_table), _quoted(_pk(model).column)
    return f"UPDATE {table} SET {told} WHERE {pk} = %s"  # noqa: S608 - our own names


def _pk(model: type[models.Model]) -> Any:
    return model._meta.pk


def _place(field: Any) -> str:
    """Where a value goes: lists say their type."""
    if not hasattr(field, "get_placeholder"):
        return "%s"
    return str(field.get_placeholder(None, None, connection))


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
