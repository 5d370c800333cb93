"""Oscar's bowling club: another organisation, which sees nothing of ours."""

from datetime import datetime, timedelta

from tessera.domain.catalogue import actions as catalogue
from tessera.domain.catalogue.models import Category, Visibility
from tessera.domain.catalogue.models.products import Product
from tessera.domain.organisations import actions as organisations
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.shops import actions as shops
from tessera.domain.stock.actions import open_pool
from tessera.ops.demo.people import make_person


def make_club(*, at: datetime) -> None:
    """One evening, one tariff, one organiser."""
    club = organisations.create_organisation("Club des Quilles de Moudon", slug="quilles")
    oscar = make_person("oscar@quilles.example", "Oscar", "Liechti")
    organisations.add_team_member(club, person=oscar)
    shop = shops.create_shop(
        club,
        slug="quilles",
        name={"fr": "Club des Quilles de Moudon", "en": "Moudon Skittles Club"},
        description={
            "fr": "Neuf quilles, une boule, beaucoup de fondue.",
            "en": "Nine pins, one ball, a great deal of fondue.",
        },
        status="open",
        languages=["fr", "en"],
        contact_email="oscar@quilles.example",
        street="Place de la Grenette 2",
        postcode="1510",
        city="Moudon",
        vat_rate="8.10",
        contact_name="Club des Quilles",
        opened_at=at - timedelta(days=30),
        colours={"primary": "#1f6f54", "secondary": "#22372b", "accent": "#e0b03c"},
    )
    PaymentMethod.objects.create(shop=shop, code="on_site")
    event = catalogue.create_event(
        shop,
        slug="soiree-quilles-et-fondue",
        name={"fr": "Soirée quilles et fondue", "en": "Skittles and Fondue Night"},
        subtitle={
            "fr": "On joue, on mange, on recommence.",
            "en": "Play, eat, play again.",
        },
        category=Category.OTHER,
        status=Visibility.VISIBLE,
        venue="Salle de la Douane",
        city="Moudon",
    )
    zone = catalogue.add_zone(event, name={"fr": "Grande table", "en": "Long table"}, capacity=40)
    catalogue.add_tariff(
        zone,
        name={"fr": "Repas compris", "en": "Meal included"},
        prices={"CHF": 3800},
        status=Product.Status.PUBLISHED,
    )
    start = (at + timedelta(days=18)).replace(hour=18, minute=0, second=0, microsecond=0)
    date = catalogue.add_date(event, starts_at=start, ends_at=start + timedelta(hours=4))
    open_pool(capacity=zone.capacity, date_id=date.id, zone_id=zone.id)
