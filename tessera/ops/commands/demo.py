"""Opens a theatre on this machine: database, pages, worker and a stand-in for card payments."""

import argparse
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tessera.ops import embedded, place
from tessera.ops.commands import serve
from tessera.ops.demo.accounts import ACCOUNTS, BANK_FILE, KEY
from tessera.ops.supervisor import Program, Supervisor

TESSERA = (sys.executable, "-m", "tessera.ops")
KEPT = ["postgres", "media", "private", "cards.pickle", BANK_FILE]
PATIENCE = 60


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether to begin anew."""
    parser.add_argument("--port", type=int, default=place.whole("PORT", 8000))
    parser.add_argument("--reset", action="store_true", help="forget everything and begin anew")


def run(given: argparse.Namespace) -> int:
    """Runs until Ctrl-C; refuses a port or a data folder that is in use."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    data = place.data()
    data.mkdir(parents=True, exist_ok=True)
    if not is_free(given.port):
        print(f"Port {given.port} is in use: try `make demo PORT={given.port + 1}`.")
        return 1
    with alone(data) as ours:
        if not ours:
            print(f"A demo with the data of {data} is running already.")
            return 1
        if given.reset:
            forget(data)
        with place.database(is_ours=True):
            return open_theatre(data, given.port)


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """Ends in good order while the supervisor is not there yet to do so."""
    raise SystemExit(128 + number)


def open_theatre(data: Path, port: int) -> int:
    """Prepares the database, then keeps everything running until told to stop."""
    os.environ.pop("DATABASE_POOL", None)
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("LOGS_AS_JSON", "no")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    cards = card_programs(data, port)
    print("Preparing the database and the demo data ...", flush=True)
    if subprocess.run([*TESSERA, "migrate", "--demo"], check=False).returncode:
        return 1
    hands = {"workers": place.whole("WEB_WORKERS", 2), "threads": place.whole("WEB_THREADS", 4)}
    pages = Program("web", serve.command(host="127.0.0.1", port=port, **hands))
    worker = Program("worker", [*TESSERA, "worker"])
    Supervisor([pages, worker, *cards]).run(when_started=lambda: tell(port))
    print("\nThe theatre is closed; what was sold is kept.", flush=True)
    return 0


def card_programs(data: Path, port: int) -> list[Program]:
    """A program that answers like Stripe, when no key was given; Tessera is told about it."""
    if os.environ.get("STRIPE_SECRET_KEY") or find_spec("localstripe") is None:
        return []
    from tessera.ops import card_stand_in  # noqa: PLC0415  # installed for demos only

    own_port = free_port()
    os.environ.update(card_stand_in.environment(own_port))
    notify = f"http://127.0.0.1:{port}/hooks/payments/stripe/"
    words = ["--port", str(own_port), "--memory", str(data / "cards.pickle"), "--notify", notify]
    command = [sys.executable, "-m", "tessera.ops.card_stand_in", *words]
    return [Program("cards", command, patience=1.0)]


def tell(port: int) -> None:
    """Says where to go and who one can be, once the pages answer."""
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + PATIENCE
    while not answers(f"{address}/readyz"):
        if time.monotonic() > end:
            print("The pages do not answer yet; the lines above may say why.", flush=True)
            return
        time.sleep(0.2)
    print(f"\n  Tessera is open: {address}\n", flush=True)
    for who, path, email, password in ACCOUNTS:
        print(f"  {who:<11} {address + path:<44} {email:<28} {password}")
    print(f"  {'Program':<11} {address + '/api/v1/':<44} {KEY}")
    if (place.data() / BANK_FILE).exists():
        print(f"  {'Bank file':<11} {place.data() / BANK_FILE}, to upload under Bank files")
    print("\n  Ctrl-C closes it.\n", flush=True)


def answers(url: str) -> bool:
    """Whether there is a 200 at `url`."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  # our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def forget(data: Path) -> None:
    """Removes what an earlier demo left; a database of one's own is not ours to empty."""
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("RESET forgets the embedded database only; empty your own yourself.")
    embedded.Server.at(data / "postgres").stop()
    for name in KEPT:
        path = data / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def alone(data: Path) -> Iterator[bool]:
    """Whether no other demo uses the folder; held until the end."""
    with (data / "demo.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def is_free(port: int) -> bool:
    """Whether one may listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
