"""Looks at everything an installation stands on, and says how to mend what is wrong."""

import argparse

import django
from django.db import OperationalError

from tessera.ops import place


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """1 when something needs mending."""
    with place.database():
        django.setup()
        return examine()


def examine() -> int:
    """Later checks need what the first ones look at, so a failure there ends the visit."""
    from tessera.ops import checks  # noqa: PLC0415  # it reads tables, so Django comes first

    try:
        findings = [check() for check in checks.FIRST]
    except OperationalError as refused:
        findings = [checks.Finding(f"database: {refused}", "Start it, or correct DATABASE_URL.")]
    if all(finding.is_well for finding in findings):
        findings += [check() for check in checks.THEN]
    for finding in findings:
        print(f"{'ok  ' if finding.is_well else 'MEND'}  {finding.what}")
        if finding.mend:
            print(f"      {finding.mend}")
    return 0 if all(finding.is_well for finding in findings) else 1
