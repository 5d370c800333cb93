"""An organiser builds each kind of offer; buyers meet them; every paper says the same figures."""

import re

from playwright.sync_api import expect

from tests.journeys import buying, offering, paper
from tests.journeys.conftest import Enter
from tests.journeys.offering import DESK, says
from tests.journeys.staff import log_in
from tests.journeys.theatre import Theatre

ALICE = "alice@lanterne.example"


def test_an_organiser_builds_each_kind_of_offer(enter: Enter, theatre: Theatre) -> None:
    alice = enter()
    log_in(alice, ALICE, DESK)
    alice.look("offers")

    page = offering.begin(alice, "percentage", "Winter", {"percent": "20"})
    offering.limit(page, "Heavenly Bodies", total="40", per_order="4")
    page.get_by_label("May be combined").check()
    alice.look("offer-form")
    offering.make(alice, "Winter")
    page.get_by_label("Code", exact=True).fill("hiver-26")
    page.get_by_label("Most uses").fill("1")
    page.get_by_role("button", name="Make the code", exact=True).click()
    says(page, "HIVER26", "0 of 1")
    page.get_by_text("Many codes by chance").click()
    page.get_by_label("How many").fill("1200")
    page.get_by_label("What they are for").fill("Flyers")
    page.get_by_role("button", name="Make the codes").click()
    theatre.wait_for("SELECT id FROM tessera_codebatch WHERE label = 'Flyers' AND made = wanted")
    page.reload()
    says(page, "201 codes")
    alice.look("offer-codes")
    page.get_by_role("link", name="HIVER26").or_(page.locator("a.number").first).first.click()
    alice.look("offer-code")

    page = offering.begin(alice, "per_ticket", "Two francs", {"amount_CHF": "2"})
    page.get_by_label("By itself, for every cart that fits").check()
    page.get_by_label("Status").select_option("draft")
    offering.make(alice, "Two francs")
    says(page, "This offer is a draft", "CHF 2.00 a ticket")
    alice.look()
    page.get_by_role("link", name="Try a cart").first.click()
    says(page, "What it costs")
    expect(page.get_by_label("Try drafts as if they were published")).to_be_checked()
    alice.look("offer-trial")

    page = offering.begin(alice, "on_cart", "Voucher of the bar", {"amount_CHF": "10"})
    page.get_by_label("Customers that you choose").check()
    page.get_by_label("Name or e-mail").fill("bea@")
    page.locator("#found-customers input").first.check()
    offering.limit(page, "Memberships", total="20", per_order="1")
    offering.make(alice, "Voucher of the bar")
    page.get_by_role("link", name="Overview").click()
    says(page, "Memberships · ", "0 of 20 tickets")

    page = offering.begin(alice, "several", "Third for half", {"every": "3", "percent": "50"})
    page.get_by_label("By itself, for every cart that fits").check()
    offering.limit(page, "Nosferatu, with Live Music")
    page.get_by_label("Status").select_option("draft")
    offering.make(alice, "Third for half")
    says(page, "1 in 3", "Nosferatu")

    page = alice.goto(DESK)
    first = page.locator("li[data-order-item]").first.inner_text()
    page.locator("li[data-order-item]").first.get_by_role("button", name="Move down").click()
    expect(page.locator("li[data-order-item]").nth(1)).to_contain_text(first.split("\n")[0])
    page.get_by_label("Name", exact=True).fill("winter")
    expect(page.locator("li[data-order-item]")).to_have_count(1)
    alice.look()


def test_a_code_is_refused_then_taken_and_every_paper_agrees(enter: Enter) -> None:
    gwen = enter()
    buying.choose(gwen, "antigone-route-9", [2])
    page = offering.use(gwen, "nothing")
    says(page, "There is no code “nothing”")
    gwen.look()
    offering.use(gwen, "fidelite")
    says(page, "−10 % Loyalty", "8.40", "CHF 75.60")
    gwen.look("offer-cart")
    offering.tell(gwen, "Loyal")
    gwen.look()
    buying.order(gwen, "On invoice")
    expect(page.get_by_role("heading", name="How to pay")).to_be_visible()
    says(page, "−10 % Loyalty", "8.40")
    number, total = page.locator("main .font-mono").first.inner_text(), buying.total(page)
    figure = total.removeprefix("CHF").strip()
    invoice = paper.opened(page, "Invoice")
    words = paper.looked_at(invoice)
    assert "Loyalty" in words
    assert figure in words
    data = paper.figures(paper.opened(page, "Factur-X"))
    assert f"<ram:GrandTotalAmount>{figure}<" in data

    alice = enter()
    log_in(alice, ALICE, f"/manage/lanterne/orders/{number}/")
    says(alice.page, "−10 % Loyalty", "8.40", figure)
    alice.look()
    desk = alice.goto(DESK)
    desk.get_by_role("link", name="Loyalty", exact=True).click()
    says(desk, number, "CHF 8.40")
    alice.look("offer")
    with desk.expect_download() as began:
        desk.get_by_role("button", name="Export").click()
    text = began.value.path().read_text()
    (line,) = [each for each in text.splitlines() if number in each]
    assert ",2,8.40,CHF" in line


def test_a_cart_with_too_many_is_told_the_figure(enter: Enter) -> None:
    gwen = enter()
    buying.choose(gwen, "antigone-route-9", [5])
    page = offering.use(gwen, "FIDELITE")
    says(page, "at most 4 tickets an order", "your cart has 5")
    gwen.look()


def test_offers_without_a_code_apply_by_themselves(enter: Enter) -> None:
    gwen = enter()
    buying.choose(gwen, "l-ile-aux-tessons", [4])
    says(gwen.page, "4 for 3", "12.00", "CHF 36.00")
    buying.choose(gwen, "antigone-route-9", [8])
    says(gwen.page, "Group of 8 or more", "40.00")
    gwen.look()


def test_a_link_opens_what_nobody_else_sees(enter: Enter) -> None:
    event = "/en/lanterne/events/antigone-route-9/"
    stranger = enter()
    expect(stranger.goto(event).locator("main")).not_to_contain_text("Press")
    critic = enter()
    critic.goto("/en/lanterne/?code=PRESSE")
    page = critic.goto(event)
    says(page, "The code PRESSE opens tariffs", "Press", "CHF 10.00")
    critic.look()
    page.get_by_role("spinbutton", name=re.compile("Press")).fill("1")
    page.get_by_role("button", name="Add to cart").click()
    says(page, "Press", "CHF 10.00")
