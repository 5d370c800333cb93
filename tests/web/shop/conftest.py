"""The guest of the shop's tests."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from tessera.web.parts.kept import forget_pages
from tessera.web.shop.views import orders


@pytest.fixture(autouse=True)
def _begin_anew() -> None:
    cache.clear()
    forget_pages()
    orders.GUESSES.forget()
    translation.activate("en")


@pytest.fixture
def gwen(db: None) -> Client:
    """Buys as a guest, with a browser that says that forms come from our own pages."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})
