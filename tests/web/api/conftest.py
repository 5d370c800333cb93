"""A program with a key."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.models import ApiToken, Organisation
from tessera.domain.organisations.rules import EVERYTHING
from tessera.flows import scanning
from tessera.lib import clock
from tessera.web.api import access

ALL = sorted(right.value for right in EVERYTHING)


class Program:
    """Calls the API and reads JSON, whatever comes back; `last` is the whole answer."""

    last: HttpResponse

    def __init__(self, key: str) -> None:
        self.client, self.key = Client(), key

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        """Status and answer."""
        return self._read(self.client.get(f"/api/v1{path}", query, headers=self._headers()))

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        """Status and answer."""
        return self._send("POST", path, body)

    def put(self, path: str, body: Any) -> tuple[int, Any]:
        """Status and answer."""
        return self._send("PUT", path, body)

    def _send(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        send = self.client.put if method == "PUT" else self.client.post
        headers = self._headers()
        answer = send(f"/api/v1{path}", text, content_type="application/json", headers=headers)
        return self._read(answer)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def _read(self, answer: HttpResponse) -> tuple[int, Any]:
        self.last = answer
        kind = answer["Content-Type"].split(";")[0]
        expected = "application/problem+json" if answer.status_code >= 400 else "application/json"
        assert kind == expected
        found = json.loads(answer.content)
        if answer.status_code >= 400:
            assert {"type", "title", "status", "code", "detail"} <= found.keys()
            assert found["status"] == answer.status_code
        return answer.status_code, found


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    for limit in (scanning.UNKNOWN, access.A_KEY, access.GUESSES):
        limit.forget()
    yield


@pytest.fixture
def with_rights(theatre: Organisation) -> Callable[..., Program]:
    """Makes a program of the theatre whose key has these rights."""

    def make(*rights: str, shop_ids: list[int] | None = None) -> Program:
        _token, key = organisations.create_token(
            theatre, name="Test", rights=rights, shop_ids=shop_ids
        )
        ApiToken.objects.update(last_used_at=clock.now())
        return Program(key)

    return make


@pytest.fixture
def program(with_rights: Callable[..., Program]) -> Program:
    """A program of the theatre that may do everything."""
    return with_rights(*ALL)


@pytest.fixture
def oscars(club: Organisation) -> Program:
    """Oscar's program: every right, in another organisation."""
    _token, key = organisations.create_token(club, name="Oscar", rights=ALL)
    return Program(key)
