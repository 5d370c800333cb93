"""Big libraries that few need, loaded by who first uses them."""

from importlib import import_module
from typing import Any


class Lazily:
    """Stands for the module `name`, and imports it when something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
