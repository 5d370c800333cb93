"""How people who work at the theatre come in."""

from tests.journeys.visitor import Visitor

PASSWORD = "lanterne-demo"


def log_in(visitor: Visitor, email: str, path: str) -> None:
    """Go where one wants to, and log in on the way."""
    page = visitor.goto(f"/auth/login/?next={path}")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/auth/" not in url)
