"""Brings the database to the shape this version needs."""

import argparse

import django
from django.core.management import call_command

from tessera.ops import place


def arguments(parser: argparse.ArgumentParser) -> None:
    """With `--demo`, an empty database gets the demo's theatre."""
    parser.add_argument("--demo", action="store_true", help="load the demo into an empty database")


def run(given: argparse.Namespace) -> int:
    """Applies what is missing; safe to repeat."""
    with place.database():
        django.setup()
        call_command("migrate", verbosity=0 if given.demo else 1, interactive=False)
        call_command("createcachetable", verbosity=0)
        if given.demo:
            from tessera.ops import demo  # noqa: PLC0415  # its models need Django set up

            demo.load()
    return 0
