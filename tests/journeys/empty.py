"""An installation with nothing in it: pages, worker, and a post office that keeps every mail."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tessera.ops import embedded, place
from tessera.ops.commands.demo import free_port
from tests.journeys.theatre import CARDS, OURS

TESSERA = [sys.executable, "-m", "tessera.ops"]
OPENING, CLOSING, PATIENCE = 240, 30, 40
CODE = re.compile(r"^\s*([A-Z0-9]{3,}-[A-Z0-9]{3,})\s*$", re.M)


@dataclass
class PostOffice:
    """Takes every mail and keeps it, by reader."""

    letters: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        """A mail arrives."""
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        text = mail.get_body(("plain",))
        words = str(text.get_content()) if text is not None else ""
        self.letters.extend((reader, words) for reader in envelope.rcpt_tos)
        return "250 kept"

    def wait_for(self, reader: str, pattern: str) -> str:
        """What the pattern finds in the newest mail to this reader that has it."""
        end = time.monotonic() + PATIENCE
        while True:
            for to, words in reversed(self.letters):
                found = re.search(pattern, words, re.M)
                if to == reader and found:
                    return found[1]
            assert time.monotonic() < end, f"no mail to {reader} has {pattern}"
            time.sleep(0.2)


@dataclass(frozen=True)
class House:
    """Where it is, and where its mails go."""

    address: str
    post: PostOffice
    log: Path


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """An empty installation with its data in `folder`; refuses one whose log tells of a bug."""
    folder.chmod(0o755)
    port, mails, log = free_port(), free_port(), folder / "house.log"
    post = PostOffice()
    controller = Controller(post, hostname="127.0.0.1", port=mails)
    controller.start()
    server = embedded.start(folder / "postgres")
    try:
        place.create(server, "tessera")
        environment = {
            **{name: value for name, value in os.environ.items() if name not in OURS | CARDS},
            "TESSERA_DATA": str(folder),
            "DATABASE_URL": server.url("tessera"),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mails),
            "LOG_LEVEL": "WARNING",
        }
        subprocess.run([*TESSERA, "migrate"], env=environment, check=True, capture_output=True)
        with log.open("w") as lines, _running(port, environment, lines):
            yield House(f"http://127.0.0.1:{port}", post, log)
    finally:
        server.stop()
        controller.stop(no_assert=True)
    assert "Traceback" not in log.read_text(), log.read_text()


@contextmanager
def _running(port: int, environment: dict[str, str], lines: Any) -> Iterator[None]:
    commands = [["serve", "--port", str(port), "--workers", "1"], ["worker"]]
    programs = [
        subprocess.Popen([*TESSERA, *words], env=environment, stdout=lines, stderr=lines)
        for words in commands
    ]
    try:
        _wait(f"http://127.0.0.1:{port}/readyz")
        yield
    finally:
        for program in programs:
            program.terminate()
        for program in programs:
            program.wait(CLOSING)


def _wait(url: str) -> None:
    end = time.monotonic() + OPENING
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"nothing answers at {url}")
