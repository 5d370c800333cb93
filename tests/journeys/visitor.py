"""Somebody before a browser: looks at each page closely, and complains about what is wrong."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"type": "tag", "values": LEVELS}
# By night a page differs from itself by day in its colours alone.
COLOURS = {"type": "rule", "values": ["color-contrast"]}

# Colours that are on their way to other colours are no colours to judge.
STILL = """
const still = new CSSStyleSheet();
const none = "{ transition: none !important; animation: none !important }";
still.replaceSync(`*, ::before, ::after ${none}`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
"""

# A refusal is a page with its own words and a status of 422; Chromium calls that an error.
REFUSAL = "Failed to load resource: the server responded with a status of 422"


@dataclass
class Visitor:
    """One browser window with its own cookies."""

    context: BrowserContext
    address: str
    page: Page = field(init=False)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(STILL)
        self.context.on("page", self._watch)
        self.page = self.context.new_page()

    def goto(self, path: str) -> Page:
        """Open an address of the theatre."""
        self.page.goto(self.address + path)
        return self.page

    def look(self, picture: str = "", *, width: dict[str, int] = DESK) -> None:
        """See that axe finds nothing, nothing is wider than the window, by day and by night, on a
        phone and at a desk. With TESSERA_PICTURES=1 the picture is kept for the guides."""
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self._fits(size["width"])
            for scheme, rules in (("dark", COLOURS), ("light", RULES)):
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                self._axe(f"{size['width']} {scheme}", rules)
            if picture and size == width and os.environ.get("TESSERA_PICTURES") == "1":
                PICTURES.mkdir(parents=True, exist_ok=True)
                self.page.screenshot(path=PICTURES / f"{picture}.png", animations="disabled")

    def leave(self) -> list[str]:
        """Close the window, and say what was wrong."""
        self.context.close()
        return self.complaints

    def _fits(self, width: int) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.complaints.append(f"{self.page.url} is {wide} wide in a window of {width}")

    def _axe(self, how: str, rules: dict[str, Any]) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
        )
        for violation in found["violations"]:
            where = [node["html"][:160] for node in violation["nodes"][:4]]
            why = violation["nodes"][0]["failureSummary"].splitlines()[1:2]
            self.complaints.append(
                f"axe {violation['id']} at {self.page.url} ({how}): {where} {why}"
            )

    def _watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and REFUSAL not in message.text:
            self.complaints.append(f"console at {message.location.get('url')}: {message.text}")

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host not in ("127.0.0.1", None):
            self.complaints.append(f"a request leaves the house: {request.url}")
