"""From the first page to the green verdict."""

import re

from playwright.sync_api import Page, expect

from tests.journeys import buying, codes
from tests.journeys.buying import Buyer
from tests.journeys.conftest import Enter
from tests.journeys.staff import log_in
from tests.journeys.theatre import Theatre
from tests.journeys.visitor import PHONE, Visitor


def type_code(page: Page, code: str) -> None:
    """As a steward does when the paper is wet."""
    page.get_by_role("button", name="Type a code").click()
    page.get_by_label("The number printed under the QR code").fill(code)
    page.keyboard.press("Enter")


def stay(page: Page) -> None:
    """A verdict goes by itself after a moment; here it is looked at closely."""
    page.evaluate("for (let n = setTimeout(() => {}, 0); n > 0; n--) clearTimeout(n)")


def open_scanner(sam: Visitor) -> None:
    """Log in, choose every date there is, open the scanner."""
    log_in(sam, "sam@lanterne.example", "/scanner/")
    sam.look("scanner", width=PHONE)
    page = sam.page
    page.get_by_text("Later dates").click()
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Open the scanner").click()


def read_mail(alice: Visitor, theatre: Theatre, number: str, kind: str) -> None:
    """Alice reads it in the outbox as its reader saw it, once the worker has sent it."""
    (message,) = theatre.wait_for(
        "SELECT message.id FROM tessera_message message "
        "JOIN tessera_order placed ON placed.id = message.order_id "
        "WHERE placed.number = %s AND message.kind = %s AND message.status = 'sent'",
        number,
        kind,
    )
    alice.goto(f"/manage/lanterne/messages/{message[0]}/")
    letter = alice.page.frame_locator("iframe")
    expect(letter.locator("body")).to_contain_text(number)
    alice.look()


