"""An installation of its own, in production mode, in a folder that is thrown away afterwards."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import cpu_seconds, tree
from tessera.ops import embedded, place

TESSERA = [sys.executable, "-m", "tessera.ops"]
WORKERS = int(os.environ.get("WEB_WORKERS", "2"))
THREADS = int(os.environ.get("WEB_THREADS", "4"))


@dataclass
class House:
    """What is being measured: its address and its processes."""

    folder: Path
    port: int
    server: embedded.Server
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Of web, worker and database together."""
        return sum(self.cpu_parts().values())

    def cpu_parts(self) -> dict[str, float]:
        """Of each of them."""
        roots = {"web": self.web.pid, "worker": self.worker.pid, "database": self.postmaster}
        return {part: cpu_seconds([pid]) for part, pid in roots.items()}

    @property
    def postmaster(self) -> int:
        """The database server's first process."""
        return int((self.server.folder / "postmaster.pid").read_text().splitlines()[0])

    @property
    def web_workers(self) -> list[int]:
        """The processes that answer."""
        return [pid for pid in tree([self.web.pid]) if pid != self.web.pid]

    def calm(self) -> None:
        """Waits until nothing is busy, so that one figure does not pay for another's work."""
        for _ in range(200):
            before = self.cpu_seconds()
            time.sleep(0.3)
            if self.cpu_seconds() - before < 0.02:
                return


@contextmanager
def open_house() -> Iterator[House]:
    """Database, demo data, web and worker on free ports; all gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tessera-bench-"))
    folder.chmod(0o755)
    port = free_port()
    os.environ |= {
        "TESSERA_DATA": str(folder),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
    }
    server = embedded.start(folder / "postgres")
    try:
        place.create(server, "tessera")
        os.environ["DATABASE_URL"] = server.url("tessera")
        subprocess.run([*TESSERA, "migrate", "--demo"], check=True)
        with running(port) as (web, worker):
            yield House(folder, port, server, web, worker)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    port: int, environment: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]]:
    """Web and worker, as `tessera serve` and `tessera worker` run them."""
    words = ["--port", str(port), "--workers", str(WORKERS), "--threads", str(THREADS)]
    web = subprocess.Popen([*TESSERA, "serve", *words], env=environment)
    worker = subprocess.Popen([*TESSERA, "worker"], env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield web, worker
    finally:
        for program in (web, worker):
            program.terminate()
        for program in (web, worker):
            program.wait(20)


def wait_for(url: str, *, seconds: float = 60) -> float:
    """Until there is a 200 at the address; says how long it took."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if response.status == 200:
                    return time.monotonic() - start
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nothing answers at {url}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
