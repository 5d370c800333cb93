"""What keeps strangers, robots and other sites out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from django.utils import translation

from tessera.config import settings as production
from tessera.domain.organisations.models import TeamMember
from tests.factories.people import PASSWORD
from tests.web.addresses import Address, table
from tests.web.house import HERE, House, _alone, alice, body, house, who

__all__ = ["_alone", "alice", "house"]

ADDRESSES = table()
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Referer": "https://evil.example/testserver"},
    {},
]
INLINE = [
    re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/)[^>]*>", re.I),
    re.compile(r"<[a-z][^>]*\son[a-z]+=", re.I),
    re.compile(r"<[a-z][^>]*\sstyle=", re.I),
    re.compile(r"<style(?![^>]*\bnonce=)[^>]*>", re.I),
    re.compile(r"(?:href|src|action)=[\"']?javascript:", re.I),
]


@pytest.fixture(autouse=True)
def _begin_anew() -> None:
    cache.clear()
    translation.activate("en")


def each(addresses: list[Address]) -> list[object]:
    return [pytest.param(address, id=address.name) for address in addresses]


def is_page(answer: HttpResponseBase) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def directives(answer: HttpResponseBase) -> dict[str, list[str]]:
    policy = answer.headers["Content-Security-Policy"]
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


def require_strict(answer: HttpResponseBase, *, is_mail: bool = False) -> None:
    policy = directives(answer)
    scripts = policy.get("script-src", policy["default-src"])
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:"} & set(scripts)
    assert "frame-ancestors" in policy or answer.headers.get("X-Frame-Options")
    if is_mail:
        assert scripts == ["'none'"], "a mail runs nothing"
        return
    assert "'unsafe-inline'" not in policy["style-src"]
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    found = [line.search(body(answer)) for line in INLINE]
    assert [match[0] for match in found if match] == []


MAILS = {"backoffice:message_body", "backoffice:mail_preview"}


@pytest.mark.parametrize("address", each(ADDRESSES))
def test_pages_run_no_script_but_ours(address: Address, house: House, alice: TeamMember) -> None:
    answer = who(alice).get(address.at(house.told))
    if is_page(answer) and answer.status_code != 405:
        require_strict(answer, is_mail=address.name in MAILS)
    answer.close()
    assert answer.headers.get("X-Content-Type-Options") == "nosniff"


LOGIN_PAGES = ["/auth/login/", "/auth/signup/", "/auth/login/code/", "/auth/password/reset/"]


@pytest.mark.parametrize("path", [*LOGIN_PAGES, "/en/nowhere/"])
def test_pages_of_others_run_no_script_but_ours(path: str, db: None) -> None:
    answer = Client().get(path)
    assert answer.status_code in {200, 404}
    require_strict(answer)


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
@pytest.mark.parametrize("address", each([a for a in ADDRESSES if a.access == "public"]))
def test_other_sites_send_no_forms(
    address: Address, headers: dict[str, str], house: House, alice: TeamMember
) -> None:
    client = Client(headers=headers)
    client.force_login(alice.person)
    answer = client.post(address.at(house.told))
    assert answer.status_code in {403, 405}, (address.route, answer.status_code)
    assert house.rows() == house.before


@pytest.mark.parametrize(
    "address", each([a for a in ADDRESSES if a.access not in {"public", "outside", ""}])
)
def test_other_sites_use_no_session(address: Address, house: House, alice: TeamMember) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    client.force_login(alice.person)
    answer = client.post(address.at(house.told))
    assert answer.status_code in {401, 403, 405}, (address.route, answer.status_code)
    assert house.rows() == house.before


def test_cookies_are_out_of_reach(alice: TeamMember) -> None:
    client = Client(headers=HERE)
    client.get("/auth/login/")
    client.post("/auth/login/", {"login": alice.person.email, "password": PASSWORD})
    client.post("/language/setlang/", {"language": "fr", "next": "/"})
    assert {"sessionid", "language"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["httponly"] or name.startswith("count-"), name
        assert cookie["samesite"] in {"Lax", "Strict"}, name


def test_login_is_tried_a_few_times(alice: TeamMember) -> None:
    client = Client(headers=HERE)
    for _ in range(5):
        client.post("/auth/login/", {"login": alice.person.email, "password": "guessed-wrong"})
    right = client.post("/auth/login/", {"login": alice.person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert right.status_code in {200, 429}
    other = Client(headers=HERE, REMOTE_ADDR="192.0.2.7")
    other.post("/auth/login/", {"login": alice.person.email, "password": PASSWORD})
    assert "_auth_user_id" not in other.session, "the account is watched, not only the address"


def test_codes_are_sent_a_few_times(alice: TeamMember, mailoutbox: list[object]) -> None:
    for _ in range(8):
        Client(headers=HERE).post("/auth/login/code/", {"email": alice.person.email})
    assert 1 <= len(mailoutbox) <= 3


def test_codes_are_guessed_a_few_times(alice: TeamMember, mailoutbox: list[object]) -> None:
    client = Client(headers=HERE)
    client.post("/auth/login/code/", {"email": alice.person.email})
    assert len(mailoutbox) == 1
    for _ in range(4):
        client.post("/auth/login/code/confirm/", {"code": "AAAAAA"})
    code = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", mailoutbox[0].body, re.M)  # type: ignore[attr-defined]
    assert code
    client.post("/auth/login/code/confirm/", {"code": code[1]})
    assert "_auth_user_id" not in client.session


def test_passwords_are_kept_by_argon2() -> None:
    assert production.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_an_installation_with_tls_keeps_to_it(tmp_path: Path) -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from tessera.config import settings as s;"
            "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE,"
            "s.SECURE_HSTS_SECONDS > 0, s.SECURE_SSL_REDIRECT, s.DEBUG)",
        ],
        env={"PUBLIC_URL": "https://tickets.example", "TESSERA_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == ["True"] * 5 + ["False"]


@pytest.mark.parametrize(
    "path", ["../secret.key", "..%2fsecret.key", "%2e%2e/secret.key", "/etc/passwd"]
)
def test_media_shows_media_only(path: str, db: None) -> None:
    answer = Client().get(f"/media/{path}")
    assert answer.status_code in {301, 404}
