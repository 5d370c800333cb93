"""Measures speed as buyers and stewards feel it; one JSON line a figure."""

import argparse
import os
import sys

from tessera.ops import place


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which figures; all when none is named."""
    parser.add_argument("names", nargs="*", help="for instance: checkout")


def run(given: argparse.Namespace) -> int:
    """Becomes the bench, which starts what it measures."""
    os.chdir(place.ROOT)
    words = [sys.executable, "-m", "bench", *given.names]
    return os.execv(words[0], words)  # noqa: S606  # nothing to escape: no shell reads it
