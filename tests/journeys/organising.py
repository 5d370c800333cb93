"""The steps of an organiser who begins with nothing, as people do them."""

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.empty import CODE, House
from tests.journeys.visitor import Visitor

PASSWORD = "plenty-of-lanterns"
OLGA = "olga@lune.example"
DESK = "/manage/theatre-de-la-lune/"
EVENT = f"{DESK}events/ondine/"


def sign_up(olga: Visitor, house: House) -> None:
    """An account, proved by the code of the mail, then an organisation."""
    page = olga.goto("/auth/signup/")
    olga.look()
    page.get_by_label("Email").fill(OLGA)
    page.get_by_label("First name").fill("Olga")
    page.get_by_label("Last name").fill("Organiser")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_label("Code").fill(house.post.wait_for(OLGA, CODE.pattern))
    olga.look()
    page.get_by_label("Code").press("Enter")
    page.get_by_label("Name of your organisation").fill("Théâtre de la Lune")
    olga.look()
    page.get_by_label("Name of your organisation").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your new shop")


def make_shop(olga: Visitor) -> None:
    """The five steps of the wizard; the first event comes later, with all its dates."""
    page = olga.page
    olga.look("wizard")
    page.get_by_label("Name of the shop").fill("Théâtre de la Lune")
    page.get_by_label("Euro").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Town").fill("Lausanne")
    page.get_by_label("Phone").fill("+41 21 555 12 12")
    olga.look()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Look")
    olga.look()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("First event")
    olga.look()
    olga.goto("/manage/")  # left half-way, found again
    olga.look()
    page.get_by_role("link", name="Continue").click()
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ready to try")
    olga.look()
    page.get_by_role("button", name="To the check-list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Opening")
    olga.look()


def make_event(olga: Visitor) -> None:
    """An event with two zones, four tariffs and thirty dates that repeat."""
    page = olga.goto(f"{DESK}events/")
    olga.look()
    page.get_by_role("link", name="New event").first.click()
    olga.look()
    page.locator("[name^=name_]").first.fill("Ondine")
    page.get_by_label("Venue").fill("Grande salle")
    page.get_by_label("Town").fill("Lausanne")
    page.get_by_label("Status").select_option("visible")
    page.locator("main form button.btn-primary").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ondine")
    olga.look("event")
    for name, places in (("Stalls", 120), ("Balcony", 40)):
        _make_zone(olga, name, places)
    for name, price in (("Full price", "40"), ("Reduced", "25")):
        _make_tariff(olga, name, price)
    olga.goto(f"{EVENT}tariffs/")
    expect(page.locator("li[id^=tariff-]")).to_have_count(4)
    olga.look("tariffs")
    _make_dates(olga)


def _make_zone(olga: Visitor, name: str, places: int) -> None:
    page = olga.goto(f"{EVENT}zones/new/")
    page.locator("[name^=name_]").first.fill(name)
    page.get_by_label("Places").fill(str(places))
    olga.look()
    page.get_by_role("button", name="Make the zone").click()


def _make_tariff(olga: Visitor, name: str, price: str) -> None:
    """In both zones at once."""
    page = olga.goto(f"{EVENT}tariffs/new/")
    page.locator("[name^=name_]").first.fill(name)
    for zone in ("Stalls", "Balcony"):
        page.get_by_label(zone).check()
    for currency in ("CHF", "EUR"):
        page.get_by_label(f"Price in {currency}", exact=True).fill(price)
    olga.look()
    page.get_by_role("button", name="Make the tariff").click()


def _make_dates(olga: Visitor) -> None:
    page = olga.goto(f"{EVENT}dates/new/")
    first = date.today() + timedelta(days=2)  # noqa: DTZ011  # as a calendar on a wall says
    page.get_by_label("First day").fill(f"{first}")
    page.get_by_label("Begins at").fill("20:00")
    page.get_by_label("Repeat").select_option("daily")
    page.get_by_label("Or number of days").fill("30")
    page.get_by_role("button", name="Preview").click()
    make = page.get_by_role("button", name="Make 30 dates")
    expect(make).to_be_visible()
    olga.look("dates-preview")
    make.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ondine")
    olga.goto(f"{EVENT}dates/")
    olga.look("dates")
    olga.goto(f"{EVENT}dates/?view=month")
    olga.look()
