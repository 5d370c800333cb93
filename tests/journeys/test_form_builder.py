"""An organiser builds a form of every kind of question; three people answer; the file says it."""

import csv
import io
import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.journeys import buying
from tests.journeys.conftest import Enter
from tests.journeys.staff import log_in
from tests.journeys.visitor import Visitor

FORMS, ANSWERS = "/manage/lanterne/forms/", "/manage/lanterne/answers/"
TOUR = "visites-des-coulisses"
BUILDER = re.compile(r"/forms/\d+/")

QUESTIONS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("Short text", "Your club", {"help_en": "If you have one.", "max_length": "30"}),
    ("Number", "Your age", {"min": "7", "max": "99"}),
    ("One answer of a list", "Your language", {"options-0-en": "French", "options-1-en": "German"}),
    ("Long text", "What to explain in it", {}),
    ("Date", "Your birthday", {}),
    ("E-mail address", "E-mail of a parent", {}),
    ("Phone number", "Whom to call", {}),
    ("Several answers of a list", "Interests", {"options-0-en": "Ropes", "options-1-en": "Hats"}),
    ("Consent", "I can climb 112 steps.", {}),
    ("Country", "Your country", {}),
    ("File", "A permission", {}),
    ("Picture", "Your face", {}),
    ("Note", "Shoes", {"help_en": "Come in closed shoes."}),
)


def add(page: Page, kind: str, label: str, told: Mapping[str, str]) -> None:
    """One question, without leaving the page."""
    page.locator("#palette-title ~ ul a").filter(has_text=re.compile(rf"^{kind}")).click()
    expect(page.locator("#editor h3")).to_contain_text("New question")
    page.locator("[name=label_en]").fill(label)
    for name, text in told.items():
        if name in ("min", "max", "max_length"):
            page.locator(f"details:has([name={name}])").evaluate("each => { each.open = true }")
        page.locator(f"#editor [name={name}]").fill(text)
    expect(page.locator("#preview")).to_contain_text(label)
    page.get_by_role("button", name="Add the question").click()
    expect(page.locator("#editor")).to_have_count(0)
    expect(page.locator("ol[data-order]")).to_contain_text(label)


def build(alice: Visitor) -> str:
    """A form with a question of every kind, one of them on a condition; where it is."""
    page = alice.page
    page.get_by_role("link", name="New form").first.click()
    page.get_by_label("Tariff form").check()
    page.locator("#id_name").fill("Backstage: who comes")
    alice.look()
    page.get_by_role("button", name="Begin the form").click()
    page.wait_for_url(BUILDER)
    alice.look()
    for kind, label, told in QUESTIONS:
        add(page, kind, label, told)
    page.get_by_role("link", name="What to explain in it", exact=True).click()
    page.locator("details:has([name=condition_question]) summary").click()
    page.get_by_label("Ask it").select_option(label="if: Your language")
    page.locator("#editor").get_by_label("German", exact=True).check()
    alice.look("form-question")
    page.get_by_role("button", name="Save the question").click()
    expect(page.locator("ol[data-order]")).to_contain_text("only if “Your language”: German")
    expect(page).to_have_url(re.compile(r"/forms/\d+/\?at="))
    return page.url.split("?")[0]


def arrange(alice: Visitor) -> None:
    """Moved by keyboard; a question that depends on another does not pass it; one is deleted."""
    page = alice.page
    rows = page.locator("ol[data-order] > li")
    page.get_by_role("button", name="Move up: Your age").focus()
    page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("Your age")
    page.get_by_role("button", name="Move up: What to explain in it").click()
    expect(page.locator("#builder [role=status]")).to_contain_text("move that first")
    page.get_by_role("link", name=re.compile("Delete.*Your club")).click()
    expect(page.locator("main")).to_contain_text("Nobody has answered it")
    alice.look()
    page.get_by_role("button", name="Delete it").click()
    expect(rows).to_have_count(len(QUESTIONS) - 1)
    page.locator("#record-phone-optional").check()
    expect(page.locator("#preview")).to_contain_text("Phone (optional)")
    alice.look("form-builder")


def refuse_an_email(alice: Visitor) -> None:
    """The order form's e-mail is neither removed nor imitated."""
    page = alice.goto(FORMS)
    page.get_by_role("link", name="Questions aux acheteurs").click()
    expect(page.locator("#record")).to_contain_text("always")
    page.locator("#palette-title ~ ul a").filter(has_text="E-mail address").click()
    page.locator("[name=label_en]").fill("E-mail")
    page.get_by_role("button", name="Add the question").click()
    expect(page.get_by_role("alert")).to_contain_text("E-mail of the parents")
    expect(page.locator("[name=label_en]")).to_have_value("E-mail")
    alice.look()


def attach(alice: Visitor, form: str) -> None:
    """The tours ask it from now on."""
    page = alice.page
    page.goto(f"{form}settings/")
    page.locator("[name=purpose_en]").fill("For your safety. Erased a month later.")
    page.locator("[name=keep_days]").fill("30")
    alice.look()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Asked with").click()
    page.locator("summary", has_text="Backstage Tours").click()
    page.locator("details", has_text="Backstage Tours").get_by_role("checkbox").check()
    alice.look("form-tariffs")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("details", has_text="Backstage Tours")).to_contain_text("1 of 1")


