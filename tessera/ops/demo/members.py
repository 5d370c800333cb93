"""The friends of the theatre: levels, plans, a code, and members in every standing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from tessera.domain.catalogue.models import Level, Plan
from tessera.domain.catalogue.planning import LevelFacts, PlanFacts, TermsFacts
from tessera.domain.forms.rules import Given
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.joining import duration_of
from tessera.domain.memberships.rules import Period, period
from tessera.domain.organisations.rules import BUYER, SYSTEM, Actor
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.flows import admitting, checkout, enrolling, leaving, paying, planning
from tessera.lib.i18n import local
from tessera.ops.demo.names import Somebody, people

SEED, HOW_MANY = 1877, 58
DAY = timedelta(days=1)

FRIEND = LevelFacts(
    name={"fr": "Ami·e du théâtre", "en": "Friend of the theatre"},
    benefits={
        "fr": "- Tarif membre sur chaque spectacle\n- Un verre à la première\n- Le programme en "
        "avant-première, par la poste",
        "en": "- Member price on every show\n- A glass at each opening night\n- The season's "
        "programme before everybody, by post",
    },
    colour="#c73a1c",
    rank=10,
)
PATRON = LevelFacts(
    name={"fr": "Mécène", "en": "Patron"},
    benefits={
        "fr": "- Tout ce qu'ont les Ami·es\n- Deux invitations par saison\n- Votre nom sous le "
        "lustre\n- Une répétition ouverte",
        "en": "- All that Friends have\n- Two invitations a season\n- Your name below the "
        "chandelier\n- An open rehearsal",
    },
    colour="#3b3a6e",
    rank=20,
)
FAREWELLS = ("Déménagement à Bâle", "Double inscription")


@dataclass(frozen=True, slots=True)
class House:
    """The theatre with its plans, and the day it is."""

    shop: Shop
    at: datetime
    today: date
    year: Plan
    season: Plan
    family: Plan
    patron: Plan


def make_members(shop: Shop, *, by: Actor, at: datetime) -> None:
    """Memberships switched on, four plans, some sixty members, something to do on each desk."""
    planning.set_terms(
        shop,
        TermsFacts(
            is_active=True,
            pays_by_invoice=True,
            currency="CHF",
            intro={
                "fr": "L'ampoule ne s'éteint jamais parce que des **ami·es** veillent. Rejoignez "
                "les quelque soixante personnes qui tiennent la Lanterne allumée.",
                "en": "The bulb never goes out because **friends** watch over it. Join the sixty "
                "or so people who keep the Lanterne lit.",
            },
            asks_donation=True,
        ),
        by=by,
        at=at - 800 * DAY,
    )
    house = _plans(shop, by=by, at=at)
    random = Random(SEED)  # noqa: S311  # invented people, no secrets
    crowd = people(random, HOW_MANY)
    _write_the_past(house, crowd, random=random)
    _codes(house, by=by)
    _orders(house)
    _requests(house)


def _plans(shop: Shop, *, by: Actor, at: datetime) -> House:
    then = at - 800 * DAY
    friend = planning.write_level(shop, FRIEND, by=by, at=then)
    patron = planning.write_level(shop, PATRON, by=by, at=then)
    made = [_plan(shop, facts, by=by, at=then) for facts in _facts(friend, patron)]
    today = local(at, shop.time_zone).date()
    return House(shop, at, today, *made)


def _facts(friend: Level, patron: Level) -> list[PlanFacts]:
    exempt = Decimal(0)
    return [
        PlanFacts(
            level_id=friend.pk,
            name={"fr": "Ami·e, une année", "en": "Friend for a year"},
            subtitle={"fr": "Dès aujourd'hui, pour douze mois", "en": "From today, for a year"},
            net_price=6000,
            vat_rate=exempt,
            renews_itself=True,
        ),
        PlanFacts(
            level_id=friend.pk,
            name={"fr": "Ami·e, la saison", "en": "Friend for the season"},
            subtitle={
                "fr": "De septembre à août ; dès juin, la saison suivante est comprise",
                "en": "September to August; from June on the next season is included",
            },
            unit="season",
            season_starts="09-01",
            season_rollover="06-01",
            net_price=5000,
            vat_rate=exempt,
        ),
        PlanFacts(
            level_id=friend.pk,
            name={"fr": "Famille, une année", "en": "Family for a year"},
            subtitle={"fr": "Une personne paie, quatre en profitent", "en": "One pays, four enjoy"},
            net_price=11000,
            vat_rate=exempt,
            seats=4,
            renews_itself=True,
        ),
        PlanFacts(
            level_id=patron.pk,
            name={"fr": "Mécène, une année", "en": "Patron for a year"},
            subtitle={"fr": "Le comité vous répond sous dix jours", "en": "The board answers soon"},
            net_price=50000,
            vat_rate=exempt,
            needs_approval=True,
        ),
    ]


def _plan(shop: Shop, facts: PlanFacts, *, by: Actor, at: datetime) -> Plan:
    made = planning.create_plan(shop, facts, by=by, at=at)
    return planning.set_plan_status(shop, plan_id=made.pk, status="published", by=by, at=at)


@transaction.atomic(durable=True)
def _write_the_past(house: House, crowd: Sequence[Somebody], *, random: Random) -> None:
    """Who joined in the last two years, renewed, left, or is in grace."""
    for at, somebody in enumerate(crowd):
        joined = house.today - random.randrange(20, 700) * DAY
        plan = house.patron if at % 11 == 5 else house.season if at % 4 == 3 else house.year
        member = _member(house, somebody, joined)
        last = _renewals(house, member, plan, joined, keeps=random.random() < 0.78)
        _say_its_end(house, last, at)
    _a_family(house, crowd[0])
    bea = Person.objects.get(email="bea@lanterne.example")
    told = {
        "email": bea.email,
        "first_name": bea.first_name,
        "last_name": bea.last_name,
        "language": "fr",
    }
    member = memberships.add_member(
        house.shop.organisation_id, record=told, person_id=bea.pk, at=house.at - 240 * DAY
    )
    _held(house, member, house.year, house.today - 240 * DAY)


def _member(house: House, somebody: Somebody, joined: date) -> Member:
    told = {name: value for name, value in asdict(somebody).items() if name not in ("newsletter",)}
    told["email"] = f"ami.{somebody.email}"
    at = house.at - (house.today - joined)
    return memberships.add_member(
        house.shop.organisation_id, record={**told, "country": "CH"}, at=at
    )


def _renewals(house: House, member: Member, plan: Plan, joined: date, *, keeps: bool) -> Membership:
    """One membership after the other until today, or until they stopped renewing."""
    held = _held(house, member, plan, joined)
    while keeps and held.ends_on is not None and held.ends_on < house.today:
        held = _held(house, member, plan, held.ends_on + DAY, follows=held)
    return held


def _held(  # noqa: PLR0913 - a membership comes after one, or beside one
    house: House,
    member: Member,
    plan: Plan,
    starts_on: date,
    *,
    follows: Membership | None = None,
    covered_by: Membership | None = None,
    place: int = 1,
) -> Membership:
    days: Period = period(duration_of(plan), starts_on=starts_on)
    what = memberships.Start(
        days=days,
        level_id=plan.level_id,
        plan=plan,
        price=0 if covered_by else plan.net_price,
        currency="CHF",
        origin=Membership.Origin.IMPORT,
        follows=follows,
        covered_by=covered_by,
    )
    at = house.at - (house.today - starts_on)
    made = memberships.start(member, what, place=place, at=min(at, house.at))
    assert made is not None
    return made


def _say_its_end(house: House, last: Membership, at: int) -> None:
    """Some leave at the end, some were ended, one is in grace."""
    if at % 13 == 4:
        memberships.stop(last, at=house.at - 12 * DAY)
    elif at in (17, 41):
        on = max(last.starts_on, house.today - 40 * DAY)
        memberships.end(last, on=on, reason=FAREWELLS[at % 2])
    elif last.ends_on and house.today - 14 * DAY <= last.ends_on < house.today:
        memberships.give_grace([last.pk], until=last.ends_on + 14 * DAY)


def _a_family(house: House, head: Somebody) -> None:
    told = {"email": "famille.favre@exemple.example", "first_name": "Sylvie", "last_name": "Favre"}
    started = house.today - 90 * DAY
    mother = memberships.add_member(
        house.shop.organisation_id,
        record={**told, "language": "fr", "city": head.city},
        at=house.at - 90 * DAY,
    )
    main = _held(house, mother, house.family, started)
    for place, name in enumerate(("Luc", "Inès"), start=2):
        child = memberships.add_member(
            house.shop.organisation_id,
            record={"first_name": name, "last_name": "Favre", "language": "fr"},
            at=house.at - 90 * DAY,
        )
        _held(house, child, house.family, started, covered_by=main, place=place)


def _codes(house: House, *, by: Actor) -> None:
    code = admitting.PlanCode(
        name="Étudiant·es",
        description="Distribué à l'Uni et à l'EPFL en septembre",
        text="ETUDIANT",
        percent=Decimal(30),
        currency="CHF",
        max_uses=100,
        plan_id=house.year.pk,
    )
    admitting.create_plan_code(house.shop, code, by=by, at=house.at - 60 * DAY)


def _orders(house: House) -> None:
    """One paid on invoice, one that waits for its payment, one patron to be approved."""
    for name, plan, days, is_paid in (
        ("Odile Gonin", house.year, 25, True),
        ("Tristan Rey", house.season, 4, False),
        ("Hélène de Watteville", house.patron, 2, False),
    ):
        first_name, _space, last_name = name.partition(" ")
        at = house.at - days * DAY
        record = {
            "email": f"{last_name.split()[-1].lower()}@exemple.example",
            "first_name": first_name,
            "last_name": last_name,
            "street": "Avenue de la Gare 12",
            "postcode": "1003",
            "city": "Lausanne",
            "country": "CH",
        }
        wish = enrolling.Enrolment(plan_id=plan.pk, given=Given(record=record))
        cart = enrolling.enrol(house.shop, wish, secret=None, language="fr", at=at)
        buyer = {**record, "language": "fr"}
        order = checkout.save_details(cart.secret, buyer=buyer, at=at)
        if not plan.product.needs_approval:
            order = checkout.choose_method(order.secret, code="invoice", at=at)
        order = checkout.place_order(
            order.secret, terms=True, shown_total=order.total, by=BUYER, at=at
        )
        if is_paid:
            payment = order.payments.get()
            paying.validate_payment(payment.pk, by=SYSTEM, at=at + 3 * DAY)


def _requests(house: House) -> None:
    """Somebody wants to be forgotten, and waits for an answer."""
    member = Member.objects.filter(organisation=house.shop.organisation).order_by("number")[6]
    leaving.ask_erasure(house.shop, email=member.email, by=BUYER, at=house.at - 23 * DAY)
