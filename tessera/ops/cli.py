"""The `tessera` command: each subcommand is a small file beside this one."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = ["demo", "serve", "worker", "migrate", "doctor", "bench", "manage"]


def main(words: Sequence[str] | None = None) -> int:
    """Runs the subcommand that `words` name; the answer is the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")
    parser = argparse.ArgumentParser(prog="tessera", description=__doc__)
    subcommands = parser.add_subparsers(dest="command", required=True, metavar="command")
    modules = {name: import_module(f"tessera.ops.commands.{name}") for name in COMMANDS}
    for name, module in modules.items():
        summary = (module.__doc__ or "").strip().splitlines()[0]
        module.arguments(subcommands.add_parser(name, help=summary, description=module.__doc__))
    given = parser.parse_args(words)
    return int(modules[given.command].run(given) or 0)


if __name__ == "__main__":
    sys.exit(main())
