"""How a new shop gets its team, opens, and looks after its first sale."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.buying import ORDER
from tests.journeys.empty import House
from tests.journeys.organising import DESK, EVENT, PASSWORD
from tests.journeys.visitor import PHONE, Visitor

RITA, SAM, GWEN = "rita@kiosk.example", "sam@lune.example", "gwen@guest.example"
INVITATION = r"(/manage/invitations/\S+)"
SHOP = "/en/theatre-de-la-lune/"


def invite(olga: Visitor) -> None:
    """A reseller for this shop, and a steward."""
    page = olga.goto(f"{DESK}team/")
    olga.look()
    page.get_by_role("link", name="Add a reseller").click()
    page.get_by_label("Name of the point of sale").fill("Kiosk by the lake")
    page.get_by_label("E-mail", exact=True).fill(RITA)
    page.get_by_label("Théâtre de la Lune").check()
    olga.look("invite-reseller")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text(RITA)
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail", exact=True).fill(SAM)
    page.get_by_label("Profile").select_option(label="Steward")
    olga.look()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text(SAM)
    olga.look()


def join(somebody: Visitor, house: House, email: str, name: str) -> None:
    """Follow the link of the mail, make an account, be in the team."""
    page = somebody.goto(house.post.wait_for(email, INVITATION))
    somebody.look()
    page.get_by_label("First name").fill(name)
    page.get_by_label("Last name").fill("Helper")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account and join").click()
    page.wait_for_url(lambda url: "/invitations/" not in url)
    somebody.look()


def open_sale(olga: Visitor) -> None:
    """What is missing is refused by name; then terms, VAT and test mode; then the sale opens."""
    page = olga.goto(f"{DESK}opening/")
    page.get_by_role("button", name="Open the sale").click()
    expect(page.get_by_role("alert")).to_contain_text("Terms of sale")
    olga.look("check-list")
    page.get_by_role("link", name="Write the terms").click()
    page.locator("textarea[name^=terms_]").first.fill("Tickets are exchanged until the day before.")
    olga.look()
    _save(olga)
    page = olga.goto(f"{DESK}opening/")
    page.get_by_role("link", name="Decide on VAT").click()
    page.get_by_label("Are you liable for VAT?").select_option(label="No")
    page.get_by_label("Holder of the account").fill("Théâtre de la Lune")
    page.get_by_label("IBAN").fill("CH93 0076 2011 6238 5295 7")
    olga.look("settings")
    _save(olga)
    page = olga.goto(f"{DESK}opening/")
    page.get_by_role("button", name="Leave test mode").click()
    page.get_by_role("button", name="Open the sale").click()
    expect(page.locator("main")).to_contain_text("The sale is open")
    olga.look()


def _save(olga: Visitor) -> None:
    olga.page.get_by_role("button", name="Save").first.click()
    expect(olga.page.get_by_role("status").first).to_be_visible()


def buy(gwen: Visitor) -> str:
    """Two places in the stalls, on invoice; says the number of the order."""
    page = gwen.goto(SHOP)
    gwen.look()
    page.get_by_role("link", name="Ondine").first.click()
    gwen.look()
    book = page.get_by_role("link", name=re.compile("Book|20:00"))
    if not page.locator("form[data-tariffs] input[name^=quantity-]").count():
        book.first.click()
    page.locator("form[data-tariffs] input[name^=quantity-]").first.fill("2")
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="Continue").click()
    told = {"E-mail": GWEN, "First name": "Gwen", "Last name": "Guset"}
    address = {"Street": "Rue 1", "Postcode": "1003", "Town": "Lausanne"}
    for label, value in told.items():
        page.get_by_label(label).fill(value)
    if not page.get_by_label("Street").is_visible():
        page.locator("details:has([name=street]) > summary").click()
    for label, value in address.items():
        page.get_by_label(label).fill(value)
    gwen.look()
    page.locator("main form button:not([type=button])").last.click()
    page.get_by_label("Invoice").check()
    page.get_by_label("I have read the terms").check()
    gwen.look()
    page.get_by_role("button", name="Order").click()
    expect(page).to_have_url(ORDER)
    gwen.look()
    return page.locator("main .font-mono").first.inner_text()


def see_the_sale(olga: Visitor, number: str) -> None:
    """It waits for its money; once that is validated, every picture has it."""
    page = olga.goto(DESK)
    expect(page.locator("main")).to_contain_text(number)
    olga.goto(f"{DESK}search/?q={number}")
    page.get_by_role("link", name="Validate payment").click()
    page.get_by_role("button", name="Yes, validate payment").click()
    expect(page.locator("main")).to_contain_text("Paid")
    olga.goto(DESK)
    expect(_card(olga, "Tickets sold")).to_contain_text("2")
    expect(_card(olga, "Sales")).to_contain_text("80.00")
    olga.look()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Sales over time as CSV").click()
    assert "80.00" in taken.value.path().read_text()
    olga.goto(f"{EVENT}figures/")
    expect(_card(olga, "Tickets sold")).to_contain_text("2")
    olga.look()
    olga.goto(f"{DESK}reports/")
    expect(page.locator("main")).to_contain_text("Ondine")
    olga.look()
    olga.goto(f"{DESK}reports/sales-journal/")
    expect(page.locator("main")).to_contain_text(number)
    olga.look()


def _card(olga: Visitor, title: str) -> Locator:
    return olga.page.locator("main .sheet").filter(
        has=olga.page.get_by_role("heading", name=title, exact=True)
    )


def correct(olga: Visitor, number: str) -> None:
    """Find the order by the buyer's name, and spell the name right."""
    page = olga.goto(DESK)
    page.locator("#search").fill("guset")
    page.locator("#search").press("Enter")
    page.wait_for_url("**/search/**")
    olga.look("search")
    page.locator("main").get_by_role("link", name=number).first.click()
    olga.look()
    olga.goto(f"{DESK}orders/{number}/buyer/")
    page.get_by_label("Last name").fill("Guest")
    olga.look("edit-buyer")
    page.locator("main form button.btn-primary").last.click()
    expect(page.locator("main")).to_contain_text("Gwen Guest")
    olga.look()
    olga.goto(f"{DESK}customers/")
    page.locator("main table a", has_text="Guest").first.click()
    expect(page.locator("main h1")).to_contain_text("Guest")
    olga.look("customer")
    olga.goto(f"{DESK}activity/")
    expect(page.locator("main")).to_contain_text(number)
    olga.look("activity")


def export(olga: Visitor, number: str) -> None:
    """The list of orders, with the right name, as a file."""
    page = olga.goto(f"{DESK}orders/")
    expect(page.locator("main")).to_contain_text("Gwen Guest")
    olga.look()
    answer = page.request.get(f"{olga.address}{DESK}orders.csv")
    assert answer.ok
    assert number in answer.text()
    assert "Guest" in answer.text()
    olga.goto(f"{DESK}exports/new/")
    olga.look()


def walk(olga: Visitor) -> None:
    """Every page of the menu, on a desk and on a phone."""
    menu = olga.page.get_by_role("navigation", name="Back office")
    links = [link.get_attribute("href") for link in menu.get_by_role("link").all()]
    places = sorted({link for link in links if link and link.startswith(DESK)})
    assert len(places) >= 12
    for place in places:
        olga.goto(place)
        olga.look(width=PHONE)
