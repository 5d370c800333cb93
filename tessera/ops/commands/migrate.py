"""Brings the database to the shape this version needs."""

import argparse

import django
from django.core.management import call_command

from tessera.ops import place


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """Applies what is missing; safe to repeat."""
    with place.database():
        django.setup()
        call_command("migrate", verbosity=1, interactive=False)
    return 0
