"""Sends the recorded statements of a story again and again, by plain psycopg."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.types.json import Jsonb


@dataclass(frozen=True, slots=True)
class Statement:
    """What was sent; `inserts` names the table whose new ids come back."""

    sql: str
    values: Any
    inserts: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A value that goes to the database as JSON."""

    value: Any


@dataclass(frozen=True, slots=True)
class Script:
    """The statements, the ids each table gave out in order, and the words that must be unique."""

    statements: list[Statement]
    given: dict[str, list[int]]
    words: dict[Any, str] = field(default_factory=dict)


def play(url: str, script: Script, times: int, threads: int) -> list[float]:
    """So many stories, by so many connections at once; the latencies of all."""
    latencies: list[float] = []
    share = times // threads

    def visit() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(share):
                begin = time.perf_counter()
                once(connection, script)
                latencies.append(time.perf_counter() - begin)

    visitors = [threading.Thread(target=visit) for _ in range(threads)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return latencies


def once(connection: psycopg.Connection[Any], script: Script) -> None:
    """One story, with ids and words of its own."""
    new: dict[Any, Any] = {word: _fresh(word, kind) for word, kind in script.words.items()}
    waiting = {table: list(ids) for table, ids in script.given.items()}
    with connection.cursor() as cursor:
        for statement in script.statements:
            cursor.execute(statement.sql, _adapt(statement.values, new))
            if cursor.description is None:
                continue
            rows = cursor.fetchall()
            if statement.inserts in waiting:
                # A claim answers with the pools it took from, then with its own ids.
                made = [each for row in rows for each in _ids(row)]
                for each in made:
                    new[waiting[statement.inserts].pop(0)] = each


def _ids(row: tuple[Any, ...]) -> list[Any]:
    return list(row[1]) if isinstance(row[0], list) else [row[0]]


def _fresh(word: Any, kind: str) -> Any:
    if kind == "serial":
        return secrets.randbits(62)
    fresh = secrets.token_hex(80).upper()
    return f"{fresh[:20]}@bench.example" if kind == "email" else fresh[: len(word)]


def _adapt(values: Any, new: dict[Any, Any]) -> Any:
    if isinstance(values, dict):
        return {name: _adapt(value, new) for name, value in values.items()}
    if isinstance(values, list):
        return [_adapt(value, new) for value in values]
    if isinstance(values, Written):
        return Jsonb(values.value)
    if isinstance(values, int | str) and not isinstance(values, bool):
        return new.get(values, values)
    return values
