"""What buyers and stewards do. Run in a process without Django: they know pages only."""

import json
import re
import uuid
from typing import Any

from bench.client import Browser, Response, Surprise

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


def _token(page: Response) -> str:
    found = TOKEN.search(page.text)
    if found is None:
        raise Surprise(f"no form at {page.url}")
    return found[1]
