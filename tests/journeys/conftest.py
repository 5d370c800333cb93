"""A theatre, a browser, and people before it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import theatre as theatres
from tests.journeys.theatre import Theatre
from tests.journeys.visitor import DESK, Visitor
from tests.places import own_folder

CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", *CAMERA]
Enter = Callable[..., Visitor]


@pytest.fixture(scope="session")
def theatre() -> Iterator[Theatre]:
    """The theatre of `make demo`, with its season, pages, worker and cards."""
    with own_folder() as folder, theatres.opened(folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system, or the one that Playwright brought."""
    # Playwright leaves a running loop in this thread; Django would take later tests of this
    # process for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        own = shutil.which("chromium") or shutil.which("chromium-browser")
        opened = playwright.chromium.launch(executable_path=own, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def enter(theatre: Theatre, browser: Browser) -> Iterator[Enter]:
    """Somebody comes to the theatre: `enter()` with a fresh browser, `enter(scripts=False)`
    without JavaScript."""
    with visitors(browser, theatre.address) as one:
        yield one
        theatre.restore()


@contextmanager
def visitors(browser: Browser, address: str) -> Iterator[Enter]:
    """Lets people in.

    Whoever saw something wrong (a console error, a breach of the content policy, a request to
    another house, an axe violation) says so when the story is over.
    """
    came: list[Visitor] = []

    def one(*, scripts: bool = True, language: str = "en") -> Visitor:
        context = browser.new_context(
            java_script_enabled=scripts,
            locale=language,
            viewport=DESK,  # type: ignore[arg-type]
            timezone_id="Europe/Zurich",
            permissions=["camera"],
        )
        came.append(Visitor(context, address))
        return came[-1]

    yield one
    complaints = [line for visitor in came for line in visitor.leave()]
    assert not complaints, "\n".join(complaints)
