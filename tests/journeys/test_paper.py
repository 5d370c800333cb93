"""Every way to pay, and the paper that goes with it, in the browser."""

import re

from playwright.sync_api import Page, expect

from tests.journeys import buying, paper
from tests.journeys.buying import Buyer
from tests.journeys.conftest import Enter
from tests.journeys.staff import log_in
from tests.journeys.test_purchase import read_mail
from tests.journeys.theatre import Theatre
from tests.journeys.visitor import Visitor

ALICE = "alice@lanterne.example"
HOME = ("Rue du Lac 7", "1003", "Lausanne")
IBAN = "CH9300762011623852957"


def on_invoice(visitor: Visitor, event: str, last_name: str) -> str:
    """Two places of an event on invoice; says the number of the order."""
    buying.choose(visitor, event, [2])
    email = f"{last_name.lower()}@guest.example"
    buying.tell(visitor, Buyer("Ida", last_name, email, HOME))
    buying.order(visitor, "On invoice")
    expect(visitor.page.get_by_role("heading", name="How to pay")).to_be_visible()
    return number_on(visitor.page)


def number_on(page: Page) -> str:
    """The number of the order that the page is about."""
    return page.locator("main .font-mono").first.inner_text()


def open_order(alice: Visitor, number: str, tab: str = "payments") -> Page:
    """The order in the back office."""
    page = alice.goto(f"/manage/lanterne/orders/{number}/?tab={tab}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    return page


def test_an_invoice_reminded_of_then_paid_by_bank_file(enter: Enter, theatre: Theatre) -> None:
    ida = enter()
    number = on_invoice(ida, "antigone-route-9", "Dupont")
    ida.look()
    page = ida.page
    invoice = paper.opened(page, "Invoice")
    words = paper.looked_at(invoice, "invoice-letter")
    for said in (number, "Ida Dupont", "Rue du Lac 7", "Receipt", "Payment part"):
        assert said in words
    code = paper.payload(invoice)
    amount, reference = code[18], code[28]
    assert code[:5] == ["SPC", "0200", "1", IBAN, "S"]
    assert code[19:24] == ["CHF", "S", "Ida Dupont", "Rue du Lac", "7"]
    assert code[27] == "SCOR"
    data = paper.figures(paper.opened(page, "Factur-X"))
    assert f"<ram:GrandTotalAmount>{amount}<" in data
    assert reference in data

    alice = enter()
    log_in(alice, ALICE, f"/manage/lanterne/orders/{number}/?tab=payments")
    expect(alice.page.locator("main")).to_contain_text("0 of 1 reminders sent")
    read_mail(alice, theatre, number, "order_placed")
    theatre.days_pass(number, 11)
    read_mail(alice, theatre, number, "payment_reminder")
    back = open_order(alice, number)
    expect(back.locator("main")).to_contain_text("1 of 1 reminders sent")
    alice.look()

    file = paper.statement(iban=IBAN, amount=amount, reference=reference)
    _upload(alice, file)
    expect(back.get_by_role("link", name="Exact matches")).to_contain_text("1")
    expect(back.locator("main")).to_contain_text(number)
    assert back.locator("input[name=pick]").is_checked()
    alice.look("bank-file")
    back.get_by_role("button", name="Validate what is ticked").click()
    expect(back.get_by_role("status").first).to_contain_text("1 payment validated")
    expect(back.locator("main")).to_contain_text(number)
    alice.look()
    _upload(alice, file)
    expect(back.get_by_role("status").first).to_contain_text("read before")
    open_order(alice, number)
    for told in ("Alice", "2026", f"{reference}-2"):
        expect(back.locator("main")).to_contain_text(told)
    alice.look()

    page.reload()
    expect(page.get_by_role("link", name="Tickets to print")).to_be_visible()
    ida.look()
    read_mail(alice, theatre, number, "order_paid")


def _upload(alice: Visitor, file: bytes) -> None:
    page = alice.goto("/manage/lanterne/bank-files/")
    alice.look()
    page.get_by_label("File of your bank").set_input_files(
        {"name": "camt054.xml", "mimeType": "text/xml", "buffer": file}
    )
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url(re.compile(r"/bank-files/\d+/"))


def test_an_invoice_left_unpaid_gives_its_places_back(enter: Enter, theatre: Theatre) -> None:
    ida = enter()
    number = on_invoice(ida, "nosferatu", "Rochat")
    theatre.sell_out("nosferatu")
    event = "/en/lanterne/events/nosferatu/"
    late = enter()
    expect(late.goto(event).locator("main")).to_contain_text("Sold out")
    assert not late.page.locator("input[name^=quantity-]:enabled").count()

    alice = enter()
    log_in(alice, ALICE, f"/manage/lanterne/orders/{number}/?tab=payments")
    theatre.days_pass(number, 11)
    read_mail(alice, theatre, number, "payment_reminder")
    theatre.days_pass(number, 10)
    read_mail(alice, theatre, number, "order_expired")
    page = open_order(alice, number)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Expired")
    credit_note = paper.opened(page, "C20")
    assert "Credit note" in paper.looked_at(credit_note)
    alice.look()
    ida.page.reload()
    expect(ida.page.locator("main")).to_contain_text("on sale again")
    ida.look()

    buying.choose(late, "nosferatu", [2])
    expect(late.page.locator("#cart h2 a")).to_have_count(1)


def test_an_order_by_approval_is_paid_by_its_link(enter: Enter, theatre: Theatre) -> None:
    alice = enter()
    tariff = "/manage/lanterne/events/l-ile-aux-tessons/tariffs/"
    log_in(alice, ALICE, tariff)
    page = alice.page
    page.locator("li[id^=tariff-] a").first.click()
    page.get_by_label("Orders wait for your approval").check()
    alice.look()
    page.locator("main form button.btn-primary").last.click()
    expect(page.get_by_role("status").first).to_be_visible()

    gwen = enter()
    buying.choose(gwen, "l-ile-aux-tessons", [1])
    buying.tell(gwen, Buyer("Gwen", "Favre", "favre@guest.example"))
    gwen.look()
    gwen.page.get_by_label("I have read the terms").check()
    gwen.page.get_by_role("button", name="Send my order for approval").click()
    expect(gwen.page.locator("main")).to_contain_text("link to pay")
    gwen.look()
    number = number_on(gwen.page)
    read_mail(alice, theatre, number, "order_noted")

    open_order(alice, number, "lines")
    alice.look()
    page.get_by_role("button", name="Send the link to pay").click()
    expect(page.get_by_role("status").first).to_contain_text("favre@guest.example")
    read_mail(alice, theatre, number, "order_authorised")
    letter = alice.page.frame_locator("iframe")
    link = letter.get_by_role("link", name="Choose how to pay").get_attribute("href")

    friend = enter()
    assert link
    friend.page.goto(link)
    friend.look()
    friend.page.get_by_label("Credit or debit card").check()
    friend.page.get_by_role("button", name="Pay in this way").click()
    buying.pay_by_card(friend.page, buying.GOOD)
    expect(friend.page.get_by_role("link", name="Tickets to print")).to_be_visible()
    open_order(alice, number, "history")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paid")
    alice.look()

    page = alice.goto(tariff)
    page.locator("li[id^=tariff-] a").first.click()
    page.get_by_label("Orders wait for your approval").uncheck()
    page.locator("main form button.btn-primary").last.click()


def test_a_refused_card_then_a_good_one_then_the_money_back(enter: Enter, theatre: Theatre) -> None:
    gwen = enter()
    buying.choose(gwen, "vingt-quatre-heures", [2])
    buying.tell(gwen, Buyer("Gwen", "Morax", "morax@guest.example"))
    buying.order(gwen, "Credit or debit card")
    page = gwen.page
    buying.pay_by_card(page, buying.REFUSED)
    expect(page.get_by_role("alert")).to_contain_text("card")
    number = number_on(page)
    alice = enter()
    log_in(alice, ALICE, f"/manage/lanterne/orders/{number}/?tab=payments")
    back = alice.page
    expect(back.get_by_role("heading", level=1)).to_contain_text("Payment failed")
    expect(back.locator("main")).to_contain_text("The provider says:")
    alice.look()

    page.get_by_role("link", name="Try to pay again").click()
    buying.pay_by_card(page, buying.GOOD)
    expect(page.get_by_role("link", name="Tickets to print")).to_be_visible()
    open_order(alice, number)
    expect(back.get_by_role("heading", level=1)).to_contain_text("Paid")

    back.get_by_role("link", name="Cancel order").click()
    back.get_by_label("Reason").fill("The buyer is ill")
    alice.look()
    back.get_by_role("button", name="Cancel the order").click()
    open_order(alice, number)
    back.get_by_role("link", name="Pay back").click()
    back.get_by_label("Reason").fill("The buyer is ill")
    alice.look("give-back")
    back.get_by_role("button", name="Yes, pay back").click()
    expect(back.get_by_role("status").first).to_contain_text("goes back")
    credit_note = paper.opened(back, "C20")
    words = paper.looked_at(credit_note)
    for said in ("Credit note", "The buyer is ill", number):
        assert said in words
    theatre.call("send_refunds")
    read_mail(alice, theatre, number, "payment_refunded")
    open_order(alice, number)
    expect(back.locator("main")).to_contain_text("Paid back")
    alice.look()
    alice.goto("/manage/lanterne/invoices/?kind=credit_note")
    alice.look()
