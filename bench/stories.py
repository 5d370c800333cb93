"""What buyers and stewards do. Run in a process without Django: they know pages only."""

import json
import re
import uuid
from typing import Any

from bench.client import Browser, Response, Surprise, form

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


async def read(browser: Browser, number: int, facts: dict[str, Any]) -> int:
    """One page; says how long it is."""
    return len((await browser.get(facts["path"])).expect(200).body)


async def read_as_organiser(browser: Browser, number: int, facts: dict[str, Any]) -> int:
    """One of several pages of the back office, by somebody who is logged in."""
    paths = facts["paths"]
    return len((await browser.get(paths[number % len(paths)])).expect(200).body)


async def log_in(browser: Browser, number: int, facts: dict[str, Any]) -> None:
    """With a password."""
    page = (await browser.get("/auth/login/")).expect(200)
    details = {"login": facts["email"], "password": facts["password"]}
    await browser.post("/auth/login/", {**details, "csrfmiddlewaretoken": _token(page)})
    if "sessionid" not in browser.cookies:
        raise Surprise("the login was refused")


async def scan(browser: Browser, number: int, facts: dict[str, Any]) -> None:
    """Hold the next code before the gate."""
    held = {"scan_id": str(uuid.uuid4()), "code": facts["codes"][number], "device": "bench"}
    answer = (await browser.send("/scanner/scans/", json.dumps(held).encode())).expect(200)
    if json.loads(answer.body)["answer"] != "welcome":
        raise Surprise(answer.text)


async def open_door(browser: Browser, number: int, facts: dict[str, Any]) -> None:
    """Log in and choose the date, as a steward does in the evening."""
    await log_in(browser, number, facts)
    page = (await browser.get(f"/scanner/?shop={facts['shop']}")).expect(200)
    chosen = {"shop": facts["shop"], "date": facts["date"], "csrfmiddlewaretoken": _token(page)}
    await browser.follow(await browser.post("/scanner/", chosen))
    if "door_pass" not in browser.cookies:
        raise Surprise("no door pass")


async def order_by_program(browser: Browser, number: int, facts: dict[str, Any]) -> None:
    """One call places a free order, whose tickets come with the answer."""
    wish = {
        "items": [{"product": facts["product"], "date": facts["date"], "quantity": 2}],
        "buyer": buyer(number),
        "method": "free",
        "currency": "CHF",
        "language": "en",
        "terms_accepted": True,
    }
    path = f"/api/v1/shops/{facts['shop']}/orders"
    made = json.loads((await browser.send(path, json.dumps(wish).encode())).expect(201).body)
    if len(made["tickets"]) != 2:
        raise Surprise(f"{len(made['tickets'])} tickets")


def _token(page: Response) -> str:
    found = TOKEN.search(page.text)
    if found is None:
        raise Surprise(f"no form at {page.url}")
    return found[1]


async def buy(browser: Browser, number: int, facts: dict[str, Any]) -> Response:
    """The whole story of two tickets, from the event's page to the order's."""
    page = await choose(browser, facts, quantity=facts.get("quantity", 2))
    if page.status == 422:
        return page
    page = (await browser.get(f"{facts['shop']}checkout/")).expect(200)
    page = await browser.submit(page, "/checkout/", **buyer(number))
    page.expect(200)
    page = await browser.submit(page, "/checkout/order/", method=facts["method"], terms="on")
    if "/orders/" not in page.url:
        raise Surprise(f"no order: {page.expect(200).url}")
    return page.expect(200)


async def choose(browser: Browser, facts: dict[str, Any], *, quantity: int) -> Response:
    """Read the event's page and put tickets of the first tariff into the cart."""
    page = (await browser.get(facts["path"])).expect(200)
    target, fields = form(page.text, "/cart/items/")
    tariff = next(name for name in fields if name.startswith("quantity-"))
    page = await browser.post(target, fields | {tariff: quantity})
    return page if page.status == 422 else (await browser.follow(page)).expect(200)


async def buy_order(browser: Browser, number: int, facts: dict[str, Any]) -> None:
    """Buy, whatever comes; a refusal is a failure here."""
    (await buy(browser, number, facts)).expect(200)


async def try_to_buy(browser: Browser, number: int, facts: dict[str, Any]) -> bool:
    """Whether one of the last places could be had; being told no is an answer too."""
    return (await buy(browser, number, facts)).status == 200


def buyer(number: int) -> dict[str, str]:
    """Somebody's details."""
    return {
        "email": f"buyer{number}@bench.example",
        "first_name": "Bea",
        "last_name": f"Number {number}",
    }
