"""A shop's colours repaint its pages, and can be read whatever they are."""

import re

import pytest
from django.test import Client

from tessera.domain.shops.models import Shop
from tessera.lib.colours import READABLE, contrast
from tests.web.shop.steps import body

PAIR = re.compile(r"--color-(\w+):(#\w{6});--color-\1-content:(#\w{6});")


@pytest.mark.parametrize("colour", ["#ffff00", "#000000", "#ffffff", "#7f7f7f", "red;}", ""])
def test_any_colour_can_be_read(gwen: Client, shop: Shop, colour: str) -> None:
    shop.colours = dict.fromkeys(("primary", "secondary", "accent"), colour)
    shop.save()
    answer = gwen.get(f"/theme/theatre-{shop.catalogue_version}.css")
    assert answer["Content-Type"].startswith("text/css")
    pairs = PAIR.findall(body(answer))
    assert len(pairs) >= 6
    assert [name for name, ground, ink in pairs if contrast(ground, ink) < READABLE] == []
    assert "red" not in body(answer)
