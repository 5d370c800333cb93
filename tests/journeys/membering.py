"""The steps of an association that takes members, and of those who join, in French."""

import re

from playwright.sync_api import Page, expect

from tests.journeys import buying
from tests.journeys.buying import Buyer
from tests.journeys.conftest import Enter
from tests.journeys.offering import says
from tests.journeys.staff import log_in
from tests.journeys.theatre import Theatre
from tests.journeys.visitor import Visitor

OSCAR = "oscar@quilles.example"
DESK = "/manage/quilles/"
SHOP = "/fr/quilles/"
PLANS = f"{SHOP}memberships/"
EVENT = f"{SHOP}events/soiree-quilles-et-fondue/"
PASSWORD = "neuf-quilles-une-boule"
HOME = ("Rue du Lac 7", "1003", "Lausanne")
FIGURES = """
SELECT held.starts_on, held.ends_on, held.grace_until, held.ended_on, held.stops
FROM tessera_membership held JOIN tessera_member member ON member.id = held.member_id
WHERE member.email = %s ORDER BY held.starts_on
"""
YEARS = """
UPDATE tessera_membership held SET starts_on = starts_on - %s, ends_on = ends_on - %s,
grace_until = grace_until - %s
FROM tessera_member member WHERE member.id = held.member_id AND member.email = %s RETURNING held.id
"""
STEPS = """
UPDATE tessera_renewalstep step SET due_on = due_on - %s,
done_at = done_at - make_interval(days => %s)
FROM tessera_membership held JOIN tessera_member member ON member.id = held.member_id
WHERE held.id = step.membership_id AND member.email = %s RETURNING step.id
"""


def switch_on(oscar: Visitor) -> None:
    """Both ways to pay at first none; then what is missing is told, and set up."""
    page = oscar.goto(f"{DESK}members/settings/")
    oscar.look("members-settings")
    page.locator("[name=is_active]").check()
    page.locator("[name=pays_online]").uncheck()
    page.get_by_role("button", name="Enregistrer").click()
    says(page, "Les membres doivent pouvoir payer")
    oscar.look()
    page.locator("[name=pays_online]").check()
    page.locator("[name=pays_by_invoice]").check()
    page.locator("[name=asks_donation]").check()
    page.get_by_role("button", name="Enregistrer").click()
    says(page, "Les adhésions sont activées", "Personne ne peut encore payer")
    oscar.look()
    page.get_by_role("link", name="Configurer les moyens de paiement").click()
    for way in ("Facture", "Carte bancaire"):
        page.get_by_role("button", name=re.compile(f"Proposer\\s+{way}")).click()
    oscar.goto(f"{DESK}members/settings/")
    expect(page.locator("main")).not_to_contain_text("Personne ne peut encore payer")


def make_plan(oscar: Visitor, name: str, price: str, *, level: str, renews: bool = False) -> str:
    """A plan for a year, of a level that is made on the way where there is none of that name;
    one that does not renew itself is validated by the team. Its page is next."""
    page = oscar.goto(f"{DESK}members/plans/new/")
    there = page.locator("[name=level] option", has_text=level)
    page.locator("[name=level]").select_option(
        there.first.get_attribute("value") if there.count() else "new"
    )
    if not there.count():
        page.locator("[name=level_name]").fill(level)
    page.locator("[name=needs_approval][value=%s]" % ("no" if renews else "yes")).check()
    oscar.look("plan-first" if renews else "")
    page.get_by_role("button", name="Suivant").click()
    page.locator("[name=name_fr]").fill(name)
    page.locator("[name=subtitle_fr]").fill("Pour une année entière")
    page.locator("[name=net_price]").fill(price)
    page.locator("[name=vat_rate]").fill("0")
    page.locator("[name=renews_itself]").set_checked(renews)
    oscar.look("plan-second" if renews else "")
    page.get_by_role("button", name="Créer la formule").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    says(page, "Aperçu")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def see_no_plan(stranger: Visitor) -> None:
    """Plans in preview are for the team; the public is told to come back."""
    page = stranger.goto(PLANS)
    says(page, "Aucune adhésion pour le moment")
    stranger.look()


def publish(oscar: Visitor, plan: str) -> None:
    """Everybody can join; its price is fixed from then on, and its form says so."""
    page = oscar.goto(f"{DESK}members/plans/{plan}/")
    page.get_by_role("button", name=re.compile("^Publier")).click()
    says(page, "son prix est figé désormais")
    oscar.look("plan")
    oscar.goto(f"{DESK}members/plans/{plan}/editing/")
    expect(page.locator("[name=net_price]")).to_be_disabled()
    oscar.look()


def make_code(oscar: Visitor, code: str, *, percent: str) -> None:
    """Members of any plan get so much off by the code."""
    page = oscar.goto(f"{DESK}members/codes/new/")
    page.locator("[name=name]").fill("Parrainage")
    page.locator("[name=text]").fill(code)
    page.locator("[name=max_uses]").fill("20")
    page.locator("[name=mode][value=percent]").check()
    page.locator("[name=percent]").fill(percent)
    oscar.look("plan-code")
    page.get_by_role("button", name="Créer le code").click()
    says(page, code)
    oscar.look()