def answer(gwen: Visitor) -> str:
    """Three people come; the number of the order."""
    buying.choose(gwen, TOUR, [3])
    page = gwen.page
    page.get_by_role("link", name="Continue").click()
    for name, value in (
        ("email", "tours@guest.example"),
        ("first_name", "Tilda"),
        ("last_name", "Tour"),
    ):
        page.locator(f"#id_{name}").fill(value)
    blocks = page.locator("[data-asked-ticket]")
    first = blocks.first
    first.get_by_label("First name").fill("Ada")
    first.get_by_label("Last name").fill("Tour")
    first.get_by_label("Your age").fill("41")
    expect(first.get_by_label("What to explain in it")).to_be_hidden()
    first.get_by_label("German").check()
    first.get_by_label("What to explain in it").fill("The flies")
    first.get_by_label("Your birthday").fill("1985-04-03")
    first.get_by_label("E-mail of a parent").fill("mum@guest.example")
    first.get_by_label("Whom to call").fill("079 555 01 02")
    first.get_by_label("Ropes").check()
    first.get_by_label("Hats").check()
    first.get_by_label("I can climb 112 steps.").check()
    first.get_by_label("Your country").select_option("CH")
    first.get_by_label("A permission").set_input_files(
        {"name": "permission.txt", "mimeType": "text/plain", "buffer": b"She may."}
    )
    first.get_by_role("button", name="Same answers for all tickets").click()
    for number, (name, age) in enumerate((("Ada", 41), ("Bob", 9), ("Cy", 12))):
        blocks.nth(number).evaluate("each => { each.open = true }")
        blocks.nth(number).get_by_label("First name").fill(name)
        blocks.nth(number).get_by_label("Your age").fill(str(age))
    gwen.look()
    page.locator("main form button:not([type=button])").last.click()
    expect(page.get_by_role("heading", name="Payment", level=1)).to_be_visible()
    buying.order(gwen, "Credit or debit card")
    buying.pay_by_card(page, buying.GOOD)
    expect(page.get_by_role("heading", name="Your tickets are ready")).to_be_visible(timeout=30_000)
    return page.locator("main .font-mono").first.inner_text()


def export(alice: Visitor, form: str, number: str) -> list[dict[str, str]]:
    """What the file of holders says of the order."""
    page = alice.goto(f"{ANSWERS}?form={form.rstrip('/').split('/')[-1]}")
    expect(page.locator("table")).to_contain_text("The flies")
    alice.look("form-answers")
    page.get_by_role("link", name="Export", exact=True).click()
    alice.look()
    page.get_by_label("Text (CSV)").check()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export").click()
    text = taken.value.path().read_text(encoding="utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    return [row for row in rows if row["Order"] == number]


def correct(alice: Visitor, number: str) -> None:
    """Somebody calls: the team writes it down, and sees what stood there."""
    page = alice.goto(f"/manage/lanterne/orders/{number}/?tab=answers")
    expect(page.locator("main")).to_contain_text("permission.txt")
    alice.look()
    page.get_by_role("link", name=re.compile("Change.*Ticket 2")).click()
    page.get_by_label("What to explain in it").fill("The wind machine")
    alice.look()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("The wind machine")
    page.locator("summary", has_text="Changed 1 time").click()
    expect(page.locator("main")).to_contain_text("The flies → The wind machine")
    alice.look("form-order")


def test_a_form_from_the_first_question_to_the_file(enter: Enter) -> None:
    alice = enter()
    log_in(alice, "alice@lanterne.example", FORMS)
    alice.look("forms")
    form = build(alice)
    arrange(alice)
    refuse_an_email(alice)
    attach(alice, form)

    number = answer(enter())

    rows = export(alice, form, number)
    assert [(row["First name"], row["Your age"]) for row in rows] == [
        ("Ada", "41"),
        ("Bob", "9"),
        ("Cy", "12"),
    ]
    one = rows[0]
    told = {name: one[name] for name in ("Your language", "Your birthday", "Whom to call")}
    assert told == {
        "Your language": "German",
        "Your birthday": "1985-04-03",
        "Whom to call": "'+41 79 555 01 02",
    }
    assert one["Interests"] == "Ropes, Hats"
    assert one["What to explain in it"] == "The flies"
    assert one["A permission"].endswith("permission.txt")
    assert "Your club" not in one
    correct(alice, number)


def test_a_form_is_built_without_scripts(enter: Enter) -> None:
    alice = enter(scripts=False)
    log_in(alice, "alice@lanterne.example", f"{FORMS}new/?kind=member")
    page = alice.page
    page.locator("#id_name").fill("Members: who joins")
    page.get_by_role("button", name="Begin the form").click()
    page.locator("#palette-title ~ ul a").filter(has_text="One answer of a list").click()
    page.locator("[name=label_en]").fill("Your section")
    page.locator("[name=options-0-en]").fill("Stage")
    page.locator("[name=options-1-en]").fill("House")
    page.get_by_role("button", name="Move answer 2 up").click()
    expect(page.locator("[name=options-0-en]")).to_have_value("House")
    page.get_by_role("button", name="Add the question").click()
    expect(page.locator("main")).to_contain_text("House / Stage")
