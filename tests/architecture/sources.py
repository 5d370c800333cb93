"""The files that the shape tests look at."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APP = ROOT / "tessera"


def python(*folders: str) -> list[Path]:
    """Python files below these folders of `tessera`, as paths from the root, without migrations."""
    found = [path for folder in folders for path in (APP / folder).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    """Every page, fragment and message."""
    found = [path for kind in ("html", "txt", "mjml") for path in APP.rglob(f"*.{kind}")]
    return sorted(path.relative_to(ROOT) for path in found if "templates" in path.parts)


def tree(path: Path) -> ast.Module:
    """The file as Python sees it."""
    return ast.parse((ROOT / path).read_text())


def words(path: Path) -> set[str]:
    """Every attribute, name and import that the file uses."""
    used = set()
    for node in ast.walk(tree(path)):
        for kind in ("attr", "id", "name"):
            word = getattr(node, kind, None)
            if isinstance(word, str):
                used.add(word)
    return used


def imports(path: Path) -> set[str]:
    """Every module, and every name of a module, that the file imports."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{each.name}" for each in node.names}
    return found


def contract(name: str) -> list[str]:
    """The layers of an import contract of pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    return list(next(each for each in contracts if each["name"] == name)["layers"])


def order_of_nouns() -> dict[str, int]:
    """How deep each noun lies: a noun knows only deeper ones."""
    return {
        noun.strip(" ()"): depth
        for depth, row in enumerate(contract("Nouns point one way"))
        for noun in row.split("|")
    }
