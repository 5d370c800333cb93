"""What is in hand in the theatre right now: told through the flows, as its people would do it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tessera.domain.catalogue.models import EventDate, Product
from tessera.domain.customers.models import Customer
from tessera.domain.invoices.models import Invoice
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import Profile, TeamMember
from tessera.domain.organisations.queries.team import actor_in
from tessera.domain.organisations.rules import BUYER, Actor, Can, Limits
from tessera.domain.payments.models import Payment
from tessera.domain.shops.models import Shop
from tessera.flows import (
    checkout,
    correcting,
    inviting,
    keeping,
    knowing,
    reconciling,
    refunding,
    shopping,
    staffing,
)
from tessera.lib.i18n import speaking
from tessera.lib.money import Money
from tessera.ops import place
from tessera.ops.demo.accounts import BANK_FILE
from tessera.ops.demo.asked import ask
from tessera.ops.demo.bank import Transfer, statement
from tessera.ops.demo.members import make_members
from tessera.ops.demo.promotions import make_promotions

CLASSES = [
    ("Collège de l'Élysée", "Corinne", "Vallotton", "corinne.vallotton@college.example", 18, 3),
    ("École de la Sallaz", "Yann", "Perrin", "yann.perrin@ecole.example", 14, 26),
    ("École Montessori de Pully", "Nadia", "Keller", "nadia.keller@montessori.example", 11, 50),
]
"""School, who asks, address, how many pupils, hours ago."""


def tell_stories(shop: Shop, *, at: datetime) -> None:
    """Leaves something to do on every desk: orders to approve, money to match, people to let in."""
    team = TeamMember.objects.select_related("organisation", "profile", "person")
    alice = actor_in(team.get(organisation=shop.organisation, profile__ready_made="administrator"))
    with speaking("fr"):
        _ask_for_classes(shop, at=at)
        _run_the_team(shop, by=alice, at=at)
        _write_notes(shop, by=alice, at=at)
        _give_back(shop, by=alice, at=at)
        _bring_the_bank(shop, by=alice, at=at)
        ask(shop, by=alice, at=at)
        make_promotions(shop, by=alice, at=at)
        make_members(shop, by=alice, at=at)


def _ask_for_classes(shop: Shop, *, at: datetime) -> None:
    """School classes have asked for seats; nobody has answered them yet."""
    tariff = Product.objects.get(shop=shop, needs_approval=True)
    dates = EventDate.objects.filter(event=tariff.tariff.event, starts_at__gt=at)
    day = dates.order_by("-starts_at")[0]
    for school, first_name, last_name, email, pupils, hours in CLASSES:
        moment = at - timedelta(hours=hours)
        cart = shopping.add_to_cart(
            shop,
            items=[shopping.Item(tariff.id, day.id, pupils)],
            secret=None,
            currency="CHF",
            language="fr",
            at=moment,
        )
        buyer = {
            "company": school,
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "language": "fr",
            "country": "CH",
        }
        order = checkout.save_details(cart.secret, buyer=buyer, at=moment)
        checkout.place_order(order.secret, terms=True, shown_total=order.total, by=BUYER, at=moment)


def _run_the_team(shop: Shop, *, by: Actor, at: datetime) -> None:
    """Codes for the two doors (one is lost, and revoked), a profile, an invitation under way."""
    days_ago = at - timedelta(days=6)
    codes = [
        staffing.add_access_code(name, profile_id=None, by=by, at=days_ago)[0]
        for name in ("Entrée rue, téléphone 1", "Entrée cour, tablette", "Téléphone perdu")
    ]
    staffing.note_code_use(codes[0].pk, at=at - timedelta(minutes=11))
    staffing.revoke_access_code(codes[2].pk, by=by, at=at - timedelta(days=2))
    rights = {Can.SEE_DASHBOARD, Can.SEE_ORDERS, Can.SEE_CUSTOMERS}
    wanted = staffing.Wanted(
        "Médiation et écoles", rights=sorted(rights), limits=Limits(shops=frozenset({shop.id}))
    )
    staffing.add_profile(wanted, by=by, at=days_ago)
    accounting = Profile.objects.get(organisation=shop.organisation, ready_made="accounting")
    inviting.invite(
        "compta@fiduciaire.example", profile_id=accounting.pk, by=by, at=at - timedelta(days=1)
    )


def _write_notes(shop: Shop, *, by: Actor, at: datetime) -> None:
    """What colleagues should know, and the list that Alice opens every Monday."""
    bea = Customer.objects.get(shop=shop, person__email="bea@lanterne.example")
    note = "Vient avec un chien guide : couloir, rang 3."
    told = {"email": bea.email, "note": note}
    knowing.edit_customer(bea.pk, told, by=by, at=at - timedelta(days=12))
    waiting = _waiting(shop)
    note = "A téléphoné : la comptable est absente, paiement début du mois."
    correcting.write_note(waiting[0].pk, note=note, by=by, at=at - timedelta(days=8))
    keeping.save_view(
        shop,
        named="Factures à relancer",
        query="status=pending&method=invoice&sort=placed_at",
        is_shared=True,
        by=by,
        at=at - timedelta(days=20),
    )


def _give_back(shop: Shop, *, by: Actor, at: datetime) -> None:
    """Two invoices are corrected in part: one sum has left, the other is to be sent."""
    found = Payment.objects.filter(order__shop=shop, method="invoice", status="received")
    of_several = found.filter(order__status=Status.PAID, order__total__gte=6000, currency="CHF")
    left, to_send = of_several.exclude(order__email="").order_by("-received_at")[:2]
    moment = at - timedelta(hours=20)
    note = "Une personne malade, geste commercial"
    refunding.give_back(left.pk, amount=1500, note=note, how="transfer", by=by, at=moment)
    note = "Une place payée de trop"
    refunding.give_back(to_send.pk, amount=2000, note=note, by=by, at=moment)


def _bring_the_bank(shop: Shop, *, by: Actor, at: datetime) -> None:
    """Yesterday's statement is read and half booked: one paid in part, one gift nobody knows;
    today's waits in the data folder to be uploaded."""
    waiting = _waiting(shop)[2:]
    part, whole, *others = waiting
    day = (at - timedelta(days=1)).date()
    half = Money(part.total // 200 * 100, "CHF")
    yesterday = [
        _of(whole),
        Transfer(_name(part), half, reference=_reference(part)),
        Transfer("Marguerite Blanc-Pasche", Money(5000, "CHF"), message="Don pour le lustre"),
    ]
    taken = reconciling.take_bank_file(
        shop,
        name=f"camt054-{day:%Y-%m-%d}.xml",
        data=statement(yesterday, day=day, number=1),
        by=by,
        at=at - timedelta(hours=5),
    )
    moment = at - timedelta(hours=4)
    entries = {each.reference: each.pk for each in taken.file.entries.exclude(reference="")}
    picks = {entries[_reference(order)]: order.pk for order in (whole, part)}
    reconciling.choose_entries(taken.file, picks=picks, by=by, at=moment)
    reconciling.book_chosen(file_id=taken.file.pk, at=moment.isoformat(), language="fr")
    _leave_a_file(others, day=at.date())


def _leave_a_file(orders: Sequence[Order], *, day: date) -> None:
    """Three by reference, one that names its order only, one that pays too much."""
    named, more, *exact = orders[:5]
    transfers = [_of(order) for order in exact]
    transfers += [
        Transfer(_name(named), Money(named.total, "CHF"), message=f"Billets {named.number}, merci"),
        Transfer(_name(more), Money(more.total + 500, "CHF"), reference=_reference(more)),
        Transfer("Boulangerie du Rôtillon", Money(12000, "CHF"), message="Annonce programme"),
    ]
    folder = place.data()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BANK_FILE).write_bytes(statement(transfers, day=day, number=2))


def _waiting(shop: Shop) -> list[Order]:
    """Invoices that nobody has paid yet, the oldest first."""
    found = Order.objects.filter(shop=shop, status=Status.PENDING, method="invoice")
    return list(found.select_related("shop").order_by("placed_at"))


def _of(order: Order) -> Transfer:
    return Transfer(_name(order), Money(order.total, "CHF"), reference=_reference(order))


def _name(order: Order) -> str:
    return f"{order.first_name} {order.last_name}"


def _reference(order: Order) -> str:
    return Invoice.objects.get(order=order, kind=Invoice.Kind.INVOICE).reference
