"""Keeps what an earlier build made while somebody may still be served from it."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

MANIFEST = "staticfiles.json"
KEPT = 24 * 3600
"""Seconds for which files stay after a build that needs them no more."""


def remember(folder: Path) -> None:
    """Before a build: what is in use now is as young as this moment."""
    for path in _of_the_build(folder):
        os.utime(path)


def sweep(folder: Path, *, now: float) -> int:
    """After a build: delete what no build has used for a day. Says how many files."""
    used, old = set(_of_the_build(folder)), now - KEPT
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST]
    gone = [path for path in files if path not in used and path.stat().st_mtime < old]
    for path in gone:
        path.unlink()
    return len(gone)


def _of_the_build(folder: Path) -> Iterator[Path]:
    """The files that the manifest names, as they are and pressed."""
    manifest = folder / MANIFEST
    if not manifest.exists():
        return
    names: dict[str, str] = json.loads(manifest.read_text())["paths"]
    for name in (*names, *names.values()):
        for ending in ("", ".gz", ".br"):
            path = folder / f"{name}{ending}"
            if path.exists():
                yield path


if __name__ == "__main__":
    act, place = sys.argv[1], Path(sys.argv[2])
    if act == "remember":
        remember(place)
    else:
        sweep(place, now=time.time())
