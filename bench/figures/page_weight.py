"""What a first visit to an event's page weighs on the wire, in a real browser on a phone."""

import shutil
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import sync_playwright

from bench import stage
from bench.house import House
from tessera.domain.catalogue.models import Event

ORDER = 14
PHONE = {"width": 390, "height": 844}


def measure(house: House) -> Iterator[dict[str, Any]]:
    """The bench's event, which has no picture; then one of the theatre's, which has."""
    yield _weigh("page_weight", house, stage.path_of(stage.hall()))
    event = Event.objects.select_related("shop").get(slug="la-nuit-des-rois")
    path = f"/en/{event.shop.slug}/events/{event.slug}/"
    yield _weigh("page_weight_with_picture", house, path)


def _weigh(name: str, house: House, path: str) -> dict[str, Any]:
    """All bytes of all answers, heads included."""
    sizes: dict[str, int] = {}
    with sync_playwright() as playwright:
        own = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=own, args=["--no-sandbox"])
        page = browser.new_context(viewport=PHONE, device_scale_factor=2).new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on(
            "Network.loadingFinished",
            lambda told: sizes.update({told["requestId"]: int(told["encodedDataLength"])}),
        )
        page.goto(f"http://127.0.0.1:{house.port}{path}", wait_until="networkidle")
        browser.close()
    return {
        "name": name,
        "value": round(sum(sizes.values()) / 1000, 1),
        "unit": "KB",
        "concurrency": 1,
        "requests": len(sizes),
    }
