"""What surrounds every page: health, ids, mistakes, uploaded pictures."""

import logging
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings
from structlog.testing import capture_logs

from tessera.config.urls import handler404, handler500, urlpatterns
from tessera.lib.limits import too_many
from tessera.web.parts import health

__all__ = ["handler404", "handler500"]


def break_down(request: HttpRequest) -> HttpResponse:
    """A view with a mistake."""
    raise LookupError("the secret of Alice")


def lose_patience(request: HttpRequest) -> HttpResponse:
    """A view that is asked too often."""
    raise too_many(7)


def ask_for_patience(request: HttpRequest) -> HttpResponse:
    """A view of somebody else that says so itself, and forgets for how long."""
    return HttpResponse(status=429)


urlpatterns = [path("lose-patience", lose_patience), path("ask", ask_for_patience), *urlpatterns]
urlpatterns = [path("break-down", break_down), *urlpatterns]


def test_alive_asks_nobody(client: Client) -> None:
    """Without a database fixture, a query would fail."""
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_ready_needs_every_migration(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(health, "MigrationExecutor", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database unreachable")


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_mistake_is_told_once_with_its_number(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/break-down")
    told = [record for record in caplog.records if record.exc_info]
    assert len(told) == 1
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
    assert "Alice" not in answer.content.decode()


@pytest.mark.urls(__name__)
def test_who_asks_too_often_is_told_how_long_to_wait(client: Client) -> None:
    answer = client.get("/lose-patience")
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    assert "Wait 7 seconds" in answer.content.decode()
    assert (client.get("/ask").status_code, client.get("/ask")["Retry-After"]) == (429, "60")


def test_each_request_has_its_own_number(client: Client) -> None:
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_what_is_private_stays_out_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/media/nothing?email=bea@example.com")
    assert any("/media/nothing" in str(record.msg) for record in caplog.records)
    assert not any("bea@" in str(record.msg) for record in caplog.records)


@pytest.mark.django_db
def test_pictures_are_kept_for_ever_and_run_nothing(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.svg").write_text("<svg/>")
    answer = client.get("/media/a.svg")
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    answer.close()


@pytest.mark.parametrize("name", ["../secret.key", "%2e%2e/secret.key", "..%2fsecret.key"])
def test_pictures_lie_in_their_folder_only(
    client: Client, settings: Settings, tmp_path: Path, name: str
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secret.key").write_text("secret")
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.django_db
def test_secrets_of_orders_stay_out_of_the_log(client: Client) -> None:
    with capture_logs() as lines:
        client.get("/en/theatre/orders/a-secret-link/payment/")
    told = [line["path"] for line in lines if line["event"] == "request"]
    assert told == ["/en/theatre/orders/…/payment/"]
