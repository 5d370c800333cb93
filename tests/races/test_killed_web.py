"""The web server is killed while people buy: nothing is lost, nothing stays held."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim, Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows import cancelling
from tessera.lib import clock
from tessera.ops.commands import serve
from tessera.ops.commands.demo import answers, free_port
from tests.factories import Programme, make_event

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS, ENOUGH, PATIENCE = 12, 60, 30


@pytest.fixture
def server(tmp_path: Path, db: None) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A web server of its own, as in production, with this test's database."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": _this_database(),
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
        "TESSERA_DATA": str(tmp_path),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    command = serve.command(host="127.0.0.1", port=port, workers=2, threads=4)
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    end = time.monotonic() + PATIENCE
    try:
        while not answers(f"http://127.0.0.1:{port}/readyz"):
            assert time.monotonic() < end, "the web server does not come up"
            time.sleep(0.1)
        yield process, port
    finally:
        kill(process)


def _this_database() -> str:
    """Where this test's database is: by a socket or by a port, with a password or without."""
    facts = {word: str(fact) for word, fact in connection.settings_dict.items()}
    who = quote(facts["USER"], safe="") + f":{quote(facts['PASSWORD'], safe='')}".rstrip(":")
    port = f":{facts['PORT']}".rstrip(":")
    return f"postgresql://{who}@{port}/{facts['NAME']}?{urlencode({'host': facts['HOST']})}"


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9, with all it started: nobody cleans up."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def buy_until_it_dies(port: int, programme: Programme, number: int) -> int:
    """Fill cart after cart; says how many were answered before the server was gone."""
    tariff = programme.tariffs[number % len(programme.tariffs)]
    wish = {"event": programme.event.slug, "date": programme.date.id}
    body = urlencode({**wish, f"quantity-{tariff.product_id}": 1 + number % 3})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
    }
    done = 0
    while True:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as door:
                door.request("POST", f"/en/{programme.shop.slug}/cart/items/", body, headers)
                status = door.getresponse().status
        except (OSError, http.client.HTTPException):
            return done
        if status != 302:
            raise AssertionError(f"a buyer was answered {status}")
        done += 1


def wait_for(enough: int, calls: list[Future[int]]) -> None:
    end = time.monotonic() + PATIENCE
    while Order.objects.count() < enough and not any(call.done() for call in calls):
        assert time.monotonic() < end, "the buyers do not come through"
        time.sleep(0.01)


def wait_until_its_transactions_are_gone() -> None:
    """PostgreSQL notices that nobody listens any more, and takes back what was not committed."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("a dead server still holds a transaction")


def test_a_killed_server_leaves_no_place_behind(
    server: tuple[subprocess.Popen[bytes], int], shop: Shop
) -> None:
    process, port = server
    zones = {"Floor": 5000, "Balcony": 3000}
    programme = make_event(
        shop, slug="hamlet", zones=zones, tariffs={"Full": 4000, "Reduced": 2000}, capacity=7000
    )

    with ThreadPoolExecutor(BUYERS) as buyers:
        calls = [
            buyers.submit(buy_until_it_dies, port, programme, number) for number in range(BUYERS)
        ]
        wait_for(ENOUGH, calls)
        kill(process)
        answered = sum(call.result() for call in calls)
    wait_until_its_transactions_are_gone()

    assert Claim.objects.count() >= answered - BUYERS
    assert sum(pool.taken for pool in Pool.objects.all()) > 0
    assert pools_out_of_balance() == []

    cancelling.let_expire(at=clock.now() + timedelta(hours=1))

    assert pools_out_of_balance() == []
    assert {pool.taken for pool in Pool.objects.all()} == {0}
    assert not Claim.objects.exists()
    assert not Order.objects.exclude(held_until=None).exists()
