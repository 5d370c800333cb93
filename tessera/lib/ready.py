"""Questions of the ORM that are asked at every step of a purchase: put into SQL once.

Building and compiling a queryset over five tables takes longer than PostgreSQL takes to answer.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Func, Value
from django.db.models.query import get_related_populators

M = TypeVar("M")

STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 31_000 + n,  # what the smallest column can hold
    str: lambda n: f"stands for value {n}",
    list: lambda n: [31_000 + n],
    datetime: lambda n: datetime(1999, 12, 31, tzinfo=UTC) + timedelta(days=n),
}


def any_of(name: str, ids: Sequence[int]) -> Func:
    """For `filter(any_of("id", ids))`: what `__in` says, in the same words for however many."""
    return Func(
        F(name),
        Value(list(ids), output_field=ArrayField(models.BigIntegerField())),
        template="(%(expressions)s))",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )


class Ready(Generic[M]):
    """`ask` makes a queryset from values of these kinds; it is called once, with stand-ins.

    Afterwards `Ready(...)(values)` answers what `list(ask(*values))` would: objects, or tuples
    for a `values_list`. The queryset may follow foreign keys (`select_related`) and lock, but
    the values must only be compared with: they may not change the text of the query (`any_of`
    instead of `__in`, no None).
    """

    def __init__(self, ask: Callable[..., models.QuerySet[Any, M]], *kinds: type) -> None:
        self._ask, self._kinds = ask, kinds
        self._compiled: _Compiled | None = None

    def __call__(self, *values: Any) -> list[M]:
        """The rows, as the queryset would give them."""
        if self._compiled is None:
            self._compiled = _Compiled(self._ask, self._kinds)
        return self._compiled.rows(values)

    def first(self, *values: Any) -> M | None:
        """The first row, or nothing: the query says itself how many it wants."""
        return next(iter(self(*values)), None)


class _Compiled:
    """The text of a query, where its values go, and how its rows become objects."""

    def __init__(self, ask: Callable[..., models.QuerySet[Any]], kinds: Sequence[type]) -> None:
        stand_ins = [STAND_INS[kind](n) for n, kind in enumerate(kinds)]
        asked = ask(*stand_ins)
        compiler = asked.query.get_compiler(using="default")
        self.sql, told = compiler.as_sql()
        self.params = [
            (stand_ins.index(each), type(each)) if each in stand_ins else (-1, each)
            for each in told
        ]
        if {place for place, _kind in self.params if place >= 0} != set(range(len(kinds))):
            raise ValueError("every value must stand in the query as it is")
        info, select = compiler.klass_info, compiler.select
        self.converters = list(compiler.get_converters([each[0] for each in select]).items())
        self.is_tuples = asked._fields is not None  # type: ignore[attr-defined]  # of a `values_list`
        if self.is_tuples:
            return
        self.model = info["model"]
        self.start, self.end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.names = [each[0].target.attname for each in select[self.start : self.end]]
        self.related = get_related_populators(info, select, "default")  # type: ignore[call-arg]  # the stubs know a later Django
        self.annotated = list((compiler.annotation_col_map or {}).items())

    def rows(self, values: Sequence[Any]) -> list[Any]:
        params: list[Any] = [
            kind if place < 0 else values[place] if kind is datetime else kind(values[place])
            for place, kind in self.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        return [self._made(list(row)) for row in found]

    def _made(self, row: list[Any]) -> Any:
        for place, (converters, expression) in self.converters:
            value = row[place]
            for convert in converters:
                value = convert(value, expression, connection)
            row[place] = value
        if self.is_tuples:
            return tuple(row)
        made = self.model.from_db("default", self.names, row[self.start : self.end])
        for each in self.related:
            each.populate(row, made)
        for name, place in self.annotated:
            setattr(made, name, row[place])
        return made
