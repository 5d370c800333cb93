"""Four hundred buyers want one of a hundred places at the same moment."""

from collections.abc import Iterator
from typing import Any

from bench import stage, stories
from bench.house import House
from bench.load import Scene, drive, line
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket

ORDER = 25
BUYERS, PLACES = 400, 100


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Seconds until everybody has a ticket or knows that there is none; never one too many."""
    warm = stage.where(stage.event("rehearsal", price=0)) | {"method": "free"}
    drive(Scene(stories.buy_order, 40, 8, warm, fresh=True), house)
    house.calm()
    programme = stage.event("premiere", places=PLACES, price=0)
    facts = stage.where(programme) | {"method": "free", "quantity": 1}
    before = house.cpu_seconds()
    run = drive(Scene(stories.try_to_buy, BUYERS, BUYERS, facts, fresh=True), house)
    cpu = house.cpu_seconds() - before
    sold = Ticket.objects.filter(date=programme.date).count()
    pool = Pool.objects.get(date=programme.date)
    if (run.answers.count(True), sold, pool.taken) != (PLACES, PLACES, PLACES):
        raise AssertionError(f"told {run.answers.count(True)}, sold {sold}, taken {pool.taken}")
    if pools_out_of_balance():
        raise AssertionError("pools do not equal their claims")
    found = line("onsale_400", run, cpu=cpu, concurrency=BUYERS)
    yield found | {"value": round(run.seconds, 2), "unit": "s", "sold": sold}
