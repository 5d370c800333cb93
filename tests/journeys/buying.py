"""The steps of a purchase, as buyers do them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitor

GOOD, REFUSED = "4242424242424242", "4000000000000341"
ORDER = re.compile(r".*/orders/[^/]{20,}/$")


@dataclass(frozen=True)
class Buyer:
    """Who buys."""

    first_name: str = "Gwen"
    last_name: str = "Guest"
    email: str = "gwen@guest.example"
    address: tuple[str, str, str] | None = None


def choose(visitor: Visitor, event: str, quantities: Sequence[int]) -> None:
    """The last date of the event, and so many of its first tariffs, into the cart."""
    page = visitor.goto(f"/en/lanterne/events/{event}/")
    later = page.get_by_role("link", name="Later month")
    while later.count():
        later.click()
    book = page.get_by_role("link", name="Book")
    if book.count():
        book.last.click()
    fields = page.locator("form[data-tariffs] input[name^=quantity-]")
    for number, quantity in enumerate(quantities):
        fields.nth(number).fill(str(quantity))
    page.get_by_role("button", name="Add to cart").click()


def tell(visitor: Visitor, buyer: Buyer) -> None:
    """From the cart to the page of payment."""
    page = visitor.page
    page.get_by_role("link", name="Continue").click()
    page.get_by_label("E-mail").fill(buyer.email)
    page.get_by_label("First name").fill(buyer.first_name)
    page.get_by_label("Last name").fill(buyer.last_name)
    if buyer.address:
        if not page.get_by_label("Street").is_visible():
            page.locator("details:has([name=street]) > summary").click()
        for label, value in zip(("Street", "Postcode", "Town"), buyer.address, strict=True):
            page.get_by_label(label).fill(value)
    page.locator("main form button:not([type=button])").last.click()
    expect(page.get_by_role("heading", name="Payment", level=1)).to_be_visible()


def order(visitor: Visitor, way: str) -> None:
    """Choose a way to pay, accept the terms, order."""
    page = visitor.page
    page.get_by_label(way).check()
    page.get_by_label("I have read the terms").check()
    page.get_by_role("button", name="Order").click()


def pay_by_card(page: Page, number: str) -> None:
    """Type a card into the fields of the provider."""
    fields = page.locator("[data-card-fields] input:visible")
    expect(fields.first).to_be_visible()
    for field, value in zip(fields.all(), (number, "12", "40", "123"), strict=False):
        field.fill(value)
    page.locator("[data-card-pay]").click()


def total(page: Page) -> str:
    """The total as the page says it, with its currency."""
    found = re.search(r"CHF\s[\d’'.]+", page.locator("main").inner_text().split("Total")[-1])
    assert found, page.locator("main").inner_text()
    return found[0]
