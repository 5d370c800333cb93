"""Not built yet."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """Says so."""
    print("not built yet")
    return 1