def sign_up(enter: Enter, buyer: Buyer) -> Visitor:
    """A visitor with an account of their own."""
    visitor = enter(language="fr-CH")
    page = visitor.goto("/auth/signup/?next=/fr/account/memberships/")
    page.locator("[name=email]").fill(buyer.email)
    page.locator("[name=first_name]").fill(buyer.first_name)
    page.locator("[name=last_name]").fill(buyer.last_name)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", name="Mes adhésions")).to_be_visible()
    return visitor


def ask(visitor: Visitor, plan: str, buyer: Buyer, *, code: str = "", agrees: bool = False) -> Page:
    """From the list of plans to the page of who pays."""
    page = visitor.goto(PLANS)
    visitor.look("plans")
    page.locator(f"a[href$='/memberships/{plan}/']").click()
    page.locator("[name=r-email]").fill(buyer.email)
    page.locator("[name=r-first_name]").fill(buyer.first_name)
    page.locator("[name=r-last_name]").fill(buyer.last_name)
    page.locator("[name=code]").fill(code)
    if agrees:
        page.locator("[name=agrees]").check()
    visitor.look("join")
    page.get_by_role("button", name="Continuer").click()
    expect(page).to_have_url(re.compile(".*/checkout/$"))
    expect(page.locator("[name=email]")).to_have_value(buyer.email)
    _live(page, buyer)
    visitor.look()
    page.get_by_role("button", name=re.compile("^Continuer")).last.click()
    expect(page).to_have_url(re.compile(".*/checkout/payment/$"))
    return page


def _live(page: Page, buyer: Buyer) -> None:
    if not page.locator("[name=street]").is_visible():
        page.locator("details:has([name=street]) > summary").click()
    for name, value in zip(("street", "postcode", "city"), buyer.address or HOME, strict=True):
        page.locator(f"[name={name}]").fill(value)


def order(visitor: Visitor, way: str = "") -> Page:
    """Choose a way to pay where there is a choice, order."""
    page = visitor.page
    visitor.look("membership-summary")
    if way:
        page.get_by_label(way).check()
    page.get_by_role("button", name=re.compile("^(Commander|Envoyer)")).click()
    return page


def join_by_card(visitor: Visitor, plan: str, buyer: Buyer, *, agrees: bool = True) -> Page:
    """A member at once, who agreed that it renews itself."""
    page = ask(visitor, plan, buyer, agrees=agrees)
    order(visitor, "Carte bancaire")
    buying.pay_by_card(page, buying.GOOD)
    expect(page).to_have_url(buying.ORDER)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre adhésion est confirmée")
    return page


def number_of(page: Page) -> str:
    """The number of the order that is shown."""
    return page.locator("main .font-mono").first.inner_text()


def member_page(oscar: Visitor, theatre: Theatre, email: str) -> Page:
    """The page of a member, once there is one."""
    ((record,),) = theatre.wait_for("SELECT id FROM tessera_member WHERE email = %s", email)
    return oscar.goto(f"{DESK}members/{record}/")


def team(enter: Enter, path: str = "members/") -> Visitor:
    """Oscar, who runs the club, at his desk."""
    oscar = enter(language="fr-CH")
    log_in(oscar, OSCAR, f"{DESK}{path}")
    return oscar


def days_pass(theatre: Theatre, email: str, days: int) -> None:
    """The clock moves on for what one member has; then the timetable is called."""
    theatre.ask(YEARS, *[days] * 3, email)
    theatre.ask(STEPS, days, days, email)
    theatre.call("renew_due")


def make_member_tariff(oscar: Visitor, name: str, price: str, *, level: str) -> None:
    """A tariff of the evening that only members of a level may have."""
    page = oscar.goto(f"{DESK}events/soiree-quilles-et-fondue/tariffs/new/")
    page.locator("[name=name_fr]").fill(name)
    page.locator("[name=price_CHF]").fill(price)
    page.get_by_label(level, exact=True).check()
    oscar.look("member-tariff-form")
    page.get_by_role("button", name="Créer le tarif").click()
    says(page, name, "réservé aux membres")


def pay_by_invoice(visitor: Visitor) -> None:
    """The order was approved: its page leads to the payment."""
    page = visitor.page
    page.get_by_role("link", name=re.compile("[Pp]ayer")).first.click()
    visitor.look()
    page.get_by_label("Facture").check()
    page.locator("main form button:not([type=button])").last.click()
    says(page, "Comment payer")
    visitor.look()


def validate(oscar: Visitor, number: str) -> None:
    """The money has come: the payment of the order is validated."""
    page = oscar.goto(f"{DESK}orders/{number}/")
    page.get_by_role("link", name="Valider le paiement").first.click()
    page.locator("main form button:not([type=button])").last.click()
    says(page, "Payé")
