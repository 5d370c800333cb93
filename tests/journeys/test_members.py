"""An association takes members: from the switch to the year after, in French."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import buying, membering
from tests.journeys.buying import Buyer
from tests.journeys.conftest import Enter, visitors
from tests.journeys.membering import DESK, EVENT, FIGURES
from tests.journeys.offering import says
from tests.journeys.theatre import Theatre
from tests.journeys.visitor import PHONE

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Club:
    """The plans of the club: one at once, one that its committee validates."""

    friend: str
    patron: str


@pytest.fixture(scope="module")
def club(theatre: Theatre, browser: Browser) -> Iterator[Club]:
    """Memberships switched on, two levels, a plan of each, a code; all of it published."""
    with visitors(browser, theatre.address) as enter:
        oscar = membering.team(enter)
        membering.switch_on(oscar)
        friend = membering.make_plan(oscar, "Ami du club", "60", level="Ami", renews=True)
        patron = membering.make_plan(oscar, "Membre soutien", "200", level="Soutien")
        membering.see_no_plan(enter(language="fr-CH"))
        for plan in (friend, patron):
            membering.publish(oscar, plan)
        membering.make_code(oscar, "PARRAIN", percent="10")
    yield Club(friend, patron)


def a_year_from(day: date) -> date:
    """The last day of a year that begins on this one."""
    later = day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else day + 366 * DAY
    return later - DAY


def test_one_joins_by_card_with_a_code_one_is_approved_and_pays_an_invoice(
    enter: Enter, theatre: Theatre, club: Club
) -> None:
    anna = Buyer("Anna", "Boule", "anna@boule.example")
    visitor = enter(language="fr-CH")
    page = membering.ask(visitor, club.friend, anna, code="parrain")
    says(page, "54,00")
    membering.order(visitor, "Carte bancaire")
    buying.pay_by_card(page, buying.GOOD)
    expect(page).to_have_url(buying.ORDER)
    says(page, "Ami du club", "54,00")
    visitor.look("membership-order")

    paul = Buyer("Paul", "Soutien", "paul@quille.example")
    other = enter(language="fr-CH")
    page = membering.ask(other, club.patron, paul)
    membering.order(other)
    expect(page).to_have_url(buying.ORDER)
    other.look("membership-asked")
    number = membering.number_of(page)
    assert theatre.ask(FIGURES, paul.email) == []

    oscar = membering.team(enter, f"orders/{number}/")
    oscar.look()
    oscar.page.get_by_role("button", name="Envoyer le lien de paiement").click()
    expect(oscar.page.locator("main")).not_to_contain_text("À valider")
    page.reload()
    other.look()
    membering.pay_by_invoice(other)
    assert theatre.ask(FIGURES, paul.email) == []
    membering.validate(oscar, number)

    today = date.today()  # noqa: DTZ011  # as a calendar on a wall says
    for buyer in (anna, paul):
        held = theatre.wait_for(FIGURES, buyer.email)
        assert [each[:2] for each in held] == [(today, a_year_from(today))]
    desk = oscar.goto(f"{DESK}members/")
    for buyer in (anna, paul):
        row = desk.locator("#list tr").filter(has_text=buyer.email)
        expect(row).to_contain_text(str(a_year_from(today).year))
    oscar.look("members")
    membering.member_page(oscar, theatre, anna.email)
    oscar.look("member")
    card = desk.get_by_role("link", name="Voir la carte").get_attribute("href")
    stranger = enter(language="fr-CH")
    says(stranger.goto(str(card)), "Anna Boule", "Ami")
    stranger.look("member-card", width=PHONE)


def test_one_is_added_by_hand_and_ended_in_french(enter: Enter, club: Club) -> None:
    """An honorary member: no order, no end. What is lost is said before; the member stays."""
    oscar = membering.team(enter, "members/new/")
    page = oscar.page
    page.get_by_label("Prénom").fill("Germaine")
    page.get_by_label("Nom", exact=True).fill("Chollet")
    page.get_by_label("Motif").fill("Membre d’honneur")
    oscar.look("member-new")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Germaine Chollet")
    says(page, "sans fin")
    page.get_by_role("link", name="Mettre fin").click()
    says(page, "Ce qui est perdu")
    page.get_by_role("button", name="Y mettre fin aujourd’hui").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Arrêtée")
    for path in ("levels/", "plans/", "figures/", "import/", "erasures/"):
        oscar.goto(f"{DESK}members/{path}")
        oscar.look()


def test_a_tariff_is_offered_to_members_alone(enter: Enter, theatre: Theatre, club: Club) -> None:
    oscar = membering.team(enter)
    membering.make_member_tariff(oscar, "Repas des amis", "25", level="Ami")

    rosa = Buyer("Rosa", "Pin", "rosa@boule.example")
    member = membering.sign_up(enter, rosa)
    membering.join_by_card(member, club.friend, rosa)
    page = member.goto(EVENT)
    page.get_by_role("link", name="Je suis membre").click()
    says(page, "Repas des amis", "25,00")
    member.look("member-tariff")
    page.get_by_role("spinbutton", name="Repas des amis").fill("1")
    page.get_by_role("button", name="Ajouter au panier").click()
    says(page, "Repas des amis", "25,00")

    stranger = membering.sign_up(enter, Buyer("Urs", "Fremd", "urs@guest.example"))
    page = stranger.goto(EVENT)
    for _again in range(2):  # whether they say that they are members, or not
        says(page, "Réservé aux membres")
        expect(page.get_by_role("spinbutton", name="Repas des amis")).to_have_count(0)
        said = page.get_by_role("link", name="Je suis membre")
        if said.count():
            said.click()
            expect(said).to_have_count(0)
    stranger.look()


def test_one_leaves_at_the_end_and_one_is_ended_at_once(
    enter: Enter, theatre: Theatre, club: Club
) -> None:
    lea = Buyer("Léa", "Départ", "lea@boule.example")
    visitor = membering.sign_up(enter, lea)
    membering.join_by_card(visitor, club.friend, lea)
    page = visitor.goto("/fr/account/memberships/")
    visitor.look("my-memberships")
    page.get_by_role("link", name="Quitter").click()
    visitor.look("leave")
    page.get_by_role("button", name=re.compile("^Quitter")).click()
    says(page, "Valable, se termine sans renouvellement")
    visitor.look()
    ((starts, ends, _grace, ended, stops),) = theatre.ask(FIGURES, lea.email)
    assert (ends, ended, stops) == (a_year_from(starts), None, True)

    tom = Buyer("Tom", "Rapide", "tom@quille.example")
    member = membering.sign_up(enter, tom)
    membering.join_by_card(member, club.friend, tom, agrees=False)
    oscar = membering.team(enter)
    desk = membering.member_page(oscar, theatre, tom.email)
    desk.get_by_role("link", name="Mettre fin").click()
    desk.locator("[name=reason]").fill("Cotisation remboursée")
    oscar.look("end-membership")
    desk.locator("main form button.btn-error").click()
    says(desk, "Cotisation remboursée")
    ((_starts, _ends, _grace, ended, _stops),) = theatre.ask(FIGURES, tom.email)
    assert ended == date.today()  # noqa: DTZ011
    page = member.goto("/fr/account/memberships/")
    says(page, "Arrêtée")
    member.look()


def test_a_year_later_one_is_reminded_one_renewed_one_in_grace(
    enter: Enter, theatre: Theatre, club: Club
) -> None:
    nina = Buyer("Nina", "Rappel", "nina@boule.example")
    rolf = Buyer("Rolf", "Suite", "rolf@quille.example")
    zoe = Buyer("Zoé", "Panne", "zoe@boule.example")
    people = {each.email: membering.sign_up(enter, each) for each in (nina, rolf, zoe)}
    for buyer in (nina, rolf, zoe):
        visitor = people[buyer.email]
        membering.join_by_card(visitor, club.friend, buyer, agrees=buyer is not nina)
    theatre.ask(
        "UPDATE tessera_mandate SET provider_method = 'pm_gone' WHERE email = %s RETURNING id",
        zoe.email,
    )
    ((_starts, ends, *_rest),) = theatre.ask(FIGURES, nina.email)
    to_go = (ends - date.today()).days  # noqa: DTZ011
    for days in (to_go - 30, 16, 7, 6, 2):  # 30, 14, 7 days before, the day before, the day after
        for buyer in (nina, rolf, zoe):
            membering.days_pass(theatre, buyer.email, days)

    for buyer, kind in (
        (nina, "membership_reminder"),
        (rolf, "renewal_announced"),
        (rolf, "membership_renewed"),
        (zoe, "renewal_failed"),
    ):
        theatre.wait_for(
            'SELECT id FROM tessera_message WHERE "to" = %s AND kind = %s', buyer.email, kind
        )
    renewed = theatre.wait_for(f"{FIGURES} OFFSET 1", rolf.email)
    assert renewed[0][0] == theatre.ask(FIGURES, rolf.email)[0][1] + DAY
    ((_starts, over, grace, *_rest),) = theatre.ask(FIGURES, zoe.email)
    assert grace > over

    for buyer in (nina, rolf, zoe):
        page = people[buyer.email].goto("/fr/account/memberships/")
        people[buyer.email].look("renewals" if buyer is zoe else "")
    page = people[zoe.email].page
    says(page, "À renouveler")
    page.get_by_role("link", name="Renouveler").click()
    people[zoe.email].look("renew")
    oscar = membering.team(enter)
    membering.member_page(oscar, theatre, zoe.email)
    oscar.look()
    says(membering.member_page(oscar, theatre, rolf.email), "Ami du club")
