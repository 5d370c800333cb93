"""What is asked besides the purchase: answered for three tickets, refused, changed, printed."""

import re
from contextlib import closing

import pypdfium2
from playwright.sync_api import Locator, Page, expect

from tests.journeys import buying
from tests.journeys.conftest import Enter
from tests.journeys.visitor import PHONE, Visitor

WORKSHOP = "atelier-de-masques"


def blocks_of(page: Page) -> Locator:
    """The questions of each ticket."""
    return page.locator("[data-asked-ticket]")


def to_details(visitor: Visitor) -> Page:
    """Three places of the workshop, and who buys them; nothing is sent yet."""
    buying.choose(visitor, WORKSHOP, [3])
    page = visitor.page
    page.get_by_role("link", name="Continue").click()
    page.locator("#id_email").fill("gwen@guest.example")
    page.locator("#id_first_name").fill("Gwen")
    page.locator("#id_last_name").fill("Guest")
    return page


def go_on(page: Page) -> None:
    """The last button of the page."""
    page.locator("main form button:not([type=button])").last.click()


def words_of(page: Page, name: str) -> list[str]:
    """The words on each sheet of the document behind a link."""
    address = page.get_by_role("link", name=name).first.get_attribute("href")
    answer = page.request.get(page.evaluate("path => new URL(path, location).href", address))
    assert answer.ok, answer.status
    with closing(pypdfium2.PdfDocument(answer.body())) as opened:
        return [str(sheet.get_textpage().get_text_range()) for sheet in opened]


def test_three_holders_answer_and_one_is_changed(enter: Enter) -> None:
    gwen = enter()
    page = to_details(gwen)
    blocks = blocks_of(page)
    expect(blocks).to_have_count(3)
    first, second, third = (blocks.nth(number) for number in range(3))

    # A question that depends on an answer comes with it, and goes.
    expect(first.get_by_label("Which diet, which allergies?")).to_be_hidden()
    first.get_by_label("Another diet, or an allergy").check()
    expect(first.get_by_label("Which diet, which allergies?")).to_be_visible()
    first.get_by_role("button", name="Copy from the buyer").click()
    expect(first.get_by_label("Last name")).to_have_value("Guest")
    gwen.look("questions", width=PHONE)

    # Refused: what is missing is said, and what was typed is still there.
    go_on(page)
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("Ticket 1 of 3")
    expect(refused).to_contain_text("Which diet, which allergies?")
    expect(first.get_by_label("First name")).to_have_value("Gwen")
    gwen.look()
    refused.get_by_role("link", name=re.compile("Which diet")).first.click()
    expect(first.get_by_label("Which diet, which allergies?")).to_be_focused()
    first.get_by_label("Which diet, which allergies?").fill("Hazelnuts")

    # One click copies; each is then in their own name.
    second.get_by_role("button", name="Copy from the first ticket").click()
    expect(second.get_by_label("Which diet, which allergies?")).to_have_value("Hazelnuts")
    first.get_by_role("button", name="Same answers for all tickets").click()
    expect(third.get_by_label("Which diet, which allergies?")).to_have_value("Hazelnuts")
    second.get_by_label("First name").fill("Ida")
    third.get_by_label("First name").fill("Jon")
    expect(third.locator("summary")).to_contain_text("Jon Guest")
    go_on(page)
    expect(page.get_by_role("heading", name="Payment", level=1)).to_be_visible()

    buying.order(gwen, "Credit or debit card")
    buying.pay_by_card(page, buying.GOOD)
    expect(page.get_by_role("heading", name="Your tickets are ready")).to_be_visible(timeout=30_000)
    answers = page.locator("#answers")
    for said in ("Ticket 3 of 3", "Jon", "Hazelnuts", "Another diet, or an allergy"):
        expect(answers).to_contain_text(said)
    gwen.look("answers", width=PHONE)
    assert [
        name in sheet
        for name, sheet in zip(
            ("Gwen Guest", "Ida Guest", "Jon Guest"),
            words_of(page, "Tickets to print"),
            strict=True,
        )
    ] == [True, True, True]

    # Changed later: the tickets that are opened from now on show it.
    page.get_by_role("link", name="Change your answers").click()
    blocks.nth(2).get_by_label("First name").fill("Kim")
    gwen.look()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("status")).to_contain_text("Your answers are saved")
    expect(answers).to_contain_text("Kim")
    assert "Kim Guest" in words_of(page, "Tickets to print")[2]


def test_answers_need_no_scripts(enter: Enter) -> None:
    gwen = enter(scripts=False)
    page = to_details(gwen)
    blocks = blocks_of(page)
    expect(blocks.first).to_contain_text("Only if “What do you eat?”")
    blocks.first.get_by_label("Vegan").check()
    blocks.first.get_by_role("button", name="Copy from the buyer").click()
    expect(blocks.first.get_by_label("First name")).to_have_value("Gwen")
    expect(blocks.first.get_by_label("Vegan")).to_be_checked()
    blocks.first.get_by_role("button", name="Same answers for all tickets").click()
    expect(blocks.nth(2).get_by_label("First name")).to_have_value("Gwen")
    expect(blocks.nth(2).get_by_label("Vegan")).to_be_checked()
    go_on(page)
    expect(page.get_by_role("heading", name="Payment", level=1)).to_be_visible()
