"""Denied by default: every address says who may come."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# What others wrote guards itself: allauth asks for a login where one is needed, and the
# languages of Django take a POST that changes a cookie.
OTHERS = ("allauth.", "django.views.i18n", "ninja.")


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        where = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from addresses(entry, where)
        else:
            yield where, entry


@pytest.mark.parametrize(
    ("where", "entry"),
    [pytest.param(where, entry, id=where) for where, entry in addresses(get_resolver())],
)
def test_every_address_says_who_may_come(where: str, entry: URLPattern) -> None:
    if not entry.callback.__module__.startswith(OTHERS):
        assert getattr(entry.callback, "access", None), (
            "put @public or @requires(Can.…) on the view"
        )
