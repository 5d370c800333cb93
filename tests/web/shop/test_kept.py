"""Pages for strangers are the same for everybody, and made once a second."""

import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.organisations.models import TeamMember
from tessera.domain.stock.models import Pool
from tessera.web.parts import kept
from tests.factories import Programme
from tests.web.shop.steps import body, put

pytestmark = pytest.mark.django_db

PAGES = ["/en/theatre/", "/en/theatre/?view=month", "/en/theatre/events/hamlet/"]


@pytest.mark.parametrize("path", PAGES)
def test_the_second_reader_asks_nothing(gwen: Client, programme: Programme, path: str) -> None:
    first = gwen.get(path)
    with CaptureQueriesContext(connection) as asked:
        second = Client().get(path)
    assert len(asked) == 0
    assert second.content == first.content


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_a_person_is_in_it(
    gwen: Client, programme: Programme, alice: TeamMember, path: str
) -> None:
    put(gwen, programme, 2)
    gwen.force_login(alice.person)
    mine = gwen.get(path)
    kept.forget_pages()
    cache.clear()
    assert mine.content == Client().get(path).content
    assert not mine.cookies
    assert "Cookie" not in mine["Vary"]
    assert mine["Cache-Control"].startswith("public, max-age=")
    assert "csrfmiddlewaretoken" not in body(mine)


def test_numbers_are_a_second_old_at_most(
    gwen: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr("tessera.web.parts.kept.time.monotonic", lambda: now)
    assert "3 left" not in body(gwen.get(PAGES[2]))
    Pool.objects.filter(zone=programme.zones[1]).update(taken=17)
    assert "3 left" not in body(gwen.get(PAGES[2]))
    now += 1.01
    assert "3 left" in body(gwen.get(PAGES[2]))


def test_who_has_it_already_gets_nothing_twice(gwen: Client, programme: Programme) -> None:
    first = gwen.get(PAGES[0])
    again = gwen.get(PAGES[0], headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert gwen.get(PAGES[0], headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_it_travels_small(gwen: Client, programme: Programme, encoding: str) -> None:
    answer = gwen.get(PAGES[2], headers={"Accept-Encoding": encoding})
    assert answer["Content-Encoding"] == encoding
    assert len(answer.content) < 8_000
    assert int(answer["Content-Length"]) == len(answer.content)


def test_endless_addresses_fill_no_memory(
    gwen: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 100_000)
    for number in range(30):
        gwen.get(PAGES[0], {"x": str(number)})
    assert 1 <= kept.pages_kept() < 20


@pytest.mark.parametrize(
    "path", ["/en/theatre/cart/", "/en/account/", "/en/theatre/orders/none/", "/en/theatre/nothing"]
)
def test_what_is_personal_is_not_kept(gwen: Client, programme: Programme, path: str) -> None:
    assert "public" not in gwen.get(path).get("Cache-Control", "")
    assert kept.pages_kept() == 0
