"""The URL table, as every test of all doors walks it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What others wrote guards itself: allauth asks for a login where one is needed, the languages
# of Django take a POST that changes a cookie; both know nothing of anybody's shop.
OTHERS = ("allauth.", "django.views.i18n")


@dataclass(frozen=True)
class Address:
    """One entry of the table: its name with namespaces, and what it must be told."""

    name: str
    route: str
    asks: tuple[str, ...]
    access: str
    module: str

    def at(self, told: dict[str, object]) -> str:
        """Where it leads with these ids. Refuses (KeyError) an id that nobody thought of."""
        return reverse(self.name, kwargs={word: told[word] for word in self.asks})


def table() -> list[Address]:
    """Every address that we wrote."""
    return [each for each in _walk(get_resolver()) if not each.module.startswith(OTHERS)]


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...] = (), route: str = "/", asks: tuple = ()
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        where, told = f"{route}{entry.pattern}", (*asks, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, inner, where, told)
        elif isinstance(entry, URLPattern):
            yield _address(entry, spaces, where, told)


def _address(entry: URLPattern, spaces: tuple[str, ...], route: str, asks: tuple) -> Address:
    return Address(
        name=":".join([*spaces, entry.name or ""]),
        route=route,
        asks=asks,
        access=str(getattr(entry.callback, "access", "")),
        module=entry.callback.__module__,
    )
