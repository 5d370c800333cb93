"""Writes down every statement of a story: the pages are asked in this process."""

import io
import os
import re
import sys
from collections.abc import Callable
from enum import Enum
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.json import Json, Jsonb

from bench.client import Browser
from bench.replay import Statement, Written
from tessera.config.wsgi import application

TABLE = re.compile(r'INSERT INTO "?(\w+)"?')


class Inside(Browser):
    """A browser that needs no network: it calls the application itself."""

    async def _exchange(self, raw: bytes) -> tuple[int, dict[str, str], bytes, int]:
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        environment = _environment(first, lines, body, self.port)
        said: list[tuple[str, list[tuple[str, str]]]] = []
        answer = application(
            environment, lambda status, heads, _=None: said.append((status, heads))
        )
        content = b"".join(answer)
        answer.close()
        headers: dict[str, str] = {}
        for name, value in said[0][1]:
            known = headers.get(name.lower())
            headers[name.lower()] = f"{known}\n{value.strip()}" if known else value.strip()
        return int(said[0][0].split()[0]), headers, content, len(content)


async def statements_of(story: Callable[[Browser], Any], port: int) -> list[Statement]:
    """Everything the story asks of the database, transactions included."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    found: list[Statement] = []
    own = BaseDatabaseWrapper.set_autocommit, BaseDatabaseWrapper.commit

    def set_autocommit(self: Any, autocommit: bool, *rest: Any, **more: Any) -> None:
        if not autocommit:
            found.append(Statement("BEGIN", None))
        own[0](self, autocommit, *rest, **more)

    def commit(self: Any) -> None:
        own[1](self)
        found.append(Statement("COMMIT", None))

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        table = TABLE.search(sql) if "RETURNING" in sql else None
        found.append(Statement(sql, _plain(values), table[1] if table else ""))
        return execute(sql, values, many, context)

    BaseDatabaseWrapper.set_autocommit, BaseDatabaseWrapper.commit = set_autocommit, commit
    try:
        with connection.execute_wrapper(note):
            await story(Inside(port))
    finally:
        BaseDatabaseWrapper.set_autocommit, BaseDatabaseWrapper.commit = own
    return found


def _environment(first: str, lines: list[str], body: bytes, port: int) -> dict[str, Any]:
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    environment: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    for line in lines:
        name, _, value = line.partition(": ")
        name = name.upper().replace("-", "_")
        environment[name if name.startswith("CONTENT_") else f"HTTP_{name}"] = value
    return environment


def _plain(values: Any) -> Any:
    """Values that another process can be told."""
    if isinstance(values, dict):
        return {name: _plain(value) for name, value in values.items()}
    if isinstance(values, list | tuple):
        return [_plain(value) for value in values]
    if isinstance(values, Enum):
        return values.value
    if isinstance(values, str):
        return "".join(values)
    if isinstance(values, Json | Jsonb):
        return Written(values.obj)
    return values
