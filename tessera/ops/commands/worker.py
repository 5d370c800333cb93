"""Does what is queued, and what the clock asks for."""

import argparse
import os

import django
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from tessera.ops import place
from tessera.ops.ticking import ticking


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many jobs at once."""
    parser.add_argument("--jobs", type=int, default=place.whole("WORKER_JOBS", 2))


def run(given: argparse.Namespace) -> int:
    """Works until told to stop; refuses to guess where the database is."""
    if not os.environ.get("DATABASE_URL"):
        print("tessera worker needs DATABASE_URL; `tessera demo` brings its own database.")
        return 2
    django.setup()
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("procrastinate is not set up by Django")
    with ticking(), app.replace_connector(connector.get_worker_connector()) as ready:
        ready.run_worker(
            concurrency=given.jobs, shutdown_graceful_timeout=3, delete_jobs="successful"
        )
    return 0
