"""What the environment says becomes settings."""

from pathlib import Path

import pytest

from tessera.config import database, secret


def test_an_address_becomes_a_database() -> None:
    found = database.from_url("postgresql://me:s%40fe@db:5433/shop?sslmode=require", pool_size=0)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("shop", "me", "s@fe")
    assert (found["HOST"], found["PORT"]) == ("db", "5433")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["prepare_threshold"] == 3


def test_a_socket_is_an_address_too() -> None:
    found = database.from_url("postgresql://postgres@/shop?host=/run/pg", pool_size=3)
    assert (found["NAME"], found["HOST"]) == ("shop", "/run/pg")
    assert found["OPTIONS"]["pool"]["max_size"] == 3


def test_a_pooler_that_keeps_no_plans() -> None:
    found = database.from_url("postgresql://me@db/shop?prepare=no", pool_size=0)
    assert found["OPTIONS"] == {}


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="needs postgresql"):
        database.from_url("sqlite:///x", pool_size=0)


def test_the_secret_is_made_once_and_kept_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = secret.secret_key(tmp_path)
    assert len(first) > 50
    assert secret.secret_key(tmp_path) == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secret.secret_key(tmp_path) == "given"
