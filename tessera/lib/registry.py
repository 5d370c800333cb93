"""Parts which are added by adding a file, or by installing a package."""

from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar

Part = TypeVar("Part")


class Registry(Generic[Part]):
    """Finds every subclass of `kind` in the modules of `package` and in the entry points
    `tessera.<folder>`, by its `code`. Two parts of one code are refused (ValueError)."""

    def __init__(self, package: str, kind: type[Part]) -> None:
        self.package, self.kind = package, kind
        self._parts: dict[str, type[Part]] | None = None

    def all(self) -> dict[str, type[Part]]:
        """Every part by code."""
        if self._parts is None:
            parts: dict[str, type[Part]] = {}
            for name in self._modules():
                self._collect(import_module(name), parts)
            self._parts = dict(sorted(parts.items()))
        return self._parts

    def get(self, code: str) -> type[Part]:
        """The part of this code; refuses an unknown one (KeyError)."""
        return self.all()[code]

    def _modules(self) -> list[str]:
        package = import_module(self.package)
        own = [f"{self.package}.{found.name}" for found in iter_modules(package.__path__)]
        group = f"tessera.{self.package.rsplit('.', 1)[-1]}"
        return own + [point.module for point in entry_points(group=group)]

    def _collect(self, module: Any, parts: dict[str, type[Part]]) -> None:
        for thing in vars(module).values():
            is_part = isinstance(thing, type) and issubclass(thing, self.kind)
            if not is_part or thing.__module__ != module.__name__:
                continue
            code: str = getattr(thing, "code", "")
            if not code:
                continue
            if code in parts:
                raise ValueError(f"{code!r} is taken in {self.package}")
            parts[code] = thing
