"""Serves the pages, and nothing else."""

import argparse
import os
import sys

from tessera.ops import place


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and how many hands to have."""
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--workers", type=int, default=place.whole("WEB_WORKERS", 2))
    parser.add_argument("--threads", type=int, default=place.whole("WEB_THREADS", 4))


def command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """The web server's own command."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"),
        *("--host", host, "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "4"),
        "tessera.config.wsgi:application",
    ]


def run(given: argparse.Namespace) -> int:
    """Becomes the web server; refuses to guess where the database is."""
    if not os.environ.get("DATABASE_URL"):
        print("tessera serve needs DATABASE_URL; `tessera demo` brings its own database.")
        return 2
    words = command(host=given.host, port=given.port, workers=given.workers, threads=given.threads)
    return os.execv(words[0], words)  # noqa: S606  # nothing to escape: no shell reads it
