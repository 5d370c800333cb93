"""`python -m bench [NAME ...]`: one JSON line a figure. Without names, all of them."""

import argparse
import json
import sys
import traceback
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import django

from bench import figures
from bench.house import House, open_house


def main() -> int:
    """Measures; the exit code says whether every figure could be had."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    known = sorted(found.name for found in iter_modules(figures.__path__))
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    given = parser.parse_args()
    wanted = [*given.names, *given.only]
    unknown = set(wanted) - set(known)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    with open_house() as house:
        django.setup()
        failed = sum(not _measure(module, house) for module in _modules(wanted or known))
    return 1 if failed else 0


def _modules(names: list[str]) -> list[ModuleType]:
    """In the order they are to be measured: what fills the database comes last."""
    modules = [import_module(f"bench.figures.{name}") for name in names]
    return sorted(modules, key=lambda module: getattr(module, "ORDER", 50))


def _measure(module: ModuleType, house: House) -> bool:
    name = module.__name__.rsplit(".", 1)[-1]
    print(f"{name} ...", file=sys.stderr, flush=True)
    try:
        for figure in module.measure(house):
            print(json.dumps(figure), flush=True)
    except (AssertionError, LookupError, OSError, RuntimeError, ValueError):
        traceback.print_exc()
        print(f"{name} could not be measured", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
