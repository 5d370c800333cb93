"""A club takes members: what its organiser does, in French, from the switch to the list."""

from playwright.sync_api import expect

from tests.journeys.conftest import Enter
from tests.journeys.visitor import Visitor

DESK = "/manage/quilles/members/"
PASSWORD = "lanterne-demo"


def test_the_organiser_takes_members(enter: Enter) -> None:
    oscar = enter(language="fr")
    log_in(oscar)
    switch_on(oscar)
    make_plan(oscar, "Ami du club, une année", "50", new_level="Ami du club")
    publish(oscar)
    make_plan(oscar, "Membre actif, une année", "120", is_validated=True)
    publish(oscar)
    make_code(oscar)
    add_by_hand(oscar)
    end_it(oscar)
    for path in ("", "levels/", "plans/", "codes/", "figures/", "import/", "erasures/"):
        oscar.goto(DESK + path)
        oscar.look()


def log_in(oscar: Visitor) -> None:
    page = oscar.goto("/auth/login/")
    page.locator("input[name=login]").fill("oscar@quilles.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/manage/**")


def switch_on(oscar: Visitor) -> None:
    """Only the switch is there; nobody can pay online yet, and the page says where to see to it."""
    page = oscar.goto(DESK + "settings/")
    menu = page.get_by_role("navigation").first
    expect(menu.get_by_role("link", name="Formules")).to_have_count(0)
    page.get_by_label("Accepter des adhésions").check()
    page.get_by_label("Paiement en ligne").uncheck()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("payer")
    page.get_by_label("Paiement en ligne").check()
    page.get_by_label("Paiement sur facture").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Personne ne peut encore payer")).to_be_visible()
    expect(page.get_by_role("link", name="Configurer les moyens de paiement")).to_be_visible()
    expect(menu.get_by_role("link", name="Formules")).to_be_visible()
    oscar.look("member-settings")


def make_plan(
    oscar: Visitor, name: str, price: str, *, new_level: str = "", is_validated: bool = False
) -> None:
    """Two steps; a level is made on the spot."""
    page = oscar.goto(DESK + "plans/new/")
    if new_level:
        page.get_by_label("Niveau obtenu").select_option("new")
        page.get_by_label("Nom du nouveau niveau").fill(new_level)
    if is_validated:
        page.get_by_label("Validée").check()
    page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouvelle formule")
    page.locator("input[name=name_0]").or_(page.locator("[name^=name_]")).first.fill(name)
    page.get_by_label("Prix hors TVA").fill(price)
    expect(page.locator("#gross")).to_contain_text("TVA comprise")
    oscar.look()
    page.get_by_role("button", name="Créer la formule").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aperçu")


def publish(oscar: Visitor) -> None:
    """From then on its price is fixed."""
    page = oscar.page
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publiée")
    page.get_by_role("link", name="Modifier", exact=True).click()
    expect(page.get_by_label("Prix hors TVA")).to_be_disabled()
    oscar.look()


def make_code(oscar: Visitor) -> None:
    page = oscar.goto(DESK + "codes/new/")
    page.get_by_label("Nom", exact=True).fill("Juniors")
    page.get_by_label("Code", exact=True).fill("JUNIOR")
    page.get_by_label("Pour cent").fill("20")
    oscar.look()
    page.get_by_role("button", name="Créer le code").click()
    expect(page.get_by_text("JUNIOR", exact=True)).to_be_visible()


def add_by_hand(oscar: Visitor) -> None:
    """An honorary member: no order, no end."""
    page = oscar.goto(DESK + "new/")
    page.get_by_label("Prénom").fill("Germaine")
    page.get_by_label("Nom", exact=True).fill("Chollet")
    page.get_by_label("Raison").or_(page.get_by_label("Motif")).first.fill("Membre d’honneur")
    oscar.look()
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Germaine Chollet")
    expect(page.get_by_text("sans fin")).to_be_visible()
    oscar.look("member")


def end_it(oscar: Visitor) -> None:
    """What is lost is said before; the member stays."""
    page = oscar.page
    page.get_by_role("link", name="Mettre fin").click()
    expect(page.get_by_text("Ce qui est perdu")).to_be_visible()
    oscar.look()
    page.get_by_role("button", name="Y mettre fin aujourd’hui").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Arrêtée")
