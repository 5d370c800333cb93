"""Fills an empty database with the theatre, its past and its present."""

from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime
from random import Random

from django.db import transaction

from tessera.domain.organisations.models import Organisation
from tessera.domain.shops.models import Shop
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.lib import clock
from tessera.ops.demo.club import make_club
from tessera.ops.demo.door import scan_tickets
from tessera.ops.demo.people import make_buyer, make_organisation
from tessera.ops.demo.plan import Planner
from tessera.ops.demo.programme import fill_programme, hang_posters, make_shop
from tessera.ops.demo.rows import Books
from tessera.ops.demo.stories import tell_stories

SEED = 2026
PAINTERS = 2
"""Posters are painted while rows are written, on whatever processors are free."""


def load_theatre() -> None:
    """Fills an empty database; does nothing when there is an organisation already."""
    if Organisation.objects.exists():
        return
    at = clock.now()
    with ThreadPoolExecutor(PAINTERS) as painters:
        shop = _write_the_past(painters, at)
    tell_stories(shop, at=at)
    _require_balance()


@transaction.atomic(durable=True)
def _write_the_past(painters: Executor, at: datetime) -> Shop:
    random = Random(SEED)  # noqa: S311  # invented sales, no secrets
    season = make_shop(make_organisation(), at=at)
    fill_programme(season, painters=painters, at=at)
    zone = season.shop.time_zone
    purchases = Planner(season.nights, random=random, at=at, zone=zone).all_purchases()
    Books(season.shop, buyer=make_buyer(), random=random, at=at).write(purchases)
    hang_posters(season)
    scan_tickets(season, random=random, at=at)
    make_club(at=at)
    _require_balance()
    return season.shop


def _require_balance() -> None:
    wrong = pools_out_of_balance()
    if wrong:
        raise AssertionError(f"The demo's pools do not equal their claims: {wrong[:5]}")
