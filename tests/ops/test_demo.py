"""The demo opens, closes without a trace, and opens again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tessera.ops import embedded
from tessera.ops.commands import demo
from tessera.ops.demo.accounts import KEY
from tests.places import own_folder

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def house() -> Iterator[dict[str, str]]:
    """An environment without a database, whose data lies in a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    with own_folder() as folder:
        yield {**kept, "TESSERA_DATA": str(folder), "WEB_WORKERS": "1"}


def start(house: dict[str, str], port: int, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tessera.ops", "demo", "--port", str(port), *words]
    return subprocess.Popen(command, env=house, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for_pages(theatre: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + 120
    while not demo.answers(f"http://127.0.0.1:{port}/readyz"):
        assert theatre.poll() is None, "the demo ended by itself"
        assert time.monotonic() < end, "the demo does not open"
        time.sleep(0.2)


def close(theatre: subprocess.Popen[str]) -> str:
    began = time.monotonic()
    theatre.send_signal(signal.SIGTERM)
    said, _ = theatre.communicate(timeout=20)
    assert theatre.returncode == 0
    assert time.monotonic() - began < 10
    return said


def processes_of(house: dict[str, str]) -> list[str]:
    """Whoever still has our data folder in its environment or on its command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if house["TESSERA_DATA"].encode() in said and int(process.name) != os.getpid():
            found.append((process / "cmdline").read_text())
    return found


def test_it_opens_closes_and_opens_again(house: dict[str, str]) -> None:
    port = demo.free_port()
    theatre = start(house, port)
    try:
        wait_for_pages(theatre, port)
    finally:
        said = close(theatre)
    assert f"http://127.0.0.1:{port}" in said
    assert KEY in said
    assert processes_of(house) == []

    began = time.monotonic()
    again = start(house, port)
    try:
        wait_for_pages(again, port)
        assert time.monotonic() - began < 30
        second = start(house, demo.free_port())
        said, _ = second.communicate(timeout=20)
        assert second.returncode == 1
        assert "running already" in said
    finally:
        close(again)
    assert not embedded.Server.at(Path(house["TESSERA_DATA"]) / "postgres").is_running()


def test_a_port_in_use_is_refused(house: dict[str, str]) -> None:
    with demo.socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        theatre = start(house, port)
        said, _ = theatre.communicate(timeout=20)
    assert theatre.returncode == 1
    assert f"PORT={port + 1}" in said


def test_somebodys_own_database_is_not_emptied(house: dict[str, str]) -> None:
    house["DATABASE_URL"] = "postgresql://me@127.0.0.1:1/mine"
    theatre = start(house, demo.free_port(), "--reset")
    theatre.communicate(timeout=20)
    assert theatre.returncode == 1