def test_two_events_by_card_then_through_the_door(enter: Enter, theatre: Theatre) -> None:
    gwen = enter()
    gwen.goto("/en/lanterne/")
    gwen.look()
    gwen.goto("/en/lanterne/events/la-nuit-des-rois/")
    gwen.look("shop")
    buying.choose(gwen, "corps-celestes", [2, 1])
    buying.choose(gwen, "la-nuit-des-rois", [1, 1])
    page = gwen.page
    clock = page.locator("[data-clock]")
    expect(clock).to_have_text(re.compile(r"1[45]:\d\d"))
    expect(page.locator("[data-cart-count]")).to_have_text("5")
    gwen.look("cart")
    shown = buying.total(page)

    buying.tell(gwen, Buyer())
    expect(clock).to_have_text(re.compile(r"1[45]:\d\d"))
    gwen.look("payment")
    assert buying.total(page) == shown
    buying.order(gwen, "Credit or debit card")
    expect(page.get_by_role("heading", name="Pay by card")).to_be_visible()
    assert shown in page.locator("main").inner_text()
    gwen.look()
    buying.pay_by_card(page, buying.REFUSED)
    expect(page.get_by_role("link", name="Try to pay again")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_visible()
    gwen.look()
    page.get_by_role("link", name="Try to pay again").click()
    buying.pay_by_card(page, buying.GOOD)

    expect(page.get_by_role("link", name="Tickets to print")).to_be_visible()
    expect(page).to_have_url(buying.ORDER)
    gwen.look("order")
    assert buying.total(page) == shown
    number = page.locator("main .font-mono").first.inner_text()
    calendar = page.request.get(page.url + "calendar.ics")
    assert calendar.text().count("BEGIN:VEVENT") == 2
    pdf = page.request.get(page.url + "tickets.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    printed = codes.in_pdf(pdf.body())
    assert len(set(printed)) == 5

    sam = enter()
    open_scanner(sam)
    sam.page.get_by_role("button", name="Start scanning").click()
    verdict = sam.page.locator("[data-verdict]")
    type_code(sam.page, printed[0])
    expect(verdict).to_contain_text("Welcome")
    expect(sam.page.locator("body")).to_have_attribute("data-answer", "welcome")
    stay(sam.page)
    sam.look("welcome", width=PHONE)
    type_code(sam.page, printed[0])
    expect(verdict).to_contain_text("Already in")
    stay(sam.page)
    sam.look()
    type_code(sam.page, printed[1][:-4] + "AAAA")
    expect(verdict).to_contain_text("Unknown code")
    stay(sam.page)
    sam.look()

    alice = enter()
    log_in(alice, "alice@lanterne.example", f"/manage/lanterne/orders/{number}/")
    expect(alice.page.locator("main")).to_contain_text("Gwen Guest")
    alice.look()
    read_mail(alice, theatre, number, "order_paid")
    read_mail(alice, theatre, number, "payment_failed")


def test_on_invoice_then_validated_by_alice(enter: Enter, theatre: Theatre) -> None:
    gwen = enter()
    buying.choose(gwen, "corps-celestes", [2])
    buying.tell(gwen, Buyer(email="ida@guest.example", address=("Rue 1", "1003", "Lausanne")))
    buying.order(gwen, "On invoice")
    page = gwen.page
    expect(page.get_by_role("heading", name="How to pay")).to_be_visible()
    expect(page.get_by_role("link", name="Tickets to print")).to_have_count(0)
    gwen.look()
    number = page.locator("main .font-mono").first.inner_text()

    alice = enter()
    log_in(alice, "alice@lanterne.example", "/manage/lanterne/")
    alice.look("backoffice")
    alice.goto(f"/manage/lanterne/search/?q={number}")
    expect(alice.page.get_by_role("heading", level=1)).to_contain_text(number)
    alice.look("invoice")
    alice.page.get_by_role("link", name="Validate payment").click()
    alice.look()
    alice.page.get_by_role("button", name="Yes, validate payment").click()
    expect(alice.page.locator("main")).to_contain_text("Paid")

    page.reload()
    expect(page.get_by_role("link", name="Tickets to print")).to_be_visible()
    printed = codes.in_pdf(page.request.get(page.url + "tickets.pdf").body())
    assert len(set(printed)) == 2
    read_mail(alice, theatre, number, "order_placed")
    read_mail(alice, theatre, number, "order_paid")


def test_without_scripts(enter: Enter) -> None:
    gwen = enter(scripts=False)
    buying.choose(gwen, "a-quoi-revent-les-theatres", [2])
    buying.tell(gwen, Buyer(email="nora@guest.example"))
    page = gwen.page
    buying.order(gwen, "Free")
    expect(page.get_by_role("link", name="Tickets to print")).to_be_visible()

    buying.choose(gwen, "corps-celestes", [1, 1])
    page.get_by_label("Quantity").first.fill("2")
    page.get_by_role("button", name="Change").first.click()
    page.get_by_role("button", name="Remove").last.click()  # the other one: lines stay in order
    expect(page.get_by_label("Quantity")).to_have_count(1)
    expect(page.get_by_label("Quantity")).to_have_value("2")
    buying.tell(gwen, Buyer(email="nora@guest.example", address=("Rue 1", "1003", "Lausanne")))
    buying.order(gwen, "On invoice")
    expect(page.get_by_role("heading", name="How to pay")).to_be_visible()


def test_sold_out_meanwhile_keeps_the_rest(enter: Enter, theatre: Theatre) -> None:
    gwen = enter()
    buying.choose(gwen, "antigone-route-9", [1])
    buying.choose(gwen, "nosferatu", [1])
    page = gwen.page
    expect(page.locator("#cart h2 a")).to_have_count(2)
    theatre.sell_out("nosferatu")

    film = page.locator("section:has(h2 a[href*=nosferatu])").get_by_label("Quantity")
    film.fill("3")
    film.press("Tab")

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Quantity")).to_have_count(2)
    expect(film).to_have_value("1")
    gwen.look()


def test_a_hold_that_ended_is_taken_again_or_refused_by_name(
    enter: Enter, theatre: Theatre
) -> None:
    gwen = enter()
    buying.choose(gwen, "antigone-route-9", [1])
    buying.choose(gwen, "concerts-de-midi", [1])
    page = gwen.page
    buying.tell(gwen, Buyer(email="late@guest.example"))
    theatre.ask(
        "UPDATE tessera_order SET held_until = now() - interval '1 minute' "
        "WHERE email = 'late@guest.example' RETURNING id"
    )
    theatre.wait_for(
        "SELECT 1 FROM tessera_order WHERE email = 'late@guest.example' AND held_until IS NULL",
        patience=90,
    )
    theatre.sell_out("concerts-de-midi")

    buying.order(gwen, "At the box office")

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Lunchtime Concerts")
    gwen.goto("/en/lanterne/cart/")
    expect(page.locator("#cart h2 a")).to_have_count(2)
    gwen.look()


def test_an_account_by_code_sees_its_orders(enter: Enter, theatre: Theatre) -> None:
    bea = enter()
    page = bea.goto("/auth/login/code/?next=/en/account/")
    bea.look()
    page.locator("input[name=email]").fill("bea@lanterne.example")
    page.locator("input[name=email]").press("Enter")
    expect(page.locator("input[name=code]")).to_be_visible()
    bea.look()
    page.locator("input[name=code]").fill(theatre.last_code())
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url("**/en/account/")
    expect(page.get_by_role("link", name=re.compile(r"[A-Z2-9]{7}")).first).to_be_visible()
    bea.look()
