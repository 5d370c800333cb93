"""A key opens its own organisation, with its own rights, and no more."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from tessera.domain.organisations.models import ApiToken
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tessera.web.api import access, words
from tessera.web.api.app import operations, schema
from tests.factories import Programme, make_order, make_shop
from tests.web.api.conftest import Program


@pytest.mark.parametrize("key", ["", "nonsense", "tessera_", "\x00"])
def test_without_a_live_key(key: str, shop: Shop) -> None:
    status, problem = Program(key).get("/shops")
    assert (status, problem["code"]) == (401, "unknown_key")


def test_a_revoked_key_opens_nothing(program: Program, shop: Shop) -> None:
    assert program.get("/shops")[0] == 200
    ApiToken.objects.update(revoked_at=clock.now())
    assert program.get("/shops")[0] == 401


def test_use_is_noted_once_an_hour(program: Program) -> None:
    ApiToken.objects.update(last_used_at=None)
    program.get("/shops")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    program.get("/shops")
    assert ApiToken.objects.get().last_used_at == first


def test_the_key_itself_is_not_kept(program: Program) -> None:
    token = ApiToken.objects.get()
    assert program.key not in (token.digest, token.hint)
    assert len(token.digest) == 64


def test_a_session_is_no_key(client: Client, shop: Shop, alice: object) -> None:
    client.force_login(alice.person)  # type: ignore[attr-defined]
    assert client.get("/api/v1/shops").status_code == 401


def test_a_key_sees_the_shops_of_its_scope(with_rights: Callable[..., Program], shop: Shop) -> None:
    other = make_shop(shop.organisation, slug="other")
    narrow = with_rights("see_orders", shop_ids=[other.id])
    assert [each["slug"] for each in narrow.get("/shops")[1]["items"]] == ["other"]
    assert narrow.get(f"/shops/{shop.slug}/events")[0] == 404


def addresses() -> list[tuple[str, str]]:
    return [(method, path.removeprefix("/api/v1")) for path, method, _ in operations(schema())]


@pytest.mark.parametrize(("method", "path"), addresses())
def test_oscar_sees_nothing_of_the_theatre(
    oscars: Program, programme: Programme, method: str, path: str
) -> None:
    order = make_order(programme)
    names = {"shop": programme.shop.slug, "event": programme.event.slug, "number": order.number}
    where = path.format(**names, date=programme.date.id)
    if path == "/shops":
        assert oscars.get(where)[1] == {"items": []}
    elif method == "GET":
        assert oscars.get(where)[0] == 404
    elif method == "PUT":
        assert oscars.put(where, {"items": [{"respondent": "order"}]})[0] == 404
    else:
        body = scan_of(programme) if path.endswith("scans") else order_of(programme)
        body = {} if path.endswith("payments") else body
        assert oscars.post(where, body)[0] == 404


def scan_of(programme: Programme) -> dict[str, object]:
    return {"scan_id": str(uuid4()), "code": "T1", "dates": [programme.date.id]}


def order_of(programme: Programme) -> dict[str, object]:
    item = {"product": programme.tariff.product_id, "date": programme.date.id, "quantity": 1}
    return {
        "items": [item],
        "buyer": {"email": "bea@test.example", "first_name": "Bea", "last_name": "Buyer"},
        "method": "invoice",
        "currency": "CHF",
        "terms_accepted": True,
    }


def test_a_right_is_needed(with_rights: Callable[..., Program], programme: Programme) -> None:
    order = make_order(programme)
    weak = with_rights("see_dashboard")
    mine = f"/shops/{programme.shop.slug}"
    assert weak.get(f"{mine}/events")[0] == 200
    assert weak.get(f"{mine}/orders")[1]["code"] == "not_allowed"
    assert weak.get(f"{mine}/orders/{order.number}")[0] == 403
    assert weak.post(f"{mine}/orders", order_of(programme))[0] == 403
    assert weak.post(f"{mine}/scans", scan_of(programme))[0] == 403


def test_wrong_keys_are_slowed_down(shop: Shop) -> None:
    program = Program("wrong")
    answers = [program.get("/shops")[0] for _ in range(32)]
    assert answers[:30] == [401] * 30
    assert answers[-1] == 429
    assert int(program.last["Retry-After"]) >= 1


def test_too_many_requests(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "A_KEY", access.Limit(per_minute=60, burst=2))
    assert [program.get("/shops")[0] for _ in range(3)] == [200, 200, 429]


def test_what_is_no_endpoint(program: Program) -> None:
    assert program.get("/nothing/here")[0] == 404
    assert program.post("/shops", {})[0] == 405


def test_the_page_and_the_description(client: Client) -> None:
    page = client.get("/api/v1/")
    assert page.status_code == 200
    assert b"/shops/{shop}/scans" in page.content
    assert b"<script" not in page.content and b"https://" not in page.content
    assert b'lang="en"' in page.content
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert len(list(operations(described))) == 12


def test_the_page_says_what_the_description_says() -> None:
    """The page is translated; in English both say the same."""
    for _path, _method, operation in operations(schema()):
        said = " ".join(operation["description"].replace("`", "").split())
        assert str(words.ABOUT[operation["operationId"]]) == said
        assert operation["operationId"] in words.TITLES
        assert operation["tags"][0] in words.TITLES


def test_the_page_speaks_french(client: Client) -> None:
    page = client.get("/api/v1/", headers={"Accept-Language": "fr"}).content.decode()
    assert 'lang="fr"' in page
    for english in ("Sell and let in", "Problems", "Every shop", "needed", "Answer"):
        assert english not in page
