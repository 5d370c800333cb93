"""The steps of an organiser who makes offers, and of buyers who meet them."""

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitor

DESK = "/manage/lanterne/offers/"


def begin(alice: Visitor, kind: str, name: str, told: Mapping[str, str]) -> Page:
    """A new offer of this kind with its own settings, not made yet."""
    page = alice.goto(DESK)
    page.get_by_role("link", name="New offer").click()
    if kind != "percentage":
        page.locator("#id_effect").select_option(kind)
        expect(page.locator("[name=effect_shown]")).to_have_value(kind)
    page.locator("[name^=name_]").first.fill(name)
    for field, text in told.items():
        page.locator(f"[name=own-{field}]").fill(text)
    return page


def limit(page: Page, event: str, *, total: str = "", per_order: str = "") -> None:
    """The offer is for one more event, with its own numbers."""
    value = page.locator(f"select[name=limits_add] optgroup[label='{event}'] option").first
    page.locator("select[name=limits_add]").select_option(value.get_attribute("value"))
    page.get_by_role("button", name="Add", exact=True).click()
    row = page.locator("#limits li").filter(has_text=event)
    expect(row).to_be_visible()
    row.get_by_label("Most in all").fill(total)
    row.get_by_label("Most per order").fill(per_order)


def make(alice: Visitor, name: str) -> None:
    """Make the offer; its page, or that of its codes, is next."""
    alice.page.get_by_role("button", name="Make the offer").click()
    expect(alice.page.get_by_role("heading", level=1)).to_contain_text(name)


def tell(visitor: Visitor, last_name: str) -> None:
    """From a cart with a code to the page of payment."""
    page = visitor.page
    page.get_by_role("link", name="Continue").click()
    page.get_by_label("E-mail").fill(f"{last_name.lower()}@guest.example")
    page.get_by_label("First name").fill("Gwen")
    page.get_by_label("Last name").fill(last_name)
    page.locator("details:has([name=street]) > summary").click()
    for label, value in (("Street", "Rue du Lac 7"), ("Postcode", "1003"), ("Town", "Lausanne")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Continue to payment").click()
    expect(page.get_by_role("heading", name="Payment", level=1)).to_be_visible()


def use(visitor: Visitor, code: str) -> Page:
    """Type a code in the cart."""
    page = visitor.page
    field = page.get_by_label("Code", exact=True)
    if not field.is_visible():
        page.get_by_text("I have a code").first.click()
    field.fill(code)
    page.get_by_role("button", name="Use", exact=True).click()
    return page


def says(page: Page, *words: str) -> None:
    """What stands on the page, however its figures are spaced."""
    for each in words:
        pattern = re.compile(re.escape(each).replace(r"\ ", r"\s"))
        expect(page.locator("main")).to_contain_text(pattern)
