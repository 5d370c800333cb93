"""Enter in a field does what the main button of the form does."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from tessera.domain.shops.models import Shop

PAGES = [
    "events/new/",
    "events/hamlet/edit/",
    "events/hamlet/tariffs/new/",
    "wizard/event/",
    "offers/new/",
]


class _Forms(HTMLParser):
    """The names of the buttons that send each form, in their order; None for no name."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append([])
        elif tag == "button" and given.get("type", "submit") == "submit" and self.forms:
            self.forms[-1].append(given.get("name"))


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize("address", PAGES)
def test_enter_presses_no_other_button(desk: Client, shop: Shop, address: str) -> None:
    answer = desk.get(f"/manage/{shop.slug}/{address}")
    assert answer.status_code == 200
    parser = _Forms()
    parser.feed(answer.content.decode())
    with_others = [names for names in parser.forms if len(set(names)) > 1 and None in names]
    assert with_others
    assert [names[0] for names in with_others] == [None] * len(with_others)
