"""From an empty disk to the first page: what is installed, migrated, and how soon it answers."""

import os
import shutil
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from bench.house import TESSERA, House, free_port, running, wait_for
from tessera.ops import embedded, place

ORDER = 5


def measure(house: House) -> Iterator[dict[str, Any]]:
    """In a folder and a database of its own."""
    yield _line("cold_start_installed", _installed() / 1e6, "MB")
    with _empty_database() as environment:
        begin = time.monotonic()
        subprocess.run(
            [*TESSERA, "migrate"], check=True, env=environment, stdout=subprocess.DEVNULL
        )
        yield _line("cold_start_migrate", time.monotonic() - begin, "s")
        port = free_port()
        begin = time.monotonic()
        with running(port, environment):
            wait_for(f"http://127.0.0.1:{port}/en/")
            yield _line("cold_start_first_200", time.monotonic() - begin, "s")


def _line(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "concurrency": 1}


@contextmanager
def _empty_database() -> Iterator[dict[str, str]]:
    folder = Path(tempfile.mkdtemp(prefix="tessera-cold-"))
    folder.chmod(0o755)
    server = embedded.start(folder / "postgres")
    try:
        place.create(server, "tessera")
        own = {"TESSERA_DATA": str(folder), "DATABASE_URL": server.url("tessera")}
        yield {**os.environ, **own}
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _installed() -> int:
    """Bytes of Tessera and of the packages that requirements.lock names."""
    names = {
        line.split("==")[0].split("[")[0]
        for line in (place.ROOT / "requirements.lock").read_text().splitlines()
        if "==" in line and not line.startswith((" ", "#"))
    }
    total = _size(place.ROOT / "tessera") + _size(place.ROOT / "build")
    for name in names:
        total += _package_size(name)
    return total


def _package_size(name: str) -> int:
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return 0
    home = Path(sysconfig.get_path("purelib"))
    paths = (home / file for file in files)
    return sum(path.stat().st_size for path in paths if path.is_file())


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
