"""Runs one of Django's own commands, with a database at hand: `tessera manage shell`."""

import argparse

from django.core.management import execute_from_command_line

from tessera.ops import place


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after `manage` is Django's."""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(given: argparse.Namespace) -> int:
    """Runs it in this process."""
    with place.database():
        execute_from_command_line(["tessera manage", *given.words])
    return 0
