"""What the figures need beside the demo: a shop with plenty to sell, and people who may look."""

from datetime import datetime, timedelta
from functools import cache

from allauth.account.models import EmailAddress

from tessera.lib import clock
from tests.factories import (
    Programme,
    make_event,
    make_method,
    make_organisation,
    make_person,
    make_shop,
    make_team_member,
)
from tests.factories.people import PASSWORD


@cache
def hall() -> Programme:
    """A shop of its own with an event nobody can sell out and two tariffs."""
    shop = make_shop(make_organisation("Bench", slug="bench"), slug="bench")
    for code in ("free", "invoice", "on_site"):
        make_method(shop, code)
    return make_event(
        shop,
        slug="open-air",
        name={"en": "Open Air", "fr": "Plein air"},
        subtitle={"en": "One meadow, two tariffs.", "fr": "Un pré, deux tarifs."},
        zones={"Meadow": 1_000_000},
        tariffs={"Full": 4500, "Reduced": 3000},
    )


def event(slug: str, *, dates: int = 1, places: int = 1_000_000, price: int = 4500) -> Programme:
    """One more event of the bench's shop: its dates fill the next month, ten a day at most."""
    return make_event(
        hall().shop,
        slug=slug,
        name={"en": slug.capitalize(), "fr": slug.capitalize()},
        dates=_starts(dates),
        zones={"Meadow": places},
        tariffs={"Full": price},
    )


def path_of(programme: Programme) -> str:
    """The address of the event's page."""
    return f"/en/{programme.shop.slug}/events/{programme.event.slug}/"


def where(programme: Programme) -> dict[str, str]:
    """The addresses of the shop and of the event's page."""
    return {"shop": f"/en/{programme.shop.slug}/", "path": path_of(programme)}


@cache
def administrator() -> dict[str, str]:
    """E-mail and password of somebody who may do everything in the bench's shop."""
    person = make_person("Sam", "Steward", email="steward@bench.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    make_team_member(hall().shop.organisation, person)
    return {"email": person.email, "password": PASSWORD}


def _starts(dates: int) -> list[datetime]:
    first = (clock.now().replace(day=1) + timedelta(days=32)).replace(
        day=1, hour=8, minute=0, second=0, microsecond=0
    )
    return [first + timedelta(days=each % 30, hours=each // 30) for each in range(dates)]
